//! The way to a provider and back, and one's own linked accounts.

mod own;
mod way;

use super::provider::Offered;
use crate::kernel::{office::Office, web::Visit};
use axum::{
    Router,
    http::{HeaderMap, header::USER_AGENT},
};

/// The pages of this part.
pub fn routes() -> Router<Office> {
    way::routes().merge(own::routes())
}

/// What this browser is offered.
pub fn offered(visit: &Visit, headers: &HeaderMap) -> Vec<Offered> {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    visit.office.means.outside.get().map(|outside| outside.offered(agent)).unwrap_or_default()
}

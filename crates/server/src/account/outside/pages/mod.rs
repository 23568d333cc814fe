//! The way to a provider and back, and one's own linked accounts.

mod own;
mod way;

use super::provider::Offered;
use crate::kernel::{
    office::Office,
    web::{Chrome, Visit},
};
use axum::{
    Router,
    http::{HeaderMap, header::USER_AGENT},
};
use domain::account::outside::Provider;

/// The pages of this part.
pub fn routes() -> Router<Office> {
    way::routes().merge(own::routes())
}

/// What people read as the name of a provider: the operator's where there is one.
fn called(visit: &Visit, c: &Chrome, provider: Provider) -> String {
    let own = visit.office.means.outside.get().and_then(|outside| outside.name_of(provider)).map(str::to_owned);
    own.unwrap_or_else(|| c.named("outside-provider", provider.name()))
}

/// What this browser is offered.
pub fn offered(visit: &Visit, headers: &HeaderMap) -> Vec<Offered> {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    visit.office.means.outside.get().map(|outside| outside.offered(agent)).unwrap_or_default()
}

//! Volunteers' own pages: completing the registration, the phone's home, the profile.

mod identity;
mod mine;
mod organisations;
mod residence;

use crate::kernel::{
    failure::{Answer, Failure},
    office::Office,
    web::{Trouble, Visit},
};
use axum::Router;

pub use identity::{IdentityForm, mac};

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(identity::routes())
        .merge(residence::routes())
        .merge(organisations::routes())
        .merge(mine::routes())
}

/// A refusal of a form, beside its field.
fn trouble(visit: &Visit, failure: Failure) -> Answer<Trouble> {
    let by_code = |code: &str| match code.split_once('.').map_or(code, |(concept, _)| concept) {
        "region" => Some("region"),
        "document" => Some("number"),
        "name" => Some("guardian_name"),
        "audit" => Some("reason"),
        _ => None,
    };
    Ok(Trouble::of(failure, visit.words())?.beside(by_code))
}

//! Enrolments for people: signing up and my activities for volunteers, deciding about sign-ups for stewards.

mod steward;
mod volunteer;

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().merge(volunteer::routes()).merge(steward::routes())
}

//! Asking what there is in one's name, for people: the way without a login, and the desk of the platform's stewards.

mod ask;
mod desk;
mod found;
mod quarantines;

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().merge(ask::routes()).merge(found::routes()).merge(desk::routes()).merge(quarantines::routes())
}

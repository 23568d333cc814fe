//! Certificates for people: the holder's own, a stranger's comparison, and what a steward sets.

mod desk;
mod own;
mod public;

pub(super) use own::{own_row, pdf};

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().merge(own::routes()).merge(public::routes()).merge(desk::routes())
}

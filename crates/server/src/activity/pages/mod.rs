//! Activities for people: the public list and page, a steward's desk with the proposal form, and the review.

mod desk;
mod draft;
mod edit;
mod face;
mod proposal;
mod public;
mod review;

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(public::routes())
        .merge(desk::routes())
        .merge(proposal::routes())
        .merge(edit::routes())
        .merge(review::routes())
}

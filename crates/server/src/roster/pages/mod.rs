//! Rosters for people: a steward's sheet, the invitation on somebody's phone, and the records in one's own name.

mod desk;
mod invitation;
mod records;

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().merge(desk::routes()).merge(invitation::routes()).merge(records::routes())
}

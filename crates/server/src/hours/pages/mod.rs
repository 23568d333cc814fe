//! Hours for people: a volunteer's own record, and a steward's make-ups, honours and deductions.

mod chart;
mod record;

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().merge(record::routes())
}

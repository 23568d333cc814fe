//! Hours for people: a volunteer's own record, and a steward's make-ups, honours and deductions.

mod by_hand;
mod case;
mod chart;
mod filing;
mod make_ups;
mod record;
mod typed;

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(record::routes())
        .merge(make_ups::routes())
        .merge(filing::routes())
        .merge(case::routes())
        .merge(by_hand::routes())
}

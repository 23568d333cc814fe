//! Connected platforms for people: one's own, and the platform's desk.

mod desk;
mod own;

use crate::kernel::office::Office;
use axum::{
    Router,
    routing::{get, post},
};

/// The pages of this slice, and the doors of the protocol.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(super::provider::routes())
        .route("/me/platforms", get(own::list))
        .route("/me/platforms/{id}/withdrawal", post(own::withdraw))
        .route("/platform/clients", get(desk::list).post(desk::register))
        .route("/platform/clients/new", get(desk::new))
        .route("/platform/clients/{id}", get(desk::show).post(desk::change))
        .route("/platform/clients/{id}/secrets", post(desk::make_secret))
}

//! The pages of the second factor: one's own, the second step of a login, showing to be present, and the platform's setting.

mod demand;
mod own;
mod steps;

pub use steps::{second_step_again, step_up_again};

use crate::kernel::office::Office;
use axum::Router;

/// The pages of this part.
pub fn routes() -> Router<Office> {
    Router::new().merge(own::routes()).merge(steps::routes()).merge(demand::routes())
}

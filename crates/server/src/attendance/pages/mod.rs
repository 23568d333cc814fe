//! Presence for people: signing in and out on a phone, one's own presences, and the steward's codes, scanner and live board.

mod board;
mod codes;
mod desk;
mod events;
mod own;
mod scan;
mod sign;

use crate::kernel::office::Office;
use axum::Router;
use domain::activity::Fix;
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .merge(sign::routes())
        .merge(own::routes())
        .merge(codes::routes())
        .merge(scan::routes())
        .merge(board::routes())
        .merge(events::routes())
        .merge(desk::routes())
}

/// A position as a page's script fills it in; empty without permission.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Where {
    latitude: String,
    longitude: String,
    accuracy: String,
}

impl Where {
    /// The position, when there is one on earth.
    fn fix(&self) -> Option<Fix> {
        let number = |text: &str| text.trim().parse::<f64>().ok();
        Fix::parse(number(&self.latitude)?, number(&self.longitude)?, number(&self.accuracy).unwrap_or(0.0))
    }
}

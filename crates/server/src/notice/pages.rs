//! The outbox as a page (MSG-04): what would have gone out, had anybody been connected to send it.

use super::{api::read, store::Shown};
use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Chrome, Section, Visit, page},
};
use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/outbox", get(outbox))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    to: String,
}

#[derive(Template)]
#[template(path = "notice/outbox.html")]
struct OutboxPage {
    c: Chrome,
    to: String,
    items: Vec<Shown>,
}

async fn outbox(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let to = asked.to.trim().to_owned();
    let items = read(&visit, (!to.is_empty()).then(|| to.clone())).await?;
    page(&OutboxPage { c: visit.chrome(Section::None), to, items })
}

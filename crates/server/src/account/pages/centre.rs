//! The account centre (ACC-08): one page from which everything about oneself is reached.

use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Chrome, Section, Visit, page},
};
use askama::Template;
use axum::{Router, response::Response, routing::get};

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/me/account", get(show))
}

#[derive(Template)]
#[template(path = "account/pages/centre.html")]
struct CentrePage {
    c: Chrome,
}

async fn show(visit: Visit) -> Answer<Response> {
    visit.login()?;
    page(&CentrePage { c: visit.chrome(Section::Mine) })
}

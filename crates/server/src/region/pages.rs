//! Finding one's way by place: a division with those below it, and what goes on there.

use super::Named;
use crate::kernel::{
    failure::{Answer, Failure},
    office::Office,
    web::{Chrome, Section, Visit, page},
};
use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use domain::region::Region;
use serde::Deserialize;

/// The routes of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/regions", get(show))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    under: String,
}

/// One division to go to.
struct Place {
    code: Region,
    name: &'static str,
    has_below: bool,
}

#[derive(Template)]
#[template(path = "region/regions.html")]
struct RegionsPage {
    c: Chrome,
    /// From the province down to the division that is shown; empty for the whole country.
    path: Vec<Named>,
    below: Vec<Place>,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let here = match asked.under.as_str() {
        "" => None,
        code => Some(super::find(code).ok_or(Failure::NotFound)?),
    };
    let place = |(code, name): Named| Place { code, name, has_below: !super::children(Some(code)).is_empty() };
    let below = super::children(here).into_iter().map(place).collect();
    let path = here.map(super::path).unwrap_or_default();
    page(&RegionsPage { c: visit.chrome(Section::None), path, below })
}

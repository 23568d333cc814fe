//! Leaving, coming back, and what is shown to somebody whom nobody here knows yet.

use super::called;
use crate::{
    account::{
        flow::Wish,
        outside::{
            cookies::{Left, Proved, forget_left},
            flow::{self, Arrived},
            provider::Came,
        },
        pages::{cookies, login},
    },
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Section, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::{HeaderMap, header::SET_COOKIE},
    response::Response,
    routing::get,
};
use domain::account::outside::Way;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/sessions/outside/unknown", get(unknown))
        .route("/sessions/outside/{way}", get(leave))
        .route("/sessions/outside/{way}/return", get(come_back))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
}

/// Changes nothing but the browser's own cookie, so a link may lead here.
async fn leave(visit: Visit, Path(way): Path<String>, Query(asked): Query<Asked>) -> Answer<Response> {
    let way = Way::parse(&way).ok_or(Failure::NotFound)?;
    let (address, left) = flow::leave(&visit, way, login::next(&visit, &asked.next)).await?;
    let mut response = see(address);
    response.headers_mut().append(SET_COOKIE, left.cookie(&visit.office));
    Ok(response)
}

async fn come_back(
    visit: Visit,
    headers: HeaderMap,
    Path(way): Path<String>,
    Query(came): Query<Came>,
) -> Answer<Response> {
    let way = Way::parse(&way).ok_or(Failure::NotFound)?;
    let left = Left::read(&headers, &visit.office);
    let wish = Wish { device: cookies::device(&headers, &visit.office), ..Wish::default() };
    let arrived = flow::come_back(&visit, left.as_ref(), (way, &came), wish).await?;
    let next = left.map_or_else(String::new, |left| left.next);
    let mut response = match arrived {
        Arrived::Inside(entered) => login::logged_in(&visit, &entered, login::next(&visit, &next)),
        Arrived::Unlinked(proof) => {
            let to = if visit.viewer.is_some() { "/me/linked/new" } else { "/sessions/outside/unknown" };
            let mut response = see(to);
            response.headers_mut().append(SET_COOKIE, Proved::new(&proof, visit.now).cookie(&visit.office));
            response
        }
    };
    response.headers_mut().append(SET_COOKIE, forget_left(&visit.office));
    Ok(response)
}

#[derive(Template)]
#[template(path = "account/outside/pages/unknown.html")]
struct UnknownPage {
    c: Chrome,
    /// What the provider is called.
    name: String,
}

/// Only somebody who proved to have an account elsewhere is asked what to do with it.
async fn unknown(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Proved::read(&headers, &visit.office, visit.now) {
        Some(_) if visit.viewer.is_some() => Ok(see("/me/linked/new")),
        Some(proof) => {
            let c = visit.chrome(Section::None);
            let name = called(&visit, &c, proof.provider);
            page(&UnknownPage { c, name })
        }
        None => Ok(see("/sessions/new")),
    }
}

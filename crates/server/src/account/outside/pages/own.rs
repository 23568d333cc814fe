//! One's own linked accounts: what there is, linking what was just proved, taking a link away.

use super::{called, offered};
use crate::{
    account::outside::{
        actions::{self, Linked, linked},
        cookies::{Proved, forget_proved},
    },
    kernel::{
        failure::{Answer, Failure},
        office::{Ask, Office},
        web::{Chrome, Form, Key, Known, Section, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, header::SET_COOKIE},
    response::Response,
    routing::get,
};
use domain::account::{OutsideRefusal, outside::Provider};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/linked", get(show).post(link))
        .route("/me/linked/new", get(new))
        .route("/me/linked/{provider}/removal", get(ask_removal).post(unlink))
}

/// One provider: linked, offered to be linked, or both never.
struct Line {
    name: String,
    provider: &'static str,
    linked: Option<Linked>,
    /// By which way this browser would get there.
    way: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "account/outside/pages/own.html")]
struct OwnPage {
    c: Chrome,
    lines: Vec<Line>,
}

async fn own(visit: &Visit) -> Answer<Vec<Linked>> {
    let account = visit.login()?.account;
    visit.office.view(move |conn| linked(conn, account)).await
}

async fn show(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    let (own, offered) = (own(&visit).await?, offered(&visit, &headers));
    let c = visit.chrome(Section::Mine);
    let line = |one: &Provider| {
        let provider = one.name();
        let linked = own.iter().find(|one| one.provider == provider).cloned();
        let offer = offered.iter().find(|one| one.provider == provider);
        let name = called(&visit, &c, *one);
        (linked.is_some() || offer.is_some()).then(|| Line {
            name,
            provider,
            linked,
            way: offer.map(|offer| offer.way),
        })
    };
    let lines = Provider::ALL.iter().filter_map(line).collect();
    page(&OwnPage { c, lines })
}

#[derive(Template)]
#[template(path = "account/outside/pages/new.html")]
struct NewPage {
    c: Chrome,
    /// What the provider is called.
    name: String,
    phone: String,
}

/// Asks before anything is linked: whoever made this browser go there must not decide for its owner.
async fn new(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let Some(proof) = Proved::read(&headers, &visit.office, visit.now) else { return Ok(see("/me/linked")) };
    let me = visit.office.view(move |conn| crate::account::me(conn, &office.means.keys, account)).await?;
    let phone = me.phone.unwrap_or(me.nickname);
    let c = visit.chrome(Section::Mine);
    let name = called(&visit, &c, proof.provider);
    page(&NewPage { c, name, phone })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Nothing {
    #[serde(rename = "key")]
    _key: Key,
}

async fn link(Known(visit): Known, headers: HeaderMap, Form(_): Form<Nothing>) -> Answer<Response> {
    let proof = Proved::read(&headers, &visit.office, visit.now).ok_or(OutsideRefusal::NothingProven)?;
    // What was proved is a secret of the browser's and isn't kept for a repeat; a second time changes nothing.
    visit.office.record(Ask { key: None, ..visit.ask() }, proof, actions::link).await?;
    let mut response = see("/me/linked");
    response.headers_mut().append(SET_COOKIE, forget_proved(&visit.office));
    Ok(response)
}

#[derive(Template)]
#[template(path = "account/outside/pages/removal.html")]
struct RemovalPage {
    c: Chrome,
    name: String,
    provider: &'static str,
}

async fn ask_removal(visit: Visit, Path(provider): Path<String>) -> Answer<Response> {
    let own = own(&visit).await?;
    let one = Provider::parse(&provider).ok_or(Failure::NotFound)?;
    let provider = one.name();
    if own.iter().all(|one| one.provider != provider) {
        return Ok(see("/me/linked"));
    }
    let c = visit.chrome(Section::Mine);
    let name = called(&visit, &c, one);
    page(&RemovalPage { c, name, provider })
}

async fn unlink(Known(visit): Known, Path(provider): Path<String>, Form(_): Form<Nothing>) -> Answer<Response> {
    let provider = Provider::parse(&provider).ok_or(Failure::NotFound)?;
    visit.office.record(Ask { key: None, ..visit.ask() }, provider, actions::unlink).await?;
    Ok(see("/me/linked"))
}

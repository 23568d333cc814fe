//! The page of one's consents: a form for each, what it is for, and what refusing it means.

use super::{
    actions::{self, Decide},
    views::{self, HistoryLine, Shown},
};
use crate::kernel::{
    db::Conn,
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
};
use askama::Template;
use axum::{Router, response::Response, routing::get};
use domain::consent::Purpose;
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/me/consents", get(show).post(decide))
}

#[derive(Template)]
#[template(path = "consent/consents.html")]
struct ConsentsPage {
    c: Chrome,
    trouble: Trouble,
    consents: Vec<Shown>,
    history: Vec<HistoryLine>,
}

async fn consents_page(visit: &Visit, trouble: Trouble) -> Answer<ConsentsPage> {
    let account = visit.login()?.account;
    let look = move |conn: &mut Conn| Ok((views::shown(conn, account)?, views::history(conn, account)?));
    let (consents, history) = visit.office.view(look).await?;
    Ok(ConsentsPage { c: visit.chrome(Section::Mine), trouble, consents, history })
}

async fn show(visit: Visit) -> Answer<Response> {
    page(&consents_page(&visit, Trouble::default()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ConsentForm {
    purpose: String,
    /// `yes` or `no`.
    given: String,
    version: String,
    key: Key,
}

async fn decide(Known(visit): Known, Form(form): Form<ConsentForm>) -> Answer<Response> {
    let bad = |field: &str| DoorRefusal::BadForm { field: field.into() };
    let purpose = Purpose::parse(&form.purpose).filter(|purpose| views::SHOWN.contains(purpose));
    let purpose = purpose.ok_or_else(|| bad("purpose"))?;
    let version = form.version.parse().map_err(|_| bad("version"))?;
    let cmd = Decide { purpose, is_given: form.given == "yes", version };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::decide).await {
        Ok(()) => Ok(see("/me/consents")),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            trouble.page(&consents_page(&visit, trouble.clone()).await?)
        }
    }
}

//! The page of closing one's account: what is lost, what stays, and the way back.

use super::{actions, flow, store};
use crate::kernel::{
    crypto::Secret,
    db::Conn,
    failure::{Answer, Failure},
    office::Office,
    web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
};
use askama::Template;
use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use domain::closing::{COOL_OFF_DAYS, Closing};
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/me/closing", get(show).post(ask)).route("/me/closing/cancellation", post(cancel))
}

#[derive(Template)]
#[template(path = "closing/closing.html")]
struct ClosingPage {
    c: Chrome,
    trouble: Trouble,
    pending: Option<Closing>,
    /// Nothing stands in the way.
    may_go: bool,
}

async fn closing_page(visit: &Visit, trouble: Trouble) -> Answer<ClosingPage> {
    let account = visit.login()?.account;
    let look = move |conn: &mut Conn| Ok((store::pending(conn, account)?, actions::bound(conn, account)?));
    let (pending, bound) = visit.office.view(look).await?;
    let (may_go, stops) = match bound.lets_go() {
        Ok(()) => (true, None),
        Err(refusal) => (false, Some(refusal)),
    };
    // What stands in the way is said before anybody types a password.
    let trouble = match stops.filter(|_| trouble.told().is_none() && pending.is_none()) {
        Some(refusal) => Trouble::of(Failure::from(refusal), visit.words())?,
        None => trouble,
    };
    Ok(ClosingPage { c: visit.chrome(Section::Mine), trouble, pending, may_go })
}

async fn show(visit: Visit) -> Answer<Response> {
    page(&closing_page(&visit, Trouble::default()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AskForm {
    password: String,
    key: Key,
}

async fn ask(Known(visit): Known, Form(form): Form<AskForm>) -> Answer<Response> {
    match flow::begin(&visit, form.key.0, Secret::new(form.password)).await {
        Ok(_) => Ok(see("/me/closing")),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            trouble.page(&closing_page(&visit, trouble.clone()).await?)
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CancelForm {
    key: Key,
}

async fn cancel(Known(visit): Known, Form(form): Form<CancelForm>) -> Answer<Response> {
    match visit.office.act(visit.ask_once(form.key.0), actions::Cancel, actions::cancel).await {
        Ok(()) => Ok(see("/me/security")),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            trouble.page(&closing_page(&visit, trouble.clone()).await?)
        }
    }
}

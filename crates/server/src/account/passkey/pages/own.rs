//! One's own passkeys: the list, adding one, calling it something else, taking it away.

use super::{AnsweredForm, origin};
use crate::{
    account::{
        pages::trouble,
        passkey::{
            actions::{self, Rename},
            flow,
            store::{self, Line},
        },
        second_factor,
    },
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use domain::{account::passkey::NAME_CHARACTERS_MAX, kernel::PasskeyId};
use serde::Deserialize;

const OWN: &str = "/me/security/passkeys";

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/security/passkeys", get(show).post(register))
        .route("/me/security/passkeys/new", get(new))
        .route("/me/security/passkeys/{id}/name", post(rename))
        .route("/me/security/passkeys/{id}/removal", post(remove))
}

#[derive(Template)]
#[template(path = "account/passkey/pages/own.html")]
struct OwnPage {
    c: Chrome,
    trouble: Trouble,
    passkeys: Vec<Line>,
    origin: Option<String>,
    /// A role demands a second factor.
    demanded: bool,
    name_max: u32,
}

async fn own_page(visit: &Visit, trouble: Trouble) -> Answer<OwnPage> {
    let (account, now, office) = (visit.login()?.account, visit.now, visit.office.clone());
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let (_, demanded) = second_factor::state(conn, account, now)?;
        Ok((store::of(conn, &office.means.keys, account)?, demanded))
    };
    let (passkeys, demanded) = visit.office.view(look).await?;
    let (c, origin) = (visit.chrome(Section::Mine), origin(visit));
    Ok(OwnPage { c, trouble, passkeys, origin, demanded, name_max: NAME_CHARACTERS_MAX })
}

async fn show(visit: Visit) -> Answer<Response> {
    page(&own_page(&visit, Trouble::default()).await?)
}

#[derive(Template)]
#[template(path = "account/passkey/pages/new.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    name: String,
    name_max: u32,
    origin: Option<String>,
}

fn new_page(visit: &Visit, trouble: Trouble, name: String) -> NewPage {
    let (c, origin) = (visit.chrome(Section::Mine), origin(visit));
    NewPage { c, trouble, name, name_max: NAME_CHARACTERS_MAX, origin }
}

/// Whoever adds one shows first to be present.
async fn new(visit: Visit) -> Answer<Response> {
    visit.present().await?;
    page(&new_page(&visit, Trouble::default(), String::new()))
}

async fn register(Known(visit): Known, Form(form): Form<AnsweredForm>) -> Answer<Response> {
    match flow::register(&visit, &form.answered(), &form.name).await {
        Ok(_) => Ok(see(OWN)),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&new_page(&visit, trouble.clone(), form.name))
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NameForm {
    name: String,
    key: Key,
}

async fn rename(Known(visit): Known, Path(id): Path<PasskeyId>, Form(form): Form<NameForm>) -> Answer<Response> {
    let renamed = match flow::named(&form.name) {
        Ok(name) => visit.office.act(visit.ask_once(form.key.0), Rename { id: id.get(), name }, actions::rename).await,
        Err(failure) => Err(failure),
    };
    changed(&visit, renamed).await
}

async fn remove(Known(visit): Known, Path(id): Path<PasskeyId>) -> Answer<Response> {
    let removed = visit.office.record(visit.ask(), id, actions::remove).await;
    changed(&visit, removed).await
}

/// Back to the list, with what was refused above it.
async fn changed(visit: &Visit, done: Answer<()>) -> Answer<Response> {
    match done {
        Ok(()) => Ok(see(OWN)),
        Err(failure) => {
            let trouble = trouble(visit, failure)?;
            trouble.page(&own_page(visit, trouble.clone()).await?)
        }
    }
}

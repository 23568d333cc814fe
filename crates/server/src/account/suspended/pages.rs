//! Suspended accounts for people: the list with a form that lets one in.

use super::{
    actions::{self, Restore},
    views::{self, Line},
};
use crate::{
    account::pages::trouble,
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::account::suspension::REASON_CHARS_MAX;
use serde::Deserialize;

/// The pages of suspended accounts.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/platform/suspended-accounts", get(list))
        .route("/platform/suspended-accounts/{id}/restorations", post(restore))
}

#[derive(Template)]
#[template(path = "account/suspended/list.html")]
struct ListPage {
    c: Chrome,
    trouble: Trouble,
    lines: Vec<Line>,
    pager: Pager,
    /// Whom the refused form was about, with what was typed.
    typed: (String, String),
    is_done: bool,
}

impl ListPage {
    fn reason_max(&self) -> u32 {
        REASON_CHARS_MAX
    }

    fn typed(&self, line: &Line) -> &str {
        if self.typed.0 == line.id { &self.typed.1 } else { "" }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: Option<i64>,
    done: Option<String>,
}

async fn listed(visit: &Visit, turned: Turned, (typed, trouble): ((String, String), Trouble)) -> Answer<ListPage> {
    let (actor, after) = (visit.actor(), turned.after);
    let (lines, next) = visit.office.view(move |conn| views::list(conn, &actor, after)).await?;
    let first = "/platform/suspended-accounts".to_owned();
    let next = next.map(|next| format!("{first}?after={next}"));
    let pager = Pager { first, is_first: after.is_none(), next };
    Ok(ListPage { c: visit.chrome(Section::Platform), trouble, lines, pager, typed, is_done: turned.done.is_some() })
}

async fn list(visit: Visit, Query(turned): Query<Turned>) -> Answer<Response> {
    visit.login()?;
    page(&listed(&visit, turned, Default::default()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RestorationForm {
    reason: String,
    key: Key,
}

async fn restore(Known(visit): Known, Path(id): Path<String>, Form(form): Form<RestorationForm>) -> Answer<Response> {
    let cmd = Restore { account: views::parse(&id)?, reason: form.reason.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::restore).await {
        Ok(()) => Ok(see("/platform/suspended-accounts?done=1")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&listed(&visit, Turned::default(), ((id, form.reason), trouble.clone())).await?)
        }
    }
}

//! Quarantines for stewards of the platform: the list, with a form that lifts one.

use crate::{
    account::pages::trouble,
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Trouble, Visit, page, see},
    },
    record::{
        quarantine::{self, Lift},
        views::{self, QuarantineLine},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::record::REASON_CHARS_MAX;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/platform/quarantines", get(list)).route("/platform/quarantines/{id}/releases", post(release))
}

#[derive(Template)]
#[template(path = "record/pages/quarantines.html")]
struct ListPage {
    c: Chrome,
    trouble: Trouble,
    lines: Vec<QuarantineLine>,
    pager: Pager,
    /// Which one the refused form was about, with what was typed.
    typed: (String, String),
    is_done: bool,
}

impl ListPage {
    fn reason_max(&self) -> u32 {
        REASON_CHARS_MAX
    }

    fn typed(&self, line: &QuarantineLine) -> &str {
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
    let (lines, next) = visit.office.view(move |conn| views::quarantines(conn, &actor, after)).await?;
    let first = "/platform/quarantines".to_owned();
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
struct ReleaseForm {
    reason: String,
    key: Key,
}

async fn release(Known(visit): Known, Path(id): Path<String>, Form(form): Form<ReleaseForm>) -> Answer<Response> {
    let cmd = Lift { id: views::parse(&id)?, reason: form.reason.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, quarantine::lift).await {
        Ok(()) => Ok(see("/platform/quarantines?done=1")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&listed(&visit, Turned::default(), ((id, form.reason), trouble.clone())).await?)
        }
    }
}

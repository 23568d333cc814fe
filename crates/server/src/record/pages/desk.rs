//! The desk of the platform's stewards: asks, their papers, and the verdict.

use crate::{
    account::pages::trouble,
    file,
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Trouble, Visit, page, see},
    },
    record::{
        actions::{self, Decide, Show, Verdict},
        views::{self, RecordAskLine, RecordAskShown},
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
    Router::new()
        .route("/platform/records", get(list))
        .route("/platform/records/{id}", get(show))
        .route("/platform/records/{id}/showings", post(open))
        .route("/platform/records/{id}/papers/{place}", get(paper))
        .route("/platform/records/{id}/decisions", post(decide))
}

#[derive(Template)]
#[template(path = "record/pages/list.html")]
struct ListPage {
    c: Chrome,
    lines: Vec<RecordAskLine>,
    pager: Pager,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: Option<i64>,
}

async fn list(visit: Visit, Query(turned): Query<Turned>) -> Answer<Response> {
    visit.login()?;
    let (actor, after) = (visit.actor(), turned.after);
    let (lines, next) = visit.office.view(move |conn| views::list(conn, &actor, after)).await?;
    let first = "/platform/records".to_owned();
    let next = next.map(|next| format!("{first}?after={next}"));
    let pager = Pager { first, is_first: after.is_none(), next };
    page(&ListPage { c: visit.chrome(Section::Platform), lines, pager })
}

#[derive(Template)]
#[template(path = "record/pages/show.html")]
struct ShowPage {
    c: Chrome,
    trouble: Trouble,
    a: RecordAskShown,
    reason: String,
}

impl ShowPage {
    fn is_open(&self) -> bool {
        self.a.line.state == "filed"
    }

    fn reason_max(&self) -> u32 {
        REASON_CHARS_MAX
    }
}

async fn show_page(visit: &Visit, id: i64, (reason, trouble): (String, Trouble)) -> Answer<ShowPage> {
    let (actor, now, office) = (visit.actor(), visit.now, visit.office.clone());
    let a = visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&actor, id), now)).await?;
    Ok(ShowPage { c: visit.chrome(Section::Platform), trouble, a, reason })
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    visit.login()?;
    page(&show_page(&visit, views::parse(&id)?, (String::new(), Trouble::default())).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReasonForm {
    reason: String,
    verdict: Option<Verdict>,
    key: Key,
}

async fn open(Known(visit): Known, Path(id): Path<String>, Form(form): Form<ReasonForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    let cmd = Show { id, reason: form.reason.clone() };
    answered(&visit, id, form.reason, visit.office.act(visit.ask_once(form.key.0), cmd, actions::show).await).await
}

async fn decide(Known(visit): Known, Path(id): Path<String>, Form(form): Form<ReasonForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    let verdict = form.verdict.unwrap_or(Verdict::Refuse);
    let cmd = Decide { id, verdict, reason: form.reason.clone() };
    let decided = visit.office.act(visit.ask_once(form.key.0), cmd, actions::decide).await;
    answered(&visit, id, form.reason, decided.map(|_| ())).await
}

async fn answered(visit: &Visit, id: i64, reason: String, answer: Answer<()>) -> Answer<Response> {
    match answer {
        Ok(()) => Ok(see(format!("/platform/records/{id}"))),
        Err(failure) => {
            let trouble = trouble(visit, failure)?;
            trouble.page(&show_page(visit, id, (reason, trouble.clone())).await?)
        }
    }
}

async fn paper(visit: Visit, Path((id, place)): Path<(String, i16)>) -> Answer<Response> {
    visit.login()?;
    let (actor, now, id) = (visit.actor(), visit.now, views::parse(&id)?);
    let address = visit.office.view(move |conn| views::paper(conn, (&actor, id), place, now)).await?;
    file::serve(&visit.office, address).await
}

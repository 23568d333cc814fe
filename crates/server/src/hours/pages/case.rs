//! One make-up: who, how long, why, with which paper; and the decision of whoever may decide.

use super::make_ups::tone;
use crate::{
    file,
    hours::make_up::{self, Case, CaseLine, Decide, Decision, Looked},
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
        words::RefusalWords,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::kernel::{BlobId, MakeUpId, Minutes, OrganisationId};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/make-ups/{id}", get(show))
        .route("/steward/make-ups/{id}/decision", post(decide))
        .route("/steward/make-ups/{id}/evidence", get(evidence))
}

#[derive(Template)]
#[template(path = "hours/pages/case.html")]
struct CasePage {
    c: Chrome,
    m: Case,
    organisation: OrganisationId,
    at_desk: bool,
    /// The viewer's word is owed.
    decides: bool,
    /// Why the viewer can't decide although it waits.
    kept_from: Option<RefusalWords>,
    done: bool,
    reason: String,
    trouble: Trouble,
}

impl CasePage {
    fn tone(&self) -> &'static str {
        tone(self.m.state)
    }

    fn minutes(&self, minutes: &u32) -> String {
        self.c.minutes(Minutes(*minutes))
    }

    /// How many volunteers it is about.
    fn people(&self) -> i64 {
        let people: BTreeSet<&str> = self.m.lines.iter().map(|line| line.number.as_str()).collect();
        i64::try_from(people.len()).unwrap_or(0)
    }

    fn refused(&self) -> usize {
        self.m.lines.iter().filter(|line: &&CaseLine| line.refused).count()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

async fn show(visit: Visit, Path(id): Path<MakeUpId>, Query(done): Query<Done>) -> Answer<Response> {
    let page = case_page(&visit, id, Trouble::default()).await?;
    let page = CasePage { done: done.done == "1", ..page };
    page.trouble.page(&page)
}

async fn case_page(visit: &Visit, id: MakeUpId, trouble: Trouble) -> Answer<CasePage> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let Looked { case, organisation, at_desk, decision } =
        visit.office.view(move |conn: &mut Conn| make_up::look(conn, &by, id, now)).await?;
    let kept_from = match &decision {
        Decision::Refused(refusal) => Some(visit.words().refusal(refusal)),
        _ => None,
    };
    let (c, decides) = (visit.chrome(Section::Steward), matches!(decision, Decision::Owed));
    let reason = String::new();
    Ok(CasePage { c, m: case, organisation, at_desk, decides, kept_from, done: false, reason, trouble })
}

#[derive(Deserialize)]
struct DecideForm {
    #[serde(default)]
    key: Key,
    to: To,
    #[serde(default)]
    reason: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum To {
    Approve,
    Reject,
}

async fn decide(Known(visit): Known, Path(make_up): Path<MakeUpId>, Form(form): Form<DecideForm>) -> Answer<Response> {
    let cmd = Decide { make_up, approve: form.to == To::Approve, reason: form.reason.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, make_up::decide).await {
        Ok(_) => Ok(see(format!("/steward/make-ups/{make_up}?done=1"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?
                .beside(|code| (code == "hours.reason-missing").then_some("reason"));
            let page = CasePage { reason: form.reason, ..case_page(&visit, make_up, trouble).await? };
            page.trouble.page(&page)
        }
    }
}

/// The paper, for those who may look at the make-up.
async fn evidence(visit: Visit, Path(id): Path<MakeUpId>) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let paper = make_up::look(conn, &by, id, now)?.case.evidence_id;
        file::stored(conn, BlobId(paper.parse().unwrap_or(0)))
    };
    let stored = visit.office.view(look).await?;
    file::serve(&visit.office, stored.address).await
}

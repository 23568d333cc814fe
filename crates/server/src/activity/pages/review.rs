//! The review: everything that was proposed on one page, and a decision about each of its two parts.

use crate::{
    activity::{
        actions::{self, Review},
        store,
        views::{self, Shown},
    },
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
    },
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::{
    activity::{Decision, Part, Reviewed},
    kernel::ActivityId,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/reviews/activities/{id}", get(show).post(decide))
}

/// One of the two parts, where it stands, and what was typed about it.
struct PartShown {
    name: &'static str,
    state: Reviewed,
    typed_reason: String,
}

impl PartShown {
    fn is_waiting(&self) -> bool {
        self.state == Reviewed::Waiting
    }
}

#[derive(Template)]
#[template(path = "activity/review.html")]
struct ReviewPage {
    c: Chrome,
    a: Shown,
    paragraphs: Vec<String>,
    parts: Vec<PartShown>,
    trouble: Trouble,
}

async fn show(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    let page = review_page(&visit, id).await?;
    page.trouble.page(&page)
}

async fn review_page(visit: &Visit, id: ActivityId) -> Answer<ReviewPage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let core = store::core(conn, id)?;
        actions::reviewer(conn, &actor, core.organisation, now)?;
        Ok((views::whole(conn, &core, now)?, [core.recruitment, core.timekeeping]))
    };
    let (a, [recruitment, timekeeping]) = visit.office.view(look).await?;
    let part = |name, state| PartShown { name, state, typed_reason: String::new() };
    let both = [part("recruitment", recruitment), part("timekeeping", timekeeping)];
    let parts = both.into_iter().filter(|part| part.state != Reviewed::Absent).collect();
    let paragraphs = super::public::lines(&a.description);
    Ok(ReviewPage { c: visit.chrome(Section::Steward), a, paragraphs, parts, trouble: Trouble::default() })
}

#[derive(Deserialize)]
struct DecideForm {
    key: Key,
    part: Part,
    /// `approve` or `return`.
    to: String,
    #[serde(default)]
    reason: String,
}

async fn decide(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Form(form): Form<DecideForm>,
) -> Answer<Response> {
    let decision =
        if form.to == "approve" { Decision::Approve } else { Decision::Return { reason: form.reason.clone() } };
    let cmd = Review { activity, part: form.part, decision };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::review).await {
        Ok(_) => Ok(see(format!("/steward/reviews/activities/{activity}"))),
        Err(failure) => {
            let name = if form.part == Part::Recruitment { "recruitment" } else { "timekeeping" };
            let trouble =
                Trouble::of(failure, visit.words())?.beside(|code| (code == "activity.reason-missing").then_some(name));
            let mut page = review_page(&visit, activity).await?;
            if let Some(part) = page.parts.iter_mut().find(|part| part.name == name) {
                part.typed_reason = form.reason;
            }
            let page = ReviewPage { trouble, ..page };
            page.trouble.page(&page)
        }
    }
}

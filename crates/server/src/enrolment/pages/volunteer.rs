//! Signing up for an activity, and my activities by stage with stepping back.

use crate::{
    activity::{self, PositionLine, Shown},
    enrolment::{
        actions::{self, SignUpFor, Withdraw, volunteer_of},
        views::{self, Mine},
    },
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{
    attendance::EARLY_MINUTES_DEFAULT,
    enrolment::{EnrolmentRefusal, State},
    kernel::{ActivityId, EnrolmentId, PositionId, local_date},
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/activities/{id}/enrolments/new", get(ask))
        .route("/activities/{id}/enrolments", post(sign_up))
        .route("/me/activities", get(mine))
        .route("/enrolments/{id}/withdrawal", post(withdraw))
}

#[derive(Template)]
#[template(path = "enrolment/sign-up.html")]
struct SignUpPage {
    c: Chrome,
    a: Shown,
    chosen: Option<PositionId>,
    trouble: Trouble,
}

impl SignUpPage {
    /// The only position needs no choosing.
    fn is_chosen(&self, position: &PositionLine) -> bool {
        self.chosen == Some(position.id) || self.a.positions.len() == 1
    }

    fn day(&self) -> Date {
        local_date(self.a.card.starts_at)
    }

    fn has_risks(&self) -> bool {
        self.a.dangerous || !self.a.risks.is_empty()
    }
}

async fn ask(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    visit.login()?;
    let a = shown(&visit, id).await?;
    page(&SignUpPage { c: visit.chrome(Section::Activities), a, chosen: None, trouble: Trouble::default() })
}

async fn shown(visit: &Visit, id: ActivityId) -> Answer<Shown> {
    let now = visit.now;
    visit.office.view(move |conn| activity::shown(conn, id, now)).await
}

#[derive(Deserialize)]
struct SignUpForm {
    key: Key,
    position: Option<PositionId>,
    risks: Option<String>,
}

async fn sign_up(Known(visit): Known, Path(id): Path<ActivityId>, Form(form): Form<SignUpForm>) -> Answer<Response> {
    let a = shown(&visit, id).await?;
    let signed_up = match form.position {
        None => Err(EnrolmentRefusal::NoPosition.into()),
        Some(position) => {
            let cmd = SignUpFor { activity: id, position, read_risks: form.risks.is_some() };
            visit.office.act(visit.ask_once(form.key.0), cmd, actions::sign_up).await
        }
    };
    match signed_up {
        Ok((_, state)) => Ok(see(format!("/me/activities?said={}", state.name()))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = SignUpPage { c: visit.chrome(Section::Activities), a, chosen: form.position, trouble };
            page.trouble.page(&page)
        }
    }
}

/// The field that a refusal is about.
fn beside(code: &str) -> Option<&'static str> {
    match code {
        "enrolment.risks-unread" => Some("risks"),
        "enrolment.no-position"
        | "enrolment.full"
        | "enrolment.too-young"
        | "enrolment.too-old"
        | "enrolment.wrong-sex" => Some("position"),
        _ => None,
    }
}

/// The stages of a volunteer's activities, as tabs.
const STAGES: [&str; 3] = ["to-be-accepted", "taking-part", "finished"];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MineAsked {
    stage: String,
    /// What was just done, to say so.
    said: String,
}

#[derive(Template)]
#[template(path = "enrolment/mine.html")]
struct MinePage {
    c: Chrome,
    stages: Vec<Stage>,
    shown: &'static str,
    items: Vec<Mine>,
    said: Option<String>,
    trouble: Trouble,
}

struct Stage {
    name: &'static str,
    count: usize,
}

async fn mine(visit: Visit, Query(asked): Query<MineAsked>) -> Answer<Response> {
    let trouble = Trouble::default();
    mine_page(&visit, &asked, trouble).await
}

async fn mine_page(visit: &Visit, asked: &MineAsked, trouble: Trouble) -> Answer<Response> {
    let (account, now) = (visit.login()?.account, visit.now);
    let all = visit.office.view(move |conn| match volunteer_of(conn, account) {
        Ok(who) => views::mine(conn, who, now),
        // Whoever has no verified identity yet has no activities either; the page says where to begin.
        Err(Failure::Refused(_)) => Ok(Vec::new()),
        Err(other) => Err(other),
    });
    let all = all.await?;
    let stage = |one: &Mine| if one.stage == "ended" { "finished" } else { one.stage };
    let count = |name| all.iter().filter(|one| stage(one) == name).count();
    let stages: Vec<Stage> = STAGES.map(|name| Stage { name, count: count(name) }).into();
    let asked_for = STAGES.into_iter().find(|name| *name == asked.stage);
    let busy = || stages.iter().find(|stage| stage.count > 0).map(|stage| stage.name);
    let shown = asked_for.or_else(busy).unwrap_or("to-be-accepted");
    let said = State::ALL.into_iter().find(|state| state.name() == asked.said).map(|state| state.name().to_owned());
    let items = all.into_iter().filter(|one| stage(one) == shown).collect();
    let page = MinePage { c: visit.chrome(Section::Mine), stages, shown, items, said, trouble };
    page.trouble.page(&page)
}

#[derive(Deserialize)]
struct WithdrawForm {
    key: Key,
}

async fn withdraw(
    Known(visit): Known,
    Path(enrolment): Path<EnrolmentId>,
    Form(form): Form<WithdrawForm>,
) -> Answer<Response> {
    match visit.office.act(visit.ask_once(form.key.0), Withdraw { enrolment }, actions::withdraw).await {
        Ok(state) => Ok(see(format!("/me/activities?said={}", state.name()))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            mine_page(&visit, &MineAsked::default(), trouble).await
        }
    }
}

impl Mine {
    /// The colour of the state's badge.
    fn tone(&self) -> &'static str {
        match self.state {
            "accepted" => "ok",
            "applied" | "waiting" | "invited" => "wait",
            "rejected" | "removed" | "no-show" => "no",
            _ => "",
        }
    }

    /// Whether signing in or out on site makes sense now.
    fn is_on(&self, now: &Timestamp) -> bool {
        let opens_at = self.starts_at - SignedDuration::from_mins(EARLY_MINUTES_DEFAULT.into());
        self.state == "accepted" && opens_at <= *now && *now < self.ends_at
    }

    /// Whether stepping back makes sense; whether it is still time for it is decided when it is asked for.
    fn may_withdraw(&self) -> bool {
        matches!(self.stage, "to-be-accepted" | "taking-part")
    }
}

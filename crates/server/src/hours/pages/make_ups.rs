//! A desk's make-ups: what waits for this very desk, and what the organisation handed in, by state.

use crate::{
    hours::make_up::{self, Filed},
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Section, Visit, page},
    },
    organisation::{Side, platform_steward, steward, steward_of_subtree},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{
    hours::MakeUpState,
    kernel::OrganisationId,
    organisation::{Act, Scope},
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/{organisation}/make-ups", get(list)).route("/platform/make-ups", get(platform))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `to-decide` or the name of a state.
    show: String,
    level: String,
}

#[derive(Template)]
#[template(path = "hours/pages/make-ups.html")]
struct MakeUpsPage {
    c: Chrome,
    side: Side,
    shows: Vec<&'static str>,
    shown: &'static str,
    is_below: bool,
    lines: Vec<Filed>,
}

const TO_DECIDE: &str = "to-decide";

async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, now, is_below) = (visit.actor(), visit.now, asked.level == "below");
    let look = move |conn: &mut Conn| {
        let side = Side::read(conn, &by, id, "make-ups", now)?;
        let waiting = if side.allowed.review { make_up::to_decide(conn, Some(id))? } else { Vec::new() };
        let states = MakeUpState::ALL.map(MakeUpState::name);
        let shows: Vec<&str> = side.allowed.review.then_some(TO_DECIDE).into_iter().chain(states).collect();
        let asked_for = shows.iter().copied().find(|show| *show == asked.show);
        let first = if waiting.is_empty() { MakeUpState::Submitted.name() } else { TO_DECIDE };
        let shown = asked_for.unwrap_or(first);
        let scope = match is_below {
            true => steward_of_subtree(conn, &by, id, Act::Look, now)?.1,
            false => Scope::Own(steward(conn, &by, id, Act::Look, now)?.organisation()),
        };
        let lines = match MakeUpState::ALL.into_iter().find(|state| state.name() == shown) {
            Some(state) => make_up::filed(conn, scope, state)?,
            None => waiting,
        };
        Ok((side, shows, shown, lines))
    };
    let (side, shows, shown, lines) = visit.office.view(look).await?;
    page(&MakeUpsPage { c: visit.chrome(Section::Steward), side, shows, shown, is_below, lines })
}

impl MakeUpsPage {
    fn is_shown(&self, show: &&str) -> bool {
        self.shown == *show
    }

    fn level(&self) -> &'static str {
        if self.is_below { "below" } else { "own" }
    }

    /// Whether lines come from several organisations.
    fn names_organisations(&self) -> bool {
        self.is_below || self.shown == TO_DECIDE
    }
}

#[derive(Template)]
#[template(path = "hours/pages/platform.html")]
struct PlatformPage {
    c: Chrome,
    lines: Vec<Filed>,
}

/// What nobody but the platform can decide.
async fn platform(visit: Visit) -> Answer<Response> {
    visit.login()?;
    let by = visit.actor();
    let look = move |conn: &mut Conn| {
        platform_steward(conn, &by)?;
        make_up::to_decide(conn, None)
    };
    let lines = visit.office.view(look).await?;
    page(&PlatformPage { c: visit.chrome(Section::Platform), lines })
}

impl Filed {
    /// The colour of the state's badge.
    pub(super) fn tone(&self) -> &'static str {
        tone(self.state)
    }
}

/// The colour of a state's badge.
pub(super) fn tone(state: &str) -> &'static str {
    match state {
        "approved" => "ok",
        "rejected" => "no",
        _ => "wait",
    }
}

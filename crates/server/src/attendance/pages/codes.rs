//! The codes that an organiser shows: on the phone in hand, or on a wall. Both show one direction at a time and step on by
//! themselves, by script or by the browser's own refresh.

use super::Where;
use crate::{
    activity::{self, Shown},
    attendance::codes::{self, Codes, OpenCodes},
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, qr, see},
    },
    organisation::steward_of_activity,
};
use askama::{Template, filters::Safe};
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{kernel::ActivityId, organisation::Act};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/activities/{id}/codes", get(show).post(open))
        .route("/steward/activities/{id}/projector", get(project))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// `out` or anything else for in.
    direction: String,
}

/// A code as it is drawn.
struct Drawn {
    is_out: bool,
    picture: Safe<String>,
    typed: Option<String>,
    codes: Codes,
    /// Seconds until the next step.
    left: i64,
}

#[derive(Template)]
#[template(path = "attendance/codes.html")]
struct CodesPage {
    c: Chrome,
    a: Shown,
    drawn: Option<Drawn>,
    trouble: Trouble,
}

impl CodesPage {
    /// Whether opening the codes is what helps.
    fn may_open(&self) -> bool {
        self.trouble.told().is_none_or(|told| told.code == "attendance.organiser-position-needed")
    }
}

async fn show(visit: Visit, Path(id): Path<ActivityId>, Query(asked): Query<Asked>) -> Answer<Response> {
    let page = codes_page(&visit, id, &asked).await?;
    page.trouble.page(&page)
}

async fn codes_page(visit: &Visit, id: ActivityId, asked: &Asked) -> Answer<CodesPage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        steward_of_activity(conn, &actor, id, Act::OnSite, now)?;
        let core = activity::core(conn, id)?;
        let shown = activity::whole(conn, &core, now)?;
        match codes::codes(conn, &actor, id, now) {
            Ok(codes) => Ok((shown, Ok(codes))),
            Err(Failure::Refused(refusal)) => Ok((shown, Err(refusal))),
            Err(other) => Err(other),
        }
    };
    let (a, codes) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Steward);
    match codes {
        Ok(codes) => Ok(CodesPage { c, a, drawn: Some(draw(visit, codes, asked)), trouble: Trouble::default() }),
        // Nobody opened the codes yet: the page asks for the position instead.
        Err(refusal) if refusal.shape().code == "attendance.organiser-position-needed" => {
            Ok(CodesPage { c, a, drawn: None, trouble: Trouble::default() })
        }
        Err(refusal) => {
            Ok(CodesPage { c, a, drawn: None, trouble: Trouble::of(Failure::Refused(refusal), visit.words())? })
        }
    }
}

fn draw(visit: &Visit, codes: Codes, asked: &Asked) -> Drawn {
    let is_out = asked.direction == "out";
    let code = if is_out { &codes.sign_out } else { &codes.sign_in };
    let label = visit.words().t(if is_out { "attendance-out" } else { "attendance-in" }).into_owned();
    let picture = qr(&format!("{}/s/{code}", visit.office.means.settings.origin), &label);
    let typed = codes.typed.as_ref().map(|digits| {
        let (head, tail) = digits.split_at_checked(3).unwrap_or((digits, ""));
        format!("{head} {tail}")
    });
    let left = codes.next_at.duration_since(visit.now).as_secs().max(1);
    Drawn { is_out, picture, typed, codes, left }
}

#[derive(Deserialize)]
struct OpenForm {
    key: Key,
    #[serde(default)]
    latitude: String,
    #[serde(default)]
    longitude: String,
    #[serde(default)]
    accuracy: String,
}

async fn open(Known(visit): Known, Path(activity): Path<ActivityId>, Form(form): Form<OpenForm>) -> Answer<Response> {
    let at = Where { latitude: form.latitude, longitude: form.longitude, accuracy: form.accuracy };
    let cmd = OpenCodes { activity, position: at.fix() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, codes::open_codes).await {
        Ok(_) => Ok(see(format!("/steward/activities/{activity}/codes"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let page = CodesPage { trouble, ..codes_page(&visit, activity, &Asked::default()).await? };
            page.trouble.page(&page)
        }
    }
}

#[derive(Template)]
#[template(path = "attendance/projector.html")]
struct ProjectorPage {
    c: Chrome,
    id: ActivityId,
    drawn: Drawn,
    /// Who is on site now.
    present: usize,
}

async fn project(visit: Visit, Path(id): Path<ActivityId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward_of_activity(conn, &actor, id, Act::OnSite, now)?;
        let codes = match codes::codes(conn, &actor, id, now) {
            Err(Failure::Refused(refusal)) if refusal.shape().code == "attendance.organiser-position-needed" => None,
            other => Some(other?),
        };
        Ok((codes, crate::attendance::board(conn, &by, id, None)?.present))
    };
    let (codes, present) = visit.office.view(look).await?;
    let Some(codes) = codes else { return Ok(see(format!("/steward/activities/{id}/codes"))) };
    let drawn = draw(&visit, codes, &asked);
    crate::kernel::web::page(&ProjectorPage { c: visit.chrome(Section::Steward), id, drawn, present })
}

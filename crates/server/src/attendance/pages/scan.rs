//! A steward scans volunteers' cards, or types their numbers; camera and typing are one form.

use crate::{
    activity::{self, Shown},
    attendance::{
        actions::{Evidence, Key as Proof, SignIn, SignOut, Signed},
        api::nonce,
        flow,
        views::{self, BoardLine},
    },
    card, enrolment,
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit},
    },
    organisation::steward_of_activity,
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::{
    card::CardRefusal,
    kernel::{ActivityId, VolunteerId},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/activities/{id}/scan", get(show).post(scan))
}

/// How many of the latest are listed below the scanner.
const RECENT: usize = 6;

#[derive(Template)]
#[template(path = "attendance/scan.html")]
struct ScanPage {
    c: Chrome,
    a: Shown,
    is_out: bool,
    signed: Option<Signed>,
    /// The name of whoever was just recorded.
    name: String,
    recent: Vec<BoardLine>,
    trouble: Trouble,
}

async fn show(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    let page = scan_page(&visit, id).await?;
    page.trouble.page(&page)
}

async fn scan_page(visit: &Visit, id: ActivityId) -> Answer<ScanPage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward_of_activity(conn, &actor, id, Act::OnSite, now)?;
        let core = activity::core(conn, id)?;
        Ok((activity::whole(conn, &core, now)?, views::board(conn, &by, id, None)?))
    };
    let (a, board) = visit.office.view(look).await?;
    let recent = board.lines.into_iter().take(RECENT).collect();
    let (signed, trouble) = (None, Trouble::default());
    Ok(ScanPage { c: visit.chrome(Section::Steward), a, is_out: false, signed, name: String::new(), recent, trouble })
}

#[derive(Deserialize)]
struct ScanForm {
    key: Key,
    #[serde(default)]
    code: String,
    #[serde(default)]
    direction: String,
}

async fn scan(Known(visit): Known, Path(id): Path<ActivityId>, Form(form): Form<ScanForm>) -> Answer<Response> {
    // The right is looked at before the number is, so that nobody learns here which numbers exist.
    scan_page(&visit, id).await?;
    let is_out = form.direction == "out";
    let signed = record(&visit, id, &form).await;
    let page = scan_page(&visit, id).await?;
    let page = match signed {
        Ok(signed) => {
            let name = page.recent.iter().find(|line| line.id == signed.attendance).map(|line| line.name.clone());
            ScanPage { is_out, signed: Some(signed), name: name.unwrap_or_default(), ..page }
        }
        Err(failure) => ScanPage { is_out, trouble: Trouble::of(failure, visit.words())?, ..page },
    };
    page.trouble.page(&page)
}

async fn record(visit: &Visit, activity: ActivityId, form: &ScanForm) -> Answer<Signed> {
    let volunteer = whose(visit, form.code.clone()).await?;
    let (key, evidence) = (Proof::Scanned { activity, volunteer }, Evidence::default());
    // A scanner sends one form many times, so each person and direction is an act of its own.
    let once = form.key.0.as_ref().map(|key| format!("{key}-{volunteer}-{}", form.direction));
    let nonce = nonce(once)?;
    match form.direction.as_str() {
        "out" => flow::sign_out(&visit.office, visit.ask(), SignOut { key, nonce, evidence }).await,
        _ => flow::sign_in(&visit.office, visit.ask(), SignIn { key, nonce, evidence }).await,
    }
}

/// Whose card or number it is. What a camera reads from a card is an address, what a hand types is a number.
async fn whose(visit: &Visit, text: String) -> Answer<VolunteerId> {
    let (desk, now) = (visit.office.clone(), visit.now);
    let look = move |conn: &mut Conn| {
        if text.contains("/k/") {
            return card::volunteer_of(conn, &desk.means, &text, now);
        }
        let known = enrolment::by_numbers(conn, std::slice::from_ref(&number(&text)))?;
        known.into_iter().next().map(|(_, volunteer)| volunteer).ok_or_else(|| CardRefusal::Foreign.into())
    };
    visit.office.view(look).await
}

/// The volunteer number in what was scanned or typed: blanks don't matter, and of an address only its last part counts.
fn number(text: &str) -> String {
    let last = text.trim().rsplit('/').next().unwrap_or_default();
    last.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

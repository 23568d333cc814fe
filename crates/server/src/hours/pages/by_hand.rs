//! Honours and deductions at a desk: what was given, giving one, and revoking an honour.

use super::typed::Time;
use crate::{
    enrolment,
    hours::make_up::{self, ByHand, Given, Hand, Revoke},
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
    },
    organisation::{Side, steward},
};
use askama::{Template, filters::Safe};
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{
    hours::HoursRefusal,
    kernel::{EntryId, OrganisationId, local_date},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/{organisation}/hours", get(list).post(give))
        .route("/steward/hours/{id}/revocation", post(revoke))
}

/// The form as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Draft {
    key: Key,
    number: String,
    hand: String,
    hours: String,
    minutes: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "hours/pages/by-hand.html")]
struct HandPage {
    c: Chrome,
    side: Side,
    given: Vec<Given>,
    draft: Draft,
    said: Option<&'static str>,
    trouble: Trouble,
}

/// What can have been done just before.
const SAID: [&str; 3] = ["honour", "deduct", "revoked"];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    said: String,
}

async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(done): Query<Done>) -> Answer<Response> {
    let said = SAID.into_iter().find(|said| *said == done.said);
    let page = HandPage { said, ..hand_page(&visit, id).await? };
    page.trouble.page(&page)
}

async fn hand_page(visit: &Visit, id: OrganisationId) -> Answer<HandPage> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        steward(conn, &by, id, Act::Look, now)?;
        Ok((Side::read(conn, &by, id, "hours", now)?, make_up::given(conn, id)?))
    };
    let (side, given) = visit.office.view(look).await?;
    let (c, draft) = (visit.chrome(Section::Steward), Draft { hand: "honour".into(), ..Draft::default() });
    Ok(HandPage { c, side, given, draft, said: None, trouble: Trouble::default() })
}

async fn give(Known(visit): Known, Path(id): Path<OrganisationId>, Form(draft): Form<Draft>) -> Answer<Response> {
    // The right is looked at before any number is, so that nobody learns here which numbers exist.
    let (by, now) = (visit.actor(), visit.now);
    visit.office.view(move |conn| steward(conn, &by, id, Act::Hours, now)).await?;
    let said = if draft.hand == "deduct" { "deduct" } else { "honour" };
    match given(&visit, id, &draft).await {
        Ok(_) => Ok(see(format!("/steward/{id}/hours?said={said}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = HandPage { draft, trouble, ..hand_page(&visit, id).await? };
            page.trouble.page(&page)
        }
    }
}

async fn given(visit: &Visit, organisation: OrganisationId, draft: &Draft) -> Answer<EntryId> {
    let hand = if draft.hand == "deduct" { Hand::Deduct } else { Hand::Honour };
    let minutes = Time { hours: &draft.hours, minutes: &draft.minutes }.read()?;
    let number: String = draft.number.chars().filter(|c| !c.is_whitespace()).collect();
    let unknown = || Failure::from(HoursRefusal::UnknownNumber { number: number.clone() });
    let wanted = vec![number.clone()];
    let known = visit.office.view(move |conn| enrolment::by_numbers(conn, &wanted)).await?;
    let volunteer = known.first().map(|(_, id)| *id).ok_or_else(unknown)?;
    let cmd = ByHand { organisation, volunteer, hand, minutes, reason: draft.reason.clone() };
    match visit.office.act(visit.ask_once(draft.key.0.clone()), cmd, make_up::give).await {
        // Who belongs elsewhere doesn't exist here.
        Err(Failure::NotFound) => Err(unknown()),
        other => other,
    }
}

#[derive(Deserialize)]
struct RevokeForm {
    #[serde(default)]
    key: Key,
    #[serde(default)]
    reason: String,
    /// The desk that the form stands at, for the way back.
    organisation: OrganisationId,
}

async fn revoke(Known(visit): Known, Path(entry): Path<EntryId>, Form(form): Form<RevokeForm>) -> Answer<Response> {
    let cmd = Revoke { entry, reason: form.reason };
    match visit.office.act(visit.ask_once(form.key.0), cmd, make_up::revoke).await {
        Ok(_) => Ok(see(format!("/steward/{}/hours?said=revoked", form.organisation))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let page = HandPage { trouble, ..hand_page(&visit, form.organisation).await? };
            page.trouble.page(&page)
        }
    }
}

/// The field that a refusal is about.
fn beside(code: &str) -> Option<&'static str> {
    match code {
        "hours.unknown-number" | "hours.own-credit" => Some("number"),
        "hours.minutes-out-of-range" | "hours.not-enough" => Some("minutes"),
        "hours.reason-missing" => Some("reason"),
        _ => None,
    }
}

impl Given {
    /// The day of the month over the month.
    fn day(&self, c: &Chrome) -> Safe<String> {
        let day = local_date(self.at);
        let month = c.t(&format!("format-month-{}", day.month()));
        Safe(format!("<b>{}</b> {month}", c.with("record-day", "day", day.day().to_string())))
    }

    /// Whether it can still be taken back.
    fn may_be_revoked(&self) -> bool {
        self.class == "honorary" && !self.reversed
    }
}

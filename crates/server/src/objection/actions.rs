//! Filing, answering and deciding objections.

use super::store::{self, Case, Filing, State};
use crate::{
    audit, disclosure,
    kernel::{
        cx::{Cx, Key},
        db::schema::{activity, volunteer},
        failure::{self, DoorRefusal, Failure},
    },
    notice::{self, Channel},
    organisation::{self as organisations, platform_steward, steward},
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, ActivityId, OrganisationId, local_date},
    objection::{Actor, Objection, Outcome, number},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// Cases that one account or address may file within the hour.
const FILED_AN_HOUR_MAX: usize = 5;
const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// Somebody, with or without an account, objects to a row or to a whole activity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct File {
    pub activity: ActivityId,
    /// The code of the row (see `disclosure`); none: the whole activity.
    pub row: Option<String>,
    pub text: String,
}

/// The case that was opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Filed {
    pub number: String,
}

/// Opens a case. The disputed volunteer and the organisation are told, never by whom.
pub fn file(cx: &mut Cx, cmd: &File) -> failure::Answer<Filed> {
    let (about, title, starts_at, state): (i64, String, i64, i16) = activity::table
        .find(cmd.activity.get())
        .select((activity::organisation_id, activity::title, activity::starts_at, activity::state))
        .first(cx.conn)?;
    let is_public = starts_at <= cx.at() && matches!(state, 4 | 6 | 7);
    if !is_public {
        return Err(Failure::NotFound);
    }
    let about = OrganisationId(about);
    let decider = organisations::reviewer_of(cx.conn, about)?;
    let case = Objection::file(cx.actor.account, (about, decider), &cmd.text, cx.now)?;
    let whose = match &cmd.row {
        Some(code) => Some(disclosure::find(cx.conn, &cx.means.keys, cmd.activity, code)?.ok_or(Failure::NotFound)?),
        None => None,
    };
    let reporter = reporter(cx);
    limited(cx, &reporter)?;
    let year = local_date(cx.now).year();
    cx.lock(&[Key::Series(i64::from(year))])?;
    let number = number(year, store::count_of_year(cx.conn, year)? + 1);
    let filing =
        Filing { number: &number, activity: cmd.activity, volunteer: whose, reporter_mac: &reporter, objection: &case };
    store::insert(cx, &filing)?;
    let facts = serde_json::json!({ "activity": title, "number": number });
    if let Some(disputed) = whose {
        let account: i64 = volunteer::table.find(disputed.get()).select(volunteer::account_id).first(cx.conn)?;
        notice::tell(cx, AccountId(account), Channel::InSite, "objection-about-you", &facts)?;
    }
    let submitter: i64 = activity::table.find(cmd.activity.get()).select(activity::submitted_by).first(cx.conn)?;
    notice::tell(cx, AccountId(submitter), Channel::InSite, "objection-filed", &facts)?;
    Ok(Filed { number })
}

/// The digest under which a reporter's cases are counted: of the account, or of the address.
fn reporter(cx: &Cx) -> Vec<u8> {
    let who = match cx.actor.account {
        Some(account) => format!("account {account}"),
        None => format!("address {}", cx.actor.address),
    };
    cx.means.keys.derived("objection reporter", &[who.as_bytes()]).to_vec()
}

fn limited(cx: &mut Cx, reporter: &[u8]) -> failure::Answer<()> {
    let filed = store::filed_since(cx.conn, reporter, cx.at() - HOUR_MICROSECONDS)?;
    match filed.first() {
        Some(oldest) if filed.len() >= FILED_AN_HOUR_MAX => {
            let wait_seconds = (oldest + HOUR_MICROSECONDS - cx.at()) / 1_000_000 + 1;
            Err(DoorRefusal::TooMany { wait_seconds }.into())
        }
        _ => Ok(()),
    }
}

/// The organisation that the case is about answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub number: String,
    pub text: String,
}

/// Answers a case, once.
pub fn answer(cx: &mut Cx, cmd: &Answer) -> failure::Answer<State> {
    let case = locked(cx, &cmd.number)?;
    let by = steward(cx.conn, &cx.actor, case.objection.about, Act::Hours, cx.now)?;
    let actor = Actor { account: by.account(), acts_for: Some(case.objection.about) };
    let answered = case.objection.clone().answer(actor, &cmd.text, cx.now)?;
    store::save(cx, case.id, &answered)?;
    log(cx, "objection.answer", &case, "")?;
    told(cx, &case, "objection-answered")?;
    Ok(State::of(&answered.state))
}

/// The organisation above, or the platform, decides.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub number: String,
    pub outcome: Outcome,
    pub reason: String,
}

/// Decides a case: never by who filed or answered it.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> failure::Answer<State> {
    let case = locked(cx, &cmd.number)?;
    let account = match case.objection.decider {
        Some(above) => steward(cx.conn, &cx.actor, above, Act::Review, cx.now)?.account(),
        None => platform_steward(cx.conn, &cx.actor)?.account(),
    };
    let actor = Actor { account, acts_for: case.objection.decider };
    let decided = case.objection.clone().decide(actor, cmd.outcome, &cmd.reason, cx.now)?;
    store::save(cx, case.id, &decided)?;
    log(cx, "objection.decide", &case, &cmd.reason)?;
    told(cx, &case, "objection-decided")?;
    Ok(State::of(&decided.state))
}

/// Reads the case again once nobody else can change it.
fn locked(cx: &mut Cx, number: &str) -> failure::Answer<Case> {
    let about = store::by_number(cx.conn, number)?.objection.about;
    cx.lock(&[Key::Organisation(about.get())])?;
    store::by_number(cx.conn, number)
}

fn log(cx: &mut Cx, act: &'static str, case: &Case, reason: &str) -> failure::Answer<()> {
    let act = audit::Act {
        act,
        subject: format!("objection/{}", case.id),
        organisation: Some(case.objection.about),
        reason,
        facts: serde_json::json!({ "number": case.number }),
    };
    audit::write(cx, act)
}

/// Tells the reporter, where there is an account to tell.
fn told(cx: &mut Cx, case: &Case, kind: &'static str) -> failure::Answer<()> {
    let Some(reporter) = case.objection.reporter else { return Ok(()) };
    notice::tell(cx, reporter, Channel::InSite, kind, &serde_json::json!({ "number": case.number }))
}

//! Proposing, reviewing and cancelling activities.

use super::store::{self, Filing, Reviewal};
use crate::{
    audit,
    kernel::{
        access::Actor,
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{enrolment, organisation, volunteer},
        },
        failure::Answer,
    },
    notice::{self, Channel},
    organisation::{self as organisations, steward},
};
use diesel::prelude::*;
use domain::{
    account::agreement::Given,
    activity::{ActivityRefusal, Decision, Details, Part, Proposal, Reviewed, State},
    kernel::{AccountId, ActivityId, OrganisationId},
    organisation::Act,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the integrity agreement (诚信协议) that publishing asks for.
pub const INTEGRITY_VERSION: u32 = 1;

/// A steward proposes an activity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Propose {
    pub organisation: OrganisationId,
    pub proposal: Proposal,
    /// The integrity agreement as ticked with this very submission.
    pub agreed: Option<Agreed>,
}

/// How the integrity agreement was accepted with a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// The version that stood beside the tick.
    pub version: u32,
    /// Its whole text was shown, not only its name.
    pub in_full: bool,
}

impl Agreed {
    /// The version in force, read in full.
    pub const IN_FULL: Agreed = Agreed { version: INTEGRITY_VERSION, in_full: true };
}

/// Stores the proposal and hands it in; organisations that are exempt publish at once.
pub fn propose(cx: &mut Cx, cmd: &Propose) -> Answer<ActivityId> {
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Activities, cx.now)?;
    agree(cx, by.account(), cmd.agreed)?;
    let details = Details::parse(cmd.proposal.details.clone())?;
    let proposal = Proposal { details, ..cmd.proposal.clone() };
    proposal.check(cx.now)?;
    let (region, exempt): (String, bool) = organisation::table
        .find(cmd.organisation.get())
        .select((organisation::region, organisation::review_exempt))
        .first(cx.conn)?;
    let state = State::Draft.submit(exempt)?;
    let filing = Filing { organisation: cmd.organisation, region, state, submitted_by: by.account() };
    let id = store::insert(cx, &filing, &proposal)?;
    log(cx, "activity.propose", id, cmd.organisation, "")?;
    if state == State::Published {
        published(cx, id, &proposal)?;
    }
    Ok(id)
}

/// The integrity agreement is ticked with each submission, and read in full when its version is new to them (ORG-10).
fn agree(cx: &mut Cx, who: AccountId, agreed: Option<Agreed>) -> Answer<()> {
    let Some(agreed) = agreed else {
        return Err(ActivityRefusal::AgreementMissing { version: INTEGRITY_VERSION }.into());
    };
    let given = Given { is_ticked: true, version: agreed.version, was_shown_in_full: agreed.in_full };
    organisations::integrity::accept(cx, who, given)
}

/// The reviewing organisation decides about one part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Review {
    pub activity: ActivityId,
    pub part: Part,
    pub decision: Decision,
}

/// Decides about one part; with the last one the activity is published or returned.
pub fn review(cx: &mut Cx, cmd: &Review) -> Answer<State> {
    cx.lock(&[Key::Activity(cmd.activity.get())])?;
    let core = store::core(cx.conn, cmd.activity)?;
    let by = reviewer(cx.conn, &cx.actor, core.organisation, cx.now)?;
    if core.state != State::InReview {
        return Err(ActivityRefusal::WrongState { state: core.state.name().into() }.into());
    }
    let decide = |part: Reviewed| part.decide(&cmd.decision, by, core.submitted_by);
    let (recruitment, timekeeping) = match cmd.part {
        Part::Recruitment => (decide(core.recruitment)?, core.timekeeping),
        Part::Timekeeping => (core.recruitment, decide(core.timekeeping)?),
    };
    let state = Reviewed::outcome(recruitment, timekeeping);
    let reason = match &cmd.decision {
        Decision::Approve => String::new(),
        Decision::Return { reason } => reason.clone(),
    };
    store::reviewed(cx, cmd.activity, &Reviewal { state, recruitment, timekeeping, by, reason: reason.clone() })?;
    log(cx, "activity.review", cmd.activity, core.organisation, &reason)?;
    match state {
        State::Published => published(cx, cmd.activity, &core.proposal)?,
        State::Returned => {
            let facts = serde_json::json!({ "activity": core.proposal.details.title, "reason": reason });
            notice::tell(cx, core.submitted_by, Channel::InSite, "activity-returned", &facts)?;
        }
        _ => {}
    }
    Ok(state)
}

/// The account that reviews for the organisation above; the platform reviews roots.
pub(super) fn reviewer(conn: &mut Conn, by: &Actor, organisation: OrganisationId, now: Timestamp) -> Answer<AccountId> {
    if let Some(above) = organisations::reviewer_of(conn, organisation)? {
        return Ok(steward(conn, by, above, Act::Review, now)?.account());
    }
    Ok(organisations::platform_steward(conn, by)?.account())
}

/// What happens once an activity is public: the publisher gets the sign-in code by SMS (ACT-04).
fn published(cx: &mut Cx, id: ActivityId, proposal: &Proposal) -> Answer<()> {
    let core = store::core(cx.conn, id)?;
    crate::activity::views::index(cx, id, proposal)?;
    let (key, methods) = store::code_key(cx.conn, id)?;
    let title = &proposal.details.title;
    if methods.typed_code {
        let code = domain::attendance::typed_code(&key, id);
        let facts = serde_json::json!({ "activity": title, "code": code.0 });
        notice::tell(cx, core.submitted_by, Channel::Sms, "activity-code", &facts)?;
    }
    notice::tell(
        cx,
        core.submitted_by,
        Channel::InSite,
        "activity-published",
        &serde_json::json!({ "activity": title }),
    )
}

/// A steward edits an activity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edit {
    pub activity: ActivityId,
    pub proposal: Proposal,
    pub agreed: Option<Agreed>,
}

/// Edits. A change of time, place or rules of a published activity goes to review again and tells the enrolled (ACT-07).
pub fn edit(cx: &mut Cx, cmd: &Edit) -> Answer<State> {
    cx.lock(&[Key::Activity(cmd.activity.get())])?;
    let core = store::core(cx.conn, cmd.activity)?;
    let by = steward(cx.conn, &cx.actor, core.organisation, Act::Activities, cx.now)?;
    agree(cx, by.account(), cmd.agreed)?;
    let details = Details::parse(cmd.proposal.details.clone())?;
    let proposal = Proposal { details, ..cmd.proposal.clone() };
    proposal.check(cx.now)?;
    let exempt: bool =
        organisation::table.find(core.organisation.get()).select(organisation::review_exempt).first(cx.conn)?;
    let change = proposal.change_from(&core.proposal);
    let edited = core.state.edit(change, exempt)?;
    let state = if edited == State::Returned { edited.submit(exempt)? } else { edited };
    store::rewrite(cx, cmd.activity, &proposal, state)?;
    crate::activity::views::index(cx, cmd.activity, &proposal)?;
    log(cx, "activity.edit", cmd.activity, core.organisation, "")?;
    if core.state == State::Published && change == domain::activity::Change::Substance {
        let facts = serde_json::json!({ "activity": proposal.details.title, "activity_id": cmd.activity });
        for account in enrolled(cx, cmd.activity)? {
            notice::tell(cx, account, Channel::InSite, "activity-changed", &facts)?;
            notice::tell(cx, account, Channel::Sms, "activity-changed", &facts)?;
        }
    }
    Ok(state)
}

/// Everyone who holds a place, waits or was invited.
fn enrolled(cx: &mut Cx, id: ActivityId) -> Answer<Vec<AccountId>> {
    let accounts: Vec<i64> = enrolment::table
        .inner_join(volunteer::table.on(volunteer::id.eq(enrolment::volunteer_id)))
        .filter(enrolment::activity_id.eq(id.get()))
        .filter(enrolment::state.eq_any([1i16, 2, 4, 5]))
        .select(volunteer::account_id)
        .load(cx.conn)?;
    Ok(accounts.into_iter().map(AccountId).collect())
}

/// A steward calls an activity off.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cancel {
    pub activity: ActivityId,
    pub reason: String,
}

/// Cancels and tells everyone who signed up.
pub fn cancel(cx: &mut Cx, cmd: &Cancel) -> Answer<State> {
    cx.lock(&[Key::Activity(cmd.activity.get())])?;
    let core = store::core(cx.conn, cmd.activity)?;
    steward(cx.conn, &cx.actor, core.organisation, Act::Activities, cx.now)?;
    let state = core.state.cancel(&cmd.reason)?;
    store::set_state(cx, cmd.activity, state, &cmd.reason)?;
    log(cx, "activity.cancel", cmd.activity, core.organisation, &cmd.reason)?;
    let facts = serde_json::json!({ "activity": core.proposal.details.title, "reason": cmd.reason });
    for account in enrolled(cx, cmd.activity)? {
        notice::tell(cx, account, Channel::InSite, "activity-cancelled", &facts)?;
        notice::tell(cx, account, Channel::Sms, "activity-cancelled", &facts)?;
    }
    Ok(state)
}

fn log(cx: &mut Cx, act: &'static str, id: ActivityId, organisation: OrganisationId, reason: &str) -> Answer<()> {
    let facts = serde_json::json!({});
    audit::write(
        cx,
        audit::Act { act, subject: format!("activity/{id}"), organisation: Some(organisation), reason, facts },
    )
}

//! What stewards decide: accepting, rejecting, removing; and who moves up when a place is freed.

use super::store::{self, Enrolment};
use crate::{
    activity, audit,
    kernel::{
        cx::{Cx, Key},
        db::schema::{account, enrolment, volunteer},
        failure::Answer,
    },
    notice::{self, Channel},
    organisation::{Steward, steward_of_activity},
};
use diesel::prelude::*;
use domain::{
    enrolment::State,
    kernel::{AccountId, EnrolmentId, PositionId, Refuse},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// A steward accepts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accept {
    pub enrolments: Vec<EnrolmentId>,
}

/// How one of a batch ended: its new state, or the code of the refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub enrolment: EnrolmentId,
    pub state: Option<String>,
    pub refused: Option<String>,
}

/// Accepts each that can be accepted, and says of each how it ended. Nobody is accepted twice, so nobody is told twice.
pub fn accept(cx: &mut Cx, cmd: &Accept) -> Answer<Vec<Answered>> {
    let mut answers = Vec::new();
    for id in cmd.enrolments.iter().take(500) {
        let (known, by) = under_lock(cx, *id)?;
        match known.state.accept() {
            Ok(state) => {
                store::turn(cx, &known, state, "")?;
                tell_accepted(cx, &known)?;
                log(cx, "enrolment.accept", &known, &by, "")?;
                answers.push(Answered { enrolment: *id, state: Some(state.name().into()), refused: None });
            }
            Err(refusal) if cmd.enrolments.len() == 1 => return Err(refusal.into()),
            Err(refusal) => {
                answers.push(Answered { enrolment: *id, state: None, refused: Some(refusal.shape().code.into()) });
            }
        }
    }
    Ok(answers)
}

/// Which no it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    Reject,
    Remove,
}

/// A steward says no, with a reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TurnDown {
    pub enrolment: EnrolmentId,
    pub turn: Turn,
    pub reason: String,
}

/// Rejects before acceptance or removes after it; the volunteer is told, and the next in line moves up.
pub fn turn_down(cx: &mut Cx, cmd: &TurnDown) -> Answer<State> {
    let (known, by) = under_lock(cx, cmd.enrolment)?;
    let (state, kind, act) = match cmd.turn {
        Turn::Reject => (known.state.reject(&cmd.reason)?, "enrolment-rejected", "enrolment.reject"),
        Turn::Remove => (known.state.remove(&cmd.reason)?, "enrolment-removed", "enrolment.remove"),
    };
    store::turn(cx, &known, state, &cmd.reason)?;
    let core = activity::core(cx.conn, known.activity)?;
    let details = &core.proposal.details;
    let steward: String = account::table.find(by.account().get()).select(account::nickname).first(cx.conn)?;
    let facts = serde_json::json!({
        "activity": details.title, "reason": cmd.reason, "steward": steward,
        "person_in_charge": details.person_in_charge, "contact": details.contact_name, "phone": details.contact_phone,
    });
    let to = account_of(cx, &known)?;
    notice::tell(cx, to, Channel::InSite, kind, &facts)?;
    notice::tell(cx, to, Channel::Sms, kind, &facts)?;
    log(cx, act, &known, &by, &cmd.reason)?;
    promote(cx, known.position, &core)?;
    Ok(state)
}

/// Reads an enrolment with the right to decide about it, then locks its place and reads it again.
fn under_lock(cx: &mut Cx, id: EnrolmentId) -> Answer<(Enrolment, Steward)> {
    let known = store::by_id(cx.conn, id)?;
    let by = steward_of_activity(cx.conn, &cx.actor, known.activity, Act::Activities, cx.now)?;
    cx.lock(&[Key::Position(known.position.get())])?;
    Ok((store::by_id(cx.conn, id)?, by))
}

/// Whoever waits longest gets the freed place and waits for acceptance from there.
pub fn promote(cx: &mut Cx, position: PositionId, core: &activity::Core) -> Answer<()> {
    let (_, places, taken, _) = store::places(cx.conn, position)?;
    if taken >= places {
        return Ok(());
    }
    let first: Option<i64> = enrolment::table
        .filter(enrolment::position_id.eq(position.get()).and(enrolment::state.eq(State::Waiting.number())))
        .order((enrolment::applied_at, enrolment::id))
        .select(enrolment::id)
        .first(cx.conn)
        .optional()?;
    let Some(first) = first else { return Ok(()) };
    let waiting = store::by_id(cx.conn, EnrolmentId(first))?;
    store::turn(cx, &waiting, State::Applied, "")?;
    let to = account_of(cx, &waiting)?;
    let facts = serde_json::json!({ "activity": core.proposal.details.title });
    notice::tell(cx, to, Channel::InSite, "enrolment-promoted", &facts)
}

/// The acceptance by SMS and in the site: activity, contact and phone (MSG-02).
fn tell_accepted(cx: &mut Cx, known: &Enrolment) -> Answer<()> {
    let core = activity::core(cx.conn, known.activity)?;
    let details = &core.proposal.details;
    let facts = serde_json::json!({
        "activity": details.title, "contact": details.contact_name, "phone": details.contact_phone,
    });
    let to = account_of(cx, known)?;
    notice::tell(cx, to, Channel::InSite, "enrolment-accepted-contact", &facts)?;
    notice::tell(cx, to, Channel::Sms, "enrolment-accepted-contact", &facts)
}

fn account_of(cx: &mut Cx, known: &Enrolment) -> Answer<AccountId> {
    Ok(AccountId(volunteer::table.find(known.volunteer.get()).select(volunteer::account_id).first(cx.conn)?))
}

fn log(cx: &mut Cx, act: &'static str, known: &Enrolment, by: &Steward, reason: &str) -> Answer<()> {
    let subject = format!("enrolment/{}", known.id);
    let facts = serde_json::json!({ "activity": known.activity });
    audit::write(cx, audit::Act { act, subject, organisation: Some(by.organisation()), reason, facts })
}

//! What volunteers do: sign up and step back; and what a steward offers: an invitation.

use super::store::{self, Entered};
use crate::{
    activity, audit,
    kernel::{
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{activity as activities, enrolment, membership, organisation, volunteer as volunteers},
        },
        failure::{Answer, DoorRefusal, Failure},
    },
    notice::{self, Channel},
    organisation::steward_of_activity,
    volunteer,
};
use diesel::prelude::*;
use domain::{
    activity::Requirements,
    enrolment::{Applicant, Belonging, EnrolmentRefusal, Offer, SignUp, State, WITHDRAWAL_HOURS_BEFORE_DEFAULT},
    kernel::{AccountId, ActivityId, EnrolmentId, Period, PositionId, VolunteerId, timestamp},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// An approved membership.
const APPROVED: i16 = 2;

/// The one who asks signs up for a position.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignUpFor {
    pub activity: ActivityId,
    pub position: PositionId,
    /// The stated risks were acknowledged with this very sign-up.
    pub read_risks: bool,
}

/// Signs up: applied, accepted by invitation, or waiting.
pub fn sign_up(cx: &mut Cx, cmd: &SignUpFor) -> Answer<(EnrolmentId, State)> {
    let by = cx.account()?;
    let who = volunteer_of(cx.conn, by)?;
    cx.lock(&[Key::Volunteer(who.get()), Key::Position(cmd.position.get())])?;
    let core = activity::core(cx.conn, cmd.activity)?;
    let offer = offer(cx, cmd, &core)?;
    let applicant = Applicant { read_risks: cmd.read_risks, ..applicant(cx, who, &core, &offer.requirements)? };
    let outcome = domain::enrolment::sign_up(&applicant, &offer, cx.now)?;
    let entered =
        Entered { activity: cmd.activity, position: cmd.position, volunteer: who, state: outcome.state(), by };
    let id = store::enter(cx, &entered)?;
    if outcome == SignUp::AcceptedByInvitation {
        let facts = serde_json::json!({ "activity": core.proposal.details.title });
        notice::tell(cx, by, Channel::InSite, "enrolment-accepted", &facts)?;
    }
    Ok((id, outcome.state()))
}

/// The volunteer behind an account.
pub fn volunteer_of(conn: &mut Conn, who: AccountId) -> Answer<VolunteerId> {
    let id: Option<i64> =
        volunteers::table.filter(volunteers::account_id.eq(who.get())).select(volunteers::id).first(conn).optional()?;
    id.map(VolunteerId).ok_or_else(|| EnrolmentRefusal::NotVerified.into())
}

fn offer(cx: &mut Cx, cmd: &SignUpFor, core: &activity::Core) -> Answer<Offer> {
    let (of, places, taken, requirements) = store::places(cx.conn, cmd.position)?;
    if of != cmd.activity {
        return Err(Failure::NotFound);
    }
    let opening = core.proposal.opening.as_ref();
    Ok(Offer {
        published: core.state == domain::activity::State::Published,
        window: opening.map(|opening| Period { starts_at: opening.opens_at, ends_at: opening.closes_at }),
        organisation: organisation::table.find(core.organisation.get()).select(organisation::name).first(cx.conn)?,
        own_members_only: opening.is_some_and(|opening| opening.own_members_only),
        requirements: serde_json::from_str(&requirements)?,
        places,
        taken,
        waiting_list: opening.is_some_and(|opening| opening.waiting_list),
        has_risks: core.proposal.has_risks(),
    })
}

fn applicant(cx: &mut Cx, who: VolunteerId, core: &activity::Core, wanted: &Requirements) -> Answer<Applicant> {
    let known = volunteer::applicant(cx.conn, who)?;
    let organisations: Vec<i64> = membership::table
        .filter(membership::volunteer_id.eq(who.get()).and(membership::state.eq(APPROVED)))
        .select(membership::organisation_id)
        .load(cx.conn)?;
    let member = organisations.contains(&core.organisation.get());
    let age = match wanted.age_min.or(wanted.age_max) {
        Some(_) => volunteer::completed_years(cx.conn, &cx.means.keys, who, cx.now)?,
        None => None,
    };
    Ok(Applicant {
        activated: known.activated,
        verified: known.verified,
        memberships: u32::try_from(organisations.len()).unwrap_or(u32::MAX),
        belonging: if member { Belonging::Member } else { Belonging::Stranger },
        age,
        sex: known.sex,
        enrolment: store::of(cx.conn, core.id, who)?.map(|known| known.state),
        busy: busy(cx, who, core)?,
        read_risks: false,
    })
}

/// Another activity of the same time in which the volunteer was accepted.
fn busy(cx: &mut Cx, who: VolunteerId, core: &activity::Core) -> Answer<Option<(String, jiff::Timestamp)>> {
    let sessions = &core.proposal.sessions;
    let starts_at = sessions.iter().map(|session| session.starts_at.as_microsecond()).min().unwrap_or(0);
    let ends_at = sessions.iter().map(|session| session.ends_at.as_microsecond()).max().unwrap_or(0);
    let near: Vec<(i64, String, String)> = enrolment::table
        .inner_join(activities::table.on(activities::id.eq(enrolment::activity_id)))
        .filter(enrolment::volunteer_id.eq(who.get()).and(enrolment::state.eq(State::Accepted.number())))
        .filter(activities::id.ne(core.id.get()))
        .filter(activities::starts_at.lt(ends_at).and(activities::ends_at.gt(starts_at)))
        .filter(activities::state.eq(domain::activity::State::Published.number()))
        .select((activities::starts_at, activities::title, activities::body))
        .load(cx.conn)?;
    for (starts_at, title, body) in near {
        let other: domain::activity::Proposal = serde_json::from_str(&body)?;
        let clash = other.sessions.iter().any(|theirs| {
            sessions.iter().any(|ours| theirs.starts_at < ours.ends_at && ours.starts_at < theirs.ends_at)
        });
        if clash {
            return Ok(Some((title, timestamp(starts_at))));
        }
    }
    Ok(None)
}

/// The volunteer steps back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Withdraw {
    pub enrolment: EnrolmentId,
}

/// Withdraws, frees the place and offers it to the first who waits.
pub fn withdraw(cx: &mut Cx, cmd: &Withdraw) -> Answer<State> {
    let by = cx.account()?;
    let who = volunteer_of(cx.conn, by)?;
    let known = store::by_id(cx.conn, cmd.enrolment)?;
    if known.volunteer != who {
        return Err(Failure::NotFound);
    }
    cx.lock(&[Key::Volunteer(who.get()), Key::Position(known.position.get())])?;
    let known = store::by_id(cx.conn, cmd.enrolment)?;
    let core = activity::core(cx.conn, known.activity)?;
    let starts_at = core.proposal.sessions.iter().map(|session| session.starts_at).min().unwrap_or(cx.now);
    let state = domain::enrolment::withdraw(known.state, starts_at, WITHDRAWAL_HOURS_BEFORE_DEFAULT, cx.now)?;
    store::turn(cx, &known, state, "")?;
    super::settle::promote(cx, known.position, &core)?;
    Ok(state)
}

/// A steward invites members of the organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invite {
    pub activity: ActivityId,
    pub position: PositionId,
    pub volunteers: Vec<VolunteerId>,
}

/// Invites; those who signed up already stay as they are. The answer is how many were invited.
pub fn invite(cx: &mut Cx, cmd: &Invite) -> Answer<u32> {
    const AT_ONCE_MAX: usize = 500;
    let by = steward_of_activity(cx.conn, &cx.actor, cmd.activity, Act::Activities, cx.now)?;
    if cmd.volunteers.len() > AT_ONCE_MAX {
        return Err(DoorRefusal::BadForm { field: "volunteers".into() }.into());
    }
    let (of, ..) = store::places(cx.conn, cmd.position)?;
    if of != cmd.activity {
        return Err(Failure::NotFound);
    }
    let core = activity::core(cx.conn, cmd.activity)?;
    let mut invited = 0;
    for volunteer in &cmd.volunteers {
        let account = member(cx, core.organisation.get(), *volunteer)?;
        let known = store::of(cx.conn, cmd.activity, *volunteer)?.map(|known| known.state);
        if known.is_some_and(|state| state.holds_a_place() || matches!(state, State::Waiting | State::Invited)) {
            continue;
        }
        let (activity, position) = (cmd.activity, cmd.position);
        let entered = Entered { activity, position, volunteer: *volunteer, state: State::Invited, by: by.account() };
        store::enter(cx, &entered)?;
        let facts = serde_json::json!({ "activity": core.proposal.details.title, "activity_id": cmd.activity });
        notice::tell(cx, account, Channel::InSite, "enrolment-invited", &facts)?;
        invited += 1;
    }
    let facts = serde_json::json!({ "invited": invited });
    let subject = format!("activity/{}", cmd.activity);
    audit::write(
        cx,
        audit::Act { act: "enrolment.invite", subject, organisation: Some(core.organisation), reason: "", facts },
    )?;
    Ok(invited)
}

fn member(cx: &mut Cx, organisation: i64, volunteer: VolunteerId) -> Answer<AccountId> {
    let account: Option<i64> = membership::table
        .inner_join(volunteers::table.on(volunteers::id.eq(membership::volunteer_id)))
        .filter(membership::volunteer_id.eq(volunteer.get()).and(membership::organisation_id.eq(organisation)))
        .filter(membership::state.eq(APPROVED))
        .select(volunteers::account_id)
        .first(cx.conn)
        .optional()?;
    account.map(AccountId).ok_or_else(|| EnrolmentRefusal::NotAMember.into())
}

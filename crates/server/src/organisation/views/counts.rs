//! How much waits at a desk: one number for each of its tiles.

use super::{
    depth,
    desk::{SUBMITTED, reviewed_within},
    nodes,
};
use crate::{
    attendance::{PENDING as SIGNED_ALONE, PROVISIONAL},
    help,
    kernel::{
        db::{
            Conn,
            schema::{
                activity, attendance, correction, enrolment, make_up, membership, objection, organisation, ticket,
            },
        },
        failure::Answer,
    },
    organisation::store::{PENDING, State},
};
use diesel::prelude::*;
use domain::{activity as activities, enrolment as enrolments, organisation::Scope};
use serde::Serialize;

/// What waits, within a scope.
#[derive(Debug, Clone, Copy, Default, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// Applications to belong.
    pub members: i64,
    /// Activities that organisations below handed in.
    pub activities: i64,
    /// Registrations of organisations, and groups that want to be organisations.
    pub organisations: i64,
    pub enrolments: i64,
    pub make_ups: i64,
    pub corrections: i64,
    /// Presences that wait for a steward: signed in alone, or never signed out.
    pub to_confirm: i64,
    /// Volunteers who are signed in now.
    pub open_sign_ins: i64,
    /// Objections to be answered or decided.
    pub objections: i64,
    /// Questions and requests that the organisation owes an answer.
    pub tickets: i64,
}

impl Counts {
    /// What organisations below handed in for review.
    pub const fn reviews(&self) -> i64 {
        self.activities + self.organisations + self.make_ups
    }

    /// Presences that somebody has to say something about.
    pub const fn presences(&self) -> i64 {
        self.corrections + self.to_confirm
    }

    /// Everything that waits for somebody's word.
    pub const fn waiting(&self) -> i64 {
        self.members + self.enrolments + self.presences() + self.reviews() + self.objections + self.tickets
    }

    /// What lies below without the own level.
    pub const fn without(&self, own: &Counts) -> Counts {
        Counts {
            members: self.members - own.members,
            activities: self.activities - own.activities,
            organisations: self.organisations - own.organisations,
            enrolments: self.enrolments - own.enrolments,
            make_ups: self.make_ups - own.make_ups,
            corrections: self.corrections - own.corrections,
            to_confirm: self.to_confirm - own.to_confirm,
            open_sign_ins: self.open_sign_ins - own.open_sign_ins,
            objections: self.objections - own.objections,
            tickets: self.tickets - own.tickets,
        }
    }
}

/// Counts what waits in a scope; each count walks an index of what waits, not of what was.
pub fn counts(conn: &mut Conn, scope: Scope) -> Answer<Counts> {
    let (node, depth_max) = depth(scope);
    let members = membership::table
        .filter(membership::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(membership::state.eq(PENDING))
        .count()
        .get_result(conn)?;
    let enrolments = enrolment::table
        .inner_join(activity::table.on(activity::id.eq(enrolment::activity_id)))
        .filter(activity::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(activity::state.eq(activities::State::Published.number()))
        .filter(enrolment::state.eq(enrolments::State::Applied.number()))
        .count()
        .get_result(conn)?;
    let [corrections, to_confirm, open_sign_ins] = presences(conn, scope)?;
    let (activities, organisations, make_ups) = reviews(conn, scope)?;
    let objections = objections(conn, scope)?;
    let tickets = ticket::table
        .filter(ticket::organisation_id.assume_not_null().eq_any(nodes(node, depth_max)))
        .filter(ticket::organisation_id.is_not_null())
        .filter(ticket::state.eq_any(help::OWED))
        .count()
        .get_result(conn)?;
    Ok(Counts {
        members,
        activities,
        organisations,
        enrolments,
        make_ups,
        corrections,
        to_confirm,
        open_sign_ins,
        objections,
        tickets,
    })
}

/// Corrections that were asked for, presences to confirm, and who is signed in now.
fn presences(conn: &mut Conn, scope: Scope) -> Answer<[i64; 3]> {
    let (node, depth_max) = depth(scope);
    let corrections = correction::table
        .inner_join(attendance::table.on(attendance::id.eq(correction::attendance_id)))
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .filter(activity::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(correction::answered_at.is_null())
        .count()
        .get_result(conn)?;
    let to_confirm = attendance::table
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .filter(activity::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(attendance::state.eq_any([SIGNED_ALONE, PROVISIONAL]))
        .filter(attendance::steward_confirmed_at.is_null())
        .count()
        .get_result(conn)?;
    let open_sign_ins = attendance::table
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .filter(activity::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(attendance::open.eq(true))
        .count()
        .get_result(conn)?;
    Ok([corrections, to_confirm, open_sign_ins])
}

/// What the nodes of a scope have to review: activities, organisations, make-ups.
fn reviews(conn: &mut Conn, scope: Scope) -> Answer<(i64, i64, i64)> {
    let (node, depth_max) = depth(scope);
    let activities = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(reviewed_within(node, depth_max))
        .filter(activity::state.eq(activities::State::InReview.number()))
        .count()
        .get_result(conn)?;
    let organisations = organisation::table
        .filter(reviewed_within(node, depth_max))
        .filter(
            organisation::state
                .eq(State::Applied.number())
                .or(organisation::pending_code.is_not_null().and(organisation::state.eq(State::Approved.number()))),
        )
        .count()
        .get_result(conn)?;
    let make_ups = make_up::table
        .inner_join(organisation::table.on(organisation::id.eq(make_up::organisation_id)))
        .filter(reviewed_within(node, depth_max))
        .filter(make_up::state.eq(SUBMITTED))
        .count()
        .get_result(conn)?;
    Ok((activities, organisations, make_ups))
}

/// The numbers under which filed and answered objections are stored.
const FILED: i16 = 1;
const ANSWERED: i16 = 2;

/// Objections that the organisations of a scope have to answer, or to decide.
fn objections(conn: &mut Conn, scope: Scope) -> Answer<i64> {
    let (node, depth_max) = depth(scope);
    let to_answer = objection::table
        .filter(objection::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(objection::state.eq(FILED))
        .count()
        .get_result::<i64>(conn)?;
    let to_decide = objection::table
        .filter(objection::decider_id.assume_not_null().eq_any(nodes(node, depth_max)))
        .filter(objection::decider_id.is_not_null().and(objection::state.eq_any([FILED, ANSWERED])))
        .count()
        .get_result::<i64>(conn)?;
    Ok(to_answer + to_decide)
}

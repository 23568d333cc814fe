//! What is kept of enrolments, and the count of taken places.

use crate::{
    activity,
    kernel::{
        cx::{Cx, Key},
        db::{
            BothExt, Conn,
            schema::{activity_position, enrolment},
        },
        failure::{Answer, Failure},
    },
};
use diesel::prelude::*;
use domain::{
    enrolment::State,
    kernel::{AccountId, ActivityId, EnrolmentId, PositionId, VolunteerId},
};

/// One enrolment as decisions need it.
#[derive(Debug, Clone, Copy)]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub activity: ActivityId,
    pub position: PositionId,
    pub volunteer: VolunteerId,
    pub state: State,
}

type EnrolmentRow = (i64, i64, i64, i64, i16);

fn read((id, activity, position, volunteer, state): EnrolmentRow) -> Answer<Enrolment> {
    Ok(Enrolment {
        id: EnrolmentId(id),
        activity: ActivityId(activity),
        position: PositionId(position),
        volunteer: VolunteerId(volunteer),
        state: State::stored(state).ok_or_else(|| Failure::broken(format!("enrolment {id} has no such state")))?,
    })
}

const COLUMNS: (
    enrolment::id,
    enrolment::activity_id,
    enrolment::position_id,
    enrolment::volunteer_id,
    enrolment::state,
) = (enrolment::id, enrolment::activity_id, enrolment::position_id, enrolment::volunteer_id, enrolment::state);

/// By its id.
pub fn by_id(conn: &mut Conn, id: EnrolmentId) -> Answer<Enrolment> {
    read(enrolment::table.find(id.get()).select(COLUMNS).first(conn)?)
}

/// Of one volunteer in one activity, if there is one.
pub fn of(conn: &mut Conn, activity: ActivityId, volunteer: VolunteerId) -> Answer<Option<Enrolment>> {
    let row: Option<EnrolmentRow> = enrolment::table
        .filter(enrolment::activity_id.eq(activity.get()).and(enrolment::volunteer_id.eq(volunteer.get())))
        .select(COLUMNS)
        .first(conn)
        .optional()?;
    row.map(read).transpose()
}

/// What is written when somebody signs up, is invited or walks in.
pub struct Entered {
    pub activity: ActivityId,
    pub position: PositionId,
    pub volunteer: VolunteerId,
    pub state: State,
    pub by: AccountId,
}

/// Writes an enrolment, or revives the one that ended before; the place is taken in the same step.
pub fn enter(cx: &mut Cx, entered: &Entered) -> Answer<EnrolmentId> {
    let known = of(cx.conn, entered.activity, entered.volunteer)?;
    let held = known.is_some_and(|known| known.state.holds_a_place());
    count(cx, entered.position, held, entered.state.holds_a_place())?;
    if let Some(known) = known {
        diesel::update(enrolment::table.find(known.id.get()))
            .set((
                enrolment::position_id.eq(entered.position.get()),
                enrolment::state.eq(entered.state.number()),
                enrolment::reason.eq(""),
                enrolment::applied_at.eq(cx.at()),
                enrolment::signed_up_by.eq(entered.by.get()),
            ))
            .execute(cx.conn)?;
        return Ok(known.id);
    }
    let id = cx.id();
    let row = (
        enrolment::id.eq(id),
        enrolment::activity_id.eq(entered.activity.get()),
        enrolment::position_id.eq(entered.position.get()),
        enrolment::volunteer_id.eq(entered.volunteer.get()),
        enrolment::state.eq(entered.state.number()),
        enrolment::reason.eq(""),
        enrolment::applied_at.eq(cx.at()),
        enrolment::signed_up_by.eq(entered.by.get()),
    );
    diesel::insert_into(enrolment::table).values(row).execute(cx.conn)?;
    Ok(EnrolmentId(id))
}

/// Moves an enrolment to another state; a place that is no longer held is freed.
pub fn turn(cx: &mut Cx, known: &Enrolment, state: State, reason: &str) -> Answer<()> {
    count(cx, known.position, known.state.holds_a_place(), state.holds_a_place())?;
    let by = cx.actor.number();
    diesel::update(enrolment::table.find(known.id.get()))
        .set((
            enrolment::state.eq(state.number()),
            enrolment::reason.eq(reason),
            enrolment::decided_at.eq(cx.at()),
            enrolment::decided_by.eq(by),
        ))
        .execute(cx.conn)?;
    Ok(())
}

fn count(cx: &mut Cx, position: PositionId, held: bool, holds: bool) -> Answer<()> {
    let by = match (held, holds) {
        (false, true) => 1,
        (true, false) => -1,
        _ => return Ok(()),
    };
    activity::take_places(cx, position, by)
}

/// Places and taken places of a position; call it under the position's lock.
pub fn places(conn: &mut Conn, position: PositionId) -> Answer<(ActivityId, u32, u32, String)> {
    let (activity, places, taken, requirements): (i64, i32, i32, String) = activity_position::table
        .find(position.get())
        .select((
            activity_position::activity_id,
            activity_position::places,
            activity_position::taken,
            activity_position::requirements,
        ))
        .first(conn)?;
    let count = |n| u32::try_from(n).unwrap_or(0);
    Ok((ActivityId(activity), count(places), count(taken), requirements))
}

/// Enrols somebody who walked in, at the activity's first position with a free place, or without one when it recruits nobody.
pub fn enrol_walk_in(cx: &mut Cx, activity: ActivityId, volunteer: VolunteerId) -> Answer<()> {
    let free: Option<i64> = activity_position::table
        .filter(activity_position::activity_id.eq(activity.get()))
        .filter(activity_position::taken.lt(activity_position::places))
        .order(activity_position::id)
        .select(activity_position::id)
        .first(cx.conn)
        .optional()?;
    let by = AccountId(cx.actor.number());
    if let Some(position) = free {
        cx.lock(&[Key::Position(position)])?;
        let entered = Entered { activity, position: PositionId(position), volunteer, state: State::Accepted, by };
        enter(cx, &entered)?;
        return Ok(());
    }
    let row = (
        enrolment::id.eq(cx.id()),
        enrolment::activity_id.eq(activity.get()),
        enrolment::position_id.eq(0),
        enrolment::volunteer_id.eq(volunteer.get()),
        enrolment::state.eq(State::Accepted.number()),
        enrolment::reason.eq(""),
        enrolment::applied_at.eq(cx.at()),
        enrolment::signed_up_by.eq(by.get()),
    );
    diesel::insert_into(enrolment::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    Ok(())
}

/// Whether the volunteer has anything to do with the activity.
pub fn is_known(conn: &mut Conn, activity: ActivityId, volunteer: VolunteerId) -> Answer<bool> {
    Ok(of(conn, activity, volunteer)?.is_some())
}

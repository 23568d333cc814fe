//! Reading enrolments: my own by stage (ENR-08), and an activity's for its stewards.

use crate::{
    kernel::{
        db::{
            Conn,
            schema::{activity, activity_position, attendance, enrolment, organisation, volunteer},
        },
        failure::Answer,
    },
    organisation::Steward,
};
use diesel::prelude::*;
use domain::{
    activity::Category,
    enrolment::State,
    kernel::{ActivityId, EnrolmentId, PositionId, VolunteerId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;

/// One of my activities.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Mine {
    #[schema(value_type = String)]
    pub id: EnrolmentId,
    #[schema(value_type = String)]
    pub activity_id: ActivityId,
    pub title: String,
    pub category: &'static str,
    pub organisation: String,
    pub state: &'static str,
    /// `to-be-accepted`, `taking-part`, `finished` or `ended`.
    pub stage: &'static str,
    pub reason: String,
    #[schema(value_type = String)]
    pub starts_at: Timestamp,
    #[schema(value_type = String)]
    pub ends_at: Timestamp,
}

type MineRow = (i64, i16, String, i64, String, i16, i64, i64, i16, String);

/// All my enrolments, newest first.
pub fn mine(conn: &mut Conn, who: VolunteerId, now: Timestamp) -> Answer<Vec<Mine>> {
    const SHOWN: i64 = 200;
    newest(conn, who, now, SHOWN)
}

/// The same without an end, for a copy of everything.
pub fn all_of(conn: &mut Conn, who: VolunteerId, now: Timestamp) -> Answer<Vec<Mine>> {
    newest(conn, who, now, i64::MAX)
}

fn newest(conn: &mut Conn, who: VolunteerId, now: Timestamp, most: i64) -> Answer<Vec<Mine>> {
    let rows: Vec<MineRow> = enrolment::table
        .inner_join(activity::table.on(activity::id.eq(enrolment::activity_id)))
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(enrolment::volunteer_id.eq(who.get()))
        .order(enrolment::id.desc())
        .limit(most)
        .select((
            enrolment::id,
            enrolment::state,
            enrolment::reason,
            activity::id,
            activity::title,
            activity::category,
            activity::starts_at,
            activity::ends_at,
            activity::state,
            organisation::name,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|row| mine_row(row, now)).collect())
}

fn mine_row(row: MineRow, now: Timestamp) -> Mine {
    let (id, state, reason, activity_id, title, category, starts_at, ends_at, activity_state, organisation) = row;
    let state = State::stored(state).unwrap_or(State::Withdrawn);
    let over = timestamp(ends_at) <= now || activity_state == domain::activity::State::Cancelled.number();
    Mine {
        id: EnrolmentId(id),
        activity_id: ActivityId(activity_id),
        title,
        category: Category::stored(category).unwrap_or(Category::Other).name(),
        organisation,
        state: state.name(),
        stage: stage(state, over),
        reason,
        starts_at: timestamp(starts_at),
        ends_at: timestamp(ends_at),
    }
}

/// The three stages that a volunteer thinks in, and what ended otherwise.
fn stage(state: State, over: bool) -> &'static str {
    match state {
        State::Accepted | State::NoShow if over => "finished",
        State::Accepted => "taking-part",
        State::Applied | State::Waiting | State::Invited if !over => "to-be-accepted",
        _ => "ended",
    }
}

/// One enrolment as a steward sees it; the name is the public, masked one.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Row {
    #[schema(value_type = String)]
    pub id: EnrolmentId,
    #[schema(value_type = String)]
    pub volunteer_id: VolunteerId,
    pub number: String,
    pub name: String,
    #[schema(value_type = String)]
    pub position_id: PositionId,
    pub position: String,
    pub state: &'static str,
    pub reason: String,
    #[schema(value_type = String)]
    pub applied_at: Timestamp,
    pub face_checked: bool,
    pub signed_in: bool,
}

type RowRow = (i64, i16, String, i64, i64, (i64, String, String, Option<i64>), Option<String>);

/// The enrolments of an activity, in order of application.
pub fn of_activity(conn: &mut Conn, _by: &Steward, id: ActivityId) -> Answer<Vec<Row>> {
    let rows: Vec<RowRow> = enrolment::table
        .inner_join(volunteer::table.on(volunteer::id.eq(enrolment::volunteer_id)))
        .left_join(activity_position::table.on(activity_position::id.eq(enrolment::position_id)))
        .filter(enrolment::activity_id.eq(id.get()))
        .order((enrolment::applied_at, enrolment::id))
        .limit(5_000)
        .select((
            enrolment::id,
            enrolment::state,
            enrolment::reason,
            enrolment::applied_at,
            enrolment::position_id,
            (volunteer::id, volunteer::number, volunteer::public_name, volunteer::face_marked_at),
            activity_position::title.nullable(),
        ))
        .load(conn)?;
    let present: Vec<i64> =
        attendance::table.filter(attendance::activity_id.eq(id.get())).select(attendance::volunteer_id).load(conn)?;
    let row = |(id, state, reason, applied_at, position, (volunteer, number, name, face), title): RowRow| Row {
        id: EnrolmentId(id),
        volunteer_id: VolunteerId(volunteer),
        number,
        name,
        position_id: PositionId(position),
        position: title.unwrap_or_default(),
        state: State::stored(state).map_or("", State::name),
        reason,
        applied_at: timestamp(applied_at),
        face_checked: face.is_some(),
        signed_in: present.contains(&volunteer),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Where a volunteer stands with an activity, if they ever asked.
pub fn standing(conn: &mut Conn, activity: ActivityId, who: VolunteerId) -> Answer<Option<State>> {
    let known = super::store::of(conn, activity, who)?;
    Ok(known.map(|known| known.state).filter(|state| state.holds_a_place() || matches!(state, State::Waiting)))
}

/// The volunteers of these numbers; a number that nobody has is left out.
pub fn by_numbers(conn: &mut Conn, numbers: &[String]) -> Answer<Vec<(String, VolunteerId)>> {
    let known: Vec<(String, i64)> = volunteer::table
        .filter(volunteer::number.eq_any(numbers.to_vec()))
        .select((volunteer::number, volunteer::id))
        .load(conn)?;
    Ok(known.into_iter().map(|(number, id)| (number, VolunteerId(id))).collect())
}

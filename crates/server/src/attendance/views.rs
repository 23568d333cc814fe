//! Reading presences: my own, and an activity's live board.

use crate::{
    kernel::{
        db::{
            Conn,
            schema::{activity, activity_session, attendance, correction, enrolment, volunteer},
        },
        failure::{Answer, Failure},
    },
    organisation::Steward,
};
use diesel::prelude::*;
use domain::{
    attendance::Method,
    kernel::{ActivityId, AttendanceId, Minutes, SessionId, VolunteerId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;

/// The name of a stored state.
pub fn state_name(state: i16) -> &'static str {
    match state {
        super::store::IN => "in",
        super::store::CREDITED => "credited",
        super::store::PENDING => "pending",
        super::store::PROVISIONAL => "provisional",
        _ => "held",
    }
}

/// One of my presences.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Own {
    #[schema(value_type = String)]
    pub id: AttendanceId,
    #[schema(value_type = String)]
    pub activity_id: ActivityId,
    pub title: String,
    pub state: &'static str,
    #[schema(value_type = String)]
    pub since: Timestamp,
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
    #[schema(value_type = String)]
    pub planned_end: Timestamp,
    pub minutes: u32,
    pub face_checked: bool,
    pub method: &'static str,
    pub grade: i16,
    pub confirmed: bool,
    pub stars: Option<i16>,
    /// `none`, `open`, `changed` or `stands`.
    pub correction: &'static str,
}

type OwnRow =
    ((i64, i64, String, i16), (i64, Option<i64>, i64, i64), (bool, i16, i16, Option<i64>, Option<i16>), Option<i16>);

/// My presences, newest first.
pub fn own_list(conn: &mut Conn, who: VolunteerId) -> Answer<Vec<Own>> {
    const SHOWN: i64 = 200;
    newest(conn, who, SHOWN)
}

/// The same without an end, for a copy of everything.
pub fn all_of(conn: &mut Conn, who: VolunteerId) -> Answer<Vec<Own>> {
    newest(conn, who, i64::MAX)
}

fn newest(conn: &mut Conn, who: VolunteerId, most: i64) -> Answer<Vec<Own>> {
    let rows: Vec<OwnRow> = attendance::table
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .inner_join(activity_session::table.on(activity_session::id.eq(attendance::session_id)))
        .left_join(correction::table.on(correction::attendance_id.eq(attendance::id)))
        .filter(attendance::volunteer_id.eq(who.get()))
        .order(attendance::signed_in_at.desc())
        .limit(most)
        .select((
            (attendance::id, attendance::activity_id, activity::title, attendance::state),
            (attendance::signed_in_at, attendance::signed_out_at, activity_session::ends_at, attendance::minutes),
            (
                attendance::face_checked,
                attendance::method,
                attendance::grade,
                attendance::volunteer_confirmed_at,
                attendance::stars,
            ),
            correction::answer.nullable(),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(own_row).collect())
}

fn own_row(((id, activity, title, state), (since, until, ends_at, minutes), about, answer): OwnRow) -> Own {
    let (face_checked, method, grade, confirmed, stars) = about;
    Own {
        id: AttendanceId(id),
        activity_id: ActivityId(activity),
        title,
        state: state_name(state),
        since: timestamp(since),
        until: until.map(timestamp),
        planned_end: timestamp(ends_at),
        minutes: Minutes::stored(minutes).0,
        face_checked,
        method: Method::stored(method).map_or("", Method::name),
        grade,
        confirmed: confirmed.is_some(),
        stars,
        correction: match answer {
            None => "none",
            Some(0) => "open",
            Some(1) => "changed",
            Some(_) => "stands",
        },
    }
}

/// One of my presences.
pub fn own(conn: &mut Conn, who: VolunteerId, id: AttendanceId) -> Answer<Own> {
    own_list(conn, who)?.into_iter().find(|own| own.id == id).ok_or(Failure::NotFound)
}

/// One row of the live board.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct BoardLine {
    #[schema(value_type = String)]
    pub id: AttendanceId,
    #[schema(value_type = String)]
    pub session_id: SessionId,
    #[schema(value_type = String)]
    pub volunteer_id: VolunteerId,
    pub name: String,
    pub number: String,
    pub state: &'static str,
    #[schema(value_type = String)]
    pub since: Timestamp,
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
    pub minutes: u32,
    pub face_checked: bool,
    pub method: &'static str,
    pub correction_open: bool,
    pub wanted_minutes: Option<i64>,
    pub correction_text: Option<String>,
    pub steward_confirmed: bool,
    pub volunteer_confirmed: bool,
}

/// An activity on site: counts and rows.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Board {
    pub accepted: i64,
    pub present: usize,
    pub left: usize,
    pub waiting: usize,
    pub missing_face_checks: usize,
    pub lines: Vec<BoardLine>,
}

type LineRow = (
    (i64, i64, i64, String, String, Option<i64>),
    (i16, i64, Option<i64>, i64, bool, i16),
    (Option<i16>, Option<i64>, Option<String>),
    (Option<i64>, Option<i64>),
);

/// The presences of an activity, latest first; a day limits them to that day's sessions.
pub fn board(conn: &mut Conn, _by: &Steward, id: ActivityId, since: Option<Timestamp>) -> Answer<Board> {
    let from = since.map_or(0, |since| since.as_microsecond());
    let rows: Vec<LineRow> = attendance::table
        .inner_join(volunteer::table.on(volunteer::id.eq(attendance::volunteer_id)))
        .left_join(correction::table.on(correction::attendance_id.eq(attendance::id)))
        .filter(attendance::activity_id.eq(id.get()).and(attendance::signed_in_at.ge(from)))
        .order(attendance::signed_in_at.desc())
        .limit(2_000)
        .select((
            (
                attendance::id,
                attendance::session_id,
                volunteer::id,
                volunteer::public_name,
                volunteer::number,
                volunteer::face_marked_at,
            ),
            (
                attendance::state,
                attendance::signed_in_at,
                attendance::signed_out_at,
                attendance::minutes,
                attendance::face_checked,
                attendance::method,
            ),
            (correction::answer.nullable(), correction::wanted_minutes.nullable(), correction::text.nullable()),
            (attendance::steward_confirmed_at, attendance::volunteer_confirmed_at),
        ))
        .load(conn)?;
    let lines: Vec<BoardLine> = rows.into_iter().map(line).collect();
    let accepted: i64 = enrolment::table
        .filter(enrolment::activity_id.eq(id.get()))
        .filter(enrolment::state.eq(domain::enrolment::State::Accepted.number()))
        .count()
        .get_result(conn)?;
    let count = |wanted: &[&str]| lines.iter().filter(|line| wanted.contains(&line.state)).count();
    Ok(Board {
        accepted,
        present: count(&["in"]),
        left: count(&["credited"]),
        waiting: count(&["pending", "provisional"]),
        missing_face_checks: lines.iter().filter(|line| !line.face_checked).count(),
        lines,
    })
}

fn line((who, times, (answer, wanted, text), (steward, own)): LineRow) -> BoardLine {
    let (id, session, volunteer, name, number, _face_marked_at) = who;
    let (state, since, until, minutes, face_checked, method) = times;
    let correction_open = answer == Some(0);
    BoardLine {
        id: AttendanceId(id),
        session_id: SessionId(session),
        volunteer_id: VolunteerId(volunteer),
        name,
        number,
        state: state_name(state),
        since: timestamp(since),
        until: until.map(timestamp),
        minutes: Minutes::stored(minutes).0,
        face_checked,
        method: Method::stored(method).map_or("", Method::name),
        correction_open,
        wanted_minutes: wanted.filter(|_| correction_open),
        correction_text: text.filter(|_| correction_open),
        steward_confirmed: steward.is_some(),
        volunteer_confirmed: own.is_some(),
    }
}

/// A pair of numbers that changes whenever somebody signs in or out at an activity: how many rows, and how many have ended.
pub fn mark(conn: &mut Conn, _by: &Steward, id: ActivityId) -> Answer<(i64, i64)> {
    let rows = || attendance::table.filter(attendance::activity_id.eq(id.get()));
    let all: i64 = rows().count().get_result(conn)?;
    let ended: i64 = rows().filter(attendance::signed_out_at.is_not_null()).count().get_result(conn)?;
    Ok((all, ended))
}

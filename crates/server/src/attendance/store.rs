//! What is kept of presence: scans, which never change, and the attendance that they add up to.

use crate::kernel::{
    cx::Cx,
    db::{
        BothExt, Conn,
        schema::{attendance, scan},
    },
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    attendance::{Direction, FaceCheck, Grade, Method},
    kernel::{ActivityId, AttendanceId, Minutes, SessionId, VolunteerId, timestamp},
};
use jiff::Timestamp;

/// Signed in.
pub const IN: i16 = 1;
/// Signed out and credited.
pub const CREDITED: i16 = 2;
/// Signed out alone; credited once a steward confirms.
pub const PENDING: i16 = 3;
/// Never signed out: stands up to the planned end until both confirm.
pub const PROVISIONAL: i16 = 4;

/// One attendance as decisions need it.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: AttendanceId,
    pub session: SessionId,
    pub activity: ActivityId,
    pub volunteer: VolunteerId,
    pub state: i16,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
    pub face_check: FaceCheck,
    pub minutes: Minutes,
    pub volunteer_confirmed: bool,
    pub steward_confirmed: bool,
}

type KeptRow = (i64, i64, i64, i64, i16, (i64, Option<i64>), bool, i64, Option<i64>, Option<i64>);

/// Reads an attendance.
pub fn by_id(conn: &mut Conn, id: AttendanceId) -> Answer<Kept> {
    let (id, session, activity, volunteer, state, (since, until), face, minutes, own, steward): KeptRow =
        attendance::table
            .find(id.get())
            .select((
                attendance::id,
                attendance::session_id,
                attendance::activity_id,
                attendance::volunteer_id,
                attendance::state,
                (attendance::signed_in_at, attendance::signed_out_at),
                attendance::face_checked,
                attendance::minutes,
                attendance::volunteer_confirmed_at,
                attendance::steward_confirmed_at,
            ))
            .first(conn)?;
    Ok(Kept {
        id: AttendanceId(id),
        session: SessionId(session),
        activity: ActivityId(activity),
        volunteer: VolunteerId(volunteer),
        state,
        since: timestamp(since),
        until: until.map(timestamp),
        face_check: if face { FaceCheck::Done } else { FaceCheck::Missing },
        minutes: Minutes::stored(minutes),
        volunteer_confirmed: own.is_some(),
        steward_confirmed: steward.is_some(),
    })
}

/// A scan to be kept.
#[derive(Debug, Clone)]
pub struct NewScan<'a> {
    pub nonce: &'a str,
    pub session: SessionId,
    pub volunteer: VolunteerId,
    pub direction: Direction,
    pub method: Method,
    pub evidence: String,
}

/// Keeps a scan. False when its nonce was kept before: on PostgreSQL a twin may have been faster than the facts.
pub fn insert_scan(cx: &mut Cx, new: &NewScan) -> Answer<bool> {
    let row = (
        scan::id.eq(cx.id()),
        scan::nonce.eq(new.nonce),
        scan::session_id.eq(new.session.get()),
        scan::volunteer_id.eq(new.volunteer.get()),
        scan::direction.eq(new.direction.number()),
        scan::method.eq(new.method.number()),
        scan::at.eq(cx.at()),
        scan::received_at.eq(cx.at()),
        scan::recorded_by.eq(cx.actor.number()),
        scan::evidence.eq(&new.evidence),
    );
    Ok(diesel::insert_into(scan::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)? == 1)
}

/// An attendance that begins.
#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    pub session: SessionId,
    pub activity: ActivityId,
    pub volunteer: VolunteerId,
    pub method: Method,
    pub grade: Grade,
    pub face_check: FaceCheck,
}

/// Opens an attendance; none when one is open already (one open sign-in at a time is a unique index too).
pub fn open(cx: &mut Cx, arrival: &Arrival) -> Answer<Option<AttendanceId>> {
    let id = cx.id();
    let row = (
        attendance::id.eq(id),
        attendance::session_id.eq(arrival.session.get()),
        attendance::activity_id.eq(arrival.activity.get()),
        attendance::volunteer_id.eq(arrival.volunteer.get()),
        attendance::state.eq(IN),
        attendance::open.eq(true),
        attendance::signed_in_at.eq(cx.at()),
        attendance::method.eq(arrival.method.number()),
        attendance::grade.eq(grade_number(arrival.grade)),
        attendance::face_checked.eq(arrival.face_check == FaceCheck::Done),
        attendance::minutes.eq(0),
        attendance::rating.eq(""),
    );
    let opened = diesel::insert_into(attendance::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    Ok((opened == 1).then_some(AttendanceId(id)))
}

/// Grades as numbers, 1 is the best.
pub fn grade_number(grade: Grade) -> i16 {
    match grade {
        Grade::A => 1,
        Grade::B => 2,
        Grade::C => 3,
        Grade::D => 4,
        Grade::E => 5,
    }
}

/// How an attendance ends.
#[derive(Debug, Clone, Copy)]
pub struct Departure {
    pub state: i16,
    pub until: Timestamp,
    pub minutes: Minutes,
}

/// Ends an open attendance. False when it isn't open any more.
pub fn close(cx: &mut Cx, id: i64, departure: &Departure) -> Answer<bool> {
    let open = attendance::table.find(id).filter(attendance::state.eq(IN));
    let changed = diesel::update(open)
        .set((
            attendance::state.eq(departure.state),
            attendance::open.eq(None::<bool>),
            attendance::signed_out_at.eq(departure.until.as_microsecond()),
            attendance::minutes.eq(departure.minutes.get()),
        ))
        .both()
        .execute(cx.conn)?;
    Ok(changed == 1)
}

/// Sets state and minutes of an attendance that was settled by people.
pub fn settle(cx: &mut Cx, id: AttendanceId, state: i16, minutes: Minutes) -> Answer<()> {
    diesel::update(attendance::table.find(id.get()))
        .set((attendance::state.eq(state), attendance::minutes.eq(minutes.get())))
        .execute(cx.conn)?;
    Ok(())
}

/// Marks the volunteer's or the steward's confirmation.
pub fn mark_confirmed(cx: &mut Cx, id: AttendanceId, by_steward: Option<i64>) -> Answer<()> {
    let at = cx.at();
    let target = attendance::table.find(id.get());
    match by_steward {
        Some(steward) => diesel::update(target)
            .set((attendance::steward_confirmed_at.eq(at), attendance::steward_confirmed_by.eq(steward)))
            .execute(cx.conn)?,
        None => diesel::update(target).set(attendance::volunteer_confirmed_at.eq(at)).execute(cx.conn)?,
    };
    Ok(())
}

/// Keeps a rating, one per attendance.
pub fn rate(cx: &mut Cx, id: AttendanceId, stars: u8, words: &str) -> Answer<()> {
    let target = attendance::table.find(id.get()).filter(attendance::stars.is_null());
    diesel::update(target)
        .set((attendance::stars.eq(i16::from(stars)), attendance::rating.eq(words)))
        .execute(cx.conn)?;
    Ok(())
}

/// The session's planned time and breaks, the activity's kind, its organisation and title.
pub fn planned(conn: &mut Conn, id: SessionId) -> Answer<Planned> {
    use crate::kernel::db::schema::{activity, activity_session};
    type Row = (i64, i64, i64, i16, i64, String);
    let (starts_at, ends_at, breaks, kind, organisation, title): Row = activity_session::table
        .inner_join(activity::table.on(activity::id.eq(activity_session::activity_id)))
        .filter(activity_session::id.eq(id.get()))
        .select((
            activity_session::starts_at,
            activity_session::ends_at,
            activity_session::break_minutes,
            activity::kind,
            activity::organisation_id,
            activity::title,
        ))
        .first(conn)?;
    Ok(Planned {
        period: domain::kernel::Period { starts_at: timestamp(starts_at), ends_at: timestamp(ends_at) },
        breaks: Minutes::stored(breaks),
        kind: domain::activity::Kind::stored(kind).ok_or_else(|| Failure::broken("an activity has no such kind"))?,
        organisation: domain::kernel::OrganisationId(organisation),
        title,
    })
}

/// A session with what its credit depends on.
#[derive(Debug, Clone)]
pub struct Planned {
    pub period: domain::kernel::Period,
    pub breaks: Minutes,
    pub kind: domain::activity::Kind,
    pub organisation: domain::kernel::OrganisationId,
    pub title: String,
}

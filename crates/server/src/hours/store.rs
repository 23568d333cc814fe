//! Writing ledger lines. Nothing here updates or deletes an entry.

use crate::kernel::{
    cx::Cx,
    db::{
        BothExt, Conn,
        schema::{entry, unsealed},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    hours::{Class, Counted, Credit},
    kernel::{ActivityId, AttendanceId, EntryId, MakeUpId, Minutes, OrganisationId, VolunteerId, day_number},
};
use jiff::civil::Date;

/// A line to be added.
#[derive(Debug, Clone)]
pub struct NewEntry<'a> {
    pub volunteer: VolunteerId,
    pub organisation: OrganisationId,
    pub activity: Option<ActivityId>,
    pub source: Source,
    pub credit: Credit,
    pub counts_from: Date,
    pub reverses: Option<Counted>,
    pub reason: &'a str,
}

/// What a line follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Attendance(AttendanceId),
    MakeUp(MakeUpId),
    Steward,
}

/// Adds a line, and its place in the queue of the sequencer.
pub fn append(cx: &mut Cx, new: &NewEntry) -> Answer<EntryId> {
    let id = cx.id();
    let salt: [u8; 32] = cx.dice.bytes();
    let (attendance, make_up) = match new.source {
        Source::Attendance(id) => (Some(id.get()), None),
        Source::MakeUp(id) => (None, Some(id.get())),
        Source::Steward => (None, None),
    };
    let row = (
        (
            entry::id.eq(id),
            entry::volunteer_id.eq(new.volunteer.get()),
            entry::organisation_id.eq(new.organisation.get()),
            entry::activity_id.eq(new.activity.map(ActivityId::get)),
            entry::attendance_id.eq(attendance),
            entry::make_up_id.eq(make_up),
        ),
        (
            entry::class.eq(new.credit.class.number()),
            entry::domain.eq(new.credit.domain.number()),
            entry::minutes.eq(new.credit.minutes.get()),
            entry::reverses_id.eq(new.reverses.map(|counted| counted.id.get())),
            entry::reverses_class.eq(new.reverses.map(|counted| counted.class.number())),
        ),
        (
            entry::served_on.eq(day_number(new.credit.served_on)),
            entry::counts_from.eq(day_number(new.counts_from)),
            entry::recorded_at.eq(cx.at()),
            entry::recorded_by.eq(cx.actor.number()),
            entry::reason.eq(new.reason),
            entry::salt.eq(salt.to_vec()),
        ),
    );
    diesel::insert_into(entry::table).values(row).both().execute(cx.conn)?;
    diesel::insert_into(unsealed::table).values(unsealed::entry_id.eq(id)).both().execute(cx.conn)?;
    cx.effects.wake = true;
    Ok(EntryId(id))
}

/// The entry that stands for an attendance: the newest one that nothing reverses.
pub fn standing(conn: &mut Conn, attendance: AttendanceId) -> Answer<Option<(EntryId, Minutes)>> {
    let reversed =
        entry::table.filter(entry::reverses_id.is_not_null()).filter(entry::attendance_id.eq(attendance.get()));
    let taken_back: Vec<Option<i64>> = reversed.select(entry::reverses_id).load(conn)?;
    let rows: Vec<(i64, i64)> = entry::table
        .filter(entry::attendance_id.eq(attendance.get()).and(entry::class.eq(Class::Scan.number())))
        .order(entry::id.desc())
        .select((entry::id, entry::minutes))
        .load(conn)?;
    let standing = rows.into_iter().find(|(id, _)| !taken_back.contains(&Some(*id)));
    Ok(standing.map(|(id, minutes)| (EntryId(id), Minutes::stored(minutes))))
}

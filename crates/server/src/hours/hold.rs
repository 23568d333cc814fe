//! Hours of an account in quarantine (REG-17): every standing entry is taken back by a reversal, so that every total, counter, row and
//! log agrees without knowing of quarantines; a lifted one credits them anew. Nothing is changed or deleted.

use super::store::{NewEntry, Source, append};
use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::entry},
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    hours::{Class, Counted, Credit, Domain},
    kernel::{AccountId, ActivityId, AttendanceId, EntryId, MakeUpId, Minutes, OrganisationId, VolunteerId, day_of},
};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The reason of reversals in quarantine; `pages::record` puts it into words.
pub const HELD: &str = "held: disowned by whoever it names";
/// The reason of what is credited again.
pub const RELEASED: &str = "released: the quarantine was lifted";

type Row = ((i64, i64, Option<i64>, Option<i64>, Option<i64>), (i16, i16, i64, i64, i64), (i64, Option<i64>, String));

struct Line {
    id: i64,
    organisation: OrganisationId,
    activity: Option<ActivityId>,
    source: Source,
    credit: Credit,
    counts_from: i64,
    recorded_by: i64,
    recorded_at: i64,
    reverses: Option<i64>,
    reason: String,
}

fn line(row: Row) -> Option<Line> {
    let ((id, organisation, activity, attendance, make_up), (class, domain, minutes, served_on, counts_from), rest) =
        row;
    let (recorded_at, reverses, reason) = rest;
    let source = match (attendance, make_up) {
        (Some(id), _) => Source::Attendance(AttendanceId(id)),
        (None, Some(id)) => Source::MakeUp(MakeUpId(id)),
        (None, None) => Source::Steward,
    };
    let (class, domain) = (Class::stored(class)?, Domain::stored(domain)?);
    let credit = Credit { class, domain, minutes: Minutes::stored(minutes), served_on: day_of(served_on) };
    let (organisation, activity) = (OrganisationId(organisation), activity.map(ActivityId));
    Some(Line {
        id,
        organisation,
        activity,
        source,
        credit,
        counts_from,
        recorded_by: 0,
        recorded_at,
        reverses,
        reason,
    })
}

fn lines(conn: &mut Conn, who: VolunteerId) -> Answer<Vec<Line>> {
    let rows: Vec<(Row, i64)> = entry::table
        .filter(entry::volunteer_id.eq(who.get()))
        .order(entry::id)
        .select((
            (
                (entry::id, entry::organisation_id, entry::activity_id, entry::attendance_id, entry::make_up_id),
                (entry::class, entry::domain, entry::minutes, entry::served_on, entry::counts_from),
                (entry::recorded_at, entry::reverses_id, entry::reason),
            ),
            entry::recorded_by,
        ))
        .load(conn)?;
    let read = |(row, recorded_by)| line(row).map(|line| Line { recorded_by, ..line });
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Which organisations credited somebody hours, and who wrote them down.
pub fn creditors(conn: &mut Conn, who: VolunteerId) -> Answer<BTreeSet<(OrganisationId, AccountId)>> {
    Ok(lines(conn, who)?.into_iter().map(|line| (line.organisation, AccountId(line.recorded_by))).collect())
}

/// Takes every standing entry back. Answers how many. The volunteer is locked.
pub fn hold(cx: &mut Cx, who: VolunteerId) -> Answer<usize> {
    let all = lines(cx.conn, who)?;
    let taken_back: BTreeSet<i64> = all.iter().filter_map(|line| line.reverses).collect();
    let standing = |line: &&Line| line.reverses.is_none() && !taken_back.contains(&line.id);
    let standing: Vec<&Line> = all.iter().filter(standing).collect();
    for line in &standing {
        let reverses = Some(Counted { id: EntryId(line.id), class: line.credit.class });
        let credit = Credit { class: Class::Reversal, ..line.credit };
        again(cx, who, line, (credit, reverses, HELD))?;
    }
    Ok(standing.len())
}

/// Credits anew what was taken back since the quarantine began. The volunteer is locked.
pub fn release(cx: &mut Cx, who: VolunteerId, since: Timestamp) -> Answer<usize> {
    let all = lines(cx.conn, who)?;
    let is_held = |line: &&Line| line.reason == HELD && line.recorded_at >= since.as_microsecond();
    let held: BTreeSet<i64> = all.iter().filter(is_held).filter_map(|line| line.reverses).collect();
    for line in all.iter().filter(|line| held.contains(&line.id)) {
        again(cx, who, line, (line.credit, None, RELEASED))?;
    }
    Ok(held.len())
}

fn again(cx: &mut Cx, who: VolunteerId, line: &Line, what: (Credit, Option<Counted>, &str)) -> Answer<()> {
    let (credit, reverses, reason) = what;
    let new = NewEntry {
        volunteer: who,
        organisation: line.organisation,
        activity: line.activity,
        source: line.source,
        credit,
        counts_from: day_of(line.counts_from),
        reverses,
        reason,
    };
    append(cx, &new).map(|_| ())
}

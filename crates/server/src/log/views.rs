//! What is read of the logs for pages: where they stand, and the viewer's own entries.

use crate::kernel::{
    db::{
        Conn,
        schema::{activity, entry},
    },
    failure::{Answer, Failure},
    log::{self, Log, Standing},
};
use diesel::prelude::*;
use domain::{
    hours::Class,
    kernel::{EntryId, Minutes, VolunteerId, day_of},
};
use jiff::civil::Date;

/// The newest of one's own entries on the page.
const OWN_MAX: i64 = 10;

/// One's own entry, with its number once it is sealed.
pub struct Own {
    pub id: EntryId,
    pub served_on: Date,
    pub minutes: Minutes,
    pub class: &'static str,
    pub activity: Option<String>,
    pub seq: Option<i64>,
}

type Row = (i64, i64, i64, i16, Option<i64>, Option<String>);

/// The epoch of each log that grows now; a log without leaves isn't listed.
pub fn standings(conn: &mut Conn) -> Answer<Vec<Standing>> {
    let mut standings = Vec::new();
    for one in Log::ALL {
        standings.extend(log::current(conn, one)?);
    }
    Ok(standings)
}

/// The viewer's newest entries, or the one that is asked for.
pub fn own(conn: &mut Conn, volunteer: VolunteerId, wanted: Option<EntryId>) -> Answer<Vec<Own>> {
    let mut rows = entry::table
        .left_join(activity::table.on(entry::activity_id.eq(activity::id.nullable())))
        .filter(entry::volunteer_id.eq(volunteer.get()))
        .order(entry::id.desc())
        .limit(OWN_MAX)
        .select((entry::id, entry::served_on, entry::minutes, entry::class, entry::seq, activity::title.nullable()))
        .into_boxed::<crate::kernel::db::MultiBackend>();
    if let Some(id) = wanted {
        rows = rows.filter(entry::id.eq(id.get()));
    }
    let rows: Vec<Row> = rows.load(conn)?;
    let own = |(id, served_on, minutes, class, seq, activity)| Own {
        id: EntryId(id),
        served_on: day_of(served_on),
        minutes: Minutes::stored(minutes),
        class: Class::stored(class).map_or("", Class::name),
        activity,
        seq,
    };
    Ok(rows.into_iter().map(own).collect())
}

/// The proof of one's own sealed entry, with everything that its reader needs. Other people's entries don't exist here.
pub fn proof(conn: &mut Conn, volunteer: VolunteerId, id: EntryId) -> Answer<String> {
    let recorded = crate::hours::recorded(conn, id)?;
    let seq = recorded.seq.filter(|_| recorded.volunteer == volunteer.get()).ok_or(Failure::NotFound)?;
    let opening = crate::hours::opening(conn, &recorded)?;
    log::proof(conn, Log::Hours, seq, Some(opening))
}

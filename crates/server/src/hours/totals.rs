//! A person's and an activity's hours as they are now (HRS-05): what the sequencer folded plus what it hasn't yet (law 5).

use super::{
    fold,
    leaf::{COLUMNS, Recorded},
};
use crate::kernel::{
    db::{
        Conn,
        schema::{activity_total, entry, uncounted, volunteer_total},
    },
    failure::Answer,
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    hours::Totals,
    kernel::{ActivityId, Minutes, VolunteerId, day_number},
};
use jiff::civil::Date;

/// The totals of a person on the present local day `today`, right at once after every entry.
pub fn totals_of(conn: &mut Conn, volunteer: VolunteerId, today: Date) -> Answer<Totals> {
    let folded: Option<[i64; 5]> = volunteer_total::table
        .find(volunteer.get())
        .select((
            volunteer_total::scan,
            volunteer_total::make_up,
            volunteer_total::deducted,
            volunteer_total::honorary,
            volunteer_total::training,
        ))
        .first::<(i64, i64, i64, i64, i64)>(conn)
        .optional()?
        .map(|(scan, make_up, deducted, honorary, training)| [scan, make_up, deducted, honorary, training]);
    let mut sums = folded.unwrap_or_default();
    for entry in unfolded(conn, volunteer, day_number(today))? {
        let [_total, rest @ ..] = fold::columns(&entry);
        sums.iter_mut().zip(rest).for_each(|(sum, minutes)| *sum += minutes);
    }
    let [scan, make_up, deducted, honorary, training] = sums.map(Minutes::stored);
    Ok(Totals { scan, make_up, deducted, honorary, training })
}

/// Entries that count today and are in no counter: not sealed yet, or sealed before the day on which they begin to count.
fn unfolded(conn: &mut Conn, volunteer: VolunteerId, today: i64) -> Answer<Vec<Recorded>> {
    let waits = exists(uncounted::table.filter(uncounted::entry_id.eq(entry::id)));
    Ok(entry::table
        .filter(entry::volunteer_id.eq(volunteer.get()))
        .filter(entry::counts_from.le(today))
        .filter(entry::seq.is_null().or(waits))
        .select(COLUMNS)
        .load(conn)?)
}

/// An activity's line as it was folded: scan, make-up, and how many people have minutes.
pub fn of_activity(conn: &mut Conn, activity: ActivityId) -> Answer<(Minutes, Minutes, i64)> {
    let row: Option<(i64, i64, i64)> = activity_total::table
        .find(activity.get())
        .select((activity_total::scan, activity_total::make_up, activity_total::people))
        .first(conn)
        .optional()?;
    let (scan, make_up, people) = row.unwrap_or_default();
    Ok((Minutes::stored(scan), Minutes::stored(make_up), people))
}

//! The counters that the sequencer keeps: hours by node and month, by volunteer, by activity (law 6). Each is a sum over sealed
//! entries, so `check` can make it again; here only what a batch adds is written.

use super::leaf::Recorded;
use crate::kernel::{
    db::{Conn, schema::organisation_path},
    failure::Answer,
};
use diesel::{QueryableByName, prelude::*, sql_types::BigInt};
use domain::{
    hours::{Class, Domain},
    kernel::day_of,
};
use std::collections::{BTreeMap, BTreeSet};

/// The node of the whole platform.
pub const PLATFORM: i64 = 0;

/// Rows of numbers as SQL, for statements that take many at once; nothing but numbers ever gets in.
pub fn values<const N: usize>(rows: impl Iterator<Item = [i64; N]>) -> String {
    let row = |row: [i64; N]| format!("({})", row.map(|number| number.to_string()).join(","));
    rows.map(row).collect::<Vec<_>>().join(",")
}

/// The month of a served day, as 202611.
pub fn month(served_on: i64) -> i64 {
    let day = day_of(served_on);
    i64::from(day.year()) * 100 + i64::from(day.month())
}

/// Adds entries to the cells of their node and of every node above it now.
pub fn cells(conn: &mut Conn, entries: &[Recorded]) -> Answer<()> {
    let above = ancestors(conn, entries)?;
    let mut cells: BTreeMap<[i64; 4], [i64; 2]> = BTreeMap::new();
    for entry in entries {
        let nodes = above.get(&entry.organisation).into_iter().flatten().copied().chain([PLATFORM]);
        for node in nodes {
            let key = [node, month(entry.served_on), i64::from(entry.changes()), i64::from(entry.domain)];
            let [minutes, count] = cells.entry(key).or_default();
            *minutes += entry.signed();
            *count += entry.signed().signum();
        }
    }
    if cells.is_empty() {
        return Ok(());
    }
    let rows = cells
        .into_iter()
        .map(|([node, month, class, domain], [minutes, count])| [node, month, class, domain, minutes, count]);
    diesel::sql_query(format!(
        "insert into hour_cell (node_id, month, class, domain, minutes, entries) values {} \
         on conflict (node_id, month, class, domain) do update set \
         minutes = hour_cell.minutes + excluded.minutes, entries = hour_cell.entries + excluded.entries",
        values(rows)
    ))
    .execute(conn)?;
    Ok(())
}

fn ancestors(conn: &mut Conn, entries: &[Recorded]) -> Answer<BTreeMap<i64, Vec<i64>>> {
    let nodes: BTreeSet<i64> = entries.iter().map(|entry| entry.organisation).collect();
    let rows: Vec<(i64, i64)> = organisation_path::table
        .filter(organisation_path::descendant_id.eq_any(nodes.into_iter().collect::<Vec<_>>()))
        .select((organisation_path::descendant_id, organisation_path::ancestor_id))
        .load(conn)?;
    let mut above: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (node, ancestor) in rows {
        above.entry(node).or_default().push(ancestor);
    }
    Ok(above)
}

/// A person's columns, in the order of the table: total, scan, make-up, deducted, honorary, training.
pub fn columns(entry: &Recorded) -> [i64; 6] {
    let minutes = entry.signed();
    match (Domain::stored(entry.domain), Class::stored(entry.changes())) {
        (Some(Domain::Training), _) => [0, 0, 0, 0, 0, minutes],
        (_, Some(Class::MakeUp)) => [minutes, 0, minutes, 0, 0, 0],
        (_, Some(Class::Honorary)) => [0, 0, 0, 0, minutes, 0],
        (_, Some(Class::Deduction)) => [-minutes, 0, 0, minutes, 0, 0],
        _ => [minutes, minutes, 0, 0, 0, 0],
    }
}

/// Adds entries that count to the totals of their people and activities.
pub fn totals(conn: &mut Conn, entries: &[Recorded]) -> Answer<()> {
    if entries.is_empty() {
        return Ok(());
    }
    people(conn, entries)?;
    activities(conn, entries)
}

fn people(conn: &mut Conn, entries: &[Recorded]) -> Answer<()> {
    let mut sums: BTreeMap<i64, ([i64; 6], i64)> = BTreeMap::new();
    for entry in entries {
        let (sum, last) = sums.entry(entry.volunteer).or_default();
        sum.iter_mut().zip(columns(entry)).for_each(|(sum, minutes)| *sum += minutes);
        if entry.reverses.is_none() {
            *last = (*last).max(entry.served_on);
        }
    }
    let rows = sums.into_iter().map(|(volunteer, ([total, scan, make_up, deducted, honorary, training], last))| {
        [volunteer, total, scan, make_up, deducted, honorary, training, last]
    });
    diesel::sql_query(format!(
        "insert into volunteer_total (volunteer_id, total, scan, make_up, deducted, honorary, training, last_served_on) \
         values {} on conflict (volunteer_id) do update set \
         total = volunteer_total.total + excluded.total, scan = volunteer_total.scan + excluded.scan, \
         make_up = volunteer_total.make_up + excluded.make_up, deducted = volunteer_total.deducted + excluded.deducted, \
         honorary = volunteer_total.honorary + excluded.honorary, training = volunteer_total.training + excluded.training, \
         last_served_on = case when excluded.last_served_on > volunteer_total.last_served_on \
         then excluded.last_served_on else volunteer_total.last_served_on end",
        values(rows)
    ))
    .execute(conn)?;
    Ok(())
}

/// What an entry changes on its activity's line: scan (less deductions) and make-up. Honorary minutes are nobody's attendance.
pub fn on_activity(entry: &Recorded) -> [i64; 2] {
    match Class::stored(entry.changes()) {
        Some(Class::MakeUp) => [0, entry.signed()],
        Some(Class::Honorary) => [0, 0],
        Some(Class::Deduction) => [-entry.signed(), 0],
        _ => [entry.signed(), 0],
    }
}

#[derive(QueryableByName)]
struct Standing {
    #[diesel(sql_type = BigInt)]
    activity: i64,
    #[diesel(sql_type = BigInt)]
    volunteer: i64,
    #[diesel(sql_type = BigInt)]
    minutes: i64,
}

fn activities(conn: &mut Conn, entries: &[Recorded]) -> Answer<()> {
    let mut changed: BTreeMap<(i64, i64), [i64; 2]> = BTreeMap::new();
    for entry in entries {
        let Some(activity) = entry.activity else { continue };
        let sum = changed.entry((activity, entry.volunteer)).or_default();
        sum.iter_mut().zip(on_activity(entry)).for_each(|(sum, minutes)| *sum += minutes);
    }
    if changed.is_empty() {
        return Ok(());
    }
    let mut lines: BTreeMap<i64, [i64; 3]> = BTreeMap::new();
    for ((activity, _), [scan, make_up]) in &changed {
        let [sum_scan, sum_make_up, _] = lines.entry(*activity).or_default();
        *sum_scan += scan;
        *sum_make_up += make_up;
    }
    for after in standing(conn, changed.keys())? {
        let delta: i64 = changed.get(&(after.activity, after.volunteer)).into_iter().flatten().sum();
        let [_, _, people] = lines.entry(after.activity).or_default();
        *people += i64::from(after.minutes > 0) - i64::from(after.minutes - delta > 0);
    }
    let rows =
        lines.into_iter().map(|(activity, [scan, make_up, people])| [activity, scan + make_up, scan, make_up, people]);
    diesel::sql_query(format!(
        "insert into activity_total (activity_id, total, scan, make_up, people) values {} \
         on conflict (activity_id) do update set total = activity_total.total + excluded.total, \
         scan = activity_total.scan + excluded.scan, \
         make_up = activity_total.make_up + excluded.make_up, people = activity_total.people + excluded.people",
        values(rows)
    ))
    .execute(conn)?;
    Ok(())
}

/// The minutes that people have in activities after the batch; `cross join` keeps SQLite from walking the ledger.
fn standing<'a>(conn: &mut Conn, pairs: impl Iterator<Item = &'a (i64, i64)>) -> Answer<Vec<Standing>> {
    let pairs = values(pairs.map(|(activity, volunteer)| [*activity, *volunteer]));
    Ok(diesel::sql_query(format!(
        "with pair(activity, volunteer) as (values {pairs}) \
         select pair.activity as activity, pair.volunteer as volunteer, \
         cast(sum(case when entry.reverses_id is null then 1 else -1 end * entry.minutes * \
         case coalesce(entry.reverses_class, entry.class) when 3 then 0 when 4 then -1 else 1 end) as bigint) as minutes \
         from pair cross join entry \
         where entry.activity_id = pair.activity and entry.volunteer_id = pair.volunteer and entry.seq is not null \
         and not exists (select 1 from uncounted where uncounted.entry_id = entry.id) \
         group by pair.activity, pair.volunteer"
    ))
    .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::kernel::day_number;
    use jiff::civil::date;

    #[test]
    fn a_month_is_the_one_that_was_served() {
        assert_eq!(month(day_number(date(2026, 11, 30))), 202_611);
        assert_eq!(month(day_number(date(2026, 12, 1))), 202_612);
        assert_eq!(values([[1, -2], [3, 4]].into_iter()), "(1,-2),(3,4)");
    }
}

//! The sequencer's work on the ledger: numbers, leaves, and what follows from them.

use super::{
    evidence, fold,
    leaf::{COLUMNS, Recorded},
};
use crate::kernel::{
    cx::Cx,
    db::{
        Conn,
        schema::{entry, uncounted, unsealed},
    },
    failure::Answer,
    log::{Log, LogKeys},
    sequencer::Source,
};
use diesel::{dsl::exists, prelude::*};
use domain::kernel::{day_number, local_date};

/// How the sequencer takes entries.
pub const SOURCE: Source = Source { log: Log::Hours, take };

/// Entries of one pass; more would hold up SQLite's one writer.
const BATCH: i64 = 400;

fn take(cx: &mut Cx, _keys: &LogKeys, next_seq: i64) -> Answer<Vec<Vec<u8>>> {
    let today = day_number(local_date(cx.now));
    count_due(cx.conn, today)?;
    let fresh = waiting(cx.conn)?;
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    let leaves = leaves(cx.conn, &fresh)?;
    number(cx.conn, &fresh, next_seq)?;
    fold::cells(cx.conn, &fresh)?;
    let (counting, later): (Vec<Recorded>, Vec<Recorded>) =
        fresh.into_iter().partition(|entry| entry.counts_from <= today);
    for entry in later {
        let row = (uncounted::entry_id.eq(entry.id), uncounted::counts_from.eq(entry.counts_from));
        diesel::insert_into(uncounted::table).values(row).execute(cx.conn)?;
    }
    fold::totals(cx.conn, &counting)?;
    Ok(leaves)
}

/// The leaves of entries, in their order.
pub fn leaves(conn: &mut Conn, entries: &[Recorded]) -> Answer<Vec<Vec<u8>>> {
    let facts = evidence::behind(conn, entries)?;
    let none = Vec::new();
    let leaf = |entry: &Recorded| entry.leaf(&evidence::text(facts.get(&entry.id).unwrap_or(&none))?);
    entries.iter().map(leaf).collect()
}

fn waiting(conn: &mut Conn) -> Answer<Vec<Recorded>> {
    Ok(unsealed::table
        .inner_join(entry::table.on(entry::id.eq(unsealed::entry_id)))
        .order(unsealed::entry_id)
        .limit(BATCH)
        .select(COLUMNS)
        .load(conn)?)
}

/// Gives the entries their numbers, in the order of the batch.
fn number(conn: &mut Conn, fresh: &[Recorded], next_seq: i64) -> Answer<()> {
    let numbers = fold::values(fresh.iter().zip(next_seq..).map(|(entry, seq)| [entry.id, seq]));
    diesel::sql_query(format!(
        "with given(id, seq) as (values {numbers}) update entry set seq = given.seq from given where entry.id = given.id"
    ))
    .execute(conn)?;
    let ids: Vec<i64> = fresh.iter().map(|entry| entry.id).collect();
    diesel::delete(unsealed::table.filter(unsealed::entry_id.eq_any(ids))).execute(conn)?;
    Ok(())
}

/// Folds sealed entries whose day has come (HRS-03).
fn count_due(conn: &mut Conn, today: i64) -> Answer<()> {
    let due = uncounted::table.filter(uncounted::counts_from.le(today));
    if !diesel::select(exists(due)).get_result::<bool>(conn)? {
        return Ok(());
    }
    let entries: Vec<Recorded> = uncounted::table
        .filter(uncounted::counts_from.le(today))
        .inner_join(entry::table.on(entry::id.eq(uncounted::entry_id)))
        .order(uncounted::entry_id)
        .limit(BATCH)
        .select(COLUMNS)
        .load(conn)?;
    let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    diesel::delete(uncounted::table.filter(uncounted::entry_id.eq_any(ids))).execute(conn)?;
    fold::totals(conn, &entries)
}

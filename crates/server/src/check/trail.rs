//! Lines of the audit trail against their log, in the same way as entries.

use super::Report;
use crate::{
    audit::{COLUMNS, Line},
    kernel::{
        db::{Conn, schema::audit},
        failure::{Answer, Failure},
        log::{self, EPOCH_LEAF, Log, LogKeys},
    },
};
use diesel::prelude::*;
use tlog::tile::bundle_entries;

const BUNDLE: i64 = 256;

pub fn check(conn: &mut Conn, keys: &LogKeys, report: &mut Report) -> Answer<()> {
    for standing in log::epochs(conn, Log::Audit)? {
        let size = i64::try_from(standing.head.size).map_err(Failure::fault)?;
        for start in (0..size).step_by(256) {
            let width = (size - start).min(BUNDLE);
            let index = u64::try_from(start / BUNDLE).map_err(Failure::fault)?;
            let cut = u16::try_from(width).map_err(Failure::fault)?;
            let bytes = log::bundle(conn, &standing, index, cut)?.unwrap_or_default();
            let first = standing.first_seq() + start;
            bundle(conn, keys, (first, bundle_entries(&bytes).unwrap_or_default()), report)?;
        }
    }
    beyond(conn, report)
}

fn bundle(conn: &mut Conn, keys: &LogKeys, (first, leaves): (i64, Vec<&[u8]>), report: &mut Report) -> Answer<()> {
    let last = first + i64::try_from(leaves.len()).unwrap_or(0);
    let lines: Vec<Line> = audit::table
        .filter(audit::seq.ge(first).and(audit::seq.lt(last)))
        .order(audit::seq)
        .select(COLUMNS)
        .load(conn)?;
    let mut lines = lines.into_iter().peekable();
    for (leaf, seq) in leaves.into_iter().zip(first..) {
        match lines.next_if(|line| line.seq == Some(seq)) {
            Some(line) => {
                report.lines += 1;
                if line.leaf(keys)? != leaf {
                    report.find("audit", line.id, "not-as-sealed");
                }
            }
            None if leaf.first() == Some(&EPOCH_LEAF) => {}
            None => report.find("audit", format!("with seq {seq}"), "missing"),
        }
    }
    Ok(())
}

/// Lines whose number lies in no tree.
fn beyond(conn: &mut Conn, report: &mut Report) -> Answer<()> {
    let mut outside = audit::table.filter(audit::seq.is_not_null()).into_boxed::<crate::kernel::db::MultiBackend>();
    for standing in log::epochs(conn, Log::Audit)? {
        outside = outside.filter(audit::seq.lt(standing.first_seq()).or(audit::seq.ge(standing.next_seq())));
    }
    let ids: Vec<i64> = outside.limit(super::FINDINGS_MAX).select(audit::id).load(conn)?;
    ids.into_iter().for_each(|id| report.find("audit", id, "not-in-the-log"));
    Ok(())
}

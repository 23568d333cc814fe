//! `goodhours check`: proves that attendances, their scans, make-ups, entries, totals and the logs say the same, and names the row
//! that doesn't. It reads one snapshot, changes nothing, and trusts only the keys and the signed checkpoints.
//!
//! Every entry is made into its leaf again and found in the log; every tile is computed up to the signed root; every counter is
//! summed again from the entries. What it can't see is an alteration made before an entry was sealed, within about a second.

mod ledger;
mod statements;
mod trail;
mod tree;

use crate::kernel::{db::Conn, failure::Answer, log::LogKeys};
use std::fmt;

/// Something that doesn't fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub table: &'static str,
    /// The row's id, or its place for rows without one.
    pub row: String,
    /// A stable name of what is wrong.
    pub problem: &'static str,
}

impl Finding {
    fn new(table: &'static str, row: impl fmt::Display, problem: &'static str) -> Finding {
        Finding { table, row: row.to_string(), problem }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.table, self.row, self.problem)
    }
}

/// What a check looked at and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub entries: u64,
    pub lines: u64,
    pub leaves: u64,
    /// The worst cases first; no more than [`FINDINGS_MAX`] of a kind.
    pub findings: Vec<Finding>,
}

/// Findings of one kind that are listed; more of the same tell nothing new.
pub const FINDINGS_MAX: i64 = 100;

impl Report {
    /// Whether everything fits.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, table: &'static str, row: impl fmt::Display, problem: &'static str) {
        let finding = Finding::new(table, row, problem);
        let same = self.findings.iter().filter(|one| one.table == table && one.problem == problem).count();
        if i64::try_from(same).unwrap_or(i64::MAX) < FINDINGS_MAX && !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// Checks everything. Run it in one read snapshot (`office.view`).
pub fn check(conn: &mut Conn, keys: &LogKeys) -> Answer<Report> {
    let mut report = Report::default();
    tree::check(conn, keys, &mut report)?;
    ledger::check(conn, &mut report)?;
    trail::check(conn, keys, &mut report)?;
    statements::check(conn, &mut report)?;
    Ok(report)
}

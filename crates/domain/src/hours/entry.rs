//! One line of the ledger (HRS-01).

use crate::kernel::{EntryId, Minutes};
use jiff::{Timestamp, civil::Date};

/// What sort of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Class {
    /// Measured on site (扫码时长, the same as credit hours 信用时数).
    Scan = 1,
    /// Entered later and approved (补录时长).
    MakeUp = 2,
    /// Awarded, beside the total (荣誉时数).
    Honorary = 3,
    /// Taken off credit hours, with a reason.
    Deduction = 4,
    /// Takes back one earlier entry, whole.
    Reversal = 5,
}

/// Service hours, or training hours that stand beside them (HRS-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Domain {
    Service = 1,
    Training = 2,
}

impl Class {
    pub const ALL: [Class; 5] = [Class::Scan, Class::MakeUp, Class::Honorary, Class::Deduction, Class::Reversal];

    /// The stable name in the API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Class::Scan => "scan",
            Class::MakeUp => "make-up",
            Class::Honorary => "honorary",
            Class::Deduction => "deduction",
            Class::Reversal => "reversal",
        }
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Class> {
        Class::ALL.into_iter().find(|class| class.number() == raw)
    }
}

impl Domain {
    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<Domain> {
        [Domain::Service, Domain::Training].into_iter().find(|domain| domain.number() == raw)
    }
}

/// Minutes of one class, before they have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    pub class: Class,
    pub domain: Domain,
    pub minutes: Minutes,
    pub served_on: Date,
}

/// A line as the totals need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub credit: Credit,
    /// The local day from which it counts (HRS-03).
    pub counts_from: Date,
    pub recorded_at: Timestamp,
    /// What a reversal takes back.
    pub reverses: Option<Counted>,
}

/// The entry that a reversal takes back, with what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    pub id: EntryId,
    pub class: Class,
}

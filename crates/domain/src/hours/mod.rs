//! The hour ledger: entries that are only ever added, and totals that are derived from them.
//!
//! A correction is a reversal and a new entry, each with its reason. Nothing here knows where entries are kept.

mod entry;
mod make_up;
mod refusal;
mod settle;
mod stars;
mod totals;

pub use entry::{Class, Counted, Credit, Domain, Entry};
pub use make_up::{
    Decider, Line, MakeUp, MakeUpState, OBJECT_DAYS_AFTER_APPROVAL, ORGANISATION_SHARE_PERCENT,
    PERSON_ACTIVITY_MINUTES, counts_from, decide, decider, may_refuse,
};
pub use refusal::HoursRefusal;
pub use settle::{Settlement, settle};
pub use stars::{STAR_HOURS, stars};
pub use totals::{Totals, totals, totals_at};

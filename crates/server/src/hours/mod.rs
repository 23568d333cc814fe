//! The hour ledger: entries that are only ever added (HRS-01), their totals, and how they get into the log (LOG-01).
//!
//! An entry is inserted with a row in `unsealed`; the sequencer gives it its `seq`, its leaf and its part of every counter. A
//! person's total is what was folded plus what wasn't yet, so it is right at once.

mod evidence;
mod fold;
mod hold;
mod leaf;
pub mod make_up;
pub mod pages;
mod proven;
mod seal;
mod store;
mod totals;

pub use evidence::{Fact as Evidence, behind, text as evidence_text};
pub use fold::{PLATFORM, month};
pub use hold::{HELD, RELEASED, creditors, hold, release};
pub use leaf::{COLUMNS, LEAF_TYPE, Recorded, mark, opening, recorded, verify_proof};
pub use proven::{Proven, proven};
pub use seal::SOURCE;
pub use store::{NewEntry, Source, append, standing};
pub use totals::{of_activity, totals_of};

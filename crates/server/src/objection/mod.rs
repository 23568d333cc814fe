//! Objections (我有异议) as cases: anyone files one about a public row or a whole activity, the organisation answers, the
//! organisation above decides (PUB-05).
//!
//! States: filed → answered → upheld or dismissed; a decision may come without an answer. Who filed it is known to the one who
//! decides only; the public sees state, answer and decision by the case's number. It doesn't touch the ledger: an upheld case is
//! followed by entries of the `hours` slice.

mod actions;
pub mod api;
mod copy;
pub mod pages;
mod store;
mod views;

pub use actions::{Answer, Decide, File, Filed, answer, decide, file};
pub use copy::{ObjectionCopy, filed_by};
pub use store::State;

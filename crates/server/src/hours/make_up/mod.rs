//! Make-up hours (补录): submitted by one steward, decided by another at the right level, refused by the volunteer within a week;
//! and what stewards add or take by hand: honours and deductions.

mod actions;
pub mod api;
mod by_hand;
mod desk;
mod look;
mod store;
mod views;

pub use actions::{Decide, REFUSED, RefuseCredit, Submit, SubmitLine, decide, refuse, submit};
pub use by_hand::{ByHand, Hand, Revoke, give, revoke};
pub use desk::{Candidate, Filed, Given, begun, candidates, filed, given, to_decide};
pub use look::{Decision, Looked, look};
pub use views::{Case, CaseLine, Entry, Record, case, queue, record};

//! "Is there a record in my name?" (REG-17), for somebody without a login: they prove a phone and show papers, a steward of the platform
//! looks, and a link that is good once tells what there is. What they disown is emptied, or goes into quarantine.
//!
//! States of an ask: filed → confirmed or refused; of a quarantine: open → lifted. Nothing here is ever told before the papers were
//! confirmed. Routes: `/records…`, `/platform/records…`, `/platform/quarantines…`. With a login, `/me/records` of `roster` does it.

mod actions;
mod answer;
pub mod api;
mod copy;
mod flow;
pub mod pages;
mod quarantine;
mod store;
mod views;

pub use copy::{RecordAskCopy, copies, forget_of};
pub use store::is_held;

use crate::kernel::{cx::Cx, db::Conn, failure::Answer};
use domain::{kernel::AccountId, record::RecordRefusal};

/// Refuses whoever comes with an account in quarantine; its owner is told why, and how to object.
pub fn refuse_held(conn: &mut Conn, account: AccountId) -> Answer<()> {
    if is_held(conn, account)? { Err(RecordRefusal::Held.into()) } else { Ok(()) }
}

/// Forgets what was handed in long enough ago. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    actions::forget(cx)
}

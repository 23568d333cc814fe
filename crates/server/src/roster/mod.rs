//! Rosters (REG-16): an organisation enters people from a sheet, who then are told and make themselves volunteers, or say that it isn't
//! them. A line is no account: nobody logs in to it, and no hours can be credited to it.
//!
//! States of a line: faulty, or ready → invited → taken up, disowned, or over. Routes: `/steward/{organisation}/rosters…`,
//! `/steward/rosters/{id}…`, `/invitations/{token}…`, `/me/records`.

mod actions;
pub mod api;
mod flow;
mod invitation;
pub mod pages;
mod records;
mod sheet;
mod store;
mod views;

pub use invitation::{filed, taken_up};
pub use records::{OwnRecord, RecordCopy, copies, disown_of_document, enterers, of_document};
pub use store::forget_of;

use crate::kernel::{cx::Cx, failure::Answer};

/// Forgets lines that nobody took up in time. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    store::forget_due(cx)
}

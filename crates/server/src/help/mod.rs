//! Help (HLP-02, REG-15): questions and requests become tickets, answered by the asker's city or university and then by the platform.
//!
//! States: open → waiting for the asker or answered → closed; a word of the asker opens it again. Whoever isn't logged in asks by a
//! proven phone, which lets the browser read the answers for an hour. Words lie sealed and go ninety days after the end.
//! Routes: `/help…`, `/steward/{organisation}/tickets`, `/platform/tickets`.

mod actions;
pub mod api;
mod asker;
mod copy;
mod desk;
pub mod pages;
mod store;
mod views;

pub use copy::{TicketCopy, TicketWordCopy, copies};
pub use desk::tell as tell_desk;
pub use store::{OWED, forget_of};

use crate::kernel::{cx::Cx, failure::Answer};

/// Passes on what an organisation left lying, closes what its asker had enough of, and forgets words whose time is over.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    Ok(actions::pass_on_due(cx)? + store::close_due(cx)? + store::forget_due(cx)?)
}

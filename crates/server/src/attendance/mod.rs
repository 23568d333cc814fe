//! Presence on site: scans as immutable facts, attendances as what they add up to, and the minutes that follow.
//!
//! States: in → out (credited), or pending (signed in alone: credited once a steward confirms), or provisional (forgot to sign
//! out: up to the planned end, until both confirm). It never edits hours: corrections go through the ledger.

mod actions;
mod answers;
pub mod api;
mod codes;
mod desk;
mod facts;
mod flow;
pub mod jobs;
pub mod pages;
mod store;
mod tries;
mod views;

pub use actions::{Evidence, Key as CodeKey, SignIn, SignOut, Signed};
pub use answers::{
    Approve, AskCorrection, Confirm, MarkFace, SettleCorrection, approve, ask_correction, confirm, mark_face,
    settle_correction,
};
pub use codes::{Codes, OpenCodes, codes, open_codes, read_code};
pub use flow::{sign_in, sign_out};
pub use store::{CREDITED, IN, PENDING, PROVISIONAL};
pub use tries::sweep;
pub use views::{Board, BoardLine, Own, all_of, board, own, own_list};

//! Handouts (AUD-03): lists of members, or of who was accepted at an activity, that a steward takes out as a file.
//!
//! States: waiting for a second steward (large lists only) → agreed → ready → over, or refused. The file is rendered outside of any
//! transaction, lies sealed under a key of its own, opens to the one who asked for it three times within a day, and is destroyed by the
//! sweep; who asked, why, and who was in it stays, and everybody in it reads of it in their access log. Routes:
//! `/steward/{organisation}/handouts…`, `/steward/activities/{id}/handouts…`, `/steward/handouts/{id}…`.

mod actions;
pub mod api;
mod flow;
pub mod pages;
mod people;
mod rights;
mod sheet;
mod store;
mod views;

pub use actions::{forget_of, forget_person, sweep};
pub use views::{Handed, HandoutCopy, copies, handed};

//! Stories over HTTP through the real router, each on SQLite and on PostgreSQL, and laws over everything.

#![cfg_attr(not(feature = "unsettled"), expect(dead_code, reason = "the world also serves what is not green yet"))]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wrong_self_convention,
    reason = "a story may stop at the first surprise"
)]

mod account;
mod activity;
mod appearance;
mod attendance;
#[cfg(feature = "unsettled")]
mod card;
#[cfg(feature = "unsettled")]
mod certificate;
mod check;
mod disclosure;
mod enrolment;
mod file;
mod hours;
#[cfg(feature = "unsettled")]
mod laws;
mod ledger;
mod log;
mod notice;
mod objection;
mod operation;
mod organisation;
mod pages;
mod volunteer;
mod world;

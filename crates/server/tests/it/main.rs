//! Stories over HTTP through the real router, each on SQLite and on PostgreSQL, and laws over everything.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::as_conversions,
    clippy::wrong_self_convention,
    reason = "a story may stop at the first surprise"
)]

mod about;
mod access_log;
mod account;
mod activity;
mod administration;
mod appeal;
mod appearance;
mod attacks;
mod attendance;
mod card;
mod certificate;
mod check;
mod closing;
mod commands;
mod consent;
mod contact;
mod disclosure;
mod enrolment;
mod export;
mod file;
mod handout;
mod help;
mod hours;
mod laws;
mod ledger;
mod log;
mod notice;
mod objection;
mod operation;
mod organisation;
mod outage;
mod outside;
mod outward;
mod pages;
mod passkey;
mod people;
mod privacy;
mod providers;
mod record;
mod roster;
mod rotation;
mod second_factor;
mod setup;
mod sso;
mod standin;
mod sweep;
mod traces;
mod unused;
mod volunteer;
mod world;

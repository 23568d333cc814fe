//! The rule book of Goodhours: what may happen to volunteers, activities and hours, and why not.
//!
//! Pure functions over plain values. There is no clock, no randomness, no input or output and no async in here: whoever calls
//! brings `now` and the facts. One file (or folder) per concept, with the same name as its folder in the server.

pub mod about;
pub mod account;
pub mod activity;
pub mod attack;
pub mod attendance;
pub mod audit;
pub mod card;
pub mod certificate;
pub mod closing;
pub mod consent;
pub mod disclosure;
pub mod enrolment;
pub mod handout;
pub mod help;
pub mod hours;
pub mod kernel;
pub mod notice;
pub mod objection;
pub mod organisation;
pub mod record;
pub mod region;
pub mod retention;
pub mod roster;
pub mod sso;
pub mod volunteer;

//! The office of Goodhours: everything that talks to the world. One folder per concept, with the same name as its rules in the
//! domain crate. See ARCHITECTURE.md for the map.

pub mod account;
pub mod activity;
pub mod app;
pub mod attendance;
pub mod audit;
pub mod backup;
pub mod benchmark;
pub mod card;
pub mod certificate;
pub mod check;
pub mod cli;
pub mod closing;
pub mod consent;
pub mod demo;
pub mod disclosure;
pub mod enrolment;
pub mod export;
pub mod file;
pub mod help;
pub mod hours;
pub mod kernel;
pub mod log;
pub mod means;
pub mod notice;
pub mod objection;
pub mod organisation;
pub mod privacy;
pub mod region;
pub mod rotation;
pub mod serve;
pub mod setup;
pub mod sso;
pub mod start;
pub mod sweep;
pub mod volunteer;

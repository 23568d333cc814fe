//! Consents: what one's data may be used for beyond the account itself, purpose by purpose, each given and taken back on its own.
//!
//! A consent is unasked, given, refused or outdated (its text changed); its lines are only ever added to. Whoever uses data for one of
//! the purposes asks here first. Routes: `/me/consents`.

mod actions;
pub mod api;
pub mod pages;
mod store;
mod views;

pub use actions::{Decide, decide, given_by_filing, withdraw_all};
pub use store::standing;
pub use views::{HistoryLine, history};

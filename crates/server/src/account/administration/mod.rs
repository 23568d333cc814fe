//! Who runs the platform (AUD-02): the people with a role on it, and the setting that divides an owner's work among three administrators
//! of whom nobody holds two. Routes: `/platform/people…`.
//!
//! States of the work: together → divided, by an owner or the operator; back by the operator alone, so that no administrator can undo it.

mod actions;
pub mod api;
pub mod pages;
mod store;
mod views;

pub use actions::{Appointment, Divide, Unite, appoint, divide, is_owned, unite};
pub use store::{DIVISION, has_others, post_of, stored};

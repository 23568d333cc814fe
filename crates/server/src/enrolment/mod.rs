//! Who takes part: signing up, being accepted, invited, rejected, removed, and stepping back.
//!
//! A place is taken by applied, accepted and no-show enrolments; the position row counts them under its lock, and a CHECK of the
//! table guards the count. It never decides about presence (see `attendance`).

mod actions;
pub mod api;
pub mod pages;
mod release;
mod settle;
mod store;
mod views;

pub use actions::{Invite, SignUpFor, Withdraw, invite, sign_up, volunteer_of, withdraw};
pub use release::release;
pub use settle::{Accept, Answered, Turn, TurnDown, accept, turn_down};
pub use store::{Enrolment, enrol_walk_in, is_known};
pub use views::{Mine, Row, all_of, by_numbers, mine, of_activity, standing};

//! The second factor (ACC-14): an authenticator's one-time codes with codes on paper for when it is lost, the second step of a login,
//! and showing once more to be present.
//!
//! States of a factor: begun (for ten minutes) → confirmed by a right code → removed. Who must have one is decided with the rights
//! that it stands before, in `organisation`. Routes: `/me/security/second-factor…`, `/sessions/second-factor`, `/sessions/step-up`,
//! `/platform/second-factor`.

mod actions;
mod api;
mod flow;
mod pages;
mod pending;
mod store;

pub use actions::{DEMAND, demand_of_stewards};
pub(super) use actions::{asker, erase, is_asked, label, pass, present, reset, state, told};
pub(super) use api::{SteppedUp, routes as api_routes};
pub(super) use pages::{routes, second_step_again, step_up_again};
pub(super) use pending::{forget, keep, second_step, second_step_by_passkey, whose_login};
pub(super) use store::{State, is_set, sweep};

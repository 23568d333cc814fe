//! One volunteer's sign-up for one activity: who may, who holds a place, and what each side may do next.
//!
//! Capacity is decided here from a count that the caller took under the position's lock.

mod refusal;
mod sign_up;
mod state;

pub use refusal::EnrolmentRefusal;
pub use sign_up::{Applicant, Belonging, Offer, SignUp, WITHDRAWAL_HOURS_BEFORE_DEFAULT, sign_up, withdraw};
pub use state::State;

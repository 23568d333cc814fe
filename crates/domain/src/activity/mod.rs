//! An activity: what is offered, where, when and to how many; its review, and the two optional parts of it,
//! recruitment (who may come) and timekeeping (how presence is measured).
//!
//! It never decides about one person's sign-up (see `enrolment`) nor about presence (see `attendance`).

mod kind;
mod place;
mod proposal;
mod refusal;
mod state;

pub use kind::{Category, Kind};
pub use place::{Place, Position as Fix, RADIUS_METRES_DEFAULT};
pub use proposal::{
    Details, Opening, Post, Proposal, Requirements, SELF_SIGN_IN_EXPECTED_MIN, Session, TimekeepingMethods,
};
pub use refusal::ActivityRefusal;
pub use state::{Change, Decision, Part, Reviewed, State};

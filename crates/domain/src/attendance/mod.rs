//! Presence at one session of one activity: signing in, signing out, and what the time between is worth.
//!
//! Scans are facts that never change. An attendance is a pure fold over the set of its scans, so that order and repetition of
//! uploads never change anyone's minutes. It never writes hours itself: `hours` turns its credit into ledger entries.

mod code;
mod credit;
mod fold;
mod method;
mod refusal;
mod sign;

pub use code::{CODE_STEP_SECONDS, Direction, RotatingCode, TYPED_CODE_DIGITS, TypedCode, WrongCodes, typed_code};
pub use credit::{CreditLimits, Elsewhere, credit};
pub use fold::{Attendance, Scan, fold};
pub use method::{Grade, Method};
pub use refusal::AttendanceRefusal;
pub use sign::{
    EARLY_MINUTES_DEFAULT, FaceCheck, GRACE_MINUTES_DEFAULT, Present, SignIn, SignInFacts, SignOutFacts, Window,
    sign_in, sign_out,
};

//! Activities: proposed by a steward, reviewed by the organisation above, published, changed, cancelled.
//!
//! States: draft → in review → published or returned; published → in review again when its substance changes; cancelled.
//! It never decides who takes part (see `enrolment`) nor who was present (see `attendance`).

mod actions;
pub mod api;
pub mod pages;
mod store;
mod views;

pub use actions::{Agreed, Cancel, Edit, INTEGRITY_VERSION, Propose, Review, cancel, edit, propose, review};
pub use store::{Core, core, take_places};
pub use views::{Card, PositionLine, Query, SessionLine, Shown, list, positions, shown, whole};

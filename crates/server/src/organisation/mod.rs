//! Organisations and groups: their tree, their members, and who may act for them.

mod rights;
mod store;

pub use rights::{Steward, steward, steward_of_activity};
pub use store::{ancestors, name_of, reviewer_of};

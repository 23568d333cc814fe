//! Organisations and groups: what they are, how they hang together, who belongs to them and who may act for them.

mod refusal;
mod role;

pub use refusal::OrganisationRefusal;
pub use role::{Act, Grant, Reach, Role};

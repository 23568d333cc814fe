//! Organisations and groups: what they are, how they are registered and hang together, who belongs to them and who may act for
//! them.

pub mod kind;
pub mod membership;
mod refusal;
pub mod registration;
mod role;
mod scope;
pub mod tree;

pub use kind::{CreditCode, Identity, Kind, KindRefusal};
pub use membership::{Membership, MembershipRefusal};
pub use refusal::OrganisationRefusal;
pub use registration::{OrganisationForm, Registration, RegistrationRefusal};
pub use role::{Act, Grant, Reach, Role};
pub use scope::Scope;
pub use tree::{Root, TreeRefusal, reviewed_by};

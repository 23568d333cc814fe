//! The person who serves: real-name data, the identity check, the public name and number, one's own pages.
//!
//! States of the check: none yet → pending → verified or failed; pending ↔ unavailable while the provider can't be reached; by hand
//! for documents that no provider checks. Routes: `/register/identity`, `/register/residence`, `/register/state`, `/me`, `/me/profile`.

mod actions;
pub mod api;
mod copy;
mod erase;
mod flow;
mod identity;
pub mod pages;
mod provider;
mod rotation;
mod store;
mod views;

pub use actions::{
    CheckByHand, FileRealName, Recheck, check_by_hand, file_made, file_real_name, hide, publish, recheck, settle_made,
};
pub use copy::{IdentityCopy, VolunteerCopy, copy};
pub use erase::erase;
pub use flow::{ask_due, ask_provider, run};
pub use identity::Identity;
pub use provider::IdentityProvider;
pub use rotation::{forget_digests, renew_digests};
pub use store::{account_of, check, drop_photo, id_of_account, identity, is_minor, save_photo, verification, verified};
pub use views::{Applicant, Progressed, applicant, completed_years, progress};

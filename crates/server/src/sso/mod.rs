//! 一号通: the OpenID provider (ACC-06). Other platforms let people log in with their account here, get what each person agreed to, and
//! are told when the session ends.
//!
//! A login at a platform belongs to one session here and lasts no longer: a trigger of the database ends it with the session, however
//! that ends. What the platform knows somebody by tells nothing to another platform. Routes: `/.well-known/openid-configuration`,
//! `/authorize…`, `/token`, `/userinfo`, `/introspect`, `/revoke`, `/end_session`, `/me/platforms`, `/platform/clients`.

mod actions;
pub mod api;
mod clients;
mod jobs;
mod keys;
pub mod pages;
mod provider;
mod store;
mod views;

pub use actions::{ConsentCopy, copies, erase};
pub use clients::{NewClient, Secret as ClientSecret, register, renew_secret};
pub use jobs::{deliver, run};
pub use keys::{Signers, rotate};
pub use store::sweep;
pub use views::client_id_of;

/// Whether other sites' pages and servers send to this path.
pub fn is_for_others(path: &str) -> bool {
    provider::FOR_OTHERS.contains(&path)
}

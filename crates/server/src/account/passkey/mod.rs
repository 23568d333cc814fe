//! Passkeys (ACC-04, ACC-14): keys that stay in a phone, a computer or a stick, bound to this site, unlocked by finger, face or PIN. One
//! logs in without a name and a password, is the second factor after a password, and shows that somebody is present.
//!
//! A ceremony has two steps: a challenge is kept here for five minutes for one occasion and one session or browser, and an
//! authenticator's answer uses it up, whether it is right or not. What an answer must be is `domain::account::passkey`'s. Routes:
//! `/me/security/passkeys…`, `/sessions/by-passkey`, `/sessions/second-factor/by-passkey`, `/sessions/step-up/by-passkey`.

mod actions;
mod api;
mod challenge;
mod flow;
mod pages;
mod store;
mod webauthn;

pub(super) use actions::{count_of, forget, used_by};
pub(super) use api::routes as api_routes;
pub(super) use challenge::sweep;
pub(super) use flow::{Answered, Checked, check};
pub(super) use pages::{origin, routes};
pub use store::{PasskeyCopy, copies};

//! 一号通: one login for all connected platforms (ACC-06), by OpenID Connect 1.0 with the authorization code flow and PKCE.
//!
//! In here is what may be decided without a clock or a key: where a browser may be led, which data a platform gets, what a code or a
//! refresh token is still worth, which key signs. Tokens, tables and pages are the server's.

mod client;
mod code;
mod keys;
mod logout;
mod redirect;
mod refusal;
mod request;
mod scope;

pub use client::{ClientKind, ClientRefusal, SECRETS_MAX, URIS_MAX, uris};
pub use code::{
    ACCESS_SECONDS, Attempt, CODE_SECONDS, Code, CodeFault, CodeState, ID_TOKEN_SECONDS, REFRESH_DAYS, Refresh,
    RefreshFault, is_verifier,
};
pub use keys::{KEY_DAYS, KeyTimes, LEAD_HOURS, SigningAlgorithm, is_rotation_due, published, signing};
pub use logout::{LOGOUT_TRIES_MAX, next_try_at};
pub use redirect::{RedirectUri, URI_BYTES_MAX};
pub use refusal::{Protocol, SsoRefusal};
pub use request::{Prompt, Standing, Step, Wish, next_step};
pub use scope::{Scope, Scopes};

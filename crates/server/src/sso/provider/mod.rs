//! The doors of the protocol: what platforms call, and the page that asks a person.

mod authorize;
mod consent;
mod discovery;
mod logout;
mod params;
mod reply;
mod subject;
mod token;
mod userinfo;

pub(super) use discovery::issuer;
pub(super) use subject::subject;

use crate::kernel::office::Office;
use axum::{
    Router,
    routing::{get, post},
};

/// The routes that the protocol names.
pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/.well-known/openid-configuration", get(discovery::configuration))
        .route("/.well-known/jwks.json", get(discovery::keys))
        .route("/authorize", get(authorize::ask).post(authorize::forward))
        .route("/authorize/consents", post(consent::decide))
        .route("/token", post(token::exchange))
        .route("/introspect", post(token::introspect))
        .route("/revoke", post(token::revoke))
        .route("/userinfo", get(userinfo::read).post(userinfo::read_by_form))
        .route("/end_session", get(logout::ask).post(logout::ask_by_form))
        .route("/end_session/confirmation", post(logout::confirm))
}

/// Paths that other sites' pages and servers send to. None of them looks at a cookie when it is posted to: `/authorize` and `/end_session`
/// only lead on to themselves, so nothing can be ridden on.
pub(super) const FOR_OTHERS: [&str; 6] =
    ["/authorize", "/token", "/introspect", "/revoke", "/userinfo", "/end_session"];

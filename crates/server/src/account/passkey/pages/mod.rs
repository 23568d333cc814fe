//! The pages of passkeys: one's own, and the forms that a script fills in with what an authenticator answers. Without that script nothing
//! of them is shown.

mod own;
mod steps;

use super::flow;
use crate::kernel::{office::Office, web::Visit};
use axum::Router;
use serde::Deserialize;

/// The pages of this part.
pub fn routes() -> Router<Office> {
    Router::new().merge(own::routes()).merge(steps::routes())
}

/// Whose pages may ask for a passkey, for a page that offers it; None where the site has no name.
pub fn origin(visit: &Visit) -> Option<String> {
    flow::site(visit).ok().map(|site| site.origin)
}

/// What the script fills in.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AnsweredForm {
    ticket: String,
    credential: String,
    name: String,
    next: String,
    remember: String,
}

impl AnsweredForm {
    fn answered(&self) -> flow::Answered {
        flow::Answered { ticket: self.ticket.clone(), credential: self.credential.clone() }
    }
}

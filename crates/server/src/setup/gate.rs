//! The gate in front of an empty platform: pages lead to the set-up, programs are told that it is pending. The database is asked each
//! time, since another instance may have done it; an open platform passes without a look.

use super::{SetupRefusal, actions};
use crate::kernel::{
    failure::{Answer, Failure},
    office::Office,
    web::see,
};
use axum::{
    extract::Request,
    http::Method,
    response::{IntoResponse, Response},
};

/// Who stands at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// Somebody who wants to see a page.
    Reader,
    /// A program, or a form.
    Other,
}

/// Who has to ask at the gate; nobody once the platform is set up.
pub fn stops(office: &Office, request: &Request) -> Option<Visitor> {
    let path = request.uri().path();
    if !office.means.site.awaits_set_up() || is_before(path) {
        return None;
    }
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !path.starts_with("/api/");
    Some(if is_page { Visitor::Reader } else { Visitor::Other })
}

/// Lets a visitor pass when the platform was set up meanwhile; otherwise the answer for them.
pub async fn gate(office: &Office, visitor: Visitor) -> Result<(), Response> {
    match opened(office).await {
        Ok(true) => Ok(()),
        Ok(false) if visitor == Visitor::Reader => Err(see("/setup")),
        Ok(false) => Err(Failure::from(SetupRefusal::Pending).into_response()),
        Err(failure) => Err(failure.into_response()),
    }
}

/// What is there before the set-up: itself, and how pages look.
fn is_before(path: &str) -> bool {
    path == "/setup" || path.starts_with("/setup/") || path == "/appearance"
}

async fn opened(office: &Office) -> Answer<bool> {
    if !office.view(actions::is_over).await? {
        return Ok(false);
    }
    super::recall(office).await?;
    office.means.site.open();
    Ok(true)
}

//! The gate in front of an empty platform: pages lead to the set-up, programs are told that it is pending. The database is asked each
//! time, since another instance may have done it; an open platform passes without a look.

use super::{SetupRefusal, actions};
use crate::kernel::{
    failure::{Answer, Failure},
    office::Office,
    web::see,
};
use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets everything pass once the platform is set up.
pub async fn gate(State(office): State<Office>, request: Request, next: Next) -> Response {
    if !office.means.site.awaits_set_up() || is_before(request.uri().path()) {
        return next.run(request).await;
    }
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && !request.uri().path().starts_with("/api/");
    match opened(&office).await {
        Ok(true) => next.run(request).await,
        Ok(false) if is_page => see("/setup"),
        Ok(false) => Failure::from(SetupRefusal::Pending).into_response(),
        Err(failure) => failure.into_response(),
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

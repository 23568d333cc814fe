//! Answers in the protocol's own form.

use super::params::extended;
use crate::kernel::{
    failure::Answer,
    web::{Chrome, Section, Visit, page, see},
};
use askama::Template;
use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::sso::Protocol;
use serde_json::Value;

/// What a server is told that called wrongly. The description is a stable word for whoever debugs.
pub fn refused(protocol: Protocol, why: &str) -> Response {
    let body = Json(serde_json::json!({ "error": protocol.name(), "error_description": why }));
    if protocol != Protocol::InvalidClient {
        return (StatusCode::BAD_REQUEST, body).into_response();
    }
    let basic = HeaderValue::from_static("Basic realm=\"goodhours\"");
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, basic)], body).into_response()
}

/// What a server is told whose access token opens nothing (RFC 6750, 3).
pub fn unopened(sent: bool) -> Response {
    let text = if sent { "Bearer error=\"invalid_token\"" } else { "Bearer" };
    let body = Json(serde_json::json!({ "error": Protocol::InvalidToken.name() }));
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, HeaderValue::from_static(text))], body).into_response()
}

/// Something to read.
pub fn told(body: Value) -> Response {
    Json(body).into_response()
}

#[derive(Template)]
#[template(path = "sso/provider/leave.html")]
struct LeavePage {
    c: Chrome,
    address: String,
}

/// Leads the browser on to a platform. A browser that just sent a form of ours mustn't be led elsewhere by the answer (`form-action` of
/// our policy holds for redirects too), so it is led by a page of its own.
pub fn lead(visit: &Visit, headers: &HeaderMap, address: &str, pairs: &[(&str, &str)]) -> Answer<Response> {
    let address = if pairs.is_empty() { address.to_owned() } else { extended(address, pairs) };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site") == Some("same-origin") {
        return page(&LeavePage { c: visit.chrome(Section::None), address });
    }
    Ok(see(address))
}

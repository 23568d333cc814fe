//! The last hand on every answer: failures become pages or problems, headers are set, text is compressed.

use super::{Chrome, Problem, Section, Visit, trouble::Refusal, visit::address};
use crate::kernel::{
    crypto::CryptoError,
    failure::{DoorRefusal, Failure},
    office::Office,
};
use askama::Template;
use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long anybody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A failure on its way to the outer layer, which knows the door and the language.
#[derive(Clone)]
struct Failed(Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

#[derive(Template)]
#[template(path = "kernel/web/failure.html")]
struct FailurePage {
    c: Chrome,
    problem: Problem,
    retry: bool,
}

impl FailurePage {
    /// Where the problem is put right, and the words of the way there.
    fn way(&self) -> Option<(&'static str, &'static str)> {
        match self.problem.code.as_str() {
            "account.second-factor-missing" => Some(("/me/security/second-factor", "second-factor-set-up")),
            "roster.link-over" => Some(("/register/phone", "register-title")),
            "login.second-step-over" => Some(("/sessions/new", "account-log-in")),
            _ => None,
        }
    }
}

/// The outer layer of pages and API.
pub async fn dress(State(office): State<Office>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let accepted = parts.headers.get(header::ACCEPT_ENCODING).cloned();
    let request = Request::from_parts(parts.clone(), body);
    let answered = timeout(PATIENCE, AssertUnwindSafe(next.run(request)).catch_unwind()).await;
    let mut response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Failure::broken("a handler panicked").into_response(),
        Err(_) => Failure::unavailable().into_response(),
    };
    watch(&response, &parts, &office);
    if let Some(Failed(failure)) = response.extensions_mut().remove::<Failed>() {
        if let Failure::Fault(error) = failure.as_ref() {
            tracing::error!(path = parts.uri.path(), %error, "fault");
            // Data that doesn't open any more was damaged, or somebody moved it: the trail says so, and nobody is shown what it might be.
            if let Some(damage) = error.downcast_ref::<CryptoError>() {
                office.means.watch.saw(damage.code(), "");
            }
        }
        response = match Visit::from_request_parts(&mut parts, &office).await {
            Ok(visit) => face(&failure, &visit),
            Err(_) => bare(&failure),
        };
    } else if response.status().is_client_error() && !is_worded(&response) {
        response = match Visit::from_request_parts(&mut parts, &office).await {
            Ok(visit) => unread(response, &visit).await,
            Err(_) => bare(&Failure::unavailable()),
        };
    }
    headers(response.headers_mut(), office.means.settings.secure);
    compress(response, accepted.as_ref()).await
}

/// Counts the refusal behind an answer, whether it became a failure or the form once more.
fn watch(response: &Response, parts: &Parts, office: &Office) {
    let failed = response.extensions().get::<Failed>().and_then(|Failed(failure)| failure.code());
    let told = response.extensions().get::<Refusal>().map(|Refusal(code)| *code);
    if let Some(code) = failed.or(told) {
        office.means.watch.saw(code, &address(parts, office));
    }
}

/// Whether somebody of ours chose the words: the router and the extractors answer with plain text or nothing.
fn is_worded(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| !kind.starts_with("text/plain"))
}

/// What the router or an extractor couldn't make sense of: an id that can't be one isn't there, a query is a bad form.
async fn unread(response: Response, visit: &Visit) -> Response {
    let status = response.status();
    if status != StatusCode::BAD_REQUEST {
        let problem = Problem { status: status.as_u16(), ..Problem::of(&Failure::NotFound, visit.words()) };
        return shown(&Failure::NotFound, problem, visit);
    }
    let text = axum::body::to_bytes(response.into_body(), 4096).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    if text.starts_with("Invalid URL") {
        return face(&Failure::NotFound, visit);
    }
    let field = text.chars().take(200).collect();
    face(&DoorRefusal::BadForm { field }.into(), visit)
}

/// A failure as the door's callers read it.
fn face(failure: &Failure, visit: &Visit) -> Response {
    shown(failure, Problem::of(failure, visit.words()), visit)
}

fn shown(failure: &Failure, problem: Problem, visit: &Visit) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let api = visit.path.starts_with("/api/");
    if !api && status == StatusCode::UNAUTHORIZED && failure.code() == Some("kernel.login-needed") {
        let next = super::own_path(&visit.back).unwrap_or("/");
        return Redirect::to(&format!("/sessions/new?next={}", encode(next))).into_response();
    }
    if !api && failure.code() == Some("session.step-up-needed") {
        let next = super::own_path(&visit.back).unwrap_or("/");
        return Redirect::to(&format!("/sessions/step-up?next={}", encode(next))).into_response();
    }
    let wait = match failure {
        Failure::Unavailable { wait_seconds } => Some(i64::from(*wait_seconds)),
        _ => problem.facts.get("wait_seconds").and_then(serde_json::Value::as_i64),
    };
    let mut response = if api {
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
    } else {
        let retry = status == StatusCode::SERVICE_UNAVAILABLE;
        let text = FailurePage { c: visit.chrome(Section::None), problem, retry }.render().unwrap_or_default();
        (status, Html(text)).into_response()
    };
    if let Some(wait) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.max(1)));
    }
    response
}

/// When not even the visitor could be read (the database is gone): no page, but the truth.
fn bare(failure: &Failure) -> Response {
    let wait = match failure {
        Failure::Unavailable { wait_seconds } => *wait_seconds,
        _ => 2,
    };
    let text = "503\n系统暂时不可用，请稍后再试。\nTemporarily unavailable, please try again shortly.\n";
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::RETRY_AFTER, wait.to_string())];
    (StatusCode::SERVICE_UNAVAILABLE, headers, text).into_response()
}

/// Percent-encodes a path for a query value.
pub fn encode(path: &str) -> String {
    let keep = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    path.bytes().map(|b| if keep(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'; object-src 'none'";

fn headers(headers: &mut HeaderMap, secure: bool) {
    let mut set = |name: header::HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(header::HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(self), microphone=()");
    set(header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::CACHE_CONTROL, "no-store");
    set(header::VARY, "Cookie, Accept-Language, Accept-Encoding");
    if secure {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

const COMPRESS_BYTES_MIN: usize = 900;
const WHOLE_BYTES_MAX: usize = 8 << 20;

/// Brotli or gzip for text of some size; streams (events) and what is compressed already pass through.
async fn compress(response: Response, accepted: Option<&HeaderValue>) -> Response {
    let Some(accepted) = accepted.and_then(|value| value.to_str().ok()) else { return response };
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let text = ["text/html", "application/json", "application/problem+json", "image/svg+xml", "text/css"];
    let encoded = response.headers().contains_key(header::CONTENT_ENCODING);
    if encoded || !text.iter().any(|prefix| kind.starts_with(prefix)) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(whole) = axum::body::to_bytes(body, WHOLE_BYTES_MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let Some((name, packed)) = pack(&whole, accepted).filter(|_| whole.len() >= COMPRESS_BYTES_MIN) else {
        return Response::from_parts(parts, Body::from(whole));
    };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

/// The text in the best encoding that the client takes.
fn pack(whole: &Bytes, accepted: &str) -> Option<(&'static str, Vec<u8>)> {
    use std::io::Write;
    if accepted.contains("br") {
        let mut packed = Vec::new();
        let params = brotli::enc::BrotliEncoderParams { quality: 4, lgwin: 18, ..Default::default() };
        brotli::BrotliCompress(&mut whole.as_ref(), &mut packed, &params).ok()?;
        return Some(("br", packed));
    }
    if accepted.contains("gzip") {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(whole).ok()?;
        return Some(("gzip", packer.finish().ok()?));
    }
    None
}

//! Anonymous pages, kept compressed for a short while, keyed by path, language and dress. Pages that name people never get here.

use super::Cookies;
use crate::kernel::{office::Office, words::Locale};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

/// Put by a handler on a response that may be shown to every anonymous visitor for so many seconds (60 at most).
#[derive(Debug, Clone, Copy)]
pub struct Cached(pub u8);

#[derive(Clone, PartialEq, Eq, Hash)]
struct PageKey {
    path: String,
    locale: &'static str,
    dress: String,
    encoding: &'static str,
}

struct Kept {
    headers: HeaderMap,
    bytes: Bytes,
    until: i64,
}

/// The pages kept by this process.
#[derive(Default)]
pub struct PageCache {
    pages: RwLock<HashMap<PageKey, Kept>>,
}

const PAGES_MAX: usize = 2_000;

impl PageCache {
    fn get(&self, key: &PageKey, now: i64) -> Option<Response> {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        let kept = pages.get(key).filter(|kept| now < kept.until)?;
        Some((StatusCode::OK, kept.headers.clone(), kept.bytes.clone()).into_response())
    }

    fn keep(&self, key: PageKey, kept: Kept, now: i64) {
        let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES_MAX {
            pages.retain(|_, kept| now < kept.until);
            if pages.len() >= PAGES_MAX {
                pages.clear();
            }
        }
        pages.insert(key, kept);
    }

    /// Drops everything, after a setting changed.
    pub fn clear(&self) {
        self.pages.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The outermost layer: answers anonymous visitors from memory where it may.
pub async fn shelve(State(office): State<Office>, request: Request, next: Next) -> Response {
    let Some(key) = key(&request, office.means.settings.secure) else { return next.run(request).await };
    let now = office.clock.now().as_microsecond();
    if let Some(kept) = office.means.pages.get(&key, now) {
        return kept;
    }
    let response = next.run(request).await;
    let Some(Cached(seconds)) = response.extensions().get::<Cached>().copied() else { return response };
    if response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, 8 << 20).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=0"));
    let kept = Kept {
        headers: parts.headers.clone(),
        bytes: bytes.clone(),
        until: now + i64::from(seconds.min(60)) * 1_000_000,
    };
    office.means.pages.keep(key, kept, now);
    Response::from_parts(parts, Body::from(bytes))
}

/// The key of a page that may be kept; none for anything but an anonymous GET.
fn key(request: &Request, secure: bool) -> Option<PageKey> {
    let headers = request.headers();
    let cookies = Cookies::of(headers);
    let path = request.uri().path_and_query()?.as_str();
    let anonymous = cookies.session(secure).is_none() && !headers.contains_key(header::AUTHORIZATION);
    if request.method() != Method::GET || !anonymous || path.len() > 300 {
        return None;
    }
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let accepted = text(header::ACCEPT_ENCODING).unwrap_or("");
    let encoding = if accepted.contains("br") {
        "br"
    } else if accepted.contains("gzip") {
        "gzip"
    } else {
        ""
    };
    let dress = format!("{}|{}", cookies.get("theme").unwrap_or(""), cookies.get("elder").unwrap_or(""));
    let locale = Locale::negotiate(cookies.get("locale"), text(header::ACCEPT_LANGUAGE)).tag();
    (dress.len() < 20).then(|| PageKey { path: path.to_owned(), locale, dress, encoding })
}

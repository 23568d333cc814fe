//! Stylesheet, scripts and pictures, embedded, hashed and compressed at build time.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// `/assets/…`, immutable, and the service worker at the root, whose scope is the whole site.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/assets/{name}", get(|headers: HeaderMap, Path(name): Path<String>| async move {
            serve(&format!("/assets/{name}"), &headers, "public, max-age=31536000, immutable")
        }))
        .route("/sw.js", get(|headers: HeaderMap| async move { serve(web_assets::url("sw.js"), &headers, "no-cache") }))
        .route("/favicon.ico", get(|headers: HeaderMap| async move {
            serve(web_assets::url("brand.svg"), &headers, "public, max-age=86400")
        }))
}

fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let Some(asset) = web_assets::all().iter().find(|asset| asset.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let (encoding, bytes) = if accepted.contains("br") && !asset.brotli.is_empty() {
        (Some("br"), asset.brotli)
    } else if accepted.contains("gzip") && !asset.gzip.is_empty() {
        (Some("gzip"), asset.gzip)
    } else {
        (None, asset.identity)
    };
    let mut response =
        ([(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, cache)], bytes).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    response
}

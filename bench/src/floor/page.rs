//! The public page's floor: the same compressed bytes from memory.

use std::io::Result;
use std::path::Path;

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

pub fn page(body: &Path, content_type: &str, content_encoding: Option<&str>) -> Result<Router> {
    let bytes = Bytes::from(std::fs::read(body)?);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, value(content_type)?);
    if let Some(encoding) = content_encoding {
        headers.insert(CONTENT_ENCODING, value(encoding)?);
    }
    Ok(Router::new().fallback(async move || (headers.clone(), bytes.clone())))
}

fn value(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text).map_err(std::io::Error::other)
}

//! The manifest of the site as an app on a phone, under the name that this platform goes by.

use super::Visit;
use crate::kernel::{
    failure::{Answer, Failure},
    office::Office,
};
use axum::{
    Router,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};

const NAME: &str = "manifest.webmanifest";

/// `/manifest.webmanifest`.
pub fn routes() -> Router<Office> {
    Router::new().route("/manifest.webmanifest", get(manifest))
}

async fn manifest(visit: Visit) -> Answer<Response> {
    let bundled = web_assets::all().iter().find(|asset| asset.name == NAME).ok_or(Failure::NotFound)?;
    let mut manifest: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bundled.identity)?;
    let site = visit.office.means.site_name(visit.locale);
    manifest.insert("name".to_owned(), site.as_str().into());
    manifest.insert("short_name".to_owned(), site.as_str().into());
    manifest.insert("lang".to_owned(), visit.locale.tag().into());
    let headers = [(header::CONTENT_TYPE, bundled.content_type), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, serde_json::to_vec(&manifest)?).into_response())
}

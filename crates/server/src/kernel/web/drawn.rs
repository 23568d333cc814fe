//! Pictures that are drawn from their address alone, so that browsers may keep them for ever: covers of activities and avatars.

use crate::kernel::{failure::Failure, office::Office};
use axum::{
    Router,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};

/// `/covers/{id}-{category}.svg` and `/avatars/{id}-{first character of the name}.svg`.
pub fn drawn_routes() -> Router<Office> {
    Router::new().route("/covers/{name}", get(cover)).route("/avatars/{name}", get(avatar))
}

async fn cover(Path(name): Path<String>) -> Result<Response, Failure> {
    let (seed, category) = parts(&name).ok_or(Failure::NotFound)?;
    Ok(picture(web_assets::cover::svg(seed, category)))
}

async fn avatar(Path(name): Path<String>) -> Result<Response, Failure> {
    let (seed, initial) = parts(&name).ok_or(Failure::NotFound)?;
    Ok(picture(web_assets::avatar::svg(seed, initial.chars().next().unwrap_or(' '))))
}

/// The number and the word of a picture's file name.
fn parts(name: &str) -> Option<(u64, &str)> {
    let (seed, word) = name.strip_suffix(".svg")?.split_once('-')?;
    Some((seed.parse().ok()?, word))
}

fn picture(svg: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "Accept-Encoding"),
    ];
    (headers, svg).into_response()
}

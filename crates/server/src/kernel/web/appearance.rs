//! How a visitor wants pages to look: larger type, light or dark, the language. Kept in plain cookies for a year, so it holds
//! without an account.

use super::{Form, own_path};
use crate::kernel::{failure::Answer, office::Office, words::Locale};
use axum::{
    Router,
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde::Deserialize;

const LASTS_SECONDS: u32 = 365 * 24 * 3600;

/// Each button sends its own field; what isn't sent stays as it is.
#[derive(Deserialize)]
struct Wish {
    /// Where the visitor was.
    next: Option<String>,
    elder: Option<String>,
    theme: Option<String>,
    locale: Option<String>,
}

/// `POST /appearance`.
pub fn routes() -> Router<Office> {
    Router::new().route("/appearance", post(appear))
}

async fn appear(Form(wish): Form<Wish>) -> Answer<Response> {
    let back = wish.next.as_deref().and_then(own_path).unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    let elder = wish.elder.filter(|value| matches!(value.as_str(), "0" | "1"));
    let theme = wish.theme.filter(|value| matches!(value.as_str(), "auto" | "light" | "dark"));
    let locale = wish.locale.filter(|value| Locale::ALL.iter().any(|locale| locale.tag() == value));
    for (name, value) in [("elder", elder), ("theme", theme), ("locale", locale)] {
        let Some(value) = value else { continue };
        let cookie = format!("{name}={value}; Path=/; Max-Age={LASTS_SECONDS}; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    Ok(response)
}

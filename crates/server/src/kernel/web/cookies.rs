//! The cookies we read and the ones we set.

use axum::http::{HeaderMap, HeaderValue, header};

/// The request's cookies.
pub struct Cookies<'a>(&'a HeaderMap);

impl<'a> Cookies<'a> {
    /// Of these headers.
    pub fn of(headers: &'a HeaderMap) -> Cookies<'a> {
        Cookies(headers)
    }

    /// The value of one cookie.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let lines = self.0.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        lines.flat_map(|line| line.split(';')).find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    }

    /// The session token, under the name that fits the transport (law: HTTPS or loopback).
    pub fn session(&self, secure: bool) -> Option<&'a str> {
        self.get(session_name(secure))
    }
}

fn session_name(secure: bool) -> &'static str {
    if secure { "__Host-goodhours" } else { "goodhours" }
}

/// The cookie that carries a session token; an empty token takes it away. `lasts_seconds` none: until the browser closes.
pub fn session_cookie(token: &str, lasts_seconds: Option<i64>, secure: bool) -> HeaderValue {
    let name = session_name(secure);
    let lasts = match (token, lasts_seconds) {
        ("", _) => "; Max-Age=0".to_owned(),
        (_, Some(seconds)) => format!("; Max-Age={seconds}"),
        (_, None) => String::new(),
    };
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{lasts}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

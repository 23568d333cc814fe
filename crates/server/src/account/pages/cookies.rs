//! The cookies of logging in: the session, the browser's own mark, and the contact that waits for its code.

use crate::{
    account::flow::LoggedIn,
    kernel::{
        crypto::CellKey,
        dice::entropy,
        office::Office,
        session,
        web::{Cookies, session_cookie},
    },
};
use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::account::{Contact, Purpose, second_factor::LOGIN_SECONDS};
use serde::{Deserialize, Serialize};

const DEVICE_SECONDS: i64 = 400 * 86_400;
const WAITING_SECONDS: i64 = 3600;

/// A cookie of this host alone.
pub fn set(name: &str, value: &str, lasts_seconds: i64, secure: bool) -> HeaderValue {
    let (prefix, flag) = if secure { ("__Host-", "; Secure") } else { ("", "") };
    let text = format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax{flag}; Max-Age={lasts_seconds}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// What the browser sent under a name.
pub fn get<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    let name = if secure { format!("__Host-{name}") } else { name.to_owned() };
    Cookies::of(headers).get(&name)
}

/// The mark of a browser that logged in here before.
pub fn device(headers: &HeaderMap, office: &Office) -> Option<String> {
    let sent = get(headers, "goodhours-device", office.means.settings.secure)?;
    (sent.len() == 52 && sent.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| sent.to_owned())
}

/// What a browser keeps after a login.
pub fn session_cookies(headers: &mut HeaderMap, session: &LoggedIn, office: &Office) {
    let secure = office.means.settings.secure;
    headers.append(header::SET_COOKIE, session_cookie(&session.token, session.cookie_seconds, secure));
    headers.append(header::SET_COOKIE, set("goodhours-device", &session.device, DEVICE_SECONDS, secure));
    headers.append(header::SET_COOKIE, set("goodhours-phone", "", 0, secure));
    headers.append(header::SET_COOKIE, set(SECOND, "", 0, secure));
}

/// The cookie of a login that waits for its second step.
const SECOND: &str = "goodhours-second";

/// What a browser keeps between the two steps of a login.
pub fn second_step(headers: &mut HeaderMap, token: &str, office: &Office) {
    let secure = office.means.settings.secure;
    headers.append(header::SET_COOKIE, set(SECOND, token, LOGIN_SECONDS, secure));
}

/// The login of this browser that waits.
pub fn waiting_login<'a>(headers: &'a HeaderMap, office: &Office) -> Option<&'a str> {
    get(headers, SECOND, office.means.settings.secure).filter(|token| !token.is_empty())
}

/// What a browser keeps after a logout: nothing but its mark.
pub fn logged_out(headers: &mut HeaderMap, office: &Office) {
    headers.append(header::SET_COOKIE, session_cookie("", None, office.means.settings.secure));
    headers.insert("clear-site-data", HeaderValue::from_static("\"cache\""));
}

/// A contact that a code was sent to, sealed in the browser's cookie, so that it stands in no address and no log.
#[derive(Serialize, Deserialize)]
pub struct Waiting {
    to: String,
    purpose: Purpose,
    pub asked_by: String,
    /// Where the person wanted to go.
    #[serde(default)]
    pub next: String,
}

impl Waiting {
    /// For a fresh send.
    pub fn new(to: &Contact, purpose: Purpose, next: &str) -> Waiting {
        let asked_by = session::token(entropy());
        Waiting { to: to.text().to_owned(), purpose, asked_by, next: next.to_owned() }
    }

    /// Where the code went.
    pub fn to(&self) -> Contact {
        Contact::stored(self.to.clone())
    }

    /// The cookie that carries it for an hour.
    pub fn cookie(&self, office: &Office) -> HeaderValue {
        let text = serde_json::to_vec(self).unwrap_or_default();
        let sealed = URL_SAFE_NO_PAD.encode(key(office).seal_bound(PLACE, &text, entropy()));
        set("goodhours-phone", &sealed, WAITING_SECONDS, office.means.settings.secure)
    }

    /// Reads it from the request, when it was for this purpose.
    pub fn read(headers: &HeaderMap, office: &Office, purpose: Purpose) -> Option<Waiting> {
        let sent = get(headers, "goodhours-phone", office.means.settings.secure)?;
        let plain = key(office).open_bound(PLACE, &URL_SAFE_NO_PAD.decode(sent).ok()?).ok()?;
        let waiting: Waiting = serde_json::from_slice(&plain).ok()?;
        (waiting.purpose == purpose).then_some(waiting)
    }
}

const PLACE: &[u8] = b"phone that waits for its code";

fn key(office: &Office) -> CellKey {
    CellKey::new(office.means.keys.derived("phone cookie", &[]))
}

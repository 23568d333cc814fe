//! Cross-site requests: Fetch metadata and Origin decide, as in Go 1.25, and the two gaps that rule leaves are closed here:
//! a request with a cookie and neither header, and an origin of the other scheme.

use super::Cookies;
use crate::kernel::{failure::DoorRefusal, failure::Failure, office::Office};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, Uri, header, uri::Authority},
};

/// Refuses unsafe requests that carry our cookie and come from another site, or don't say where they come from.
pub fn guard(office: &Office, request: &Request) -> Result<(), Failure> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let headers = request.headers();
    let with_cookie = headers.contains_key(header::COOKIE);
    let bearer = headers.contains_key(header::AUTHORIZATION);
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN);
    let sibling = headers.get_all(header::ORIGIN).iter().count() > 1;
    let own = |origin: &str| own_origin(origin, host(request.uri(), headers), office.means.settings.secure);
    let sound = match (site, origin) {
        _ if sibling => false,
        (Some("same-origin" | "none"), Some(origin)) => own(origin) || origin == "null" && site == Some("none"),
        (Some("same-origin" | "none"), None) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => own(origin),
        // A browser always sends one of the two with a form; a client without cookies has nothing to ride on.
        (None, None) => !with_cookie,
    };
    let session = Cookies::of(headers).session(office.means.settings.secure).is_some();
    if safe || sound || (bearer && !session) { Ok(()) } else { Err(DoorRefusal::CrossSite.into()) }
}

/// The host that was asked, with its port: HTTP/2 sends it as part of the address (RFC 9113, 8.3.1), HTTP/1.1 as a header.
pub fn host<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Option<&'r str> {
    let sent = || headers.get(header::HOST).and_then(|value| value.to_str().ok());
    uri.authority().map(Authority::as_str).or_else(sent)
}

/// Whether `origin` is this very server as the browser addressed it, scheme included.
fn own_origin(origin: &str, host: Option<&str>, secure: bool) -> bool {
    let scheme = if secure { "https://" } else { "http://" };
    matches!((origin.strip_prefix(scheme), host), (Some(authority), Some(host)) if authority == host)
}

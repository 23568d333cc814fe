//! Calls to the two clouds whose services a deployment can use: signed as each wants it, read without believing anything. What a
//! service means by its answer is decided by the slice that asked.

mod aliyun;
mod tencent;

pub use aliyun::AliyunCall;
pub use tencent::TencentCall;

use crate::kernel::{
    crypto::Secret,
    outward::{Outward, OutwardFailure},
};
use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac::{HMAC_SHA256, Key, sign},
};
use axum::http::{Request, Response, Uri, header::HOST};
use bytes::Bytes;
use domain::kernel::hex;
use jiff::Timestamp;
use serde_json::Value;
use std::{fmt, str::FromStr};
use url::{Host, Url};

/// Where a service is reached: `https://host[:port]`; plain HTTP on this machine only, for proxies and stand-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    origin: String,
    host: String,
}

impl FromStr for Endpoint {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Endpoint, Self::Err> {
        const EXPECTED: &str = "an endpoint is https://host, without a path; http:// is for this machine only";
        let url = Url::parse(raw).map_err(|_| EXPECTED)?;
        let here = is_here(&url);
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.password().is_none();
        let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
        let host = url.host_str().filter(|_| bare && safe).ok_or(EXPECTED)?;
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Endpoint { origin: format!("{}://{host}", url.scheme()), host })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl Endpoint {
    /// Whether it is on this very machine.
    pub fn is_here(&self) -> bool {
        Url::parse(&self.origin).is_ok_and(|url| is_here(&url))
    }
}

fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(four)) => four.is_loopback(),
        Some(Host::Ipv6(six)) => six.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// An account at a cloud: where, as whom, and the secret that signs.
#[derive(Clone)]
pub struct CloudAccount {
    pub endpoint: Endpoint,
    pub key_id: String,
    pub secret: Secret<String>,
}

/// Why there is no answer to work with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloudFailure {
    /// Certainly nothing was done: it can't be reached, or asks to come back later.
    #[error("{0}")]
    Later(String),
    /// It may have been done: the answer didn't come, or can't be read.
    #[error("{0}")]
    Unknown(String),
    /// It said no, with a code of its own.
    #[error("refused with {0}")]
    Refused(String),
}

impl From<OutwardFailure> for CloudFailure {
    fn from(failure: OutwardFailure) -> CloudFailure {
        let said = failure.to_string();
        match failure {
            OutwardFailure::Forbidden(_) | OutwardFailure::Unreached(_) => CloudFailure::Later(said),
            OutwardFailure::Unanswered(_) | OutwardFailure::TooLong(_) => CloudFailure::Unknown(said),
        }
    }
}

/// A request that is signed, but for its headers.
struct Signed<'a> {
    path_and_query: &'a str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl CloudAccount {
    /// Sends a signed request and reads the answer as JSON.
    async fn post(&self, outward: &Outward, signed: Signed<'_>) -> Result<(u16, Value), CloudFailure> {
        let uri: Uri = format!("{}{}", self.endpoint.origin, signed.path_and_query)
            .parse()
            .map_err(|_| CloudFailure::Refused("unwritable address".to_owned()))?;
        let mut request = Request::post(uri).header(HOST, &self.endpoint.host);
        for (name, value) in &signed.headers {
            request = request.header(*name, value);
        }
        let request = request.body(Bytes::from(signed.body));
        let request = request.map_err(|_| CloudFailure::Refused("unwritable header".to_owned()))?;
        read(outward.call(request).await?)
    }
}

fn read(answer: Response<Bytes>) -> Result<(u16, Value), CloudFailure> {
    let status = answer.status();
    if status.as_u16() == 429 {
        return Err(CloudFailure::Later("too many requests".to_owned()));
    }
    if status.is_server_error() {
        return Err(CloudFailure::Unknown(format!("status {status}")));
    }
    match serde_json::from_slice(answer.body()) {
        Ok(value) => Ok((status.as_u16(), value)),
        Err(_) if status.is_client_error() => Err(CloudFailure::Refused(format!("status {status}"))),
        Err(_) => Err(CloudFailure::Unknown("the answer isn't JSON".to_owned())),
    }
}

/// A text of an answer; empty when it isn't there.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    sign(&Key::new(HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Headers as both clouds sign them: lower-case names in order, trimmed values, and the list of the names.
fn canonical(headers: &[(&str, &str)]) -> (String, String) {
    let mut sorted: Vec<(String, &str)> =
        headers.iter().map(|(name, value)| (name.to_lowercase(), value.trim())).collect();
    sorted.sort();
    let lines = sorted.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let names: Vec<&str> = sorted.iter().map(|(name, _)| name.as_str()).collect();
    (lines, names.join(";"))
}

/// A moment as `pattern` writes it in UTC.
fn utc(at: Timestamp, pattern: &str) -> String {
    at.strftime(pattern).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_https_or_on_this_machine() {
        for (raw, origin) in [
            ("https://dysmsapi.aliyuncs.com", "https://dysmsapi.aliyuncs.com"),
            ("https://cloud.example.org:8443/", "https://cloud.example.org:8443"),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
            ("http://[::1]:9000", "http://[::1]:9000"),
        ] {
            assert_eq!(raw.parse::<Endpoint>().unwrap().to_string(), origin);
        }
        for raw in ["http://sms.example.org", "ftp://127.0.0.1", "https://a.b/path", "https://u:p@a.b", "nonsense"] {
            assert!(raw.parse::<Endpoint>().is_err(), "{raw}");
        }
    }

    #[test]
    fn what_may_have_been_done_is_told_from_what_certainly_was_not() {
        let answer = |status: u16, body: &'static str| {
            read(Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap())
        };
        assert_eq!(answer(200, "{}").unwrap().0, 200);
        assert!(matches!(answer(200, "<html>"), Err(CloudFailure::Unknown(_))));
        assert!(matches!(answer(500, "{}"), Err(CloudFailure::Unknown(_))));
        assert!(matches!(answer(429, "{}"), Err(CloudFailure::Later(_))));
        assert!(matches!(answer(403, "no"), Err(CloudFailure::Refused(_))));
        let unreached = CloudFailure::from(OutwardFailure::Unreached("a".to_owned()));
        let cut = CloudFailure::from(OutwardFailure::Unanswered("a".to_owned()));
        assert!(matches!((unreached, cut), (CloudFailure::Later(_), CloudFailure::Unknown(_))));
    }
}

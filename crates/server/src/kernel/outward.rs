//! Requests to the world outside: providers that the operator configured, and platforms whose address somebody typed into a form.
//!
//! The first are believed; the second reach public addresses only, so that nobody makes this server call its own neighbours (SSRF).
//! The address is looked up once, and what was looked up is what is called. Redirects aren't followed, proxies of the environment
//! aren't used, an answer is at most 64 KiB, and nothing takes longer than 15 seconds.

mod reach;

use crate::kernel::config::Network;
use axum::http::{Request, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use reach::{Doorkeeper, Reach};
use std::{error::Error, io, time::Duration};
use url::Url;

/// What an answer may weigh.
const ANSWER_BYTES: usize = 64 * 1024;
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(15);

type Caller = Client<HttpsConnector<HttpConnector<Doorkeeper>>, Full<Bytes>>;

/// Why there is no answer. Only after [`Unreached`](OutwardFailure::Unreached) and [`Forbidden`](OutwardFailure::Forbidden) is it
/// certain that nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutwardFailure {
    /// The address isn't one that may be called.
    #[error("{0} may not be called from here")]
    Forbidden(String),
    /// Nobody took the connection.
    #[error("{0} can't be reached")]
    Unreached(String),
    /// The connection stood, the answer didn't come: what was asked may have been done.
    #[error("{0} didn't answer")]
    Unanswered(String),
    /// The answer is longer than anything that is expected.
    #[error("the answer of {0} is too long")]
    TooLong(String),
}

/// Calls others.
pub struct Outward {
    configured: Caller,
    stranger: Caller,
    reach: Reach,
    whole: Duration,
}

impl Outward {
    /// `inside`: networks that strangers' addresses may lie in besides public ones, over HTTP and at any port. The error is a TLS
    /// library without its own parts.
    pub fn new(inside: Vec<Network>) -> io::Result<Outward> {
        let reach = Reach::new(inside);
        let configured = caller(Doorkeeper::open())?;
        let stranger = caller(Doorkeeper::of(&reach))?;
        Ok(Outward { configured, stranger, reach, whole: WHOLE })
    }

    /// The same with less patience.
    #[must_use]
    pub fn waiting_at_most(self, whole: Duration) -> Outward {
        Outward { whole, ..self }
    }

    /// Calls an address of the settings.
    pub async fn call(&self, request: Request<Bytes>) -> Result<Response<Bytes>, OutwardFailure> {
        ask(&self.configured, request, self.whole).await
    }

    /// Calls an address that somebody else named.
    pub async fn call_stranger(&self, request: Request<Bytes>) -> Result<Response<Bytes>, OutwardFailure> {
        let address = request.uri().to_string();
        let may = Url::parse(&address).is_ok_and(|url| self.may_call(&url));
        if !may {
            return Err(OutwardFailure::Forbidden(whom(&request)));
        }
        ask(&self.stranger, request, self.whole).await
    }

    /// Whether a stranger's address may be called, as far as it says so itself: HTTPS at its own port without a login in it, or
    /// anything inside the networks that are allowed. What a name stands for is looked at when it is called.
    pub fn may_call(&self, url: &Url) -> bool {
        self.reach.allows(url)
    }
}

fn caller(doorkeeper: Doorkeeper) -> io::Result<Caller> {
    let mut tcp = HttpConnector::new_with_resolver(doorkeeper);
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(CONNECT));
    tcp.set_nodelay(true);
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let tls = HttpsConnectorBuilder::new().with_provider_and_webpki_roots(provider).map_err(io::Error::other)?;
    let connector = tls.https_or_http().enable_http1().wrap_connector(tcp);
    Ok(Client::builder(TokioExecutor::new()).pool_max_idle_per_host(2).build(connector))
}

async fn ask(caller: &Caller, request: Request<Bytes>, whole: Duration) -> Result<Response<Bytes>, OutwardFailure> {
    let whom = whom(&request);
    let answer = tokio::time::timeout(whole, exchange(caller, request.map(Full::new), &whom));
    answer.await.unwrap_or_else(|_| Err(OutwardFailure::Unanswered(whom.clone())))
}

async fn exchange(
    caller: &Caller,
    request: Request<Full<Bytes>>,
    whom: &str,
) -> Result<Response<Bytes>, OutwardFailure> {
    let answer = caller.request(request).await.map_err(|failure| {
        if reach::forbade(&failure) {
            OutwardFailure::Forbidden(whom.to_owned())
        } else if failure.is_connect() {
            OutwardFailure::Unreached(whom.to_owned())
        } else {
            OutwardFailure::Unanswered(whom.to_owned())
        }
    })?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, ANSWER_BYTES).collect().await.map_err(|failure| too_long_or_cut(&*failure, whom))?;
    Ok(Response::from_parts(head, body.to_bytes()))
}

fn too_long_or_cut(failure: &(dyn Error + Send + Sync + 'static), whom: &str) -> OutwardFailure {
    match failure.downcast_ref::<LengthLimitError>() {
        Some(_) => OutwardFailure::TooLong(whom.to_owned()),
        None => OutwardFailure::Unanswered(whom.to_owned()),
    }
}

/// Host and port, the part of an address that holds no secret.
fn whom<B>(request: &Request<B>) -> String {
    request.uri().authority().map_or_else(String::new, |it| {
        let (host, port) = (it.host(), it.port_u16());
        port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    })
}

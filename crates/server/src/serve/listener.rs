//! The listening socket and what is spoken on it: HTTP, or HTTPS with rustls.

use crate::start::Trouble;
use axum::Router;
use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use std::{
    io,
    net::{SocketAddr, TcpListener},
};

/// A socket that is bound and not served yet.
pub struct Bound {
    listener: TcpListener,
    pub address: SocketAddr,
}

/// Binds the address; port 0 becomes a free one. Law 14 has been asked before (see `config::exposure`).
pub fn bind(address: SocketAddr) -> Result<Bound, Trouble> {
    let named = |cause: io::Error| io::Error::new(cause.kind(), format!("{address}: {cause}"));
    let listener = TcpListener::bind(address).map_err(named)?;
    listener.set_nonblocking(true)?;
    Ok(Bound { address: listener.local_addr()?, listener })
}

/// Answers requests until the handle ends it. Small answers leave at once (TCP_NODELAY).
pub(super) async fn serve(
    bound: Bound,
    certificate: Option<RustlsConfig>,
    router: Router,
    handle: Handle<SocketAddr>,
) -> io::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(bound.listener)?.handle(handle);
    match certificate {
        None => server.acceptor(NoDelayAcceptor::new()).serve(service).await,
        Some(config) => {
            server.acceptor(RustlsAcceptor::new(config).acceptor(NoDelayAcceptor::new())).serve(service).await
        }
    }
}

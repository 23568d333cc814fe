//! What machines ask: is it alive, can it work, how much does it do. Never names a person or a path with an id.

use crate::{
    kernel::{
        config::Settings,
        crypto::{Secret, same},
        office::Office,
        setting,
    },
    start::Trouble,
};
use axum::{
    Router,
    extract::{ConnectInfo, MatchedPath, Request},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::get,
};
use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

const PATIENCE: Duration = Duration::from_secs(2);
/// Upper bounds of the request times, in seconds.
const BUCKETS: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// What the pages need.
#[derive(Clone)]
struct Health {
    office: Office,
    numbers: PrometheusHandle,
    token: Option<Arc<Secret<String>>>,
}

/// `/healthz`, `/readyz` and `/metrics`.
pub(super) fn routes(office: &Office, settings: &Settings) -> Result<Router, Trouble> {
    let numbers = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    let token = settings.metrics_token()?.map(Arc::new);
    let health = Health { office: office.clone(), numbers, token };
    let (ready, metrics) = (health.clone(), health);
    Ok(Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(move || readyz(ready.clone())))
        .route("/metrics", get(move |peer, headers: HeaderMap| show(metrics.clone(), peer, headers))))
}

/// Ready when a reader and the writer answer.
async fn readyz(health: Health) -> Response {
    let office = health.office.clone();
    let look = async move {
        office.db.read(|conn| setting::get(conn, "clock")).await?;
        office.db.write(|conn| setting::get(conn, "clock"), crate::kernel::db::Urgency::Now).await
    };
    match tokio::time::timeout(PATIENCE, look).await {
        Ok(Ok(_)) => "ready\n".into_response(),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

#[expect(clippy::unused_async, reason = "a handler must be async")]
async fn show(health: Health, ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    if !health.may_see(peer.ip(), &headers) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (reads, writes) = health.office.db.waiting();
    gauge!("goodhours_database_waiting", "lane" => "read").set(f64::from(u32::try_from(reads).unwrap_or(u32::MAX)));
    gauge!("goodhours_database_waiting", "lane" => "write").set(f64::from(u32::try_from(writes).unwrap_or(u32::MAX)));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], health.numbers.render()).into_response()
}

impl Health {
    /// This machine itself, or who knows the token. What a proxy on this machine passes on is not this machine.
    fn may_see(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        let is_forwarded = ["x-forwarded-for", "forwarded", "x-real-ip"].iter().any(|name| headers.contains_key(*name));
        if peer.to_canonical().is_loopback() && !is_forwarded {
            return true;
        }
        let sent = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = sent.and_then(|value| value.strip_prefix("Bearer "));
        matches!((sent, &self.token), (Some(sent), Some(token)) if same(sent.as_bytes(), token.expose().as_bytes()))
    }
}

/// Counts and times every request under its route, never under its address.
pub(super) fn measured(router: Router) -> Router {
    router.layer(from_fn(measure))
}

async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let since = Instant::now();
    let response = next.run(request).await;
    histogram!("goodhours_request_seconds", "route" => route.clone()).record(since.elapsed().as_secs_f64());
    counter!("goodhours_requests", "route" => route, "status" => response.status().as_str().to_owned()).increment(1);
    response
}

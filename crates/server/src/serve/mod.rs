//! Serves the office: the listener, TLS, health pages, the socket of the command line, background work, and an orderly end.

mod health;
mod listener;
mod socket;
mod terminal;
mod tls;

pub use listener::{Bound, bind};
pub use socket::{Errand, KeyErrand, Reply, ask, send};
pub use terminal::qr;
pub use tls::lan_address;

use crate::{
    app,
    kernel::config::{LogFormat, Settings},
    start::{Started, Trouble, keep_marks},
};
use axum_server::Handle;
use std::{io::IsTerminal, net::SocketAddr, time::Duration};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinSet,
};

/// Requests that run when the end is asked for may take so long.
const GRACE: Duration = Duration::from_secs(8);

/// Log lines go to standard error, as text or JSON; standard output belongs to the command's own answer.
pub fn log_to_stderr(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::new("info");
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr);
    // A second call, as stories make, finds the log set up already.
    let _set_up = match format {
        LogFormat::Json => log.json().flatten_event(true).try_init(),
        LogFormat::Text => log.with_target(false).try_init(),
    };
}

/// Serves until the process is asked to end or something that it can't live without fails. `ready` is called once requests are
/// answered.
pub async fn run(
    started: Started,
    settings: &Settings,
    bound: Bound,
    ready: impl FnOnce(&Started) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let office = started.office.clone();
    let mut work = JoinSet::new();
    work.spawn(keep_marks(office.clone(), started.node.clone()));
    work.spawn(socket::listen(office.clone(), started.folder.path().to_owned()));
    started.sequencer.guard().await?;
    app::jobs(&started, &mut work);

    let router = health::measured(app::router(office.clone()).merge(health::routes(&office, settings)?));
    let handle = Handle::<SocketAddr>::new();
    let certificate = tls::certificate(&started.exposure.tls, settings, started.folder.path())?;
    let mut server = tokio::spawn(listener::serve(bound, certificate, router, handle.clone()));
    handle.listening().await;
    ready(&started)?;

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let ended = tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
        served = &mut server => served?.map_err(Trouble::from),
        Some(job) = work.join_next() => Err(failed_job(job)),
    };
    handle.graceful_shutdown(Some(GRACE));
    if !server.is_finished() {
        drop(server.await);
    }
    work.shutdown().await;
    if let Err(failure) = crate::audit::write_down_attacks(&office, office.clock.now()).await {
        tracing::warn!(%failure, "the last refused attacks weren't written down");
    }
    started.close().await;
    ended
}

/// Background work has no end of its own, so an end is a failure.
fn failed_job(ended: Result<crate::kernel::failure::Answer<()>, tokio::task::JoinError>) -> Trouble {
    match ended {
        Ok(Ok(())) => "background work ended by itself".into(),
        Ok(Err(failure)) => format!("background work failed: {failure}").into(),
        Err(error) => format!("background work failed: {error}").into(),
    }
}

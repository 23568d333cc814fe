//! `goodhours serve`.

use super::say;
use crate::{
    kernel::config::Settings,
    serve::{self, bind, log_to_stderr},
    start::{self, NewClock, Started, Trouble},
};

/// Serves until asked to end; prints one line of JSON with the address when requests are answered.
pub async fn run(mut settings: Settings) -> Result<(), Trouble> {
    log_to_stderr(settings.log_format);
    settings.exposure()?;
    let bound = bind(settings.listen)?;
    settings.listen = bound.address;
    let started = start::open(&settings, NewClock::Real).await?;
    serve::run(started, &settings, bound, announce).await
}

fn announce(started: &Started) -> Result<(), Trouble> {
    say(&serde_json::json!({ "url": started.exposure.origin.as_str() }).to_string());
    Ok(())
}

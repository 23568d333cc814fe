//! `goodhours serve`.

use super::{say, tell};
use crate::{
    kernel::config::Settings,
    serve::{self, bind, log_to_stderr},
    setup,
    start::{self, NewClock, Trouble},
};

/// The line that says that requests are answered.
#[derive(serde::Serialize)]
struct Ready<'a> {
    url: &'a str,
    /// Where the platform is set up, while it isn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    setup: Option<&'a str>,
}

/// Serves until asked to end; prints one line of JSON with the address when requests are answered.
pub async fn run(mut settings: Settings) -> Result<(), Trouble> {
    log_to_stderr(settings.log_format);
    settings.exposure()?;
    let bound = bind(settings.listen)?;
    settings.listen = bound.address;
    let started = start::open(&settings, NewClock::Real).await?;
    let invitation = setup::invitation(&started.office).await?;
    serve::run(started, &settings, bound, move |started| {
        let ready = Ready { url: started.exposure.origin.as_str(), setup: invitation.as_deref() };
        say(&serde_json::to_string(&ready)?);
        if let Some(address) = &invitation {
            tell(&format!(
                "\nThis platform is not set up yet. Open this address within an hour to do so; it works once:\n\n  {address}\n"
            ));
        }
        Ok(())
    })
    .await
}

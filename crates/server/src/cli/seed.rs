//! `goodhours seed`: an empty database filled with an invented province of some size, for tests of load.

use super::{say, tell};
use crate::{
    account,
    demo::{self, Scale},
    kernel::config::Settings,
    serve::log_to_stderr,
    start::{self, NewClock, Trouble},
};

/// What `seed` is given.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    settings: Settings,
    /// S: 2,000 volunteers with 12,000 entries; M: ten times, L: a hundred times as many
    #[arg(long, value_parser = scale)]
    scale: Scale,
    /// The same seed on the same day makes the same data
    #[arg(long, default_value_t = demo::SEED)]
    seed: u64,
}

fn scale(letter: &str) -> Result<Scale, String> {
    Scale::parse(letter).ok_or_else(|| format!("{letter}: a scale is S, M or L"))
}

/// Fills the database and seals the entries; refused when there is an account already. The last line is the logins as JSON.
pub async fn run(args: &Args) -> Result<(), Trouble> {
    log_to_stderr(args.settings.log_format);
    let started = start::open(&args.settings, NewClock::Simulated).await?;
    if !started.office.clock.is_simulated() || started.office.view(account::has_accounts).await? {
        started.close().await;
        return Err("this database holds data already; seed an empty one".into());
    }
    let (logins, _client) = demo::prepare(&started.office, args.seed, args.scale).await?;
    let sealed = started.sequencer.catch_up().await?;
    tell(&format!("{sealed} entries and lines of the trail are sealed"));
    say(&serde_json::to_string(&logins)?);
    started.close().await;
    Ok(())
}

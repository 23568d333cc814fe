//! `goodhours backup` and `goodhours restore`.

use super::tell;
use crate::{
    backup,
    kernel::{clock::Clock, config::Settings},
    start::{self, DataFolder, NewClock, Trouble},
};
use std::path::PathBuf;

/// What `backup` is given.
#[derive(clap::Args)]
pub struct BackupArgs {
    #[command(flatten)]
    settings: Settings,
    /// Where to write it; a file that is there stays untouched
    file: PathBuf,
    /// Put the keys in too: whoever has such a file can read everything
    #[arg(long)]
    with_keys: bool,
}

/// What `restore` is given.
#[derive(clap::Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    settings: Settings,
    /// The backup to put back, into a data folder or database that is empty
    file: PathBuf,
}

/// Makes a backup, also while a server runs.
pub fn make(args: &BackupArgs) -> Result<(), Trouble> {
    let label = backup::make(&args.settings, &args.file, args.with_keys, Clock::real().now())?;
    let keys = if label.with_keys { "with the keys" } else { "without the keys; keep those elsewhere" };
    tell(&format!("{}: everything of {}, {keys}", args.file.display(), label.made_at));
    Ok(())
}

/// Puts a backup back and, where the published logs had grown since, begins a new epoch of them (law 13).
pub async fn restore(args: &RestoreArgs) -> Result<(), Trouble> {
    let label = {
        let _folder = DataFolder::take(&args.settings.data)?;
        backup::restore(&args.settings, &args.file)?
    };
    let started = start::open(&args.settings, NewClock::Real).await?;
    let opened = started.sequencer.open_epochs().await?;
    started.close().await;
    tell(&format!("restored what was backed up at {}", label.made_at));
    for log in opened {
        tell(&format!(
            "the log of {} begins a new epoch, whose first leaf is the last checkpoint that was seen",
            log.name()
        ));
    }
    Ok(())
}

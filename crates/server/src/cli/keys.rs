//! `goodhours keys`: rotates the keys that people's data and the look-ups of people lie under, beside a running server, which then does
//! it, or without one.

use super::{say, tell};
use crate::{
    kernel::{
        config::{Settings, SettingsError},
        crypto::{MasterKey, read_secret, reseal},
    },
    rotation::Status,
    serve::{Errand, KeyErrand, Reply, send},
    start::{DataFolder, Trouble},
};
use std::path::{Path, PathBuf};

/// What `keys` is given.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Show what lies under which key, and whether a rotation is under way
    Status {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Add new keys and use them from now on; what is there is renewed while the server runs
    Rotate {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Set the old keys aside, once nothing lies under them alone
    Retire {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Seal the folder of the keys by the master key of the settings; nobody may serve meanwhile
    Seal {
        #[command(flatten)]
        settings: Box<Settings>,
        /// File of the master key that it was sealed by before, when that changes
        #[arg(long, value_name = "FILE")]
        old_master_key_file: Option<PathBuf>,
    },
    /// Write the keys unsealed again; nobody may serve meanwhile
    Unseal {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Destroy the keys that were set aside, once nothing needs them: backups of their time can't be read any more
    Destroy {
        #[command(flatten)]
        settings: Box<Settings>,
    },
}

/// Carries out one act.
pub async fn run(args: Args) -> Result<(), Trouble> {
    let (settings, errand) = match args.act {
        Act::Status { settings } => (settings, KeyErrand::Status),
        Act::Rotate { settings } => (settings, KeyErrand::Rotate),
        Act::Retire { settings } => (settings, KeyErrand::Retire),
        Act::Destroy { settings } => (settings, KeyErrand::Destroy),
        Act::Seal { settings, old_master_key_file } => return seal(&settings, old_master_key_file.as_deref()),
        Act::Unseal { settings } => return unseal(&settings),
    };
    match send(&settings, Errand::Keys(errand)).await? {
        Reply::Keys(status) => {
            show(&status);
            Ok(())
        }
        Reply::Refused(why) => Err(why.into()),
        _ => Err("the server answered something else".into()),
    }
}

fn seal(settings: &Settings, old: Option<&Path>) -> Result<(), Trouble> {
    let _alone = DataFolder::take(&settings.data)?;
    let to = settings.master_key()?.ok_or("there is no master key: give --master-key-file, or GOODHOURS_MASTER_KEY")?;
    let from = match old {
        Some(file) => Some(MasterKey::parse(&read_secret(file)?).ok_or(SettingsError::NotAMasterKey)?),
        None => None,
    };
    let written = reseal(&settings.keys_dir(), from.as_ref(), Some(&to))?;
    tell(&format!("{written} keys were sealed; copies of the folder from before still open without this master key"));
    Ok(())
}

fn unseal(settings: &Settings) -> Result<(), Trouble> {
    let _alone = DataFolder::take(&settings.data)?;
    let written = reseal(&settings.keys_dir(), settings.master_key()?.as_ref(), None)?;
    tell(&format!("{written} keys lie unsealed now"));
    Ok(())
}

fn aside(is_retired: bool) -> &'static str {
    if is_retired { ", set aside" } else { "" }
}

fn show(status: &Status) {
    for epoch in &status.epochs {
        say(&format!("epoch-{}: wraps the keys of {} people{}", epoch.number, epoch.people, aside(epoch.is_retired)));
    }
    for version in &status.versions {
        let (number, digests) = (version.number, version.digests);
        say(&format!("index-{number}: {digests} digests{}", aside(version.is_retired)));
    }
    if status.people_under_unknown > 0 {
        say(&format!("{} people's keys lie under an epoch that isn't here", status.people_under_unknown));
    }
    tell(match (status.is_rotating(), status.behind, status.has_retired(), status.is_clear()) {
        (true, 0, ..) => "nothing lies under the old keys alone: goodhours keys retire",
        (true, ..) => "the rest is being renewed while the server runs",
        (false, _, true, true) => {
            "nothing needs the keys that were set aside; destroy them once their backups are gone"
        }
        (false, _, true, false) => "digests under a key that was set aside are being removed",
        (false, ..) => "no rotation is under way",
    });
}

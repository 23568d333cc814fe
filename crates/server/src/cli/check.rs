//! `goodhours check`: whether the records agree with each other, also while a server runs.

use super::{say, tell};
use crate::{
    check,
    kernel::{
        config::Settings,
        crypto::Keys,
        db::{Db, Tuning},
        log::LogKeys,
    },
    start::{self, Trouble},
};

/// Checks in one snapshot; findings are lines on standard output and make the command fail.
pub async fn run(settings: &Settings) -> Result<(), Trouble> {
    let (target, keys) = (start::target(settings)?, settings.keys_dir());
    if !Keys::exist(&keys) {
        return Err(format!("there are no keys in {}", keys.display()).into());
    }
    let keys = LogKeys::of(&Keys::load_or_create(&keys, settings.master_key()?)?);
    let db = Db::open(&target, Tuning { readers: 1, ..Tuning::of(target.engine()) })?;
    let report = db.read(move |conn| check::check(conn, &keys)).await?;
    for finding in &report.findings {
        say(&finding.to_string());
    }
    tell(&format!(
        "{} entries, {} lines of the trail and {} leaves of the logs were checked: {} findings",
        report.entries,
        report.lines,
        report.leaves,
        report.findings.len()
    ));
    if report.is_sound() { Ok(()) } else { Err("the records don't agree".into()) }
}

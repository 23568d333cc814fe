//! `goodhours migrate`: the database in this version's shape, without serving. `serve` does the same when it starts; this is for
//! operators who want the two apart.

use super::tell;
use crate::{
    kernel::{config::Settings, db},
    start::{self, DataFolder, Trouble},
};

/// Migrates the database that the settings name.
pub fn run(settings: &Settings) -> Result<(), Trouble> {
    let _folder = DataFolder::take(&settings.data)?;
    db::migrate(&start::target(settings)?)?;
    tell("the database has the shape of this version");
    Ok(())
}

//! `goodhours bench`, and `goodhours bench-floor`: what a benchmark starts as its yardstick (see the crate `bench`).

use super::{say, tell};
use crate::{
    benchmark::{self, Name, Plan, Scale},
    start::Trouble,
};
use std::path::PathBuf;

/// What `bench` is given.
#[derive(clap::Args)]
pub struct BenchArgs {
    /// What to measure
    name: Name,
    /// How much data lies around, and how long is measured
    #[arg(long)]
    scale: Scale,
    /// PostgreSQL instead of SQLite: postgres://…; a schema is made there and dropped at the end
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Kill the server so many times in mid-load, and count what was lost or done twice (signin, signout)
    #[arg(long, value_name = "N", default_value_t = 0)]
    kills: u32,
    /// Where the data is put: a folder on the disk to be measured [default: the system's temporary folder]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Nothing but the line of JSON
    #[arg(long)]
    json: bool,
}

/// Runs a benchmark; the last line of standard output is one JSON object.
pub fn run(args: &BenchArgs) -> Result<(), Trouble> {
    let plan = Plan {
        name: args.name,
        scale: args.scale,
        database_url: args.database_url.clone(),
        kills: args.kills,
        folder: args.folder.clone().unwrap_or_else(std::env::temp_dir),
    };
    if plan.kills > 0 && !matches!(plan.name, Name::Signin | Name::Signout) {
        return Err("--kills is for signin and signout".into());
    }
    if !args.json {
        tell(&format!("{} at scale {}: making the data, then measuring", plan.name.name(), plan.scale.name()));
        if cfg!(debug_assertions) {
            tell("this is a debug build: its figures say nothing about the program that ships");
        }
    }
    let report = benchmark::run(&plan)?;
    say(&report.line());
    Ok(())
}

/// What `bench-floor` is given.
#[derive(clap::Args)]
pub struct FloorArgs {
    /// The floor as JSON
    floor: String,
}

/// Runs a floor until it is killed.
pub fn floor(args: &FloorArgs) -> Result<(), Trouble> {
    Ok(bench::floor_main(&args.floor)?)
}

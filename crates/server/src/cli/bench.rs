//! `goodhours bench-floor`: what a benchmark starts as its yardstick (see the crate `bench`).

use crate::start::Trouble;

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

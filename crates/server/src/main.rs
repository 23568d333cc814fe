//! `goodhours`: the office of the volunteers as one program. See ARCHITECTURE.md for the map.

use std::process::ExitCode;

fn main() -> ExitCode {
    goodhours::cli::run(std::env::args_os())
}

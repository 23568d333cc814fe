//! `goodhours`: the office of the volunteers as one program. See ARCHITECTURE.md for the map.

use std::process::ExitCode;

/// A request is many small boxes on their way between threads; the system's allocator spends a third of its time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    goodhours::cli::run(std::env::args_os())
}

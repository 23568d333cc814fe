//! `goodhours print-details`: the child process that prints one long detail list (see `certificate::Printer`).

use crate::{certificate::print_details, start::Trouble};
use std::{io, path::PathBuf};

/// What `print-details` is given.
#[derive(clap::Args)]
pub struct PrintArgs {
    /// The folder of the deployment's own fonts
    fonts: PathBuf,
}

/// Reads a list as JSON on standard input and writes the paper on standard output.
pub fn run(args: &PrintArgs) -> Result<(), Trouble> {
    print_details(&args.fonts, io::stdin().lock(), io::stdout().lock())
}

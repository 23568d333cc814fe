//! The command line: reads flags, calls what does the work, prints the answer. Standard output carries answers for programs and
//! people who asked for them; everything else goes to standard error.

mod admin;
mod backup;
mod bench;
mod check;
mod clock;
mod demo;
mod keys;
mod migrate;
mod print;
mod seed;
mod serve;
mod verify;

use crate::{
    app,
    kernel::config::{self, Settings},
    start::Trouble,
};
use clap::Parser;
use std::{ffi::OsString, io::Write, process::ExitCode};

/// Records, proves and rewards volunteer service: one program, one data folder.
#[derive(Parser)]
#[command(name = "goodhours", version, about, max_term_width = 110)]
enum Cli {
    /// Serve a platform; the first start on empty data prints the address of the set-up
    Serve(Settings),
    /// Serve a small believable province to try things out, with a clock that can be stepped
    Demo(demo::Args),
    /// Bring the database to this version's shape
    Migrate(Settings),
    /// Show the clock of a simulated data folder, or step it: +2h, -30m, +1d12h
    Clock(clock::Args),
    /// Prove that attendances, entries, totals and the logs say the same
    Check(Settings),
    /// Write a backup of database and files, also while a server runs
    Backup(backup::BackupArgs),
    /// Put a backup back, into an empty data folder or database
    Restore(backup::RestoreArgs),
    /// Make an owner of the platform, change platform roles, set passwords, suspend accounts, invite to the set-up again
    Admin(admin::Args),
    /// Rotate the keys that people's data lies under, while the platform is served
    Keys(keys::Args),
    /// Fill an empty database with an invented province, for tests of load
    Seed(seed::Args),
    /// Check a proof or a certificate's code with nothing but the public key
    Verify(verify::Args),
    /// The API's document
    #[command(hide = true)]
    Openapi,
    /// Measure this program on this machine; the last line is one JSON object
    Bench(bench::BenchArgs),
    /// One floor of a benchmark, as its own process
    #[command(hide = true)]
    BenchFloor(bench::FloorArgs),
    /// A long detail list, printed within limits
    #[command(hide = true)]
    PrintDetails(print::PrintArgs),
}

/// Runs the command line.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match config::parse::<Cli>(args) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            tell(&format!("goodhours: {trouble}"));
            ExitCode::FAILURE
        }
    }
}

fn carry_out(cli: Cli) -> Result<(), Trouble> {
    match cli {
        Cli::Serve(settings) => wait(serve::run(settings)),
        Cli::Demo(args) => wait(demo::run(args)),
        Cli::Migrate(settings) => migrate::run(&settings),
        Cli::Clock(args) => wait(clock::run(&args)),
        Cli::Check(settings) => wait(check::run(&settings)),
        Cli::Backup(args) => backup::make(&args),
        Cli::Restore(args) => wait(backup::restore(&args)),
        Cli::Admin(args) => wait(admin::run(args)),
        Cli::Keys(args) => wait(keys::run(args)),
        Cli::Seed(args) => wait(seed::run(&args)),
        Cli::Verify(args) => verify::run(&args),
        Cli::Openapi => {
            say(&app::document()?);
            Ok(())
        }
        Cli::Bench(args) => bench::run(&args),
        Cli::BenchFloor(args) => bench::floor(&args),
        Cli::PrintDetails(args) => print::run(&args),
    }
}

/// Runs a command that waits for the network or the database.
fn wait(work: impl Future<Output = Result<(), Trouble>>) -> Result<(), Trouble> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// One line of the answer. Nobody reads any more when it fails, so there is nobody to tell.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// One line beside the answer.
fn tell(line: &str) {
    drop(writeln!(std::io::stderr().lock(), "{line}"));
}

//! Chores of the project, the same on a laptop and in continuous integration: `cargo xtask tidy` and its like.

mod openapi;
mod tidy;

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const USAGE: &str = "usage: cargo xtask tidy      what a machine can check of STYLE.md
       cargo xtask ci        everything, as ./test does it
       cargo xtask openapi   writes docs/api/openapi.json from the routes";

fn main() -> ExitCode {
    let chore = std::env::args().nth(1).unwrap_or_default();
    let done = match chore.as_str() {
        "tidy" => tidy::run(&root()),
        "ci" => Command::new(root().join("test")).status().is_ok_and(|status| status.success()),
        "openapi" => openapi::write(&root()),
        _ => {
            println!("{USAGE}");
            chore == "help"
        }
    };
    if done { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The top of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_owned)
}

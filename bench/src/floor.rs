//! Floors: the least that a request of a kind can cost with the same building blocks and no product around them. Each
//! runs as a child process of its own, so that its CPU time can be read like the product's, and is measured in the same
//! run: a number from another day or another machine says nothing.

mod exchange;
mod login;
mod page;
mod scans;

use std::io::{Result, Write, stdout};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::serve::ListenerExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;

use crate::process::Launch;

pub use scans::{GROUP, Scan};

/// What to run as a floor; it travels to the child as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Floor {
    /// axum echoing JSON, and SQLite (WAL, synchronous=FULL) in groups of 100: for each `POST /` of a [`Scan`] one
    /// enrolment updated and one attendance inserted, with two indexes. The enrolments are numbered from 0; the folder
    /// must be empty. `GET /written` answers how many scans were committed.
    SignIn { folder: PathBuf, enrolments: u64 },
    /// The same with one ledger entry inserted, and two indexes more.
    SignOut { folder: PathBuf, enrolments: u64 },
    /// axum answering every `GET` with the bytes of a file, compressed as they are.
    PublicPage { body: PathBuf, content_type: String, content_encoding: Option<String> },
    /// argon2id alone, without a server: this many hashes on this many threads. Ask with [`Floor::hash_cpu_us`].
    Login { memory_kib: u32, passes: u32, lanes: u32, threads: u32, hashes: u32 },
    /// One RS256 signature of 3,072 bits and one row in SQLite, in groups of 100, so many times; the folder must be empty.
    /// Ask with [`Floor::exchange_cpu_us`].
    Exchange { folder: PathBuf, exchanges: u32 },
}

impl Floor {
    /// How to start it as a child: `program`, the words of its subcommand, and the floor as one more argument, which
    /// the subcommand hands to [`floor_main`].
    pub fn launch(&self, program: impl AsRef<Path>, subcommand: &[&str]) -> Launch {
        let floor = serde_json::to_string(self).unwrap_or_default();
        Launch::new(program).args(subcommand.iter().copied()).args([floor])
    }

    /// Runs the login floor's child and returns the CPU microseconds of one hash.
    pub fn hash_cpu_us(launch: &Launch) -> Result<f64> {
        told(launch, "hash_cpu_us")
    }

    /// Runs the exchange floor's child and returns the CPU microseconds of one.
    pub fn exchange_cpu_us(launch: &Launch) -> Result<f64> {
        told(launch, "exchange_cpu_us")
    }
}

fn told(launch: &Launch, name: &str) -> Result<f64> {
    let (_child, line) = launch.until_line_with(name)?;
    line.get(name).and_then(serde_json::Value::as_f64).ok_or(std::io::ErrorKind::InvalidData.into())
}

/// The child's side: runs the floor that the argument describes. Servers print `{"url": …}` when they listen and run
/// until they are killed.
pub fn floor_main(argument: &str) -> Result<()> {
    match serde_json::from_str(argument)? {
        Floor::SignIn { folder, enrolments } => listen(scans::sign_in(&folder, enrolments)?),
        Floor::SignOut { folder, enrolments } => listen(scans::sign_out(&folder, enrolments)?),
        Floor::PublicPage { body, content_type, content_encoding } => {
            listen(page::page(&body, &content_type, content_encoding.as_deref())?)
        }
        Floor::Login { memory_kib, passes, lanes, threads, hashes } => {
            let params = argon2::Params::new(memory_kib, passes, lanes, None).map_err(std::io::Error::other)?;
            let cpu_us = login::hash_cpu_us(&params, threads, hashes)?;
            say(&json!({ "hash_cpu_us": cpu_us }))
        }
        Floor::Exchange { folder, exchanges } => {
            say(&json!({ "exchange_cpu_us": exchange::cpu_us(&folder, exchanges)? }))
        }
    }
}

fn listen(app: Router) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        say(&json!({ "url": format!("http://{}", listener.local_addr()?) }))?;
        let listener = listener.tap_io(|stream| {
            // Without it an answer may wait 40 ms for an acknowledgement; a stream that refuses is closing anyway.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, app).await
    })
}

fn say(line: &serde_json::Value) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

//! How the command line talks to the process that serves a data folder: one JSON line there, one back, over a socket in the folder,
//! which only its owner can open.

use crate::{
    kernel::{failure::Answer, office::Office},
    start::{DataFolder, Trouble, step_clock},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    os::fd::AsRawFd,
    path::{Path, PathBuf},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
};

/// What the command line asks for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Errand {
    /// Steps a simulated clock.
    Clock { seconds: i64 },
    /// Asks for the time.
    Time,
}

/// What the server answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    Now(Timestamp),
    Refused(String),
}

/// The kernel's limit for the path of a socket, less its final zero.
const PATH_BYTES_MAX: usize = 107;

/// Serves the socket for as long as the process lives.
pub(super) async fn listen(office: Office, folder: PathBuf) -> Answer<()> {
    let path = DataFolder::socket(&folder);
    // We hold the folder's lock, so a socket that is there belongs to a process that ended.
    drop(fs::remove_file(&path));
    let (_open, short) = short_path(&path)?;
    let listener = UnixListener::bind(&short)?;
    loop {
        let (stream, _peer) = listener.accept().await?;
        let office = office.clone();
        tokio::spawn(async move {
            if let Err(error) = answer(stream, &office).await {
                tracing::warn!(%error, "a command could not be answered");
            }
        });
    }
}

/// A path that is short enough for the kernel: a long folder is reached through its open descriptor.
fn short_path(path: &Path) -> std::io::Result<(Option<fs::File>, PathBuf)> {
    if path.as_os_str().len() <= PATH_BYTES_MAX {
        return Ok((None, path.to_owned()));
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok((None, path.to_owned())) };
    let open = fs::File::open(folder)?;
    let short = Path::new("/proc/self/fd").join(open.as_raw_fd().to_string()).join(name);
    Ok((Some(open), short))
}

async fn answer(stream: UnixStream, office: &Office) -> Result<(), Trouble> {
    let (from, mut to) = stream.into_split();
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line).await?;
    let reply = match serde_json::from_str(&line)? {
        Errand::Time => Reply::Now(office.clock.now()),
        Errand::Clock { seconds } => match step_clock(office, SignedDuration::from_secs(seconds)).await {
            Ok(()) => Reply::Now(office.clock.now()),
            Err(failure) => Reply::Refused(failure.to_string()),
        },
    };
    to.write_all(serde_json::to_string(&reply)?.as_bytes()).await?;
    to.write_all(b"\n").await?;
    Ok(())
}

/// Sends an errand to the process that serves the folder; none when nobody serves it.
pub async fn ask(folder: &Path, errand: &Errand) -> Result<Option<Reply>, Trouble> {
    let path = DataFolder::socket(folder);
    if !path.exists() {
        return Ok(None);
    }
    let (_open, short) = short_path(&path)?;
    let Ok(stream) = UnixStream::connect(&short).await else { return Ok(None) };
    let (from, mut to) = stream.into_split();
    to.write_all(format!("{}\n", serde_json::to_string(errand)?).as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line).await?;
    Ok(Some(serde_json::from_str(&line)?))
}

//! How the command line talks to the process that serves a data folder: one JSON line there, one back, over a socket in the folder,
//! which only its owner can open.

use crate::{
    account::{Operation, operate},
    kernel::{
        config::Settings,
        failure::{Answer, Failure},
        office::Office,
        words::{Locale, Words},
    },
    rotation, setup, sso,
    start::{self, DataFolder, NewClock, Trouble, step_clock},
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

/// What the command line asks for. It may hold a password, so it can't be printed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Errand {
    /// Steps a simulated clock.
    Clock { seconds: i64 },
    /// Asks for the time.
    Time,
    /// An act of the operator on an account.
    Operate(Operation),
    /// Asks for a new address of the set-up.
    Invite,
    /// Makes the next keys that tokens are signed with.
    RotateKeys,
    /// A step of a rotation of the keys, or how it stands.
    Keys(KeyErrand),
}

/// What can be asked about the keys.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyErrand {
    Status,
    Rotate,
    Retire,
    Destroy,
}

/// What the server answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    Now(Timestamp),
    Done,
    /// The address of the set-up; none when that is over.
    Invited(Option<String>),
    /// What lies under which key.
    Keys(rotation::Status),
    Refused(String),
}

async fn carry_out(office: &Office, errand: Errand) -> Reply {
    match errand {
        Errand::Time => Reply::Now(office.clock.now()),
        Errand::Clock { seconds } => match step_clock(office, SignedDuration::from_secs(seconds)).await {
            Ok(()) => Reply::Now(office.clock.now()),
            Err(failure) => Reply::Refused(failure.to_string()),
        },
        Errand::Operate(operation) => match operate(office, operation).await {
            Ok(()) => Reply::Done,
            Err(failure) => Reply::Refused(in_words(&failure)),
        },
        Errand::RotateKeys => match sso::rotate(office, office.clock.now()).await {
            Ok(()) => Reply::Done,
            Err(failure) => Reply::Refused(in_words(&failure)),
        },
        Errand::Keys(errand) => match keys(office, errand).await {
            Ok(status) => Reply::Keys(status),
            Err(failure) => Reply::Refused(in_words(&failure)),
        },
        Errand::Invite => match setup::invitation(office).await {
            Ok(address) => Reply::Invited(address),
            Err(failure) => Reply::Refused(in_words(&failure)),
        },
    }
}

async fn keys(office: &Office, errand: KeyErrand) -> Answer<rotation::Status> {
    match errand {
        KeyErrand::Status => rotation::look(office).await,
        KeyErrand::Rotate => rotation::begin(office).await,
        KeyErrand::Retire => rotation::retire(office).await,
        KeyErrand::Destroy => rotation::destroy(office).await,
    }
}

/// A refusal as the pages say it, in English: the command line is the operator's.
fn in_words(failure: &Failure) -> String {
    match failure {
        Failure::Refused(refusal) => {
            let words = Words::of(Locale::En).refusal(refusal.as_ref());
            format!("{} {}", words.detail, words.next)
        }
        other => other.to_string(),
    }
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
    let reply = carry_out(office, serde_json::from_str(&line)?).await;
    to.write_all(serde_json::to_string(&reply)?.as_bytes()).await?;
    to.write_all(b"\n").await?;
    Ok(())
}

/// Carries out an errand wherever the data folder is in use: in the process that serves it, or here when nobody does.
pub async fn send(settings: &Settings, errand: Errand) -> Result<Reply, Trouble> {
    if let Some(reply) = ask(&settings.data, &errand).await? {
        return Ok(reply);
    }
    let started = start::open(settings, NewClock::Real).await?;
    let reply = carry_out(&started.office, errand).await;
    started.close().await;
    Ok(reply)
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

//! The last checkpoint of each log, kept in a file outside the database (law 13). A database that is older than it, or that tells
//! another history, isn't served: whoever saw that checkpoint would be shown two histories.

use super::{Log, LogKeys, Standing, Stored, broken_tree, epochs};
use crate::kernel::{db::Conn, failure::Failure};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};
use tlog::{Head, checkpoint::Checkpoint, note::Purpose, prove_consistency, verify_consistency};

/// The files `log-hours.checkpoint` and `log-audit.checkpoint` of a folder.
#[derive(Debug, Clone)]
pub struct Anchor {
    folder: PathBuf,
}

/// Why a database can't be served with this anchor; the sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum RolledBack {
    #[error(
        "the database is older than the last checkpoint of the {log} log ({size} of {witnessed} leaves): it was restored or \
         rolled back. Serve the newer database, or run `goodhours restore` to begin a new epoch of the log"
    )]
    Older { log: &'static str, size: u64, witnessed: u64 },
    #[error("the {log} log of this database is not the one that {file} was written for")]
    OtherLog { log: &'static str, file: String },
    #[error("the {log} log was rewritten: its tiles don't lead from the last checkpoint in {file} to its present root")]
    Rewritten { log: &'static str, file: String },
    #[error("{file} is not a checkpoint of the {log} log signed with this deployment's key")]
    NotOurs { log: &'static str, file: String },
    #[error("{file}: {cause}")]
    Io { file: String, cause: io::Error },
    #[error(transparent)]
    Database(#[from] Failure),
}

/// A checkpoint as the file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    pub origin: String,
    pub head: Head,
    pub note: String,
}

impl Anchor {
    /// The files in this folder, which should not be restored together with the database.
    pub fn new(folder: &Path) -> Anchor {
        Anchor { folder: folder.to_owned() }
    }

    /// Where a log's checkpoint is.
    pub fn file(&self, log: Log) -> PathBuf {
        self.folder.join(format!("log-{}.checkpoint", log.name()))
    }

    /// The last checkpoint that was written, if any; refused when it isn't one of ours.
    pub fn read(&self, log: Log, keys: &LogKeys) -> Result<Option<Witnessed>, RolledBack> {
        let path = self.file(log);
        let file = path.display().to_string();
        let note = match fs::read_to_string(&path) {
            Ok(note) => note,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(RolledBack::Io { file, cause }),
        };
        let not_ours = || RolledBack::NotOurs { log: log.name(), file: file.clone() };
        let origin = note.lines().next().unwrap_or_default().to_owned();
        let key = keys.signing(&origin).map_err(|_| not_ours())?.verifier(Purpose::Author);
        let trusted = Checkpoint::open(&note, &origin, &key, &[]).map_err(|_| not_ours())?;
        Ok(Some(Witnessed { origin, head: trusted.checkpoint.head(), note }))
    }

    /// Puts a checkpoint in place of the last one, whole or not at all; makes the folder when it isn't there.
    pub fn write(&self, log: Log, note: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let path = self.file(log);
        let fresh = path.with_extension("checkpoint.new");
        let mut file = File::create(&fresh)?;
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, &path)?;
        File::open(&self.folder)?.sync_all()
    }
}

/// Compares the database with the anchor before anything is served; read in one snapshot.
pub fn guard(conn: &mut Conn, anchor: &Anchor, keys: &LogKeys) -> Result<(), RolledBack> {
    Log::ALL.into_iter().try_for_each(|log| guard_one(conn, anchor, keys, log))
}

/// The same for one log.
pub fn guard_one(conn: &mut Conn, anchor: &Anchor, keys: &LogKeys, log: Log) -> Result<(), RolledBack> {
    match anchor.read(log, keys)? {
        Some(seen) => compare(conn, log, &seen, &anchor.file(log).display().to_string()),
        None => Ok(()),
    }
}

fn compare(conn: &mut Conn, log: Log, seen: &Witnessed, file: &str) -> Result<(), RolledBack> {
    let epochs = epochs(conn, log)?;
    let older = |size| RolledBack::Older { log: log.name(), size, witnessed: seen.head.size };
    let Some(standing) = epochs.iter().find(|standing| standing.origin == seen.origin) else {
        // Nothing at all is an empty database; another origin is another deployment's.
        let other = || RolledBack::OtherLog { log: log.name(), file: file.to_owned() };
        let earlier = epochs.last().is_none_or(|last| same_site(last, seen));
        return Err(if earlier { older(0) } else { other() });
    };
    if standing.head.size < seen.head.size {
        return Err(older(standing.head.size));
    }
    let rewritten = || RolledBack::Rewritten { log: log.name(), file: file.to_owned() };
    let proof = {
        let stored = Stored::new(conn, standing);
        match prove_consistency(&stored, seen.head.size, standing.head.size) {
            Ok(proof) => proof,
            Err(tlog::TreeError::Store(failure)) => return Err(failure.into()),
            Err(other) => {
                tracing::error!(error = %broken_tree(other), "log tiles don't fit");
                return Err(rewritten());
            }
        }
    };
    verify_consistency(&seen.head, &standing.head, &proof).map_err(|_| rewritten())
}

fn same_site(standing: &Standing, seen: &Witnessed) -> bool {
    let site = |origin: &str| origin.rsplit_once('/').map(|(site, _)| site.to_owned());
    site(&standing.origin) == site(&seen.origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::dice::{entropy, text};

    #[test]
    fn the_first_checkpoint_makes_its_folder() {
        let folder = std::env::temp_dir().join(format!("goodhours-anchor-{}", text(&entropy::<8>())));
        let anchor = Anchor::new(&folder.join("log"));
        anchor.write(Log::Hours, "a note").unwrap();
        anchor.write(Log::Hours, "a later note").unwrap();
        assert_eq!(fs::read_to_string(anchor.file(Log::Hours)).unwrap(), "a later note");
        fs::remove_dir_all(&folder).unwrap();
    }
}

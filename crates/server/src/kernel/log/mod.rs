//! The tamper-evident logs (LOG-01): one of the ledger's entries, one of the audit trail. Trees of the `tlog` crate, kept in two
//! tables, grown only by the sequencer, and remembered outside the database as well (law 13).
//!
//! A tree lives in an epoch. Restoring a backup begins the next epoch, whose first leaf is the last checkpoint that anyone may
//! have seen; so a shortened history is visible for ever. `seq` goes on over epochs and is never given twice.
//! It doesn't know what a leaf means.

mod anchor;
mod keys;
mod store;

pub use anchor::{Anchor, RolledBack, Witnessed, guard, guard_one};
pub use keys::LogKeys;
pub use store::{Standing, Stored, bundle, current, epochs, first_seq, grow, open_epoch, standing, tile};

use crate::kernel::{
    db::Conn,
    failure::{Answer, Failure},
};
use tlog::{Hash, checkpoint::Checkpoint, note::VerifierKey, proof_text::ProofText};

/// Which of the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Log {
    /// The entries of the hour ledger.
    Hours,
    /// The lines of the audit trail.
    Audit,
}

impl Log {
    pub const ALL: [Log; 2] = [Log::Hours, Log::Audit];

    /// The number as it is stored.
    pub const fn number(self) -> i16 {
        match self {
            Log::Hours => 1,
            Log::Audit => 2,
        }
    }

    /// The stable name in addresses and origins.
    pub const fn name(self) -> &'static str {
        match self {
            Log::Hours => "hours",
            Log::Audit => "audit",
        }
    }

    /// By its stable name.
    pub fn parse(name: &str) -> Option<Log> {
        Log::ALL.into_iter().find(|log| log.name() == name)
    }
}

/// The first leaf of an epoch after a restore: this byte, then the checkpoint that the epoch before may have reached.
pub const EPOCH_LEAF: u8 = 7;

/// The inclusion proof of the leaf that got `seq`, as a `.tlog-proof` file; `extra` is what its reader needs to make the leaf again.
pub fn proof(conn: &mut Conn, log: Log, seq: i64, extra: Option<Vec<u8>>) -> Answer<String> {
    let (standing, index) = place_of(conn, log, seq)?;
    let hashes: Vec<Hash> = {
        let stored = Stored::new(conn, &standing);
        tlog::prove_inclusion(&stored, standing.head.size, index).map_err(broken_tree)?
    };
    Ok(ProofText { extra, index, hashes, checkpoint: standing.note }.render())
}

/// The epoch that sealed `seq`, and the index of its leaf there.
pub fn place_of(conn: &mut Conn, log: Log, seq: i64) -> Answer<(Standing, u64)> {
    let epochs = epochs(conn, log)?;
    let standing = epochs.into_iter().rev().find(|standing| standing.first_seq() <= seq).ok_or(Failure::NotFound)?;
    let index = u64::try_from(seq - standing.first_seq()).map_err(Failure::fault)?;
    if index < standing.head.size { Ok((standing, index)) } else { Err(Failure::NotFound) }
}

/// Opens a checkpoint that this deployment's key signed for `standing`'s tree.
pub fn opened(standing: &Standing) -> Answer<Checkpoint> {
    let key = VerifierKey::parse(&standing.vkey).map_err(Failure::fault)?;
    let trusted = Checkpoint::open(&standing.note, &standing.origin, &key, &[]).map_err(Failure::fault)?;
    Ok(trusted.checkpoint)
}

/// A tree that can't be read or grown is our fault: altered rows, or a bug.
pub fn broken_tree(error: tlog::TreeError<Failure>) -> Failure {
    match error {
        tlog::TreeError::Store(failure) => failure,
        other => Failure::broken(format!("log: {other}")),
    }
}

//! Proofs that travel ([C2SP tlog-proof](https://c2sp.org/tlog-proof)): index, inclusion proof and signed checkpoint in
//! one text, to be attached to a certificate and checked by anyone with no network.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::checkpoint::{Checkpoint, Trusted, decimal};
use crate::hash::{Hash, leaf_hash};
use crate::note::{NoteError, VerifierKey};
use crate::proof::{Unproven, verify_inclusion};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// An inclusion proof of a tree of 64-bit size has no more hashes.
const HASHES_MAX: usize = 64;

/// A proof as it stands in a `.tlog-proof` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofText {
    /// Data of the application, not covered by any signature.
    pub extra: Option<Vec<u8>>,
    pub index: u64,
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, verbatim.
    pub checkpoint: String,
}

/// Why a `.tlog-proof` proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The checkpoint is not one that its log signed.
    Checkpoint(NoteError),
    /// The entry does not lead to the checkpoint's root.
    Inclusion(Unproven),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Checkpoint(error) => error.fmt(f),
            Self::Inclusion(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refused {}

impl ProofText {
    /// Reads the text, without trusting it.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        Self::parse_lines(text).ok_or(NoteError::Malformed)
    }

    fn parse_lines(text: &str) -> Option<Self> {
        let (proof, checkpoint) = text.split_once("\n\n")?;
        let mut lines = proof.split('\n').peekable();
        lines.next().filter(|line| *line == FIRST_LINE)?;
        let extra = match lines.next_if(|line| line.starts_with("extra ")).and_then(|line| line.strip_prefix("extra "))
        {
            Some(encoded) => Some(STANDARD.decode(encoded).ok()?),
            None => None,
        };
        let index = decimal(lines.next()?.strip_prefix("index ")?)?;
        let hashes: Vec<Hash> = lines.take(HASHES_MAX + 1).map(Hash::from_base64).collect::<Option<_>>()?;
        let fits = hashes.len() <= HASHES_MAX;
        fits.then(|| Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let extra = self.extra.as_ref().map(|extra| format!("extra {}\n", STANDARD.encode(extra))).unwrap_or_default();
        let hashes: String = self.hashes.iter().map(|hash| hash.to_base64() + "\n").collect();
        format!("{FIRST_LINE}\n{extra}index {}\n{hashes}\n{}", self.index, self.checkpoint)
    }

    /// Checks that `entry` is in the log `origin` at the stated index, and returns the checkpoint with the witnesses
    /// that signed it.
    pub fn verify(
        &self,
        entry: &[u8],
        origin: &str,
        log: &VerifierKey,
        witnesses: &[VerifierKey],
    ) -> Result<Trusted, Refused> {
        let trusted = Checkpoint::open(&self.checkpoint, origin, log, witnesses).map_err(Refused::Checkpoint)?;
        verify_inclusion(&trusted.checkpoint.head(), self.index, &leaf_hash(entry), &self.hashes)
            .map_err(Refused::Inclusion)?;
        Ok(trusted)
    }
}

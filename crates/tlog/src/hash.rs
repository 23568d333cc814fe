//! The two hashes of RFC 6962 section 2.1. The leading byte keeps leaves and nodes apart, so that no leaf can pass for
//! a node.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// A SHA-256 value of the tree: of a leaf, of an inner node or of the whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; Hash::BYTES]);

impl Hash {
    /// Bytes of a hash, and so of its place in a tile.
    pub const BYTES: usize = 32;

    /// The 32 bytes, as they stand in tiles.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Reads the base64 of checkpoints and proofs; `None` when it is not base64 of exactly 32 bytes.
    pub fn from_base64(text: &str) -> Option<Self> {
        Self::try_from(STANDARD.decode(text).ok()?.as_slice()).ok()
    }

    /// The base64 (RFC 4648 section 4) that checkpoints and proofs use.
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

impl From<[u8; 32]> for Hash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = std::array::TryFromSliceError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The hash of the tree without leaves: SHA-256 of nothing.
pub fn empty_hash() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// The hash of one entry: SHA-256 of a zero byte and the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// The hash of two neighbours: SHA-256 of a one byte, the left and the right.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The hash over a run of neighbouring hashes of one level, split as RFC 6962 splits; the empty run is the empty tree.
pub fn run_hash(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => empty_hash(),
        [only] => *only,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            node_hash(&run_hash(left), &run_hash(right))
        }
    }
}

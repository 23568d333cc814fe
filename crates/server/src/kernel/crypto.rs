//! Keys and what is done with them. Personal data is encrypted under a key per person, which lies wrapped in the database; the
//! wrapping keys lie in the key folder, outside of it and of its backups (design law 8). Erasing a person's wrapped key, or an
//! epoch's key after the stated retention of backups, makes the cells unreadable for ever.
//!
//! No randomness is made here: keys and nonces come in as bytes, so that a command that runs again writes the same cells.

mod cell;
mod folder;
mod keys;
mod master;
mod ring;
mod rotation;
mod secret;

pub use cell::{Cell, CellKey, KEY_DICE_BYTES, PersonKey, WrappedKey};
pub use folder::{FolderError, read_secret};
pub use keys::{INDEX_MAC_BYTES, IndexField, IndexMac, Keys};
pub use master::{MasterKey, reseal};
pub use secret::{Secret, same};

use crate::kernel::failure::Failure;

/// Why a cell can't be opened. Each is a sign of damage or of tampering, never of what somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// Too short, or of a version or algorithm that isn't ours.
    #[error("not an encrypted cell")]
    Malformed,
    /// Sealed under a key that isn't here (any more).
    #[error("the key {id:08x} of an encrypted cell is not known")]
    UnknownKey { id: u32 },
    /// Changed, cut off, or moved from another cell.
    #[error("an encrypted cell is not what was sealed")]
    Tampered,
}

impl CryptoError {
    /// By what the trail names it.
    pub const fn code(self) -> &'static str {
        match self {
            CryptoError::Malformed => "cell.malformed",
            CryptoError::UnknownKey { .. } => "cell.unknown-key",
            CryptoError::Tampered => "cell.tampered",
        }
    }
}

impl From<CryptoError> for Failure {
    fn from(error: CryptoError) -> Failure {
        Failure::fault(error)
    }
}

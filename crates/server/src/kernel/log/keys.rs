//! What the logs are signed with, and the salts of leaves that have no salt of their own.

use crate::kernel::{
    crypto::{Keys, Secret},
    failure::{Answer, Failure},
};
use domain::kernel::keyed;
use tlog::note::SigningKey;

/// The secrets of the sequencer.
pub struct LogKeys {
    seed: Secret<[u8; 32]>,
    trail: Secret<[u8; 32]>,
}

impl LogKeys {
    /// From the key folder.
    pub fn of(keys: &Keys) -> LogKeys {
        LogKeys { seed: keys.log_seed().clone(), trail: Secret::new(keys.derived("trail salt", &[])) }
    }

    /// From a seed alone, for stories.
    pub fn seeded(seed: [u8; 32]) -> LogKeys {
        LogKeys { seed: Secret::new(seed), trail: Secret::new(keyed(&seed, &[b"trail salt"])) }
    }

    /// The key that signs for the tree of this origin.
    pub fn signing(&self, origin: &str) -> Answer<SigningKey> {
        SigningKey::new(origin, self.seed.expose()).map_err(Failure::fault)
    }

    /// The salt of one line of the audit trail; a line's content is guessable, its salt is not.
    pub fn trail_salt(&self, id: i64) -> [u8; 32] {
        keyed(self.trail.expose(), &[&id.to_be_bytes()])
    }
}

//! The keys that change while the program runs: those that wrap people's keys, one of each epoch, and those of the indexes, one of each
//! version. The newest wraps and is written first; during a rotation the one before is still read, and index rows are written under both.

use super::{
    CellKey, FolderError, IndexField, IndexMac, Secret,
    folder::{Folder, Key},
};
use domain::kernel::keyed;
use std::collections::BTreeMap;

pub(super) const EPOCH: &str = "epoch";
pub(super) const INDEX: &str = "index";

/// One state of these keys; never changed, only replaced as a whole.
pub(super) struct Ring {
    /// At least one.
    epochs: BTreeMap<u32, CellKey>,
    /// At least one, the newest first.
    indexes: Vec<(i32, Secret<Key>)>,
}

impl Ring {
    /// What the folder holds now.
    pub fn read(folder: &Folder<'_>) -> Result<Ring, FolderError> {
        let mut epochs = BTreeMap::new();
        for number in folder.numbers(EPOCH)? {
            epochs.insert(number, CellKey::numbered(folder.key(&numbered(EPOCH, number))?, number));
        }
        let mut indexes = Vec::new();
        for version in folder.numbers(INDEX)?.into_iter().rev() {
            let number = i32::try_from(version).unwrap_or(i32::MAX);
            indexes.push((number, Secret::new(folder.key(&numbered(INDEX, version))?)));
        }
        match (epochs.is_empty(), indexes.is_empty()) {
            (true, _) => Err(folder.missing(&numbered(EPOCH, 1))),
            (_, true) => Err(folder.missing(&numbered(INDEX, 1))),
            _ => Ok(Ring { epochs, indexes }),
        }
    }

    /// What wraps new people's keys.
    pub fn newest(&self) -> Option<(u32, &CellKey)> {
        self.epochs.last_key_value().map(|(number, key)| (*number, key))
    }

    /// What wrapped a key, if it is still here.
    pub fn epoch(&self, number: u32) -> Option<&CellKey> {
        self.epochs.get(&number)
    }

    /// The epochs, the oldest first.
    pub fn epochs(&self) -> Vec<u32> {
        self.epochs.keys().copied().collect()
    }

    /// The versions of the index key, the newest first.
    pub fn versions(&self) -> Vec<i32> {
        self.indexes.iter().map(|(version, _)| *version).collect()
    }

    /// A text's digests under every version, the newest first.
    pub fn index(&self, field: IndexField, normalised: &str) -> Vec<(i32, IndexMac)> {
        self.indexes.iter().map(|(version, key)| (*version, mac(key.expose(), field, normalised))).collect()
    }
}

pub(super) fn numbered(name: &str, number: u32) -> String {
    format!("{name}-{number}")
}

/// The digest of a text under a key.
pub(super) fn mac(key: &Key, field: IndexField, normalised: &str) -> IndexMac {
    let mut mac = IndexMac::default();
    for (to, from) in mac.iter_mut().zip(keyed(key, &[field.name().as_bytes(), normalised.as_bytes()])) {
        *to = from;
    }
    mac
}

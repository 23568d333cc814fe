//! All keys of a deployment, read once at start.

use super::{
    CellKey, CryptoError, FolderError, KEY_DICE_BYTES, MasterKey, PersonKey, Secret, WrappedKey,
    folder::{Folder, Key},
    ring::{self, EPOCH, INDEX, Ring, numbered},
};
use domain::kernel::{ActivityId, VolunteerId, hex, keyed};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

/// Length of what the index table stores: 128 bits, so that two different numbers never meet.
pub const INDEX_MAC_BYTES: usize = 16;

/// A keyed digest by which a person is found.
pub type IndexMac = [u8; INDEX_MAC_BYTES];

/// What people are found by. The name goes into the digest: equal texts of two fields don't meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexField {
    /// Document type and number, as `domain::volunteer` normalises them.
    Document,
    Phone,
    Email,
    UserName,
    /// A person's exact name.
    Name,
}

impl IndexField {
    pub(super) const fn name(self) -> &'static str {
        match self {
            IndexField::Document => "document",
            IndexField::Phone => "phone",
            IndexField::Email => "email",
            IndexField::UserName => "user-name",
            IndexField::Name => "name",
        }
    }
}

/// The keys of the key folder.
pub struct Keys {
    dir: PathBuf,
    /// What the folder's files are sealed by.
    master: Option<MasterKey>,
    /// What wraps people's keys, and what people are found by; replaced as a whole when the folder's files change.
    ring: RwLock<Arc<Ring>>,
    /// What is derived per activity and volunteer.
    derive: Secret<Key>,
    log: Secret<Key>,
    passwords: Secret<Key>,
    blobs: Secret<Key>,
    payloads: Secret<Key>,
}

const SINGLE: [&str; 5] = ["derive", "log", "passwords", "blobs", "payloads"];

impl Keys {
    /// Whether a folder holds keys already; data without its keys must not get new ones.
    pub fn exist(dir: &Path) -> bool {
        Folder { dir, master: None }.numbers(EPOCH).is_ok_and(|epochs| !epochs.is_empty())
    }

    /// Reads all keys, or makes them all when the folder has none. A single missing, malformed or exposed file is an error.
    pub fn load_or_create(dir: &Path, master: Option<MasterKey>) -> Result<Keys, FolderError> {
        let folder = Folder { dir, master: master.as_ref() };
        folder.make()?;
        if folder.numbers(EPOCH)?.is_empty() {
            // The epoch comes last: a folder whose making was interrupted has none and is completed at the next start.
            let names = SINGLE.map(str::to_owned).into_iter().chain([numbered(INDEX, 1), numbered(EPOCH, 1)]);
            for name in names.filter(|name| !folder.has(name)) {
                folder.make_key(&name)?;
            }
        }
        let ring = RwLock::new(Arc::new(Ring::read(&folder)?));
        let [derive, log, passwords, blobs, payloads] = SINGLE.map(|name| folder.key(name).map(Secret::new));
        Ok(Keys {
            dir: dir.to_owned(),
            ring,
            derive: derive?,
            log: log?,
            passwords: passwords?,
            blobs: blobs?,
            payloads: payloads?,
            master,
        })
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads again what wraps people's keys and what they are found by: another process, or the operator, may have changed the files.
    pub fn reload(&self) -> Result<(), FolderError> {
        let fresh = Arc::new(Ring::read(&self.folder())?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// The folder that they lie in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn folder(&self) -> Folder<'_> {
        Folder { dir: &self.dir, master: self.master.as_ref() }
    }

    /// The epochs whose keys are here, the oldest first.
    pub fn epochs(&self) -> Vec<u32> {
        self.ring().epochs()
    }

    /// The versions of the index key that are here, the newest first.
    pub fn index_versions(&self) -> Vec<i32> {
        self.ring().versions()
    }

    /// A new person's key, made of random bytes, as it is to be stored.
    pub fn new_person_key(&self, dice: &[u8; KEY_DICE_BYTES]) -> Result<WrappedKey, CryptoError> {
        let ring = self.ring();
        let (_, epoch) = ring.newest().ok_or(CryptoError::UnknownKey { id: 0 })?;
        Ok(WrappedKey::make(epoch, dice))
    }

    /// The key of a person's cells.
    pub fn unwrap(&self, wrapped: &WrappedKey) -> Result<PersonKey, CryptoError> {
        let id = wrapped.epoch()?;
        let open = |epoch: &CellKey| Ok(PersonKey::new(*wrapped.unwrap(epoch)?.expose()));
        if let Some(epoch) = self.ring().epoch(id) {
            return open(epoch);
        }
        // Another process of the same deployment may have begun a new epoch since.
        if let Err(error) = self.reload() {
            tracing::error!(%error, "the keys can't be read again");
        }
        self.ring().epoch(id).map_or(Err(CryptoError::UnknownKey { id }), open)
    }

    /// The same person's key under the newest epoch, or None when that wraps it already.
    pub fn rewrap(&self, wrapped: &WrappedKey, nonce: [u8; 24]) -> Result<Option<WrappedKey>, CryptoError> {
        let (ring, id) = (self.ring(), wrapped.epoch()?);
        let (number, newest) = ring.newest().ok_or(CryptoError::UnknownKey { id })?;
        if id == number {
            return Ok(None);
        }
        let key = wrapped.unwrap(ring.epoch(id).ok_or(CryptoError::UnknownKey { id })?)?;
        Ok(Some(WrappedKey::wrap(newest, key.expose(), nonce)))
    }

    /// The digests by which a normalised text is stored and looked up, with their versions, the newest first: store all of them,
    /// look up any.
    pub fn index(&self, field: IndexField, normalised: &str) -> Vec<(i32, IndexMac)> {
        self.ring().index(field, normalised)
    }

    /// A digest of the same text that no rotation changes, for locks.
    pub fn lock_mac(&self, field: IndexField, normalised: &str) -> IndexMac {
        ring::mac(&self.derived("index locks", &[]), field, normalised)
    }

    /// The secret under which an activity's codes are made (ATT-01).
    pub fn activity_code_key(&self, activity: ActivityId) -> [u8; 32] {
        self.derived("activity code", &[&activity.get().to_be_bytes()])
    }

    /// The secret of a volunteer's card codes (CRD-04).
    pub fn card_key(&self, volunteer: VolunteerId) -> [u8; 32] {
        self.derived("card", &[&volunteer.get().to_be_bytes()])
    }

    /// A key for one purpose and subject; different ones tell nothing about each other.
    pub fn derived(&self, purpose: &str, subject: &[&[u8]]) -> [u8; 32] {
        keyed(self.derive.expose(), &[&[purpose.as_bytes()], subject].concat())
    }

    /// The Ed25519 seed of the log's signing key.
    pub fn log_seed(&self) -> &Secret<[u8; 32]> {
        &self.log
    }

    /// The pepper of password hashes.
    pub fn password_pepper(&self) -> &Secret<[u8; 32]> {
        &self.passwords
    }

    /// The key of what waits in jobs and is wiped when sent (law 12).
    pub fn payload_key(&self) -> CellKey {
        CellKey::new(*self.payloads.expose())
    }

    /// The key of blobs' contents and the key of their addresses (law 17).
    pub fn blob_keys(&self) -> (CellKey, Secret<[u8; 32]>) {
        let key = |purpose: &[u8]| keyed(self.blobs.expose(), &[purpose]);
        (CellKey::new(key(b"content")), Secret::new(key(b"address")))
    }

    /// A short text that is the same for the same keys, stored with the data so that a start with other keys is noticed.
    pub fn fingerprint(&self) -> String {
        hex(&self.derived("fingerprint", &[])).chars().take(16).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, reseal};
    use super::*;
    use crate::kernel::dice::{entropy, text};
    use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

    const PHONE: Cell = Cell { table: "volunteer", column: "phone", row: 1 };

    struct Scratch(PathBuf);
    impl Scratch {
        fn new() -> Scratch {
            Scratch(std::env::temp_dir().join(format!("goodhours-keys-{}", text(&entropy::<8>()))))
        }
        fn file(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }
    }
    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn keys_are_made_once_for_the_owner_alone() {
        let dir = Scratch::new();
        assert!(!Keys::exist(&dir.0));
        let made = Keys::load_or_create(&dir.0, None).unwrap();
        let again = Keys::load_or_create(&dir.0, None).unwrap();
        assert_eq!(made.fingerprint(), again.fingerprint());
        assert!(Keys::exist(&dir.0));
        for entry in fs::read_dir(&dir.0).unwrap().map(Result::unwrap) {
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        }
    }

    #[test]
    fn exposed_missing_and_malformed_keys_stop_the_start() {
        let dir = Scratch::new();
        Keys::load_or_create(&dir.0, None).unwrap();
        fs::set_permissions(dir.file("derive.key"), fs::Permissions::from_mode(0o644)).unwrap();
        let exposed = Keys::load_or_create(&dir.0, None).err().unwrap();
        assert!(matches!(exposed, FolderError::Exposed { mode: 0o644, .. }), "{exposed}");

        fs::remove_file(dir.file("derive.key")).unwrap();
        let missing = Keys::load_or_create(&dir.0, None).err().unwrap();
        assert!(matches!(missing, FolderError::Missing { .. }), "{missing}");

        fs::write(dir.file("derive.key"), "short").unwrap();
        fs::set_permissions(dir.file("derive.key"), fs::Permissions::from_mode(0o600)).unwrap();
        let malformed = Keys::load_or_create(&dir.0, None).err().unwrap();
        assert!(matches!(malformed, FolderError::NotAKey { .. }), "{malformed}");
    }

    // rules: ACC-10
    #[test]
    fn a_person_is_unreadable_once_their_key_or_its_epoch_is_gone() {
        let dir = Scratch::new();
        let keys = Keys::load_or_create(&dir.0, None).unwrap();
        let wrapped = keys.new_person_key(&[5; KEY_DICE_BYTES]).unwrap();
        let sealed = keys.unwrap(&wrapped).unwrap().seal(PHONE, b"13800000000", [1; 24]);
        assert_eq!(keys.unwrap(&wrapped).unwrap().open(PHONE, &sealed).unwrap(), b"13800000000");

        let stranger = keys.unwrap(&keys.new_person_key(&[6; KEY_DICE_BYTES]).unwrap()).unwrap();
        assert!(matches!(stranger.open(PHONE, &sealed), Err(CryptoError::UnknownKey { .. })));

        keys.begin_rotation().unwrap();
        fs::remove_file(dir.file("epoch-1.key")).unwrap();
        let later = Keys::load_or_create(&dir.0, None).unwrap();
        assert_eq!(later.unwrap(&wrapped).err(), Some(CryptoError::UnknownKey { id: 1 }));
    }

    #[test]
    fn a_new_epoch_wraps_the_same_key_again() {
        let dir = Scratch::new();
        let keys = Keys::load_or_create(&dir.0, None).unwrap();
        let wrapped = keys.new_person_key(&[5; KEY_DICE_BYTES]).unwrap();
        let sealed = keys.unwrap(&wrapped).unwrap().seal(PHONE, b"13800000000", [1; 24]);
        assert_eq!(keys.rewrap(&wrapped, [2; 24]), Ok(None));

        keys.begin_rotation().unwrap();
        let keys = Keys::load_or_create(&dir.0, None).unwrap();
        let rewrapped = keys.rewrap(&wrapped, [2; 24]).unwrap().unwrap();
        assert_eq!((wrapped.epoch(), rewrapped.epoch()), (Ok(1), Ok(2)));
        assert_eq!(keys.unwrap(&rewrapped).unwrap().open(PHONE, &sealed).unwrap(), b"13800000000");
    }

    // rules: ACC-11
    #[test]
    fn people_are_found_by_either_version_during_a_rotation() {
        let dir = Scratch::new();
        let keys = Keys::load_or_create(&dir.0, None).unwrap();
        let before = keys.index(IndexField::Phone, "+8613800000000");
        keys.begin_rotation().unwrap();
        keys.reload().unwrap();
        let during = keys.index(IndexField::Phone, "+8613800000000");
        assert_eq!(during.iter().map(|(version, _)| *version).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(during[1], before[0]);
        assert_ne!(during[0].1, during[1].1);
        assert_ne!(keys.index(IndexField::Document, "+8613800000000")[0], during[0], "another field has other digests");
        assert_ne!(keys.index(IndexField::Phone, "+8613800000001")[0], during[0]);
    }

    #[test]
    fn derived_keys_differ_by_purpose_and_subject() {
        let dir = Scratch::new();
        let keys = Keys::load_or_create(&dir.0, None).unwrap();
        let one = keys.activity_code_key(ActivityId(1));
        assert_eq!(one, keys.activity_code_key(ActivityId(1)));
        assert_ne!(one, keys.activity_code_key(ActivityId(2)));
        assert_ne!(one, keys.card_key(VolunteerId(1)));
    }

    fn master(digit: char) -> MasterKey {
        MasterKey::parse(&Secret::new(digit.to_string().repeat(64))).unwrap()
    }

    // rules: ACC-11
    #[test]
    fn a_sealed_folder_opens_by_its_master_key_alone() {
        let dir = Scratch::new();
        let made = Keys::load_or_create(&dir.0, Some(master('a'))).unwrap();
        let open = |key: Option<MasterKey>| Keys::load_or_create(&dir.0, key).map(|keys| keys.fingerprint());
        assert_eq!(open(Some(master('a'))).unwrap(), made.fingerprint());
        assert!(matches!(open(None).unwrap_err(), FolderError::MasterMissing { .. }));
        assert!(matches!(open(Some(master('b'))).unwrap_err(), FolderError::OtherMaster { .. }));
        // New keys of a rotation are sealed too, and files can't change places.
        made.begin_rotation().unwrap();
        made.retire_old().unwrap();
        made.reload().unwrap();
        assert_eq!((made.epochs(), made.index_versions()), (vec![2], vec![2]));
        fs::rename(dir.file("derive.key"), dir.file("log.key")).unwrap();
        fs::copy(dir.file("log.key"), dir.file("derive.key")).unwrap();
        assert!(matches!(open(Some(master('a'))).unwrap_err(), FolderError::OtherMaster { .. }));
        for bad in ["", "abc", &"g".repeat(64)] {
            assert!(MasterKey::parse(&Secret::new(bad.to_owned())).is_none(), "{bad}");
        }
    }

    // rules: ACC-11
    #[test]
    fn a_folder_is_sealed_resealed_and_unsealed_and_a_run_that_stopped_is_repeated() {
        let dir = Scratch::new();
        let made = Keys::load_or_create(&dir.0, None).unwrap();
        made.begin_rotation().unwrap();
        made.retire_old().unwrap();
        made.reload().unwrap();
        let open = |key: Option<MasterKey>| Keys::load_or_create(&dir.0, key).map(|keys| keys.fingerprint());
        assert!(matches!(open(Some(master('a'))).unwrap_err(), FolderError::NotSealed { .. }));
        let (one, two) = (master('a'), master('b'));
        assert_eq!(reseal(&dir.0, None, Some(&one)).unwrap(), 9);
        assert_eq!(reseal(&dir.0, None, Some(&one)).unwrap(), 0);
        assert_eq!(open(Some(one.clone())).unwrap(), made.fingerprint());
        for entry in fs::read_dir(&dir.0).unwrap().map(Result::unwrap) {
            let text = fs::read_to_string(entry.path()).unwrap();
            assert!(text.starts_with("sealed-1:"), "{entry:?}");
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
        }
        // given a run that stopped half-way, then the next one does the rest
        let before = fs::read(dir.file("log.key")).unwrap();
        assert_eq!(reseal(&dir.0, Some(&one), Some(&two)).unwrap(), 9);
        fs::write(dir.file("log.key"), before).unwrap();
        fs::write(dir.file("log.new"), "half").unwrap();
        assert!(matches!(reseal(&dir.0, None, Some(&two)).unwrap_err(), FolderError::MasterMissing { .. }));
        assert!(matches!(reseal(&dir.0, Some(&master('c')), Some(&two)).unwrap_err(), FolderError::OtherMaster { .. }));
        assert_eq!(reseal(&dir.0, Some(&one), Some(&two)).unwrap(), 1);
        assert_eq!(open(Some(two.clone())).unwrap(), made.fingerprint());
        assert_eq!(reseal(&dir.0, Some(&two), None).unwrap(), 9);
        assert_eq!(open(None).unwrap(), made.fingerprint());
    }
}

//! Collecting what nobody refers to any more, a day after the last reference went (design law 17).

use super::{BlobAddress, Blobs};
use jiff::Timestamp;
use std::{collections::HashSet, fs, io};

impl Blobs {
    /// Removes one file that was written before that moment of the machine's own time; false when it is younger.
    pub fn remove(&self, address: BlobAddress, before: Timestamp) -> io::Result<bool> {
        let path = self.path(address);
        let metadata = match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
            other => other?,
        };
        if Timestamp::try_from(metadata.modified()?).unwrap_or(Timestamp::MAX) >= before {
            return Ok(false);
        }
        fs::remove_file(&path)?;
        Ok(true)
    }

    /// Removes files that were written before `older_than` (the machine's own time) and whose address isn't among the live ones.
    /// Returns how many. The age guards those whose row is just being written, so it must be longer than any transaction.
    pub fn sweep(&self, live: &HashSet<BlobAddress>, older_than: Timestamp) -> io::Result<u64> {
        let mut removed = 0;
        for shelf in fs::read_dir(&self.folder)? {
            let shelf = shelf?.path();
            if !shelf.is_dir() {
                continue;
            }
            for file in fs::read_dir(&shelf)? {
                let file = file?;
                // Unfinished files have no address and so are never live.
                let address = file.file_name().to_string_lossy().parse::<BlobAddress>().ok();
                let is_live = address.is_some_and(|address| live.contains(&address));
                let written_at = Timestamp::try_from(file.metadata()?.modified()?).unwrap_or(Timestamp::MAX);
                if !is_live && written_at < older_than {
                    fs::remove_file(file.path())?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Blob, BlobFailure, BlobKind, Media};
    use super::*;
    use crate::kernel::{
        crypto::{CryptoError, Keys},
        dice::{entropy, text},
    };
    use jiff::SignedDuration;
    use std::path::PathBuf;

    const EVIDENCE: BlobKind = BlobKind::Evidence { edge_max: 100 };
    const PAPER: &[u8] = b"%PDF-1.7\nsecret paper\n%%EOF\n";

    struct Desk {
        folder: PathBuf,
        blobs: Blobs,
    }
    impl Desk {
        fn new() -> Desk {
            let folder = std::env::temp_dir().join(format!("goodhours-blobs-{}", text(&entropy::<8>())));
            let keys = Keys::load_or_create(&folder.join("keys"), None).unwrap();
            let blobs = Blobs::open(&folder.join("blobs"), &keys).unwrap();
            Desk { folder, blobs }
        }
        fn path(&self, address: BlobAddress) -> PathBuf {
            self.blobs.path(address)
        }
        fn written_at(&self, address: BlobAddress) -> Timestamp {
            Timestamp::try_from(fs::metadata(self.path(address)).unwrap().modified().unwrap()).unwrap()
        }
    }
    impl Drop for Desk {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    #[test]
    fn a_blob_comes_back_as_it_was_kept_and_lies_encrypted() {
        let desk = Desk::new();
        let address = desk.blobs.put(EVIDENCE, PAPER).unwrap();
        assert_eq!(desk.blobs.get(address).unwrap(), Some(Blob { media: Media::Pdf, bytes: PAPER.to_vec() }));
        assert_eq!(address.to_string().parse(), Ok(address));
        let lying = fs::read(desk.path(address)).unwrap();
        assert!(!lying.windows(6).any(|window| window == b"secret"));
        assert_eq!(desk.blobs.put(EVIDENCE, PAPER).unwrap(), address, "the same content has the same address");
        assert_ne!(Desk::new().blobs.put(EVIDENCE, PAPER).unwrap(), address, "under other keys it has another one");
    }

    #[test]
    fn a_changed_or_moved_blob_is_noticed() {
        let desk = Desk::new();
        let address = desk.blobs.put(EVIDENCE, PAPER).unwrap();
        let other = desk.blobs.put(EVIDENCE, b"%PDF-1.7\nother\n%%EOF").unwrap();
        fs::copy(desk.path(other), desk.path(address)).unwrap();
        let moved = desk.blobs.get(address).unwrap_err();
        assert!(matches!(moved, BlobFailure::Crypto(CryptoError::Tampered)), "{moved}");
        assert_eq!(desk.blobs.get(BlobAddress([9; 32])).unwrap(), None);
    }

    #[test]
    fn only_old_blobs_without_a_reference_are_collected() {
        let desk = Desk::new();
        let (kept, gone) =
            (desk.blobs.put(EVIDENCE, PAPER).unwrap(), desk.blobs.put(EVIDENCE, b"%PDF-1\n%%EOF").unwrap());
        let unfinished = desk.path(gone).with_extension("7.tmp");
        fs::write(&unfinished, "half").unwrap();
        let live = HashSet::from([kept]);

        let written_at = desk.written_at(gone);
        assert_eq!(desk.blobs.sweep(&live, written_at).unwrap(), 0, "not older, to the instant");
        assert_eq!(desk.blobs.sweep(&live, written_at + SignedDuration::from_hours(1)).unwrap(), 2);

        assert!(desk.blobs.get(kept).unwrap().is_some() && desk.blobs.get(gone).unwrap().is_none());
        assert!(!unfinished.exists());
    }
}

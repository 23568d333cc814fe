//! Pictures and papers (design law 17): pictures are decoded within limits and made anew, so that nothing of the sender's file
//! but its pixels stays; papers are taken as they are. What is stored is encrypted, under an address that only the key can make.
//!
//! A file is on the disk before its row: a row never points to nothing. Files without a row are collected later.
//! All of this blocks: call it on a blocking thread, never within a transaction.

mod picture;
mod sweep;

pub use picture::BlobRefusal;

use crate::kernel::{
    crypto::{CellKey, CryptoError, Keys, Secret},
    failure::Failure,
};
use domain::kernel::{hex, keyed};
use picture::Encoded;
use std::{
    fmt,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Mutex,
};

/// Largest file that is taken, in bytes.
pub const BLOB_BYTES_MAX: usize = 10 * 1024 * 1024;

/// What a file is for; it decides how it is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobKind {
    /// A photograph: JPEG, its longer edge at most so many pixels.
    Photo { edge_max: u32 },
    /// A photograph of which the middle square is kept: JPEG, its edges at most so many pixels.
    Square { edge_max: u32 },
    /// A drawing that keeps its transparency (seal, logo): PNG.
    Drawing { edge_max: u32 },
    /// Evidence: a photograph or a PDF, which is kept byte by byte.
    Evidence { edge_max: u32 },
    /// What this program made and sealed under a key of its own: kept byte by byte, and unreadable once that key is gone.
    Sealed,
}

/// What a stored file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Jpeg,
    Png,
    Pdf,
    Sealed,
}

impl Media {
    const ALL: [Media; 4] = [Media::Jpeg, Media::Png, Media::Pdf, Media::Sealed];

    /// The media type for the answer's header.
    pub const fn mime(self) -> &'static str {
        match self {
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Pdf => "application/pdf",
            Media::Sealed => "application/octet-stream",
        }
    }

    /// The first byte of what is encrypted.
    const fn tag(self) -> u8 {
        match self {
            Media::Jpeg => 1,
            Media::Png => 2,
            Media::Pdf => 3,
            Media::Sealed => 4,
        }
    }
}

/// Where a blob lies: a keyed digest of what it holds. Equal contents share it; without the key nobody can tell what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobAddress(pub [u8; 32]);

impl fmt::Display for BlobAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for BlobAddress {
    type Err = NotAnAddress;
    fn from_str(raw: &str) -> Result<BlobAddress, NotAnAddress> {
        let mut address = [0; 32];
        let digits: Option<Vec<u8>> =
            raw.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
        let digits = digits.filter(|digits| digits.len() == 64).ok_or(NotAnAddress)?;
        for (byte, pair) in address.iter_mut().zip(digits.chunks(2)) {
            *byte = pair.iter().fold(0, |byte, digit| (byte << 4) | digit);
        }
        Ok(BlobAddress(address))
    }
}

/// A text that is no blob's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a blob")]
pub struct NotAnAddress;

/// A stored file, decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    pub media: Media,
    pub bytes: Vec<u8>,
}

/// Why a blob can't be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobFailure {
    /// The file itself is no good; the sender is told.
    #[error("the file was refused: {0:?}")]
    Refused(BlobRefusal),
    #[error("a blob can't be read or written: {0}")]
    Io(#[from] io::Error),
    #[error("a blob can't be opened: {0}")]
    Crypto(#[from] CryptoError),
}

impl From<BlobFailure> for Failure {
    fn from(failure: BlobFailure) -> Failure {
        match failure {
            BlobFailure::Refused(refusal) => refusal.into(),
            broken => Failure::fault(broken),
        }
    }
}

/// The folder of all blobs, files under the first two digits of their address.
pub struct Blobs {
    folder: PathBuf,
    content: CellKey,
    address: Secret<[u8; 32]>,
    /// A large picture takes 160 MB while it is decoded, so one is decoded at a time.
    bench: Mutex<()>,
}

impl Blobs {
    /// Opens the folder, and makes it when it isn't there.
    pub fn open(folder: &Path, keys: &Keys) -> io::Result<Blobs> {
        fs::create_dir_all(folder)?;
        let (content, address) = keys.blob_keys();
        Ok(Blobs { folder: folder.to_owned(), content, address, bench: Mutex::new(()) })
    }

    /// Takes a file as it was sent, makes it anew and keeps it. The same file again gets the same address and a fresh age.
    pub fn put(&self, kind: BlobKind, sent: &[u8]) -> Result<BlobAddress, BlobFailure> {
        let encoded = {
            let _one_at_a_time = self.bench.lock();
            picture::encode(kind, sent).map_err(BlobFailure::Refused)?
        };
        Ok(self.keep(&encoded)?)
    }

    fn keep(&self, Encoded { media, bytes }: &Encoded) -> io::Result<BlobAddress> {
        let mut plain = vec![media.tag()];
        plain.extend_from_slice(bytes);
        let address = BlobAddress(keyed(self.address.expose(), &[&plain]));
        // The nonce follows from the content: only the same content gets the same one, and then it is the same file.
        let mut nonce = [0; 24];
        for (to, from) in nonce.iter_mut().zip(keyed(self.address.expose(), &[b"nonce", &address.0])) {
            *to = from;
        }
        let sealed = self.content.seal_bound(&address.0, &plain, nonce);
        self.write(address, &sealed)?;
        Ok(address)
    }

    /// What lies at an address; None when nothing does.
    pub fn get(&self, address: BlobAddress) -> Result<Option<Blob>, BlobFailure> {
        let sealed = match fs::read(self.path(address)) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let plain = self.content.open_bound(&address.0, &sealed)?;
        let (tag, bytes) = plain.split_first().ok_or(CryptoError::Malformed)?;
        let media = Media::ALL.into_iter().find(|media| media.tag() == *tag).ok_or(CryptoError::Malformed)?;
        Ok(Some(Blob { media, bytes: bytes.to_vec() }))
    }

    fn path(&self, address: BlobAddress) -> PathBuf {
        let name = address.to_string();
        self.folder.join(name.chars().take(2).collect::<String>()).join(name)
    }

    /// Whole or not at all: a crash leaves a `.tmp` file, which the sweep collects.
    fn write(&self, address: BlobAddress, sealed: &[u8]) -> io::Result<()> {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let path = self.path(address);
        let shelf = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(shelf)?;
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let unfinished = path.with_extension(format!("{number}.tmp"));
        let mut file = File::create(&unfinished)?;
        file.write_all(sealed)?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        File::open(shelf)?.sync_all()?;
        File::open(&self.folder)?.sync_all()
    }
}

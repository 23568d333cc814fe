//! The key folder: one file per key, 32 bytes as hex or sealed by the master key, readable by its owner alone.

use super::{
    MasterKey, Secret,
    master::{alias, is_sealed},
};
use crate::kernel::dice::entropy;
use domain::kernel::hex;
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Why the keys, or another secret file, can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{}: {cause}", path.display())]
    Io { path: PathBuf, cause: io::Error },
    #[error("{path} can be read by others (mode {mode:03o}); run: chmod 600 {path}", path = path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("{} is not a key: 64 hexadecimal digits are expected", path.display())]
    NotAKey { path: PathBuf },
    /// Making a new one would leave everything sealed under the lost one unreadable, without anybody noticing.
    #[error("{} is missing, while other keys are there; restore it from its backup", path.display())]
    Missing { path: PathBuf },
    #[error("{} is sealed by a master key; give it by --master-key-file or GOODHOURS_MASTER_KEY", path.display())]
    MasterMissing { path: PathBuf },
    #[error("{} was sealed by another master key", path.display())]
    OtherMaster { path: PathBuf },
    /// Whoever gives a master key believes the folder to be sealed.
    #[error("{} isn't sealed by the master key; run: goodhours keys seal", path.display())]
    NotSealed { path: PathBuf },
}

pub(super) type Key = [u8; 32];

/// A folder with its files, and what they are sealed by.
pub(super) struct Folder<'a> {
    pub dir: &'a Path,
    pub master: Option<&'a MasterKey>,
}

impl Folder<'_> {
    /// Makes the folder, for its owner alone, when it isn't there.
    pub fn make(&self) -> Result<(), FolderError> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(self.dir);
        made.map_err(|cause| FolderError::Io { path: self.dir.to_owned(), cause })
    }

    /// The numbers of the keys `<name>-<number>.key`, in rising order.
    pub fn numbers(&self, name: &str) -> Result<Vec<u32>, FolderError> {
        let failed = |cause| FolderError::Io { path: self.dir.to_owned(), cause };
        let mut numbers = Vec::new();
        for entry in fs::read_dir(self.dir).map_err(failed)? {
            let file = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            let number = file.strip_prefix(name).and_then(|rest| rest.strip_prefix('-')?.strip_suffix(".key"));
            numbers.extend(number.and_then(|number| number.parse::<u32>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// Reads a key.
    pub fn key(&self, name: &str) -> Result<Key, FolderError> {
        if !self.has(name) {
            return Err(self.missing(name));
        }
        let (path, text) = (self.path(name), self.text(name)?);
        match (self.master, is_sealed(text.expose())) {
            (None, false) => unhex(text.expose()).ok_or(FolderError::NotAKey { path }),
            (None, true) => Err(FolderError::MasterMissing { path }),
            (Some(_), false) => Err(FolderError::NotSealed { path }),
            (Some(master), true) => master.open(alias(name), text.expose()).ok_or(FolderError::OtherMaster { path }),
        }
    }

    /// What a key's file holds.
    pub fn text(&self, name: &str) -> Result<Secret<String>, FolderError> {
        read_secret(&self.path(name))
    }

    /// The names of all keys, those that were set aside among them.
    pub fn names(&self) -> Result<Vec<String>, FolderError> {
        let failed = |cause| FolderError::Io { path: self.dir.to_owned(), cause };
        let mut names = Vec::new();
        for entry in fs::read_dir(self.dir).map_err(failed)? {
            let file = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            names.extend(file.strip_suffix(".key").map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Makes a new key from entropy; it is on the disk before it is used.
    pub fn make_key(&self, name: &str) -> Result<(), FolderError> {
        let key = Zeroizing::new(entropy::<32>());
        self.put(&self.path(name), name, &key)
    }

    /// Writes a key in place of its file, at once or not at all.
    pub fn replace(&self, name: &str, key: &Key) -> Result<(), FolderError> {
        let (path, fresh) = (self.path(name), self.dir.join(format!("{name}.new")));
        // Left behind by a run that was interrupted; the key's own file is still whole.
        drop(fs::remove_file(&fresh));
        self.put(&fresh, name, key)?;
        let renamed = fs::rename(&fresh, &path).and_then(|()| File::open(self.dir)?.sync_all());
        renamed.map_err(|cause| FolderError::Io { path, cause })
    }

    fn put(&self, path: &Path, name: &str, key: &Key) -> Result<(), FolderError> {
        let failed = |cause| FolderError::Io { path: path.to_owned(), cause };
        let text = match self.master {
            None => Some(hex(key)),
            Some(master) => master.seal(alias(name), key),
        };
        let text = Zeroizing::new(text.ok_or_else(|| failed(io::Error::other("the key can't be sealed")))?);
        write(path, text.as_bytes()).map_err(failed)
    }

    /// Calls a key's file something else.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), FolderError> {
        let path = self.path(from);
        let renamed = fs::rename(&path, self.path(to)).and_then(|()| File::open(self.dir)?.sync_all());
        renamed.map_err(|cause| FolderError::Io { path, cause })
    }

    /// Overwrites a key's file and removes it.
    pub fn destroy(&self, name: &str) -> Result<(), FolderError> {
        let path = self.path(name);
        let overwritten = OpenOptions::new().write(true).open(&path).and_then(|mut file| {
            let bytes = usize::try_from(file.metadata()?.len()).unwrap_or_default();
            file.write_all(&vec![b'0'; bytes])?;
            file.sync_all()
        });
        let gone = overwritten.and_then(|()| fs::remove_file(&path)).and_then(|()| File::open(self.dir)?.sync_all());
        gone.map_err(|cause| FolderError::Io { path, cause })
    }

    /// Whether a key's file is there, readable or not.
    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The error for a key that should be there.
    pub fn missing(&self, name: &str) -> FolderError {
        FolderError::Missing { path: self.path(name) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.key"))
    }
}

/// A secret from a file that only its owner can read; the last line end is not part of it.
pub fn read_secret(path: &Path) -> Result<Secret<String>, FolderError> {
    let failed = |cause| FolderError::Io { path: path.to_owned(), cause };
    let mut file = File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(FolderError::Exposed { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    Ok(Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// A key from its digits.
pub(super) fn unhex(text: &str) -> Option<Key> {
    let mut key = [0; 32];
    let text = text.as_bytes();
    if text.len() != 64 || !text.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

//! The data folder: for its owner alone, and for one process at a time (law 16).

use crate::kernel::dice::{entropy, text};
use std::{
    fs::{DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// Somebody else works in the data folder.
#[derive(Debug, thiserror::Error)]
#[error("{} is in use by another goodhours process", .0.display())]
pub struct FolderTaken(PathBuf);

/// A data folder that is ours until this is dropped.
pub struct DataFolder {
    path: PathBuf,
    holder: String,
    _lock: File,
}

impl DataFolder {
    /// Makes the folder if need be and takes its lock. The error is [`FolderTaken`] or one of the file system.
    pub fn take(path: &Path) -> Result<DataFolder, Box<dyn std::error::Error + Send + Sync>> {
        let named = |cause: io::Error| io::Error::new(cause.kind(), format!("{}: {cause}", path.display()));
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(named)?;
        let file = path.join("goodhours.lock");
        let mut lock = OpenOptions::new().create(true).truncate(false).write(true).open(file).map_err(named)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderTaken(path.to_owned()).into()),
            Err(TryLockError::Error(cause)) => return Err(named(cause).into()),
        }
        lock.set_len(0).map_err(named)?;
        writeln!(lock, "{}", std::process::id()).map_err(named)?;
        let holder = format!("{}-{}", std::process::id(), text(&entropy::<5>()));
        Ok(DataFolder { path: path.to_owned(), holder, _lock: lock })
    }

    /// Whether nothing was ever kept at this place.
    pub fn is_empty(path: &Path) -> bool {
        !path.join("goodhours.sqlite").exists()
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Names this process in leases.
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// The socket on which the command line talks to the process that serves.
    pub fn socket(path: &Path) -> PathBuf {
        path.join("goodhours.sock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_at_a_time_works_in_a_data_folder() {
        let path = std::env::temp_dir().join(format!("goodhours-folder-{}", text(&entropy::<8>())));
        let first = DataFolder::take(&path).unwrap();
        let second = DataFolder::take(&path).err().expect("the folder is taken");
        assert!(second.is::<FolderTaken>(), "{second}");
        drop(first);
        assert!(DataFolder::take(&path).is_ok());
        std::fs::remove_dir_all(&path).unwrap();
    }
}

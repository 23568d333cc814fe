//! The files of a rotation: new keys beside the old ones, old ones set aside, and at last destroyed. Whether the data needs a key still is
//! `crate::rotation`'s to say, and asked before.

use super::{
    FolderError, Keys,
    folder::Folder,
    ring::{EPOCH, INDEX, numbered},
};

/// How the file of a key begins that was set aside: it is read no more.
pub(super) const RETIRED: &str = "retired-";

impl Keys {
    /// Begins a rotation of both kinds of key, or completes one whose beginning was interrupted. Nothing is used before it is read again.
    pub fn begin_rotation(&self) -> Result<(), FolderError> {
        let folder = self.folder();
        for name in [EPOCH, INDEX] {
            if folder.numbers(name)?.len() == 1 {
                add(&folder, name)?;
            }
        }
        Ok(())
    }

    /// Sets every key but the newest of each kind aside. Answers how they are called now.
    pub fn retire_old(&self) -> Result<Vec<String>, FolderError> {
        let folder = self.folder();
        let mut retired = Vec::new();
        for name in [EPOCH, INDEX] {
            let numbers = folder.numbers(name)?;
            let newest = numbers.last().copied();
            for number in numbers.into_iter().filter(|number| Some(*number) != newest) {
                let (from, to) = (numbered(name, number), format!("{RETIRED}{}", numbered(name, number)));
                folder.rename(&from, &to)?;
                retired.push(to);
            }
        }
        Ok(retired)
    }

    /// The keys that were set aside, by kind: epochs, then versions of the index key.
    pub fn retired(&self) -> Result<(Vec<u32>, Vec<u32>), FolderError> {
        let folder = self.folder();
        let of = |name: &str| folder.numbers(&format!("{RETIRED}{name}"));
        Ok((of(EPOCH)?, of(INDEX)?))
    }

    /// Destroys every key that was set aside: overwritten, then removed. What a backup holds under them is gone for ever.
    pub fn destroy_retired(&self) -> Result<usize, FolderError> {
        let (epochs, versions) = self.retired()?;
        let folder = self.folder();
        let names = epochs.iter().map(|number| numbered(EPOCH, *number));
        let names: Vec<String> = names.chain(versions.iter().map(|number| numbered(INDEX, *number))).collect();
        for name in &names {
            folder.destroy(&format!("{RETIRED}{name}"))?;
        }
        Ok(names.len())
    }
}

fn add(folder: &Folder<'_>, name: &str) -> Result<u32, FolderError> {
    let next = folder.numbers(name)?.last().map_or(1, |last| last.saturating_add(1));
    folder.make_key(&numbered(name, next))?;
    Ok(next)
}

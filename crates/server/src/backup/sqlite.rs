//! SQLite: a whole, compact copy of one moment (VACUUM INTO), while the writer goes on.

use crate::{kernel::db::Target, start::Trouble};
use diesel::{RunQueryDsl, sql_types::Text};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The copy lies beside the database while it is read, and goes away whatever happens.
struct Copy(PathBuf);

impl Drop for Copy {
    fn drop(&mut self) {
        // Nothing is lost when it stays: it is named as what it is.
        drop(fs::remove_file(&self.0));
    }
}

/// Makes a copy and shows it to `take`.
pub fn copy(database: &Path, folder: &Path, take: impl FnOnce(&Path) -> Result<(), Trouble>) -> Result<(), Trouble> {
    if !database.exists() {
        return Err(format!("{} does not exist", database.display()).into());
    }
    let copy = Copy(folder.join("backup-copy.sqlite"));
    drop(fs::remove_file(&copy.0));
    let mut conn = Target::Sqlite(database.to_owned()).connect()?;
    diesel::sql_query("vacuum into ?").bind::<Text, _>(copy.0.to_string_lossy().into_owned()).execute(&mut conn)?;
    take(&copy.0)
}

//! What is left of somebody: searching files, rows and logs for bytes that must be nowhere.

use crate::world::World;
use goodhours::kernel::db::Target;
use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
};

/// Everything that this process logs.
#[derive(Clone, Default)]
pub struct Logged(Arc<Mutex<Vec<u8>>>);

impl Logged {
    /// What was logged until now.
    pub fn so_far(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

impl Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub fn logged() -> Logged {
    static LOGGED: OnceLock<Logged> = OnceLock::new();
    let new = || {
        let logged = Logged::default();
        let to = logged.clone();
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || to.clone());
        subscriber.try_init().ok();
        logged
    };
    LOGGED.get_or_init(new).clone()
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Makes files look two minutes older than they are, since what is young may be about to get its row.
pub fn age(folder: &Path) {
    let before = std::fs::metadata(folder).unwrap().modified().unwrap() - std::time::Duration::from_secs(120);
    for file in files(folder) {
        std::fs::File::options().write(true).open(file).unwrap().set_modified(before).unwrap();
    }
}

/// What must be nowhere: who it was, in clear, as hexadecimal digits and in UTF-16, and the key.
pub fn needles(wrapped: &[u8], texts: &[&str]) -> Vec<(String, Vec<u8>)> {
    let mut needles = vec![("the wrapped key".to_owned(), wrapped.to_vec())];
    for text in texts {
        let hex = domain::kernel::hex(text.as_bytes());
        let wide = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        needles.push(((*text).to_owned(), text.as_bytes().to_vec()));
        needles.push((format!("{text} in hex"), hex.into_bytes()));
        needles.push((format!("{text} in UTF-16"), wide));
    }
    needles
}

/// Each byte as the character of its number, so that the search of the standard library finds bytes quickly.
fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

pub fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    text(bytes).contains(&text(needle))
}

/// Where one of them is found: in files of the data folder, or in rows.
pub fn found(w: &World, needles: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut found = Vec::new();
    for (name, needle) in needles {
        match &w.target {
            Target::Sqlite(database) => {
                let folder = database.parent().unwrap();
                let mut places = files(&folder.join("blobs"));
                places.extend(
                    ["", "-wal", "-shm", "-journal"].map(|end| PathBuf::from(format!("{}{end}", database.display()))),
                );
                let seen =
                    places.into_iter().filter(|path| std::fs::read(path).is_ok_and(|bytes| holds(&bytes, needle)));
                found.extend(seen.map(|path| format!("{name} in {}", path.display())));
            }
            Target::Postgres(_) => {
                let text = String::from_utf8_lossy(needle);
                let hex = domain::kernel::hex(needle);
                for table in crate::laws::table_names() {
                    let clear = if needle.contains(&0) || text.contains('\u{fffd}') { &hex } else { text.as_ref() };
                    let rows = w.count(&format!("{table} t where t::text like '%{clear}%' or t::text like '%{hex}%'"));
                    found.extend((rows > 0).then(|| format!("{name} in {table}")));
                }
            }
        }
    }
    found
}

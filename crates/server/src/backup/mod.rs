//! Backups: one file that holds the database of one moment and the blobs, made while the server runs. Keys are not in it unless asked
//! for: whoever finds a backup without them learns no name (law 8).
//!
//! The file is a gzipped tar: `backup.json`, then the database (SQLite's own file, or a table a file from PostgreSQL), then the
//! blobs. Blobs are written before their rows and collected a day late, so what is copied after the database holds all it names.

mod postgres;
mod sqlite;

use crate::{
    kernel::{
        config::Settings,
        db::{Engine, Target},
    },
    start::{self, Trouble},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Component, Path, PathBuf},
};

/// What a backup says of itself; its first file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Of this format.
    pub format: u32,
    /// Of the program that made it.
    pub program: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    pub made_at: jiff::Timestamp,
    pub with_keys: bool,
}

const FORMAT: u32 = 1;
const LABEL: &str = "backup.json";
const DATABASE: &str = "database";
const BLOBS: &str = "blobs";
const KEYS: &str = "keys";

fn engine_name(target: &Target) -> &'static str {
    match target.engine() {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

/// Writes a backup of what the settings name; an existing file is not overwritten. A running server goes on meanwhile.
pub fn make(settings: &Settings, file: &Path, with_keys: bool, made_at: jiff::Timestamp) -> Result<Label, Trouble> {
    let target = start::target(settings)?;
    let engine = engine_name(&target).to_owned();
    let label = Label { format: FORMAT, program: env!("CARGO_PKG_VERSION").into(), engine, made_at, with_keys };
    let out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    let out = out.map_err(|cause| format!("{}: {cause}", file.display()))?;
    let mut tar = tar::Builder::new(GzEncoder::new(BufWriter::new(out), Compression::fast()));
    tar.mode(tar::HeaderMode::Deterministic);
    append(&mut tar, LABEL, &serde_json::to_vec_pretty(&label)?)?;
    match &target {
        Target::Sqlite(path) => {
            sqlite::copy(path, &settings.data, |copy| Ok(tar.append_path_with_name(copy, DATABASE)?))?
        }
        Target::Postgres(_) => {
            postgres::dump(&target, |table, lines| append(&mut tar, &format!("{DATABASE}/{table}.jsonl"), lines))?;
        }
    }
    append_folder(&mut tar, BLOBS, &settings.blobs_dir())?;
    if with_keys {
        append_folder(&mut tar, KEYS, &settings.keys_dir())?;
    }
    let mut out = tar.into_inner()?.finish()?.into_inner().map_err(|error| error.into_error())?;
    out.flush()?;
    out.sync_all()?;
    Ok(label)
}

fn append(tar: &mut tar::Builder<impl Write>, name: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let mut header = tar::Header::new_gnu();
    header.set_size(u64::try_from(bytes.len())?);
    header.set_mode(0o600);
    header.set_cksum();
    Ok(tar.append_data(&mut header, name, bytes)?)
}

fn append_folder(tar: &mut tar::Builder<impl Write>, name: &str, folder: &Path) -> Result<(), Trouble> {
    if folder.is_dir() { Ok(tar.append_dir_all(name, folder)?) } else { Ok(()) }
}

/// Puts a backup into the places that the settings name. They must be empty: nothing is ever overwritten.
pub fn restore(settings: &Settings, file: &Path) -> Result<Label, Trouble> {
    let target = start::target(settings)?;
    let label = label(file)?;
    if label.format != FORMAT || label.engine != engine_name(&target) {
        let (format, engine) = (label.format, &label.engine);
        return Err(format!(
            "this is a backup of {engine} in format {format}, it does not fit {}",
            engine_name(&target)
        )
        .into());
    }
    if let Target::Sqlite(path) = &target
        && path.exists()
    {
        return Err(format!("{} is there already; move it away first", path.display()).into());
    }
    let mut tables = matches!(target, Target::Postgres(_)).then(|| postgres::Loading::begin(&target)).transpose()?;
    let mut archive = open(file)?;
    for entry in archive.entries()? {
        let mut entry = entry?;
        let name = plain(&entry.path()?)?;
        let place = match (name.iter().next().and_then(|top| top.to_str()), &target) {
            (Some(LABEL), _) => continue,
            (Some(DATABASE), Target::Sqlite(path)) => path.clone(),
            (Some(DATABASE), Target::Postgres(_)) => {
                let table = name.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                if let Some(tables) = &mut tables {
                    tables.load(&table, BufReader::new(&mut entry))?;
                }
                continue;
            }
            (Some(BLOBS), _) => settings.blobs_dir().join(name.strip_prefix(BLOBS)?),
            (Some(KEYS), _) => settings.keys_dir().join(name.strip_prefix(KEYS)?),
            _ => return Err(format!("{} does not belong into a backup", name.display()).into()),
        };
        unpack(&mut entry, &place)?;
    }
    if let Some(tables) = tables {
        tables.finish()?;
    }
    Ok(label)
}

fn open(file: &Path) -> Result<tar::Archive<impl Read>, Trouble> {
    let opened = File::open(file).map_err(|cause| format!("{}: {cause}", file.display()))?;
    Ok(tar::Archive::new(GzDecoder::new(BufReader::new(opened))))
}

/// What a file says of itself; the error is a file that is no backup.
pub fn label(file: &Path) -> Result<Label, Trouble> {
    let mut archive = open(file)?;
    let first = archive.entries()?.next().transpose()?;
    let Some(mut first) = first.filter(|entry| entry.path().is_ok_and(|path| path.as_ref() == Path::new(LABEL))) else {
        return Err(format!("{} is not a backup of goodhours", file.display()).into());
    };
    let mut text = String::new();
    first.read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

/// Only plain names may be unpacked: no `..`, nothing absolute.
fn plain(path: &Path) -> Result<PathBuf, Trouble> {
    if path.components().all(|part| matches!(part, Component::Normal(_))) {
        Ok(path.to_owned())
    } else {
        Err(format!("{} leads out of the backup", path.display()).into())
    }
}

fn unpack(entry: &mut tar::Entry<'_, impl Read>, place: &Path) -> Result<(), Trouble> {
    if entry.header().entry_type().is_dir() {
        return Ok(fs::create_dir_all(place)?);
    }
    if !entry.header().entry_type().is_file() {
        return Err(format!("{} is no plain file", place.display()).into());
    }
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    // Blobs are addressed by their content and keys by their number: what is there is the same or newer, and stays.
    if place.exists() {
        return Ok(());
    }
    let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(place)?;
    std::io::copy(entry, &mut out)?;
    Ok(out.sync_all()?)
}

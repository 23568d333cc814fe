// Writes OUT_DIR/locales.rs: every .ftl file below locales/<tag> with its text, so that a new file needs no list.

use std::{
    env,
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

const TAGS: [&str; 2] = ["zh-CN", "en"];

pub fn embed() -> io::Result<()> {
    let root = folder("CARGO_MANIFEST_DIR")?.join("locales");
    let mut list = String::from("pub static FILES: &[(&str, &str, &str)] = &[\n");
    for tag in TAGS {
        for path in texts(&root.join(tag))? {
            let name = path.strip_prefix(&root).unwrap_or(&path);
            writeln!(list, "    ({tag:?}, {name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
        }
    }
    list.push_str("];\n");
    written(&folder("OUT_DIR")?.join("locales.rs"), &list)
}

/// Writes a new file in the place of the old one, which a copied target folder may share by a hard link.
fn written(path: &Path, text: &str) -> io::Result<()> {
    let unfinished = path.with_extension("tmp");
    fs::write(&unfinished, text)?;
    fs::rename(&unfinished, path)
}

/// The locale files of a folder and the folders in it, in the order of their names.
fn texts(folder: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    entries.sort();
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(texts(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "ftl") {
            println!("cargo::rerun-if-changed={}", path.display());
            found.push(path);
        }
    }
    Ok(found)
}

/// A folder that cargo names to build scripts.
fn folder(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo sets {name}")))
}

// Writes OUT_DIR/locales.rs: every file of locales/<tag>/*.ftl with its text, so that a new file needs no list.

use std::{env, fmt::Write, fs, io, path::PathBuf};

const TAGS: [&str; 2] = ["zh-CN", "en"];

pub fn embed() -> io::Result<()> {
    let root = folder("CARGO_MANIFEST_DIR")?.join("locales");
    let mut list = String::from("pub static FILES: &[(&str, &str, &str)] = &[\n");
    for tag in TAGS {
        let folder = root.join(tag);
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = fs::read_dir(&folder)?.collect::<io::Result<Vec<_>>>()?;
        files.sort_by_key(fs::DirEntry::file_name);
        for file in files {
            let name = file.file_name().to_string_lossy().into_owned();
            if name.ends_with(".ftl") {
                let path = file.path();
                println!("cargo::rerun-if-changed={}", path.display());
                writeln!(list, "    ({tag:?}, {name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
            }
        }
    }
    list.push_str("];\n");
    fs::write(folder("OUT_DIR")?.join("locales.rs"), list)
}

/// A folder that cargo names to build scripts.
fn folder(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("cargo sets {name}")))
}

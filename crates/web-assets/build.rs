//! Bundles `web/` with esbuild in a copy under OUT_DIR, so that the source tree stays clean, and writes the table of assets
//! that `src/assets.rs` includes. Packagers without a network give a folder made by `node build.mjs DIR` in
//! `GOODHOURS_WEB_DIST`; then neither node nor npm is needed.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

const NODE_MAJOR_MIN: u32 = 18;

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=web");
    println!("cargo::rerun-if-env-changed=GOODHOURS_WEB_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let dist = match env::var_os("GOODHOURS_WEB_DIST") {
        Some(given) => {
            let given =
                fs::canonicalize(&given).map_err(|error| format!("GOODHOURS_WEB_DIST={}: {error}", given.display()))?;
            println!("cargo::rerun-if-changed={}", given.display());
            given
        }
        None => bundle(&out)?,
    };
    fs::write(out.join("assets.rs"), table(&dist)?)?;
    let divisions = dist.join("divisions.txt");
    fs::copy(&divisions, out.join("divisions.txt")).map_err(|error| format!("{}: {error}", divisions.display()))?;
    Ok(())
}

/// Runs npm and esbuild in a copy of `web/` and returns the folder with the bundles.
fn bundle(out: &Path) -> Outcome<PathBuf> {
    check_node()?;
    let work = out.join("web");
    let source = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?).join("web");
    copy(&source, &work)?;
    let lock = fs::read(work.join("package-lock.json"))?;
    let installed = work.join("node_modules/.installed-lock");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&work))?;
        fs::write(&installed, &lock)?;
    }
    run(Command::new("node").args(["build.mjs", "dist"]).current_dir(&work))?;
    Ok(work.join("dist"))
}

fn check_node() -> Outcome<()> {
    let help = format!(
        "Goodhours bundles its style sheet and scripts with Node.js {NODE_MAJOR_MIN} or newer and npm. Install them \
         (Debian, Ubuntu: apt-get install nodejs npm), or set GOODHOURS_WEB_DIST to a folder made by `node build.mjs DIR`."
    );
    let Ok(answer) = Command::new("node").arg("--version").output() else {
        return Err(format!("node was not found. {help}").into());
    };
    let version = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR_MIN) {
        return Err(format!("node {version} is too old. {help}").into());
    }
    Ok(())
}

fn run(command: &mut Command) -> Outcome<()> {
    let answer = command.output().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if answer.status.success() {
        return Ok(());
    }
    let said = [answer.stdout, answer.stderr].concat();
    Err(format!("{} failed:\n{}", command.get_program().display(), String::from_utf8_lossy(&said)).into())
}

/// Makes `to` equal to `from`, except for what npm and esbuild put there.
fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for old in fs::read_dir(to)? {
        let old = old?;
        let ours = ["node_modules", "dist"].iter().any(|kept| old.file_name() == *kept);
        if !ours && !from.join(old.file_name()).exists() {
            if old.file_type()?.is_dir() { fs::remove_dir_all(old.path())? } else { fs::remove_file(old.path())? }
        }
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == "node_modules" || entry.file_name() == "dist" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

/// The Rust text of the asset table, from the lines of `assets.list`: name, address, content type, file.
fn table(dist: &Path) -> Outcome<String> {
    let list = fs::read_to_string(dist.join("assets.list"))
        .map_err(|error| format!("{}/assets.list: {error}", dist.display()))?;
    let mut text = String::from("&[\n");
    for line in list.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let [name, path, content_type, file] = columns.as_slice() else {
            return Err(format!("assets.list: not four columns: {line}").into());
        };
        let file = dist.join(file);
        let file = file.display();
        text.push_str(&format!(
            "    Asset {{ name: {name:?}, path: {path:?}, content_type: {content_type:?}, identity: include_bytes!(\"{file}\"), \
             brotli: include_bytes!(\"{file}.br\"), gzip: include_bytes!(\"{file}.gz\") }},\n"
        ));
    }
    text.push(']');
    Ok(text)
}

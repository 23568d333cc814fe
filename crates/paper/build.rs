//! Puts the typefaces into OUT_DIR/fonts, from where `src/faces.rs` includes them: Noto Sans SC and Noto Serif SC, installed with npm as
//! package-lock.json fixes them. Packagers without a network give a folder with the same file names in `GOODHOURS_FONT_DIST`; then
//! neither node nor npm is needed.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// File name in `fonts`, and the folder of the npm package that holds it.
const FACES: [(&str, &str); 3] = [
    ("NotoSansSC_400Regular.ttf", "noto-sans-sc/400Regular"),
    ("NotoSansSC_700Bold.ttf", "noto-sans-sc/700Bold"),
    ("NotoSerifSC_600SemiBold.ttf", "noto-serif-sc/600SemiBold"),
];

const HELP: &str = "Goodhours takes its typefaces from npm packages. Install Node.js and npm (Debian, Ubuntu: apt-get install nodejs \
                    npm), or set GOODHOURS_FONT_DIST to a folder that has NotoSansSC_400Regular.ttf, NotoSansSC_700Bold.ttf and \
                    NotoSerifSC_600SemiBold.ttf.";

fn main() -> Outcome<()> {
    for watched in ["build.rs", "package.json", "package-lock.json"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    println!("cargo::rerun-if-env-changed=GOODHOURS_FONT_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    if let Err(error) = fonts(&out) {
        println!("cargo::error={}", error.to_string().replace('\n', " "));
    }
    Ok(())
}

fn fonts(out: &Path) -> Outcome<()> {
    let target = out.join("fonts");
    fs::create_dir_all(&target)?;
    if let Some(given) = env::var_os("GOODHOURS_FONT_DIST") {
        let given = PathBuf::from(given);
        // What npm installs later must not be mistaken for what was given now.
        let _ = fs::remove_file(out.join("installed-lock"));
        return FACES.iter().try_for_each(|(name, _)| {
            println!("cargo::rerun-if-changed={}", given.join(name).display());
            copy(&given.join(name), &target.join(name))
        });
    }
    let lock = fs::read("package-lock.json")?;
    let installed = out.join("installed-lock");
    let complete = FACES.iter().all(|(name, _)| target.join(name).is_file());
    if complete && fs::read(&installed).ok().as_ref() == Some(&lock) {
        return Ok(());
    }
    install(&out.join("npm"), &target)?;
    Ok(fs::write(&installed, &lock)?)
}

/// Installs in a copy, so that the source tree stays clean, and keeps only the faces that are used.
fn install(work: &Path, target: &Path) -> Outcome<()> {
    fs::create_dir_all(work)?;
    for name in ["package.json", "package-lock.json"] {
        copy(Path::new(name), &work.join(name))?;
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"])
        .current_dir(work)
        .output();
    let npm = npm.map_err(|error| format!("npm: {error}. {HELP}"))?;
    if !npm.status.success() {
        let said = [npm.stdout, npm.stderr].concat();
        return Err(format!("npm ci failed: {} {HELP}", String::from_utf8_lossy(&said)).into());
    }
    for (name, folder) in FACES {
        copy(&work.join("node_modules/@expo-google-fonts").join(folder).join(name), &target.join(name))?;
    }
    Ok(fs::remove_dir_all(work)?)
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::copy(from, to).map_err(|error| format!("{}: {error}. {HELP}", from.display()))?;
    Ok(())
}

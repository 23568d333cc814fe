//! The API's document as a file, so that a change of the API shows in a review.

use std::{fs, path::Path, process::Command};

/// Asks the program for its document and writes it down; false when either fails.
pub fn write(root: &Path) -> bool {
    let asked = Command::new("cargo")
        .args(["run", "--quiet", "--package", "goodhours", "--", "openapi"])
        .current_dir(root)
        .output();
    let Ok(output) = asked else { return false };
    let folder = root.join("docs/api");
    output.status.success()
        && fs::create_dir_all(&folder).is_ok()
        && fs::write(folder.join("openapi.json"), output.stdout).is_ok()
}

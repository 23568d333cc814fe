//! The outside judges: poppler reads the pages, zbar the codes. A missing tool fails the test, so that no run passes by skipping.

use std::{fs, path::PathBuf, process::Command};

/// The standard output of a tool.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; apt-get install poppler-utils zbar-tools"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Writes a file that tools can read; `name` belongs to one test.
pub fn file(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The text of a PDF in the order of its content, without blanks and line ends, which depend on the layout.
pub fn text_of(name: &str, pdf: &[u8]) -> String {
    let text = run("pdftotext", &["-raw", &file(name, pdf), "-"]);
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What the QR codes in a picture say.
pub fn codes_in(picture: &str) -> String {
    run("zbarimg", &["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture]).trim_end().to_owned()
}

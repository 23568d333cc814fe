//! Documents that quote the project: every path in backticks that begins in one of its folders must exist, and so must every
//! `docs/…` that code refers to.

use super::{Finding, Source};
use std::path::Path;

/// What a path of the project begins with.
const TOPS: [&str; 9] =
    ["crates/", "docs/", "xtask/", "e2e/", "bench/", "scripts/", ".ci/", "migrations/", "domain/src/"];

/// Looks at documents and at the references in code.
pub fn check(sources: &[Source], root: &Path) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in sources {
        for (index, line) in source.text.lines().enumerate() {
            let quoted: Vec<&str> = match () {
                () if source.is("md") => in_backticks(line).filter(|path| begins_here(path)).collect(),
                () if source.is("rs") => documents(line).collect(),
                () => Vec::new(),
            };
            for path in quoted.into_iter().filter(|path| !exists(path, root)) {
                found.push(Finding::at(source, index + 1, format!("{path} does not exist")));
            }
        }
    }
    found
}

fn in_backticks(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Patterns and placeholders are no paths.
fn begins_here(path: &str) -> bool {
    let plain = !path.contains(['*', '<', '{', '…', ' ', 'N']);
    plain && TOPS.iter().any(|top| path.starts_with(top))
}

/// The `docs/….md` that a comment refers to.
fn documents(line: &str) -> impl Iterator<Item = &str> {
    let comment = line.split_once("//").map_or("", |(_, comment)| comment);
    comment
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '`' | ',' | ';'))
        .map(|word| word.trim_end_matches(['.', ':']))
        .filter(|word| word.starts_with("docs/") && word.ends_with(".md") && begins_here(word))
}

fn exists(path: &str, root: &Path) -> bool {
    let plain = path.split(['#', ':']).next().unwrap_or(path);
    let places = ["", "crates/", "crates/server/"];
    places.iter().any(|place| root.join(place).join(plain).exists())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_quoted_path_must_exist() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let found = |text: &str| check(&[sample("A.md", text)], &root).len();
        assert_eq!(found("see `xtask/src/main.rs` and `docs/decisions/NNNN-title.md`"), 0);
        assert_eq!(found("see `xtask/src/nothing.rs`"), 1);
        assert_eq!(found("see `cargo xtask`"), 0);
    }
}

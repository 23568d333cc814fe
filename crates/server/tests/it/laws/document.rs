//! The API's document: every type has a name of its own. Two types of one name would silently describe each other.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Every Rust source below a folder.
pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|ext| ext == "rs")).collect()
}

/// The folder of this program's sources.
pub fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The component names that a source gives to its types.
fn names(text: &str) -> Vec<String> {
    let derived =
        text.split("#[derive(").skip(1).filter(|rest| rest.split(')').next().unwrap_or_default().contains("ToSchema"));
    let name = |rest: &str| {
        let head = rest.split(['{', ';']).next().unwrap_or_default();
        let renamed =
            head.split_once("#[schema(as = ").map(|(_, rest)| rest.split([')', ',']).next().unwrap_or_default());
        let mut words = head.split_whitespace().skip_while(|word| !["struct", "enum"].contains(word)).skip(1);
        renamed.or(words.next()).map(|name| name.split(['<', '(']).next().unwrap_or_default().to_owned())
    };
    derived.filter_map(name).collect()
}

// rules: API-01
#[test]
fn no_two_types_of_the_api_share_a_name() {
    let mut owners: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in sources(&own()) {
        for name in names(&std::fs::read_to_string(&file).unwrap()) {
            owners.entry(name).or_default().push(file.clone());
        }
    }
    assert!(owners.len() > 50, "{}", owners.len());
    owners.retain(|_, files| files.len() > 1);
    assert!(owners.is_empty(), "give one of them another name, or `#[schema(as = …)]`: {owners:#?}");
}

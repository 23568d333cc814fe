//! The API's document: every type and every operation has a name of its own, and every operation says how it may refuse. Two types
//! of one name would silently describe each other.

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

// rules: API-01
#[test]
fn every_operation_has_a_name_of_its_own_and_says_how_it_refuses() {
    let document: serde_json::Value = serde_json::from_str(&goodhours::app::document().unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"), "{}", document["openapi"]);
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "two operations are called {name}");
            let answers = operation["responses"].as_object().unwrap();
            let says = |status: &str| answers.contains_key(status);
            assert!(says("503"), "{name}");
            assert!(method == "get" || (says("403") && says("422")), "{name}");
            assert!(!path.contains('{') || says("404"), "{name}");
            assert!(operation.get("requestBody").is_none() || says("422"), "{name}");
            for (status, answer) in answers {
                assert_ne!(answer["description"], "", "{name} {status}");
                let kinds: Vec<&String> =
                    answer["content"].as_object().into_iter().flat_map(|kinds| kinds.keys()).collect();
                assert!(status.starts_with('2') || kinds == ["application/problem+json"], "{name} {status}: {kinds:?}");
            }
            let security = operation.get("security").map(ToString::to_string);
            let known = security.is_some_and(|text| text.contains("session"));
            assert_eq!(known, says("401") && name != "account_log_in", "{name}");
        }
    }
}

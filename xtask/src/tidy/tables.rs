//! A table is written by one slice only: whoever else wants a change asks that slice.

use super::{Finding, Source};
use std::collections::BTreeMap;

const SERVER: &str = "crates/server/src/";
const WRITES: [&str; 3] = ["insert_into(", "diesel::update(", "diesel::delete("];

/// Finds tables that files of two slices write.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut writers: BTreeMap<String, BTreeMap<String, Finding>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is("rs") && source.path.starts_with(SERVER)) {
        let slice = slice(&source.path);
        for (number, line) in source.shipped_lines() {
            for table in written(line) {
                let what = format!("{table} is written here too: ask the slice that owns it");
                let finding = Finding::at(source, number, what);
                writers.entry(table.to_owned()).or_default().entry(slice.to_owned()).or_insert(finding);
            }
        }
    }
    let shared = writers.into_values().filter(|slices| slices.len() > 1);
    shared.flat_map(BTreeMap::into_values).collect()
}

/// The first folder below the server's; the kernel is one slice.
fn slice(path: &str) -> &str {
    let rest = path.strip_prefix(SERVER).unwrap_or(path);
    rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
}

/// The tables that a line writes by name.
fn written(line: &str) -> Vec<&str> {
    let mut tables = Vec::new();
    for write in WRITES {
        for (at, text) in line.match_indices(write) {
            let rest = line.get(at + text.len()..).unwrap_or_default();
            tables.extend(rest.split_once("::table").map(|(table, _)| table).filter(|table| is_name(table)));
        }
    }
    tables
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn two_slices_never_write_one_table() {
        let write = "    diesel::update(entry::table.find(id)).set(x)\n";
        let hours = || sample("crates/server/src/hours/store.rs", write);
        assert_eq!(check(&[hours(), sample("crates/server/src/hours/cancel.rs", write)]), []);
        assert_eq!(check(&[hours(), sample("crates/server/src/card/store.rs", write)]).len(), 2);
        let read = sample("crates/server/src/card/views.rs", "    entry::table.find(id).first(conn)?");
        assert_eq!(check(&[hours(), read]), []);
    }
}

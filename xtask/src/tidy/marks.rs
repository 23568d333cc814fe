//! Marks that must not stay: unfinished work, tests that don't run, names that say nothing, paths and hosts of one machine, traces of
//! a merge.

use super::{Finding, Source};

/// A text that is found as a whole word or not at all, and what to do instead. The words are spelt in two halves here, so that this
/// file doesn't find itself.
struct Mark {
    text: String,
    whole: bool,
    advice: &'static str,
}

fn mark(halves: [&str; 2], whole: bool, advice: &'static str) -> Mark {
    Mark { text: halves.concat(), whole, advice }
}

fn marks() -> Vec<Mark> {
    let finish = "finish it, or write down in docs/roadmap.md what is missing";
    let run = "a test that doesn't run proves nothing: mend it or take it out";
    let place = "a path of one machine: make it relative, or a setting";
    let host = "a registry by its address: the clients know their own";
    let merge = "a merge that was not finished";
    vec![
        mark(["TO", "DO"], true, finish),
        mark(["FIX", "ME"], true, finish),
        mark(["XX", "X"], true, finish),
        mark(["#[ig", "nore"], false, run),
        mark(["test.on", "ly("], false, run),
        mark(["test.sk", "ip("], false, run),
        mark(["test.fix", "me("], false, run),
        mark(["/ro", "ot/"], false, place),
        mark(["/wo", "rk/"], false, place),
        mark(["/fa", "rm/"], false, place),
        mark(["static.cra", "tes.io"], false, host),
        mark(["index.cra", "tes.io"], false, host),
        mark(["registry.npm", "js"], false, host),
        mark(["pypi", ".org"], false, host),
        mark(["deb.deb", "ian.org"], false, host),
        mark(["<<<<", "<<< "], false, merge),
        mark([">>>>", ">>> "], false, merge),
    ]
}

/// Type names that would fit anything (STYLE.md).
const EMPTY_NAMES: [&str; 8] = ["Manager", "Service", "Helper", "Util", "Utils", "Repository", "Processor", "Handler"];

/// Looks at every text file but the lists that programs write.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let marks = marks();
    let written_by_people =
        |source: &&Source| !source.path.ends_with("Cargo.lock") && !source.path.ends_with("lock.json");
    sources.iter().filter(written_by_people).flat_map(|source| one(source, &marks)).collect()
}

fn one(source: &Source, marks: &[Mark]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        for mark in marks.iter().filter(|mark| holds(line, mark)) {
            found.push(Finding::at(source, index + 1, format!("{}: {}", mark.text.trim(), mark.advice)));
        }
        if source.is("rs") {
            found.extend(empty_name(source, index + 1, line));
            found.extend(too_many_rules(source, index + 1, line));
        }
    }
    found
}

fn holds(line: &str, mark: &Mark) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(&mark.text).any(|(at, text)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + text.len()..).and_then(|after| after.chars().next());
        match mark.whole {
            true => !before.is_some_and(is_word) && !after.is_some_and(is_word),
            // A path of the machine begins the word; `docs/work/` is one of ours.
            false if text.starts_with('/') => !before.is_some_and(|c| is_word(c) || matches!(c, '.' | '/' | '-')),
            false => true,
        }
    })
}

fn empty_name(source: &Source, number: usize, line: &str) -> Option<Finding> {
    let code = line.trim_start().trim_start_matches("pub ");
    let name = ["struct ", "enum ", "trait "].iter().find_map(|kind| code.strip_prefix(kind))?;
    let name: String = name.chars().take_while(|c| c.is_alphanumeric()).collect();
    let empty = EMPTY_NAMES.iter().find(|empty| name.ends_with(**empty))?;
    Some(Finding::at(source, number, format!("{name}: {empty} would fit anything; take the word of the field")))
}

/// A test that proves more than three rules proves none of them well.
fn too_many_rules(source: &Source, number: usize, line: &str) -> Option<Finding> {
    let rules = line.trim_start().strip_prefix("// rules:")?;
    let count = rules.split(',').count();
    (count > 3)
        .then(|| Finding::at(source, number, format!("{count} rules in one test, three at most: make it two tests")))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn found(text: &str) -> usize {
        check(&[sample("a.rs", text)]).len()
    }

    #[test]
    fn a_mark_is_found_as_a_word_and_not_inside_one() {
        assert_eq!(found(&format!("// {}: later", ["TO", "DO"].concat())), 1);
        assert_eq!(found(&format!("let {}s = 1;", ["TO", "DO"].concat())), 0);
        assert_eq!(found(&format!("read(\"{}x\")", ["/ro", "ot/"].concat())), 1);
        assert_eq!(found(&format!("see docs{}x", ["/wo", "rk/"].concat())), 0);
    }

    #[test]
    fn names_that_fit_anything_and_tests_of_everything_are_found() {
        assert_eq!(found("pub struct HourManager;"), 1);
        assert_eq!(found("pub struct Hours;"), 0);
        assert_eq!(found("    // rules: ATT-01, ATT-02, ATT-03"), 0);
        assert_eq!(found("    // rules: ATT-01, ATT-02, ATT-03, ATT-04"), 1);
    }
}

//! Small rooms: how long files and functions are, and that every module says what it is.

use super::{Finding, Source};

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 60;
/// Tables of plain facts, which no second idea hides in.
const LONG_BY_NATURE: [&str; 1] = ["crates/server/src/kernel/db/schema.rs"];

/// Looks at every Rust file.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    sources.iter().filter(|source| source.is("rs")).flat_map(one).collect()
}

fn one(source: &Source) -> Vec<Finding> {
    let mut found = Vec::new();
    let lines = source.text.lines().count();
    if lines > FILE_LINES_MAX && !LONG_BY_NATURE.contains(&source.path.as_str()) {
        found.push(Finding::at(source, 1, format!("{lines} lines, {FILE_LINES_MAX} at most: name the second idea")));
    }
    if !source.is_test() && !source.text.starts_with("//!") && !source.path.contains("/build/") {
        found.push(Finding::at(source, 1, "no paragraph (//!) says what this module is and is not"));
    }
    if !source.is_test() {
        found.extend(long_functions(source));
    }
    found
}

/// Formatted code closes a function where it opened it, so indentation is enough.
fn long_functions(source: &Source) -> Vec<Finding> {
    let mut open: Option<(usize, usize)> = None;
    let mut found = Vec::new();
    for (number, line) in source.shipped_lines() {
        let indent = line.len() - line.trim_start().len();
        match open {
            None if begins_function(line.trim_start()) && !line.ends_with(';') => open = Some((number, indent)),
            Some((from, at)) if indent == at && line.trim_start().starts_with('}') => {
                let length = number - from + 1;
                if length > FUNCTION_LINES_MAX {
                    let what =
                        format!("a function of {length} lines, {FUNCTION_LINES_MAX} at most: name the second idea");
                    found.push(Finding::at(source, from, what));
                }
                open = None;
            }
            _ => {}
        }
        // A function on one line is closed already.
        if open.is_some_and(|(from, _)| from == number) && line.ends_with('}') {
            open = None;
        }
    }
    found
}

fn begins_function(code: &str) -> bool {
    let words = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "const fn ", "pub const fn "];
    let waiting = ["async fn ", "pub async fn ", "pub(super) async fn ", "pub(crate) async fn "];
    words.iter().chain(&waiting).any(|begin| code.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn function(lines: usize) -> String {
        format!("//! A sample.\n\nfn long() {{\n{}}}\n", "    work();\n".repeat(lines - 2))
    }

    #[test]
    fn a_function_has_at_most_sixty_lines() {
        assert_eq!(check(&[sample("a.rs", &function(60))]), []);
        let found = check(&[sample("a.rs", &function(61))]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 3);
    }

    #[test]
    fn a_file_has_at_most_four_hundred_lines_and_says_what_it_is() {
        let lines = |count: usize| format!("//! A sample.\n{}", "// line\n".repeat(count - 1));
        assert_eq!(check(&[sample("a.rs", &lines(401))]).len(), 1);
        assert_eq!(check(&[sample("a.rs", "// line\n")])[0].line, 1);
        assert_eq!(check(&[sample("a.rs", &lines(400))]), []);
    }
}

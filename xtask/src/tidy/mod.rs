//! What a machine can check of STYLE.md. Each finding names the place, what is wrong, and what to do about it.

mod locales;
mod marks;
mod quotes;
mod shape;
mod tables;

use std::{fmt, fs, path::Path, process::Command};

/// A text file of the project.
pub struct Source {
    /// From the top of the project, with `/`.
    pub path: String,
    pub text: String,
}

impl Source {
    fn is(&self, ending: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|extension| extension == ending)
    }

    /// Whether all of the file is about testing.
    fn is_test(&self) -> bool {
        ["/tests/", "/tests.rs", "e2e/"].iter().any(|part| self.path.contains(part))
    }

    /// Lines with their numbers, up to where the tests of the file begin.
    fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        numbered.take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
    }
}

/// Something that isn't tidy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl Finding {
    fn at(source: &Source, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: source.path.clone(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// Checks the project and prints what it finds; true when there is nothing.
pub fn run(root: &Path) -> bool {
    let sources = sources(root);
    let mut found = Vec::new();
    found.extend(shape::check(&sources));
    found.extend(marks::check(&sources));
    found.extend(quotes::check(&sources, root));
    found.extend(locales::check(&sources));
    found.extend(tables::check(&sources));
    for finding in &found {
        println!("{finding}");
    }
    println!("{} files read, {} findings", sources.len(), found.len());
    found.is_empty() && !sources.is_empty()
}

/// What git knows of, and what it would add; files that are no text are passed over.
fn sources(root: &Path) -> Vec<Source> {
    let listed =
        Command::new("git").args(["ls-files", "-co", "--exclude-standard", "-z"]).current_dir(root).output().ok();
    let names = listed.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let read = |name: &str| Some(Source { path: name.to_owned(), text: fs::read_to_string(root.join(name)).ok()? });
    names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect()
}

#[cfg(test)]
pub fn sample(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

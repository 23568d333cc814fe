//! Both languages say the same things, each file of one has its twin with the same keys, and no page asks for words that aren't there.

use super::{Finding, Source};
use std::collections::{BTreeMap, BTreeSet};

/// How a page asks for a text; the key follows in quotes.
const ASKED: [&str; 5] = [".t(\"", " t(\"", ".with(\"", ".with2(\"", "[t(\""];
/// How a page asks for the word of a state; a prefix of keys follows in quotes.
const NAMED: [&str; 2] = [".named(\"", ".word(\""];

const FOLDER: &str = "crates/server/locales/";
const CODE: &str = "crates/server/src/";

/// Compares the files of the languages key by key.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut files: BTreeMap<&str, BTreeMap<&str, &Source>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is("ftl")) {
        let place = source.path.strip_prefix(FOLDER).and_then(|rest| rest.split_once('/'));
        if let Some((language, file)) = place {
            files.entry(file).or_default().insert(language, source);
        }
    }
    let known = files.values().filter_map(|languages| languages.get("zh-CN")).flat_map(|source| keys(source)).collect();
    let mut found: Vec<Finding> = files.into_iter().flat_map(|(file, languages)| twins(file, &languages)).collect();
    let pages = sources.iter().filter(|source| source.path.starts_with(CODE) && (source.is("html") || source.is("rs")));
    found.extend(pages.flat_map(|page| lacking(page, &known)));
    found
}

/// What a page asks for and nobody wrote.
fn lacking(page: &Source, known: &BTreeSet<String>) -> Vec<Finding> {
    let has = |key: &str| known.contains(key);
    let begins = |prefix: &str| {
        let prefix = format!("{prefix}-");
        known.range(prefix.clone()..).next().is_some_and(|key| key.starts_with(&prefix))
    };
    let mut found = Vec::new();
    for (number, line) in page.shipped_lines() {
        let missing = |marks: &[&str], is_there: &dyn Fn(&str) -> bool| -> Vec<String> {
            let keys = marks.iter().flat_map(|mark| line.split(mark).skip(1));
            let keys = keys.filter_map(|rest| rest.split_once('"')).map(|(key, _)| key);
            keys.filter(|key| is_name(key) && !is_there(key)).map(str::to_owned).collect()
        };
        let keys = [missing(&ASKED, &has), missing(&NAMED, &begins)].concat();
        found.extend(keys.into_iter().map(|key| Finding::at(page, number, format!("nobody wrote the words {key}"))));
    }
    found
}

fn twins(file: &str, languages: &BTreeMap<&str, &Source>) -> Vec<Finding> {
    let (Some(chinese), Some(english)) = (languages.get("zh-CN"), languages.get("en")) else {
        return languages.values().map(|source| Finding::at(source, 1, format!("{file} has no twin"))).collect();
    };
    let lacks = |one: &Source, other: &Source| -> Vec<Finding> {
        let missing = keys(other).difference(&keys(one)).cloned().collect::<Vec<_>>();
        missing.into_iter().map(|key| Finding::at(one, 1, format!("{key} is only in the other language"))).collect()
    };
    [lacks(chinese, english), lacks(english, chinese)].concat()
}

/// Messages, and attributes under their message.
fn keys(source: &Source) -> BTreeSet<String> {
    let (mut keys, mut message) = (BTreeSet::new(), "");
    for line in source.text.lines() {
        let Some((name, _)) = line.split_once('=') else { continue };
        let name = name.trim_end();
        match line.trim_start().strip_prefix('.') {
            Some(_) if line.starts_with(' ') => {
                keys.insert(format!("{message}{}", name.trim_start()));
            }
            _ if is_name(name) => {
                message = name;
                keys.insert(name.to_owned());
            }
            _ => {}
        }
    }
    keys
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_key_of_one_language_is_missed_in_the_other() {
        let chinese = || sample("crates/server/locales/zh-CN/a.ftl", "one = 一\n    .title = 题\ntwo = 二\n");
        let english = |text| sample("crates/server/locales/en/a.ftl", text);
        assert_eq!(check(&[chinese(), english("one = 1\n    .title = T\ntwo = 2\n")]), []);
        assert_eq!(
            check(&[chinese(), english("one = 1\ntwo = 2\n")])[0].what,
            "one.title is only in the other language"
        );
        assert_eq!(check(&[chinese()]).len(), 1);
    }

    #[test]
    fn a_page_that_asks_for_words_nobody_wrote_is_named() {
        let words =
            ["zh-CN", "en"].map(|tag| sample(&format!("crates/server/locales/{tag}/a.ftl"), "one = 1\nsex-male = m\n"));
        let asking = |text: &str| {
            let [chinese, english] = words.each_ref().map(|source| sample(&source.path, &source.text));
            check(&[chinese, english, sample("crates/server/src/a/a.html", text)])
        };
        assert_eq!(asking("{{ c.t(\"one\") }}{{ c.named(\"sex\", v.sex) }}"), []);
        assert_eq!(asking("\n{{ c.t(\"two\") }}")[0].line, 2);
        assert_eq!(asking("{{ c.named(\"age\", v.age) }}").len(), 1);
    }
}

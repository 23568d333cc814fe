//! Both languages say the same things: each file of one has its twin with the same keys.

use super::{Finding, Source};
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "crates/server/locales/";

/// Compares the files of the languages key by key.
pub fn check(sources: &[Source]) -> Vec<Finding> {
    let mut files: BTreeMap<&str, BTreeMap<&str, &Source>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is("ftl")) {
        let place = source.path.strip_prefix(FOLDER).and_then(|rest| rest.split_once('/'));
        if let Some((language, file)) = place {
            files.entry(file).or_default().insert(language, source);
        }
    }
    files.into_iter().flat_map(|(file, languages)| twins(file, &languages)).collect()
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
}

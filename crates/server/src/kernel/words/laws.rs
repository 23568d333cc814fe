//! Laws over all words: both languages say the same things, and every refusal in the source has its words.

use super::{Fact, Locale, Words, files};
use domain::kernel::Minutes;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Codes with the names and types of their facts, read from the `refusals!` declarations of a source folder.
fn declared(folder: &Path, found: &mut BTreeMap<String, Vec<(String, String)>>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            declared(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            for block in source.split("refusals! {").skip(1) {
                found.extend(block.split(';').filter_map(variant));
            }
        }
    }
}

/// `/// Doc. Variant { fact: Type } => "concept.code", "RULE-01", Kind` as its code and facts.
fn variant(text: &str) -> Option<(String, Vec<(String, String)>)> {
    let code_lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let text = code_lines.join(" ");
    let (head, tail) = text.split_once("=> \"")?;
    let (code, rest) = tail.split_once('"')?;
    if !rest.trim_start().starts_with(", \"") || !code.contains('.') {
        return None;
    }
    let fields = head.rsplit_once(" {").filter(|_| head.trim_end().ends_with('}')).map_or("", |(_, fields)| fields);
    let facts = fields
        .trim_end()
        .trim_end_matches('}')
        .split(',')
        .filter_map(|field| field.split_once(':'))
        .map(|(name, kind)| (name.trim().to_owned(), kind.trim().to_owned()));
    Some((code.to_owned(), facts.collect()))
}

fn sample(kind: &str) -> Fact {
    match kind.rsplit("::").next().unwrap() {
        "Timestamp" => Fact::At(jiff::Timestamp::UNIX_EPOCH),
        "Date" => Fact::Day(jiff::civil::date(2026, 11, 28)),
        "Minutes" => Fact::Minutes(Minutes(125)),
        "String" | "&'static str" | "str" => Fact::Text("x".to_owned()),
        "i64" | "u32" | "u16" | "u8" => Fact::Count(2),
        other => panic!("a fact of type {other}"),
    }
}

#[test]
fn every_refusal_has_its_words_in_every_language() {
    let mut found = BTreeMap::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    declared(&root.join("../domain/src"), &mut found);
    declared(&root.join("src"), &mut found);
    assert!(found.len() > 70, "only {} codes found in the source", found.len());

    let mut missing = Vec::new();
    for (locale, (code, facts)) in Locale::ALL.iter().flat_map(|locale| found.iter().map(move |one| (locale, one))) {
        let facts: Vec<(&str, Fact)> = facts.iter().map(|(name, kind)| (name.as_str(), sample(kind))).collect();
        let words = Words::of(*locale).answer(code, &facts);
        let title_is_plain = Words::of(*locale).plain.contains_key(&format!("{}.title", code.replace('.', "-")));
        if [&words.title, &words.detail, &words.next].into_iter().any(|text| text.contains('⟦')) || !title_is_plain {
            missing.push(format!("{} {code} {facts:?}", locale.tag()));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn both_languages_have_the_same_keys() {
    let keys = |locale| Words::of(locale).keys().collect::<BTreeSet<_>>();
    let difference: Vec<_> = keys(Locale::ZhCn).symmetric_difference(&keys(Locale::En)).copied().collect();
    assert!(difference.is_empty(), "{difference:?}");
}

#[test]
fn locale_files_have_no_errors_and_no_message_twice() {
    let mut seen = BTreeSet::new();
    for (tag, file, source) in files::FILES {
        let parsed = fluent_bundle::FluentResource::try_new((*source).to_owned());
        assert!(parsed.is_ok(), "{tag}/{file}: {:?}", parsed.err().map(|(_, errors)| errors));
        for name in source.lines().filter_map(super::message_name) {
            assert!(seen.insert((*tag, name)), "{tag}/{file}: {name} is defined twice");
        }
    }
}

/// A message that is plain in one language needs no facts in the other one either, and the facts have the same names.
#[test]
fn both_languages_use_the_same_facts() {
    for key in Words::of(Locale::ZhCn).keys() {
        let facts = |locale| used(Words::of(locale), key);
        assert_eq!(facts(Locale::ZhCn), facts(Locale::En), "{key}");
    }
}

fn used(words: &Words, key: &str) -> BTreeSet<String> {
    let errors = words.format(key, None).map(|(_, errors)| errors).unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

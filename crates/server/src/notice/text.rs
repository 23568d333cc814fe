//! A message in words: the locale's `notice-<kind>` with the stored facts.

use crate::kernel::words::Words;
use domain::kernel::{Fact, Minutes};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

/// The sentence of a message, without any signature.
pub fn sentence(words: &Words, kind: &str, facts: &Value) -> String {
    let facts: Vec<(&str, Fact)> = each(words, facts).collect();
    words.with(&format!("notice-{kind}"), &facts)
}

/// Each fact by itself in words, for providers that keep the sentence on their side.
pub fn values(words: &Words, facts: &Value) -> BTreeMap<String, String> {
    let said = |fact| match fact {
        Fact::Text(text) => text,
        Fact::Count(count) => count.to_string(),
        Fact::Minutes(minutes) => words.minutes(minutes),
        Fact::At(at) => words.at(at),
        Fact::Day(day) => words.day_full(day),
    };
    each(words, facts).map(|(name, fact)| (name.to_owned(), said(fact))).collect()
}

fn each<'a>(words: &'a Words, facts: &'a Value) -> impl Iterator<Item = (&'a str, Fact)> {
    let all = facts.as_object().into_iter().flatten();
    all.filter_map(|(name, value)| Some((name.as_str(), fact(words, name, value)?)))
}

/// A short message as providers send it: the platform's signature first (MSG-02).
pub fn short_message(words: &Words, site: &str, kind: &str, facts: &Value) -> String {
    format!("【{site}】{}", sentence(words, kind, facts))
}

/// The subject of a mail.
pub fn subject(words: &Words, site: &str, kind: &str) -> String {
    let key = format!("notice-{kind}.subject");
    if words.has(&key) { format!("{site}：{}", words.t(&key)) } else { site.to_owned() }
}

fn fact(words: &Words, name: &str, value: &Value) -> Option<Fact> {
    match value {
        Value::String(text) => Some(match (name, text.parse::<Timestamp>()) {
            ("cause" | "outcome" | "purpose" | "what", _) => Fact::Text(named(words, name, text)),
            (_, Ok(at)) => Fact::At(at),
            (_, Err(_)) => Fact::Text(text.clone()),
        }),
        Value::Number(number) => {
            let number = number.as_i64()?;
            let minutes = u32::try_from(number).ok().filter(|_| name == "minutes");
            Some(minutes.map_or(Fact::Count(number), |minutes| Fact::Minutes(Minutes(minutes))))
        }
        _ => None,
    }
}

/// The reader's word for a stable name, when there is one.
fn named(words: &Words, name: &str, value: &str) -> String {
    let key = format!("notice-{name}-{value}");
    if words.has(&key) { words.t(&key).into_owned() } else { value.to_owned() }
}

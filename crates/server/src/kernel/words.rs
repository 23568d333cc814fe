//! The words that people read: Fluent messages from `locales/<tag>`, parsed once, looked up by key.
//!
//! A key is a message's name; an attribute is `message.attribute`. A message without facts is formatted at start and costs a
//! look-up afterwards. Facts of rules become text here, by the reader's language, in Chinese local time.

mod format;
#[cfg(test)]
mod laws;
mod locale;

pub use locale::Locale;

use domain::kernel::{Fact, Refuse, Shape};
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle};
use intl_memoizer::concurrent::IntlLangMemoizer;
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap, HashSet},
    sync::{LazyLock, Mutex},
};

mod files {
    include!(concat!(env!("OUT_DIR"), "/locales.rs"));
}

/// Everything that can be said in one language.
pub struct Words {
    locale: Locale,
    bundle: FluentBundle<FluentResource>,
    /// Messages and attributes without facts, already formatted.
    plain: HashMap<String, String>,
    keys: BTreeSet<String>,
    complained: Mutex<HashSet<String>>,
}

/// A refusal or failure in words: what sort of thing happened, what exactly, and what to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalWords {
    pub title: String,
    pub detail: String,
    pub next: String,
}

static ZH_CN: LazyLock<Words> = LazyLock::new(|| Words::load(Locale::ZhCn));
static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Locale::En));

impl Words {
    /// The words of a language; parsed at the first call, which the start of the server makes.
    pub fn of(locale: Locale) -> &'static Words {
        match locale {
            Locale::ZhCn => &ZH_CN,
            Locale::En => &EN,
        }
    }

    /// Whose words these are.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The message of a key that needs no facts. A key without words is logged once and shown as `⟦key⟧`.
    pub fn t(&self, key: &str) -> Cow<'_, str> {
        match self.plain.get(key) {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(self.missing(key, "no such message, or it needs facts")),
        }
    }

    /// The message of a key with its facts. `…_seconds` facts become a waiting time ("5 分钟"), `bytes_…` facts a
    /// size ("10 MB"), instants and days local text; each instant `x` is also there with its year, as `x_full`.
    pub fn with(&self, key: &str, facts: &[(&str, Fact)]) -> String {
        match self.plain.get(key) {
            Some(text) => text.clone(),
            None => self.formatted(key, &self.args(facts)),
        }
    }

    /// The words of a rule's no, from the message named like its code with hyphens for dots.
    pub fn refusal(&self, refusal: &dyn Refuse) -> RefusalWords {
        self.answer(refusal.shape().code, &refusal.facts())
    }

    /// The words of any stable code, also of failures that no rule decided (`kernel.not-found`).
    pub fn answer(&self, code: &str, facts: &[(&str, Fact)]) -> RefusalWords {
        let key = code.replace('.', "-");
        RefusalWords {
            title: self.with(&format!("{key}.title"), facts),
            detail: self.with(&key, facts),
            next: self.with(&format!("{key}.next"), facts),
        }
    }

    /// A refusal as its own page explains it, with dots where the facts would be.
    pub fn explained(&self, shape: &Shape) -> RefusalWords {
        let mut args = FluentArgs::with_capacity(shape.facts.len() * 2);
        for name in shape.facts {
            args.set(*name, "…");
            args.set(format!("{name}_full"), "…");
        }
        let key = shape.code.replace('.', "-");
        RefusalWords {
            title: self.t(&format!("{key}.title")).into_owned(),
            detail: self.formatted(&key, &args),
            next: self.formatted(&format!("{key}.next"), &args),
        }
    }

    /// Whether there are words for a key.
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Every key in alphabetical order, attributes as `message.attribute`.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    fn load(locale: Locale) -> Words {
        let mut bundle = FluentBundle::new_concurrent(vec![locale.tag().parse().unwrap_or_default()]);
        // Isolation marks are for mixed writing directions; here they would only break copying and searching.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        let mut names = BTreeSet::new();
        for (_, file, source) in files::FILES.iter().filter(|(tag, _, _)| *tag == locale.tag()) {
            names.extend(source.lines().filter_map(message_name).map(str::to_owned));
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, errors)| {
                tracing::error!(locale = locale.tag(), file, ?errors, "locale file has errors");
                rest
            });
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(locale = locale.tag(), file, ?errors, "a message is defined twice");
            }
        }
        Words { locale, bundle, plain: HashMap::new(), keys: names, complained: Mutex::default() }.with_plain()
    }

    /// Adds the attributes to the keys and formats once whatever needs no facts.
    fn with_plain(mut self) -> Words {
        let names = std::mem::take(&mut self.keys);
        for message in names.iter().filter_map(|name| Some((name, self.bundle.get_message(name)?))) {
            let (name, message) = message;
            self.keys.extend(message.attributes().map(|one| format!("{name}.{}", one.id())));
            self.keys.extend(message.value().map(|_| name.clone()));
        }
        for key in &self.keys {
            if let Some((text, errors)) = self.format(key, None)
                && errors.is_empty()
            {
                self.plain.insert(key.clone(), text.into_owned());
            }
        }
        self
    }

    fn format<'a>(&'a self, key: &str, args: Option<&'a FluentArgs<'_>>) -> Option<(Cow<'a, str>, Vec<FluentError>)> {
        let (name, attribute) = key.split_once('.').map_or((key, None), |(name, attribute)| (name, Some(attribute)));
        let message = self.bundle.get_message(name)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        Some((self.bundle.format_pattern(pattern, args, &mut errors), errors))
    }

    /// A message with facts that are already Fluent's values.
    fn formatted(&self, key: &str, args: &FluentArgs<'_>) -> String {
        match self.format(key, Some(args)) {
            Some((text, errors)) if errors.is_empty() => text.into_owned(),
            Some((_, errors)) => self.missing(key, &format!("{errors:?}")),
            None => self.missing(key, "no such message"),
        }
    }

    fn args<'a>(&self, facts: &'a [(&'a str, Fact)]) -> FluentArgs<'a> {
        let mut args = FluentArgs::with_capacity(facts.len());
        for (name, fact) in facts {
            match fact {
                Fact::Text(text) => args.set(*name, text.as_str()),
                Fact::Count(seconds) if name.ends_with("_seconds") => args.set(*name, self.wait(*seconds)),
                Fact::Count(bytes) if name.starts_with("bytes_") => args.set(*name, self.bytes(*bytes)),
                Fact::Count(count) => args.set(*name, *count),
                Fact::Minutes(minutes) => args.set(*name, self.minutes(*minutes)),
                Fact::Day(day) => args.set(*name, self.day_full(*day)),
                Fact::At(at) => {
                    args.set(*name, self.at(*at));
                    args.set(format!("{name}_full"), self.at_full(*at));
                }
            }
        }
        args
    }

    fn missing(&self, key: &str, why: &str) -> String {
        let is_new = self.complained.lock().map(|mut keys| keys.insert(key.to_owned())).unwrap_or(true);
        if is_new {
            tracing::error!(key, locale = self.locale.tag(), why, "words are missing");
        }
        format!("⟦{key}⟧")
    }
}

/// The name of the message that a line of a locale file begins, if it begins one.
fn message_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim_end();
    name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(name)
}

/// Numbers in messages with their thousands grouped.
fn grouped(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format::group(&number.as_string())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        attendance::AttendanceRefusal,
        kernel::{Minutes, at_local},
    };
    use jiff::civil::{date, time};

    fn nine() -> jiff::Timestamp {
        at_local(date(2026, 11, 28), time(9, 0, 0, 0))
    }

    #[test]
    fn a_refusal_is_told_with_its_facts_and_what_to_do() {
        let words = Words::of(Locale::ZhCn).refusal(&AttendanceRefusal::AlreadyOut { until: nine() });
        assert!(words.detail.contains("已于 11月28日 09:00 签退，无需重复签退"), "{words:?}");
        assert!(!words.title.is_empty() && !words.next.is_empty());
        let not_in = Words::of(Locale::ZhCn).refusal(&AttendanceRefusal::NotIn);
        assert!(not_in.detail.starts_with("尚未签到，考勤失败"), "{not_in:?}");
    }

    #[test]
    fn facts_are_told_in_the_readers_language() {
        let facts = [("wait_seconds", Fact::Count(301))];
        assert!(Words::of(Locale::ZhCn).answer("kernel.too-many", &facts).next.contains("6 分钟"));
        assert!(Words::of(Locale::En).answer("kernel.too-many", &facts).next.contains("6 minutes"));
        assert_eq!(Words::of(Locale::En).minutes(Minutes(125)), "2 h 5 min");
    }

    #[test]
    fn a_refusal_is_explained_without_its_facts() {
        for shape in AttendanceRefusal::ALL {
            let words = Words::of(Locale::En).explained(shape);
            assert!(!format!("{words:?}").contains('⟦'), "{words:?}");
        }
        let shape = AttendanceRefusal::TooEarly { opens_at: nine() }.shape();
        assert_eq!(Words::of(Locale::En).explained(&shape).detail, "This opens at ….");
    }

    #[test]
    fn a_missing_key_is_shown_in_brackets() {
        let words = Words::of(Locale::En);
        assert_eq!(words.t("no-such-key"), "⟦no-such-key⟧");
        assert_eq!(words.with("no-such-key", &[]), "⟦no-such-key⟧");
        assert!(!words.has("no-such-key") && words.has("kernel-fault") && words.has("kernel-fault.next"));
    }

    #[test]
    fn a_message_without_its_facts_is_missing_too() {
        assert_eq!(Words::of(Locale::En).t("kernel-too-many.next"), "⟦kernel-too-many.next⟧");
    }

    #[test]
    fn plain_messages_cost_a_look_up() {
        let words = Words::of(Locale::ZhCn);
        assert!(matches!(words.t("kernel-not-found"), Cow::Borrowed(_)));
    }
}

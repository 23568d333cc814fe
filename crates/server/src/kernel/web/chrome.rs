//! What surrounds every page: language, dress, navigation, the viewer. Templates reach it as `c`.

use super::{Theme, Visit};
use crate::kernel::{
    session::Viewer,
    words::{Locale, Words},
};
use askama::filters::Safe;
use domain::closing::CLOSED;
use domain::kernel::{Fact, Minutes, local_date, timestamp};
use jiff::{Timestamp, civil::Date};
use std::{borrow::Borrow, fmt::Display, sync::Arc};

/// The part of the site that a page belongs to; marks the entry in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Home,
    Activities,
    Organisations,
    SignIn,
    Mine,
    Hours,
    Certificate,
    Card,
    Help,
    Steward,
    Platform,
    /// Before anything else exists: no navigation, since it would lead nowhere.
    SetUp,
    None,
}

/// Everything that the layout needs.
pub struct Chrome {
    pub section: Section,
    pub locale: Locale,
    pub theme: Theme,
    pub elder: bool,
    pub simulated: bool,
    /// No provider sends text messages: codes are in the outbox.
    pub simulated_sms: bool,
    /// No provider checks identities: the simulator does.
    pub simulated_checks: bool,
    /// Accounts elsewhere can be linked.
    pub links_accounts: bool,
    pub viewer: Option<Arc<Viewer>>,
    pub path: String,
    pub now: Timestamp,
    pub site: String,
    pub form_key: String,
    /// Filing numbers for the foot of the page; empty where there is none.
    pub icp_filing: String,
    pub police_filing: String,
    words: &'static Words,
}

impl Chrome {
    pub(super) fn new(visit: &Visit, section: Section) -> Chrome {
        Chrome {
            section,
            locale: visit.locale,
            theme: visit.theme,
            elder: visit.elder,
            simulated: visit.office.clock.is_simulated(),
            simulated_sms: visit.office.means.short_messages.get().is_none(),
            simulated_checks: visit.office.means.identity.get().is_none(),
            links_accounts: visit.office.means.outside.get().is_some_and(|outside| outside.is_open()),
            viewer: visit.viewer.clone(),
            path: visit.back.clone(),
            now: visit.now,
            site: visit.office.means.site_name(visit.locale),
            form_key: if visit.viewer.is_some() { super::form::new_key() } else { String::new() },
            icp_filing: visit.office.means.settings.publisher.icp_filing.clone(),
            police_filing: visit.office.means.settings.publisher.police_filing.clone(),
            words: visit.words(),
        }
    }

    /// A text without facts.
    pub fn t(&self, key: &str) -> String {
        self.words.t(key).into_owned()
    }

    /// A text that depends on a state's name: `enrolment-state` + `accepted`.
    pub fn named(&self, prefix: &str, name: &str) -> String {
        self.words.t(&format!("{prefix}-{name}")).into_owned()
    }

    /// A text with one fact.
    pub fn with(&self, key: &str, name: &str, fact: impl Into<Fact>) -> String {
        self.words.with(key, &[(name, fact.into())])
    }

    /// A text with two facts.
    #[expect(clippy::too_many_arguments, reason = "templates can't write tuples")]
    pub fn with2(&self, key: &str, a: &str, one: impl Into<Fact>, b: &str, two: impl Into<Fact>) -> String {
        self.words.with(key, &[(a, one.into()), (b, two.into())])
    }

    /// Hours and minutes.
    pub fn minutes(&self, minutes: impl Borrow<Minutes>) -> String {
        self.words.minutes(*minutes.borrow())
    }

    /// A number with its groups.
    pub fn number(&self, number: impl Borrow<i64>) -> String {
        self.words.number(*number.borrow())
    }

    /// A day and time, with the year when it is another one.
    pub fn at(&self, at: impl Borrow<Timestamp>) -> String {
        self.words.at_seen(*at.borrow(), self.now)
    }

    /// A time of day.
    pub fn time(&self, at: impl Borrow<Timestamp>) -> String {
        self.words.time(*at.borrow())
    }

    /// A day.
    pub fn day(&self, day: impl Borrow<Date>) -> String {
        self.words.day(*day.borrow())
    }

    /// A day with its year.
    pub fn day_full(&self, day: impl Borrow<Date>) -> String {
        self.words.day_full(*day.borrow())
    }

    /// From when to when: times and length within a day, days and times beyond it.
    pub fn span(&self, from: impl Borrow<Timestamp>, until: impl Borrow<Timestamp>) -> String {
        let (from, until) = (*from.borrow(), *until.borrow());
        if local_date(from) != local_date(until) {
            return self.with2("format-span-days", "from", self.at(from), "until", self.at(until));
        }
        let length = self.words.minutes(Minutes::between(from, until));
        let facts = [("from", self.time(from)), ("until", self.time(until)), ("length", length)];
        self.words.with("format-span", &facts.map(|(name, text)| (name, Fact::Text(text))))
    }

    /// A leaf of a calendar: month, day, weekday.
    pub fn leaf(&self, at: impl Borrow<Timestamp>) -> Safe<String> {
        let day = local_date(*at.borrow());
        let month = self.t(&format!("format-month-{}", day.month()));
        let weekday = self.t(&format!("format-weekday-{}", day.weekday().to_monday_one_offset()));
        let number = day.day();
        Safe(format!("<time class=\"date\" datetime=\"{day}\"><span>{month}</span><b>{number}</b>{weekday}</time>"))
    }

    /// A volunteer's public name; closed accounts have none, and are called that in the reader's language.
    pub fn who(&self, public_name: &str) -> String {
        if public_name == CLOSED { self.t("nav-closed-account") } else { public_name.to_owned() }
    }

    /// The address of an activity's drawn cover.
    pub fn cover(&self, id: impl Display, category: &str) -> String {
        format!("/covers/{id}-{category}.svg")
    }

    /// The address of the drawn picture of a person or an organisation without one.
    pub fn avatar(&self, id: impl Display, name: &str) -> String {
        let initial: String = name.chars().take(1).collect();
        format!("/avatars/{id}-{}.svg", super::encode(&initial))
    }

    /// An icon of the sprite, decorative.
    pub fn icon(&self, name: &str) -> Safe<String> {
        let sprite = web_assets::url("icons.svg");
        Safe(format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{sprite}#{name}\"/></svg>"))
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> &'static str {
        web_assets::url(name)
    }

    /// The hidden field that makes a form's repeat harmless.
    pub fn once(&self) -> Safe<String> {
        let key = if self.form_key.is_empty() { super::form::new_key() } else { self.form_key.clone() };
        Safe(format!("<input type=\"hidden\" name=\"key\" value=\"{key}\">"))
    }

    /// `page` or nothing, for `aria-current`.
    pub fn current(&self, section: Section) -> Safe<&'static str> {
        Safe(if self.section == section { " aria-current=\"page\"" } else { "" })
    }

    /// Whether the page stands alone, without the ways into the site.
    pub fn is_alone(&self) -> bool {
        self.section == Section::SetUp
    }

    /// The value of the `lang` attribute.
    pub fn lang(&self) -> &'static str {
        self.locale.tag()
    }

    /// Milliseconds since 1970, for clocks that run in the page.
    pub fn milliseconds(&self, at: impl Borrow<Timestamp>) -> i64 {
        at.borrow().as_millisecond()
    }

    /// From a stored instant.
    pub fn instant(&self, microseconds: impl Borrow<i64>) -> Timestamp {
        timestamp(*microseconds.borrow())
    }
}

//! The copy in words: sections of facts and tables, in the reader's language. What is only of use to programs stands in the JSON.

use super::views::PersonalCopy;
use crate::{about::slot_words, help::TicketWordCopy, kernel::web::Chrome, volunteer::VolunteerCopy};
use domain::kernel::{Minutes, timestamp};
use jiff::Timestamp;

/// One part of the page: facts, or a table.
pub struct Section {
    pub title: String,
    pub facts: Vec<(String, String)>,
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Words of one reader.
struct Says<'a>(&'a Chrome);

impl Says<'_> {
    fn facts(&self, title: &str, facts: Vec<(&str, String)>) -> Section {
        let facts = facts.into_iter().map(|(key, value)| (self.0.t(key), value)).collect();
        Section { title: self.0.t(title), facts, heads: Vec::new(), rows: Vec::new() }
    }

    fn table(&self, title: &str, heads: &[&str], rows: Vec<Vec<String>>) -> Section {
        let heads = heads.iter().map(|key| self.0.t(key)).collect();
        Section { title: self.0.t(title), facts: Vec::new(), heads, rows }
    }

    /// Always with the year, since a copy is read years later.
    fn at(&self, at: Timestamp) -> String {
        self.0.with("export-at", "at", at)
    }

    fn maybe(&self, at: Option<Timestamp>) -> String {
        at.map(|at| self.at(at)).unwrap_or_default()
    }
}

/// The sections of the page.
pub fn sections(c: &Chrome, copy: &PersonalCopy) -> Vec<Section> {
    let s = Says(c);
    let mut parts = vec![account(&s, copy)];
    parts.push(about(&s, copy));
    parts.extend(copy.volunteer.as_ref().map(|volunteer| identity(&s, volunteer)));
    parts.extend(service(&s, copy));
    parts.extend(rights(&s, copy));
    parts
}

fn account(s: &Says, copy: &PersonalCopy) -> Section {
    let own = &copy.account;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    s.facts(
        "export-account",
        vec![
            ("export-id", own.id.clone()),
            ("account-phone", text(&own.phone)),
            ("security-email", text(&own.email)),
            ("security-user-name", text(&own.user_name)),
            ("export-nickname", own.nickname.clone()),
            ("export-created", s.at(own.created_at)),
            ("closing-title", s.maybe(copy.closes_at)),
        ],
    )
}

fn about(s: &Says, copy: &PersonalCopy) -> Section {
    let own = &copy.about;
    let list = |prefix: &str, names: &[String]| {
        names.iter().map(|name| s.0.named(prefix, name)).collect::<Vec<_>>().join(&s.0.t("format-list-mark"))
    };
    let times = own.times.iter().map(|slot| slot_words(s.0, slot)).collect::<Vec<_>>();
    s.facts(
        "about-title",
        vec![
            ("about-address", own.address.clone().unwrap_or_default()),
            ("about-skills", list("about-skill", &own.skills)),
            ("about-skills-other", own.other_skills.clone().unwrap_or_default()),
            ("about-kinds", list("activity-category", &own.kinds)),
            ("about-times", times.join(&s.0.t("format-list-mark"))),
        ],
    )
}

fn identity(s: &Says, own: &VolunteerCopy) -> Section {
    let c = s.0;
    let named = |prefix: &str, name: &str| c.named(prefix, name);
    let mut facts = vec![
        ("profile-number", own.number.clone()),
        ("export-public-name", c.who(&own.public_name)),
        ("residence-county", own.region_name.clone()),
        ("export-guardian", own.guardian.clone().unwrap_or_default()),
    ];
    if let Some(data) = &own.identity {
        facts.extend([
            ("profile-name", format!("{}{}", data.surname, data.given)),
            ("export-document-kind", named("document-kind", data.kind.name())),
            ("security-document", data.number.clone()),
            ("identity-born-on", c.day_full(data.born_on)),
            ("identity-sex", named("sex", data.sex.name())),
            ("identity-authority", data.authority.clone()),
            ("identity-political_status", named("political_status", data.political_status.name())),
            ("identity-education", named("education", data.education.name())),
            ("identity-occupation", named("occupation", data.occupation.name())),
        ]);
    }
    s.facts("identity-title", facts)
}

fn service(s: &Says, copy: &PersonalCopy) -> Vec<Section> {
    let c = s.0;
    let minutes = |minutes: u32| c.minutes(Minutes(minutes));
    let memberships = copy.memberships.iter().map(|one| {
        vec![one.organisation.clone(), c.named("org-state", one.state), s.at(one.applied_at), one.reason.clone()]
    });
    let roles = copy.roles.iter().map(|one| {
        vec![one.organisation.clone(), c.named("org-role", one.role), s.at(one.granted_at), s.maybe(one.revoked_at)]
    });
    let enrolments = copy.enrolments.iter().map(|one| {
        vec![one.title.clone(), one.organisation.clone(), c.named("enrolment-state", one.state), s.at(one.starts_at)]
    });
    let attendances = copy
        .attendances
        .iter()
        .map(|one| vec![one.title.clone(), s.at(one.since), s.maybe(one.until), minutes(one.minutes)]);
    let hours = copy.hours.iter().map(|one| {
        let about = one.activity.clone().unwrap_or_else(|| one.organisation.clone());
        let sign = if one.reverses.is_some() { "−" } else { "" };
        vec![c.day_full(one.served_on), about, format!("{sign}{}", minutes(one.minutes)), one.reason.clone()]
    });
    let certificates = copy.certificates.iter().map(|one| vec![one.number.clone(), one.name.clone(), s.at(one.as_of)]);
    vec![
        s.table(
            "export-memberships",
            &["export-organisation", "export-state", "export-at-head", "export-reason"],
            memberships.collect(),
        ),
        s.table(
            "export-roles",
            &["export-organisation", "export-role", "export-at-head", "export-until"],
            roles.collect(),
        ),
        s.table(
            "export-enrolments",
            &["export-activity", "export-organisation", "export-state", "export-at-head"],
            enrolments.collect(),
        ),
        s.table(
            "export-attendances",
            &["export-activity", "export-at-head", "export-until", "export-minutes"],
            attendances.collect(),
        ),
        s.facts("export-hours-total", vec![("home-total", minutes(copy.total_minutes))]),
        s.table("export-hours", &["export-day", "export-activity", "export-minutes", "export-reason"], hours.collect()),
        s.table("export-certificates", &["export-number", "profile-name", "export-at-head"], certificates.collect()),
    ]
}

fn rights(s: &Says, copy: &PersonalCopy) -> Vec<Section> {
    let c = s.0;
    let agreements = copy
        .agreements
        .iter()
        .map(|one| vec![c.named("agreement-title", &one.agreement), one.version.to_string(), s.at(one.at)]);
    let consents = copy.consents.iter().map(|one| {
        let how = if one.given { "consent-was-given" } else { "consent-was-withdrawn" };
        vec![c.named("consent-name", one.purpose), c.t(how), one.version.to_string(), s.at(one.at)]
    });
    let passkeys = copy.passkeys.iter().map(|one| vec![one.name.clone(), s.at(one.created_at), s.maybe(one.used_at)]);
    let sessions = copy.sessions.iter().map(|one| vec![one.device.clone(), s.at(one.created_at), s.at(one.seen_at)]);
    let looks = copy.access_log.iter().map(|one| {
        let who = format!("{} {}", c.named("access-log-by", one.by), one.who);
        let whose = one.organisation.clone().unwrap_or_default();
        vec![s.at(one.at), who, whose, c.named("audit-act", &one.act), one.reason.clone()]
    });
    let messages =
        copy.messages.iter().map(|one| vec![s.at(one.at), c.named("export-channel", one.channel), one.text.clone()]);
    let objections = copy.objections.iter().map(|one| vec![one.number.clone(), s.at(one.filed_at), one.text.clone()]);
    let tickets = copy.tickets.iter().flat_map(|one| {
        let said = |word: &TicketWordCopy| {
            vec![one.number.clone(), s.at(word.at), c.named("export-side", word.side), word.text.clone()]
        };
        one.words.iter().map(said).collect::<Vec<_>>()
    });
    let records = copy.records.iter().map(|one| vec![one.organisation.clone(), s.at(one.entered_at)]);
    let asks = copy.record_asks.iter().map(|one| vec![one.number.clone(), s.at(one.filed_at)]);
    let files = copy.files.iter().map(|one| {
        vec![
            one.id.clone(),
            one.media_type.clone(),
            one.bytes.to_string(),
            s.at(timestamp(one.created_at.as_microsecond())),
        ]
    });
    vec![
        s.table("export-agreements", &["export-what", "export-version", "export-at-head"], agreements.collect()),
        s.table(
            "consent-history",
            &["export-what", "export-decision", "export-version", "export-at-head"],
            consents.collect(),
        ),
        s.table("passkey-title", &["passkey-name", "export-at-head", "export-seen"], passkeys.collect()),
        platforms(s, copy),
        s.table("security-sessions", &["export-device", "export-at-head", "export-seen"], sessions.collect()),
        s.table(
            "access-log-title",
            &["access-log-at", "access-log-who", "export-organisation", "access-log-what", "access-log-reason"],
            looks.collect(),
        ),
        s.table("export-messages", &["export-at-head", "export-channel", "export-text"], messages.collect()),
        s.table("export-objections", &["export-number", "export-at-head", "export-text"], objections.collect()),
        s.table("help-own", &["export-number", "export-at-head", "export-who", "export-text"], tickets.collect()),
        s.table("export-records", &["export-organisation", "export-at-head"], records.collect()),
        handouts(s, copy),
        s.table("export-record-asks", &["export-number", "export-at-head"], asks.collect()),
        s.table("export-files", &["export-id", "export-kind", "export-bytes", "export-at-head"], files.collect()),
    ]
}

fn platforms(s: &Says, copy: &PersonalCopy) -> Section {
    let names =
        |scopes: &str| scopes.split(' ').map(|scope| s.0.named("sso-scope", scope)).collect::<Vec<_>>().join("; ");
    let rows = copy
        .platforms
        .iter()
        .map(|one| vec![one.platform.clone(), names(&one.scopes), s.at(one.agreed_at), s.at(one.used_at)]);
    let heads = ["export-what", "client-scopes", "export-at-head", "export-seen"];
    s.table("sso-own-title", &heads, rows.collect())
}

fn handouts(s: &Says, copy: &PersonalCopy) -> Section {
    let rows = copy.handouts.iter().map(|one| {
        vec![
            one.number.clone(),
            one.organisation.clone(),
            one.people.to_string(),
            one.reason.clone(),
            s.at(one.asked_at),
        ]
    });
    let heads = ["export-number", "export-organisation", "handout-count", "export-reason", "export-at-head"];
    s.table("handout-title", &heads, rows.collect())
}

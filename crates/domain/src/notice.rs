//! Messages to people (MSG): which kinds there are, the facts each one needs, and which can't be turned off. The sentences live in the
//! locales under `notice-<kind>`, sending is the server's.

use crate::kernel::Fact;
use jiff::Timestamp;

crate::named! {
    /// Ways to reach a person.
    pub enum Channel {
        Sms = 1, "sms";
        InSite = 2, "in-site";
        Email = 3, "email";
        WeChat = 4, "wechat";
    }
}

/// One message with the facts that its words use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A code; goes to the phone it proves and nowhere else.
    Code {
        code: String,
        valid_minutes: u32,
    },
    /// MSG-02: 已被活动录用.
    Accepted {
        activity: String,
        contact_name: String,
        contact_phone: String,
    },
    /// MSG-03: 移出了本活动.
    Removed {
        activity: String,
        steward: String,
        person_in_charge: String,
        phone: String,
    },
    /// Turned down before acceptance, naming the reason (MSG-03).
    NotAccepted {
        activity: String,
        reason: String,
        contact_name: String,
        contact_phone: String,
    },
    /// MSG-05: the link opens the activity, where signing up accepts.
    Invited {
        activity: String,
        organisation: String,
        link: String,
    },
    ActivityChanged {
        activity: String,
    },
    ActivityCancelled {
        activity: String,
        reason: String,
    },
    /// ACT-04: to the publisher, when timekeeping is approved.
    SignInCode {
        activity: String,
        code: String,
    },
    MembershipApproved {
        organisation: String,
    },
    MembershipRejected {
        organisation: String,
        reason: String,
    },
    MembershipRemoved {
        organisation: String,
        reason: String,
    },
    IdentityVerified,
    IdentityFailed {
        cause: String,
    },
    /// HRS-04, HRS-06: hours were added or taken; the link leads to the entry.
    HoursChanged {
        activity: String,
        minutes: i64,
        reason: String,
        link: String,
    },
    ObjectionDecided {
        number: String,
        outcome: String,
    },
    /// Password, phone or e-mail changed, or a new device: to the old contact and the new.
    AccountChanged {
        what: String,
        at: Timestamp,
    },
}

impl Notice {
    /// Every kind by its stable name, with its facts in order, for the law that every kind has words in every locale.
    pub const KINDS: &'static [(&'static str, &'static [&'static str])] = &[
        ("code", &["code", "valid_minutes"]),
        ("accepted", &["activity", "contact_name", "contact_phone"]),
        ("removed", &["activity", "steward", "person_in_charge", "phone"]),
        ("not-accepted", &["activity", "reason", "contact_name", "contact_phone"]),
        ("invited", &["activity", "organisation", "link"]),
        ("activity-changed", &["activity"]),
        ("activity-cancelled", &["activity", "reason"]),
        ("sign-in-code", &["activity", "code"]),
        ("membership-approved", &["organisation"]),
        ("membership-rejected", &["organisation", "reason"]),
        ("membership-removed", &["organisation", "reason"]),
        ("identity-verified", &[]),
        ("identity-failed", &["cause"]),
        ("hours-changed", &["activity", "minutes", "reason", "link"]),
        ("objection-decided", &["number", "outcome"]),
        ("account-changed", &["what", "at"]),
    ];

    /// The stable name of the kind.
    pub const fn name(&self) -> &'static str {
        match self {
            Notice::Code { .. } => "code",
            Notice::Accepted { .. } => "accepted",
            Notice::Removed { .. } => "removed",
            Notice::NotAccepted { .. } => "not-accepted",
            Notice::Invited { .. } => "invited",
            Notice::ActivityChanged { .. } => "activity-changed",
            Notice::ActivityCancelled { .. } => "activity-cancelled",
            Notice::SignInCode { .. } => "sign-in-code",
            Notice::MembershipApproved { .. } => "membership-approved",
            Notice::MembershipRejected { .. } => "membership-rejected",
            Notice::MembershipRemoved { .. } => "membership-removed",
            Notice::IdentityVerified => "identity-verified",
            Notice::IdentityFailed { .. } => "identity-failed",
            Notice::HoursChanged { .. } => "hours-changed",
            Notice::ObjectionDecided { .. } => "objection-decided",
            Notice::AccountChanged { .. } => "account-changed",
        }
    }

    /// The facts by name, in the order of `KINDS`.
    pub fn facts(&self) -> Vec<(&'static str, Fact)> {
        let names = Notice::KINDS.iter().find(|(kind, _)| *kind == self.name()).map_or(&[][..], |(_, facts)| facts);
        names.iter().copied().zip(self.values()).collect()
    }

    fn values(&self) -> Vec<Fact> {
        let texts = |all: &[&String]| all.iter().map(|text| Fact::Text((*text).clone())).collect();
        match self {
            Notice::Code { code, valid_minutes } => vec![code.clone().into(), (*valid_minutes).into()],
            Notice::Accepted { activity, contact_name, contact_phone } => {
                texts(&[activity, contact_name, contact_phone])
            }
            Notice::Removed { activity, steward, person_in_charge, phone } => {
                texts(&[activity, steward, person_in_charge, phone])
            }
            Notice::NotAccepted { activity, reason, contact_name, contact_phone } => {
                texts(&[activity, reason, contact_name, contact_phone])
            }
            Notice::Invited { activity, organisation, link } => texts(&[activity, organisation, link]),
            Notice::ActivityChanged { activity: only }
            | Notice::MembershipApproved { organisation: only }
            | Notice::IdentityFailed { cause: only } => texts(&[only]),
            Notice::ActivityCancelled { activity, reason } => texts(&[activity, reason]),
            Notice::SignInCode { activity, code } => texts(&[activity, code]),
            Notice::MembershipRejected { organisation, reason }
            | Notice::MembershipRemoved { organisation, reason } => texts(&[organisation, reason]),
            Notice::IdentityVerified => Vec::new(),
            Notice::HoursChanged { activity, minutes, reason, link } => {
                vec![activity.clone().into(), (*minutes).into(), reason.clone().into(), link.clone().into()]
            }
            Notice::ObjectionDecided { number, outcome } => texts(&[number, outcome]),
            Notice::AccountChanged { what, at } => vec![what.clone().into(), (*at).into()],
        }
    }

    /// Whether a person may turn this kind off. Legal and security messages stay (MSG-01).
    pub const fn can_be_turned_off(&self) -> bool {
        !matches!(
            self,
            Notice::Code { .. }
                | Notice::AccountChanged { .. }
                | Notice::IdentityVerified
                | Notice::IdentityFailed { .. }
                | Notice::HoursChanged { .. }
                | Notice::ObjectionDecided { .. }
        )
    }

    /// The channels it goes to unless the person chose otherwise.
    pub const fn channels(&self) -> &'static [Channel] {
        match self {
            Notice::Code { .. } | Notice::SignInCode { .. } => &[Channel::Sms],
            Notice::Invited { .. } => &[Channel::InSite, Channel::WeChat],
            Notice::Accepted { .. }
            | Notice::Removed { .. }
            | Notice::NotAccepted { .. }
            | Notice::ActivityCancelled { .. } => &[Channel::Sms, Channel::InSite],
            Notice::AccountChanged { .. } => &[Channel::Sms, Channel::Email, Channel::InSite],
            _ => &[Channel::InSite],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(raw: &str) -> Fact {
        Fact::Text(raw.to_owned())
    }

    // rules: MSG-02
    #[test]
    fn an_acceptance_names_activity_contact_and_phone_and_goes_by_sms() {
        let notice = Notice::Accepted {
            activity: "植树".to_owned(),
            contact_name: "张三".to_owned(),
            contact_phone: "13800138000".to_owned(),
        };
        let facts =
            [("activity", text("植树")), ("contact_name", text("张三")), ("contact_phone", text("13800138000"))];
        assert_eq!((notice.name(), notice.facts()), ("accepted", facts.to_vec()));
        assert!(notice.channels().contains(&Channel::Sms));
    }

    // rules: MSG-03
    #[test]
    fn a_removal_names_who_did_it_and_whom_to_ask_and_a_rejection_its_reason() {
        let removed = Notice::Removed {
            activity: "植树".to_owned(),
            steward: "李四".to_owned(),
            person_in_charge: "张三".to_owned(),
            phone: "13800138000".to_owned(),
        };
        let facts = [
            ("activity", text("植树")),
            ("steward", text("李四")),
            ("person_in_charge", text("张三")),
            ("phone", text("13800138000")),
        ];
        assert_eq!((removed.name(), removed.facts()), ("removed", facts.to_vec()));
        let not_accepted = Notice::NotAccepted {
            activity: "植树".to_owned(),
            reason: "places are taken".to_owned(),
            contact_name: "张三".to_owned(),
            contact_phone: "13800138000".to_owned(),
        };
        assert_ne!(not_accepted.name(), removed.name());
        assert!(not_accepted.facts().contains(&("reason", text("places are taken"))));
        assert!(removed.channels().contains(&Channel::Sms) && not_accepted.channels().contains(&Channel::Sms));
    }

    #[test]
    fn each_kind_goes_where_it_is_seen_in_time() {
        let s = || "x".to_owned();
        let at = Timestamp::UNIX_EPOCH;
        assert_eq!(Notice::Code { code: s(), valid_minutes: 5 }.channels(), [Channel::Sms]);
        assert_eq!(Notice::SignInCode { activity: s(), code: s() }.channels(), [Channel::Sms]);
        let invited = Notice::Invited { activity: s(), organisation: s(), link: s() };
        assert_eq!(invited.channels(), [Channel::InSite, Channel::WeChat]);
        let changed = Notice::AccountChanged { what: s(), at };
        assert_eq!(changed.channels(), [Channel::Sms, Channel::Email, Channel::InSite]);
        assert_eq!(Notice::MembershipApproved { organisation: s() }.channels(), [Channel::InSite]);
    }

    #[test]
    fn every_kind_fills_all_its_facts_and_security_stays_on() {
        let s = || "x".to_owned();
        let at = Timestamp::UNIX_EPOCH;
        let all = [
            Notice::Code { code: s(), valid_minutes: 5 },
            Notice::Accepted { activity: s(), contact_name: s(), contact_phone: s() },
            Notice::Removed { activity: s(), steward: s(), person_in_charge: s(), phone: s() },
            Notice::NotAccepted { activity: s(), reason: s(), contact_name: s(), contact_phone: s() },
            Notice::Invited { activity: s(), organisation: s(), link: s() },
            Notice::ActivityChanged { activity: s() },
            Notice::ActivityCancelled { activity: s(), reason: s() },
            Notice::SignInCode { activity: s(), code: s() },
            Notice::MembershipApproved { organisation: s() },
            Notice::MembershipRejected { organisation: s(), reason: s() },
            Notice::MembershipRemoved { organisation: s(), reason: s() },
            Notice::IdentityVerified,
            Notice::IdentityFailed { cause: s() },
            Notice::HoursChanged { activity: s(), minutes: -60, reason: s(), link: s() },
            Notice::ObjectionDecided { number: s(), outcome: s() },
            Notice::AccountChanged { what: s(), at },
        ];
        assert_eq!(all.len(), Notice::KINDS.len());
        for (notice, (kind, facts)) in all.iter().zip(Notice::KINDS) {
            assert_eq!(notice.name(), *kind);
            assert_eq!(notice.values().len(), facts.len(), "{kind}");
            assert_eq!(notice.facts().len(), facts.len(), "{kind}");
        }
        assert!(!Notice::AccountChanged { what: s(), at }.can_be_turned_off());
        assert!(Notice::ActivityChanged { activity: s() }.can_be_turned_off());
    }
}

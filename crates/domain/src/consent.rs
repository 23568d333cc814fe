//! Consents (PIPL 14–16, 23, 25, 29): one for each purpose, in versions, taken back as easily as given. What people accept as a whole
//! to have an account is an agreement (see `account::agreement`) and not here.

use jiff::Timestamp;

crate::refusals! {
    /// Why a consent isn't kept, or why something can't go on without one.
    pub enum ConsentRefusal {
        /// The text changed while the person was reading: what was shown isn't what would be agreed to.
        OtherVersion { version: u32 } => "consent.other-version", "ACC-12", Conflict;
        /// An account rests on this one; taking it back means closing the account.
        NeedsClosing => "consent.needs-closing", "ACC-12", Conflict;
        /// Under 18 nothing of the kind is published.
        Minor => "consent.minor", "ACC-12", Forbidden;
        /// No real-name data yet, so there is nothing that the consent could be about.
        NothingToShow => "consent.nothing-to-show", "ACC-12", Conflict;
        /// Signing by oneself needs the position, and its use was refused or never agreed to.
        LocationMissing => "consent.location-missing", "ACC-12", Conflict;
    }
}

crate::named! {
    /// What personal data is used for beyond what an account as such needs.
    pub enum Purpose {
        /// Sensitive identity data: document number, real name, birth date (敏感个人信息). Registration rests on it.
        Identity = 1, "identity";
        /// The device's position when signing in or out (行踪轨迹).
        Location = 2, "location";
        /// The full name where the masked one would stand in public.
        PublicName = 3, "public-name";
        /// A public page with one's hours, found by name or number.
        PublicPage = 4, "public-page";
        /// Handing data to a named partner; each recipient has a consent of its own.
        Partner = 5, "partner";
        /// The ID photo (人脸): printed on certificates, shown on the card.
        Photo = 6, "photo";
    }
}

impl Purpose {
    /// The version of the text in force. Whoever changes purpose, method or kinds of data in the words counts it up, and everybody is
    /// asked anew.
    pub const fn version(self) -> u32 {
        match self {
            Purpose::Identity | Purpose::Location | Purpose::PublicName => 1,
            Purpose::PublicPage | Purpose::Partner | Purpose::Photo => 1,
        }
    }

    /// Whether it publishes something about the person.
    pub const fn publishes(self) -> bool {
        matches!(self, Purpose::PublicName | Purpose::PublicPage)
    }
}

/// A purpose, and who receives the data where it is handed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub purpose: Purpose,
    /// The partner's stable name; empty for purposes of the platform itself.
    pub recipient: String,
}

impl From<Purpose> for About {
    fn from(purpose: Purpose) -> About {
        About { purpose, recipient: String::new() }
    }
}

/// One line of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub is_given: bool,
    pub version: u32,
    pub at: Timestamp,
}

/// Where a consent stands by its newest line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Never asked.
    Unasked,
    Given {
        since: Timestamp,
    },
    /// Refused or taken back; not asked again for this version.
    Refused {
        since: Timestamp,
    },
    /// Decided about another version; it doesn't count and is asked again.
    Outdated {
        since: Timestamp,
    },
}

impl Standing {
    /// The standing that the newest line makes, if there is one.
    pub fn of(purpose: Purpose, newest: Option<Decision>) -> Standing {
        match newest {
            None => Standing::Unasked,
            Some(Decision { version, at, .. }) if version != purpose.version() => Standing::Outdated { since: at },
            Some(Decision { is_given: true, at, .. }) => Standing::Given { since: at },
            Some(Decision { is_given: false, at, .. }) => Standing::Refused { since: at },
        }
    }

    /// Whether the data may be used.
    pub const fn is_given(self) -> bool {
        matches!(self, Standing::Given { .. })
    }

    /// Whether the person may be asked: never again after a refusal, until the text is another one.
    pub const fn may_be_asked(self) -> bool {
        matches!(self, Standing::Unasked | Standing::Outdated { .. })
    }

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Unasked => "unasked",
            Standing::Given { .. } => "given",
            Standing::Refused { .. } => "refused",
            Standing::Outdated { .. } => "outdated",
        }
    }

    /// Since when; none when it was never asked.
    pub const fn since(self) -> Option<Timestamp> {
        match self {
            Standing::Unasked => None,
            Standing::Given { since } | Standing::Refused { since } | Standing::Outdated { since } => Some(since),
        }
    }
}

/// What the person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub is_given: bool,
    /// The version whose text was shown.
    pub version: u32,
    pub is_minor: bool,
}

/// Decides about one consent: the line to be added, or none when nothing changes. Taking back always works, except where the whole
/// account rests on it.
pub fn decide(
    purpose: Purpose,
    standing: Standing,
    wanted: Wanted,
    now: Timestamp,
) -> Result<Option<Decision>, ConsentRefusal> {
    let (is_given, version) = (wanted.is_given, purpose.version());
    if purpose == Purpose::Identity && !is_given {
        return Err(ConsentRefusal::NeedsClosing);
    }
    if is_given && wanted.version != version {
        return Err(ConsentRefusal::OtherVersion { version });
    }
    if is_given && wanted.is_minor && purpose.publishes() {
        return Err(ConsentRefusal::Minor);
    }
    let is_known = match standing {
        Standing::Given { .. } => is_given,
        Standing::Refused { .. } => !is_given,
        Standing::Unasked | Standing::Outdated { .. } => false,
    };
    Ok((!is_known).then_some(Decision { is_given, version, at: now }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Purpose::{Identity, Location, Partner, Photo, PublicName, PublicPage};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn line(is_given: bool, version: u32) -> Option<Decision> {
        Some(Decision { is_given, version, at: at(0) })
    }

    const YES: Wanted = Wanted { is_given: true, version: 1, is_minor: false };
    const NO: Wanted = Wanted { is_given: false, ..YES };

    // rules: ACC-12
    #[test]
    fn another_version_asks_again_and_a_refusal_is_not_asked_again() {
        for purpose in Purpose::ALL.iter().copied() {
            let version = purpose.version();
            let asked = |newest| Standing::of(purpose, newest).may_be_asked();
            assert!(asked(None) && asked(line(true, version + 1)) && asked(line(false, version - 1)), "{purpose:?}");
            assert!(!asked(line(false, version)) && !asked(line(true, version)), "{purpose:?}");
        }
    }

    // rules: ACC-12
    #[test]
    fn only_what_was_given_in_the_version_in_force_counts() {
        let given = |newest| Standing::of(Location, newest).is_given();
        assert!(given(line(true, 1)));
        assert!(!given(None) && !given(line(false, 1)) && !given(line(true, 0)) && !given(line(true, 2)));
        assert_eq!(Standing::of(Location, line(true, 2)), Standing::Outdated { since: at(0) });
    }

    // rules: ACC-12
    #[test]
    fn taking_back_is_as_easy_as_giving_and_each_is_one_line() {
        for purpose in [Location, PublicName, PublicPage, Partner, Photo] {
            let given = decide(purpose, Standing::Unasked, YES, at(1)).unwrap();
            assert_eq!(given, Some(Decision { is_given: true, version: 1, at: at(1) }));
            let standing = Standing::of(purpose, given);
            assert_eq!(decide(purpose, standing, YES, at(2)), Ok(None), "nothing changes");
            // The version that was shown is no hurdle for taking back.
            let back = decide(purpose, standing, Wanted { version: 9, ..NO }, at(3)).unwrap();
            assert_eq!(back, Some(Decision { is_given: false, version: 1, at: at(3) }));
            assert_eq!(decide(purpose, Standing::of(purpose, back), NO, at(4)), Ok(None));
            assert!(decide(purpose, Standing::of(purpose, back), YES, at(5)).unwrap().is_some());
        }
    }

    // rules: ACC-12
    #[test]
    fn what_was_not_read_is_not_agreed_to() {
        let outdated = Wanted { version: 2, ..YES };
        assert_eq!(
            decide(Location, Standing::Unasked, outdated, at(1)),
            Err(ConsentRefusal::OtherVersion { version: 1 })
        );
    }

    // rules: ACC-12
    #[test]
    fn the_account_rests_on_one_consent_and_minors_publish_nothing() {
        assert_eq!(decide(Identity, Standing::Given { since: at(0) }, NO, at(1)), Err(ConsentRefusal::NeedsClosing));
        assert!(decide(Identity, Standing::Unasked, YES, at(1)).unwrap().is_some());
        let young = Wanted { is_minor: true, ..YES };
        for purpose in [PublicName, PublicPage] {
            assert_eq!(decide(purpose, Standing::Unasked, young, at(1)), Err(ConsentRefusal::Minor));
            assert!(
                decide(purpose, Standing::Given { since: at(0) }, Wanted { is_given: false, ..young }, at(1)).is_ok()
            );
        }
        assert!(decide(Location, Standing::Unasked, young, at(1)).is_ok());
    }
}

//! Agreements with versions (REG-02, ORG-10): what must be shown, what counts as accepted, and what is kept of it.

use jiff::Timestamp;

crate::refusals! {
    /// Why an agreement isn't accepted.
    pub enum AgreementRefusal {
        /// The box wasn't ticked.
        NotAccepted { agreement: &'static str } => "agreement.not-accepted", "REG-02", Invalid;
        /// A new version must be shown in full before it is accepted.
        ReadInFull { agreement: &'static str, version: u32 } => "agreement.read-in-full", "ORG-10", Conflict;
        /// The accepted text is not the one in force: it changed meanwhile.
        OtherVersion { version: u32 } => "agreement.other-version", "ORG-10", Conflict;
    }
}

crate::named! {
    /// The texts that people agree to.
    pub enum Agreement {
        /// 服务协议
        Terms = 1, "terms";
        /// 隐私政策
        Privacy = 2, "privacy";
        /// 诚信协议, for stewards at every submission and for volunteers who type the code on site (ATT-03)
        Integrity = 3, "integrity";
    }
}

/// What everybody accepts at registration.
pub const AT_REGISTRATION: [Agreement; 2] = [Agreement::Terms, Agreement::Privacy];

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acceptance {
    pub agreement: Agreement,
    pub version: u32,
    pub at: Timestamp,
}

/// How an agreement is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// The whole text, to be scrolled through.
    InFull,
    /// One tick beside a link.
    Tick,
}

/// What the form brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub is_ticked: bool,
    /// The version that was shown.
    pub version: u32,
    /// Whether it was shown in full.
    pub was_shown_in_full: bool,
}

impl Agreement {
    /// How to ask someone whose last acceptance is `last`.
    pub fn ask(self, last: Option<Acceptance>, version: u32) -> Ask {
        let known = last.is_some_and(|last| last.agreement == self && last.version == version);
        if known { Ask::Tick } else { Ask::InFull }
    }

    /// A new acceptance of `version`, the one in force.
    pub fn accept(
        self,
        last: Option<Acceptance>,
        version: u32,
        given: Given,
        now: Timestamp,
    ) -> Result<Acceptance, AgreementRefusal> {
        match self.ask(last, version) {
            _ if !given.is_ticked => Err(AgreementRefusal::NotAccepted { agreement: self.name() }),
            _ if given.version != version => Err(AgreementRefusal::OtherVersion { version }),
            Ask::InFull if !given.was_shown_in_full => {
                Err(AgreementRefusal::ReadInFull { agreement: self.name(), version })
            }
            _ => Ok(Acceptance { agreement: self, version, at: now }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn accept(last: Option<Acceptance>, given: Given) -> Result<Acceptance, AgreementRefusal> {
        Agreement::Integrity.accept(last, 3, given, now())
    }

    const TICK: Given = Given { is_ticked: true, version: 3, was_shown_in_full: false };

    // rules: ORG-10
    #[test]
    fn a_known_version_needs_one_tick_each_time() {
        let known = Some(Acceptance { agreement: Agreement::Integrity, version: 3, at: now() });
        assert_eq!(accept(known, TICK), Ok(Acceptance { agreement: Agreement::Integrity, version: 3, at: now() }));
        let unticked = Given { is_ticked: false, ..TICK };
        assert_eq!(accept(known, unticked), Err(AgreementRefusal::NotAccepted { agreement: "integrity" }));
    }

    // rules: ORG-10, REG-02
    #[test]
    fn a_new_version_is_read_in_full() {
        let older = Some(Acceptance { agreement: Agreement::Integrity, version: 2, at: now() });
        let other = Some(Acceptance { agreement: Agreement::Terms, version: 3, at: now() });
        for last in [None, older, other] {
            assert_eq!(accept(last, TICK), Err(AgreementRefusal::ReadInFull { agreement: "integrity", version: 3 }));
            assert!(accept(last, Given { was_shown_in_full: true, ..TICK }).is_ok());
        }
        let outdated = Given { version: 2, was_shown_in_full: true, ..TICK };
        assert_eq!(accept(older, outdated), Err(AgreementRefusal::OtherVersion { version: 3 }));
    }
}

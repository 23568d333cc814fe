//! "Is there a record in my name?" (REG-17): somebody proves a phone and shows papers, one steward of the platform looks at them, and a
//! link that is good once tells what there is. Whoever disowns an account puts it into quarantine: nothing of it counts or opens until
//! another steward lifts that.

pub use crate::account::appeal::{PAPERS_KEPT_DAYS, PAPERS_MAX, SHOWN_MINUTES};
use crate::{
    account::{Contact, ContactProven, Phone},
    kernel::{AccountId, clean_lines},
};
use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why it isn't asked, answered, disowned or lifted.
    pub enum RecordRefusal {
        /// No picture of a document.
        PaperMissing => "record.paper-missing", "REG-17", Invalid;
        /// The answer goes to a phone.
        PhoneMissing => "record.phone-missing", "REG-17", Invalid;
        /// It was decided already.
        NotWaiting => "record.not-waiting", "REG-17", Conflict;
        /// Whoever holds the account doesn't decide about it.
        Own => "record.own", "REG-17", Forbidden;
        /// Papers are looked at before anything is decided, and by whoever decides.
        NotShown { minutes: u32 } => "record.not-shown", "REG-17", Forbidden;
        /// Looking, refusing and lifting name their reason.
        ReasonMissing { characters_max: u32 } => "record.reason-missing", "REG-17", Invalid;
        /// The link was used, is older than its days, or never was.
        LinkOver => "record.link-over", "REG-17", Conflict;
        /// Nothing that there is was chosen.
        NothingChosen => "record.nothing-chosen", "REG-17", Invalid;
        /// The account is in quarantine.
        Held => "record.held", "REG-17", Forbidden;
        /// The account isn't in quarantine, or no more.
        NotHeld => "record.not-held", "REG-17", Conflict;
        /// Whoever confirmed the papers doesn't lift what followed from them.
        SamePerson => "record.same-person", "REG-17", Forbidden;
        /// Somebody registered with the document meanwhile: two accounts can't have it.
        DocumentTaken => "record.document-taken", "REG-17", Conflict;
    }
}

/// Days for which the link is good.
pub const LINK_DAYS: i64 = 7;
/// How often in a day one phone, and one document, may ask.
pub const ASKED_A_DAY_MAX: usize = 3;
/// Characters of a reason.
pub const REASON_CHARS_MAX: u32 = 200;

/// The phone that the answer goes to, once asking has what it needs.
pub fn ask(proven: &ContactProven, papers: usize) -> Result<Phone, RecordRefusal> {
    let Contact::Phone(phone) = proven.contact() else { return Err(RecordRefusal::PhoneMissing) };
    if papers == 0 { Err(RecordRefusal::PaperMissing) } else { Ok(phone.clone()) }
}

/// Why somebody looks, refuses or lifts, once that is said.
pub fn reason(raw: &str) -> Result<String, RecordRefusal> {
    let characters_max = REASON_CHARS_MAX;
    clean_lines(raw, characters_max).map_err(|_| RecordRefusal::ReasonMissing { characters_max })
}

/// Where an ask stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Filed,
    /// "This is that person"; the link is good until then, unless it was used.
    Confirmed {
        by: AccountId,
        at: Timestamp,
        link_ends_at: Timestamp,
        used_at: Option<Timestamp>,
    },
    Refused {
        by: AccountId,
        at: Timestamp,
    },
}

/// Who decides: whether they looked at the papers just now, and whose account the document leads to.
#[derive(Debug, Clone, Copy)]
pub struct Decider {
    pub account: AccountId,
    pub has_looked: bool,
    pub holder: Option<AccountId>,
}

impl Decider {
    fn may_decide(self) -> Result<AccountId, RecordRefusal> {
        match self {
            _ if self.holder == Some(self.account) => Err(RecordRefusal::Own),
            Decider { has_looked: false, .. } => Err(RecordRefusal::NotShown { minutes: SHOWN_MINUTES }),
            _ => Ok(self.account),
        }
    }
}

impl State {
    /// The papers show that person.
    pub fn confirm(self, by: Decider, now: Timestamp) -> Result<State, RecordRefusal> {
        let by = by.may_decide()?;
        match self {
            State::Filed => {
                let link_ends_at =
                    now.saturating_add(SignedDuration::from_hours(LINK_DAYS * 24)).unwrap_or(Timestamp::MAX);
                Ok(State::Confirmed { by, at: now, link_ends_at, used_at: None })
            }
            _ => Err(RecordRefusal::NotWaiting),
        }
    }

    /// They don't; why is told to whoever asked.
    pub fn refuse(self, by: Decider, raw: &str, now: Timestamp) -> Result<(State, String), RecordRefusal> {
        let by = by.may_decide()?;
        let reason = reason(raw)?;
        match self {
            State::Filed => Ok((State::Refused { by, at: now }, reason)),
            _ => Err(RecordRefusal::NotWaiting),
        }
    }

    /// Who confirmed it, while its link is good.
    pub fn link(self, now: Timestamp) -> Result<AccountId, RecordRefusal> {
        match self {
            State::Confirmed { by, link_ends_at, used_at: None, .. } if now < link_ends_at => Ok(by),
            _ => Err(RecordRefusal::LinkOver),
        }
    }

    /// After somebody answered by the link.
    pub fn used(self, now: Timestamp) -> Result<State, RecordRefusal> {
        self.link(now)?;
        match self {
            State::Confirmed { by, at, link_ends_at, .. } => {
                Ok(State::Confirmed { by, at, link_ends_at, used_at: Some(now) })
            }
            _ => Err(RecordRefusal::LinkOver),
        }
    }
}

/// An account that whoever its document belongs to disowned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarantine {
    /// The steward of the platform who confirmed the papers.
    pub confirmed_by: AccountId,
    pub since: Timestamp,
    pub lifted_at: Option<Timestamp>,
}

impl Quarantine {
    /// Lifts it; `is_taken`: another account has the document by now.
    pub fn lift(
        self,
        by: AccountId,
        is_taken: bool,
        raw: &str,
        now: Timestamp,
    ) -> Result<(Quarantine, String), RecordRefusal> {
        if self.lifted_at.is_some() {
            return Err(RecordRefusal::NotHeld);
        }
        if self.confirmed_by == by {
            return Err(RecordRefusal::SamePerson);
        }
        let reason = reason(raw)?;
        if is_taken {
            return Err(RecordRefusal::DocumentTaken);
        }
        Ok((Quarantine { lifted_at: Some(now), ..self }, reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: AccountId = AccountId(2);
    const OTHER: AccountId = AccountId(3);
    const LOOKED: Decider = Decider { account: ONE, has_looked: true, holder: Some(AccountId(1)) };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn confirmed() -> State {
        State::Filed.confirm(LOOKED, at(0)).unwrap()
    }

    #[test]
    fn whoever_asks_has_a_phone_and_a_paper() {
        let by = |raw: &str| ContactProven::by_code(Contact::read(raw).unwrap(), at(0));
        assert_eq!(ask(&by("13800138000"), 1).unwrap().e164(), "+8613800138000");
        assert_eq!(ask(&by("13800138000"), 0), Err(RecordRefusal::PaperMissing));
        assert_eq!(ask(&by("ada@example.org"), 1), Err(RecordRefusal::PhoneMissing));
    }

    #[test]
    fn whoever_looked_decides_once_and_never_about_their_own_account() {
        let unseen = Decider { has_looked: false, ..LOOKED };
        let own = Decider { holder: Some(ONE), ..LOOKED };
        assert_eq!(State::Filed.confirm(unseen, at(0)), Err(RecordRefusal::NotShown { minutes: 15 }));
        assert_eq!(State::Filed.confirm(own, at(0)), Err(RecordRefusal::Own));
        assert_eq!(State::Filed.refuse(own, "不是", at(0)), Err(RecordRefusal::Own));
        assert_eq!(State::Filed.refuse(unseen, "不是", at(0)), Err(RecordRefusal::NotShown { minutes: 15 }));
        assert_eq!(confirmed().confirm(LOOKED, at(1)), Err(RecordRefusal::NotWaiting));
        let refused = State::Refused { by: ONE, at: at(0) };
        assert_eq!(State::Filed.refuse(LOOKED, " 看不清 ", at(0)), Ok((refused, "看不清".to_owned())));
        assert_eq!(refused.refuse(LOOKED, "再来", at(1)), Err(RecordRefusal::NotWaiting));
        let unsaid = Err(RecordRefusal::ReasonMissing { characters_max: 200 });
        assert_eq!(State::Filed.refuse(LOOKED, " ", at(0)), unsaid);
        assert!(reason(&"字".repeat(200)).is_ok() && reason(&"字".repeat(201)).is_err());
    }

    #[test]
    fn the_link_is_good_once_and_for_seven_days() {
        let days = 7 * 86_400;
        assert_eq!(confirmed().link(at(days - 1)), Ok(ONE));
        assert_eq!(confirmed().link(at(days)), Err(RecordRefusal::LinkOver));
        assert_eq!(confirmed().used(at(days)), Err(RecordRefusal::LinkOver));
        let used = confirmed().used(at(5)).unwrap();
        assert_eq!(used.link(at(6)), Err(RecordRefusal::LinkOver));
        assert_eq!(State::Filed.link(at(0)), Err(RecordRefusal::LinkOver));
        assert_eq!(State::Refused { by: ONE, at: at(0) }.used(at(0)), Err(RecordRefusal::LinkOver));
    }

    #[test]
    fn a_quarantine_is_lifted_once_by_another_steward_who_says_why() {
        let open = Quarantine { confirmed_by: ONE, since: at(0), lifted_at: None };
        let (lifted, why) = open.lift(OTHER, false, " 本人到场核对 ", at(9)).unwrap();
        assert_eq!((lifted.lifted_at, why.as_str()), (Some(at(9)), "本人到场核对"));
        assert_eq!(open.lift(ONE, false, "核对过", at(9)), Err(RecordRefusal::SamePerson));
        assert_eq!(open.lift(OTHER, false, " ", at(9)), Err(RecordRefusal::ReasonMissing { characters_max: 200 }));
        assert_eq!(open.lift(OTHER, true, "核对过", at(9)), Err(RecordRefusal::DocumentTaken));
        assert_eq!(lifted.lift(OTHER, false, "核对过", at(9)), Err(RecordRefusal::NotHeld));
    }
}

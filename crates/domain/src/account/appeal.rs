//! Getting back in when phone and e-mail are lost (REG-14): somebody shows papers, two stewards of the platform look at them, and the
//! owner has days to say that it wasn't them. Then the new phone takes the old one's place.

use super::{Contact, ContactProven, Phone};
use crate::kernel::{AccountId, clean_lines};
use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why an appeal isn't taken, or doesn't go on.
    pub enum AppealRefusal {
        /// What happened isn't told.
        TextMissing { characters_max: u32 } => "appeal.text-missing", "REG-14", Invalid;
        /// No picture of a document.
        PaperMissing => "appeal.paper-missing", "REG-14", Invalid;
        /// Only a phone takes the old one's place.
        PhoneMissing => "appeal.phone-missing", "REG-14", Invalid;
        /// One for this document waits for its decision.
        AlreadyOpen => "appeal.already-open", "REG-14", Conflict;
        /// It was decided, carried out or stopped.
        NotWaiting => "appeal.not-waiting", "REG-14", Conflict;
        /// Nobody decides about their own account.
        Own => "appeal.own", "REG-14", Forbidden;
        /// The second look is another person's.
        SamePerson => "appeal.same-person", "REG-14", Forbidden;
        /// No account has this document: it can only be refused.
        NoAccount => "appeal.no-account", "REG-14", Conflict;
        /// A refusal names its reason.
        ReasonMissing { characters_max: u32 } => "appeal.reason-missing", "REG-14", Invalid;
        /// The papers are shown after saying so, for some minutes.
        NotShown { minutes: u32 } => "appeal.not-shown", "REG-14", Forbidden;
    }
}

/// How long the owner can stop what two stewards granted.
pub const WAIT_HOURS: u32 = 72;
/// How long papers are kept after the end, for complaints.
pub const PAPERS_KEPT_DAYS: i64 = 30;
/// How long papers stay open to a steward who said why.
pub const SHOWN_MINUTES: u32 = 15;
/// Most pictures that one appeal brings.
pub const PAPERS_MAX: u32 = 3;
/// Characters of the account of what happened.
pub const TEXT_CHARS_MAX: u32 = 1000;
/// Characters of a reason.
pub const REASON_CHARS_MAX: u32 = 200;

/// What is filed, once it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    pub phone: Phone,
    pub text: String,
}

/// Checks a filing: a proven phone, what happened, and at least one paper.
pub fn file(proven: &ContactProven, text: &str, papers: usize, is_open: bool) -> Result<Filing, AppealRefusal> {
    let Contact::Phone(phone) = proven.contact() else { return Err(AppealRefusal::PhoneMissing) };
    let characters_max = TEXT_CHARS_MAX;
    let text = clean_lines(text, characters_max).map_err(|_| AppealRefusal::TextMissing { characters_max })?;
    if papers == 0 {
        return Err(AppealRefusal::PaperMissing);
    }
    if is_open {
        return Err(AppealRefusal::AlreadyOpen);
    }
    Ok(Filing { phone: phone.clone(), text })
}

/// Where an appeal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Filed,
    /// One steward is convinced.
    Supported {
        by: AccountId,
    },
    /// Two are; it is carried out at that moment unless the owner stops it.
    Granted {
        by: (AccountId, AccountId),
        due_at: Timestamp,
    },
    Done {
        at: Timestamp,
    },
    Refused {
        at: Timestamp,
    },
    /// The owner said that it wasn't them, or the phone or the account was lost meanwhile.
    Stopped {
        at: Timestamp,
    },
}

impl State {
    /// After a steward looked and is convinced. `owner` is the account that the document leads to.
    pub fn support(self, by: AccountId, owner: Option<AccountId>, now: Timestamp) -> Result<State, AppealRefusal> {
        let owner = owner.ok_or(AppealRefusal::NoAccount)?;
        match self {
            _ if owner == by => Err(AppealRefusal::Own),
            State::Filed => Ok(State::Supported { by }),
            State::Supported { by: first } if first == by => Err(AppealRefusal::SamePerson),
            State::Supported { by: first } => {
                Ok(State::Granted { by: (first, by), due_at: after(now, i64::from(WAIT_HOURS)) })
            }
            _ => Err(AppealRefusal::NotWaiting),
        }
    }

    /// After a steward looked and isn't. One is enough, and says why.
    pub fn refuse(
        self,
        by: AccountId,
        owner: Option<AccountId>,
        reason: &str,
        now: Timestamp,
    ) -> Result<(State, String), AppealRefusal> {
        if owner == Some(by) {
            return Err(AppealRefusal::Own);
        }
        let characters_max = REASON_CHARS_MAX;
        let reason =
            clean_lines(reason, characters_max).map_err(|_| AppealRefusal::ReasonMissing { characters_max })?;
        match self {
            State::Filed | State::Supported { .. } => Ok((State::Refused { at: now }, reason)),
            _ => Err(AppealRefusal::NotWaiting),
        }
    }

    /// The owner, logged in, says that it isn't theirs.
    pub fn stop(self, now: Timestamp) -> Result<State, AppealRefusal> {
        if self.is_open() { Ok(State::Stopped { at: now }) } else { Err(AppealRefusal::NotWaiting) }
    }

    /// Once the waiting time is over; a phone or an account that was lost meanwhile stops it. None before.
    pub fn carry_out(self, is_lost: bool, now: Timestamp) -> Option<State> {
        match self {
            State::Granted { due_at, .. } if due_at <= now && is_lost => Some(State::Stopped { at: now }),
            State::Granted { due_at, .. } if due_at <= now => Some(State::Done { at: now }),
            _ => None,
        }
    }

    /// Whether it can still change something.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Filed | State::Supported { .. } | State::Granted { .. })
    }

    /// From when on the papers are gone; none while it is open.
    pub fn papers_end_at(self) -> Option<Timestamp> {
        match self {
            State::Done { at } | State::Refused { at } | State::Stopped { at } => {
                Some(after(at, PAPERS_KEPT_DAYS * 24))
            }
            _ => None,
        }
    }
}

fn after(at: Timestamp, hours: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Option<AccountId> = Some(AccountId(1));
    const ONE: AccountId = AccountId(2);
    const OTHER: AccountId = AccountId(3);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn granted() -> State {
        State::Filed.support(ONE, OWNER, at(0)).unwrap().support(OTHER, OWNER, at(0)).unwrap()
    }

    fn proven(raw: &str) -> ContactProven {
        ContactProven::by_code(Contact::read(raw).unwrap(), at(0))
    }

    // rules: REG-14
    #[test]
    fn an_appeal_has_a_proven_phone_an_account_of_what_happened_and_a_paper() {
        let phone = proven("13800138000");
        assert_eq!(file(&phone, " 手机丢了 ", 1, false).unwrap().text, "手机丢了");
        assert_eq!(file(&proven("ada@example.org"), "手机丢了", 1, false), Err(AppealRefusal::PhoneMissing));
        assert_eq!(file(&phone, "手机丢了", 0, false), Err(AppealRefusal::PaperMissing));
        assert_eq!(file(&phone, "手机丢了", 1, true), Err(AppealRefusal::AlreadyOpen));
        let missing = Err(AppealRefusal::TextMissing { characters_max: 1000 });
        assert_eq!(file(&phone, " ", 1, false), missing);
        assert!(file(&phone, &"字".repeat(1000), 1, false).is_ok());
        assert_eq!(file(&phone, &"字".repeat(1001), 1, false), missing);
    }

    // rules: REG-14
    #[test]
    fn two_people_look_and_neither_is_the_owner() {
        let supported = State::Filed.support(ONE, OWNER, at(0)).unwrap();
        assert_eq!(supported, State::Supported { by: ONE });
        assert_eq!(supported.support(ONE, OWNER, at(1)), Err(AppealRefusal::SamePerson));
        assert_eq!(supported.support(AccountId(1), OWNER, at(1)), Err(AppealRefusal::Own));
        assert_eq!(State::Filed.support(ONE, None, at(0)), Err(AppealRefusal::NoAccount));
        let due_at = at(72 * 3600);
        assert_eq!(supported.support(OTHER, OWNER, at(0)), Ok(State::Granted { by: (ONE, OTHER), due_at }));
        assert_eq!(granted().support(AccountId(4), OWNER, at(1)), Err(AppealRefusal::NotWaiting));
    }

    // rules: REG-14
    #[test]
    fn one_refuses_with_a_reason_until_it_is_granted() {
        let refused = State::Filed.refuse(ONE, None, "照片看不清", at(9));
        assert_eq!(refused, Ok((State::Refused { at: at(9) }, "照片看不清".to_owned())));
        assert!(State::Supported { by: ONE }.refuse(ONE, OWNER, "照片看不清", at(9)).is_ok());
        assert_eq!(State::Filed.refuse(AccountId(1), OWNER, "不", at(9)), Err(AppealRefusal::Own));
        let unsaid = Err(AppealRefusal::ReasonMissing { characters_max: 200 });
        assert_eq!(State::Filed.refuse(ONE, OWNER, " ", at(9)), unsaid);
        assert_eq!(granted().refuse(ONE, OWNER, "晚了", at(9)), Err(AppealRefusal::NotWaiting));
    }

    // rules: REG-14
    #[test]
    fn what_was_granted_waits_three_days_in_which_the_owner_stops_it() {
        let wait = i64::from(WAIT_HOURS) * 3600;
        assert_eq!(granted().carry_out(false, at(wait - 1)), None);
        assert_eq!(granted().carry_out(false, at(wait)), Some(State::Done { at: at(wait) }));
        assert_eq!(granted().carry_out(true, at(wait)), Some(State::Stopped { at: at(wait) }));
        assert_eq!(State::Filed.carry_out(false, at(wait)), None);
        for open in [State::Filed, State::Supported { by: ONE }, granted()] {
            assert_eq!(open.stop(at(5)), Ok(State::Stopped { at: at(5) }));
            assert_eq!(open.papers_end_at(), None);
        }
        let done = State::Done { at: at(0) };
        assert_eq!(done.stop(at(5)), Err(AppealRefusal::NotWaiting));
        for over in [done, State::Refused { at: at(0) }, State::Stopped { at: at(0) }] {
            assert_eq!(over.papers_end_at(), Some(at(30 * 86_400)));
        }
    }
}

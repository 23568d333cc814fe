//! The identity check as a state machine (REG-08 to REG-11): what a provider or a person found out about name and number, and what
//! the volunteer may do meanwhile. An unavailable provider is retried; it never counts as a pass.

use super::{document::DocumentKind, name::PersonName, name::has_traditional};
use crate::kernel::{AccountId, TextRefusal, clean_lines};
use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why something waits for the identity check.
    pub enum CheckRefusal {
        /// The provider hasn't answered: under real-name review, please wait.
        UnderReview => "volunteer.under-review", "REG-08", Conflict;
        /// The provider can't be reached; it is asked again by itself.
        ProviderUnavailable { retry_at: Timestamp } => "volunteer.provider-unavailable", "REG-08", Conflict;
        /// The check failed: correct the data first.
        CorrectFirst { cause: &'static str } => "volunteer.correct-first", "REG-10", Conflict;
        /// The chosen organisation must look at the document.
        HandCheckWaiting => "volunteer.hand-check-waiting", "REG-11", Conflict;
        /// Verified data isn't changed by oneself.
        AlreadyVerified => "volunteer.already-verified", "REG-10", Conflict;
        /// An answer for a check that nobody waits for.
        NothingWaiting => "volunteer.nothing-waiting", "REG-08", Conflict;
        /// This kind of document is checked by the provider, not by hand.
        NotByHand => "volunteer.not-by-hand", "REG-11", Conflict;
        /// Nobody checks their own document.
        OwnDocument => "volunteer.own-document", "REG-11", Forbidden;
        /// What was seen is missing.
        SeenMissing => "volunteer.seen-missing", "REG-11", Invalid;
        /// This deployment asks for a verifier's statement.
        StatementMissing => "volunteer.statement-missing", "REG-11", Invalid;
    }
}

crate::named! {
    /// Why a check failed, as far as the provider or the person who looked says.
    pub enum Cause {
        /// Name and number don't belong together.
        Mismatch = 1, "mismatch";
        /// The register doesn't know the number.
        UnknownNumber = 2, "unknown-number";
        /// The person who looked at the document turned it down.
        TurnedDown = 3, "turned-down";
    }
}

crate::named! {
    /// What a page suggests to look at after a failed check (REG-09).
    pub enum LikelyCause {
        /// Traditional characters where the document has simplified ones.
        TraditionalCharacters = 1, "traditional-characters";
        /// A rare character that may be registered in another form.
        RareCharacter = 2, "rare-character";
        /// The dot in the name is missing or somewhere else.
        MiddleDot = 3, "middle-dot";
        /// A wrong character of the same sound, or surname and given name exchanged.
        MistypedName = 4, "mistyped-name";
        /// A digit was mistyped into another sound number.
        MistypedNumber = 5, "mistyped-number";
        /// Name or document changed lately and the register isn't up to date.
        ChangedLately = 6, "changed-lately";
    }
}

/// Where the check of one volunteer stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// Waiting for the provider's answer.
    Pending {
        since: Timestamp,
    },
    /// The provider couldn't be reached `tries` times and is asked again at `retry_at`.
    Unavailable {
        since: Timestamp,
        tries: u32,
        retry_at: Timestamp,
    },
    /// Waiting for a person to look at the document.
    ByHand {
        since: Timestamp,
    },
    Failed {
        at: Timestamp,
        cause: Cause,
    },
    Verified {
        at: Timestamp,
        by_hand: Option<HandCheck>,
    },
}

/// What a provider answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Match,
    NoMatch(Cause),
    /// It has no record, or doesn't take a name like this: a person has to look.
    Undecided,
    Unreachable,
}

/// Who looked at a document, when, and what was seen (REG-11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandCheck {
    pub by: AccountId,
    pub at: Timestamp,
    pub seen: String,
    pub statement: Option<String>,
}

impl HandCheck {
    pub const SEEN_CHARS_MAX: u32 = 200;
    pub const STATEMENT_CHARS_MAX: u32 = 500;

    /// A record of looking at `holder`'s document; `statement_needed` is the deployment's setting.
    pub fn record(
        (by, holder): (AccountId, AccountId),
        seen: &str,
        statement: &str,
        statement_needed: bool,
        at: Timestamp,
    ) -> Result<HandCheck, CheckRefusal> {
        if by == holder {
            return Err(CheckRefusal::OwnDocument);
        }
        let seen = clean_lines(seen, HandCheck::SEEN_CHARS_MAX).map_err(|_: TextRefusal| CheckRefusal::SeenMissing)?;
        let statement = clean_lines(statement, HandCheck::STATEMENT_CHARS_MAX).ok();
        match statement_needed && statement.is_none() {
            true => Err(CheckRefusal::StatementMissing),
            false => Ok(HandCheck { by, at, seen, statement }),
        }
    }
}

impl Check {
    /// The first state for a document of this kind.
    pub const fn begin(kind: DocumentKind, now: Timestamp) -> Check {
        match kind.is_checked_by_provider() {
            true => Check::Pending { since: now },
            false => Check::ByHand { since: now },
        }
    }

    /// After the provider answered. Waiting times double from one minute up to six hours.
    pub fn answered(self, answer: Answer, now: Timestamp) -> Result<Check, CheckRefusal> {
        let (since, tries) = match self {
            Check::Pending { since } => (since, 0),
            Check::Unavailable { since, tries, .. } => (since, tries),
            Check::ByHand { .. } | Check::Failed { .. } | Check::Verified { .. } => {
                return Err(CheckRefusal::NothingWaiting);
            }
        };
        Ok(match answer {
            Answer::Match => Check::Verified { at: now, by_hand: None },
            Answer::NoMatch(cause) => Check::Failed { at: now, cause },
            Answer::Undecided => Check::ByHand { since: now },
            Answer::Unreachable => {
                let minutes = 2_i64.saturating_pow(tries.min(9)).min(360);
                let retry_at = now.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(Timestamp::MAX);
                Check::Unavailable { since, tries: tries.saturating_add(1), retry_at }
            }
        })
    }

    /// After the person's correction is saved: checked again at once (REG-10).
    pub fn corrected(self, kind: DocumentKind, now: Timestamp) -> Result<Check, CheckRefusal> {
        match self {
            Check::Verified { .. } => Err(CheckRefusal::AlreadyVerified),
            _ => Ok(Check::begin(kind, now)),
        }
    }

    /// After a steward of one of the person's organisations asked for another check of the same data (REG-10).
    pub fn rechecked(self, kind: DocumentKind, now: Timestamp) -> Result<Check, CheckRefusal> {
        self.corrected(kind, now)
    }

    /// After a person looked at the document and accepted it, for kinds that no provider checks.
    pub fn accepted_by_hand(self, record: HandCheck) -> Result<Check, CheckRefusal> {
        match self {
            Check::ByHand { .. } => Ok(Check::Verified { at: record.at, by_hand: Some(record) }),
            Check::Verified { .. } => Err(CheckRefusal::AlreadyVerified),
            _ => Err(CheckRefusal::NotByHand),
        }
    }

    /// After a person looked at the document and turned it down.
    pub fn turned_down_by_hand(self, now: Timestamp) -> Result<Check, CheckRefusal> {
        match self {
            Check::ByHand { .. } => Ok(Check::Failed { at: now, cause: Cause::TurnedDown }),
            _ => Err(CheckRefusal::NotByHand),
        }
    }

    pub const fn is_verified(&self) -> bool {
        matches!(self, Check::Verified { .. })
    }

    /// Whether an activity, a certificate or a card may follow: only for the verified.
    pub const fn may_enrol(&self) -> Result<(), CheckRefusal> {
        Err(match self {
            Check::Verified { .. } => return Ok(()),
            Check::Pending { .. } => CheckRefusal::UnderReview,
            Check::Unavailable { retry_at, .. } => CheckRefusal::ProviderUnavailable { retry_at: *retry_at },
            Check::ByHand { .. } => CheckRefusal::HandCheckWaiting,
            Check::Failed { cause, .. } => CheckRefusal::CorrectFirst { cause: cause.name() },
        })
    }

    /// Whether an application to an organisation may be sent: needs no verified identity, but not after a failed check.
    pub const fn may_apply(&self) -> Result<(), CheckRefusal> {
        match self {
            Check::Failed { cause, .. } => Err(CheckRefusal::CorrectFirst { cause: cause.name() }),
            _ => Ok(()),
        }
    }

    /// Whether the person can do nothing but correct the data.
    pub const fn may_correct_only(&self) -> bool {
        matches!(self, Check::Failed { .. })
    }

    /// When the provider is to be asked (again); None while nothing waits for it.
    pub const fn ask_at(&self) -> Option<Timestamp> {
        match self {
            Check::Pending { since } => Some(*since),
            Check::Unavailable { retry_at, .. } => Some(*retry_at),
            _ => None,
        }
    }
}

/// What to suggest after a failed check, the most telling first; the last three always apply.
pub fn likely_causes(name: &PersonName) -> Vec<LikelyCause> {
    let full = name.full();
    let hints = [
        (has_traditional(&full), LikelyCause::TraditionalCharacters),
        (full.chars().any(|c| u32::from(c) > 0x9FFF), LikelyCause::RareCharacter),
        (full.contains('·') || full.chars().count() > 4, LikelyCause::MiddleDot),
        (true, LikelyCause::MistypedName),
        (true, LikelyCause::MistypedNumber),
        (true, LikelyCause::ChangedLately),
    ];
    hints.into_iter().filter(|(applies, _)| *applies).map(|(_, cause)| cause).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use DocumentKind::{ForeignPassport, ResidentIdentityCard};

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minute * 60).unwrap()
    }

    fn failed() -> Check {
        Check::Failed { at: at(0), cause: Cause::Mismatch }
    }

    // rules: REG-08
    #[test]
    fn only_a_match_verifies() {
        let pending = Check::begin(ResidentIdentityCard, at(0));
        let verified = pending.clone().answered(Answer::Match, at(1)).unwrap();
        assert_eq!(verified, Check::Verified { at: at(1), by_hand: None });
        let failed = pending.answered(Answer::NoMatch(Cause::UnknownNumber), at(1)).unwrap();
        assert_eq!(failed, Check::Failed { at: at(1), cause: Cause::UnknownNumber });
        assert_eq!(verified.answered(Answer::NoMatch(Cause::Mismatch), at(2)), Err(CheckRefusal::NothingWaiting));
    }

    // rules: REG-08
    #[test]
    fn an_unreachable_provider_is_asked_again_and_never_passes() {
        // given
        let mut check = Check::begin(ResidentIdentityCard, at(0));
        assert_eq!((check.ask_at(), failed().ask_at()), (Some(at(0)), None));
        let mut waits = Vec::new();
        // when it fails again and again
        for _ in 0..12 {
            check = check.answered(Answer::Unreachable, at(0)).unwrap();
            waits.push((check.ask_at().unwrap().as_second() - at(0).as_second()) / 60);
        }
        // then
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        assert!(matches!(check.may_enrol(), Err(CheckRefusal::ProviderUnavailable { .. })));
        assert!(check.answered(Answer::Match, at(9)).unwrap().is_verified());
    }

    // rules: REG-08
    #[test]
    fn what_a_provider_cannot_decide_waits_for_a_person_and_is_no_pass() {
        let waiting = Check::begin(ResidentIdentityCard, at(0)).answered(Answer::Undecided, at(1)).unwrap();
        assert_eq!(waiting, Check::ByHand { since: at(1) });
        assert_eq!((waiting.may_enrol(), waiting.ask_at()), (Err(CheckRefusal::HandCheckWaiting), None));
        let record = HandCheck::record((AccountId(1), AccountId(2)), "card, photo matches", "", false, at(2)).unwrap();
        assert!(waiting.clone().accepted_by_hand(record).unwrap().is_verified());
        assert_eq!(waiting.corrected(ResidentIdentityCard, at(3)), Ok(Check::Pending { since: at(3) }));
    }

    // rules: REG-08, REG-10
    #[test]
    fn what_may_be_done_in_each_state() {
        let pending = Check::begin(ResidentIdentityCard, at(0));
        assert_eq!(pending.may_enrol(), Err(CheckRefusal::UnderReview));
        assert_eq!((pending.may_apply(), pending.may_correct_only()), (Ok(()), false));
        let correct_first = CheckRefusal::CorrectFirst { cause: "mismatch" };
        assert_eq!(failed().may_enrol(), Err(correct_first.clone()));
        assert_eq!((failed().may_apply(), failed().may_correct_only()), (Err(correct_first), true));
        let verified = Check::Verified { at: at(0), by_hand: None };
        assert_eq!((verified.may_enrol(), verified.may_apply(), verified.may_correct_only()), (Ok(()), Ok(()), false));
    }

    // rules: REG-10
    #[test]
    fn a_correction_or_a_steward_starts_the_check_again() {
        assert_eq!(failed().corrected(ResidentIdentityCard, at(5)), Ok(Check::Pending { since: at(5) }));
        assert_eq!(failed().corrected(ForeignPassport, at(5)), Ok(Check::ByHand { since: at(5) }));
        assert_eq!(failed().rechecked(ResidentIdentityCard, at(5)), Ok(Check::Pending { since: at(5) }));
        let verified = Check::Verified { at: at(0), by_hand: None };
        assert_eq!(verified.corrected(ResidentIdentityCard, at(5)), Err(CheckRefusal::AlreadyVerified));
    }

    // rules: REG-11
    #[test]
    fn other_documents_are_looked_at_by_someone_else_who_says_what_they_saw() {
        // given
        let waiting = Check::begin(ForeignPassport, at(0));
        let (steward, holder) = (AccountId(1), AccountId(2));
        assert_eq!(waiting.may_enrol(), Err(CheckRefusal::HandCheckWaiting));
        assert_eq!(waiting.clone().answered(Answer::Match, at(1)), Err(CheckRefusal::NothingWaiting));
        // when
        let record = HandCheck::record((steward, holder), "passport, photo matches", "", false, at(1)).unwrap();
        let verified = waiting.clone().accepted_by_hand(record.clone()).unwrap();
        // then
        assert_eq!(verified, Check::Verified { at: at(1), by_hand: Some(record.clone()) });
        assert_eq!(waiting.turned_down_by_hand(at(1)), Ok(Check::Failed { at: at(1), cause: Cause::TurnedDown }));
        assert_eq!(verified.accepted_by_hand(record.clone()), Err(CheckRefusal::AlreadyVerified));
        assert_eq!(Check::begin(ResidentIdentityCard, at(0)).accepted_by_hand(record), Err(CheckRefusal::NotByHand));
        let refused = |by, seen, needed| HandCheck::record((by, holder), seen, " ", needed, at(1)).unwrap_err();
        assert_eq!(refused(holder, "passport", false), CheckRefusal::OwnDocument);
        assert_eq!(refused(steward, " ", false), CheckRefusal::SeenMissing);
        assert_eq!(refused(steward, "passport", true), CheckRefusal::StatementMissing);
    }

    // rules: REG-09
    #[test]
    fn a_failed_check_names_its_likely_causes() {
        let causes = |surname, given| likely_causes(&PersonName::parse(surname, given).unwrap());
        // the last character of the basic plane and the first beyond it; four characters and five
        assert_eq!(causes("\u{9FFF}", "三").first(), Some(&LikelyCause::MistypedName));
        assert_eq!(causes("\u{A000}", "三").first(), Some(&LikelyCause::RareCharacter));
        assert_eq!(causes("欧阳", "娜娜").first(), Some(&LikelyCause::MistypedName));
        assert_eq!(causes("欧阳", "娜娜娜").first(), Some(&LikelyCause::MiddleDot));
        assert_eq!(causes("阿·卡", "").first(), Some(&LikelyCause::MiddleDot));
        assert_eq!(causes("張", "三").first(), Some(&LikelyCause::TraditionalCharacters));
        assert_eq!(causes("𠮷", "三").first(), Some(&LikelyCause::RareCharacter));
        assert_eq!(causes("张", "三").first(), Some(&LikelyCause::MistypedName));
    }
}

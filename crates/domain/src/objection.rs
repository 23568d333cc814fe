//! An objection (我有异议) as a case: filed, answered by the organisation, decided by the one above it. Deadlines, appeal and what it
//! does to the ledger are decided where those are known.

use crate::kernel::{AccountId, OrganisationId, clean_lines};
use jiff::Timestamp;

crate::refusals! {
    /// Why an objection doesn't go on.
    pub enum ObjectionRefusal {
        /// An objection says what is wrong.
        TextMissing => "objection.text-missing", "PUB-05", Invalid;
        /// An answer or decision needs its words.
        ReasonMissing => "objection.reason-missing", "PUB-05", Invalid;
        /// Only the organisation that it is about answers.
        NotTheOrganisation => "objection.not-the-organisation", "PUB-05", Forbidden;
        /// The organisation above decides, and nobody about what they filed or answered.
        NotTheDecider => "objection.not-the-decider", "PUB-05", Forbidden;
        /// It was answered or decided before.
        NotWaiting => "objection.not-waiting", "PUB-05", Conflict;
    }
}

crate::named! {
    /// How an objection ends.
    pub enum Outcome {
        /// It was right: the ledger is corrected.
        Upheld = 1, "upheld";
        Dismissed = 2, "dismissed";
    }
}

/// Words with who wrote them, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub by: AccountId,
    pub at: Timestamp,
    pub text: String,
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Filed,
    Answered { answer: Said },
    Decided { answer: Option<Said>, outcome: Outcome, reason: Said },
}

/// A case. The reporter's account is known to the decider only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// None when it was filed without login.
    pub reporter: Option<AccountId>,
    /// The organisation that the disputed record is of.
    pub about: OrganisationId,
    /// The organisation above, or None for the platform.
    pub decider: Option<OrganisationId>,
    pub text: String,
    pub filed_at: Timestamp,
    pub state: State,
}

/// Who acts, and for which organisation (None: the platform).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub account: AccountId,
    pub acts_for: Option<OrganisationId>,
}

/// The number of a case, to be told over the phone: `2026-000042`. `sequence` counts within the year.
pub fn number(year: i16, sequence: u32) -> String {
    format!("{year:04}-{sequence:06}")
}

impl Objection {
    pub const TEXT_CHARS_MAX: u32 = 1000;

    /// Files a case about a record of `about`.
    pub fn file(
        reporter: Option<AccountId>,
        (about, decider): (OrganisationId, Option<OrganisationId>),
        text: &str,
        now: Timestamp,
    ) -> Result<Objection, ObjectionRefusal> {
        let text = clean_lines(text, Objection::TEXT_CHARS_MAX).map_err(|_| ObjectionRefusal::TextMissing)?;
        Ok(Objection { reporter, about, decider, text, filed_at: now, state: State::Filed })
    }

    /// After the organisation's answer.
    pub fn answer(self, by: Actor, text: &str, now: Timestamp) -> Result<Objection, ObjectionRefusal> {
        match self.state {
            State::Filed if by.acts_for != Some(self.about) => Err(ObjectionRefusal::NotTheOrganisation),
            State::Filed => Ok(Objection { state: State::Answered { answer: said(by, text, now)? }, ..self }),
            _ => Err(ObjectionRefusal::NotWaiting),
        }
    }

    /// After the decision, with or without an answer.
    pub fn decide(
        self,
        by: Actor,
        outcome: Outcome,
        reason: &str,
        now: Timestamp,
    ) -> Result<Objection, ObjectionRefusal> {
        let answer = match &self.state {
            State::Filed => None,
            State::Answered { answer } => Some(answer.clone()),
            State::Decided { .. } => return Err(ObjectionRefusal::NotWaiting),
        };
        let is_party =
            self.reporter == Some(by.account) || answer.as_ref().is_some_and(|answer| answer.by == by.account);
        if by.acts_for != self.decider || by.acts_for == Some(self.about) || is_party {
            return Err(ObjectionRefusal::NotTheDecider);
        }
        Ok(Objection { state: State::Decided { answer, outcome, reason: said(by, reason, now)? }, ..self })
    }
}

fn said(by: Actor, text: &str, at: Timestamp) -> Result<Said, ObjectionRefusal> {
    let text = clean_lines(text, Objection::TEXT_CHARS_MAX).map_err(|_| ObjectionRefusal::ReasonMissing)?;
    Ok(Said { by: by.account, at, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: OrganisationId = OrganisationId(3);
    const CITY: OrganisationId = OrganisationId(2);

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn actor(account: i64, acts_for: OrganisationId) -> Actor {
        Actor { account: AccountId(account), acts_for: Some(acts_for) }
    }

    fn filed() -> Objection {
        Objection::file(Some(AccountId(1)), (SCHOOL, Some(CITY)), "left after an hour", now()).unwrap()
    }

    #[test]
    fn the_organisation_answers_and_the_one_above_decides() {
        let answered = filed().answer(actor(5, SCHOOL), "the list was wrong", now()).unwrap();
        let decided = answered.clone().decide(actor(9, CITY), Outcome::Upheld, "list and scans differ", now()).unwrap();
        assert!(matches!(decided.state, State::Decided { outcome: Outcome::Upheld, answer: Some(_), .. }));
        assert_eq!(decided.decide(actor(9, CITY), Outcome::Dismissed, "x", now()), Err(ObjectionRefusal::NotWaiting));
        assert_eq!(answered.clone().answer(actor(5, SCHOOL), "again", now()), Err(ObjectionRefusal::NotWaiting));
        assert_eq!(filed().answer(actor(5, CITY), "x", now()), Err(ObjectionRefusal::NotTheOrganisation));
        let by = |who| answered.clone().decide(who, Outcome::Dismissed, "x", now()).unwrap_err();
        assert_eq!(by(actor(9, SCHOOL)), ObjectionRefusal::NotTheDecider);
        assert_eq!(by(actor(9, OrganisationId(4))), ObjectionRefusal::NotTheDecider);
        assert_eq!(by(actor(5, CITY)), ObjectionRefusal::NotTheDecider);
        assert_eq!(by(actor(1, CITY)), ObjectionRefusal::NotTheDecider);
    }

    #[test]
    fn words_are_never_empty() {
        assert_eq!(Objection::file(None, (SCHOOL, None), " ", now()), Err(ObjectionRefusal::TextMissing));
        assert_eq!(filed().answer(actor(5, SCHOOL), "", now()), Err(ObjectionRefusal::ReasonMissing));
        assert_eq!(number(2026, 42), "2026-000042");
    }
}

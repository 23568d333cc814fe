//! Tickets (HLP-02): a question or a request with a number, answered by the asker's city or university and, where that can't help, by
//! the platform. What a ticket asks for is decided by the concept that it is about.

use crate::kernel::{OrganisationId, clean_lines};
use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why a ticket isn't taken, or doesn't go on.
    pub enum HelpRefusal {
        /// Nothing is said.
        TextMissing { characters_max: u32 } => "help.text-missing", "HLP-02", Invalid;
        /// It is closed.
        Closed => "help.closed", "HLP-02", Conflict;
        /// It was closed too long ago; a new one is asked.
        TooLateToReopen { days_max: i64 } => "help.too-late-to-reopen", "HLP-02", Conflict;
        /// The platform has it already.
        WithPlatform => "help.with-platform", "HLP-02", Conflict;
        /// Nobody answers what they asked themselves.
        Own => "help.own-question", "HLP-02", Forbidden;
        /// Neither logged in, nor a phone proven a moment ago.
        ProofMissing => "help.proof-missing", "HLP-02", Unauthenticated;
        /// Stewards ask about people who belong to their organisation, or belonged to it.
        NotYourMember => "help.not-your-member", "REG-15", Invalid;
        /// The ticket doesn't ask for it, or the account may log in already.
        NothingToRestore => "help.nothing-to-restore", "REG-15", Conflict;
        /// Whoever closes their account takes that back themselves, or asks for it themselves.
        HolderOnly => "help.holder-only", "REG-15", Forbidden;
    }
}

crate::named! {
    /// What a ticket is about.
    pub enum Topic {
        RestoreAccount = 1, "restore-account";
        WrongData = 2, "wrong-data";
        LeaveOrganisation = 3, "leave-organisation";
        Other = 4, "other";
    }
}

crate::named! {
    /// Whose words they are.
    pub enum Side {
        Asker = 1, "asker";
        Organisation = 2, "organisation";
        Platform = 3, "platform";
    }
}

/// Characters of what either side says at once.
pub const TEXT_CHARS_MAX: u32 = 1000;
/// Days without an answer after which an organisation's ticket goes to the platform by itself.
pub const PASSED_ON_DAYS: i64 = 7;
/// Days after an answer without another word of the asker, after which a ticket is closed.
pub const CLOSED_DAYS: i64 = 14;
/// Days after the end within which the asker's word opens it again.
pub const REOPENED_DAYS: i64 = 30;
/// Days after the end for which the words are kept.
pub const KEPT_DAYS: i64 = 90;
/// Tickets that one asker may begin in a day.
pub const ASKED_A_DAY_MAX: usize = 5;
/// How long a proven phone lets somebody without a login ask and read.
pub const PROOF_MINUTES: i64 = 60;

/// What is said, once it may be.
pub fn said(raw: &str) -> Result<String, HelpRefusal> {
    let characters_max = TEXT_CHARS_MAX;
    clean_lines(raw, characters_max).map_err(|_| HelpRefusal::TextMissing { characters_max })
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The desk owes an answer.
    Open,
    /// The asker was asked something.
    Waiting,
    Answered,
    /// The answer, or the end, wasn't enough for the asker: the desk owes another answer.
    Reopened,
    Closed {
        at: Timestamp,
    },
}

impl State {
    /// After a word of the asker.
    pub fn say(self, now: Timestamp) -> Result<State, HelpRefusal> {
        match self {
            State::Open | State::Waiting => Ok(State::Open),
            State::Answered | State::Reopened => Ok(State::Reopened),
            State::Closed { at } if now < after(at, REOPENED_DAYS) => Ok(State::Reopened),
            State::Closed { .. } => Err(HelpRefusal::TooLateToReopen { days_max: REOPENED_DAYS }),
        }
    }

    /// After an answer of the desk.
    pub fn answer(self) -> Result<State, HelpRefusal> {
        self.while_open(State::Answered)
    }

    /// After a question of the desk.
    pub fn ask_back(self) -> Result<State, HelpRefusal> {
        self.while_open(State::Waiting)
    }

    /// After either side has had enough.
    pub fn close(self, now: Timestamp) -> Result<State, HelpRefusal> {
        self.while_open(State::Closed { at: now })
    }

    /// After an organisation handed it to the platform, which owes the answer from then on.
    pub fn pass_on(self, desk: Option<OrganisationId>) -> Result<State, HelpRefusal> {
        if desk.is_none() { Err(HelpRefusal::WithPlatform) } else { self.while_open(State::Open) }
    }

    fn while_open(self, next: State) -> Result<State, HelpRefusal> {
        if matches!(self, State::Closed { .. }) { Err(HelpRefusal::Closed) } else { Ok(next) }
    }

    /// Whether the desk owes the next word.
    pub const fn is_owed(self) -> bool {
        matches!(self, State::Open | State::Reopened)
    }
}

fn after(at: Timestamp, days: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
}

/// What happened before that moment is so many days old at `now`.
pub fn days_ago(now: Timestamp, days: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MIN)
}

/// A node on the line from somebody's organisation upwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above {
    pub id: OrganisationId,
    /// For a whole province, such as an alliance of universities.
    pub is_provincial: bool,
    /// Whether anybody there deals with members.
    pub has_stewards: bool,
}

/// Who is asked first (HLP-02), of a line with the nearest node first: the city's or university's organisation, which is the widest one
/// below the province's; where that has nobody, the next one below it that has, and then the province's. None: the platform.
pub fn first_contact(line: &[Above]) -> Option<OrganisationId> {
    let staffed = || line.iter().rev().filter(|node| node.has_stewards);
    let local = staffed().find(|node| !node.is_provincial);
    local.or_else(|| staffed().next()).map(|node| node.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + day * 86_400 + seconds).unwrap()
    }

    const CLOSED: State = State::Closed { at: Timestamp::UNIX_EPOCH };

    // rules: HLP-02
    #[test]
    fn a_ticket_goes_back_and_forth_until_it_is_closed() {
        assert_eq!(State::Open.ask_back(), Ok(State::Waiting));
        assert_eq!(State::Waiting.say(at(0, 0)), Ok(State::Open));
        assert_eq!(State::Open.answer(), Ok(State::Answered));
        assert_eq!(State::Answered.say(at(0, 0)), Ok(State::Reopened));
        assert_eq!(State::Reopened.answer(), Ok(State::Answered));
        assert_eq!(State::Answered.close(at(1, 0)), Ok(State::Closed { at: at(1, 0) }));
        for refused in [CLOSED.answer(), CLOSED.ask_back(), CLOSED.close(at(0, 0))] {
            assert_eq!(refused, Err(HelpRefusal::Closed));
        }
        let owed = [State::Open, State::Waiting, State::Answered, State::Reopened, CLOSED].map(State::is_owed);
        assert_eq!(owed, [true, false, false, true, false]);
    }

    // rules: HLP-02
    #[test]
    fn a_closed_ticket_is_opened_again_for_thirty_days() {
        let closed = State::Closed { at: at(0, 0) };
        assert_eq!(closed.say(at(30, -1)), Ok(State::Reopened));
        assert_eq!(closed.say(at(30, 0)), Err(HelpRefusal::TooLateToReopen { days_max: 30 }));
        const { assert!(REOPENED_DAYS <= KEPT_DAYS, "what is opened again can still be read") };
    }

    // rules: HLP-02
    #[test]
    fn an_organisation_passes_on_once_to_the_platform() {
        let city = Some(OrganisationId(7));
        assert_eq!(State::Waiting.pass_on(city), Ok(State::Open));
        assert_eq!(State::Open.pass_on(None), Err(HelpRefusal::WithPlatform));
        assert_eq!(CLOSED.pass_on(city), Err(HelpRefusal::Closed));
    }

    // rules: HLP-02
    #[test]
    fn the_city_or_university_is_asked_first() {
        let node = |id, is_provincial, has_stewards| Above { id: OrganisationId(id), is_provincial, has_stewards };
        let (team, district) = (node(1, false, true), node(2, false, true));
        let (city, province) = (node(3, false, true), node(4, true, true));
        assert_eq!(first_contact(&[team, district, city, province]), Some(city.id));
        assert_eq!(
            first_contact(&[team, district, Above { has_stewards: false, ..city }, province]),
            Some(district.id)
        );
        assert_eq!(first_contact(&[city]), Some(city.id));
        assert_eq!(first_contact(&[Above { has_stewards: false, ..city }, province]), Some(province.id));
        assert_eq!(first_contact(&[Above { has_stewards: false, ..team }]), None);
        assert_eq!(first_contact(&[]), None);
    }

    #[test]
    fn text_has_characters_and_an_end() {
        assert_eq!(said(" 登不上了 "), Ok("登不上了".to_owned()));
        assert!(said(&"字".repeat(1000)).is_ok());
        let missing = Err(HelpRefusal::TextMissing { characters_max: 1000 });
        assert_eq!((said(" "), said(&"字".repeat(1001))), (missing.clone(), missing));
    }
}

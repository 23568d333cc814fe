//! The states of an enrolment (ENR-01) and the acts between them.

use super::EnrolmentRefusal;

/// Where an enrolment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum State {
    Applied = 1,
    Accepted = 2,
    Rejected = 3,
    Waiting = 4,
    Invited = 5,
    Withdrawn = 6,
    Removed = 7,
    NoShow = 8,
    /// A waiting-list offer that ran out.
    Expired = 9,
}

impl State {
    pub const ALL: [State; 9] = [
        State::Applied,
        State::Accepted,
        State::Rejected,
        State::Waiting,
        State::Invited,
        State::Withdrawn,
        State::Removed,
        State::NoShow,
        State::Expired,
    ];

    /// The stable name in addresses, API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            State::Applied => "applied",
            State::Accepted => "accepted",
            State::Rejected => "rejected",
            State::Waiting => "waiting",
            State::Invited => "invited",
            State::Withdrawn => "withdrawn",
            State::Removed => "removed",
            State::NoShow => "no-show",
            State::Expired => "expired",
        }
    }

    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub fn stored(raw: i16) -> Option<State> {
        State::ALL.into_iter().find(|state| state.number() == raw)
    }

    /// Whether one of the places is taken by it. An invitation takes none until it is answered.
    pub const fn holds_a_place(self) -> bool {
        matches!(self, State::Applied | State::Accepted | State::NoShow)
    }

    /// A steward takes the volunteer.
    pub fn accept(self) -> Result<State, EnrolmentRefusal> {
        match self {
            State::Applied => Ok(State::Accepted),
            other => Err(other.wrong()),
        }
    }

    /// A steward declines before acceptance; the reason goes to the volunteer.
    pub fn reject(self, reason: &str) -> Result<State, EnrolmentRefusal> {
        match self {
            State::Applied | State::Waiting if reason.trim().is_empty() => Err(EnrolmentRefusal::ReasonMissing),
            State::Applied | State::Waiting => Ok(State::Rejected),
            other => Err(other.wrong()),
        }
    }

    /// A steward takes back an acceptance; the reason goes to the volunteer.
    pub fn remove(self, reason: &str) -> Result<State, EnrolmentRefusal> {
        match self {
            State::Accepted if reason.trim().is_empty() => Err(EnrolmentRefusal::ReasonMissing),
            State::Accepted => Ok(State::Removed),
            other => Err(other.wrong()),
        }
    }

    pub(super) fn wrong(self) -> EnrolmentRefusal {
        EnrolmentRefusal::WrongState { state: self.name().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    // rules: ENR-01
    #[test]
    fn only_an_application_can_be_accepted_or_rejected() {
        assert_eq!(State::Applied.accept(), Ok(State::Accepted));
        assert_eq!(State::Applied.reject("人数已满"), Ok(State::Rejected));
        for state in State::ALL.into_iter().filter(|state| *state != State::Applied) {
            assert_eq!(state.accept().unwrap_err().shape().code, "enrolment.wrong-state", "{state:?}");
        }
        assert_eq!(State::Accepted.reject("晚了").unwrap_err().shape().code, "enrolment.wrong-state");
    }

    // rules: ENR-06
    #[test]
    fn removal_comes_after_acceptance_and_rejection_before_each_with_a_reason() {
        assert_eq!(State::Accepted.remove("活动改期"), Ok(State::Removed));
        assert_eq!(State::Accepted.remove("").unwrap_err().shape().code, "enrolment.reason-missing");
        assert_eq!(State::Applied.remove("活动改期").unwrap_err().shape().code, "enrolment.wrong-state");
        assert_eq!(State::Applied.reject(" ").unwrap_err().shape().code, "enrolment.reason-missing");
    }

    // rules: ENR-09
    #[test]
    fn applied_and_accepted_hold_a_place_and_every_end_frees_it() {
        let holding: Vec<State> = State::ALL.into_iter().filter(|state| state.holds_a_place()).collect();
        assert_eq!(holding, [State::Applied, State::Accepted, State::NoShow]);
    }

    #[test]
    fn a_stored_number_comes_back_as_the_same_state() {
        for state in State::ALL {
            assert_eq!(State::stored(state.number()), Some(state));
        }
        assert_eq!(State::stored(0), None);
    }
}

//! The life of an activity (ACT-03) and of its two parts, each with its own review (ACT-01).

use super::ActivityRefusal;
use crate::kernel::AccountId;

/// Where an activity stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum State {
    Draft = 1,
    InReview = 2,
    Returned = 3,
    Published = 4,
    Cancelled = 5,
    Finished = 6,
    Archived = 7,
}

/// One of the two optional parts, reviewed on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Recruitment,
    Timekeeping,
}

/// Where one part stands; an absent part was never asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(i16)]
pub enum Reviewed {
    Absent = 0,
    Waiting = 1,
    Approved = 2,
    Returned = 3,
}

/// What the reviewer says about one part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Decision {
    Approve,
    Return { reason: String },
}

/// What an edit of a published activity touches (ACT-07).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Wording, pictures, contact: stays published.
    Wording,
    /// Time, place or rules: reviewed again, and the enrolled are told.
    Substance,
}

impl State {
    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// The stable name in addresses, API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::InReview => "in-review",
            State::Returned => "returned",
            State::Published => "published",
            State::Cancelled => "cancelled",
            State::Finished => "finished",
            State::Archived => "archived",
        }
    }

    /// From a stored number.
    pub const fn parse(raw: i16) -> Option<State> {
        match raw {
            1 => Some(State::Draft),
            2 => Some(State::InReview),
            3 => Some(State::Returned),
            4 => Some(State::Published),
            5 => Some(State::Cancelled),
            6 => Some(State::Finished),
            7 => Some(State::Archived),
            _ => None,
        }
    }

    /// Handing in for review; `exempt` organisations publish at once.
    pub fn submit(self, exempt: bool) -> Result<State, ActivityRefusal> {
        match self {
            State::Draft | State::Returned if exempt => Ok(State::Published),
            State::Draft | State::Returned => Ok(State::InReview),
            other => Err(other.wrong()),
        }
    }

    /// Calling it off; a reason is owed to everyone who signed up.
    pub fn cancel(self, reason: &str) -> Result<State, ActivityRefusal> {
        match self {
            State::Draft | State::InReview | State::Returned | State::Published if !reason.trim().is_empty() => {
                Ok(State::Cancelled)
            }
            State::Draft | State::InReview | State::Returned | State::Published => Err(ActivityRefusal::ReasonMissing),
            other => Err(other.wrong()),
        }
    }

    /// An edit: wording changes nothing, substance of a published activity goes to review again (ACT-07).
    pub fn edit(self, change: Change, exempt: bool) -> Result<State, ActivityRefusal> {
        match (self, change) {
            (State::Draft | State::Returned, _) | (State::Published, Change::Wording) => Ok(self),
            (State::Published, Change::Substance) if exempt => Ok(State::Published),
            (State::Published | State::InReview, _) => Ok(State::InReview),
            (other, _) => Err(other.wrong()),
        }
    }

    fn wrong(self) -> ActivityRefusal {
        ActivityRefusal::WrongState { state: self.name().into() }
    }
}

impl Reviewed {
    /// The number as it is stored.
    #[expect(clippy::as_conversions, reason = "the discriminant of a repr(i16) enum")]
    pub const fn number(self) -> i16 {
        self as i16
    }

    /// From a stored number.
    pub const fn parse(raw: i16) -> Option<Reviewed> {
        match raw {
            0 => Some(Reviewed::Absent),
            1 => Some(Reviewed::Waiting),
            2 => Some(Reviewed::Approved),
            3 => Some(Reviewed::Returned),
            _ => None,
        }
    }

    /// The stable name in the API and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            Reviewed::Absent => "absent",
            Reviewed::Waiting => "waiting",
            Reviewed::Approved => "approved",
            Reviewed::Returned => "returned",
        }
    }

    /// A reviewer decides about a waiting part; never about what they submitted themselves.
    pub fn decide(
        self,
        decision: &Decision,
        by: AccountId,
        submitted_by: AccountId,
    ) -> Result<Reviewed, ActivityRefusal> {
        if self != Reviewed::Waiting {
            return Err(ActivityRefusal::WrongState { state: self.name().into() });
        }
        if by == submitted_by {
            return Err(ActivityRefusal::OwnReview);
        }
        match decision {
            Decision::Approve => Ok(Reviewed::Approved),
            Decision::Return { reason } if reason.trim().is_empty() => Err(ActivityRefusal::ReasonMissing),
            Decision::Return { .. } => Ok(Reviewed::Returned),
        }
    }

    /// The activity's state once both parts were looked at: returned when one was, published when all are approved.
    pub fn outcome(recruitment: Reviewed, timekeeping: Reviewed) -> State {
        let parts = [recruitment, timekeeping];
        if parts.contains(&Reviewed::Returned) {
            State::Returned
        } else if parts.contains(&Reviewed::Waiting) {
            State::InReview
        } else {
            State::Published
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Refuse;

    const STEWARD: AccountId = AccountId(1);
    const REVIEWER: AccountId = AccountId(2);

    // rules: ACT-03
    #[test]
    fn a_draft_is_published_by_review_and_returned_only_with_a_reason() {
        assert_eq!(State::Draft.submit(false), Ok(State::InReview));
        assert_eq!(State::Draft.submit(true), Ok(State::Published));
        assert_eq!(State::Published.submit(false).unwrap_err().shape().code, "activity.wrong-state");

        assert_eq!(Reviewed::Waiting.decide(&Decision::Approve, REVIEWER, STEWARD), Ok(Reviewed::Approved));
        let returned = Decision::Return { reason: "地点写错了".into() };
        assert_eq!(Reviewed::Waiting.decide(&returned, REVIEWER, STEWARD), Ok(Reviewed::Returned));
        let silent = Decision::Return { reason: " ".into() };
        let refused = Reviewed::Waiting.decide(&silent, REVIEWER, STEWARD).unwrap_err();
        assert_eq!(refused.shape().code, "activity.reason-missing");
        let own = Reviewed::Waiting.decide(&Decision::Approve, STEWARD, STEWARD).unwrap_err();
        assert_eq!(own.shape().code, "activity.own-review");
    }

    // rules: ACT-03
    #[test]
    fn cancelling_needs_a_reason_and_something_left_to_cancel() {
        assert_eq!(State::Published.cancel("台风"), Ok(State::Cancelled));
        assert_eq!(State::Published.cancel("").unwrap_err().shape().code, "activity.reason-missing");
        assert_eq!(State::Finished.cancel("台风").unwrap_err().shape().code, "activity.wrong-state");
    }

    // rules: ACT-01
    #[test]
    fn each_part_is_reviewed_on_its_own() {
        use Reviewed::{Absent, Approved, Returned, Waiting};
        assert_eq!(Reviewed::outcome(Approved, Waiting), State::InReview);
        assert_eq!(Reviewed::outcome(Approved, Absent), State::Published);
        assert_eq!(Reviewed::outcome(Absent, Approved), State::Published);
        assert_eq!(Reviewed::outcome(Approved, Returned), State::Returned);
    }

    // rules: ACT-07
    #[test]
    fn a_change_of_substance_is_reviewed_again_a_change_of_wording_is_not() {
        assert_eq!(State::Published.edit(Change::Wording, false), Ok(State::Published));
        assert_eq!(State::Published.edit(Change::Substance, false), Ok(State::InReview));
        assert_eq!(State::Published.edit(Change::Substance, true), Ok(State::Published));
        assert_eq!(State::Cancelled.edit(Change::Wording, false).unwrap_err().shape().code, "activity.wrong-state");
    }
}

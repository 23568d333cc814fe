//! Where a handout stands: asked, agreed to, there for a day, gone.

use super::{AGREED_WITHIN_HOURS, DOWNLOADS_MAX, HandoutRefusal, KEPT_HOURS, PEOPLE_ALONE_MAX, REASON_CHARS_MAX};
use crate::kernel::{AccountId, clean_lines};
use jiff::{SignedDuration, Timestamp};

/// Where a handout stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A second steward looks at it until then.
    Waiting { until: Timestamp },
    /// It may be made until then.
    Agreed { until: Timestamp },
    /// There is a file until then, which was downloaded so often.
    Ready { until: Timestamp, taken: i64 },
    /// The second steward said no.
    Refused,
    /// The file is destroyed, or never came about.
    Over,
}

impl State {
    /// A list of so many people was asked for.
    pub fn asked(people: i64, now: Timestamp) -> State {
        if people > PEOPLE_ALONE_MAX {
            State::Waiting { until: after(now, AGREED_WITHIN_HOURS) }
        } else {
            State::Agreed { until: after(now, KEPT_HOURS) }
        }
    }

    /// A second steward agrees; never the one who asked.
    pub fn agree(self, by: AccountId, asker: AccountId, now: Timestamp) -> Result<State, HandoutRefusal> {
        self.judged(by, asker, now)?;
        Ok(State::Agreed { until: after(now, KEPT_HOURS) })
    }

    /// A second steward says no, and why.
    pub fn refuse(
        self,
        (by, asker): (AccountId, AccountId),
        reason: &str,
        now: Timestamp,
    ) -> Result<(State, String), HandoutRefusal> {
        self.judged(by, asker, now)?;
        let characters_max = REASON_CHARS_MAX;
        let reason =
            clean_lines(reason, characters_max).map_err(|_| HandoutRefusal::ReasonMissing { characters_max })?;
        Ok((State::Refused, reason))
    }

    fn judged(self, by: AccountId, asker: AccountId, now: Timestamp) -> Result<(), HandoutRefusal> {
        match self {
            State::Waiting { .. } if by == asker => Err(HandoutRefusal::SamePerson),
            State::Waiting { until } if now < until => Ok(()),
            _ => Err(HandoutRefusal::NotWaiting),
        }
    }

    /// Whether the file may be made now.
    pub fn may_be_made(self, now: Timestamp) -> bool {
        matches!(self, State::Agreed { until } if now < until)
    }

    /// The file is there from now on.
    pub fn made(self, now: Timestamp) -> Result<State, HandoutRefusal> {
        match self {
            State::Agreed { until } if now < until => Ok(State::Ready { until: after(now, KEPT_HOURS), taken: 0 }),
            State::Waiting { .. } => Err(HandoutRefusal::NotAgreed),
            _ => Err(HandoutRefusal::Over { hours: KEPT_HOURS }),
        }
    }

    /// The file is downloaded once more.
    pub fn take(self, now: Timestamp) -> Result<State, HandoutRefusal> {
        match self {
            State::Waiting { .. } | State::Agreed { .. } => Err(HandoutRefusal::NotAgreed),
            State::Ready { until, .. } if until <= now => Err(HandoutRefusal::Over { hours: KEPT_HOURS }),
            State::Ready { taken, .. } if taken >= DOWNLOADS_MAX => {
                Err(HandoutRefusal::TakenOften { downloads_max: DOWNLOADS_MAX })
            }
            State::Ready { until, taken } => Ok(State::Ready { until, taken: taken + 1 }),
            State::Refused | State::Over => Err(HandoutRefusal::Over { hours: KEPT_HOURS }),
        }
    }

    /// Until when it can still change; none once it is refused or over.
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            State::Waiting { until } | State::Agreed { until } | State::Ready { until, .. } => Some(until),
            State::Refused | State::Over => None,
        }
    }

    /// Whether its time has come to be destroyed.
    pub fn is_due(self, now: Timestamp) -> bool {
        self.until().is_some_and(|until| until <= now)
    }
}

fn after(at: Timestamp, hours: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKER: AccountId = AccountId(1);
    const SECOND: AccountId = AccountId(2);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    const HOUR: i64 = 3600;

    // rules: AUD-03
    #[test]
    fn from_the_hundred_and_first_on_a_second_steward_agrees_and_never_the_same() {
        assert_eq!(State::asked(100, at(0)), State::Agreed { until: at(24 * HOUR) });
        let waiting = State::asked(101, at(0));
        assert_eq!(waiting, State::Waiting { until: at(72 * HOUR) });
        assert_eq!(waiting.agree(ASKER, ASKER, at(1)), Err(HandoutRefusal::SamePerson));
        assert_eq!(waiting.made(at(1)), Err(HandoutRefusal::NotAgreed));
        let last = 72 * HOUR - 1;
        assert_eq!(waiting.agree(SECOND, ASKER, at(last)), Ok(State::Agreed { until: at(last + 24 * HOUR) }));
        assert_eq!(waiting.agree(SECOND, ASKER, at(last + 1)), Err(HandoutRefusal::NotWaiting));
        let refused = waiting.refuse((SECOND, ASKER), "超出需要", at(1));
        assert_eq!(refused, Ok((State::Refused, "超出需要".to_owned())));
        let unsaid = waiting.refuse((SECOND, ASKER), " ", at(1));
        assert_eq!(unsaid, Err(HandoutRefusal::ReasonMissing { characters_max: 200 }));
        assert_eq!(State::Refused.agree(SECOND, ASKER, at(1)), Err(HandoutRefusal::NotWaiting));
    }

    // rules: AUD-03
    #[test]
    fn a_file_is_there_for_a_day_and_for_three_downloads() {
        let made = State::asked(1, at(0)).made(at(HOUR)).unwrap();
        assert_eq!(made, State::Ready { until: at(25 * HOUR), taken: 0 });
        let once = made.take(at(25 * HOUR - 1)).unwrap();
        assert_eq!(once, State::Ready { until: at(25 * HOUR), taken: 1 });
        assert_eq!(made.take(at(25 * HOUR)), Err(HandoutRefusal::Over { hours: 24 }));
        let thrice = once.take(at(HOUR)).unwrap().take(at(HOUR)).unwrap();
        assert_eq!(thrice.take(at(HOUR)), Err(HandoutRefusal::TakenOften { downloads_max: 3 }));
        assert_eq!((made.is_due(at(25 * HOUR - 1)), made.is_due(at(25 * HOUR))), (false, true));
        assert_eq!(State::Over.take(at(0)), Err(HandoutRefusal::Over { hours: 24 }));
        assert_eq!(State::asked(1, at(0)).made(at(24 * HOUR)), Err(HandoutRefusal::Over { hours: 24 }));
        assert!(!State::Over.is_due(at(99 * HOUR)) && !State::Refused.is_due(at(99 * HOUR)));
    }
}

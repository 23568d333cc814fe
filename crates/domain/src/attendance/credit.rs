//! What a presence is worth (ATT-15): sign-out − sign-in − breaks − minutes credited elsewhere, never more than the session
//! and never more than a day holds.

use super::FaceCheck;
use crate::kernel::{Minutes, Period};

/// Settings of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreditLimits {
    /// The most that one local day can hold.
    pub day: Minutes,
}

impl Default for CreditLimits {
    fn default() -> Self {
        CreditLimits { day: Minutes::hours(16) }
    }
}

/// What the volunteer was credited for elsewhere on the same local day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Credited presences that may overlap this one.
    pub periods: Vec<Period>,
    /// The day's minutes so far.
    pub day: Minutes,
}

/// The minutes of `presence` in a session of `planned` length with `breaks`.
pub fn credit(
    presence: Period,
    planned: (Period, Minutes),
    face_check: FaceCheck,
    elsewhere: &Elsewhere,
    limits: CreditLimits,
) -> Minutes {
    if face_check == FaceCheck::Missing {
        return Minutes::ZERO;
    }
    let (session, breaks) = planned;
    let present = Minutes::between(presence.starts_at, presence.ends_at);
    let doubled: Minutes =
        merged(&elsewhere.periods, &presence).iter().map(|p| Minutes::between(p.starts_at, p.ends_at)).sum();
    let session_most = Minutes::between(session.starts_at, session.ends_at).less(breaks);
    let day_left = limits.day.less(elsewhere.day);
    present.less(breaks).less(doubled).min(session_most).min(day_left)
}

/// The parts of `within` that `periods` cover, joined so that nothing is taken off twice.
fn merged(periods: &[Period], within: &Period) -> Vec<Period> {
    let mut parts: Vec<Period> = periods.iter().filter_map(|period| period.overlap(within)).collect();
    parts.sort_by_key(|part| part.starts_at);
    let mut joined: Vec<Period> = Vec::new();
    for part in parts {
        match joined.last_mut() {
            Some(last) if part.starts_at <= last.ends_at => last.ends_at = last.ends_at.max(part.ends_at),
            _ => joined.push(part),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn minutes(from: i64, to: i64) -> Period {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        Period { starts_at: at(from), ends_at: at(to) }
    }

    fn worth(presence: Period, breaks: u32, elsewhere: &Elsewhere) -> u32 {
        let planned = (minutes(0, 180), Minutes(breaks));
        credit(presence, planned, FaceCheck::Done, elsewhere, CreditLimits::default()).0
    }

    // rules: ATT-15
    #[test]
    fn credit_is_presence_less_breaks_up_to_the_session() {
        let free = Elsewhere::default();
        assert_eq!(worth(minutes(0, 100), 0, &free), 100);
        assert_eq!(worth(minutes(0, 100), 30, &free), 70);
        assert_eq!(worth(minutes(-30, 150), 0, &free), 180);
        assert_eq!(worth(minutes(-30, 240), 0, &free), 180);
        assert_eq!(worth(minutes(0, 20), 30, &free), 0);
    }

    // rules: ATT-15
    #[test]
    fn minutes_credited_elsewhere_are_taken_off_once() {
        let twice =
            Elsewhere { periods: vec![minutes(-60, 30), minutes(20, 40), minutes(500, 600)], day: Minutes::ZERO };
        assert_eq!(worth(minutes(0, 100), 0, &twice), 60);
        let apart = Elsewhere { periods: vec![minutes(0, 10), minutes(50, 60)], day: Minutes::ZERO };
        assert_eq!(worth(minutes(0, 100), 0, &apart), 80);
    }

    // rules: ATT-15
    #[test]
    fn a_day_holds_sixteen_hours() {
        let worked = |day| Elsewhere { periods: vec![], day: Minutes(day) };
        assert_eq!(worth(minutes(0, 100), 0, &worked(16 * 60 - 100)), 100);
        assert_eq!(worth(minutes(0, 100), 0, &worked(16 * 60 - 99)), 99);
        assert_eq!(worth(minutes(0, 100), 0, &worked(16 * 60)), 0);
    }

    // rules: ATT-07
    #[test]
    fn without_a_face_check_the_presence_is_kept_and_credits_nothing() {
        let planned = (minutes(0, 180), Minutes::ZERO);
        let worth = |check| credit(minutes(0, 100), planned, check, &Elsewhere::default(), CreditLimits::default());
        assert_eq!(worth(FaceCheck::Missing), Minutes::ZERO);
        assert_eq!(worth(FaceCheck::Done), Minutes(100));
    }

    proptest! {
        #[test]
        fn credit_never_exceeds_presence_session_or_day(from in -100i64..300, long in 0i64..400, breaks in 0u32..60, day in 0u32..1200) {
            let presence = minutes(from, from + long);
            let worth = worth(presence, breaks, &Elsewhere { periods: vec![], day: Minutes(day) });
            prop_assert!(i64::from(worth) <= long);
            prop_assert!(worth <= 180 - breaks);
            prop_assert!(worth + day <= 960 || worth == 0);
        }
    }
}

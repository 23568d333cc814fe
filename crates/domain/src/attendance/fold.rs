//! Scans are facts; an attendance is what they add up to (design law: facts and folds).
//!
//! The earliest sign-in and the latest sign-out after it count. So scans that arrive late, twice or in another order end in the
//! same attendance.

use super::{Direction, Method};
use crate::kernel::Period;
use jiff::Timestamp;

/// One immutable fact: this volunteer, in this session, this way, at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scan {
    pub nonce: u64,
    pub direction: Direction,
    pub at: Timestamp,
    pub method: Method,
}

/// What the scans of one volunteer in one session add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendance {
    Absent,
    /// Sign-outs without a sign-in: kept, and counted only when a sign-in turns up.
    Held {
        until: Timestamp,
    },
    In {
        since: Timestamp,
    },
    Out {
        presence: Period,
    },
}

/// Folds scans into an attendance; order and repetition don't matter.
pub fn fold(scans: &[Scan]) -> Attendance {
    let since = scans.iter().filter(|scan| scan.direction == Direction::In).map(|scan| scan.at).min();
    let until = scans.iter().filter(|scan| scan.direction == Direction::Out).map(|scan| scan.at).max();
    match (since, until) {
        (None, None) => Attendance::Absent,
        (None, Some(until)) => Attendance::Held { until },
        (Some(since), Some(until)) if until >= since => {
            Attendance::Out { presence: Period { starts_at: since, ends_at: until } }
        }
        (Some(since), _) => Attendance::In { since },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(direction: Direction, second: i64) -> Scan {
        let at = Timestamp::from_second(second).unwrap();
        Scan { nonce: 0, direction, at, method: Method::RotatingCode }
    }

    #[test]
    fn the_earliest_in_and_the_latest_out_count() {
        let scans =
            [scan(Direction::Out, 90), scan(Direction::In, 10), scan(Direction::In, 5), scan(Direction::Out, 70)];
        let presence = Period { starts_at: scans[2].at, ends_at: scans[0].at };
        assert_eq!(fold(&scans), Attendance::Out { presence });
        assert_eq!(fold(&scans[1..3]), Attendance::In { since: scans[2].at });
        assert_eq!(fold(&scans[..1]), Attendance::Held { until: scans[0].at });
        assert_eq!(fold(&[]), Attendance::Absent);
        // Somebody who came back after signing out is here.
        let back = [scan(Direction::Out, 4), scan(Direction::In, 5)];
        assert_eq!(fold(&back), Attendance::In { since: back[1].at });
    }

    proptest! {
        #[test]
        fn order_and_repetition_never_change_an_attendance(seconds in proptest::collection::vec((any::<bool>(), 0i64..500), 0..9), turn in 0usize..9) {
            let way = |out| if out { Direction::Out } else { Direction::In };
            let scans: Vec<Scan> = seconds.iter().map(|(out, at)| scan(way(*out), *at)).collect();
            let mut other = scans.clone();
            other.extend(scans.iter().copied().take(turn));
            other.reverse();
            prop_assert_eq!(fold(&scans), fold(&other));
        }
    }
}

//! Served time in whole minutes. Seconds are dropped, never rounded up (民政部令67号 counts time actually given).

use jiff::Timestamp;
use std::{fmt, iter::Sum, ops::Add};

/// A length of service, never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Minutes(pub u32);

impl Minutes {
    pub const ZERO: Minutes = Minutes(0);

    /// Whole minutes from `since` to `until`; zero when `until` is not later.
    pub fn between(since: Timestamp, until: Timestamp) -> Minutes {
        let whole = until.duration_since(since).as_secs().max(0) / 60;
        Minutes(u32::try_from(whole).unwrap_or(u32::MAX))
    }

    /// `hours` as minutes.
    pub const fn hours(hours: u32) -> Minutes {
        Minutes(hours.saturating_mul(60))
    }

    /// What is left after `other` is taken away; zero when nothing is.
    pub const fn less(self, other: Minutes) -> Minutes {
        Minutes(self.0.saturating_sub(other.0))
    }

    /// From a stored number; a negative one (a corrupt cell) is zero.
    pub fn stored(raw: i64) -> Minutes {
        Minutes(u32::try_from(raw.max(0)).unwrap_or(u32::MAX))
    }

    /// The number as it is stored in the ledger.
    pub fn get(self) -> i64 {
        i64::from(self.0)
    }
}

impl Add for Minutes {
    type Output = Minutes;
    fn add(self, other: Minutes) -> Minutes {
        Minutes(self.0.saturating_add(other.0))
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Minutes>>(all: I) -> Minutes {
        all.fold(Minutes::ZERO, Add::add)
    }
}

impl fmt::Display for Minutes {
    /// Hours and minutes as `2:05`, for logs; pages use the words of their language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{:02}", self.0 / 60, self.0 % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_as_hours_and_minutes() {
        assert_eq!([0, 5, 125, 6_000].map(|minutes| Minutes(minutes).to_string()), ["0:00", "0:05", "2:05", "100:00"]);
    }

    #[test]
    fn a_corrupt_cell_never_counts() {
        assert_eq!(
            [-1, 0, 61, i64::MAX].map(Minutes::stored),
            [Minutes(0), Minutes(0), Minutes(61), Minutes(u32::MAX)]
        );
    }

    #[test]
    fn seconds_never_round_a_minute_up() {
        let since = Timestamp::UNIX_EPOCH;
        let after = |seconds| Timestamp::from_second(seconds).unwrap();
        assert_eq!(Minutes::between(since, after(59)), Minutes(0));
        assert_eq!(Minutes::between(since, after(60)), Minutes(1));
        assert_eq!(Minutes::between(since, after(119)), Minutes(1));
        assert_eq!(Minutes::between(after(60), since), Minutes(0));
    }
}

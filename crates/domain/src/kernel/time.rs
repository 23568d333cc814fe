//! Instants and local days. Service happens in China: one zone, +08:00, no summer time since 1991
//! (docs/decisions/0003-one-time-zone.md).

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, date},
    tz::{self, TimeZone},
};

/// Asia/Shanghai, as a fixed offset so that no rule needs a time zone database.
pub const ZONE: TimeZone = TimeZone::fixed(tz::offset(8));

/// The local day on which `at` falls.
pub fn local_date(at: Timestamp) -> Date {
    ZONE.to_datetime(at).date()
}

/// The instant of a local day and time of day. Dates beyond jiff's range become its last instant.
pub fn at_local(day: Date, time: Time) -> Timestamp {
    ZONE.to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::MAX)
}

/// A local day as it is stored: days since 1970-01-01.
pub fn day_number(day: Date) -> i64 {
    i64::from(day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

/// A local day from its stored number; what lies outside jiff's range becomes 1970-01-01.
pub fn day_of(number: i64) -> Date {
    let first = date(1970, 1, 1);
    i32::try_from(number).ok().and_then(|days| first.checked_add(days.days()).ok()).unwrap_or(first)
}

/// An instant from stored microseconds; what lies outside jiff's range (a corrupt cell) becomes its first instant.
pub fn timestamp(microseconds: i64) -> Timestamp {
    Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MIN)
}

/// The number of whole steps of `step_seconds` since 1970.
pub fn step_of(at: Timestamp, step_seconds: u32) -> i64 {
    at.as_second().div_euclid(i64::from(step_seconds.max(1)))
}

/// From `starts_at` up to, not including, `ends_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

impl Period {
    /// The part shared with `other`, if any.
    pub fn overlap(&self, other: &Period) -> Option<Period> {
        let shared =
            Period { starts_at: self.starts_at.max(other.starts_at), ends_at: self.ends_at.min(other.ends_at) };
        (shared.starts_at < shared.ends_at).then_some(shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn periods_that_only_touch_share_nothing() {
        let period = |from, to| Period { starts_at: timestamp(from), ends_at: timestamp(to) };
        assert_eq!(period(0, 10).overlap(&period(10, 20)), None);
        assert_eq!(period(0, 10).overlap(&period(9, 20)), Some(period(9, 10)));
    }

    #[test]
    fn a_stored_day_comes_back() {
        for day in [date(1970, 1, 1), date(2026, 11, 28), date(1949, 10, 1)] {
            assert_eq!(day_of(day_number(day)), day);
        }
        assert_eq!(day_number(date(1970, 1, 2)), 1);
    }

    #[test]
    fn a_day_begins_at_midnight_in_shanghai() {
        let midnight = at_local(date(2026, 11, 28), civil::time(0, 0, 0, 0));
        assert_eq!(midnight.to_string(), "2026-11-27T16:00:00Z");
        assert_eq!(local_date(midnight), date(2026, 11, 28));
        assert_eq!(local_date(timestamp(midnight.as_microsecond() - 1)), date(2026, 11, 27));
    }
}

//! Accounts with a role that nobody uses (ACC-14): they are suspended, so that a forgotten right can't be picked up by others. Accounts
//! without a role wait for their owners for as long as it takes.

use jiff::{SignedDuration, Timestamp};

/// Days without a use after which an account with a role is suspended.
pub const UNUSED_DAYS_MAX: i64 = 90;

/// An account that was used last at or before this moment is unused at `now`.
pub fn unused_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * UNUSED_DAYS_MAX)).unwrap_or(Timestamp::MIN)
}

/// Whether an account with a role is suspended: unused, and not the last that can run the platform.
pub fn is_suspended(used_at: Timestamp, is_last: bool, now: Timestamp) -> bool {
    used_at <= unused_since(now) && !is_last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64, seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + days * 86_400 + seconds).unwrap()
    }

    // rules: ACC-14
    #[test]
    fn ninety_days_without_a_use_suspend_an_account_with_a_role() {
        let suspended = |now| is_suspended(day(0, 0), false, now);
        assert!(!suspended(day(90, -1)));
        assert!(suspended(day(90, 0)));
    }

    // rules: ACC-14
    #[test]
    fn the_last_who_can_run_the_platform_is_never_suspended() {
        assert!(!is_suspended(day(0, 0), true, day(900, 0)));
        assert!(is_suspended(day(0, 0), false, day(900, 0)));
    }
}

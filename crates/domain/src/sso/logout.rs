//! Telling platforms that a session is over (OpenID Connect Back-Channel Logout 1.0): again and again for a day, since one that is down for
//! an hour must not keep somebody logged in.

use jiff::{SignedDuration, Timestamp};

/// How often it is tried.
pub const LOGOUT_TRIES_MAX: u32 = 8;
/// The waits after each try, in seconds.
const WAITS_SECONDS: [i64; 7] = [5, 30, 300, 1800, 7200, 21_600, 50_400];

/// When it is tried again after so many tries; none when it was tried enough.
pub fn next_try_at(tries: u32, now: Timestamp) -> Option<Timestamp> {
    let index = usize::try_from(tries.checked_sub(1)?).ok()?;
    let wait = SignedDuration::from_secs(*WAITS_SECONDS.get(index)?);
    now.saturating_add(wait).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-06
    #[test]
    fn a_platform_that_is_down_is_told_eight_times_within_a_day() {
        let begin = Timestamp::from_second(1_800_000_000).unwrap();
        let (mut now, mut tries) = (begin, 1);
        while let Some(next) = next_try_at(tries, now) {
            assert!(next > now);
            (now, tries) = (next, tries + 1);
        }
        assert_eq!(tries, LOGOUT_TRIES_MAX);
        let hours = now.duration_since(begin).as_hours();
        assert!((22..=24).contains(&hours), "{hours}");
    }
}

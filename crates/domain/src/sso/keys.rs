//! Which key signs, and which are published: a key is known for a day before it is used, so that whoever keeps a copy of the list has it
//! by then, and stays known until nothing signed by it is valid any more.

use super::ID_TOKEN_SECONDS;
use jiff::{SignedDuration, Timestamp};

/// How long a key is published before it signs.
pub const LEAD_HOURS: i64 = 24;
/// How long a key signs before the next one is made.
pub const KEY_DAYS: i64 = 90;
/// Tokens last ten minutes; clocks differ.
const STAYS_SECONDS: i64 = ID_TOKEN_SECONDS + 3600;

crate::named! {
    /// How tokens are signed.
    pub enum SigningAlgorithm {
        Rs256 = 1, "RS256";
        Es256 = 2, "ES256";
    }
}

/// When a key was made and when it begins to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyTimes {
    pub id: i64,
    pub used_from: Timestamp,
}

impl KeyTimes {
    /// The very first key signs at once; each later one after a day.
    pub fn new(id: i64, is_first: bool, now: Timestamp) -> KeyTimes {
        let lead = SignedDuration::from_hours(if is_first { 0 } else { LEAD_HOURS });
        KeyTimes { id, used_from: now.saturating_add(lead).unwrap_or(Timestamp::MAX) }
    }
}

/// The key that signs now, among those of one algorithm.
pub fn signing(keys: &[KeyTimes], now: Timestamp) -> Option<KeyTimes> {
    keys.iter().filter(|key| key.used_from <= now).max_by_key(|key| (key.used_from, key.id)).copied()
}

/// The keys that are published now: those to come, the one that signs, and those before it whose tokens may still be valid.
pub fn published(keys: &[KeyTimes], now: Timestamp) -> Vec<i64> {
    let stays = SignedDuration::from_secs(STAYS_SECONDS);
    let is_over = |key: &KeyTimes| {
        let later = keys.iter().filter(|other| (other.used_from, other.id) > (key.used_from, key.id));
        let replaced_at = later.map(|other| other.used_from).min();
        replaced_at.is_some_and(|at| now >= at.saturating_add(stays).unwrap_or(Timestamp::MAX))
    };
    keys.iter().filter(|key| !is_over(key)).map(|key| key.id).collect()
}

/// Whether the next key should be made: the newest has signed for its time.
pub fn is_rotation_due(keys: &[KeyTimes], now: Timestamp) -> bool {
    let lasts = SignedDuration::from_hours(KEY_DAYS * 24);
    let newest = keys.iter().map(|key| key.used_from).max();
    newest.is_none_or(|from| now >= from.saturating_add(lasts).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    const DAY: i64 = 86_400;

    // rules: ACC-06
    #[test]
    fn a_new_key_is_published_a_day_before_it_signs_and_the_old_one_until_its_tokens_are_over() {
        let first = KeyTimes::new(1, true, at(0));
        let second = KeyTimes::new(2, false, at(100));
        let keys = [first, second];
        assert_eq!(published(&keys, at(100)), [1, 2]);
        assert_eq!(signing(&keys, at(100 + DAY - 1)), Some(first));
        assert_eq!(signing(&keys, at(100 + DAY)), Some(second));
        let over = 100 + DAY + STAYS_SECONDS;
        assert_eq!(published(&keys, at(over - 1)), [1, 2]);
        assert_eq!(published(&keys, at(over)), [2]);
    }

    // rules: ACC-06
    #[test]
    fn the_next_key_is_made_after_ninety_days_and_not_before() {
        let first = KeyTimes::new(1, true, at(0));
        assert!(is_rotation_due(&[], at(0)));
        assert!(!is_rotation_due(&[first], at(KEY_DAYS * DAY - 1)));
        assert!(is_rotation_due(&[first], at(KEY_DAYS * DAY)));
        let waiting = KeyTimes::new(2, false, at(KEY_DAYS * DAY));
        assert!(!is_rotation_due(&[first, waiting], at(KEY_DAYS * DAY + 1)), "one that waits is enough");
    }
}

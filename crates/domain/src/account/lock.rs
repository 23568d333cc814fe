//! What wrong passwords lead to (ACC-09). One lock per pair of login name and address, kept alike for known and unknown names, so
//! neither an owner nor a campus can be locked out by others and nobody learns which names exist.

use super::sms_code::seconds_until;
use jiff::{SignedDuration, Timestamp};

crate::refusals! {
    /// Why a try isn't even looked at.
    pub enum LockRefusal {
        /// Too many wrong passwords for this name from this address; other ways to log in still work.
        Locked { wait_seconds: u32 } => "login.locked", "ACC-09", TooMany;
        /// Name and password don't belong together, or there is no such name.
        Wrong => "login.wrong", "ACC-09", Unauthenticated;
        /// A proven phone that no open account has: its holder may register.
        NoAccount => "login.no-account", "REG-12", Conflict;
    }
}

/// How somebody tries to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Password,
    /// A password on a device that logged in to this account before: counted by itself, never locked by others' tries.
    PasswordOnKnownDevice,
    SmsCode,
    Passkey,
}

/// Wrong tries of one name from one address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lock {
    pub wrong_tries: u32,
    pub last_wrong_at: Option<Timestamp>,
}

impl Lock {
    /// Wrong tries until the first lock, and between any two.
    pub const WRONG_TRIES: u32 = 5;
    const FIRST_SECONDS: u32 = 300;
    const LONGEST_SECONDS: u32 = 86_400;

    /// Whether a try that `way` may be looked at.
    pub fn may_try(self, way: Way, now: Timestamp) -> Result<(), LockRefusal> {
        match (way, self.wait_seconds(now)) {
            (Way::Password, wait_seconds @ 1..) => Err(LockRefusal::Locked { wait_seconds }),
            _ => Ok(()),
        }
    }

    /// After a wrong password. A day without one forgets the past.
    pub fn wrong(self, now: Timestamp) -> Lock {
        let is_forgotten = self
            .last_wrong_at
            .is_none_or(|last| now.duration_since(last).as_secs() >= i64::from(self.forgets_seconds()));
        let before = if is_forgotten { 0 } else { self.wrong_tries };
        Lock { wrong_tries: before.saturating_add(1), last_wrong_at: Some(now) }
    }

    /// After a try that was counted beforehand but that nobody could look at. `before` is what there was before it; others may have
    /// been counted since.
    pub fn take_back(self, before: Lock) -> Lock {
        let wrong_tries = self.wrong_tries.saturating_sub(1);
        let last_wrong_at = if wrong_tries == before.wrong_tries { before.last_wrong_at } else { self.last_wrong_at };
        Lock { wrong_tries, last_wrong_at }
    }

    /// Seconds until the name is open again from this address; zero when it is.
    pub fn wait_seconds(self, now: Timestamp) -> u32 {
        let Some(last) = self.last_wrong_at.filter(|_| self.wrong_tries.is_multiple_of(Lock::WRONG_TRIES)) else {
            return 0;
        };
        let until =
            last.saturating_add(SignedDuration::from_secs(i64::from(self.lock_seconds()))).unwrap_or(Timestamp::MAX);
        seconds_until(until, now)
    }

    /// Five minutes after five wrong ones, doubled after every five more, at most a day.
    fn lock_seconds(self) -> u32 {
        let doublings = (self.wrong_tries / Lock::WRONG_TRIES).saturating_sub(1).min(16);
        Lock::FIRST_SECONDS.saturating_mul(1 << doublings).min(Lock::LONGEST_SECONDS)
    }

    /// A day beyond the end of the lock.
    fn forgets_seconds(self) -> u32 {
        Lock::LONGEST_SECONDS + if self.wrong_tries.is_multiple_of(Lock::WRONG_TRIES) { self.lock_seconds() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn wrong_times(times: u32, mut lock: Lock, second: i64) -> Lock {
        for _ in 0..times {
            lock = lock.wrong(at(second));
        }
        lock
    }

    // rules: ACC-09
    #[test]
    fn the_fifth_wrong_password_locks_for_five_minutes() {
        let four = wrong_times(4, Lock::default(), 0);
        assert_eq!(four.may_try(Way::Password, at(0)), Ok(()));
        let five = four.wrong(at(0));
        assert_eq!(five.may_try(Way::Password, at(0)), Err(LockRefusal::Locked { wait_seconds: 300 }));
        assert_eq!(five.may_try(Way::Password, at(299)), Err(LockRefusal::Locked { wait_seconds: 1 }));
        assert_eq!(five.may_try(Way::Password, at(300)), Ok(()));
    }

    // rules: ACC-09
    #[test]
    fn each_further_five_double_the_lock_up_to_a_day() {
        // given
        let mut lock = Lock::default();
        let mut now = 0;
        let mut waits = Vec::new();
        // when
        for _ in 0..11 {
            lock = wrong_times(5, lock, now);
            let wait = lock.wait_seconds(at(now));
            waits.push(wait);
            now += i64::from(wait);
        }
        // then
        assert_eq!(waits, [300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 76_800, 86_400, 86_400]);
    }

    // rules: ACC-09
    #[test]
    fn a_try_that_nobody_looked_at_counts_for_nothing_and_forgets_nothing() {
        let five = wrong_times(5, Lock::default(), 0);
        let sixth = five.wrong(at(300));
        assert_eq!(sixth.take_back(five), five, "the lock that is over stays over");
        let seventh = sixth.wrong(at(301));
        assert_eq!((seventh.take_back(five).wrong_tries, seventh.take_back(five).last_wrong_at), (6, Some(at(301))));
        assert_eq!(Lock::default().wrong(at(0)).take_back(Lock::default()), Lock::default());
    }

    // rules: ACC-09
    #[test]
    fn a_known_device_a_code_and_a_passkey_still_work() {
        let locked = wrong_times(5, Lock::default(), 0);
        for way in [Way::PasswordOnKnownDevice, Way::SmsCode, Way::Passkey] {
            assert_eq!(locked.may_try(way, at(0)), Ok(()), "{way:?}");
        }
    }

    // rules: ACC-09
    #[test]
    fn a_day_without_wrong_tries_forgets_them() {
        let four = wrong_times(4, Lock::default(), 0);
        assert_eq!(four.wrong(at(86_399)).wrong_tries, 5);
        assert_eq!(four.wrong(at(86_400)).wrong_tries, 1);
        let five = four.wrong(at(0));
        assert_eq!((five.wrong(at(86_699)).wrong_tries, five.wrong(at(86_700)).wrong_tries), (6, 1));
    }
}

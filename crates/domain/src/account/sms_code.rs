//! Codes sent by SMS, and by mail to e-mail addresses (REG-07): when one may be sent, what it is bound to, and what a try does to it. Every limit answers with the
//! time to wait; many sends from one address ask for the human check and lock nobody out.

use super::{Contact, ContactProven};
use crate::kernel::{fold_code, keyed, local_date, same_secret};
use jiff::{SignedDuration, Timestamp, civil::time};

crate::refusals! {
    /// Why no code is sent, or why one doesn't count.
    pub enum SmsRefusal {
        /// One was sent a moment ago.
        TooSoon { wait_seconds: u32 } => "sms-code.too-soon", "REG-07", TooMany;
        /// This number got all its codes for today.
        DayIsFull { sends_max: u32, wait_seconds: u32 } => "sms-code.day-is-full", "REG-07", TooMany;
        /// Many sends from this address: show that you are human, or wait.
        HumanCheckNeeded { wait_seconds: u32 } => "sms-code.human-check-needed", "REG-07", TooMany;
        /// Not the code; after the last try it is void.
        Wrong { tries_left: u32 } => "sms-code.wrong", "REG-07", Invalid;
        /// Too many wrong tries: ask for a new one.
        Void { wait_seconds: u32 } => "sms-code.void", "REG-07", Conflict;
        /// Older than its minutes: ask for a new one.
        Expired { valid_minutes: u32 } => "sms-code.expired", "REG-07", Conflict;
        /// It was used, or none was sent.
        NoneWaiting => "sms-code.none-waiting", "REG-07", Conflict;
    }
}

crate::named! {
    /// What a code is for; a code for one thing is worth nothing for another.
    pub enum Purpose {
        Register = 1, "register";
        LogIn = 2, "log-in";
        ResetPassword = 3, "reset-password";
        /// To the new contact and to the one that allows the change.
        ChangeContact = 4, "change-contact";
        Activate = 5, "activate";
        StepUp = 6, "step-up";
        Card = 7, "card";
        Appeal = 8, "appeal";
        /// Asking for help without a login.
        Help = 9, "help";
        /// Asking what there is in one's name.
        Record = 10, "record";
    }
}

/// Settings with the defaults of REG-07.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmsLimits {
    pub valid_seconds: u32,
    pub wrong_tries_max: u32,
    pub between_seconds: u32,
    pub per_number_and_day: u32,
    pub per_address_and_hour: u32,
}

impl Default for SmsLimits {
    fn default() -> SmsLimits {
        SmsLimits {
            valid_seconds: 300,
            wrong_tries_max: 5,
            between_seconds: 60,
            per_number_and_day: 10,
            per_address_and_hour: 20,
        }
    }
}

/// What was sent before, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Sends<'a> {
    /// To this number, at least since local midnight.
    pub to_number: &'a [Timestamp],
    /// From this address, at least in the last hour.
    pub from_address: &'a [Timestamp],
    /// Whether a human check for this very send was passed.
    pub is_human: bool,
}

impl SmsLimits {
    /// Whether another code may be sent at `now`.
    ///
    /// Of many requests at once a later one may be the first to send; for the others no time has passed since then, and none to the
    /// contrary.
    pub fn may_send(self, before: Sends<'_>, now: Timestamp) -> Result<(), SmsRefusal> {
        let now = before.to_number.iter().copied().fold(now, Timestamp::max);
        if let Some(last) = before.to_number.iter().max() {
            let wait_seconds = seconds_until(after(*last, self.between_seconds), now);
            if wait_seconds > 0 {
                return Err(SmsRefusal::TooSoon { wait_seconds });
            }
        }
        let today = local_date(now);
        let sent_today = before.to_number.iter().filter(|sent| local_date(**sent) == today).count();
        let sends_max = self.per_number_and_day;
        if is_at_least(sent_today, sends_max) {
            let midnight = crate::kernel::at_local(today.tomorrow().unwrap_or(today), time(0, 0, 0, 0));
            return Err(SmsRefusal::DayIsFull { sends_max, wait_seconds: seconds_until(midnight, now) });
        }
        let in_the_hour =
            || before.from_address.iter().filter(|sent| seconds_until(after(**sent, HOUR_SECONDS), now) > 0);
        if !before.is_human && is_at_least(in_the_hour().count(), self.per_address_and_hour) {
            let oldest = in_the_hour().min().copied().unwrap_or(now);
            return Err(SmsRefusal::HumanCheckNeeded { wait_seconds: seconds_until(after(oldest, HOUR_SECONDS), now) });
        }
        Ok(())
    }
}

const HOUR_SECONDS: u32 = 3600;

/// What a code belongs to: where it went, its purpose and the browser that asked.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    pub to: &'a Contact,
    pub purpose: Purpose,
    /// The session (or form) that asked, so that another browser can't use the code.
    pub asked_by: &'a [u8],
}

/// A code as it is stored: only a keyed digest of its six digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmsCode {
    Waiting { digest: [u8; 32], sent_at: Timestamp, wrong_tries: u32 },
    Void { sent_at: Timestamp },
    Used,
}

impl SmsCode {
    /// Digits of a code.
    pub const DIGITS: u32 = 6;

    /// A new code from 64 random bits: the six digits to send, and what to store.
    pub fn draw(dice: u64, key: &[u8; 32], binding: Binding<'_>, now: Timestamp) -> (String, SmsCode) {
        let digits = format!("{:06}", dice % 1_000_000);
        let digest = digest(key, binding, &digits);
        (digits, SmsCode::Waiting { digest, sent_at: now, wrong_tries: 0 })
    }

    /// One try: what to store next, and whether the contact is proven. The state must be saved whatever the answer is.
    pub fn verify(
        self,
        entered: &str,
        key: &[u8; 32],
        binding: Binding<'_>,
        (limits, now): (SmsLimits, Timestamp),
    ) -> (SmsCode, Result<ContactProven, SmsRefusal>) {
        let (stored, sent_at, wrong_tries) = match self {
            SmsCode::Waiting { digest, sent_at, wrong_tries } => (digest, sent_at, wrong_tries),
            SmsCode::Void { sent_at } => return (self, Err(limits.void(sent_at, now))),
            SmsCode::Used => return (self, Err(SmsRefusal::NoneWaiting)),
        };
        if seconds_until(after(sent_at, limits.valid_seconds), now) == 0 {
            return (self, Err(SmsRefusal::Expired { valid_minutes: limits.valid_seconds / 60 }));
        }
        if same_secret(&stored, &digest(key, binding, &fold_code(entered))) {
            return (SmsCode::Used, Ok(ContactProven::by_code(binding.to.clone(), now)));
        }
        let wrong_tries = wrong_tries.saturating_add(1);
        match limits.wrong_tries_max.saturating_sub(wrong_tries) {
            0 => (SmsCode::Void { sent_at }, Err(limits.void(sent_at, now))),
            tries_left => {
                (SmsCode::Waiting { digest: stored, sent_at, wrong_tries }, Err(SmsRefusal::Wrong { tries_left }))
            }
        }
    }
}

impl SmsLimits {
    fn void(self, sent_at: Timestamp, now: Timestamp) -> SmsRefusal {
        SmsRefusal::Void { wait_seconds: seconds_until(after(sent_at, self.between_seconds), now) }
    }
}

fn digest(key: &[u8; 32], binding: Binding<'_>, digits: &str) -> [u8; 32] {
    let purpose = binding.purpose.name().as_bytes();
    keyed(key, &[b"sms-code", purpose, binding.to.text().as_bytes(), binding.asked_by, digits.as_bytes()])
}

fn is_at_least(count: usize, limit: u32) -> bool {
    u32::try_from(count).is_ok_and(|count| count >= limit) || u32::try_from(count).is_err()
}

fn after(at: Timestamp, seconds: u32) -> Timestamp {
    at.saturating_add(SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

/// Whole seconds from `now` until `at`, rounded up so that waiting them is enough; zero when it has come.
pub(super) fn seconds_until(at: Timestamp, now: Timestamp) -> u32 {
    let milliseconds = at.duration_since(now).as_millis().max(0);
    u32::try_from((milliseconds + 999) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    /// Noon in Shanghai plus some seconds.
    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_838_400 + second).unwrap()
    }

    fn may_send(to_number: &[i64], from_address: &[i64], is_human: bool, now: i64) -> Result<(), SmsRefusal> {
        let all = |seconds: &[i64]| seconds.iter().map(|second| at(*second)).collect::<Vec<_>>();
        let before = Sends { to_number: &all(to_number), from_address: &all(from_address), is_human };
        SmsLimits::default().may_send(before, at(now))
    }

    // rules: REG-07
    #[test]
    fn sixty_seconds_lie_between_two_sends() {
        assert_eq!(may_send(&[], &[], false, 0), Ok(()));
        assert_eq!(may_send(&[0], &[], false, 59), Err(SmsRefusal::TooSoon { wait_seconds: 1 }));
        assert_eq!(may_send(&[0], &[], false, 60), Ok(()));
    }

    // rules: REG-07
    #[test]
    fn nobody_waits_longer_than_the_time_between_two_sends() {
        // A request that began two seconds before the send that it lost to.
        assert_eq!(may_send(&[2], &[], true, 0), Err(SmsRefusal::TooSoon { wait_seconds: 60 }));
        assert_eq!(may_send(&[2], &[], true, 2), Err(SmsRefusal::TooSoon { wait_seconds: 60 }));
        assert_eq!(may_send(&[2], &[], true, 3), Err(SmsRefusal::TooSoon { wait_seconds: 59 }));
    }

    // rules: REG-07
    #[test]
    fn a_number_gets_ten_codes_a_day() {
        // given ten sends from noon on; midnight is 43,200 s after noon
        let ten: Vec<i64> = (0..10).map(|n| n * 100).collect();
        // then
        assert_eq!(may_send(&ten[..9], &[], false, 1000), Ok(()));
        let refused = |wait_seconds| Err(SmsRefusal::DayIsFull { sends_max: 10, wait_seconds });
        assert_eq!(may_send(&ten, &[], true, 1000), refused(42_200));
        assert_eq!(may_send(&ten, &[], true, 43_199), refused(1));
        assert_eq!(may_send(&ten, &[], true, 43_200), Ok(()));
    }

    // rules: REG-07
    #[test]
    fn twenty_an_hour_from_one_address_ask_for_the_human_check_and_lock_nobody() {
        // given
        let twenty: Vec<i64> = (0..20).collect();
        // then
        assert_eq!(may_send(&[], &twenty[..19], false, 100), Ok(()));
        assert_eq!(may_send(&[], &twenty, false, 100), Err(SmsRefusal::HumanCheckNeeded { wait_seconds: 3500 }));
        assert_eq!(may_send(&[], &twenty, true, 100), Ok(()));
        assert_eq!(may_send(&[], &twenty, false, 3600), Ok(()));
    }

    fn phone() -> Contact {
        Contact::read("13800138000").unwrap()
    }

    fn try_one(
        code: SmsCode,
        entered: &str,
        purpose: Purpose,
        now: i64,
    ) -> (SmsCode, Result<ContactProven, SmsRefusal>) {
        let phone = phone();
        let binding = Binding { to: &phone, purpose, asked_by: b"browser" };
        code.verify(entered, &KEY, binding, (SmsLimits::default(), at(now)))
    }

    fn draw() -> (String, SmsCode) {
        let phone = phone();
        SmsCode::draw(42_000_007, &KEY, Binding { to: &phone, purpose: Purpose::Register, asked_by: b"browser" }, at(0))
    }

    // rules: REG-07
    #[test]
    fn six_digits_count_once_and_for_five_minutes() {
        // given
        let (digits, code) = draw();
        assert_eq!(digits, "000007");
        // when
        let (used, proven) = try_one(code.clone(), " ０００ 007", Purpose::Register, 299);
        // then
        assert_eq!(proven.map(|proven| proven.contact().clone()), Ok(phone()));
        assert_eq!(try_one(used, &digits, Purpose::Register, 299).1, Err(SmsRefusal::NoneWaiting));
        assert_eq!(try_one(code, &digits, Purpose::Register, 300).1, Err(SmsRefusal::Expired { valid_minutes: 5 }));
    }

    // rules: REG-07
    #[test]
    fn five_wrong_tries_void_a_code_and_the_right_one_comes_too_late() {
        // given
        let (digits, mut code) = draw();
        // when
        for tries_left in [4, 3, 2, 1] {
            let (next, refused) = try_one(code, "000008", Purpose::Register, 10);
            assert_eq!(refused, Err(SmsRefusal::Wrong { tries_left }));
            code = next;
        }
        assert!(try_one(code.clone(), &digits, Purpose::Register, 10).1.is_ok());
        let (void, refused) = try_one(code, "000008", Purpose::Register, 10);
        // then
        assert_eq!(refused, Err(SmsRefusal::Void { wait_seconds: 50 }));
        assert_eq!(try_one(void, &digits, Purpose::Register, 70).1, Err(SmsRefusal::Void { wait_seconds: 0 }));
    }

    // rules: REG-07
    #[test]
    fn a_code_is_bound_to_its_purpose_number_and_browser() {
        // given
        let (digits, code) = draw();
        let (phone, other) = (phone(), Contact::read("13800138001").unwrap());
        let verify = |binding| code.clone().verify(&digits, &KEY, binding, (SmsLimits::default(), at(1))).1;
        let wrong = Err(SmsRefusal::Wrong { tries_left: 4 });
        // then
        assert_eq!(verify(Binding { to: &phone, purpose: Purpose::ResetPassword, asked_by: b"browser" }), wrong);
        assert_eq!(verify(Binding { to: &other, purpose: Purpose::Register, asked_by: b"browser" }), wrong);
        assert_eq!(verify(Binding { to: &phone, purpose: Purpose::Register, asked_by: b"another" }), wrong);
    }
}

//! The human check (ACC-05): when it is asked for, and the proof-of-work challenge in the ALTCHA format (SHA-256). Answers are
//! bound to an action and expire; that each is taken once is a table of the server, keyed by `spent_key`.

use crate::kernel::{keyed_hex, same_secret, sha256_hex};
use jiff::Timestamp;

crate::refusals! {
    /// Why something waits for the human check.
    pub enum HumanCheckRefusal {
        /// An answer is needed.
        Needed => "human-check.needed", "ACC-05", Forbidden;
        /// The answer doesn't solve a challenge of ours.
        Wrong => "human-check.wrong", "ACC-05", Forbidden;
        /// The answer came too late.
        Expired => "human-check.expired", "ACC-05", Forbidden;
        /// The answer belongs to another action.
        OtherAction => "human-check.other-action", "ACC-05", Forbidden;
        /// The answer was used before.
        Used => "human-check.used", "ACC-05", Forbidden;
    }
}

crate::named! {
    /// What a challenge is solved for.
    pub enum Action {
        LogIn = 1, "log-in";
        SendSms = 2, "send-sms";
        QueryCertificate = 3, "query-certificate";
        RecoverPassword = 4, "recover-password";
        Object = 5, "object";
    }
}

/// Failures that count, all of the last 15 minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    pub of_account: u32,
    pub from_address: u32,
}

/// The window in which failures count.
pub const WINDOW_SECONDS: u32 = 900;
const OF_ACCOUNT: u32 = 3;
const FROM_ADDRESS: u32 = 10;

/// Whether `action` needs the check: always for anonymous SMS, certificate queries, recovery and objections, for login after failures.
pub const fn is_needed(action: Action, is_logged_in: bool, failures: Failures) -> bool {
    let after_failures = failures.of_account >= OF_ACCOUNT || failures.from_address >= FROM_ADDRESS;
    match action {
        Action::LogIn => after_failures,
        _ => !is_logged_in || after_failures,
    }
}

/// A challenge as the browser gets it: find the number below `number_max` whose hash with `salt` is `challenge`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    pub salt: String,
    pub challenge: String,
    pub signature: String,
    pub number_max: u32,
    pub expires_at: Timestamp,
}

/// What the browser sends back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    pub salt: String,
    pub signature: String,
    pub number: u32,
}

/// Random bits for one challenge.
#[derive(Debug, Clone, Copy)]
pub struct Dice {
    pub salt: u128,
    pub number: u32,
}

impl Challenge {
    /// The usual difficulty: about a tenth of a second on a desktop, half a second on an old phone.
    pub const NUMBER_MAX_DEFAULT: u32 = 50_000;

    /// A challenge for one action. More failures from an address may raise `number_max`.
    pub fn issue(key: &[u8; 32], action: Action, dice: Dice, number_max: u32, expires_at: Timestamp) -> Challenge {
        // The closing `&` keeps digits of the expiry from being moved into the number.
        let salt = format!("{:032x}?action={}&expires={}&", dice.salt, action.name(), expires_at.as_second());
        let challenge = sha256_hex(&format!("{salt}{}", dice.number % number_max.max(1)));
        let signature = keyed_hex(key, &challenge);
        Challenge { salt, challenge, signature, number_max, expires_at }
    }
}

impl Solution {
    /// Checks an answer for `action`; what is returned is spent by it and must not be taken again until `Challenge::expires_at`.
    pub fn verify(&self, key: &[u8; 32], action: Action, now: Timestamp) -> Result<String, HumanCheckRefusal> {
        let challenge = sha256_hex(&format!("{}{}", self.salt, self.number));
        if !self.salt.ends_with('&') || !same_secret(keyed_hex(key, &challenge).as_bytes(), self.signature.as_bytes()) {
            return Err(HumanCheckRefusal::Wrong);
        }
        if self.parameter("action") != Some(action.name()) {
            return Err(HumanCheckRefusal::OtherAction);
        }
        let expires: i64 =
            self.parameter("expires").and_then(|raw| raw.parse().ok()).ok_or(HumanCheckRefusal::Wrong)?;
        if now.as_second() >= expires { Err(HumanCheckRefusal::Expired) } else { Ok(challenge) }
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        let (_, query) = self.salt.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [7; 32];

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    // rules: ACC-05
    #[test]
    fn login_asks_after_three_failures_of_an_account_or_ten_of_an_address() {
        let login = |of_account, from_address| is_needed(Action::LogIn, false, Failures { of_account, from_address });
        assert!(!login(0, 0) && !login(2, 9));
        assert!(login(3, 0) && login(0, 10));
    }

    // rules: ACC-05
    #[test]
    fn every_anonymous_sms_and_certificate_query_asks() {
        let calm = Failures::default();
        assert!(is_needed(Action::SendSms, false, calm) && is_needed(Action::QueryCertificate, false, calm));
        assert!(!is_needed(Action::SendSms, true, calm));
    }

    fn solved(action: Action) -> Solution {
        let challenge = Challenge::issue(&KEY, action, Dice { salt: 5, number: 1_234_567 }, 1000, at(300));
        let number =
            (0..challenge.number_max).find(|n| sha256_hex(&format!("{}{n}", challenge.salt)) == challenge.challenge);
        Solution { salt: challenge.salt, signature: challenge.signature, number: number.unwrap() }
    }

    // rules: ACC-05
    #[test]
    fn an_answer_counts_for_its_action_until_it_expires() {
        let solution = solved(Action::SendSms);
        let spent = solution.verify(&KEY, Action::SendSms, at(299)).unwrap();
        assert_eq!(solution.verify(&KEY, Action::SendSms, at(0)), Ok(spent));
        assert_eq!(solution.verify(&KEY, Action::SendSms, at(300)), Err(HumanCheckRefusal::Expired));
        assert_eq!(solution.verify(&KEY, Action::LogIn, at(0)), Err(HumanCheckRefusal::OtherAction));
    }

    // rules: ACC-05
    #[test]
    fn a_wrong_or_forged_answer_is_refused() {
        let good = solved(Action::SendSms);
        let refused = |solution: Solution| solution.verify(&KEY, Action::SendSms, at(0)).unwrap_err();
        assert_eq!(refused(Solution { number: good.number + 1, ..good.clone() }), HumanCheckRefusal::Wrong);
        assert_eq!(refused(Solution { signature: String::new(), ..good.clone() }), HumanCheckRefusal::Wrong);
        assert_eq!(good.verify(&[8; 32], Action::SendSms, at(0)), Err(HumanCheckRefusal::Wrong));
        // A digit moved from the number (567) to the salt, or a later expiry.
        let moved = Solution { salt: format!("{}5", good.salt), number: 67, ..good.clone() };
        assert_eq!((good.number, refused(moved)), (567, HumanCheckRefusal::Wrong));
        let salt = good.salt.replace("expires=1", "expires=2");
        assert_eq!(refused(Solution { salt, ..good }), HumanCheckRefusal::Wrong);
    }
}

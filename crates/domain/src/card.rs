//! The e-card's rotating token (CRD-07): what the phone shows as a QR, and what a scanner's server makes of it.
//!
//! Each volunteer has a card key on the server. The phone gets keys of single days, derived from it, and makes its tokens from
//! them with no network; a copied day key is worth nothing the day after. A scanner with no network keeps the token with the time
//! of the scan and the server judges both later.

use crate::kernel::{VolunteerId, fold_code, keyed, local_date, same_secret, step_of, timestamp};
use jiff::{Timestamp, civil::Date};

crate::refusals! {
    /// Why a scanned code isn't a card shown now.
    pub enum CardRefusal {
        /// Some other code: a poster, another platform's card.
        Foreign => "card.foreign", "CRD-07", Invalid;
        /// It looks like a card but wasn't made by this volunteer's phone.
        Tampered => "card.tampered", "CRD-07", Invalid;
        /// A photo or a copy: shown longer ago than one step.
        Stale { age_seconds: u32 } => "card.stale", "CRD-07", Conflict;
        /// The phone's clock is ahead.
        Ahead { ahead_seconds: u32 } => "card.ahead", "CRD-07", Conflict;
        /// Only a verified identity has one.
        NotVerified => "card.not-verified", "CRD-07", Conflict;
        /// There is a valid card already (CRD-10).
        AlreadyHeld => "card.already-held", "CRD-10", Conflict;
    }
}

/// Seconds for which the phone shows one token.
pub const STEP_SECONDS: u32 = 30;
/// Longest token, short enough for a QR that any camera reads.
pub const TOKEN_CHARS_MAX: usize = 40;
const MAC_CHARS: usize = 16;

/// A key for the tokens of one local day.
#[derive(Clone, PartialEq, Eq)]
pub struct DayKey([u8; 32]);

impl DayKey {
    /// The key of `day`, from the volunteer's card key.
    pub fn derive(card_key: &[u8; 32], volunteer: VolunteerId, day: Date) -> DayKey {
        let volunteer = volunteer.get().to_be_bytes();
        DayKey(keyed(card_key, &[b"card-day", &volunteer, day.to_string().as_bytes()]))
    }

    /// What goes to the phone.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The token to show at `at`, which must be on the key's day: `VOLUNTEER-STEP-MAC`.
    pub fn token(&self, volunteer: VolunteerId, at: Timestamp) -> String {
        let step = step_of(at, STEP_SECONDS);
        format!("{}-{}-{}", base32(volunteer.get()), base32(step), self.mac(volunteer, step))
    }

    /// 80 bits: nobody guesses them within a step.
    fn mac(&self, volunteer: VolunteerId, step: i64) -> String {
        let digest = keyed(&self.0, &[b"card-step", &volunteer.get().to_be_bytes(), &step.to_be_bytes()]);
        let bits = digest.iter().take(10).fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        (0..MAC_CHARS).rev().filter_map(|place| symbol(bits >> (place * 5) & 31)).collect()
    }
}

/// Never shows the key.
impl std::fmt::Debug for DayKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DayKey(…)")
    }
}

/// A scanned token, not yet judged; its volunteer tells which card key to judge it with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    volunteer: VolunteerId,
    step: i64,
    mac: String,
}

impl Token {
    /// Reads a token, or says that it is something else.
    pub fn parse(raw: &str) -> Result<Token, CardRefusal> {
        let text = fold_code(raw);
        let mut parts = text.split('-');
        let (Some(volunteer), Some(step), Some(mac), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(CardRefusal::Foreign);
        };
        let is_mac = mac.len() == MAC_CHARS && mac.chars().all(|c| ALPHABET.contains(c));
        match (from_base32(volunteer), from_base32(step)) {
            (Some(volunteer), Some(step)) if is_mac && text.len() <= TOKEN_CHARS_MAX => {
                Ok(Token { volunteer: VolunteerId(volunteer), step, mac: mac.to_owned() })
            }
            _ => Err(CardRefusal::Foreign),
        }
    }

    /// Whom it claims to be.
    pub const fn volunteer(&self) -> VolunteerId {
        self.volunteer
    }

    /// Judges it at the time of the scan, with that volunteer's card key: this step and one older count.
    pub fn verify(&self, card_key: &[u8; 32], scanned_at: Timestamp) -> Result<VolunteerId, CardRefusal> {
        let step_seconds = i64::from(STEP_SECONDS);
        let made_at = timestamp(self.step.saturating_mul(step_seconds).saturating_mul(1_000_000));
        let expected = DayKey::derive(card_key, self.volunteer, local_date(made_at)).mac(self.volunteer, self.step);
        if !same_secret(expected.as_bytes(), self.mac.as_bytes()) {
            return Err(CardRefusal::Tampered);
        }
        let seconds = |steps: i64| u32::try_from(steps.saturating_mul(step_seconds)).unwrap_or(u32::MAX);
        match step_of(scanned_at, STEP_SECONDS).saturating_sub(self.step) {
            0 | 1 => Ok(self.volunteer),
            ahead @ ..0 => Err(CardRefusal::Ahead { ahead_seconds: seconds(ahead.saturating_neg()) }),
            behind => Err(CardRefusal::Stale { age_seconds: seconds(behind) }),
        }
    }
}

/// Upper-case letters and digits go into the dense mode of a QR; I, L, O and U are left out (Crockford).
const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn symbol(value: u128) -> Option<char> {
    ALPHABET.chars().nth(usize::try_from(value).ok()?)
}

fn base32(number: i64) -> String {
    let number = u128::from(number.unsigned_abs());
    let significant = (0..13).rev().map(|place| number >> (place * 5) & 31).skip_while(|value| *value == 0);
    let text: String = significant.filter_map(symbol).collect();
    if text.is_empty() { "0".to_owned() } else { text }
}

fn from_base32(text: &str) -> Option<i64> {
    let fold = |number: i64, c: char| {
        let value = i64::try_from(ALPHABET.chars().position(|known| known == c)?).ok()?;
        number.checked_mul(32)?.checked_add(value)
    };
    if text.is_empty() { None } else { text.chars().try_fold(0, fold) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::at_local;
    use jiff::civil::{date, time};

    const KEY: [u8; 32] = [7; 32];
    const ME: VolunteerId = VolunteerId(1_234_567);

    fn noon(second: i64) -> Timestamp {
        let noon = at_local(date(2026, 11, 28), time(12, 0, 0, 0));
        Timestamp::from_second(noon.as_second() + second).unwrap()
    }

    fn shown_at(second: i64) -> Token {
        let at = noon(second);
        Token::parse(&DayKey::derive(&KEY, ME, local_date(at)).token(ME, at)).unwrap()
    }

    // A phone that derived its key yesterday must be understood by any later version. Worked out with Python's hmac.
    #[test]
    fn a_token_is_what_others_compute() {
        let (me, at) = (VolunteerId(194_217_246_720_000_481), Timestamp::from_second(1_795_305_600).unwrap());
        let key = DayKey::derive(&KEY, me, date(2026, 11, 22));
        assert_eq!(key.token(me, at), "5CFZHT8000F1-1S28Y0-8XZM2ZYBC9NTNVHR");
        assert_eq!(format!("{key:?}"), "DayKey(…)");
    }

    // rules: CRD-07
    #[test]
    fn a_token_counts_in_its_step_and_the_next() {
        let token = shown_at(0);
        assert_eq!(token.volunteer(), ME);
        assert_eq!(token.verify(&KEY, noon(0)), Ok(ME));
        assert_eq!(token.verify(&KEY, noon(59)), Ok(ME));
        assert_eq!(token.verify(&KEY, noon(60)), Err(CardRefusal::Stale { age_seconds: 60 }));
        assert_eq!(token.verify(&KEY, noon(-1)), Err(CardRefusal::Ahead { ahead_seconds: 30 }));
    }

    // rules: CRD-07
    #[test]
    fn a_forged_token_and_a_strangers_are_told_apart() {
        // given
        let at = noon(0);
        let key = DayKey::derive(&KEY, ME, local_date(at));
        let text = key.token(ME, at);
        let verify = |text: &str, key: &[u8; 32]| Token::parse(text).and_then(|token| token.verify(key, at));
        // then: another key, another volunteer, a changed last character
        assert_eq!(verify(&text.to_lowercase(), &KEY), Ok(ME));
        assert_eq!(verify(&text, &[8; 32]), Err(CardRefusal::Tampered));
        assert_eq!(verify(&key.token(VolunteerId(1_234_568), at), &KEY), Err(CardRefusal::Tampered));
        let last = if text.ends_with('0') { "1" } else { "0" };
        let changed: String = text.chars().take(text.len() - 1).chain(last.chars()).collect();
        assert_eq!(verify(&changed, &KEY), Err(CardRefusal::Tampered));
        for foreign in ["", "https://example.org/a-b-c", "1-2-3", "13800138000", "1-2-0000000000000000-3"] {
            assert_eq!(verify(foreign, &KEY), Err(CardRefusal::Foreign), "{foreign}");
        }
    }

    // rules: CRD-07
    #[test]
    fn a_days_key_makes_no_token_of_the_next_day() {
        let midnight = at_local(date(2026, 11, 29), time(0, 0, 0, 0));
        let todays = DayKey::derive(&KEY, ME, date(2026, 11, 28));
        let token = Token::parse(&todays.token(ME, midnight)).unwrap();
        assert_eq!(token.verify(&KEY, midnight), Err(CardRefusal::Tampered));
        // The last token of a day still counts in the first step of the next.
        let last = Timestamp::from_second(midnight.as_second() - 1).unwrap();
        let token = Token::parse(&todays.token(ME, last)).unwrap();
        assert_eq!(token.verify(&KEY, midnight), Ok(ME));
    }

    #[test]
    fn the_longest_token_fits() {
        let key = DayKey::derive(&KEY, VolunteerId(i64::MAX), date(2026, 11, 28));
        let text = key.token(VolunteerId(i64::MAX), noon(0));
        assert!(text.len() <= TOKEN_CHARS_MAX, "{}", text.len());
        assert_eq!(Token::parse(&text).unwrap().volunteer(), VolunteerId(i64::MAX));
    }
}

//! One-time codes of an authenticator program (RFC 6238 over SHA-1: six digits, a new one every thirty seconds). A code of the step
//! before or after counts as well, and each step counts once.

use super::SecondFactorRefusal;
use crate::kernel::{fold_code, same_secret};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;

/// What the program and we share: 160 bits, as RFC 4226 recommends. It can't be printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; TotpSecret::BYTES]);

/// The number of a step of thirty seconds since 1970.
pub type Step = i64;

impl TotpSecret {
    pub const BYTES: usize = 20;
    pub const DIGITS: u32 = 6;
    pub const STEP_SECONDS: i64 = 30;
    /// Clocks of phones may be wrong by so many steps.
    const DRIFT_STEPS: i64 = 1;

    /// From random bytes.
    pub const fn new(bytes: [u8; TotpSecret::BYTES]) -> TotpSecret {
        TotpSecret(bytes)
    }

    /// From what was stored.
    pub fn stored(bytes: &[u8]) -> Option<TotpSecret> {
        bytes.try_into().ok().map(TotpSecret)
    }

    /// To be sealed and stored.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it into their program: base32 (RFC 4648) in groups of four.
    pub fn text(&self) -> String {
        let letters: Vec<char> = base32(&self.0).chars().collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }

    /// The address in the QR code that programs read. Neither part may say more than the login page knows.
    pub fn address(&self, issuer: &str, label: &str) -> String {
        let (issuer, label, secret) = (encoded(issuer), encoded(label), base32(&self.0));
        let (digits, period) = (TotpSecret::DIGITS, TotpSecret::STEP_SECONDS);
        format!(
            "otpauth://totp/{issuer}:{label}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={digits}&period={period}"
        )
    }

    /// The code of a step.
    pub fn code(&self, step: Step) -> String {
        let mut mac = mac_of(&self.0);
        mac.update(&step.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        let from = usize::from(digest.last().copied().unwrap_or(0) & 15);
        let four = digest.iter().skip(from).take(4).fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte));
        format!("{:06}", (four & 0x7fff_ffff) % 10_u32.pow(TotpSecret::DIGITS))
    }

    /// The step that an entered code is of, which is used up by it. `used` is the last one that was.
    pub fn check(&self, entered: &str, used: Step, now: Timestamp) -> Result<Step, SecondFactorRefusal> {
        let entered = fold_code(entered);
        let this = step_at(now);
        let steps = this - TotpSecret::DRIFT_STEPS..=this + TotpSecret::DRIFT_STEPS;
        // Every step is compared, so that the time says nothing of which one it was.
        let matching: Vec<Step> =
            steps.filter(|step| same_secret(self.code(*step).as_bytes(), entered.as_bytes())).collect();
        match matching.iter().find(|step| **step > used) {
            Some(step) => Ok(*step),
            None if matching.is_empty() => Err(SecondFactorRefusal::Wrong),
            None => Err(SecondFactorRefusal::Used),
        }
    }
}

/// Whether a text has the form of a one-time code.
pub fn is_one_time_code(entered: &str) -> bool {
    let folded = fold_code(entered);
    folded.bytes().all(|byte| byte.is_ascii_digit()) && u32::try_from(folded.len()) == Ok(TotpSecret::DIGITS)
}

/// The step of a moment.
pub fn step_at(now: Timestamp) -> Step {
    now.as_second().div_euclid(TotpSecret::STEP_SECONDS)
}

/// HMAC pads a short key with zeros to the block of 64 bytes; doing it here leaves no length to get wrong.
fn mac_of(key: &[u8; TotpSecret::BYTES]) -> Hmac<Sha1> {
    let mut block = [0_u8; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::<Sha1>::new(&block.into())
}

/// RFC 4648 without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1)).collect::<Vec<u8>>();
    let letter = |five: &[u8]| {
        let index = (0..5).fold(0_usize, |sum, at| (sum << 1) | usize::from(five.get(at).copied().unwrap_or(0)));
        ALPHABET.get(index).map(|byte| char::from(*byte))
    };
    bits.chunks(5).filter_map(letter).collect()
}

/// Percent-encoded, as a part of an address.
fn encoded(text: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    text.bytes().map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::new(*b"12345678901234567890")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    // The vectors of RFC 6238, appendix B, of whose eight digits six are the last.
    // rules: ACC-14
    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (second, digits) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(Some(secret().code(step_at(at(second))).as_str()), digits.get(2..), "{second}");
        }
    }

    // rules: ACC-14
    #[test]
    fn a_code_counts_one_step_before_and_after_its_own() {
        let step = step_at(at(1_800_000_000));
        let code = secret().code(step);
        let check = |second: i64| secret().check(&code, 0, at(1_800_000_000 + second));
        assert_eq!(check(-31), Err(SecondFactorRefusal::Wrong));
        assert_eq!((check(-30), check(0), check(59)), (Ok(step), Ok(step), Ok(step)));
        assert_eq!(check(60), Err(SecondFactorRefusal::Wrong));
    }

    // rules: ACC-14
    #[test]
    fn a_step_counts_once_and_none_before_it() {
        let now = at(1_800_000_000);
        let step = step_at(now);
        assert_eq!(secret().check(&secret().code(step), step - 1, now), Ok(step));
        for before in [step, step + 1] {
            assert_eq!(secret().check(&secret().code(step), before, now), Err(SecondFactorRefusal::Used));
        }
        assert_eq!(secret().check(&secret().code(step + 1), step, now), Ok(step + 1));
    }

    #[test]
    fn how_a_code_is_typed_does_not_matter_and_what_is_none_never_counts() {
        let (now, code) = (at(59), "287082");
        for typed in [" 287 082 ", "２８７０８２", "287082"] {
            assert!(is_one_time_code(typed) && secret().check(typed, 0, now).is_ok(), "{typed}");
        }
        for wrong in ["", "28708", "2870822", "94287082", "287083"] {
            assert_eq!(secret().check(wrong, 0, now), Err(SecondFactorRefusal::Wrong), "{wrong}");
        }
        assert!(!is_one_time_code("28708") && !is_one_time_code("2870a2") && is_one_time_code(code));
    }

    #[test]
    fn the_secret_travels_as_base32_and_the_address_names_the_platform() {
        assert_eq!(secret().text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = secret().address("岭南 志愿", "440000000012");
        assert_eq!(
            address,
            "otpauth://totp/%E5%B2%AD%E5%8D%97%20%E5%BF%97%E6%84%BF:440000000012?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=%E5%B2%AD%E5%8D%97%20%E5%BF%97%E6%84%BF&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(base32(b"f"), "MY");
        assert_eq!(TotpSecret::stored(&[1; 19]).map(|_| ()), None);
        assert!(TotpSecret::stored(b"12345678901234567890") == Some(secret()));
    }
}

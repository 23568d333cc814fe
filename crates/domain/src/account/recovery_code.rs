//! Codes on paper for whoever lost their authenticator: ten, each of 50 bits, each good for once. Only keyed digests of them are kept.

use crate::kernel::{AccountId, fold_code, keyed};

/// A code as it is shown, once: two groups of five.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// How many somebody gets at a time.
    pub const COUNT: usize = 10;
    /// Random bytes that a code takes.
    pub const DICE_BYTES: usize = 7;
    /// Of five bits each.
    const CHARACTERS: usize = 10;
    /// Crockford's: nothing that looks like something else.
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// A code of random bytes.
    pub fn draw(dice: [u8; RecoveryCode::DICE_BYTES]) -> RecoveryCode {
        let number = dice.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let letter = |at: usize| {
            let index = (number >> (5 * at)) & 31;
            let index = usize::try_from(index).unwrap_or_default();
            RecoveryCode::ALPHABET.get(index).map(|byte| char::from(*byte))
        };
        RecoveryCode((0..RecoveryCode::CHARACTERS).filter_map(letter).collect())
    }

    /// What somebody typed: blanks, hyphens, small letters and look-alikes are forgiven. None when it has not the form of a code.
    pub fn parse(raw: &str) -> Option<RecoveryCode> {
        let letter = |c: char| match c {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        };
        let text: String = fold_code(raw).chars().filter(|c| !matches!(c, '-' | '–' | '—')).map(letter).collect();
        let known = text.bytes().all(|byte| RecoveryCode::ALPHABET.contains(&byte));
        (known && text.len() == RecoveryCode::CHARACTERS).then_some(RecoveryCode(text))
    }

    /// As it is shown and printed.
    pub fn text(&self) -> String {
        let (one, two) = self.0.split_at_checked(RecoveryCode::CHARACTERS / 2).unwrap_or((&self.0, ""));
        format!("{one}-{two}")
    }

    /// What is kept of it: equal codes of two accounts have two digests.
    pub fn digest(&self, key: &[u8; 32], account: AccountId) -> [u8; 32] {
        keyed(key, &[b"recovery code", &account.get().to_be_bytes(), self.0.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-14
    #[test]
    fn a_code_holds_fifty_bits_and_is_read_as_it_was_written() {
        assert_eq!(RecoveryCode::draw([0; 7]).text(), "00000-00000");
        assert_eq!(RecoveryCode::draw([255; 7]).text(), "ZZZZZ-ZZZZZ");
        let code = RecoveryCode::draw([1, 2, 3, 4, 5, 6, 7]);
        for typed in
            [code.text(), code.text().to_lowercase(), code.text().replace('-', " "), format!(" {} ", code.text())]
        {
            assert!(RecoveryCode::parse(&typed) == Some(code.clone()), "{typed}");
        }
        // each of the fifty bits counts
        let codes: std::collections::BTreeSet<String> = (0..50).map(|bit| draw(1 << bit)).collect();
        assert_eq!(codes.len(), 50);
    }

    fn draw(number: u64) -> String {
        let [_, dice @ ..] = number.to_be_bytes();
        RecoveryCode::draw(dice).text()
    }

    #[test]
    fn what_looks_alike_is_the_same_and_what_is_no_code_is_none() {
        assert!(RecoveryCode::parse("oOiIl-LABCD") == RecoveryCode::parse("00111-1ABCD"));
        for wrong in ["", "123456", "00000-0000", "00000-000000", "UUUUU-UUUUU", "0000é-00000"] {
            assert!(RecoveryCode::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_digest_belongs_to_one_account_and_one_key() {
        let code = RecoveryCode::draw([9; 7]);
        let digest = |key, account| code.digest(&[key; 32], AccountId(account));
        assert_eq!(digest(1, 7), digest(1, 7));
        assert_ne!(digest(1, 7), digest(1, 8));
        assert_ne!(digest(1, 7), digest(2, 7));
        assert_ne!(digest(1, 7), RecoveryCode::draw([8; 7]).digest(&[1; 32], AccountId(7)));
    }
}

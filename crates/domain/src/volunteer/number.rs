//! The volunteer number: thirteen digits that say nothing about their holder (ACC-13; MZ/T 061 wants it apart from the document).
//!
//! Twelve digits come from dice, the last one by ISO 7064 MOD 11-10, which finds every mistyped digit. No phone has thirteen
//! digits and no document number either, so the three never meet.

use crate::kernel::fold_code;
use std::fmt;

crate::refusals! {
    /// Why a number is no volunteer's.
    pub enum NumberRefusal {
        /// Not thirteen digits.
        WrongForm => "volunteer-number.wrong-form", "ACC-13", Invalid;
        /// The last digit doesn't belong to the others: one was mistyped.
        WrongCheckDigit => "volunteer-number.wrong-check-digit", "ACC-13", Invalid;
    }
}

const FIRST: u64 = 100_000_000_000;
const HOW_MANY: u64 = 900_000_000_000;

/// A volunteer number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VolunteerNumber(u64);

impl VolunteerNumber {
    /// From 64 random bits and nothing else. Two people may draw the same one: the table refuses, then draw again.
    pub fn draw(dice: u64) -> VolunteerNumber {
        let body = FIRST + dice % HOW_MANY;
        VolunteerNumber(body * 10 + check_digit(body))
    }

    /// From what a person types or a scanner reads; blanks and hyphens don't matter.
    pub fn parse(raw: &str) -> Result<VolunteerNumber, NumberRefusal> {
        let digits = fold_code(raw).replace('-', "");
        let is_form =
            digits.len() == 13 && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        let number: u64 = digits.parse().ok().filter(|_| is_form).ok_or(NumberRefusal::WrongForm)?;
        match check_digit(number / 10) == number % 10 {
            true => Ok(VolunteerNumber(number)),
            false => Err(NumberRefusal::WrongCheckDigit),
        }
    }

    /// Grouped for reading aloud: `1234 5678 90123`.
    pub fn grouped(self) -> String {
        format!("{:04} {:04} {:05}", self.0 / 1_000_000_000, self.0 / 100_000 % 10_000, self.0 % 100_000)
    }
}

impl fmt::Display for VolunteerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}

/// ISO 7064 MOD 11-10 over the twelve digits of `body`.
fn check_digit(body: u64) -> u64 {
    let carried = format!("{body:012}").bytes().fold(10, |carried, byte| {
        let sum = (carried + u64::from(byte - b'0')) % 10;
        if sum == 0 { 20 % 11 } else { sum * 2 % 11 }
    });
    (11 - carried) % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // rules: ACC-13
    #[test]
    fn a_number_comes_from_dice_alone_and_survives_reading() {
        let number = VolunteerNumber::draw(0);
        assert_eq!(number.to_string().len(), 13);
        assert_eq!(VolunteerNumber::parse(&number.grouped()), Ok(number));
        assert_ne!(VolunteerNumber::draw(1), number);
        // by the algorithm of python-stdnum (stdnum.iso7064.mod_11_10)
        assert_eq!((check_digit(123_456_789_012), check_digit(900_000_000_001)), (4, 6));
        assert_eq!(VolunteerNumber::parse("13800138000"), Err(NumberRefusal::WrongForm));
        assert_eq!(VolunteerNumber::parse("0000000000000"), Err(NumberRefusal::WrongForm));
    }

    proptest! {
        // rules: ACC-13
        #[test]
        fn every_mistyped_digit_is_found(dice: u64, place in 0_usize..13, other in 1_u8..10) {
            let good = VolunteerNumber::draw(dice).to_string();
            prop_assert!(VolunteerNumber::parse(&good).is_ok());
            let mut bytes = good.into_bytes();
            bytes[place] = b'0' + (bytes[place] - b'0' + other) % 10;
            prop_assert!(VolunteerNumber::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
        }
    }
}

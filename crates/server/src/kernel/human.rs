//! The human check without JavaScript (ACC-05): a picture of digits, and the same digits spoken for who can't see it. Pages with
//! JavaScript solve a proof of work instead, which `domain::account::human_check` decides.
//!
//! Nothing is stored for a shown picture: the digits travel sealed in the form as a ticket, which is good for one try.

mod drawing;
mod picture;
mod speech;
mod ticket;

pub use picture::picture;
pub use speech::speech;
pub use ticket::Ticket;

use crate::kernel::{crypto::same, dice::Dice};
use domain::kernel::fold_code;

/// How many digits are shown: one blind try in 100 000 hits, and every ticket has one try.
pub const CODE_DIGITS: usize = 5;

/// The digits of one check.
#[derive(Clone, Copy)]
pub struct Code([u8; CODE_DIGITS]);

impl Code {
    /// Digits that nobody can foretell.
    pub fn new(dice: &mut Dice) -> Code {
        Code([0; CODE_DIGITS].map(|_| u8::try_from(dice.below(10)).unwrap_or(0)))
    }

    /// Whether somebody typed these digits; full-width forms and blanks are forgiven.
    pub fn is(&self, typed: &str) -> bool {
        same(fold_code(typed).as_bytes(), self.text().as_bytes())
    }

    fn text(&self) -> String {
        self.0.iter().map(u8::to_string).collect()
    }

    fn parse(text: &str) -> Option<Code> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
        if text.len() == CODE_DIGITS { digits.try_into().ok().map(Code) } else { None }
    }
}

/// A random number between two others, in steps of a 65 536th.
fn between(dice: &mut Dice, low: f32, high: f32) -> f32 {
    low + (high - low) * f32::from(u16::from_be_bytes(dice.bytes())) / 65_536.0
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-05
    #[test]
    fn the_digits_are_recognised_as_people_type_them() {
        let code = Code([0, 4, 7, 9, 1]);
        assert!(code.is("04791") && code.is(" ０４ ７９１ "));
        for wrong in ["", "0479", "047910", "04792", "4791", "零四七九一"] {
            assert!(!code.is(wrong), "{wrong}");
        }
    }

    #[test]
    fn digits_follow_the_dice() {
        let text = |seed| Code::new(&mut Dice::seeded([seed; 32])).text();
        assert_eq!(text(1), text(1));
        assert_ne!(text(1), text(2));
        assert!(Code::parse(&text(1)).is_some() && Code::parse("1234").is_none() && Code::parse("1234x").is_none());
    }
}

//! What a form carries for the picture it shows: action, expiry and digits, encrypted, so that the server need not remember them.

use super::Code;
use crate::kernel::crypto::CellKey;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    account::{HumanCheckRefusal, human_check::Action},
    kernel::{sha256_hex, timestamp},
};
use jiff::Timestamp;

/// One shown picture, or spoken code.
#[derive(Clone, Copy)]
pub struct Ticket {
    pub action: Action,
    pub expires_at: Timestamp,
    pub code: Code,
}

const PLACE: &[u8] = b"human check ticket";

impl Ticket {
    /// The ticket as text for an address and a form field.
    pub fn seal(&self, key: &CellKey, nonce: [u8; 24]) -> String {
        let plain = format!("{}|{}|{}", self.action.number(), self.expires_at.as_microsecond(), self.code.text());
        URL_SAFE_NO_PAD.encode(key.seal_bound(PLACE, plain.as_bytes(), nonce))
    }

    /// Reads a ticket of ours.
    pub fn open(key: &CellKey, text: &str) -> Result<Ticket, HumanCheckRefusal> {
        Ticket::read(key, text).ok_or(HumanCheckRefusal::Wrong)
    }

    fn read(key: &CellKey, text: &str) -> Option<Ticket> {
        let plain = key.open_bound(PLACE, &URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let mut parts = std::str::from_utf8(&plain).ok()?.split('|');
        let action = Action::stored(parts.next()?.parse().ok()?)?;
        let expires_at = timestamp(parts.next()?.parse().ok()?);
        Some(Ticket { action, expires_at, code: Code::parse(parts.next()?)? })
    }

    /// What must be spent before `check`, whatever it says, so that a ticket is good for one try; keep it until `expires_at`.
    pub fn spent_key(text: &str) -> String {
        sha256_hex(text)
    }

    /// Checks what was typed for an action.
    pub fn check(&self, typed: &str, action: Action, now: Timestamp) -> Result<(), HumanCheckRefusal> {
        if self.action != action {
            return Err(HumanCheckRefusal::OtherAction);
        }
        if now >= self.expires_at {
            return Err(HumanCheckRefusal::Expired);
        }
        if self.code.is(typed) { Ok(()) } else { Err(HumanCheckRefusal::Wrong) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::dice::Dice;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn ticket() -> Ticket {
        Ticket { action: Action::SendSms, expires_at: at(300), code: Code::new(&mut Dice::seeded([1; 32])) }
    }

    // rules: ACC-05
    #[test]
    fn typed_digits_count_for_their_action_until_they_expire() {
        let ticket = ticket();
        let typed = ticket.code.text();
        assert_eq!(ticket.check(&typed, Action::SendSms, at(299)), Ok(()));
        assert_eq!(ticket.check(&typed, Action::SendSms, at(300)), Err(HumanCheckRefusal::Expired));
        assert_eq!(ticket.check(&typed, Action::LogIn, at(0)), Err(HumanCheckRefusal::OtherAction));
        assert_eq!(ticket.check("", Action::SendSms, at(0)), Err(HumanCheckRefusal::Wrong));
    }

    #[test]
    fn a_ticket_keeps_its_digits_to_itself_and_cannot_be_made_up() {
        let (key, other) = (CellKey::new([1; 32]), CellKey::new([2; 32]));
        let text = ticket().seal(&key, [3; 24]);
        let read = Ticket::open(&key, &text).unwrap();
        assert_eq!((read.expires_at, read.code.text()), (at(300), ticket().code.text()));
        assert!(Ticket::open(&other, &text).is_err() && Ticket::open(&key, "").is_err());
        let sealed = URL_SAFE_NO_PAD.decode(&text).unwrap();
        let digits = ticket().code.text();
        assert!(!sealed.windows(digits.len()).any(|window| window == digits.as_bytes()));
    }
}

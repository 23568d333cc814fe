//! Passwords (REG-06). The floor that no setting can lower is the source's: six to sixteen characters, not all digits; the shipped
//! default is stronger. Nothing here hashes: a `Password` goes to the hasher and is dropped.

use super::{Email, Phone, UserName};
use crate::volunteer::Document;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

crate::refusals! {
    /// Why a password can't be set.
    pub enum PasswordRefusal {
        /// Too short.
        TooShort { characters_min: u32 } => "password.too-short", "REG-06", Invalid;
        /// Too long.
        TooLong { characters_max: u32 } => "password.too-long", "REG-06", Invalid;
        /// A zero character, which some systems cut at.
        NotAllowed => "password.not-allowed", "REG-06", Invalid;
        /// Nothing but digits.
        AllDigits => "password.all-digits", "REG-06", Invalid;
        /// On every attacker's list, or one character over and over.
        Common => "password.common", "REG-06", Invalid;
        /// Holds a part of the account's own phone, document number, e-mail or user name.
        ContainsOwn => "password.contains-own", "REG-06", Invalid;
        /// The setting would be weaker than the floor.
        BelowFloor { characters_min: u32, characters_max: u32 } => "password.below-floor", "REG-06", Invalid;
    }
}

/// One per line, lower case; written for this project: worldwide habits and Chinese ones.
const COMMON: &str = include_str!("common_passwords.txt");
/// A run of this many characters of a phone or document number is as good as the number.
const OWN_RUN_CHARS: usize = 6;

/// A password in NFC, as typed otherwise: blanks and case count.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// What someone types to log in; judged by nothing but the stored hash.
    pub fn entered(raw: &str) -> Password {
        Password(raw.nfc().collect())
    }

    /// What goes into the hash.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Never shows the password.
impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// How long a password must be, a setting of the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    characters_min: u32,
    characters_max: u32,
    refuses_common: bool,
}

impl Default for PasswordPolicy {
    fn default() -> PasswordPolicy {
        PasswordPolicy { characters_min: 8, characters_max: 64, refuses_common: true }
    }
}

/// What a password must not hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Own<'a> {
    pub phone: Option<&'a Phone>,
    pub document: Option<&'a Document>,
    pub email: Option<&'a Email>,
    pub user_name: Option<&'a UserName>,
}

impl PasswordPolicy {
    const FLOOR_MIN: u32 = 6;
    const FLOOR_MAX: u32 = 16;

    /// A policy from the settings; never below the source's rule.
    pub fn new(
        characters_min: u32,
        characters_max: u32,
        refuses_common: bool,
    ) -> Result<PasswordPolicy, PasswordRefusal> {
        let sound = characters_min >= PasswordPolicy::FLOOR_MIN
            && characters_max >= PasswordPolicy::FLOOR_MAX.max(characters_min);
        match sound {
            true => Ok(PasswordPolicy { characters_min, characters_max, refuses_common }),
            false => Err(PasswordRefusal::BelowFloor {
                characters_min: PasswordPolicy::FLOOR_MIN,
                characters_max: PasswordPolicy::FLOOR_MAX,
            }),
        }
    }

    pub const fn characters_min(self) -> u32 {
        self.characters_min
    }

    pub const fn characters_max(self) -> u32 {
        self.characters_max
    }

    /// A new password for the account that `own` describes.
    pub fn check(self, raw: &str, own: Own<'_>) -> Result<Password, PasswordRefusal> {
        let password = Password::entered(raw);
        let text = password.0.as_str();
        let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        match () {
            () if text.contains('\0') => Err(PasswordRefusal::NotAllowed),
            () if characters < self.characters_min => {
                Err(PasswordRefusal::TooShort { characters_min: self.characters_min })
            }
            () if characters > self.characters_max => {
                Err(PasswordRefusal::TooLong { characters_max: self.characters_max })
            }
            () if text.chars().all(char::is_numeric) => Err(PasswordRefusal::AllDigits),
            () if contains_own(text, own) => Err(PasswordRefusal::ContainsOwn),
            () if self.refuses_common && is_common(text) => Err(PasswordRefusal::Common),
            () => Ok(password),
        }
    }
}

fn contains_own(password: &str, own: Own<'_>) -> bool {
    let password = password.to_lowercase();
    let numbers = [own.phone.map(Phone::national), own.document.map(Document::number)];
    let names = [
        own.user_name.map(UserName::key),
        own.email.and_then(|email| Some(email.address().split_once('@')?.0.to_owned())),
    ];
    let holds_number = numbers.into_iter().flatten().any(|number| holds_a_run(&password, &number.to_lowercase()));
    let is_long = |name: &String| name.chars().count() >= 4;
    holds_number || names.into_iter().flatten().filter(is_long).any(|name| password.contains(&name))
}

/// Documents and phones are ASCII, so bytes are characters here.
fn holds_a_run(password: &str, number: &str) -> bool {
    number
        .as_bytes()
        .windows(OWN_RUN_CHARS)
        .any(|run| password.as_bytes().windows(OWN_RUN_CHARS).any(|part| part == run))
}

fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let mut characters = lower.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first) || COMMON.lines().any(|common| common == lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volunteer::DocumentKind;

    fn check(raw: &str) -> Result<Password, PasswordRefusal> {
        PasswordPolicy::default().check(raw, Own::default())
    }

    #[test]
    fn a_password_is_its_bytes_and_never_shown() {
        let password = Password::entered("cafe\u{301} 7");
        assert_eq!(password.as_bytes(), "caf\u{e9} 7".as_bytes());
        assert_eq!(format!("{password:?}"), "Password(…)");
        let policy = PasswordPolicy::default();
        assert_eq!((policy.characters_min(), policy.characters_max()), (8, 64));
    }

    // rules: REG-06
    #[test]
    fn eight_to_sixty_four_characters_of_any_script() {
        assert_eq!(check("kx 7😀张z"), Err(PasswordRefusal::TooShort { characters_min: 8 }));
        assert!(check(" kx7😀张z ").is_ok());
        assert!(check(&"kx7".repeat(21)).is_ok() && check(&format!("{}é", "kx7".repeat(21))).is_ok());
        assert_eq!(check(&format!("{}kx", "kx7".repeat(21))), Err(PasswordRefusal::TooLong { characters_max: 64 }));
        assert_eq!(check("kx7\0kx7kx7"), Err(PasswordRefusal::NotAllowed));
    }

    // rules: REG-06
    #[test]
    fn not_all_digits_and_not_what_everyone_takes() {
        assert_eq!(check("8305172946"), Err(PasswordRefusal::AllDigits));
        assert!(check("8305172946k").is_ok());
        for raw in ["Password1", "woaini1314", "aa123456", "WOAINI520", "iloveyou", "aaaaaaaaaa"] {
            assert_eq!(check(raw), Err(PasswordRefusal::Common), "{raw}");
        }
        assert!(COMMON.lines().count() >= 300);
        assert!(COMMON.lines().all(|line| line == line.trim().to_lowercase() && line.len() >= 6));
    }

    // rules: REG-06
    #[test]
    fn nothing_of_ones_own_numbers_and_names() {
        // given
        let phone = Phone::parse("13812345678").unwrap();
        let document = Document::stored(DocumentKind::ResidentIdentityCard, "11010519491231002X".to_owned());
        let (email, user_name) = (Email::parse("lovelace@b.cn").unwrap(), UserName::parse("Countess").unwrap());
        let own =
            Own { phone: Some(&phone), document: Some(&document), email: Some(&email), user_name: Some(&user_name) };
        let check = |raw: &str| PasswordPolicy::default().check(raw, own);
        // then: six characters in a row are too many, the source's "last 8 of the document" among them
        for raw in ["kx13812345678", "345678-kxq", "1231002x", "kx491231kx", "mycountess7", "LoveLace#1"] {
            assert_eq!(check(raw), Err(PasswordRefusal::ContainsOwn), "{raw}");
        }
        assert!(check("kx45678kxq").is_ok());
    }

    // rules: REG-06
    #[test]
    fn no_setting_goes_below_the_sources_rule() {
        let floor = PasswordPolicy::new(6, 16, false).unwrap();
        assert!(floor.check("kx7kx7", Own::default()).is_ok());
        assert_eq!(floor.check("830517", Own::default()), Err(PasswordRefusal::AllDigits));
        let below = Err(PasswordRefusal::BelowFloor { characters_min: 6, characters_max: 16 });
        assert_eq!(PasswordPolicy::new(5, 16, true), below);
        assert_eq!(PasswordPolicy::new(6, 15, true), below);
        assert_eq!(PasswordPolicy::new(20, 19, true), below);
    }
}

//! The user name: chosen once (ACC-02), never mistaken for a phone, an e-mail address or a document number (ACC-01).

use super::{Email, Phone};
use crate::{
    kernel::{clean, fold_width},
    volunteer::Document,
};
use std::fmt;

crate::refusals! {
    /// Why a user name can't be taken.
    pub enum UserNameRefusal {
        /// Fewer than four or more than thirty characters.
        WrongLength { characters: u32, characters_min: u32, characters_max: u32 } => "user-name.wrong-length", "ACC-02", Invalid;
        /// Only letters, digits, dot, hyphen and underscore.
        NotAllowed { character: String } => "user-name.not-allowed", "ACC-02", Invalid;
        /// The first character is no letter.
        LetterFirst => "user-name.letter-first", "ACC-02", Invalid;
        /// Looks like a phone or document number; login couldn't tell them apart.
        LooksLikeANumber => "user-name.looks-like-a-number", "ACC-01", Invalid;
        /// A name that people would take for the platform's own.
        Reserved => "user-name.reserved", "ACC-02", Invalid;
        /// Somebody has it; found out on saving.
        Taken => "user-name.taken", "ACC-02", Conflict;
        /// It was set before, and that is for good.
        AlreadySet => "user-name.already-set", "ACC-02", Conflict;
    }
}

const RESERVED: [&str; 12] = [
    "admin",
    "administrator",
    "root",
    "system",
    "platform",
    "support",
    "goodhours",
    "管理员",
    "系统管理员",
    "平台管理员",
    "官方",
    "客服",
];

/// A user name as its owner wrote it. Two names that differ only in case are the same name: compare `key()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserName(String);

impl UserName {
    pub const CHARS_MIN: u32 = 4;
    pub const CHARS_MAX: u32 = 30;

    /// From what a person types.
    pub fn parse(raw: &str) -> Result<UserName, UserNameRefusal> {
        let folded = fold_width(raw);
        let characters = u32::try_from(folded.trim().chars().count()).unwrap_or(u32::MAX);
        if let Some(stranger) = folded.trim().chars().find(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_')) {
            return Err(UserNameRefusal::NotAllowed { character: stranger.to_string() });
        }
        let (characters_min, characters_max) = (UserName::CHARS_MIN, UserName::CHARS_MAX);
        let wrong_length = UserNameRefusal::WrongLength { characters, characters_min, characters_max };
        let name = clean(&folded, characters_max).map_err(|_| wrong_length.clone())?;
        if looks_like_a_number(&name) {
            return Err(UserNameRefusal::LooksLikeANumber);
        }
        if !name.starts_with(char::is_alphabetic) {
            return Err(UserNameRefusal::LetterFirst);
        }
        let is_reserved = RESERVED.contains(&name.to_lowercase().as_str());
        match characters {
            _ if is_reserved => Err(UserNameRefusal::Reserved),
            n if n < characters_min => Err(wrong_length),
            _ => Ok(UserName(name)),
        }
    }

    /// What it is found and compared by.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Digits alone, or up to three letters and then at least six digits, as every document has it.
fn looks_like_a_number(name: &str) -> bool {
    let digits = name.trim_start_matches(|c: char| c.is_alphabetic());
    let letters = name.chars().count().saturating_sub(digits.chars().count());
    let trimmed = digits.trim_end_matches(['x', 'X']);
    letters <= 3 && trimmed.len() >= 6.min(name.len()) && !trimmed.is_empty() && trimmed.chars().all(char::is_numeric)
}

/// The name an account logs in with before one was chosen (ACC-02).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginDefault {
    Phone(Phone),
    Document(Document),
    Email(Email),
}

impl LoginDefault {
    /// The mobile number; the document number for accounts imported from before 2018.
    pub fn of(
        phone: Option<Phone>,
        document: Option<Document>,
        imported_from_before_2018: bool,
    ) -> Option<LoginDefault> {
        let document = document.map(LoginDefault::Document);
        let phone = phone.map(LoginDefault::Phone);
        if imported_from_before_2018 { document.or(phone) } else { phone.or(document) }
    }
}

/// The one time that a user name is set: refused when there is one already.
pub fn choose(current: Option<&UserName>, raw: &str) -> Result<UserName, UserNameRefusal> {
    match current {
        Some(_) => Err(UserNameRefusal::AlreadySet),
        None => UserName::parse(raw),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::volunteer::DocumentKind;

    // rules: ACC-02
    #[test]
    fn a_user_name_is_set_once() {
        let name = choose(None, "Ada_L").unwrap();
        assert_eq!((name.to_string(), name.key()), ("Ada_L".to_owned(), "ada_l".to_owned()));
        assert_eq!(choose(Some(&name), "other"), Err(UserNameRefusal::AlreadySet));
    }

    // rules: ACC-02
    #[test]
    fn until_then_the_mobile_number_serves_or_the_document_of_old_imports() {
        let phone = Phone::parse("13800138000").ok();
        let document = Some(Document::stored(DocumentKind::ResidentIdentityCard, "11010519491231002X".to_owned()));
        let of = |old| LoginDefault::of(phone.clone(), document.clone(), old).unwrap();
        assert_eq!(of(false), LoginDefault::Phone(phone.clone().unwrap()));
        assert_eq!(of(true), LoginDefault::Document(document.clone().unwrap()));
        assert_eq!(LoginDefault::of(None, None, true), None);
    }

    // rules: ACC-01, ACC-02
    #[test]
    fn nothing_that_login_could_take_for_a_number() {
        for raw in
            ["13800138000", "11010519491231002X", "H12345678", "e12345678", "KAZ110090123105", "123456", "１２３４５６"]
        {
            assert_eq!(UserName::parse(raw), Err(UserNameRefusal::LooksLikeANumber), "{raw}");
        }
        for raw in ["ada1990", "zhang123456", "张三丰2026", "abc12345", "x-13800138000"] {
            assert!(UserName::parse(raw).is_ok(), "{raw}");
        }
        assert_eq!(UserName::parse("a@b.cn"), Err(UserNameRefusal::NotAllowed { character: "@".to_owned() }));
    }

    // rules: ACC-02
    #[test]
    fn length_first_letter_and_reserved_words() {
        let wrong = |characters| UserNameRefusal::WrongLength { characters, characters_min: 4, characters_max: 30 };
        assert_eq!(UserName::parse("ada"), Err(wrong(3)));
        assert!(UserName::parse("adal").is_ok() && UserName::parse(&"a".repeat(30)).is_ok());
        assert_eq!(UserName::parse(&"a".repeat(31)), Err(wrong(31)));
        assert_eq!(UserName::parse("1ada"), Err(UserNameRefusal::LetterFirst));
        assert_eq!(UserName::parse("Admin"), Err(UserNameRefusal::Reserved));
    }
}

//! What a typed login name may be (ACC-01). It only sorts by form: whether the name leads to an account is never told from here.

use super::{Email, Phone, UserName};
use crate::kernel::fold_code;

/// One reading of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginName {
    Phone(Phone),
    /// A document number in normal form, of whatever kind.
    Document(String),
    Email(Email),
    /// The key of a user name.
    UserName(String),
}

/// Every reading of `raw`, the likeliest first. A mobile number and an e-mail address are nothing else, so that nobody can
/// put another's phone in the way by registering a document of that number.
pub fn readings(raw: &str) -> Vec<LoginName> {
    if let Ok(phone) = Phone::parse(raw) {
        return vec![LoginName::Phone(phone)];
    }
    if let Ok(email) = Email::parse(raw) {
        return vec![LoginName::Email(email)];
    }
    let document = document_number(raw).map(LoginName::Document);
    let user_name = UserName::parse(raw).ok().map(|name| LoginName::UserName(name.key()));
    document.into_iter().chain(user_name).collect()
}

/// The shortest document has five characters, the longest eighteen, and each holds a digit.
fn document_number(raw: &str) -> Option<String> {
    let number = fold_code(raw);
    let is_form = (5..=18).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_form && number.bytes().any(|byte| byte.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    // rules: ACC-01
    #[test]
    fn four_kinds_of_login_name_are_told_apart_by_their_form() {
        assert_eq!(readings("138 0013 8000"), [LoginName::Phone(Phone::parse("13800138000").unwrap())]);
        assert_eq!(readings("A@b.cn"), [LoginName::Email(Email::parse("a@b.cn").unwrap())]);
        assert_eq!(readings("11010519491231002x"), [LoginName::Document("11010519491231002X".to_owned())]);
        assert_eq!(readings("h12345678"), [LoginName::Document("H12345678".to_owned())]);
        assert_eq!(readings("Ada_L"), [LoginName::UserName("ada_l".to_owned())]);
        assert_eq!(readings("H123_4567"), [LoginName::UserName("h123_4567".to_owned())]);
        assert_eq!(readings("1234567890123456789"), []);
        // A foreign passport and a user name may look alike.
        let both = [LoginName::Document("ADA1990".to_owned()), LoginName::UserName("ada1990".to_owned())];
        assert_eq!(readings("ada1990"), both);
        assert_eq!(readings("<script>"), []);
    }
}

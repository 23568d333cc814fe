//! E-mail addresses as far as a form can judge them; a letter with a code proves the rest.

use crate::kernel::fold_width;
use std::fmt;

crate::refusals! {
    /// Why an e-mail address can't be taken.
    pub enum EmailRefusal {
        /// Nothing was entered.
        Missing => "email.missing", "ACC-03", Invalid;
        /// Longer than RFC 5321 allows.
        TooLong { characters_max: u32 } => "email.too-long", "ACC-03", Invalid;
        /// Not name, at-sign, host.
        WrongForm => "email.wrong-form", "ACC-03", Invalid;
        /// A character that mail hosts here don't use.
        NotAllowed { character: String } => "email.not-allowed", "ACC-03", Invalid;
    }
}

/// An address in lower case, so that it can be a login name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    pub const CHARS_MAX: u32 = 254;
    const NAME_CHARS_MAX: usize = 64;

    /// From what a person types. Plain ASCII only: one look, one address.
    pub fn parse(raw: &str) -> Result<Email, EmailRefusal> {
        let address = fold_width(raw).trim().to_ascii_lowercase();
        if address.is_empty() {
            return Err(EmailRefusal::Missing);
        }
        if address.chars().count() > usize::try_from(Email::CHARS_MAX).unwrap_or(usize::MAX) {
            return Err(EmailRefusal::TooLong { characters_max: Email::CHARS_MAX });
        }
        let is_usual = |c: &char| c.is_ascii_alphanumeric() || "@.!#$%&'*+-/=?^_`{|}~".contains(*c);
        if let Some(stranger) = address.chars().find(|c| !is_usual(c)) {
            return Err(EmailRefusal::NotAllowed { character: stranger.to_string() });
        }
        match address.split_once('@') {
            Some((name, host)) if is_name(name) && is_host(host) => Ok(Email(address)),
            _ => Err(EmailRefusal::WrongForm),
        }
    }

    /// An address that was checked when it was stored.
    pub fn stored(address: String) -> Email {
        Email(address)
    }

    /// The whole address.
    pub fn address(&self) -> &str {
        &self.0
    }

    /// First letter and host: d***@example.org.
    pub fn masked(&self) -> String {
        let (name, host) = self.0.split_once('@').unwrap_or((&self.0, ""));
        format!("{}***@{host}", name.chars().take(1).collect::<String>())
    }
}

/// Never shows the whole address.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

fn is_name(name: &str) -> bool {
    (1..=Email::NAME_CHARS_MAX).contains(&name.len()) && name.split('.').all(|atom| !atom.is_empty())
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let inside = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && inside && !label.starts_with('-') && !label.ends_with('-')
    };
    let top_has_a_letter =
        host.rsplit('.').next().is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_alphabetic()));
    host.contains('.') && top_has_a_letter && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_however_it_is_typed() {
        assert_eq!(Email::parse(" Ada.L@Example.ORG ").unwrap().address(), "ada.l@example.org");
        assert_eq!(Email::parse("ａ＠ｂ．ｃｎ").unwrap().masked(), "a***@b.cn");
    }

    #[test]
    fn an_address_has_at_most_254_characters_and_is_shown_to_nobody_whole() {
        let long = |characters: usize| {
            let host = format!("{0}.{0}.{0}.cn", "h".repeat(60));
            format!("{}@{host}", "n".repeat(characters - host.len() - 1))
        };
        assert_eq!(Email::parse(&long(245)).map(|email| email.address().len()), Ok(245));
        let just = format!("{}@{}.cn", "n".repeat(64), ["h".repeat(60), "h".repeat(61), "h".repeat(63)].join("."));
        assert_eq!((just.len(), Email::parse(&just).is_ok()), (254, true));
        let over = format!("{just}m");
        assert_eq!(Email::parse(&over), Err(EmailRefusal::TooLong { characters_max: 254 }));
        assert_eq!(format!("{:?}", Email::parse("ada@b.cn").unwrap()), "Email(a***@b.cn)");
    }

    #[test]
    fn what_is_no_address_says_why() {
        let refused = |raw: &str| Email::parse(raw).unwrap_err();
        assert_eq!(refused(" "), EmailRefusal::Missing);
        for raw in ["a", "@b.cn", "a@b", "a@.cn", "a@b..cn", ".a@b.cn", "a@b@c.cn", "a@-b.cn", "a@127.0.0.1"] {
            assert_eq!(refused(raw), EmailRefusal::WrongForm, "{raw}");
        }
        assert_eq!(refused("a@b.cn\r\nBcc: c@d.cn"), EmailRefusal::NotAllowed { character: "\r".to_owned() });
        assert_eq!(refused("张@b.cn"), EmailRefusal::NotAllowed { character: "张".to_owned() });
        let host = format!("{}.cn", "b".repeat(63));
        assert!(Email::parse(&format!("{}@{host}", "a".repeat(64))).is_ok());
        assert_eq!(refused(&format!("{}@{host}", "a".repeat(65))), EmailRefusal::WrongForm);
        assert_eq!(refused(&"a".repeat(255)), EmailRefusal::TooLong { characters_max: 254 });
    }
}

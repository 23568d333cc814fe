//! Where somebody is reached: a phone or an e-mail address. Either becomes a login name only by a code that was sent there, and is
//! replaced only by somebody who holds the old one too (ACC-03).

use super::{Email, EmailRefusal, Phone, PhoneRefusal, registration::PhoneProven};
use jiff::Timestamp;

crate::refusals! {
    /// Why a contact isn't taken.
    pub enum ContactRefusal {
        /// It belongs to another account; told only to whoever proved to hold it.
        Taken => "contact.taken", "ACC-03", Conflict;
        /// It is the present one.
        Unchanged => "contact.unchanged", "ACC-03", Conflict;
        /// The code that went to the present contact is missing.
        OldUnproven => "contact.old-unproven", "ACC-03", Forbidden;
    }
}

crate::named! {
    /// What kind of contact.
    pub enum ContactKind {
        Phone = 1, "phone";
        Email = 2, "email";
    }
}

/// A contact in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    Phone(Phone),
    Email(Email),
}

/// What was typed is neither a phone nor an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContactFormRefusal {
    Phone(PhoneRefusal),
    Email(EmailRefusal),
}

impl Contact {
    /// A contact of this kind from what was typed.
    pub fn parse(kind: ContactKind, raw: &str) -> Result<Contact, ContactFormRefusal> {
        match kind {
            ContactKind::Phone => Phone::parse(raw).map(Contact::Phone).map_err(ContactFormRefusal::Phone),
            ContactKind::Email => Email::parse(raw).map(Contact::Email).map_err(ContactFormRefusal::Email),
        }
    }

    /// Either kind from one field: whatever holds an at-sign is an e-mail address.
    pub fn read(raw: &str) -> Result<Contact, ContactFormRefusal> {
        let kind = if raw.contains(['@', '＠']) { ContactKind::Email } else { ContactKind::Phone };
        Contact::parse(kind, raw)
    }

    /// One that was checked when it was stored.
    pub fn stored(text: String) -> Contact {
        if text.contains('@') { Contact::Email(Email::stored(text)) } else { Contact::Phone(Phone::stored(text)) }
    }

    pub const fn kind(&self) -> ContactKind {
        match self {
            Contact::Phone(_) => ContactKind::Phone,
            Contact::Email(_) => ContactKind::Email,
        }
    }

    /// The whole number (E.164) or address. Personal: never in logs.
    pub fn text(&self) -> &str {
        match self {
            Contact::Phone(phone) => phone.e164(),
            Contact::Email(email) => email.address(),
        }
    }

    /// What others, and screens over a shoulder, may see of it.
    pub fn masked(&self) -> String {
        match self {
            Contact::Phone(phone) => phone.masked(),
            Contact::Email(email) => email.masked(),
        }
    }

    /// The phone, if it is one.
    pub const fn phone(&self) -> Option<&Phone> {
        match self {
            Contact::Phone(phone) => Some(phone),
            Contact::Email(_) => None,
        }
    }
}

/// Somebody holds this contact: they entered the code that was sent there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactProven {
    contact: Contact,
    at: Timestamp,
}

impl ContactProven {
    /// Only a right code makes one.
    pub(crate) const fn by_code(contact: Contact, at: Timestamp) -> ContactProven {
        ContactProven { contact, at }
    }

    pub const fn contact(&self) -> &Contact {
        &self.contact
    }

    /// The proof of a phone, if it is one.
    pub fn phone(&self) -> Option<PhoneProven> {
        self.contact.phone().map(|phone| PhoneProven::by_code(phone.clone(), self.at))
    }
}

/// Which of the present contacts must be proven before one of this kind is set: the old one of its kind; for a first one the other,
/// since a login name is a key to the account. None for an account that has no contact at all.
pub fn proof_needed(kind: ContactKind, phone: Option<&Phone>, email: Option<&Email>) -> Option<Contact> {
    let (phone, email) = (phone.cloned().map(Contact::Phone), email.cloned().map(Contact::Email));
    match kind {
        ContactKind::Phone => phone.or(email),
        ContactKind::Email => email.or(phone),
    }
}

/// Whether the account may take the proven contact: nobody else's, not the present one, and with the proof that [`proof_needed`] names.
pub fn may_set(
    new: &ContactProven,
    (needed, old): (Option<&Contact>, Option<&ContactProven>),
    is_anothers: bool,
) -> Result<(), ContactRefusal> {
    if needed == Some(new.contact()) {
        return Err(ContactRefusal::Unchanged);
    }
    if needed.is_some() && old.map(ContactProven::contact) != needed {
        return Err(ContactRefusal::OldUnproven);
    }
    if is_anothers { Err(ContactRefusal::Taken) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(raw: &str) -> Contact {
        Contact::parse(ContactKind::Phone, raw).unwrap()
    }

    fn email(raw: &str) -> Contact {
        Contact::parse(ContactKind::Email, raw).unwrap()
    }

    fn proven(contact: &Contact) -> ContactProven {
        ContactProven::by_code(contact.clone(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn one_field_takes_a_phone_or_an_address() {
        assert_eq!(Contact::read(" 138 0013 8000 "), Ok(phone("13800138000")));
        assert_eq!(Contact::read("Ada＠Example.org"), Ok(email("ada@example.org")));
        assert_eq!(Contact::read("ada@"), Err(ContactFormRefusal::Email(EmailRefusal::WrongForm)));
        assert!(matches!(Contact::read("ada"), Err(ContactFormRefusal::Phone(_))));
        for contact in [phone("13800138000"), email("ada@example.org")] {
            assert_eq!(Contact::stored(contact.text().to_owned()), contact);
        }
        assert_eq!(
            (phone("13800138000").masked(), email("ada@example.org").masked()),
            ("138****8000".into(), "a***@example.org".into())
        );
    }

    #[test]
    fn the_old_one_is_proven_and_for_a_first_one_the_other() {
        let (own, address) = (Phone::parse("13800138000").unwrap(), Email::parse("ada@example.org").unwrap());
        let needed =
            |kind, phone: bool, email: bool| proof_needed(kind, phone.then_some(&own), email.then_some(&address));
        let (of_phone, of_email) = (Some(Contact::Phone(own.clone())), Some(Contact::Email(address.clone())));
        assert_eq!(needed(ContactKind::Phone, true, true), of_phone);
        assert_eq!(needed(ContactKind::Phone, false, true), of_email);
        assert_eq!(needed(ContactKind::Email, true, true), of_email);
        assert_eq!(needed(ContactKind::Email, true, false), of_phone);
        assert_eq!(needed(ContactKind::Email, false, false), None);
    }

    #[test]
    fn a_contact_is_set_by_whoever_holds_the_new_and_the_old_one() {
        // given
        let (old, new, other) = (phone("13800138000"), proven(&phone("13900139000")), phone("13700137000"));
        let with = |needed: Option<&Contact>, held: Option<&Contact>, taken| {
            let held = held.map(proven);
            may_set(&new, (needed, held.as_ref()), taken)
        };
        // then
        assert_eq!(with(Some(&old), Some(&old), false), Ok(()));
        assert_eq!(with(Some(&old), None, false), Err(ContactRefusal::OldUnproven));
        assert_eq!(with(Some(&old), Some(&other), false), Err(ContactRefusal::OldUnproven));
        assert_eq!(with(None, None, false), Ok(()));
        // and: whose the new one is, is told after the old one was proven
        assert_eq!(with(Some(&old), Some(&old), true), Err(ContactRefusal::Taken));
        assert_eq!(with(Some(&old), None, true), Err(ContactRefusal::OldUnproven));
        assert_eq!(with(Some(new.contact()), Some(new.contact()), false), Err(ContactRefusal::Unchanged));
    }
}

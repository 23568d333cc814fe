//! Identity documents: which kinds there are, whether a number can be one of that kind, and what it says about its holder.
//!
//! A number that passes is well formed, not proven: the identity check (`check`) proves it.

mod gb11643;
mod refusal;

use crate::{kernel::fold_code, region::Region};
use jiff::civil::Date;

pub use gb11643::check_character;
pub use refusal::DocumentRefusal;

crate::named! {
    /// The kinds of document that a volunteer can register with (REG-03).
    pub enum DocumentKind {
        /// 居民身份证
        ResidentIdentityCard = 1, "resident-identity-card";
        /// 港澳台居民居住证
        ResidencePermit = 2, "residence-permit";
        /// 港澳居民来往内地通行证
        TravelPermitHongKongMacau = 3, "travel-permit-hong-kong-macau";
        /// 台湾居民来往大陆通行证
        TravelPermitTaiwan = 4, "travel-permit-taiwan";
        /// 外国人永久居留身份证, 2023 form
        PermanentResidence2023 = 5, "permanent-residence-2023";
        /// 外国人永久居留身份证, 2017 form
        PermanentResidence2017 = 6, "permanent-residence-2017";
        /// 中国护照
        ChinesePassport = 7, "chinese-passport";
        /// 外国护照
        ForeignPassport = 8, "foreign-passport";
    }
}

impl DocumentKind {
    /// Whether a provider can check it; all others are checked by hand (REG-11).
    pub const fn is_checked_by_provider(self) -> bool {
        matches!(self, DocumentKind::ResidentIdentityCard)
    }
}

crate::named! {
    /// GB/T 2261.1.
    pub enum Sex {
        Unknown = 0, "unknown";
        Male = 1, "male";
        Female = 2, "female";
        Unstated = 9, "unstated";
    }
}

/// Something odd about a number that must not refuse it, since code tables are never complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The address part begins with no province.
    UnknownProvince,
    /// The province exists, the county code isn't in the table (it may have been, once).
    UnknownRegion,
}

/// A well-formed number of a stated kind, normalised.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Document {
    kind: DocumentKind,
    number: String,
}

impl Document {
    /// Longest number of any kind, for form fields (blanks come on top).
    pub const NUMBER_CHARS_MAX: u32 = 18;

    /// Normalises (REG-09) and checks the form of `raw`; `today` is the local day, for birth dates.
    pub fn parse(kind: DocumentKind, raw: &str, today: Date) -> Result<Document, DocumentRefusal> {
        let number = fold_code(raw);
        if number.is_empty() {
            return Err(DocumentRefusal::Missing);
        }
        if let Some(stranger) = number.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(DocumentRefusal::NotAllowed { character: stranger.to_string() });
        }
        match kind {
            DocumentKind::ResidentIdentityCard
            | DocumentKind::ResidencePermit
            | DocumentKind::PermanentResidence2023 => {
                gb11643::check(kind, &number, today)?;
            }
            _ if !has_form(kind, &number) => return Err(DocumentRefusal::WrongForm { kind: kind.name() }),
            _ => {}
        }
        Ok(Document { kind, number })
    }

    /// A number that was checked when it was stored.
    pub fn stored(kind: DocumentKind, number: String) -> Document {
        Document { kind, number }
    }

    pub const fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The whole number. Sensitive: encrypted at rest, never in logs.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The birth date, where the number holds one.
    pub fn born_on(&self) -> Option<Date> {
        self.follows_gb11643().then(|| gb11643::born_on(&self.number)).flatten()
    }

    /// The sex, where the number holds one.
    pub fn sex(&self) -> Option<Sex> {
        self.follows_gb11643().then(|| gb11643::sex(&self.number)).flatten()
    }

    /// First and last four of an 18-digit number, first one and last two of others; the rest as stars.
    pub fn masked(&self) -> String {
        let long = self.number.len() >= 15;
        let (head, tail) = if long { (4, 4) } else { (1, 2) };
        let hidden_until = self.number.len().saturating_sub(tail);
        self.number.chars().enumerate().map(|(at, c)| if at < head || at >= hidden_until { c } else { '*' }).collect()
    }

    /// What is odd about the address part of a resident identity card; `is_known` asks the table of divisions, past ones included.
    pub fn warning(&self, is_known: impl Fn(Region) -> bool) -> Option<Warning> {
        if self.kind != DocumentKind::ResidentIdentityCard {
            return None;
        }
        let code: String = self.number.chars().take(6).collect();
        match Region::parse(&code) {
            Ok(region) if !region.is_in_a_known_province() => Some(Warning::UnknownProvince),
            Ok(region) if is_known(region) => None,
            _ => Some(Warning::UnknownRegion),
        }
    }

    const fn follows_gb11643(&self) -> bool {
        use DocumentKind::{PermanentResidence2023, ResidencePermit, ResidentIdentityCard};
        matches!(self.kind, ResidentIdentityCard | ResidencePermit | PermanentResidence2023)
    }
}

/// Never shows the number.
impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({} {})", self.kind.name(), self.masked())
    }
}

/// Whether `number` (normalised) has the form of a document that isn't built on GB 11643.
pub(crate) fn has_form(kind: DocumentKind, number: &str) -> bool {
    match kind {
        // Cards before 2013 carry ten digits: eight of the person, two of the issue.
        DocumentKind::TravelPermitHongKongMacau => {
            number.starts_with(['H', 'M']) && (is_shape(number, "Adddddddd") || is_shape(number, "Adddddddddd"))
        }
        DocumentKind::TravelPermitTaiwan => is_shape(number, "dddddddd"),
        DocumentKind::PermanentResidence2017 => is_shape(number, "AAAdddddddddddd") && gb11643::has_short_date(number),
        DocumentKind::ChinesePassport => is_shape(number, "Adddddddd") || is_shape(number, "AAddddddd"),
        DocumentKind::ForeignPassport => {
            (5..=17).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// `A` stands for a letter, `d` for a digit.
fn is_shape(text: &str, shape: &str) -> bool {
    let fits = |(c, s): (char, char)| if s == 'A' { c.is_ascii_uppercase() } else { c.is_ascii_digit() };
    text.len() == shape.len() && text.chars().zip(shape.chars()).all(fits)
}

#[cfg(test)]
mod tests;

//! Real-name data as it is kept: one sealed cell per person, and what may be told of it.

use domain::volunteer::{
    Document, DocumentKind, Education, Expiry, Occupation, PersonName, PoliticalStatus, RealName, Sex,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Everything that the form of REG-03 asks for. Sealed at rest; never logged, never part of an answer to others.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    pub kind: DocumentKind,
    pub number: String,
    pub surname: String,
    pub given: String,
    pub surname_pinyin: String,
    pub given_pinyin: String,
    /// None is long-term.
    pub expires_on: Option<Date>,
    pub authority: String,
    pub born_on: Date,
    pub sex: Sex,
    pub political_status: PoliticalStatus,
    pub education: Education,
    pub occupation: Occupation,
}

impl Identity {
    /// The data as it was checked.
    pub fn of(data: &RealName) -> Identity {
        Identity {
            kind: data.document.kind(),
            number: data.document.number().to_owned(),
            surname: data.name.surname().to_owned(),
            given: data.name.given().to_owned(),
            surname_pinyin: data.surname_pinyin.clone(),
            given_pinyin: data.given_pinyin.clone(),
            expires_on: match data.expiry {
                Expiry::On(day) => Some(day),
                Expiry::LongTerm => None,
            },
            authority: data.authority.clone(),
            born_on: data.born_on,
            sex: data.sex,
            political_status: data.political_status,
            education: data.education,
            occupation: data.occupation,
        }
    }

    /// The document.
    pub fn document(&self) -> Document {
        Document::stored(self.kind, self.number.clone())
    }

    /// The name; what was stored was checked, so it is composed again without judging.
    pub fn name(&self) -> Option<PersonName> {
        PersonName::parse(&self.surname, &self.given).ok()
    }

    /// Surname and given name as one.
    pub fn full_name(&self) -> String {
        self.name().map_or_else(|| format!("{}{}", self.surname, self.given), |name| name.full())
    }
}

//! What a certificate states, as it is sealed under its holder's key.

use domain::{
    certificate::{CertificateNumber, Holder, Statement},
    hours::Totals,
    kernel::local_date,
    volunteer::{DocumentKind, Sex},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Everything on the paper that isn't the same on all papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    pub name: String,
    pub sex: Sex,
    pub document_kind: DocumentKind,
    /// Masked or in full, as the holder wished.
    pub document_number: String,
    pub document_masked: String,
    pub volunteer_number: String,
    pub registered_on: Date,
    pub registered_in: String,
    pub totals: Totals,
    /// The ids of the stated entries.
    pub entries: Vec<i64>,
    pub in_charge: String,
    pub handled_by: String,
    pub issuer: String,
    /// The signed code, in digits.
    pub code: String,
}

impl Stated {
    /// The statement of the rules.
    pub fn statement(&self, number: CertificateNumber, as_of: Timestamp) -> Statement {
        Statement {
            number,
            holder: Holder {
                name: self.name.clone(),
                sex: self.sex,
                document_kind: self.document_kind,
                document_number: self.document_number.clone(),
                registered_on: self.registered_on,
                registered_in: self.registered_in.clone(),
            },
            totals: self.totals,
            as_of,
            person_in_charge: self.in_charge.clone(),
            handler: self.handled_by.clone(),
            issuer: self.issuer.clone(),
            issued_on: local_date(as_of),
        }
    }
}

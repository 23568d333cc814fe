//! The person who serves: documents, names, real-name data, the identity check, age and the public number.
//!
//! How the person logs in is `account`'s; what they did is in `attendance` and `hours`.

pub mod age;
pub mod check;
pub mod document;
pub mod name;
pub mod number;
pub mod real_name;

pub use age::{AgeGroup, AgeRefusal, GuardianConsent};
pub use check::{Answer, Cause, Check, CheckRefusal, HandCheck};
pub use document::{Document, DocumentKind, DocumentRefusal, Sex, check_character};
pub use name::{NameRefusal, PersonName};
pub use number::{NumberRefusal, VolunteerNumber};
pub use real_name::{Education, Expiry, Form, Occupation, PoliticalStatus, RealName, RealNameRefusal};

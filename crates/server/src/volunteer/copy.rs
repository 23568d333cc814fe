//! What is kept of a volunteer, for the volunteer: unmasked.

use super::{identity::Identity, store, views::named};
use crate::{
    account::person_key,
    kernel::{
        crypto::Keys,
        db::{Conn, schema::volunteer},
        failure::{Answer, Failure},
    },
    region,
};
use diesel::prelude::*;
use domain::{
    kernel::{VolunteerId, timestamp},
    volunteer::{DocumentKind, Education, Occupation, PoliticalStatus, Sex},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;

/// Real-name data as they were filed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IdentityCopy {
    #[schema(value_type = String, example = "resident-identity-card")]
    pub kind: DocumentKind,
    pub number: String,
    pub surname: String,
    pub given: String,
    pub surname_pinyin: String,
    pub given_pinyin: String,
    /// None is long-term.
    #[schema(value_type = Option<String>, format = Date)]
    pub expires_on: Option<Date>,
    pub authority: String,
    #[schema(value_type = String, format = Date)]
    pub born_on: Date,
    #[schema(value_type = String)]
    pub sex: Sex,
    #[schema(value_type = String)]
    pub political_status: PoliticalStatus,
    #[schema(value_type = String)]
    pub education: Education,
    #[schema(value_type = String)]
    pub occupation: Occupation,
}

impl From<Identity> for IdentityCopy {
    fn from(data: Identity) -> IdentityCopy {
        IdentityCopy {
            kind: data.kind,
            number: data.number,
            surname: data.surname,
            given: data.given,
            surname_pinyin: data.surname_pinyin,
            given_pinyin: data.given_pinyin,
            expires_on: data.expires_on,
            authority: data.authority,
            born_on: data.born_on,
            sex: data.sex,
            political_status: data.political_status,
            education: data.education,
            occupation: data.occupation,
        }
    }
}

/// The volunteer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VolunteerCopy {
    pub id: String,
    /// The volunteer number.
    pub number: String,
    pub identity: Option<IdentityCopy>,
    /// `none`, `pending`, `verified`, `failed`, `unavailable` or `by-hand`.
    pub verification: &'static str,
    /// The name that the public reads, and whether there is a public page.
    pub public_name: String,
    pub listed: bool,
    /// A county's code (GB/T 2260) and its name.
    pub region: String,
    pub region_name: String,
    pub wants_card: bool,
    /// A guardian's consent, as JSON, for those who registered under 18.
    pub guardian: Option<String>,
    /// When a steward compared the face with the document.
    #[schema(value_type = Option<String>)]
    pub face_marked_at: Option<Timestamp>,
    #[schema(value_type = String)]
    pub registered_at: Timestamp,
}

type Row = (i64, String, String, bool, (String, bool), Option<Vec<u8>>, Option<i64>, i64);

/// Reads the volunteer.
pub fn copy(conn: &mut Conn, keys: &Keys, id: VolunteerId) -> Answer<VolunteerCopy> {
    let (_, number, public_name, listed, (home, wants_card), guardian, face, registered_at): Row = volunteer::table
        .find(id.get())
        .select((
            volunteer::id,
            volunteer::number,
            volunteer::public_name,
            volunteer::listed,
            (volunteer::region, volunteer::wants_card),
            volunteer::guardian,
            volunteer::face_marked_at,
            volunteer::registered_at,
        ))
        .first(conn)?;
    let identity = match store::identity(conn, keys, id) {
        Ok(data) => Some(data.into()),
        Err(Failure::NotFound) => None,
        Err(broken) => return Err(broken),
    };
    Ok(VolunteerCopy {
        id: id.to_string(),
        number,
        identity,
        verification: named(store::check(conn, id)?.as_ref()),
        public_name,
        listed,
        region_name: region::find(&home).map(region::full_name).unwrap_or_default(),
        region: home,
        wants_card,
        guardian: guardian.map(|sealed| opened(conn, keys, id, &sealed)).transpose()?,
        face_marked_at: face.map(timestamp),
        registered_at: timestamp(registered_at),
    })
}

fn opened(conn: &mut Conn, keys: &Keys, id: VolunteerId, sealed: &[u8]) -> Answer<String> {
    let account = store::account_of(conn, id)?;
    let plain = person_key(conn, keys, account)?.open(store::place("guardian", id.get()), sealed)?;
    String::from_utf8(plain).map_err(Failure::fault)
}

//! What a card shows: to its holder everything, to whoever scans it what CRD-04 lists, with the public name.

use crate::{
    file, hours,
    kernel::{
        blobs::BlobAddress,
        db::{
            Conn,
            schema::{membership, organisation, volunteer as volunteers},
        },
        failure::Answer,
        office::Means,
    },
    region, volunteer,
};
use diesel::prelude::*;
use domain::{
    card::CardRefusal,
    hours::{STAR_HOURS, stars},
    kernel::{AccountId, BlobId, Minutes, VolunteerId, local_date, timestamp},
};
use jiff::{Timestamp, civil::Date};

/// Approved, as memberships store it.
const APPROVED: i16 = 2;

/// A card as its holder sees it.
#[derive(Debug, Clone)]
pub struct Own {
    pub volunteer: VolunteerId,
    pub number: String,
    pub name: String,
    pub sex: &'static str,
    pub city: String,
    pub stars: u8,
    pub total: Minutes,
    pub registered_on: Date,
    pub photo: Option<BlobAddress>,
}

/// The card of an account's holder; refused until the identity is verified.
pub fn own(conn: &mut Conn, means: &Means, account: AccountId, now: Timestamp) -> Answer<Own> {
    let holder = volunteer::id_of_account(conn, account)?.ok_or(CardRefusal::NotVerified)?;
    if !volunteer::check(conn, holder)?.is_some_and(|check| check.is_verified()) {
        return Err(CardRefusal::NotVerified.into());
    }
    let identity = volunteer::identity(conn, &means.keys, holder)?;
    let (number, home, registered_at, photo): (String, String, i64, Option<i64>) = volunteers::table
        .find(holder.get())
        .select((volunteers::number, volunteers::region, volunteers::registered_at, volunteers::photo_id))
        .first(conn)?;
    let photo = photo.map(|id| file::stored(conn, BlobId(id))).transpose()?.map(|stored| stored.address);
    let total = hours::totals_of(conn, holder, local_date(now))?.total();
    Ok(Own {
        volunteer: holder,
        number,
        name: identity.full_name(),
        sex: identity.sex.name(),
        city: city(&home),
        stars: stars(total, &STAR_HOURS),
        total,
        registered_on: local_date(timestamp(registered_at)),
        photo,
    })
}

/// The city of a county's code, for municipalities the municipality; empty for a code that isn't in force.
fn city(code: &str) -> String {
    let path = region::find(code).map(region::path).unwrap_or_default();
    let without_county = path.len().saturating_sub(1).max(1);
    path.into_iter().take(without_county).map(|(_, name)| name).collect()
}

/// A card as everybody sees it who scans it.
#[derive(Debug, Clone)]
pub struct Scanned {
    pub volunteer: VolunteerId,
    pub public_name: String,
    pub registered_on: Date,
    pub organisations: Vec<String>,
    pub total: Minutes,
    pub stars: u8,
}

/// What a scan of this volunteer's card shows; unverified people have no card.
pub fn scanned(conn: &mut Conn, holder: VolunteerId, now: Timestamp) -> Answer<Scanned> {
    let (public_name, registered_at, state): (String, i64, i16) = volunteers::table
        .find(holder.get())
        .select((volunteers::public_name, volunteers::registered_at, volunteers::verification))
        .first(conn)?;
    if state != volunteer::verification::VERIFIED {
        return Err(CardRefusal::NotVerified.into());
    }
    let organisations = membership::table
        .inner_join(organisation::table.on(organisation::id.eq(membership::organisation_id)))
        .filter(membership::volunteer_id.eq(holder.get()))
        .filter(membership::state.eq(APPROVED))
        .order(membership::id)
        .select(organisation::name)
        .load(conn)?;
    let total = hours::totals_of(conn, holder, local_date(now))?.total();
    Ok(Scanned {
        volunteer: holder,
        public_name,
        registered_on: local_date(timestamp(registered_at)),
        organisations,
        total,
        stars: stars(total, &STAR_HOURS),
    })
}

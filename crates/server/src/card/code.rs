//! What a scanner reads from a card, and whose it is.

use crate::kernel::{
    db::{Conn, schema::volunteer},
    failure::Answer,
    office::Means,
};
use diesel::prelude::*;
use domain::{
    card::{CardRefusal, DayKey, Token},
    kernel::{VolunteerId, hex, keyed, local_date, same_secret},
    volunteer::VolunteerNumber,
};
use jiff::Timestamp;

/// 80 bits: nobody guesses them.
const MAC_BYTES: usize = 10;

/// The address that a card's QR holds.
pub fn address(means: &Means, code: &str) -> String {
    format!("{}/k/{code}", means.settings.origin)
}

/// The code that a phone shows at `now`.
pub fn token(means: &Means, holder: VolunteerId, now: Timestamp) -> String {
    DayKey::derive(&means.keys.card_key(holder), holder, local_date(now)).token(holder, now)
}

/// The still code of a printed face: `NUMBER.MAC`. It never grows old, so whoever scans it looks at the person as well.
pub fn face_code(means: &Means, holder: VolunteerId, number: &str) -> String {
    format!("{number}.{}", face_mac(means, holder, number))
}

fn face_mac(means: &Means, holder: VolunteerId, number: &str) -> String {
    let digest = keyed(&means.keys.card_key(holder), &[b"card-face", number.as_bytes()]);
    hex(&digest).chars().take(MAC_BYTES * 2).collect()
}

/// Whose card a scanner read at `now`: from the whole address or the code alone. Refused with `card.foreign`, `card.tampered`,
/// `card.stale` or `card.ahead`.
pub fn volunteer_of(conn: &mut Conn, means: &Means, scanned: &str, now: Timestamp) -> Answer<VolunteerId> {
    let code = scanned.trim().rsplit_once("/k/").map_or(scanned.trim(), |(_, code)| code);
    if let Some((number, mac)) = code.split_once('.') {
        return face_of(conn, means, number, mac);
    }
    let token = Token::parse(code)?;
    let holder = token.verify(&means.keys.card_key(token.volunteer()), now)?;
    let known: Option<i64> = volunteer::table.find(holder.get()).select(volunteer::id).first(conn).optional()?;
    Ok(known.map(VolunteerId).ok_or(CardRefusal::Foreign)?)
}

fn face_of(conn: &mut Conn, means: &Means, number: &str, mac: &str) -> Answer<VolunteerId> {
    let number = VolunteerNumber::parse(number).map_err(|_| CardRefusal::Foreign)?.to_string();
    let holder: Option<i64> =
        volunteer::table.filter(volunteer::number.eq(&number)).select(volunteer::id).first(conn).optional()?;
    let holder = holder.map(VolunteerId).ok_or(CardRefusal::Tampered)?;
    let expected = face_mac(means, holder, &number);
    match same_secret(expected.as_bytes(), mac.to_ascii_lowercase().as_bytes()) {
        true => Ok(holder),
        false => Err(CardRefusal::Tampered.into()),
    }
}

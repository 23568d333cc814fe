//! Authenticator data (6.1): the hash of the site's id, flags, a counter, and of a new passkey its id and public key.

use ciborium::Value;
use domain::account::{PasskeyRefusal, passkey::Shown};

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const MAY_BE_BACKED_UP: u8 = 0x08;
const IS_BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;
const AAGUID_BYTES: usize = 16;
/// 6.5.1: no longer than this.
const ID_BYTES_MAX: usize = 1023;

/// What the authenticator says, read to its last byte.
pub struct Data {
    pub shown: Shown,
    pub attested: Option<Attested>,
}

/// A new passkey.
pub struct Attested {
    pub credential_id: Vec<u8>,
    /// The COSE key.
    pub key: Value,
}

/// Reads the data; anything left over, cut off or contradictory is refused.
pub fn parse(data: &[u8]) -> Result<Data, PasskeyRefusal> {
    read(data).ok_or(PasskeyRefusal::Unreadable)
}

fn read(data: &[u8]) -> Option<Data> {
    let (site_hash, rest) = data.split_first_chunk::<32>()?;
    let (&flags, rest) = rest.split_first()?;
    let (counter, mut rest) = rest.split_first_chunk::<4>()?;
    let has = |flag: u8| flags & flag != 0;
    if has(IS_BACKED_UP) && !has(MAY_BE_BACKED_UP) {
        return None;
    }
    let attested = if has(ATTESTED) { Some(attested(&mut rest)?) } else { None };
    if has(EXTENDED) {
        item(&mut rest)?.as_map()?;
    }
    let shown = Shown {
        site_hash: *site_hash,
        is_present: has(PRESENT),
        is_verified: has(VERIFIED),
        counter: u32::from_be_bytes(*counter),
    };
    rest.is_empty().then_some(Data { shown, attested })
}

fn attested(rest: &mut &[u8]) -> Option<Attested> {
    let (_, after) = rest.split_at_checked(AAGUID_BYTES)?;
    let (length, after) = after.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, after) = after.split_at_checked(length)?;
    if !(1..=ID_BYTES_MAX).contains(&length) {
        return None;
    }
    *rest = after;
    Some(Attested { credential_id: id.to_vec(), key: item(rest)? })
}

/// One item of CBOR; `rest` is what follows it.
pub fn item(rest: &mut &[u8]) -> Option<Value> {
    ciborium::from_reader(rest).ok()
}

//! Signing keys, sealed.

use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::sso_key as s},
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    kernel::timestamp,
    sso::{KeyTimes, SigningAlgorithm},
};

/// A key as it is kept.
#[derive(Debug, Clone)]
pub struct StoredKey {
    pub times: KeyTimes,
    pub algorithm: SigningAlgorithm,
    pub sealed: Vec<u8>,
    /// The public half, a JWK.
    pub public: String,
}

/// All keys, the oldest first.
pub fn keys(conn: &mut Conn) -> Answer<Vec<StoredKey>> {
    let rows: Vec<(i64, i16, Vec<u8>, String, i64)> =
        s::table.order(s::id).select((s::id, s::algorithm, s::sealed, s::public_key, s::used_from)).load(conn)?;
    let key = |(id, algorithm, sealed, public, used_from)| {
        let algorithm = SigningAlgorithm::stored(algorithm);
        let algorithm = algorithm.ok_or_else(|| Failure::broken("a signing key of a kind that nobody knows"))?;
        Ok(StoredKey { times: KeyTimes { id, used_from: timestamp(used_from) }, algorithm, sealed, public })
    };
    rows.into_iter().map(key).collect()
}

/// Keeps a new one.
pub fn insert_key(cx: &mut Cx, key: &StoredKey) -> Answer<()> {
    let row = (
        s::id.eq(key.times.id),
        s::algorithm.eq(key.algorithm.number()),
        s::sealed.eq(&key.sealed),
        s::public_key.eq(&key.public),
        s::used_from.eq(key.times.used_from.as_microsecond()),
    );
    diesel::insert_into(s::table).values(row).execute(cx.conn)?;
    Ok(())
}

//! What is kept of files.

use crate::kernel::{
    blobs::{BlobAddress, BlobKind},
    cx::Cx,
    db::{Conn, schema::blob},
    failure::{Answer, Failure},
};
use diesel::{dsl::exists, prelude::*};
use domain::kernel::{AccountId, BlobId};

/// Where a file lies and who brought it.
#[derive(Debug, Clone, Copy)]
pub struct Stored {
    pub address: BlobAddress,
    pub owner: AccountId,
}

/// The number under which a kind is stored.
fn number(kind: BlobKind) -> i16 {
    match kind {
        BlobKind::Photo { .. } => 1,
        BlobKind::Drawing { .. } => 2,
        BlobKind::Evidence { .. } => 3,
    }
}

/// A file that lies in its folder already.
pub(super) struct Kept {
    pub kind: BlobKind,
    pub address: BlobAddress,
    pub media_type: &'static str,
    pub bytes: i64,
}

/// Writes down who brought a file.
pub(super) fn insert(cx: &mut Cx, kept: &Kept) -> Answer<BlobId> {
    let (id, owner) = (cx.id(), cx.account()?);
    let row = (
        blob::id.eq(id),
        blob::address.eq(kept.address.to_string()),
        blob::kind.eq(number(kept.kind)),
        blob::media_type.eq(kept.media_type),
        blob::bytes.eq(kept.bytes),
        blob::owner_account_id.eq(owner.get()),
        blob::created_at.eq(cx.at()),
    );
    diesel::insert_into(blob::table).values(row).execute(cx.conn)?;
    Ok(BlobId(id))
}

/// Reads where a file lies.
pub fn stored(conn: &mut Conn, id: BlobId) -> Answer<Stored> {
    let (address, owner): (String, i64) =
        blob::table.find(id.get()).select((blob::address, blob::owner_account_id)).first(conn)?;
    let address = address.parse().map_err(|_| Failure::broken(format!("blob {id} has no address")))?;
    Ok(Stored { address, owner: AccountId(owner) })
}

/// Whether a file was brought by this person: a paper counts only for the one who handed it in.
pub fn is_of(conn: &mut Conn, id: BlobId, owner: AccountId) -> Answer<bool> {
    let own = blob::table.find(id.get()).filter(blob::owner_account_id.eq(owner.get()));
    Ok(diesel::select(exists(own)).get_result(conn)?)
}

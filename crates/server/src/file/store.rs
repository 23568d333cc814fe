//! What is kept of files.

use crate::kernel::{
    blobs::{BlobAddress, BlobKind},
    cx::Cx,
    db::{Conn, schema::blob},
    failure::{Answer, Failure},
};
use diesel::{dsl::exists, prelude::*};
use domain::kernel::{AccountId, BlobId};
use serde::Serialize;

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
        BlobKind::Square { .. } => 4,
        BlobKind::Sealed => 5,
    }
}

/// A file that lies in its folder already.
#[derive(Serialize)]
pub(super) struct Kept {
    kind: i16,
    address: String,
    media_type: &'static str,
    bytes: i64,
}

impl Kept {
    /// What is written down of it.
    pub(super) fn new(kind: BlobKind, address: BlobAddress, media_type: &'static str, bytes: i64) -> Kept {
        Kept { kind: number(kind), address: address.to_string(), media_type, bytes }
    }
}

/// Writes down who brought a file.
pub(super) fn insert(cx: &mut Cx, kept: &Kept) -> Answer<BlobId> {
    let owner = cx.account()?;
    insert_of(cx, kept, owner)
}

/// The same for somebody without an account.
pub(super) fn insert_unowned(cx: &mut Cx, kept: &Kept) -> Answer<BlobId> {
    insert_of(cx, kept, AccountId(0))
}

fn insert_of(cx: &mut Cx, kept: &Kept, owner: AccountId) -> Answer<BlobId> {
    let id = cx.id();
    let row = (
        blob::id.eq(id),
        blob::address.eq(&kept.address),
        blob::kind.eq(kept.kind),
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

//! Files that go with their owner: the rows in the transaction of the erasure, the bytes afterwards, since disks are slow.

use crate::kernel::{
    blobs::BlobAddress,
    clock::Clock,
    cx::Cx,
    db::{
        BothExt, Conn,
        schema::{blob, blob_removal, make_up, organisation, signatory},
    },
    failure::{Answer, Failure},
    office::{Ask, Office},
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use domain::kernel::{AccountId, BlobId};
use jiff::{SignedDuration, Timestamp};
use tokio::task::spawn_blocking;

/// Strikes out what somebody brought and what was made of them. What a case of others rests on (the registration of an organisation, a
/// make-up, a seal) stays with that case.
pub fn strike(cx: &mut Cx, owner: AccountId, about: &[BlobId]) -> Answer<()> {
    let about: Vec<i64> = about.iter().map(|id| id.get()).collect();
    let registers = organisation::table.filter(
        organisation::evidence_id.eq(blob::id.nullable()).or(organisation::pending_evidence_id.eq(blob::id.nullable())),
    );
    let rows: Vec<(i64, String)> = blob::table
        .filter(blob::owner_account_id.eq(owner.get()).or(blob::id.eq_any(about)))
        .filter(not(exists(registers)))
        .filter(not(exists(make_up::table.filter(make_up::evidence_id.eq(blob::id)))))
        .filter(not(exists(signatory::table.filter(signatory::seal_id.eq(blob::id.nullable())))))
        .select((blob::id, blob::address))
        .load(cx.conn)?;
    remove_rows(cx, rows)
}

/// Strikes out one file.
pub fn strike_one(cx: &mut Cx, id: BlobId) -> Answer<()> {
    let rows = blob::table.find(id.get()).select((blob::id, blob::address)).load(cx.conn)?;
    remove_rows(cx, rows)
}

fn remove_rows(cx: &mut Cx, rows: Vec<(i64, String)>) -> Answer<()> {
    for (id, address) in rows {
        diesel::delete(blob::table.find(id)).execute(cx.conn)?;
        let row = (blob_removal::address.eq(address), blob_removal::at.eq(cx.at()));
        diesel::insert_into(blob_removal::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    }
    Ok(())
}

/// Files are written before their row: what was written this lately may be about to get one.
const YOUNG: SignedDuration = SignedDuration::from_secs(60);
/// Files removed in one round.
const ROUND: i64 = 200;

/// Removes the bytes of what was struck out. What has a row again, since somebody brought the very same file, stays.
pub async fn remove_struck(office: &Office, now: Timestamp) -> Answer<()> {
    // Taken before the rows are read: a file that is written from now on is younger.
    let before = Clock::real().now().saturating_sub(YOUNG).unwrap_or(Timestamp::MIN);
    for (address, is_wanted) in office.view(struck).await? {
        let desk = office.clone();
        let parsed: BlobAddress = address.parse().map_err(Failure::fault)?;
        let is_done = is_wanted
            || spawn_blocking(move || desk.means.blobs.remove(parsed, before)).await.map_err(Failure::fault)??;
        if is_done {
            office.record(Ask::system(now), address, done).await?;
        }
    }
    Ok(())
}

/// Addresses that were struck out, and whether a row leads to them again.
fn struck(conn: &mut Conn) -> Answer<Vec<(String, bool)>> {
    let wanted = exists(blob::table.filter(blob::address.eq(blob_removal::address)));
    Ok(blob_removal::table.order(blob_removal::at).limit(ROUND).select((blob_removal::address, wanted)).load(conn)?)
}

fn done(cx: &mut Cx, address: &String) -> Answer<()> {
    diesel::delete(blob_removal::table.find(address)).execute(cx.conn)?;
    Ok(())
}

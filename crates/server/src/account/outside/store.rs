//! What is kept of accounts elsewhere: keyed digests that lead to an account here, and which returns counted.

use super::provider::Proof;
use crate::kernel::{
    crypto::Keys,
    cx::{Cx, Key},
    db::{
        BothExt, Conn,
        schema::{outside_link, outside_return},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    account::outside::{LASTS_SECONDS, Provider},
    kernel::{AccountId, keyed, timestamp},
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// The digest of one name of somebody elsewhere.
fn mac(keys: &Keys, (issuer, subject): &(String, String)) -> Vec<u8> {
    keyed(&keys.derived("outside subject", &[]), &[issuer.as_bytes(), subject.as_bytes()]).to_vec()
}

/// All names by which somebody may have been linked.
fn macs(keys: &Keys, proof: &Proof) -> Vec<Vec<u8>> {
    proof.subjects.iter().map(|subject| mac(keys, subject)).collect()
}

/// The lock that whoever links or unlinks this takes.
pub fn key(keys: &Keys, proof: &Proof) -> Option<Key> {
    let first = proof.subjects.first()?;
    let bytes = mac(keys, first);
    bytes.first_chunk::<8>().map(|first| Key::Phone(*first))
}

/// The account that it opens.
pub fn account_of(conn: &mut Conn, keys: &Keys, proof: &Proof) -> Answer<Option<AccountId>> {
    let found: Option<i64> = outside_link::table
        .filter(outside_link::provider.eq(proof.provider.number()))
        .filter(outside_link::subject_mac.eq_any(macs(keys, proof)))
        .order(outside_link::id)
        .select(outside_link::account_id)
        .first(conn)
        .optional()?;
    Ok(found.map(AccountId))
}

/// Since when an account is linked with a provider, and when that was last used.
pub fn of_account(conn: &mut Conn, account: AccountId) -> Answer<Vec<(Provider, Timestamp, Timestamp)>> {
    let rows: Vec<(i16, i64, i64)> = outside_link::table
        .filter(outside_link::account_id.eq(account.get()))
        .order(outside_link::provider)
        .select((outside_link::provider, outside_link::linked_at, outside_link::used_at))
        .load(conn)?;
    let line = |(provider, linked, used)| Some((Provider::stored(provider)?, timestamp(linked), timestamp(used)));
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Links it by its first name.
pub fn insert(cx: &mut Cx, account: AccountId, proof: &Proof) -> Answer<()> {
    let Some(first) = proof.subjects.first() else { return Ok(()) };
    let row = (
        outside_link::id.eq(cx.id()),
        outside_link::account_id.eq(account.get()),
        outside_link::provider.eq(proof.provider.number()),
        outside_link::subject_mac.eq(mac(&cx.means.keys, first)),
        outside_link::linked_at.eq(cx.at()),
        outside_link::used_at.eq(cx.at()),
    );
    diesel::insert_into(outside_link::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Takes the link with a provider away; answers whether there was one.
pub fn delete(cx: &mut Cx, account: AccountId, provider: Provider) -> Answer<bool> {
    let this = outside_link::table
        .filter(outside_link::account_id.eq(account.get()))
        .filter(outside_link::provider.eq(provider.number()));
    Ok(diesel::delete(this).execute(cx.conn)? > 0)
}

/// Writes down that it opened the account.
pub fn was_used(cx: &mut Cx, account: AccountId, provider: Provider) -> Answer<()> {
    let this = outside_link::table
        .filter(outside_link::account_id.eq(account.get()))
        .filter(outside_link::provider.eq(provider.number()));
    diesel::update(this).set(outside_link::used_at.eq(cx.at())).execute(cx.conn)?;
    Ok(())
}

/// Counts a return; answers whether it is the first with this state.
pub fn count(cx: &mut Cx, state: &str) -> Answer<bool> {
    let row =
        (outside_return::state_hash.eq(Sha256::digest(state.as_bytes()).to_vec()), outside_return::at.eq(cx.at()));
    let new =
        diesel::insert_into(outside_return::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    Ok(new == 1)
}

/// Forgets returns that are over anyway. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    let over = cx.at() - LASTS_SECONDS * 1_000_000;
    Ok(diesel::delete(outside_return::table.filter(outside_return::at.lt(over))).execute(cx.conn)?)
}

/// Nothing elsewhere leads to this account any more.
pub fn erase(cx: &mut Cx, account: AccountId) -> Answer<()> {
    diesel::delete(outside_link::table.filter(outside_link::account_id.eq(account.get()))).execute(cx.conn)?;
    Ok(())
}

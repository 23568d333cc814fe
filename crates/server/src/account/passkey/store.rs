//! What is kept of passkeys: the id and the public key, how far the authenticator counted, and the name that its person gave it, sealed.

use crate::{
    account::store as accounts,
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{Conn, schema::passkey},
        failure::{Answer, Failure},
    },
};
use diesel::prelude::*;
use domain::kernel::{AccountId, PasskeyId, timestamp};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A passkey, for its verification.
#[derive(Debug, Clone)]
pub struct Stored {
    pub id: PasskeyId,
    pub account: AccountId,
    /// COSE.
    pub public_key: Vec<u8>,
    pub counter: u32,
}

/// A passkey that is to be kept.
pub struct New<'a> {
    pub credential_id: &'a [u8],
    pub public_key: &'a [u8],
    pub counter: u32,
    pub name: &'a str,
}

/// A passkey as its person sees it.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// A passkey, without its key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PasskeyCopy {
    /// As its owner calls it.
    pub name: String,
    #[schema(value_type = String)]
    pub created_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub used_at: Option<Timestamp>,
}

fn place(id: PasskeyId) -> Cell {
    Cell { table: "passkey", column: "name", row: id.get() }
}

/// Keeps a passkey.
pub fn insert(cx: &mut Cx, account: AccountId, new: &New) -> Answer<PasskeyId> {
    let id = PasskeyId(cx.id());
    let key = accounts::person_key(cx.conn, &cx.means.keys, account)?;
    let name = accounts::seal_text(cx, &key, place(id), new.name);
    let row = (
        passkey::id.eq(id.get()),
        passkey::account_id.eq(account.get()),
        passkey::credential_id.eq(new.credential_id),
        passkey::public_key.eq(new.public_key),
        passkey::counter.eq(i64::from(new.counter)),
        passkey::name.eq(name),
        passkey::created_at.eq(cx.at()),
    );
    diesel::insert_into(passkey::table).values(row).execute(cx.conn)?;
    Ok(id)
}

type Row = (i64, i64, Vec<u8>, i64);

fn stored((id, account, public_key, counter): Row) -> Stored {
    let counter = u32::try_from(counter).unwrap_or(u32::MAX);
    Stored { id: PasskeyId(id), account: AccountId(account), public_key, counter }
}

/// The passkey that an authenticator names.
pub fn by_credential(conn: &mut Conn, credential_id: &[u8]) -> Answer<Option<Stored>> {
    let this = passkey::table.filter(passkey::credential_id.eq(credential_id));
    let row = this.select((passkey::id, passkey::account_id, passkey::public_key, passkey::counter));
    Ok(row.first(conn).optional()?.map(stored))
}

/// A passkey by its id.
pub fn by_id(conn: &mut Conn, id: PasskeyId) -> Answer<Option<Stored>> {
    let this = passkey::table.find(id.get());
    let row = this.select((passkey::id, passkey::account_id, passkey::public_key, passkey::counter));
    Ok(row.first(conn).optional()?.map(stored))
}

/// The ids of somebody's passkeys, as authenticators know them.
pub fn credentials(conn: &mut Conn, account: AccountId) -> Answer<Vec<Vec<u8>>> {
    let own = passkey::table.filter(passkey::account_id.eq(account.get())).order(passkey::id);
    Ok(own.select(passkey::credential_id).load(conn)?)
}

/// How many somebody has.
pub fn count(conn: &mut Conn, account: AccountId) -> Answer<u32> {
    let own: i64 = passkey::table.filter(passkey::account_id.eq(account.get())).count().get_result(conn)?;
    Ok(u32::try_from(own).unwrap_or(u32::MAX))
}

/// Somebody's passkeys, the oldest first.
pub fn of(conn: &mut Conn, keys: &Keys, account: AccountId) -> Answer<Vec<Line>> {
    let rows: Vec<(i64, Vec<u8>, i64, Option<i64>)> = passkey::table
        .filter(passkey::account_id.eq(account.get()))
        .order(passkey::id)
        .select((passkey::id, passkey::name, passkey::created_at, passkey::used_at))
        .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = accounts::person_key(conn, keys, account)?;
    let line = |(id, name, created_at, used_at): (i64, Vec<u8>, i64, Option<i64>)| {
        let id = PasskeyId(id);
        let name = key.open(place(id), &name).map_err(Failure::fault)?;
        let name = String::from_utf8(name).map_err(Failure::fault)?;
        Ok(Line { id, name, created_at: timestamp(created_at), used_at: used_at.map(timestamp) })
    };
    rows.into_iter().map(line).collect()
}

/// The same for the copy of somebody's data.
pub fn copies(conn: &mut Conn, keys: &Keys, account: AccountId) -> Answer<Vec<PasskeyCopy>> {
    let copy = |Line { name, created_at, used_at, .. }: Line| PasskeyCopy { name, created_at, used_at };
    Ok(of(conn, keys, account)?.into_iter().map(copy).collect())
}

/// A passkey was used, and counted so far.
pub fn used(cx: &mut Cx, id: PasskeyId, counter: u32) -> Answer<()> {
    let row = (passkey::counter.eq(i64::from(counter)), passkey::used_at.eq(cx.at()));
    diesel::update(passkey::table.find(id.get())).set(row).execute(cx.conn)?;
    Ok(())
}

/// Gives one of somebody's passkeys another name.
pub fn rename(cx: &mut Cx, account: AccountId, id: PasskeyId, name: &str) -> Answer<()> {
    let key = accounts::person_key(cx.conn, &cx.means.keys, account)?;
    let sealed = accounts::seal_text(cx, &key, place(id), name);
    let this = passkey::table.find(id.get()).filter(passkey::account_id.eq(account.get()));
    let renamed = diesel::update(this).set(passkey::name.eq(sealed)).execute(cx.conn)?;
    if renamed == 1 { Ok(()) } else { Err(Failure::NotFound) }
}

/// Takes one of somebody's passkeys away.
pub fn remove(cx: &mut Cx, account: AccountId, id: PasskeyId) -> Answer<()> {
    let this = passkey::table.find(id.get()).filter(passkey::account_id.eq(account.get()));
    let removed = diesel::delete(this).execute(cx.conn)?;
    if removed == 1 { Ok(()) } else { Err(Failure::NotFound) }
}

/// Takes all of somebody's passkeys away. Answers how many.
pub fn remove_all(cx: &mut Cx, account: AccountId) -> Answer<usize> {
    Ok(diesel::delete(passkey::table.filter(passkey::account_id.eq(account.get()))).execute(cx.conn)?)
}

//! What an account needs while keys change: its person's key under the newest epoch, and the digests of the names that lead to it under
//! the newest version.

use super::store::{self, Field};
use crate::kernel::{
    crypto::WrappedKey,
    cx::Cx,
    db::{
        Bind, Written,
        schema::{account, login_index},
    },
    failure::{Answer, Failure},
};
use diesel::{prelude::*, sql_types::BigInt};
use domain::{account::UserName, kernel::AccountId};

/// Wraps a person's key anew, when an older epoch wraps it. The account is locked.
pub fn renew_key(cx: &mut Cx, id: AccountId) -> Answer<()> {
    let this = account::table.find(id.get());
    let wrapped: Option<Vec<u8>> = this.select(account::person_key).first(cx.conn)?;
    let Some(wrapped) = wrapped else { return Ok(()) };
    let nonce = cx.dice.bytes();
    if let Some(fresh) = cx.means.keys.rewrap(&WrappedKey(wrapped), nonce).map_err(Failure::fault)? {
        diesel::update(account::table.find(id.get())).set(account::person_key.eq(fresh.0)).execute(cx.conn)?;
    }
    Ok(())
}

/// Files phone, e-mail address and user name under every version that is here, where the newest is missing. The account is locked.
pub fn renew_digests(cx: &mut Cx, id: AccountId) -> Answer<()> {
    for field in [Field::Phone, Field::Email, Field::UserName] {
        if !is_behind(cx, id, field)? {
            continue;
        }
        let text = match field {
            Field::Phone => store::phone(cx.conn, &cx.means.keys, id)?.map(|phone| phone.e164().to_owned()),
            Field::Email => store::email(cx.conn, &cx.means.keys, id)?.map(|email| email.address().to_owned()),
            Field::UserName => user_name(cx, id)?,
            Field::Document => None,
        };
        if let Some(text) = text {
            store::reindex(cx, id, field, &text)?;
        }
    }
    Ok(())
}

/// Whether the document that leads to an account has no digest of the newest version; `volunteer` knows what it is.
pub fn is_document_behind(cx: &mut Cx, id: AccountId) -> Answer<bool> {
    is_behind(cx, id, Field::Document)
}

fn user_name(cx: &mut Cx, id: AccountId) -> Answer<Option<String>> {
    let name = store::user_name(cx.conn, id)?;
    Ok(name.map(|name| UserName::parse(&name)).transpose()?.map(|name| name.key()))
}

/// Whether a name is filed, and not under the newest version.
fn is_behind(cx: &mut Cx, id: AccountId, field: Field) -> Answer<bool> {
    let newest = cx.means.keys.index_versions().first().copied().unwrap_or_default();
    let filed: Vec<i16> = login_index::table
        .filter(login_index::account_id.eq(id.get()))
        .filter(login_index::field.eq(field.number()))
        .select(login_index::key_version)
        .load(cx.conn)?;
    Ok(!filed.is_empty() && !filed.iter().any(|version| i32::from(*version) == newest))
}

/// Removes digests of versions that are read no more, some at a time, where one of the newest is beside them. Answers how many. Field by
/// field, as the table is ordered: where there is nothing to remove, nothing is read.
pub fn forget_digests(cx: &mut Cx, versions: &[i32], rows_max: i64) -> Answer<usize> {
    const PARTS: &[&str] = &[
        "delete from login_index where (field, key_version, mac) in (select one.field, one.key_version, one.mac from login_index one \
         where one.field = ",
        " and one.key_version < ",
        " and exists (select 1 from login_index two where two.account_id = one.account_id and two.field = one.field \
         and two.key_version = ",
        ") limit ",
        ")",
    ];
    let (Some(newest), Some(oldest)) = (versions.first(), versions.last()) else { return Ok(0) };
    let mut removed = 0;
    for field in [Field::Document, Field::Phone, Field::Email, Field::UserName] {
        let binds = [i64::from(field.number()), i64::from(*oldest), i64::from(*newest), rows_max];
        removed += Written::<BigInt>::new(PARTS, binds.map(Bind::Number).to_vec()).execute(cx.conn)?;
    }
    Ok(removed)
}

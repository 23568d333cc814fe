//! Which accounts are to be closed.

use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::closing},
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    closing::Closing,
    kernel::{AccountId, timestamp},
};
use jiff::Timestamp;

/// The closing of an account that is under way, if there is one.
pub fn pending(conn: &mut Conn, account: AccountId) -> Answer<Option<Closing>> {
    let row: Option<(i64, i64)> =
        closing::table.find(account.get()).select((closing::asked_at, closing::ends_at)).first(conn).optional()?;
    Ok(row.map(|(asked_at, ends_at)| Closing { asked_at: timestamp(asked_at), ends_at: timestamp(ends_at) }))
}

/// Writes down that an account is to be closed.
pub(super) fn insert(cx: &mut Cx, account: AccountId, new: &Closing) -> Answer<()> {
    let row = (
        closing::account_id.eq(account.get()),
        closing::asked_at.eq(new.asked_at.as_microsecond()),
        closing::ends_at.eq(new.ends_at.as_microsecond()),
    );
    diesel::insert_into(closing::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Nothing is to be closed any more.
pub(super) fn remove(cx: &mut Cx, account: AccountId) -> Answer<()> {
    diesel::delete(closing::table.find(account.get())).execute(cx.conn)?;
    Ok(())
}

/// Accounts whose day has come, the longest waiting first.
pub(super) fn due(conn: &mut Conn, now: Timestamp, most: i64) -> Answer<Vec<AccountId>> {
    let rows: Vec<i64> = closing::table
        .filter(closing::ends_at.le(now.as_microsecond()))
        .order(closing::ends_at)
        .limit(most)
        .select(closing::account_id)
        .load(conn)?;
    Ok(rows.into_iter().map(AccountId).collect())
}

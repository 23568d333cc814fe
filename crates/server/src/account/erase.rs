//! The end of an account: what leads to its holder goes, and the key without which nothing of theirs can be read.

use super::{administration, appeal, outside, passkey, second_factor, state, store};
use crate::kernel::{
    crypto::Keys,
    cx::Cx,
    db::{
        Conn,
        schema::{account, known_device, login_index},
    },
    failure::Answer,
    session,
};
use diesel::prelude::*;
use domain::kernel::AccountId;

/// Where messages to somebody went: phone and e-mail address.
pub fn addresses(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<Vec<String>> {
    let phone = store::phone(conn, keys, id)?.map(|phone| phone.e164().to_owned());
    let email = store::email(conn, keys, id)?.map(|email| email.address().to_owned());
    Ok([phone, email].into_iter().flatten().collect())
}

/// Whether nobody else could run the platform: its last owner, or the last of one of the three administrators.
pub fn is_last_to_run_the_platform(conn: &mut Conn, id: AccountId) -> Answer<bool> {
    Ok(!administration::has_others(conn, id)?)
}

/// Destroys the person's key, the names that lead to the account, contacts, password, second factor, passkeys, links, sessions, devices, and what appeals
/// about the account hold. The row stays, closed, since
/// the records of service point to it.
pub fn erase(cx: &mut Cx, id: AccountId) -> Answer<()> {
    session::close_all(cx, id)?;
    appeal::end_of(cx, id)?;
    second_factor::erase(cx, id)?;
    passkey::forget(cx, id)?;
    outside::erase(cx, id)?;
    diesel::delete(known_device::table.filter(known_device::account_id.eq(id.get()))).execute(cx.conn)?;
    diesel::delete(login_index::table.filter(login_index::account_id.eq(id.get()))).execute(cx.conn)?;
    let nothing = None::<Vec<u8>>;
    let row = (
        account::state.eq(state::CLOSED),
        account::person_key.eq(&nothing),
        account::password_hash.eq(None::<String>),
        account::user_name.eq(None::<String>),
        account::phone.eq(&nothing),
        account::email.eq(&nothing),
        account::nickname.eq(domain::closing::CLOSED),
        account::platform_role.eq(0i16),
        account::duty.eq(0i16),
        account::closed_at.eq(cx.at()),
    );
    diesel::update(account::table.find(id.get())).set(row).execute(cx.conn)?;
    Ok(())
}

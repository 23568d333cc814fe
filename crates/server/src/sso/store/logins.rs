//! What people agreed to, and their sessions at platforms.

use crate::kernel::{
    cx::Cx,
    db::{
        BothExt, Conn,
        schema::{sso_client, sso_consent, sso_grant, sso_login, sso_token},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, timestamp},
    sso::Scopes,
};
use jiff::Timestamp;

/// A login goes on.
const LIVE: i16 = 1;
/// It is over, and the platform is to be told.
const OVER: i16 = 2;

/// What somebody agreed to for a platform; nothing when they never did.
pub fn agreed(conn: &mut Conn, account: AccountId, client: i64) -> Answer<Option<Scopes>> {
    let text: Option<String> =
        sso_consent::table.find((account.get(), client)).select(sso_consent::scopes).first(conn).optional()?;
    Ok(text.map(|text| Scopes::parse(&text)))
}

/// Writes an agreement down, or when it was last used.
pub fn agree(cx: &mut Cx, (account, client): (AccountId, i64), scopes: &Scopes) -> Answer<()> {
    let row = (
        sso_consent::account_id.eq(account.get()),
        sso_consent::client_id.eq(client),
        sso_consent::scopes.eq(scopes.text()),
        sso_consent::agreed_at.eq(cx.at()),
        sso_consent::used_at.eq(cx.at()),
    );
    diesel::insert_into(sso_consent::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    let own = sso_consent::table.find((account.get(), client));
    diesel::update(own)
        .set((sso_consent::scopes.eq(scopes.text()), sso_consent::used_at.eq(cx.at())))
        .execute(cx.conn)?;
    Ok(())
}

/// A platform that somebody agreed to: number, name, scopes, since when, last use.
type Consented = (i64, String, Scopes, Timestamp, Timestamp);

/// The platforms that somebody agreed to; the last used first.
pub fn consents(conn: &mut Conn, account: AccountId) -> Answer<Vec<Consented>> {
    let rows: Vec<(i64, String, String, i64, i64)> = sso_consent::table
        .inner_join(sso_client::table.on(sso_client::id.eq(sso_consent::client_id)))
        .filter(sso_consent::account_id.eq(account.get()))
        .order((sso_consent::used_at.desc(), sso_consent::client_id))
        .select((
            sso_consent::client_id,
            sso_client::name,
            sso_consent::scopes,
            sso_consent::agreed_at,
            sso_consent::used_at,
        ))
        .load(conn)?;
    let read = |(id, name, scopes, agreed_at, used_at): (i64, String, String, i64, i64)| {
        (id, name, Scopes::parse(&scopes), timestamp(agreed_at), timestamp(used_at))
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Takes an agreement back; its logins end. Answers whether there was one.
pub fn withdraw(cx: &mut Cx, account: AccountId, client: i64) -> Answer<bool> {
    let gone = diesel::delete(sso_consent::table.find((account.get(), client))).execute(cx.conn)?;
    end_of_platform(cx, account, client)?;
    Ok(gone > 0)
}

/// Ends somebody's logins at a platform.
fn end_of_platform(cx: &mut Cx, account: AccountId, client: i64) -> Answer<()> {
    let own = sso_login::table
        .filter(sso_login::account_id.eq(account.get()))
        .filter(sso_login::client_id.eq(client))
        .filter(sso_login::state.eq(LIVE));
    diesel::update(own).set(sso_login::state.eq(OVER)).execute(cx.conn)?;
    cx.effects.wake = true;
    Ok(())
}

/// Ends everybody's logins at a platform that is switched off.
pub fn end_of_client(cx: &mut Cx, client: i64) -> Answer<()> {
    let all = sso_login::table.filter(sso_login::client_id.eq(client)).filter(sso_login::state.eq(LIVE));
    diesel::update(all).set(sso_login::state.eq(OVER)).execute(cx.conn)?;
    cx.effects.wake = true;
    Ok(())
}

/// Forgets what somebody agreed to.
pub fn forget_consents(cx: &mut Cx, account: AccountId) -> Answer<()> {
    diesel::delete(sso_consent::table.filter(sso_consent::account_id.eq(account.get()))).execute(cx.conn)?;
    Ok(())
}

/// The login of a session at a platform, begun when there is none.
pub fn login(cx: &mut Cx, (account, client): (AccountId, i64), session: &[u8]) -> Answer<i64> {
    let this = sso_login::table
        .filter(sso_login::session_hash.eq(session))
        .filter(sso_login::client_id.eq(client))
        .filter(sso_login::state.eq(LIVE));
    if let Some(id) = this.select(sso_login::id).first(cx.conn).optional()? {
        return Ok(id);
    }
    let (id, sid) = (cx.id(), cx.dice.nonce());
    let row = (
        sso_login::id.eq(id),
        sso_login::account_id.eq(account.get()),
        sso_login::client_id.eq(client),
        sso_login::session_hash.eq(session),
        sso_login::sid.eq(sid),
        sso_login::state.eq(LIVE),
        sso_login::tries.eq(0),
        sso_login::try_at.eq(0i64),
        sso_login::begun_at.eq(cx.at()),
    );
    diesel::insert_into(sso_login::table).values(row).execute(cx.conn)?;
    Ok(id)
}

/// A login that is over.
#[derive(Debug, Clone)]
pub struct Ended {
    pub id: i64,
    pub account: AccountId,
    pub client: i64,
    pub sid: String,
    /// How often the platform was to be told.
    pub tries: i32,
}

/// Logins that are over and whose platforms are to be told now, the longest waiting first.
pub fn due(conn: &mut Conn, now: i64, most: i64) -> Answer<Vec<Ended>> {
    let rows: Vec<(i64, i64, i64, String, i32)> = sso_login::table
        .filter(sso_login::state.eq(OVER))
        .filter(sso_login::try_at.le(now))
        .order(sso_login::try_at)
        .limit(most)
        .select((sso_login::id, sso_login::account_id, sso_login::client_id, sso_login::sid, sso_login::tries))
        .load(conn)?;
    let read = |(id, account, client, sid, tries)| Ended { id, account: AccountId(account), client, sid, tries };
    Ok(rows.into_iter().map(read).collect())
}

/// Tries again later.
pub fn put_off(cx: &mut Cx, login: i64, (tries, at): (i32, i64)) -> Answer<()> {
    diesel::update(sso_login::table.find(login))
        .set((sso_login::tries.eq(tries), sso_login::try_at.eq(at)))
        .execute(cx.conn)?;
    Ok(())
}

/// Forgets a login with everything that came of it.
pub fn forget_login(cx: &mut Cx, login: i64) -> Answer<()> {
    let grants: Vec<i64> =
        sso_grant::table.filter(sso_grant::login_id.eq(login)).select(sso_grant::id).load(cx.conn)?;
    diesel::delete(sso_token::table.filter(sso_token::grant_id.eq_any(&grants))).execute(cx.conn)?;
    diesel::delete(sso_grant::table.filter(sso_grant::id.eq_any(&grants))).execute(cx.conn)?;
    diesel::delete(sso_login::table.find(login)).execute(cx.conn)?;
    Ok(())
}

/// Whether a session has a login of that name that goes on.
pub fn is_sid_of(conn: &mut Conn, session: &[u8], sid: Option<&str>) -> Answer<bool> {
    let Some(sid) = sid else { return Ok(false) };
    let this = sso_login::table
        .filter(sso_login::session_hash.eq(session))
        .filter(sso_login::sid.eq(sid))
        .filter(sso_login::state.eq(LIVE));
    Ok(diesel::select(diesel::dsl::exists(this)).get_result(conn)?)
}

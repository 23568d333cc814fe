//! Codes and tokens: their hashes, never themselves.

use super::clients::Client;
use crate::kernel::{
    cx::Cx,
    db::{
        Conn,
        schema::{account, session, sso_grant, sso_login, sso_token},
    },
    failure::Answer,
    session::{FIRST_LIVE, LAST_LIVE},
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, timestamp},
    sso::{CODE_SECONDS, Code, CodeState, Refresh, Scopes},
};
use jiff::Timestamp;

const WAITS: i16 = 1;
const REDEEMED: i16 = 2;
const REVOKED: i16 = 3;
/// Codes that nobody redeemed are forgotten after an hour, what came of others with its last token.
const KEPT_MICROSECONDS: i64 = 3_600_000_000;

/// What a token does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Access,
    Refresh,
}

impl Kind {
    const fn number(self) -> i16 {
        match self {
            Kind::Access => 1,
            Kind::Refresh => 2,
        }
    }
}

/// What a person let a platform have, and what came of it.
#[derive(Debug, Clone)]
pub struct Grant {
    pub id: i64,
    pub account: AccountId,
    pub sid: String,
    pub scopes: Scopes,
    pub nonce: Option<String>,
    pub logged_in_at: Timestamp,
    /// The end of the session that it hangs on.
    pub session_ends_at: Timestamp,
    pub code: Code,
}

/// A new code.
pub struct Give<'a> {
    pub login: i64,
    pub code_hash: &'a [u8],
    pub redirect_uri: &'a str,
    pub challenge: &'a str,
    pub nonce: Option<&'a str>,
    pub scopes: &'a Scopes,
    pub logged_in_at: Timestamp,
}

/// Keeps a new code.
pub fn give(cx: &mut Cx, new: &Give) -> Answer<()> {
    let row = (
        sso_grant::id.eq(cx.id()),
        sso_grant::login_id.eq(new.login),
        sso_grant::code_hash.eq(new.code_hash),
        sso_grant::redirect_uri.eq(new.redirect_uri),
        sso_grant::challenge.eq(new.challenge),
        sso_grant::nonce.eq(new.nonce),
        sso_grant::scopes.eq(new.scopes.text()),
        sso_grant::logged_in_at.eq(new.logged_in_at.as_microsecond()),
        sso_grant::state.eq(WAITS),
        sso_grant::given_at.eq(cx.at()),
    );
    diesel::insert_into(sso_grant::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Logins that go on, in sessions and accounts that are alive.
macro_rules! live {
    ($query:expr, $at:expr) => {
        $query
            .inner_join(sso_login::table.on(sso_login::id.eq(sso_grant::login_id)))
            .inner_join(session::table.on(session::token_hash.eq(sso_login::session_hash)))
            .inner_join(account::table.on(account::id.eq(sso_login::account_id)))
            .filter(sso_login::state.eq(1i16))
            .filter(session::expires_at.gt($at))
            .filter(account::state.between(FIRST_LIVE, LAST_LIVE))
    };
}

type GrantRow = ((i64, i64, i64, String, i64), (String, Option<String>, i64), (String, String, i16, i64));

macro_rules! grant_columns {
    () => {
        (
            (sso_grant::id, sso_login::account_id, sso_login::client_id, sso_login::sid, session::expires_at),
            (sso_grant::scopes, sso_grant::nonce, sso_grant::logged_in_at),
            (sso_grant::redirect_uri, sso_grant::challenge, sso_grant::state, sso_grant::given_at),
        )
    };
}

fn grant(((id, account, client, sid, ends_at), (scopes, nonce, logged_in_at), code): GrantRow) -> Grant {
    let (redirect_uri, challenge, state, given_at) = code;
    let state = match state {
        WAITS => CodeState::Waiting,
        REDEEMED => CodeState::Redeemed,
        _ => CodeState::Revoked,
    };
    let expires_at = timestamp(given_at + CODE_SECONDS * 1_000_000);
    Grant {
        id,
        account: AccountId(account),
        sid,
        scopes: Scopes::parse(&scopes),
        nonce,
        logged_in_at: timestamp(logged_in_at),
        session_ends_at: timestamp(ends_at),
        code: Code { state, client, redirect_uri, challenge, expires_at },
    }
}

/// What a code stands for, as long as the session that it came of is alive.
pub fn grant_by_code(conn: &mut Conn, hash: &[u8], now: i64) -> Answer<Option<Grant>> {
    let row: Option<GrantRow> = live!(sso_grant::table, now)
        .filter(sso_grant::code_hash.eq(hash))
        .select(grant_columns!())
        .first(conn)
        .optional()?;
    Ok(row.map(grant))
}

/// Uses a code up; answers whether nobody else did meanwhile.
pub fn redeem(cx: &mut Cx, grant: i64) -> Answer<bool> {
    let waiting = sso_grant::table.find(grant).filter(sso_grant::state.eq(WAITS));
    Ok(diesel::update(waiting).set(sso_grant::state.eq(REDEEMED)).execute(cx.conn)? == 1)
}

/// Ends a code and every token that came of it.
pub fn revoke(cx: &mut Cx, grant: i64) -> Answer<()> {
    diesel::update(sso_grant::table.find(grant)).set(sso_grant::state.eq(REVOKED)).execute(cx.conn)?;
    diesel::delete(sso_token::table.filter(sso_token::grant_id.eq(grant))).execute(cx.conn)?;
    Ok(())
}

/// Keeps a new token.
pub fn insert_token(cx: &mut Cx, (grant, kind): (i64, Kind), hash: &[u8], expires_at: Timestamp) -> Answer<()> {
    let row = (
        sso_token::hash.eq(hash),
        sso_token::grant_id.eq(grant),
        sso_token::kind.eq(kind.number()),
        sso_token::is_used.eq(false),
        sso_token::expires_at.eq(expires_at.as_microsecond()),
    );
    diesel::insert_into(sso_token::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// A token with what it came of.
#[derive(Debug, Clone)]
pub struct Token {
    pub grant: Grant,
    pub refresh: Refresh,
    pub is_access: bool,
}

/// A token of a login that goes on; of either kind.
pub fn token(conn: &mut Conn, hash: &[u8], now: i64) -> Answer<Option<Token>> {
    let row: Option<(GrantRow, (i16, bool, i64))> =
        live!(sso_token::table.inner_join(sso_grant::table.on(sso_grant::id.eq(sso_token::grant_id))), now)
            .filter(sso_token::hash.eq(hash))
            .filter(sso_grant::state.eq(REDEEMED))
            .select((grant_columns!(), (sso_token::kind, sso_token::is_used, sso_token::expires_at)))
            .first(conn)
            .optional()?;
    Ok(row.map(|(row, (kind, is_used, expires_at))| {
        let grant = grant(row);
        let refresh = Refresh { client: grant.code.client, is_used, expires_at: timestamp(expires_at) };
        Token { grant, refresh, is_access: kind == Kind::Access.number() }
    }))
}

/// Marks a refresh token as used; answers whether nobody else did meanwhile.
pub fn use_up(cx: &mut Cx, hash: &[u8]) -> Answer<bool> {
    let fresh = sso_token::table.find(hash).filter(sso_token::is_used.eq(false));
    Ok(diesel::update(fresh).set(sso_token::is_used.eq(true)).execute(cx.conn)? == 1)
}

/// Forgets one token.
pub fn drop_token(cx: &mut Cx, hash: &[u8]) -> Answer<()> {
    diesel::delete(sso_token::table.find(hash)).execute(cx.conn)?;
    Ok(())
}

/// What an access token opens: whose data, which of them, for whom.
#[derive(Debug, Clone)]
pub struct Opened {
    pub account: AccountId,
    pub scopes: Scopes,
    pub client: Client,
    pub expires_at: Timestamp,
}

/// What an access token opens now.
pub fn opened(conn: &mut Conn, hash: &[u8], now: Timestamp) -> Answer<Option<Opened>> {
    let Some(token) = token(conn, hash, now.as_microsecond())? else { return Ok(None) };
    if !token.is_access || now >= token.refresh.expires_at {
        return Ok(None);
    }
    let client = super::client(conn, token.grant.code.client)?;
    let Token { grant, refresh, .. } = token;
    let opened = Opened { account: grant.account, scopes: grant.scopes, client, expires_at: refresh.expires_at };
    Ok(Some(opened).filter(|opened| opened.client.is_on))
}

/// Forgets tokens whose time is over, and codes that nothing came of or whose tokens are gone. Answers how many.
pub fn sweep(cx: &mut Cx) -> Answer<usize> {
    let tokens = diesel::delete(sso_token::table.filter(sso_token::expires_at.le(cx.at()))).execute(cx.conn)?;
    let left = sso_token::table.filter(sso_token::grant_id.eq(sso_grant::id));
    let old = sso_grant::table
        .filter(sso_grant::given_at.le(cx.at() - KEPT_MICROSECONDS))
        .filter(diesel::dsl::not(diesel::dsl::exists(left)));
    let old: Vec<i64> = old.limit(1000).select(sso_grant::id).load(cx.conn)?;
    let grants = diesel::delete(sso_grant::table.filter(sso_grant::id.eq_any(old))).execute(cx.conn)?;
    Ok(tokens + grants)
}

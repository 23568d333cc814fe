//! Agreeing, giving codes out, exchanging them, and the end of it all.

use super::store::{self, Client, Give, Grant, Kind};
use crate::{
    audit,
    kernel::{
        cx::{Cx, Key},
        db::Conn,
        failure::{Answer, DoorRefusal, Failure},
        session,
    },
};
use domain::{
    kernel::AccountId,
    sso::{ACCESS_SECONDS, Attempt, ClientKind, CodeFault, Protocol, REFRESH_DAYS, RefreshFault, Scopes},
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody lets a platform have some data.
pub struct Agree {
    pub client: i64,
    pub scopes: Scopes,
}

/// Writes it down.
pub fn agree(cx: &mut Cx, cmd: &Agree) -> Answer<()> {
    session::confirm(cx)?;
    let account = cx.account()?;
    cx.lock(&[Key::Account(account.get())])?;
    let client = store::client(cx.conn, cmd.client)?;
    let known = store::agreed(cx.conn, account, client.id)?.unwrap_or_default();
    let scopes = known.with(&cmd.scopes.granted(&client.scopes));
    store::agree(cx, (account, client.id), &scopes)?;
    if scopes == known {
        return Ok(());
    }
    log(cx, "platform-connected", &client, serde_json::json!({ "scopes": scopes.text() }))
}

fn log(cx: &mut Cx, act: &'static str, client: &Client, facts: serde_json::Value) -> Answer<()> {
    let subject = format!("client/{}", client.id);
    audit::write(cx, audit::Act { act, subject, organisation: None, reason: audit::BY_THE_PERSON, facts })
}

/// A code is to be given out.
pub struct Code {
    pub client: i64,
    pub redirect_uri: String,
    pub challenge: String,
    pub nonce: Option<String>,
    pub scopes: Scopes,
    pub logged_in_at: Timestamp,
    pub hash: [u8; 32],
}

/// Gives it out to whoever agreed, within their session. Answers whether they still agree to all of it.
pub fn give_code(cx: &mut Cx, cmd: &Code) -> Answer<bool> {
    session::confirm(cx)?;
    let account = cx.account()?;
    let session = cx.actor.session.ok_or(DoorRefusal::LoginNeeded)?;
    cx.lock(&[Key::Account(account.get())])?;
    let known = store::agreed(cx.conn, account, cmd.client)?;
    let Some(known) = known.filter(|known| known.covers(&cmd.scopes)) else { return Ok(false) };
    store::agree(cx, (account, cmd.client), &known)?;
    let login = store::login(cx, (account, cmd.client), &session)?;
    let give = Give {
        login,
        code_hash: &cmd.hash,
        redirect_uri: &cmd.redirect_uri,
        challenge: &cmd.challenge,
        nonce: cmd.nonce.as_deref(),
        scopes: &cmd.scopes,
        logged_in_at: cmd.logged_in_at,
    };
    store::give(cx, &give)?;
    Ok(true)
}

/// A platform that says who it is.
#[derive(Debug, Clone)]
pub struct Caller {
    pub client_id: String,
    pub secret_hash: Option<[u8; 32]>,
}

/// How a call of a platform ended: what was refused is kept and written down, so it isn't a refusal of the action.
pub enum Outcome<T> {
    Done(T),
    /// The protocol's word, ours, and under which code it is written down as an attack.
    Refused(Protocol, &'static str, Option<&'static str>),
}

/// The platform behind a call, if it proves to be that.
pub fn authenticate(conn: &mut Conn, caller: &Caller) -> Answer<Option<Client>> {
    let Some(client) = store::client_of(conn, &caller.client_id)? else { return Ok(None) };
    let is_right = match (client.kind, caller.secret_hash) {
        (ClientKind::Public, None) => true,
        (ClientKind::Confidential, Some(hash)) => store::is_secret(conn, client.id, &hash)?,
        _ => false,
    };
    Ok(is_right.then_some(client))
}

/// What is given for a code or a refresh token.
pub struct Given {
    pub client: Client,
    pub grant: Grant,
    pub expires_at: Timestamp,
}

/// The hashes under which the new tokens are kept.
#[derive(Debug, Clone, Copy)]
pub struct Fresh {
    pub access: [u8; 32],
    pub refresh: [u8; 32],
}

/// A code is to be exchanged.
pub struct Exchange {
    pub caller: Caller,
    pub code: [u8; 32],
    pub redirect_uri: String,
    pub verifier: String,
    pub fresh: Fresh,
}

/// Somebody who isn't the platform that they say they are.
pub fn not_proved<T>() -> Outcome<T> {
    Outcome::Refused(Protocol::InvalidClient, "client-not-proved", Some("oidc-attack.client-not-proved"))
}

/// Exchanges it once. A second try, or one by somebody else, ends what came of it.
pub fn exchange(cx: &mut Cx, cmd: &Exchange) -> Answer<Outcome<Given>> {
    let Some(client) = authenticate(cx.conn, &cmd.caller)? else {
        return Ok(not_proved());
    };
    let Some(grant) = store::grant_by_code(cx.conn, &cmd.code, cx.at())? else {
        return Ok(Outcome::Refused(Protocol::InvalidGrant, "code-unknown", Some("oidc-attack.code-unknown")));
    };
    let attempt = Attempt { client: client.id, redirect_uri: &cmd.redirect_uri, verifier: &cmd.verifier };
    let fault = match grant.code.redeem(&attempt, cx.now) {
        Ok(_) if store::redeem(cx, grant.id)? => return Ok(Outcome::Done(tokens(cx, client, grant, cmd.fresh)?)),
        // Somebody else was quicker, this very moment.
        Ok(_) => CodeFault::Replayed,
        Err(fault) => fault,
    };
    if fault.ends_it() {
        store::revoke(cx, grant.id)?;
    }
    Ok(Outcome::Refused(Protocol::InvalidGrant, fault.name(), fault.attack()))
}

/// A refresh token is to be exchanged.
pub struct Renew {
    pub caller: Caller,
    pub token: [u8; 32],
    /// What the platform wants to keep of its scopes; all of them when it says nothing.
    pub scopes: Option<Scopes>,
    pub fresh: Fresh,
}

/// Exchanges it for new tokens, once. A second use ends the family.
pub fn renew(cx: &mut Cx, cmd: &Renew) -> Answer<Outcome<Given>> {
    let Some(client) = authenticate(cx.conn, &cmd.caller)? else {
        return Ok(not_proved());
    };
    let known = store::token(cx.conn, &cmd.token, cx.at())?.filter(|token| !token.is_access);
    let Some(known) = known else { return Ok(Outcome::Refused(Protocol::InvalidGrant, "refresh-unknown", None)) };
    if cmd.scopes.as_ref().is_some_and(|wanted| !known.grant.scopes.covers(wanted)) {
        return Ok(Outcome::Refused(Protocol::InvalidScope, "scope-wider", None));
    }
    let fault = match known.refresh.rotate(client.id, cx.now) {
        Ok(()) if store::use_up(cx, &cmd.token)? => {
            return Ok(Outcome::Done(tokens(cx, client, known.grant, cmd.fresh)?));
        }
        Ok(()) => RefreshFault::Reused,
        Err(fault) => fault,
    };
    if fault.ends_family() {
        store::revoke(cx, known.grant.id)?;
    }
    Ok(Outcome::Refused(Protocol::InvalidGrant, fault.name(), fault.attack()))
}

fn tokens(cx: &mut Cx, client: Client, grant: Grant, fresh: Fresh) -> Answer<Given> {
    let until =
        |lasts: SignedDuration| cx.now.saturating_add(lasts).unwrap_or(Timestamp::MAX).min(grant.session_ends_at);
    let expires_at = until(SignedDuration::from_secs(ACCESS_SECONDS));
    let refresh_until = until(SignedDuration::from_hours(REFRESH_DAYS * 24));
    store::insert_token(cx, (grant.id, Kind::Access), &fresh.access, expires_at)?;
    store::insert_token(cx, (grant.id, Kind::Refresh), &fresh.refresh, refresh_until)?;
    Ok(Given { client, grant, expires_at })
}

/// A platform gives a token back.
pub struct GiveBack {
    pub caller: Caller,
    pub token: [u8; 32],
}

/// Ends a token of theirs: a refresh token with its family. What isn't theirs or isn't there is passed over (RFC 7009, 2.2).
pub fn give_back(cx: &mut Cx, cmd: &GiveBack) -> Answer<Outcome<()>> {
    let Some(client) = authenticate(cx.conn, &cmd.caller)? else {
        return Ok(not_proved());
    };
    let known = store::token(cx.conn, &cmd.token, cx.at())?;
    match known.filter(|known| known.grant.code.client == client.id) {
        Some(known) if known.is_access => store::drop_token(cx, &cmd.token)?,
        Some(known) => store::revoke(cx, known.grant.id)?,
        None => {}
    }
    Ok(Outcome::Done(()))
}

/// Somebody takes back what they agreed to for a platform; its sessions end.
pub fn withdraw(cx: &mut Cx, client: &i64) -> Answer<()> {
    session::confirm(cx)?;
    let account = cx.account()?;
    cx.lock(&[Key::Account(account.get())])?;
    if !store::withdraw(cx, account, *client)? {
        return Err(Failure::NotFound);
    }
    let client = store::client(cx.conn, *client)?;
    log(cx, "platform-withdrawn", &client, serde_json::json!({}))
}

/// The account ends: nothing is agreed to any more. Its sessions end with the account, and the logins with them.
pub fn erase(cx: &mut Cx, account: AccountId) -> Answer<()> {
    store::forget_consents(cx, account)
}

/// A connected platform in the copy of one's own data.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConsentCopy {
    pub platform: String,
    /// Which data, divided by blanks.
    pub scopes: String,
    #[schema(value_type = String)]
    pub agreed_at: Timestamp,
    #[schema(value_type = String)]
    pub used_at: Timestamp,
}

/// The platforms that somebody agreed to.
pub fn copies(conn: &mut Conn, account: AccountId) -> Answer<Vec<ConsentCopy>> {
    let copy = |(_, platform, scopes, agreed_at, used_at): (i64, String, Scopes, Timestamp, Timestamp)| ConsentCopy {
        platform,
        scopes: scopes.text(),
        agreed_at,
        used_at,
    };
    Ok(store::consents(conn, account)?.into_iter().map(copy).collect())
}

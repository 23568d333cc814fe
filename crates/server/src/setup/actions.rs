//! The token, and the one transaction that a set-up is.

use super::SetupRefusal;
use crate::{
    account::{self, Appoint, OWNER},
    kernel::{
        crypto::same,
        cx::{Cx, Key},
        db::Conn,
        failure::Answer,
        session::token_hash,
        setting,
    },
    organisation::{self, Make, Texts},
};
use domain::{
    kernel::{AccountId, hex},
    organisation::{Kind, Root},
};
use jiff::Timestamp;

/// A token opens the set-up for so long; the next start, or `goodhours admin setup`, gives another.
pub const TOKEN_SECONDS: i64 = 3_600;

/// The setting with the token's hash and, after a blank, the instant (microseconds) at which it expires.
const TOKEN: &str = "setup.token";
/// The setting with the hash of the token that the platform was set up with.
const DONE: &str = "setup.done";
/// The setting with the platform's name.
const SITE_NAME: &str = "site.name";
/// Serialises set-ups; no account has this id.
const NOBODY: i64 = 0;

/// Whether the platform was set up, at the wizard or at the command line.
pub fn is_over(conn: &mut Conn) -> Answer<bool> {
    account::has_accounts(conn)
}

/// What the set-up called the platform; empty when it didn't.
pub fn site_name(conn: &mut Conn) -> Answer<String> {
    Ok(setting::get(conn, SITE_NAME)?.unwrap_or_default())
}

/// A token that was just drawn.
pub struct Issue {
    pub token: String,
}

/// Makes a token known by its hash, in place of the one before; false when there is nothing left to set up.
pub fn issue(cx: &mut Cx, cmd: &Issue) -> Answer<bool> {
    cx.lock(&[Key::Account(NOBODY)])?;
    if is_over(cx.conn)? {
        return Ok(false);
    }
    let expires_at = cx.at() + TOKEN_SECONDS * 1_000_000;
    setting::put(cx.conn, TOKEN, &format!("{} {expires_at}", hash(&cmd.token)))?;
    Ok(true)
}

/// Whether the token opens the set-up at `now`.
pub fn admit(conn: &mut Conn, token: &str, now: Timestamp) -> Answer<()> {
    if is_over(conn)? {
        return Err(SetupRefusal::Over.into());
    }
    let kept = setting::get(conn, TOKEN)?.unwrap_or_default();
    let (kept, expires_at) = kept.split_once(' ').unwrap_or_default();
    if !same(kept.as_bytes(), hash(token).as_bytes()) {
        return Err(SetupRefusal::WrongToken.into());
    }
    let is_live = expires_at.parse().is_ok_and(|expires_at: i64| now.as_microsecond() < expires_at);
    if is_live { Ok(()) } else { Err(SetupRefusal::Expired.into()) }
}

/// Whether the platform was set up with this very token: a second tap on the last button sees the first one's result.
pub fn was_done_with(conn: &mut Conn, token: &str) -> Answer<bool> {
    let done = setting::get(conn, DONE)?.unwrap_or_default();
    Ok(same(done.as_bytes(), hash(token).as_bytes()))
}

fn hash(token: &str) -> String {
    hex(&token_hash(token))
}

/// Everything that the forms ask for.
#[derive(Clone)]
pub struct SetUp {
    pub token: String,
    pub site_name: String,
    pub region: String,
    pub organisation: String,
    pub owner: Appoint,
}

/// Makes the owner, the organisation at the top and the platform's name, and closes the set-up.
pub fn set_up(cx: &mut Cx, cmd: &SetUp) -> Answer<AccountId> {
    cx.lock(&[Key::Account(NOBODY)])?;
    admit(cx.conn, &cmd.token, cx.now)?;
    let owner = Appoint { platform_role: OWNER, ..cmd.owner.clone() };
    let account = account::appoint(cx, &owner)?.account;
    let texts = Texts {
        name: cmd.organisation.clone(),
        region: cmd.region.clone(),
        contact_name: owner.nickname,
        contact_phone: owner.phone,
        ..Texts::default()
    };
    let top = Make {
        parent: None,
        branch: Some(Root::Federation),
        kind: Kind::Group,
        texts,
        owner: Some(account),
        registered_on: None,
    };
    organisation::create_made(cx, &top)?;
    account::demand_of_stewards(cx.conn)?;
    setting::put(cx.conn, SITE_NAME, &cmd.site_name)?;
    setting::put(cx.conn, DONE, &hash(&cmd.token))?;
    setting::remove(cx.conn, TOKEN)?;
    Ok(account)
}

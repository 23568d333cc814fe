//! Setting a second factor up, trying its codes, taking it away, and the setting of who must have one.

use super::store::{self, Factor, State};
use crate::{
    account::{
        actions::{changed, tell_everywhere},
        passkey,
    },
    audit,
    kernel::{
        access::Actor,
        crypto::Keys,
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{account, volunteer},
        },
        failure::Answer,
        session, setting,
    },
    organisation,
};
use diesel::prelude::*;
use domain::{
    account::{
        Demand, Power, RecoveryCode, SecondFactorRefusal, TotpSecret,
        second_factor::{SET_UP_SECONDS, is_fresh, may_try},
        totp::is_one_time_code,
    },
    kernel::AccountId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The setting of who must have a second factor.
pub const DEMAND: &str = "second-factor";

/// What a person's authenticator is given.
pub struct Begun {
    /// For typing.
    pub secret: String,
    /// For the QR code.
    pub address: String,
}

/// Somebody sets a factor up at the platform of this name.
pub struct Begin {
    pub site: String,
}

/// Begins to set a factor up. Asked again within ten minutes, it is the same secret.
pub fn begin(cx: &mut Cx, cmd: &Begin) -> Answer<Begun> {
    let id = present(cx)?;
    let secret = match store::read(cx.conn, &cx.means.keys, id)? {
        Some(Factor { confirmed_at: Some(_), .. }) => return Err(SecondFactorRefusal::AlreadySet.into()),
        Some(known) if is_fresh(known.begun_at, SET_UP_SECONDS, cx.now) => known.secret,
        _ => {
            let secret = TotpSecret::new(cx.dice.bytes());
            store::begin(cx, id, &secret)?;
            secret
        }
    };
    shown(cx.conn, id, &secret, &cmd.site)
}

/// What was begun, once more.
pub fn begun(conn: &mut Conn, keys: &Keys, id: AccountId, site: &str, now: Timestamp) -> Answer<Begun> {
    let fresh = |factor: &Factor| is_fresh(factor.begun_at, SET_UP_SECONDS, now);
    let factor = store::read(conn, keys, id)?.filter(fresh).ok_or(SecondFactorRefusal::NotBegun)?;
    if factor.confirmed_at.is_some() {
        return Err(SecondFactorRefusal::AlreadySet.into());
    }
    shown(conn, id, &factor.secret, site)
}

fn shown(conn: &mut Conn, id: AccountId, secret: &TotpSecret, site: &str) -> Answer<Begun> {
    Ok(Begun { secret: secret.text(), address: secret.address(site, &label(conn, id)?) })
}

/// What authenticators call the account: the volunteer's number or the nickname, never a phone or a document.
pub fn label(conn: &mut Conn, id: AccountId) -> Answer<String> {
    let (nickname, number): (String, Option<String>) = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::id.eq(id.get()))
        .select((account::nickname, volunteer::number.nullable()))
        .first(conn)?;
    Ok(number.or(Some(nickname).filter(|name| !name.is_empty())).unwrap_or_else(|| id.to_string()))
}

/// Somebody enters a code.
pub struct Typed {
    pub entered: String,
}

/// The first right code confirms the factor; other sessions end. Answers the codes on paper, which nobody sees again. A wrong one is
/// counted and kept, so the refusal comes back as a value.
pub fn confirm(cx: &mut Cx, cmd: &Typed) -> Answer<Result<Vec<String>, SecondFactorRefusal>> {
    let id = asker(cx)?;
    let factor = store::read(cx.conn, &cx.means.keys, id)?.ok_or(SecondFactorRefusal::NotBegun)?;
    if factor.confirmed_at.is_some() {
        return Err(SecondFactorRefusal::AlreadySet.into());
    }
    if !is_fresh(factor.begun_at, SET_UP_SECONDS, cx.now) {
        return Err(SecondFactorRefusal::NotBegun.into());
    }
    if let Err(refusal) = try_step(cx, id, &factor, &cmd.entered)? {
        return Ok(Err(refusal));
    }
    store::confirm(cx, id)?;
    let codes = store::draw_codes(cx, id)?;
    session::close_others(cx, id)?;
    session::step_up(cx)?;
    super::pending::forget(cx, id)?;
    told(cx, id, "second-factor-set")?;
    Ok(Ok(texts(&codes)))
}

/// New codes on paper in place of all earlier ones.
pub fn renew_codes(cx: &mut Cx, (): &()) -> Answer<Vec<String>> {
    let id = present(cx)?;
    if !store::is_set(cx.conn, id)? {
        return Err(SecondFactorRefusal::NotSet.into());
    }
    let codes = store::draw_codes(cx, id)?;
    told(cx, id, "recovery-codes-renewed")?;
    Ok(texts(&codes))
}

fn texts(codes: &[RecoveryCode]) -> Vec<String> {
    codes.iter().map(RecoveryCode::text).collect()
}

/// Takes the asker's factor away for a right code; the password was checked before.
pub fn remove(cx: &mut Cx, cmd: &Typed) -> Answer<Result<(), SecondFactorRefusal>> {
    let id = present(cx)?;
    if let Err(refusal) = pass(cx, id, &cmd.entered)? {
        return Ok(Err(refusal));
    }
    store::remove(cx, id)?;
    session::close_others(cx, id)?;
    super::pending::forget(cx, id)?;
    told(cx, id, "second-factor-removed")?;
    Ok(Ok(()))
}

/// The operator takes every factor of somebody away who lost everything; all sessions end.
pub fn reset(cx: &mut Cx, id: AccountId) -> Answer<()> {
    let passkeys = passkey::forget(cx, id)?;
    if passkeys == 0 && !store::is_set(cx.conn, id)? {
        return Err(SecondFactorRefusal::NotSet.into());
    }
    store::remove(cx, id)?;
    session::close_all(cx, id)?;
    super::pending::forget(cx, id)?;
    told(cx, id, "second-factor-removed")
}

/// The account ends, and its factor with it.
pub fn erase(cx: &mut Cx, id: AccountId) -> Answer<()> {
    store::remove(cx, id)?;
    super::pending::forget(cx, id)
}

/// The asker shows by a code to be present.
pub fn step_up_by_code(cx: &mut Cx, cmd: &Typed) -> Answer<Result<Timestamp, SecondFactorRefusal>> {
    let id = asker(cx)?;
    if let Err(refusal) = pass(cx, id, &cmd.entered)? {
        return Ok(Err(refusal));
    }
    session::step_up(cx).map(Ok)
}

/// Tries a code against a confirmed factor, whose account is locked, and uses it up. Authenticator's and paper's are told apart by form.
pub fn pass(cx: &mut Cx, id: AccountId, entered: &str) -> Answer<Result<(), SecondFactorRefusal>> {
    let confirmed = |factor: &Factor| factor.confirmed_at.is_some();
    let Some(factor) = store::read(cx.conn, &cx.means.keys, id)?.filter(confirmed) else {
        return Err(SecondFactorRefusal::NotSet.into());
    };
    if is_one_time_code(entered) {
        return try_step(cx, id, &factor, entered);
    }
    if let Err(refusal) = may_try(factor.wrong, cx.now) {
        return Ok(Err(refusal));
    }
    let code = RecoveryCode::parse(entered);
    let known = match &code {
        Some(code) => store::known_code(cx.conn, &cx.means.keys, id, code)?,
        None => None,
    };
    match (code, known) {
        (Some(code), Some(None)) => {
            store::use_code(cx, id, &code)?;
            let left = store::state(cx.conn, id)?.codes_left;
            tell_everywhere(cx, id, "recovery-code-used", &serde_json::json!({ "at": cx.now, "left": left }))?;
            Ok(Ok(()))
        }
        (_, Some(Some(_))) => Ok(Err(SecondFactorRefusal::Used)),
        (_, None) | (None, _) => wrong(cx, id, &factor),
    }
}

fn try_step(cx: &mut Cx, id: AccountId, factor: &Factor, entered: &str) -> Answer<Result<(), SecondFactorRefusal>> {
    if let Err(refusal) = may_try(factor.wrong, cx.now) {
        return Ok(Err(refusal));
    }
    match factor.secret.check(entered, factor.last_step, cx.now) {
        Ok(step) => store::used(cx, id, step).map(Ok),
        Err(SecondFactorRefusal::Wrong) => wrong(cx, id, factor),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn wrong(cx: &mut Cx, id: AccountId, factor: &Factor) -> Answer<Result<(), SecondFactorRefusal>> {
    store::wrong(cx, id, factor.wrong.wrong(cx.now))?;
    Ok(Err(SecondFactorRefusal::Wrong))
}

/// The one who asks, with the account's lock.
pub fn asker(cx: &mut Cx) -> Answer<AccountId> {
    let id = cx.account()?;
    cx.lock(&[Key::Account(id.get())])?;
    // Behind the lock, since whoever held it may have ended this very session.
    session::confirm(cx)?;
    Ok(id)
}

/// The same, who showed within the last minutes to be present.
pub fn present(cx: &mut Cx) -> Answer<AccountId> {
    let id = asker(cx)?;
    session::require_step_up(cx)?;
    Ok(id)
}

/// Writes a change down and tells the person of it on every channel.
pub fn told(cx: &mut Cx, id: AccountId, act: &'static str) -> Answer<()> {
    let (subject, facts) = (format!("account/{id}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act, subject, organisation: None, reason: "", facts })?;
    changed(cx, id, act)
}

/// Whether a login is asked for a second step: by an authenticator that was set up, or, of somebody whose role demands two factors, by a
/// passkey. Whoever has a passkey for comfort alone still logs in by password where it isn't at hand.
pub fn is_asked(conn: &mut Conn, id: AccountId, now: Timestamp) -> Answer<bool> {
    Ok(store::is_set(conn, id)?
        || (passkey::count_of(conn, id)? > 0 && organisation::second_factor_demanded(conn, id, now)?))
}

/// What a person may know of their own factor, and whether one is demanded.
pub fn state(conn: &mut Conn, id: AccountId, now: Timestamp) -> Answer<(State, bool)> {
    Ok((store::state(conn, id)?, organisation::second_factor_demanded(conn, id, now)?))
}

/// What a set-up begins with.
pub fn demand_of_stewards(conn: &mut Conn) -> Answer<()> {
    setting::put(conn, DEMAND, Demand::Stewards.name())
}

/// The platform's owner decides who must have a second factor.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub demand: Demand,
}

/// Writes the setting down.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<()> {
    let by = organisation::platform_power(cx.conn, &cx.actor, Power::LoginRules)?;
    let before = Demand::of_setting(setting::get(cx.conn, DEMAND)?.as_deref());
    setting::put(cx.conn, DEMAND, cmd.demand.name())?;
    let facts = serde_json::json!({ "from": before.name(), "to": cmd.demand.name() });
    let subject = format!("account/{}", by.account());
    audit::write(cx, audit::Act { act: "second-factor-demanded", subject, organisation: None, reason: "", facts })
}

/// Reads the setting, for the platform's owner.
pub fn demand(conn: &mut Conn, by: &Actor) -> Answer<Demand> {
    organisation::platform_power(conn, by, Power::LoginRules)?;
    Ok(Demand::of_setting(setting::get(conn, DEMAND)?.as_deref()))
}

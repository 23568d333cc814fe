//! Logins that wait for their second step: the first one is kept here for five minutes, under a token that the browser holds, and is
//! used up with the right code or passkey. No session exists before.

use super::actions::pass;
use crate::{
    account::{
        actions::{Enter, Opened, Opening, enter},
        flow::{LoggedIn, entered, fresh_device},
        passkey, store,
    },
    kernel::{
        cx::{Cx, Key},
        db::{Conn, schema::pending_login},
        dice::entropy,
        failure::Answer,
        office::Ask,
        session::{self, TokenHash, token_hash},
        web::Visit,
    },
};
use diesel::prelude::*;
use domain::{
    account::{
        PasskeyRefusal, SecondFactorRefusal,
        passkey::Occasion,
        second_factor::{LOGIN_SECONDS, is_fresh},
    },
    kernel::{AccountId, timestamp},
};
use jiff::Timestamp;

/// Keeps the first step of a login.
pub fn keep(cx: &mut Cx, token: TokenHash, first: &Enter) -> Answer<()> {
    let row = (
        pending_login::token_hash.eq(token.to_vec()),
        pending_login::account_id.eq(first.account.get()),
        pending_login::remember.eq(first.remember),
        pending_login::begun_at.eq(cx.at()),
    );
    diesel::insert_into(pending_login::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Forgets every login of an account that waits.
pub fn forget(cx: &mut Cx, id: AccountId) -> Answer<()> {
    diesel::delete(pending_login::table.filter(pending_login::account_id.eq(id.get()))).execute(cx.conn)?;
    Ok(())
}

/// The second step, from the browser that did the first.
#[derive(Clone)]
pub struct Finish {
    pub waiting: TokenHash,
    pub entered: String,
    pub token: TokenHash,
    pub device: TokenHash,
    pub device_name: String,
}

type Row = (i64, bool, i64);

/// The same by a passkey instead of a code.
#[derive(Clone)]
pub struct FinishByPasskey {
    pub finish: Finish,
    pub checked: passkey::Checked,
}

/// Tries the code and opens the session that waited for it.
pub fn finish(cx: &mut Cx, cmd: &Finish) -> Answer<(AccountId, bool, Opening)> {
    let (id, remember) = proceed(cx, cmd)?;
    if let Err(refusal) = pass(cx, id, &cmd.entered)? {
        return Ok((id, remember, Opening::Refused(refusal)));
    }
    Ok((id, remember, Opening::Opened(conclude(cx, cmd, (id, remember))?)))
}

type ByPasskey = Result<(AccountId, bool, Opened), PasskeyRefusal>;

/// Takes the passkey, which must be of the account whose login waits, and opens the session.
pub fn finish_by_passkey(cx: &mut Cx, cmd: &FinishByPasskey) -> Answer<ByPasskey> {
    let (id, remember) = proceed(cx, &cmd.finish)?;
    if let Err(refusal) = passkey::used_by(cx, id, &cmd.checked)? {
        return Ok(Err(refusal));
    }
    Ok(Ok((id, remember, conclude(cx, &cmd.finish, (id, remember))?)))
}

/// Whose login waits, behind the account's lock.
fn proceed(cx: &mut Cx, cmd: &Finish) -> Answer<(AccountId, bool)> {
    let over = SecondFactorRefusal::LoginOver;
    let id = AccountId(waiting(cx, cmd.waiting)?.ok_or(over.clone())?.0);
    cx.lock(&[Key::Account(id.get())])?;
    let (_, remember, begun_at) = waiting(cx, cmd.waiting)?.ok_or(over.clone())?;
    if !is_fresh(timestamp(begun_at), LOGIN_SECONDS, cx.now) || !store::may_log_in(cx.conn, id)? {
        return Err(over.into());
    }
    Ok((id, remember))
}

fn conclude(cx: &mut Cx, cmd: &Finish, (id, remember): (AccountId, bool)) -> Answer<Opened> {
    diesel::delete(pending_login::table.find(cmd.waiting.to_vec())).execute(cx.conn)?;
    let whole = Enter {
        account: id,
        token: cmd.token,
        device: Some(cmd.device),
        device_name: cmd.device_name.clone(),
        api: false,
        remember,
        present: true,
    };
    enter(cx, &whole)
}

fn waiting(cx: &mut Cx, token: TokenHash) -> Answer<Option<Row>> {
    read(cx.conn, token)
}

/// Whose login waits under a token.
pub fn whose_login(conn: &mut Conn, token: TokenHash, now: Timestamp) -> Answer<AccountId> {
    let fresh = |row: &Row| is_fresh(timestamp(row.2), LOGIN_SECONDS, now);
    Ok(read(conn, token)?.filter(fresh).map(|(id, ..)| AccountId(id)).ok_or(SecondFactorRefusal::LoginOver)?)
}

fn read(conn: &mut Conn, token: TokenHash) -> Answer<Option<Row>> {
    Ok(pending_login::table
        .find(token.to_vec())
        .select((pending_login::account_id, pending_login::remember, pending_login::begun_at))
        .first(conn)
        .optional()?)
}

/// Finishes the login that a browser's cookie names; the session gets a token of its own.
pub async fn second_step(visit: &Visit, waiting: &str, code: String, device: Option<String>) -> Answer<LoggedIn> {
    let (token, device) = (session::token(entropy()), fresh_device(device));
    let cmd = finishing(visit, waiting, code, (&token, &device));
    let (account, remember, opening) = visit.office.record(Ask { key: None, ..visit.ask() }, cmd, finish).await?;
    match opening {
        Opening::Opened(opened) => Ok(entered(visit, account, (token, device), remember, opened)),
        Opening::Refused(refusal) => Err(("code", refusal).into()),
        Opening::Waits => Err(SecondFactorRefusal::LoginOver.into()),
    }
}

/// Finishes the login that a browser's cookie names by a passkey.
pub async fn second_step_by_passkey(
    visit: &Visit,
    waiting: &str,
    answered: &passkey::Answered,
    device: Option<String>,
) -> Answer<LoggedIn> {
    let bound_to = token_hash(waiting).to_vec();
    let checked = passkey::check(visit, answered, Occasion::SecondStep, bound_to).await?;
    let (token, device) = (session::token(entropy()), fresh_device(device));
    let finish = finishing(visit, waiting, String::new(), (&token, &device));
    let ask = Ask { key: None, ..visit.ask() };
    let done = visit.office.record(ask, FinishByPasskey { finish, checked }, finish_by_passkey).await?;
    let (account, remember, opened) = done?;
    Ok(entered(visit, account, (token, device), remember, opened))
}

fn finishing(visit: &Visit, waiting: &str, entered: String, (token, device): (&str, &str)) -> Finish {
    Finish {
        waiting: token_hash(waiting),
        entered,
        token: token_hash(token),
        device: token_hash(device),
        device_name: visit.device.clone(),
    }
}

//! Adding, naming and removing passkeys, and what follows an answer of an authenticator: it opens a session or shows that somebody is
//! present, or it is refused and written down.

use super::{
    challenge::{Spend, spend},
    flow::Checked,
    store::{self, New, Stored},
};
use crate::{
    account::{
        actions::{Enter, Opened, enter},
        locks::Try,
        second_factor, store as accounts,
    },
    audit,
    kernel::{
        cx::{Cx, Key},
        db::Conn,
        failure::{Answer, Failure},
        session,
    },
    organisation,
};
use domain::{
    account::{
        PasskeyRefusal,
        passkey::{Beside, check_counter, may_add},
    },
    kernel::{AccountId, PasskeyId, Refuse},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An answer came back; of a passkey that is there already, with its id.
#[derive(Clone)]
pub struct Begin {
    pub spend: Spend,
    pub credential_id: Option<Vec<u8>>,
}

/// What the answer is compared with.
pub struct Begun {
    pub challenge: Vec<u8>,
    pub known: Option<Stored>,
}

/// Uses the challenge up and looks for the passkey.
pub fn begin(cx: &mut Cx, cmd: &Begin) -> Answer<Result<Begun, PasskeyRefusal>> {
    let challenge = match spend(cx, &cmd.spend)? {
        Ok(challenge) => challenge,
        Err(refusal) => return refused(cx, None, refusal).map(Err),
    };
    let Some(credential_id) = &cmd.credential_id else { return Ok(Ok(Begun { challenge, known: None })) };
    match store::by_credential(cx.conn, credential_id)? {
        Some(known) => Ok(Ok(Begun { challenge, known: Some(known) })),
        None => refused(cx, None, PasskeyRefusal::Unknown).map(Err),
    }
}

/// An answer that turned out wrong.
pub struct Refusing {
    pub account: Option<AccountId>,
    pub refusal: PasskeyRefusal,
}

/// Writes it down.
pub fn write_down(cx: &mut Cx, cmd: &Refusing) -> Answer<PasskeyRefusal> {
    refused(cx, cmd.account, cmd.refusal.clone())
}

/// Every refused answer is counted for the place that it came from, and goes into the trail as long as those are few: nobody can fill it.
fn refused(cx: &mut Cx, whose: Option<AccountId>, refusal: PasskeyRefusal) -> Answer<PasskeyRefusal> {
    let address = cx.actor.address.clone();
    let from = Try::of(&cx.means.keys, &format!("passkey from {address}"), &address, None);
    if from.note(cx)? {
        let subject = format!("account/{}", whose.map_or(0, AccountId::get));
        let facts = serde_json::json!({ "code": refusal.shape().code });
        audit::write(cx, audit::Act { act: "passkey-refused", subject, organisation: None, reason: "", facts })?;
    }
    Ok(refusal)
}

/// The authenticator counted on, and the account may log in. Its account is locked.
pub fn used(cx: &mut Cx, checked: &Checked) -> Answer<Result<(), PasskeyRefusal>> {
    let stored = store::by_id(cx.conn, checked.passkey)?.filter(|stored| stored.account == checked.account);
    crate::record::refuse_held(cx.conn, checked.account)?;
    let may_enter = accounts::may_log_in(cx.conn, checked.account)?;
    let Some(stored) = stored.filter(|_| may_enter) else {
        return refused(cx, Some(checked.account), PasskeyRefusal::Unknown).map(Err);
    };
    if let Err(refusal) = check_counter(stored.counter, checked.counter) {
        return refused(cx, Some(stored.account), refusal).map(Err);
    }
    store::used(cx, stored.id, checked.counter).map(Ok)
}

/// Somebody logs in by passkey alone.
pub struct LogIn {
    pub checked: Checked,
    pub enter: Enter,
}

/// Opens the session: the passkey is two factors in one, so nothing more is asked. Wrong passwords lock nothing here (ACC-09).
pub fn log_in(cx: &mut Cx, cmd: &LogIn) -> Answer<Result<Opened, PasskeyRefusal>> {
    cx.lock(&[Key::Account(cmd.checked.account.get())])?;
    if let Err(refusal) = used(cx, &cmd.checked)? {
        return Ok(Err(refusal));
    }
    enter(cx, &cmd.enter).map(Ok)
}

/// The passkey of somebody who is known by other means: another account's isn't theirs.
pub fn used_by(cx: &mut Cx, id: AccountId, checked: &Checked) -> Answer<Result<(), PasskeyRefusal>> {
    if checked.account != id {
        return refused(cx, Some(id), PasskeyRefusal::NotYours).map(Err);
    }
    used(cx, checked)
}

/// The asker shows by a passkey to be present.
pub fn step_up(cx: &mut Cx, cmd: &Checked) -> Answer<Result<Timestamp, PasskeyRefusal>> {
    let id = second_factor::asker(cx)?;
    if let Err(refusal) = used_by(cx, id, cmd)? {
        return Ok(Err(refusal));
    }
    session::step_up(cx).map(Ok)
}

/// A verified new passkey.
pub struct Add {
    pub credential_id: Vec<u8>,
    pub public_key: Vec<u8>,
    pub counter: u32,
    pub name: String,
}

/// Keeps a passkey and tells its person everywhere.
pub fn add(cx: &mut Cx, cmd: &Add) -> Answer<PasskeyId> {
    let id = second_factor::present(cx)?;
    may_add(store::count(cx.conn, id)?)?;
    if store::by_credential(cx.conn, &cmd.credential_id)?.is_some() {
        return Err(PasskeyRefusal::Known.into());
    }
    let new =
        New { credential_id: &cmd.credential_id, public_key: &cmd.public_key, counter: cmd.counter, name: &cmd.name };
    let passkey = store::insert(cx, id, &new)?;
    second_factor::told(cx, id, "passkey-added")?;
    Ok(passkey)
}

/// One of one's own passkeys is called something else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rename {
    pub id: i64,
    pub name: String,
}

/// Gives it the name.
pub fn rename(cx: &mut Cx, cmd: &Rename) -> Answer<()> {
    let id = second_factor::asker(cx)?;
    store::rename(cx, id, PasskeyId(cmd.id), &cmd.name)
}

/// Takes one of one's own passkeys away; other sessions end, since it may be a lost device's.
pub fn remove(cx: &mut Cx, passkey: &PasskeyId) -> Answer<()> {
    let id = second_factor::present(cx)?;
    store::by_id(cx.conn, *passkey)?.filter(|stored| stored.account == id).ok_or(Failure::NotFound)?;
    let beside = Beside {
        passkeys: store::count(cx.conn, id)?,
        has_authenticator: second_factor::is_set(cx.conn, id)?,
        is_demanded: organisation::second_factor_demanded(cx.conn, id, cx.now)?,
    };
    beside.may_remove()?;
    store::remove(cx, id, *passkey)?;
    session::close_others(cx, id)?;
    second_factor::forget(cx, id)?;
    second_factor::told(cx, id, "passkey-removed")
}

/// Somebody's passkeys end: the account closes, changes hands, or is helped by the operator. Answers how many there were.
pub fn forget(cx: &mut Cx, id: AccountId) -> Answer<usize> {
    store::remove_all(cx, id)
}

/// How many somebody has.
pub fn count_of(conn: &mut Conn, id: AccountId) -> Answer<u32> {
    store::count(conn, id)
}

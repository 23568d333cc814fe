//! What the operator of a deployment does without being logged in: the first owner at the set-up, and at the command line platform
//! roles, passwords and suspensions. Each act is in the trail, as the system's.

use super::{
    actions::replace_password,
    administration::{self, Appointment, Divide, Unite},
    flow::new_password,
    made::{MadePerson, Registered, register_made},
    second_factor, store,
};
use crate::{
    audit,
    kernel::{
        crypto::{IndexField, Secret},
        cx::{Cx, Key},
        db::{Conn, schema::account},
        dice::entropy,
        failure::{Answer, DoorRefusal},
        office::{Ask, Office},
        session,
    },
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::{Contact, Phone},
    kernel::AccountId,
};
use serde::{Deserialize, Serialize};

/// The role that owns the platform.
pub const OWNER: i16 = 3;

domain::refusals! {
    /// Why an act of the operator isn't done.
    pub enum OperatorRefusal {
        /// Nobody has this phone.
        NoAccount => "operator.no-account", "ACC-14", Invalid;
        /// The phone has an account already.
        PhoneTaken => "operator.phone-taken", "ACC-14", Conflict;
        /// Only live accounts are suspended, and only suspended ones restored.
        WrongState => "operator.wrong-state", "ACC-14", Conflict;
    }
}

/// One act of the operator, as the command line hands it to the process that serves. People are named by their phone.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// Makes an account that owns the platform.
    Owner { phone: String, nickname: String, password: String },
    /// Gives a role on the platform, or takes it.
    Role(Appointment),
    /// Divides an owner's work among three administrators.
    Divide(Divide),
    /// Puts it together again under one owner.
    Unite(Unite),
    /// Sets a new password; all sessions end.
    Password { phone: String, password: String },
    /// Closes an account to logins; all sessions end.
    Lock { phone: String },
    /// Opens a suspended account again.
    Unlock { phone: String },
    /// Takes the second factor of somebody away who lost it with all codes; all sessions end.
    SecondFactor { phone: String },
}

/// Carries out one act for the system.
pub async fn operate(office: &Office, operation: Operation) -> Answer<()> {
    let ask = Ask::system(office.clock.now());
    match operation {
        Operation::Owner { phone, nickname, password } => {
            let password_hash = hash_for(office, &phone, &Secret::new(password)).await?;
            let cmd = Appoint { phone, nickname, password_hash, platform_role: OWNER };
            office.record(ask, cmd, appoint_first).await.map(|_| ())
        }
        Operation::Role(cmd) => office.record(ask, cmd, administration::appoint).await,
        Operation::Divide(cmd) => office.record(ask, cmd, administration::divide).await,
        Operation::Unite(cmd) => office.record(ask, cmd, administration::unite).await,
        Operation::Password { phone, password } => {
            let password_hash = hash_for(office, &phone, &Secret::new(password)).await?;
            office.record(ask, ResetPassword { phone, password_hash }, reset_password).await
        }
        Operation::Lock { phone } => office.record(ask, Whom { phone }, suspend).await,
        Operation::Unlock { phone } => office.record(ask, Whom { phone }, restore).await,
        Operation::SecondFactor { phone } => office.record(ask, Whom { phone }, take_second_factor).await,
    }
}

/// The hash of a password for the holder of a phone; refused as at the doors.
pub async fn hash_for(office: &Office, phone: &str, password: &Secret<String>) -> Answer<String> {
    let phone = Phone::parse(phone).map_err(|refusal| ("phone", refusal))?;
    let password = new_password(password, &Contact::Phone(phone))?;
    Ok(office.means.hashers.hash(Secret::new(password), entropy()).await?)
}

/// Whether there is an account at all; a platform without any waits for its set-up.
pub fn has_accounts(conn: &mut Conn) -> Answer<bool> {
    Ok(diesel::select(exists(account::table.select(account::id))).get_result(conn)?)
}

/// Somebody who is to run the platform.
#[derive(Clone, Serialize, Deserialize)]
pub struct Appoint {
    pub phone: String,
    pub nickname: String,
    pub password_hash: String,
    /// 1 support, 2 steward of the platform, 3 its owner.
    pub platform_role: i16,
}

/// Makes an owner; the first of all stands for the set-up, so it demands a second factor of stewards as that does.
fn appoint_first(cx: &mut Cx, cmd: &Appoint) -> Answer<Registered> {
    only_the_system(cx)?;
    administration::is_owned(cx.conn)?;
    if !has_accounts(cx.conn)? {
        second_factor::demand_of_stewards(cx.conn)?;
    }
    appoint(cx, cmd)
}

/// Makes an account with a platform role, for the system alone.
pub fn appoint(cx: &mut Cx, cmd: &Appoint) -> Answer<Registered> {
    only_the_system(cx)?;
    let phone = Phone::parse(&cmd.phone).map_err(|refusal| ("phone", refusal))?;
    cx.lock(&[store::mac_key(&cx.means.keys, IndexField::Phone, phone.e164())])?;
    if store::account_of_phone(cx.conn, &cx.means.keys, &phone)?.is_some() {
        return Err(("phone", OperatorRefusal::PhoneTaken).into());
    }
    let made = register_made(
        cx,
        &MadePerson {
            phone: Some(cmd.phone.clone()),
            email: None,
            user_name: None,
            password_hash: Some(cmd.password_hash.clone()),
            nickname: cmd.nickname.clone(),
            platform_role: cmd.platform_role,
            identity: None,
            region: String::new(),
            wants_card: false,
            verified: false,
        },
    )?;
    store::was_used(cx, made.account)?;
    log(cx, "platform-role", made.account, serde_json::json!({ "platform_role": cmd.platform_role }))?;
    Ok(made)
}

struct ResetPassword {
    phone: String,
    password_hash: String,
}

fn reset_password(cx: &mut Cx, cmd: &ResetPassword) -> Answer<()> {
    let id = found(cx, &cmd.phone)?;
    replace_password(cx, id, &cmd.password_hash)?;
    log(cx, "password-reset", id, serde_json::json!({}))
}

struct Whom {
    phone: String,
}

fn suspend(cx: &mut Cx, cmd: &Whom) -> Answer<()> {
    let id = found(cx, &cmd.phone)?;
    if !store::suspend(cx, id)? {
        return Err(OperatorRefusal::WrongState.into());
    }
    session::close_all(cx, id)?;
    log(cx, "account-suspended", id, serde_json::json!({}))
}

fn restore(cx: &mut Cx, cmd: &Whom) -> Answer<()> {
    let id = found(cx, &cmd.phone)?;
    crate::record::refuse_held(cx.conn, id)?;
    if !store::restore(cx, id)? {
        return Err(OperatorRefusal::WrongState.into());
    }
    // The ninety days begin anew; otherwise the next sweep would suspend it again.
    store::was_used(cx, id)?;
    log(cx, "account-restored", id, serde_json::json!({}))
}

fn take_second_factor(cx: &mut Cx, cmd: &Whom) -> Answer<()> {
    let id = found(cx, &cmd.phone)?;
    second_factor::reset(cx, id)
}

fn found(cx: &mut Cx, phone: &str) -> Answer<AccountId> {
    only_the_system(cx)?;
    let phone = Phone::parse(phone).map_err(|refusal| ("phone", refusal))?;
    let id = store::account_of_phone(cx.conn, &cx.means.keys, &phone)?.ok_or(OperatorRefusal::NoAccount)?;
    cx.lock(&[Key::Account(id.get())])?;
    Ok(id)
}

fn only_the_system(cx: &Cx) -> Answer<()> {
    if cx.actor.account.is_some() { Err(DoorRefusal::Forbidden.into()) } else { Ok(()) }
}

fn log(cx: &mut Cx, act: &'static str, id: AccountId, facts: serde_json::Value) -> Answer<()> {
    audit::write(cx, audit::Act { act, subject: format!("account/{id}"), organisation: None, reason: "", facts })
}

//! Giving and taking roles on the platform, dividing the work, and putting it together again.

use super::store;
use crate::{
    account::{actions::tell_everywhere, state, store as accounts},
    audit,
    kernel::{
        cx::{Cx, Key},
        db::{Conn, schema::account},
        failure::{Answer, DoorRefusal},
        session, setting,
    },
    organisation::platform_power,
};
use diesel::prelude::*;
use domain::{
    account::{
        AdministrationRefusal, Division, Phone, Post, Power,
        administration::{self, Held},
    },
    kernel::AccountId,
};
use serde::{Deserialize, Serialize};

/// Two changes of who runs the platform come one after the other, so that both can't take the last but one. No account has this id.
const PEOPLE: Key = Key::Account(0);

/// Somebody is to be this on the platform, or nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Appointment {
    pub phone: String,
    pub post: Option<Post>,
}

/// Gives or takes a role: whoever decides about roles, or the operator.
pub fn appoint(cx: &mut Cx, cmd: &Appointment) -> Answer<()> {
    if cx.actor.account.is_some() {
        platform_power(cx.conn, &cx.actor, Power::Posts)?;
        session::require_step_up(cx)?;
    }
    cx.lock(&[PEOPLE])?;
    let to = found(cx, "phone", &cmd.phone)?;
    let post = store::post_of(cx.conn, to)?;
    let others = post.map_or(Ok(0), |post| store::others(cx.conn, to, post))?;
    let division = store::division(cx.conn)?;
    administration::appoint(division, (cx.actor.account, to), Held { post, others }, cmd.post)
        .map_err(|refusal| (if refusal == AdministrationRefusal::OwnRole { "phone" } else { "post" }, refusal))?;
    becomes(cx, to, cmd.post)
}

/// An owner's work is to be divided among three people, named by their phones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Divide {
    pub system: String,
    pub security: String,
    pub audit: String,
}

/// Divides it: an owner, or the operator. Owners who are none of the three remain stewards of the platform.
pub fn divide(cx: &mut Cx, cmd: &Divide) -> Answer<()> {
    if cx.actor.account.is_some() {
        platform_power(cx.conn, &cx.actor, Power::Posts)?;
        session::require_step_up(cx)?;
    }
    cx.lock(&[PEOPLE])?;
    is_owned(cx.conn)?;
    let system = found(cx, "system", &cmd.system)?;
    let security = found(cx, "security", &cmd.security)?;
    let three = [system, security, found(cx, "audit", &cmd.audit)?];
    administration::divide(three).map_err(|refusal| ("audit", refusal))?;
    setting::put(cx.conn, store::DIVISION, Division::Divided.name())?;
    note(cx, "administration-divided", Division::Divided)?;
    for owner in store::owners(cx.conn)?.into_iter().filter(|owner| !three.contains(owner)) {
        becomes(cx, owner, Some(Post::Steward))?;
    }
    three.into_iter().zip(Post::THREE).try_for_each(|(id, post)| becomes(cx, id, Some(post)))
}

/// The work is to be one person's again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unite {
    pub phone: String,
}

/// Puts it together under one owner; the three remain stewards of the platform. The operator's alone.
pub fn unite(cx: &mut Cx, cmd: &Unite) -> Answer<()> {
    if cx.actor.account.is_some() {
        return Err(DoorRefusal::Forbidden.into());
    }
    cx.lock(&[PEOPLE])?;
    let owner = found(cx, "phone", &cmd.phone)?;
    if store::division(cx.conn)? == Division::Together {
        return Err(AdministrationRefusal::NotDivided.into());
    }
    setting::put(cx.conn, store::DIVISION, Division::Together.name())?;
    note(cx, "administration-united", Division::Together)?;
    for one in store::owners(cx.conn)?.into_iter().filter(|one| *one != owner) {
        becomes(cx, one, Some(Post::Steward))?;
    }
    becomes(cx, owner, Some(Post::Owner))
}

/// Refused where the work is divided, and an owner would hold nothing.
pub fn is_owned(conn: &mut Conn) -> Answer<()> {
    match store::division(conn)? {
        Division::Together => Ok(()),
        Division::Divided => Err(AdministrationRefusal::Divided.into()),
    }
}

/// Stores it, ends sessions of before, writes it down and tells the person.
fn becomes(cx: &mut Cx, id: AccountId, post: Option<Post>) -> Answer<()> {
    let before = store::post_of(cx.conn, id)?;
    if before == post {
        return Ok(());
    }
    store::set(cx, id, post)?;
    // Sessions of the platform's people end sooner than others', so nobody keeps one of before; only whoever decided goes on.
    if cx.actor.account != Some(id) {
        session::close_all(cx, id)?;
    }
    let name = |post: Option<Post>| post.map_or("none", Post::name);
    let (subject, facts) = (format!("account/{id}"), serde_json::json!({ "from": name(before), "to": name(post) }));
    audit::write(cx, audit::Act { act: "platform-role", subject, organisation: None, reason: "", facts })?;
    tell_everywhere(cx, id, "platform-role", &serde_json::json!({ "at": cx.now }))
}

fn note(cx: &mut Cx, act: &'static str, division: Division) -> Answer<()> {
    let facts = serde_json::json!({ "to": division.name() });
    let subject = "platform/administration".to_owned();
    audit::write(cx, audit::Act { act, subject, organisation: None, reason: "", facts })
}

/// The account of a phone that somebody can log in to.
fn found(cx: &mut Cx, field: &'static str, phone: &str) -> Answer<AccountId> {
    let phone = Phone::parse(phone).map_err(|refusal| (field, refusal))?;
    let missing = || (field, AdministrationRefusal::NoAccount);
    let id = accounts::account_of_phone(cx.conn, &cx.means.keys, &phone)?.ok_or_else(missing)?;
    cx.lock(&[Key::Account(id.get())])?;
    let at: i16 = account::table.find(id.get()).select(account::state).first(cx.conn)?;
    if [state::REGISTERED, state::ACTIVE].contains(&at) { Ok(id) } else { Err(missing().into()) }
}

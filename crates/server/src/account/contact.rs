//! Setting one's phone or e-mail address (ACC-03): a code to the new one and one to the contact that allows the change, then both at once.

use super::{
    actions,
    codes::{self, SendCode, TryCode},
    store,
};
use crate::{
    audit,
    kernel::{
        crypto::Keys,
        cx::{Cx, Key},
        db::Conn,
        failure::Answer,
        session,
        web::Visit,
        words::Locale,
    },
    notice,
};
use domain::{
    account::{
        Contact, ContactKind, ContactRefusal, Purpose,
        contact::{ContactFormRefusal, may_set, proof_needed},
    },
    kernel::AccountId,
};

/// Which present contact must be proven before one of this kind is set.
pub fn needed(conn: &mut Conn, keys: &Keys, id: AccountId, kind: ContactKind) -> Answer<Option<Contact>> {
    let (phone, email) = (store::phone(conn, keys, id)?, store::email(conn, keys, id)?);
    Ok(proof_needed(kind, phone.as_ref(), email.as_ref()))
}

/// What was typed as a contact of this kind, or of either; a refusal stands beside its field.
pub fn read(kind: Option<ContactKind>, raw: &str) -> Answer<Contact> {
    let read = kind.map_or_else(|| Contact::read(raw), |kind| Contact::parse(kind, raw));
    read.map_err(|refusal| match refusal {
        ContactFormRefusal::Phone(refusal) => ("contact", refusal).into(),
        ContactFormRefusal::Email(refusal) => ("contact", refusal).into(),
    })
}

/// Somebody wants a new contact.
#[derive(Debug, Clone)]
pub struct Ask {
    pub new: Contact,
    pub asked_by: Vec<u8>,
    pub locale: Locale,
}

/// Sends the codes: one to the new contact, one to the contact that must be proven. Whose the new one is isn't told yet.
pub fn ask(cx: &mut Cx, cmd: &Ask) -> Answer<()> {
    session::confirm(cx)?;
    let id = cx.account()?;
    let needed = needed(cx.conn, &cx.means.keys, id, cmd.new.kind())?;
    if needed.as_ref() == Some(&cmd.new) {
        return Err(ContactRefusal::Unchanged.into());
    }
    let both = needed.into_iter().chain([cmd.new.clone()]);
    let locks: Vec<Key> = both.clone().map(|contact| store::contact_key(&cx.means.keys, &contact)).collect();
    cx.lock(&locks)?;
    for to in both {
        let purpose = Purpose::ChangeContact;
        codes::send(cx, &SendCode { to, purpose, asked_by: cmd.asked_by.clone(), locale: cmd.locale, human: None })?;
    }
    Ok(())
}

/// The two codes as they were entered.
#[derive(Debug, Clone)]
pub struct Entered {
    pub new: Contact,
    pub asked_by: Vec<u8>,
    pub code: String,
    pub old_code: String,
}

impl Entered {
    fn of_new(&self) -> TryCode {
        self.a_try(self.new.clone(), &self.code)
    }

    fn of_old(&self, needed: Contact) -> TryCode {
        self.a_try(needed, &self.old_code)
    }

    fn a_try(&self, to: Contact, entered: &str) -> TryCode {
        let (asked_by, entered) = (self.asked_by.clone(), entered.to_owned());
        TryCode { to, purpose: Purpose::ChangeContact, asked_by, entered }
    }
}

/// Sets the contact. Wrong codes are counted in a command of their own, since a refused change leaves no trace.
pub async fn set(visit: &Visit, entered: Entered) -> Answer<()> {
    let (account, kind, office) = (visit.login()?.account, entered.new.kind(), visit.office.clone());
    let needed = visit.office.view(move |conn| needed(conn, &office.means.keys, account, kind)).await?;
    if needed.as_ref() == Some(&entered.new) {
        // The form was sent twice, and the first one did it.
        return Ok(());
    }
    let tries = needed.map(|needed| ("old_code", entered.of_old(needed)));
    for (field, code) in tries.into_iter().chain([("code", entered.of_new())]) {
        let tried = visit.office.record(visit.ask(), code, codes::attempt).await?;
        tried.map_err(|refusal| (field, refusal))?;
    }
    visit.office.record(visit.ask(), entered, replace).await
}

fn replace(cx: &mut Cx, cmd: &Entered) -> Answer<()> {
    session::confirm(cx)?;
    let (id, kind, keys) = (cx.account()?, cmd.new.kind(), &cx.means.keys);
    let seen = needed(cx.conn, keys, id, kind)?;
    let contacts = seen.iter().chain([&cmd.new]).map(|contact| store::contact_key(keys, contact));
    let locks: Vec<Key> = contacts.chain([Key::Account(id.get())]).collect();
    cx.lock(&locks)?;
    let keys = &cx.means.keys;
    let needed = needed(cx.conn, keys, id, kind)?;
    let before = match kind {
        ContactKind::Phone => store::phone(cx.conn, keys, id)?.map(Contact::Phone),
        ContactKind::Email => store::email(cx.conn, keys, id)?.map(Contact::Email),
    };
    let old = match &needed {
        Some(needed) => Some(codes::prove(cx, &cmd.of_old(needed.clone()))?),
        None => None,
    };
    let new = codes::prove(cx, &cmd.of_new())?;
    let owner = store::account_of(cx.conn, &cx.means.keys, &cmd.new)?;
    may_set(&new, (needed.as_ref(), old.as_ref()), owner.is_some_and(|owner| owner != id))?;
    store::set_contact(cx, id, new.contact())?;
    let facts = serde_json::json!({ "what": kind.name(), "at": cx.now });
    if let Some(before) = before {
        let locale = actions::locale(cx, id)?;
        notice::send_secret(cx, &before, locale, "account-changed", &facts)?;
    }
    actions::changed(cx, id, kind.name())?;
    let act = if kind == ContactKind::Phone { "phone-changed" } else { "email-changed" };
    let facts = serde_json::json!({});
    audit::write(cx, audit::Act { act, subject: format!("account/{id}"), organisation: None, reason: "", facts })
}

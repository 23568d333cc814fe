//! What follows from a line: its owner opens the link and makes an account, or registers with the phone by a code, and files the data
//! themselves. What was entered is shown masked alone: the phone may have been mistyped.

use super::{
    records::disown,
    store::{self, Line, Stands},
};
use crate::{
    account::{self, Entered, Wish},
    kernel::{
        crypto::{Keys, Secret},
        cx::{Cx, Key},
        db::{Conn, Urgency},
        dice::entropy,
        failure::{Answer, Failure},
        office::Ask,
        session::token_hash,
        web::Visit,
    },
    organisation::{self, name_of},
    volunteer::Identity,
};
use domain::{
    account::{Agreement, Contact, Given, RegistrationRefusal},
    kernel::{AccountId, VolunteerId},
    roster::{RosterRefusal, link},
};
use jiff::Timestamp;
use serde::Serialize;

/// What an invitation shows to whoever holds its link.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Invitation {
    pub organisation: String,
    /// Masked, as everything here.
    pub name: String,
    pub document: String,
    pub phone: String,
}

fn good(conn: &mut Conn, keys: &Keys, token: &str, now: Timestamp) -> Answer<Line> {
    let line = store::by_link(conn, keys, &token_hash(token))?.ok_or(RosterRefusal::LinkOver)?;
    link(line.link_ends_at, now)?;
    Ok(line)
}

/// Reads an invitation by its link.
pub fn shown(conn: &mut Conn, keys: &Keys, token: &str, now: Timestamp) -> Answer<Invitation> {
    let line = good(conn, keys, token, now)?;
    let organisation = store::by_id(conn, line.roster)?.organisation;
    let payload = line.payload.ok_or(RosterRefusal::LinkOver)?;
    Ok(Invitation {
        organisation: name_of(conn, organisation)?,
        name: domain::volunteer::name::masked(&payload.name),
        document: payload.document().masked(),
        phone: payload.phone().masked(),
    })
}

/// Somebody takes an invitation up.
pub struct Sent {
    pub token: String,
    pub password: Secret<String>,
    pub agreed: Vec<(Agreement, Given)>,
}

/// Makes the account and logs in.
pub async fn accept(visit: &Visit, sent: Sent, wish: Wish) -> Answer<Entered> {
    account::agreed(&sent.agreed).map_err(|refusal| ("agreed", refusal))?;
    let (office, token, now) = (visit.office.clone(), sent.token.clone(), visit.now);
    let line = visit.office.view(move |conn| good(conn, &office.means.keys, &token, now)).await?;
    let phone = line.payload.ok_or(RosterRefusal::LinkOver)?.phone();
    let password = account::new_password(&sent.password, &Contact::Phone(phone))?;
    let password_hash = visit.office.means.hashers.hash(Secret::new(password), entropy()).await?;
    let locale = visit.locale.tag().to_owned();
    let cmd = Accept { token: sent.token, password_hash, agreed: sent.agreed, locale };
    let mut ask = Ask { urgency: Urgency::Now, ..visit.ask_once(None) };
    (ask.actor.account, ask.actor.session) = (None, None);
    let account = visit.office.record(ask, cmd, take).await?;
    account::open(visit, account, wish, (None, None)).await
}

struct Accept {
    token: String,
    password_hash: String,
    agreed: Vec<(Agreement, Given)>,
    locale: String,
}

fn take(cx: &mut Cx, cmd: &Accept) -> Answer<AccountId> {
    let line = good(cx.conn, &cx.means.keys, &cmd.token, cx.now)?;
    let phone = line.payload.as_ref().ok_or(RosterRefusal::LinkOver)?.phone();
    let contact = account::contact_key(&cx.means.keys, &Contact::Phone(phone.clone()));
    cx.lock(&[Key::Series(line.id), contact])?;
    // The link is good once: whoever came at the same moment took it.
    good(cx.conn, &cx.means.keys, &cmd.token, cx.now)?;
    if account::account_of_phone(cx.conn, &cx.means.keys, &phone)?.is_some() {
        return Err(RegistrationRefusal::PhoneKnown.into());
    }
    let made = account::register_invited(cx, &phone, (&cmd.password_hash, &cmd.locale), &cmd.agreed)?;
    taken_up(cx, made, &phone)?;
    Ok(made)
}

/// Ties the lines with this phone to the account that proved it.
pub fn taken_up(cx: &mut Cx, account: AccountId, phone: &domain::account::Phone) -> Answer<()> {
    let mac = store::phone_mac(&cx.means.keys, phone);
    let lines = store::open_for(cx.conn, &cx.means.keys, (&mac, &[]))?;
    lines.into_iter().try_for_each(|line| store::take_up(cx, line.id, account))
}

/// Whoever holds the link says that it isn't them.
pub fn refuse(cx: &mut Cx, token: &str) -> Answer<()> {
    let line = good(cx.conn, &cx.means.keys, token, cx.now)?;
    cx.lock(&[Key::Series(line.id)])?;
    let line = good(cx.conn, &cx.means.keys, token, cx.now)?;
    disown(cx, &line)
}

/// The real-name data was filed by its owner: they apply to the organisations that entered them, and the lines hold nothing more. Whoever
/// got somebody else's line by a mistyped phone doesn't.
pub fn filed(cx: &mut Cx, (account, volunteer): (AccountId, VolunteerId), data: &Identity) -> Answer<()> {
    for line in store::of_account(cx.conn, &cx.means.keys, account)? {
        if line.payload.is_none() {
            continue;
        }
        let at = store::by_id(cx.conn, line.roster)?.organisation;
        let is_them = line.payload.as_ref().is_some_and(|payload| payload.document() == data.document());
        if !is_them {
            store::end(cx, line.id, Stands::Over)?;
            continue;
        }
        match organisation::apply_for(cx, volunteer, at) {
            // Belonging there already, or to five: then it is for its owner to choose.
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
        store::end(cx, line.id, Stands::TakenUp)?;
    }
    Ok(())
}

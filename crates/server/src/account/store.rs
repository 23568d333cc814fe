//! What is kept of accounts: the row, the names that lead to it, its sealed contacts.

use super::state;
use crate::kernel::{
    crypto::{Cell, IndexField, IndexMac, KEY_DICE_BYTES, Keys, PersonKey, WrappedKey},
    cx::{Cx, Key},
    db::{
        BothExt, Conn,
        schema::{account, agreement_acceptance, login_index},
    },
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    account::{Agreement, Contact, ContactKind, Email, LoginName, Phone, UserName},
    kernel::AccountId,
    volunteer::{Document, DocumentKind},
};

/// What login names are filed under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Document = 1,
    Phone = 2,
    Email = 3,
    UserName = 4,
}

impl Field {
    pub const fn number(self) -> i16 {
        match self {
            Field::Document => 1,
            Field::Phone => 2,
            Field::Email => 3,
            Field::UserName => 4,
        }
    }

    const fn index(self) -> IndexField {
        match self {
            Field::Document => IndexField::Document,
            Field::Phone => IndexField::Phone,
            Field::Email => IndexField::Email,
            Field::UserName => IndexField::UserName,
        }
    }
}

/// The columns of a new account.
pub struct NewAccount<'a> {
    pub state: i16,
    pub password_hash: Option<&'a str>,
    pub nickname: &'a str,
    pub locale: &'a str,
    pub platform_role: i16,
    pub phone: Option<&'a Phone>,
    pub email: Option<&'a Email>,
    pub user_name: Option<&'a UserName>,
}

/// Stores a new account under a new person's key, with the names that lead to it.
pub fn insert(cx: &mut Cx, new: &NewAccount) -> Answer<AccountId> {
    let id = cx.id();
    let wrapped = cx.means.keys.new_person_key(&cx.dice.bytes::<KEY_DICE_BYTES>()).map_err(Failure::fault)?;
    let key = cx.means.keys.unwrap(&wrapped).map_err(Failure::fault)?;
    let phone = new.phone.map(|phone| seal_text(cx, &key, place("phone", id), phone.e164()));
    let email = new.email.map(|email| seal_text(cx, &key, place("email", id), email.address()));
    let row = (
        account::id.eq(id),
        account::state.eq(new.state),
        account::person_key.eq(wrapped.0),
        account::password_hash.eq(new.password_hash),
        account::user_name.eq(new.user_name.map(ToString::to_string)),
        account::phone.eq(phone),
        account::email.eq(email),
        account::nickname.eq(new.nickname),
        account::platform_role.eq(new.platform_role),
        account::locale.eq(new.locale),
        account::created_at.eq(cx.at()),
        account::activated_at.eq((new.state == state::ACTIVE).then_some(cx.at())),
    );
    diesel::insert_into(account::table).values(row).execute(cx.conn)?;
    let id = AccountId(id);
    if let Some(phone) = new.phone {
        index(cx, id, Field::Phone, phone.e164())?;
    }
    if let Some(email) = new.email {
        index(cx, id, Field::Email, email.address())?;
    }
    if let Some(name) = new.user_name {
        index(cx, id, Field::UserName, &name.key())?;
    }
    Ok(id)
}

fn place(column: &'static str, row: i64) -> Cell {
    Cell { table: "account", column, row }
}

/// Seals a text under a person's key.
pub fn seal_text(cx: &mut Cx, key: &PersonKey, cell: Cell, text: &str) -> Vec<u8> {
    let nonce = cx.dice.bytes();
    key.seal(cell, text.as_bytes(), nonce)
}

/// The key of a person's cells; an erased person has none.
pub fn person_key(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<PersonKey> {
    let wrapped: Option<Vec<u8>> = account::table.find(id.get()).select(account::person_key).first(conn)?;
    keys.unwrap(&WrappedKey(wrapped.ok_or(Failure::NotFound)?)).map_err(Failure::fault)
}

/// The phone that messages go to.
pub fn phone(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<Option<Phone>> {
    let sealed: Option<Vec<u8>> = account::table.find(id.get()).select(account::phone).first(conn)?;
    Ok(contact(conn, keys, id, "phone", sealed)?.map(Phone::stored))
}

/// The e-mail address that messages go to.
pub fn email(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<Option<Email>> {
    let sealed: Option<Vec<u8>> = account::table.find(id.get()).select(account::email).first(conn)?;
    Ok(contact(conn, keys, id, "email", sealed)?.map(Email::stored))
}

fn contact(
    conn: &mut Conn,
    keys: &Keys,
    id: AccountId,
    column: &'static str,
    sealed: Option<Vec<u8>>,
) -> Answer<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let opened = person_key(conn, keys, id)?.open(place(column, id.get()), &sealed).map_err(Failure::fault)?;
    Ok(Some(String::from_utf8(opened).map_err(Failure::fault)?))
}

/// Files a name that leads to the account. Somebody else's name is a fault here: callers look first, under its lock.
fn index(cx: &mut Cx, id: AccountId, field: Field, text: &str) -> Answer<()> {
    for (version, mac) in cx.means.keys.index(field.index(), text) {
        let row = (
            login_index::field.eq(field.number()),
            login_index::key_version.eq(i16::try_from(version).unwrap_or(i16::MAX)),
            login_index::mac.eq(mac.to_vec()),
            login_index::account_id.eq(id.get()),
        );
        diesel::insert_into(login_index::table).values(row).execute(cx.conn)?;
    }
    Ok(())
}

fn unindex(cx: &mut Cx, id: AccountId, field: Field) -> Answer<()> {
    let own =
        login_index::table.filter(login_index::account_id.eq(id.get())).filter(login_index::field.eq(field.number()));
    diesel::delete(own).execute(cx.conn)?;
    Ok(())
}

/// Files a name anew under every version of the index key that is here.
pub fn reindex(cx: &mut Cx, id: AccountId, field: Field, text: &str) -> Answer<()> {
    unindex(cx, id, field)?;
    index(cx, id, field, text)
}

/// Files a document number as a login name, in place of an earlier one.
pub fn index_document(cx: &mut Cx, id: AccountId, document: &Document) -> Answer<()> {
    reindex(cx, id, Field::Document, &document_text(document.kind(), document.number()))
}

/// A document leads to its account no more.
pub fn unindex_document(cx: &mut Cx, id: AccountId) -> Answer<()> {
    unindex(cx, id, Field::Document)
}

/// Equal numbers of two kinds of document are two documents.
fn document_text(kind: DocumentKind, number: &str) -> String {
    format!("{}:{number}", kind.name())
}

fn owners(conn: &mut Conn, keys: &Keys, field: Field, texts: &[String]) -> Answer<Vec<AccountId>> {
    let macs: Vec<(i32, IndexMac)> = texts.iter().flat_map(|text| keys.index(field.index(), text)).collect();
    let mut found = Vec::new();
    for (version, mac) in macs {
        let row: Option<i64> = login_index::table
            .find((field.number(), i16::try_from(version).unwrap_or(i16::MAX), mac.to_vec()))
            .select(login_index::account_id)
            .first(conn)
            .optional()?;
        found.extend(row.map(AccountId).filter(|id| !found.contains(id)));
    }
    Ok(found)
}

/// The account that a login name leads to, if there is exactly one.
pub fn find(conn: &mut Conn, keys: &Keys, name: &LoginName) -> Answer<Option<AccountId>> {
    let (field, texts) = match name {
        LoginName::Phone(phone) => (Field::Phone, vec![phone.e164().to_owned()]),
        LoginName::Email(email) => (Field::Email, vec![email.address().to_owned()]),
        LoginName::UserName(key) => (Field::UserName, vec![key.clone()]),
        LoginName::Document(number) => {
            (Field::Document, DocumentKind::ALL.iter().map(|kind| document_text(*kind, number)).collect())
        }
    };
    let owners = owners(conn, keys, field, &texts)?;
    Ok(if let [only] = owners.as_slice() { Some(*only) } else { None })
}

/// The account that a contact leads to.
pub fn account_of(conn: &mut Conn, keys: &Keys, contact: &Contact) -> Answer<Option<AccountId>> {
    let name = match contact {
        Contact::Phone(phone) => LoginName::Phone(phone.clone()),
        Contact::Email(email) => LoginName::Email(email.clone()),
    };
    find(conn, keys, &name)
}

/// The phone of the account that a contact leads to.
pub fn phone_behind(conn: &mut Conn, keys: &Keys, contact: &Contact) -> Answer<Option<Phone>> {
    match account_of(conn, keys, contact)? {
        Some(id) => phone(conn, keys, id),
        None => Ok(None),
    }
}

/// Stores a contact in place of the old one of its kind; it leads to the account from now on, and the old one no longer.
pub fn set_contact(cx: &mut Cx, id: AccountId, contact: &Contact) -> Answer<()> {
    let key = person_key(cx.conn, &cx.means.keys, id)?;
    let sealed = seal_text(cx, &key, place(contact.kind().name(), id.get()), contact.text());
    let this = account::table.find(id.get());
    let field = match contact.kind() {
        ContactKind::Phone => {
            diesel::update(this).set(account::phone.eq(sealed)).execute(cx.conn)?;
            Field::Phone
        }
        ContactKind::Email => {
            diesel::update(this).set(account::email.eq(sealed)).execute(cx.conn)?;
            Field::Email
        }
    };
    unindex(cx, id, field)?;
    index(cx, id, field, contact.text())
}

/// The lock that sending a code to this contact, trying one, or filing the contact takes.
pub fn contact_key(keys: &Keys, contact: &Contact) -> Key {
    let field = match contact.kind() {
        ContactKind::Phone => IndexField::Phone,
        ContactKind::Email => IndexField::Email,
    };
    mac_key(keys, field, contact.text())
}

/// The account that a phone belongs to.
pub fn account_of_phone(conn: &mut Conn, keys: &Keys, phone: &Phone) -> Answer<Option<AccountId>> {
    find(conn, keys, &LoginName::Phone(phone.clone()))
}

/// The account that holds this very document.
pub fn account_of_document(conn: &mut Conn, keys: &Keys, document: &Document) -> Answer<Option<AccountId>> {
    let text = document_text(document.kind(), document.number());
    Ok(owners(conn, keys, Field::Document, &[text])?.first().copied())
}

/// The lock that registering or finding this text takes, so that two who come at once come one after the other, also while keys change.
pub fn mac_key(keys: &Keys, field: IndexField, text: &str) -> Key {
    let mut short = [0; 8];
    for (to, from) in short.iter_mut().zip(keys.lock_mac(field, text)) {
        *to = from;
    }
    Key::Phone(short)
}

/// The password's hash; none for accounts that log in otherwise, and for those that may not log in.
pub fn password_hash(conn: &mut Conn, id: AccountId) -> Answer<Option<String>> {
    let row: Option<Option<String>> = account::table
        .find(id.get())
        .filter(account::state.eq_any([state::REGISTERED, state::ACTIVE]))
        .select(account::password_hash)
        .first(conn)
        .optional()?;
    Ok(row.flatten())
}

/// The password's hash of an account whose owner is told, once the password was right, that it is in quarantine.
pub fn password_hash_of_held(conn: &mut Conn, id: AccountId) -> Answer<Option<String>> {
    Ok(account::table.find(id.get()).select(account::password_hash).first(conn)?)
}

/// Whether the account may log in.
pub fn may_log_in(conn: &mut Conn, id: AccountId) -> Answer<bool> {
    let state: i16 = account::table.find(id.get()).select(account::state).first(conn)?;
    Ok(state == state::REGISTERED || state == state::ACTIVE)
}

/// Stores a new password's hash.
pub fn set_password(cx: &mut Cx, id: AccountId, hash: &str) -> Answer<()> {
    diesel::update(account::table.find(id.get())).set(account::password_hash.eq(hash)).execute(cx.conn)?;
    Ok(())
}

/// Writes down that somebody logged in.
pub fn was_used(cx: &mut Cx, id: AccountId) -> Answer<()> {
    diesel::update(account::table.find(id.get())).set(account::used_at.eq(cx.at())).execute(cx.conn)?;
    Ok(())
}

/// Closes a live account to logins; false when it isn't one.
pub fn suspend(cx: &mut Cx, id: AccountId) -> Answer<bool> {
    let live = account::table.find(id.get()).filter(account::state.eq_any([state::REGISTERED, state::ACTIVE]));
    cx.effects.forget.push(id);
    Ok(diesel::update(live).set(account::state.eq(state::SUSPENDED)).execute(cx.conn)? == 1)
}

/// Opens a suspended account to logins, as active as it had become; false when it isn't suspended.
pub fn restore(cx: &mut Cx, id: AccountId) -> Answer<bool> {
    let suspended = || account::table.find(id.get()).filter(account::state.eq(state::SUSPENDED));
    let fresh = suspended().filter(account::activated_at.is_null());
    let fresh = diesel::update(fresh).set(account::state.eq(state::REGISTERED)).execute(cx.conn)?;
    let active = diesel::update(suspended()).set(account::state.eq(state::ACTIVE)).execute(cx.conn)?;
    Ok(fresh + active == 1)
}

/// The user name as it was chosen.
pub fn user_name(conn: &mut Conn, id: AccountId) -> Answer<Option<String>> {
    Ok(account::table.find(id.get()).select(account::user_name).first(conn)?)
}

/// Stores the user name, which leads to the account from now on.
pub fn set_user_name(cx: &mut Cx, id: AccountId, name: &UserName) -> Answer<()> {
    diesel::update(account::table.find(id.get())).set(account::user_name.eq(name.to_string())).execute(cx.conn)?;
    index(cx, id, Field::UserName, &name.key())
}

/// The account's owner was there: hours may be credited from now on.
pub fn activate(cx: &mut Cx, id: AccountId) -> Answer<()> {
    let at = cx.at();
    let waiting = account::table.find(id.get()).filter(account::state.eq(state::REGISTERED));
    diesel::update(waiting).set((account::state.eq(state::ACTIVE), account::activated_at.eq(at))).execute(cx.conn)?;
    cx.effects.forget.push(id);
    Ok(())
}

/// Keeps that a version of an agreement was accepted; the first time counts.
pub fn accept(cx: &mut Cx, id: AccountId, agreement: Agreement, version: u32) -> Answer<()> {
    let row = (
        agreement_acceptance::account_id.eq(id.get()),
        agreement_acceptance::agreement.eq(agreement.name()),
        agreement_acceptance::version.eq(i64::from(version)),
        agreement_acceptance::at.eq(cx.at()),
    );
    diesel::insert_into(agreement_acceptance::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    Ok(())
}

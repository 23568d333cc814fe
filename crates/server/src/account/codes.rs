//! Codes by SMS and by mail (REG-07): sending one under its limits, trying one, using one up. Only keyed digests are kept of contacts,
//! addresses and codes.

use super::{human::Passed, store::contact_key};
use crate::{
    kernel::{crypto::Keys, cx::Cx, db::schema::sms_code, failure::Answer, words::Locale},
    notice,
};
use diesel::prelude::*;
use domain::{
    account::{
        Contact, ContactProven, Purpose, SmsCode, SmsLimits, SmsRefusal,
        sms_code::{Binding, Sends},
    },
    kernel::{keyed, timestamp},
};
use jiff::Timestamp;

const DAY_MICROSECONDS: i64 = 86_400_000_000;
const WAITING: i16 = 1;
const VOID: i16 = 2;
const USED: i16 = 3;

/// Somebody asks for a code.
#[derive(Debug, Clone)]
pub struct SendCode {
    pub to: Contact,
    pub purpose: Purpose,
    /// What ties the code to the browser that asked.
    pub asked_by: Vec<u8>,
    pub locale: Locale,
    /// The human check that was passed for this very send.
    pub human: Option<Passed>,
}

/// Sends a code unless a limit forbids it. The answer is the same whether or not the contact has an account.
pub fn send(cx: &mut Cx, cmd: &SendCode) -> Answer<()> {
    let keys = &cx.means.keys;
    let (contact_mac, address_mac) = (contact_mac(keys, &cmd.to), address_mac(keys, &cx.actor.address));
    cx.lock(&[contact_key(&cx.means.keys, &cmd.to)])?;
    let (to_number, from_address) = sends(cx, &contact_mac, &address_mac)?;
    let before = Sends { to_number: &to_number, from_address: &from_address, is_human: cmd.human.is_some() };
    SmsLimits::default().may_send(before, cx.now)?;
    if let Some(human) = &cmd.human {
        human.spend(cx)?;
    }
    let binding = Binding { to: &cmd.to, purpose: cmd.purpose, asked_by: &cmd.asked_by };
    let dice = u64::from_be_bytes(cx.dice.bytes());
    let (digits, code) = SmsCode::draw(dice, &code_key(&cx.means.keys), binding, cx.now);
    let SmsCode::Waiting { digest, .. } = code else { return Ok(()) };
    let row = (
        sms_code::id.eq(cx.id()),
        sms_code::phone_mac.eq(contact_mac),
        sms_code::address_mac.eq(address_mac),
        sms_code::purpose.eq(cmd.purpose.number()),
        sms_code::asked_by.eq(&cmd.asked_by),
        sms_code::digest.eq(digest.to_vec()),
        sms_code::state.eq(WAITING),
        sms_code::wrong_tries.eq(0),
        sms_code::sent_at.eq(cx.at()),
    );
    diesel::insert_into(sms_code::table).values(row).execute(cx.conn)?;
    let valid_minutes = SmsLimits::default().valid_seconds / 60;
    let facts = serde_json::json!({ "code": digits, "valid_minutes": valid_minutes, "purpose": cmd.purpose.name() });
    notice::send_secret(cx, &cmd.to, cmd.locale, "code", &facts)
}

/// When codes were sent to this contact and from this address within the last day.
fn sends(cx: &mut Cx, contact_mac: &[u8], address_mac: &[u8]) -> Answer<(Vec<Timestamp>, Vec<Timestamp>)> {
    let since = cx.at() - DAY_MICROSECONDS;
    let recent = || sms_code::table.filter(sms_code::sent_at.gt(since)).select(sms_code::sent_at);
    let to_number: Vec<i64> = recent().filter(sms_code::phone_mac.eq(contact_mac)).load(cx.conn)?;
    let from_address: Vec<i64> = recent().filter(sms_code::address_mac.eq(address_mac)).load(cx.conn)?;
    let all = |rows: Vec<i64>| rows.into_iter().map(timestamp).collect();
    Ok((all(to_number), all(from_address)))
}

/// Somebody enters a code.
#[derive(Debug, Clone)]
pub struct TryCode {
    pub to: Contact,
    pub purpose: Purpose,
    pub asked_by: Vec<u8>,
    pub entered: String,
}

/// Tries a code without using it up: a wrong try is counted and kept, so the refusal comes back as a value.
pub fn attempt(cx: &mut Cx, cmd: &TryCode) -> Answer<Result<(), SmsRefusal>> {
    let (next, answer) = match verify(cx, cmd)? {
        None => return Ok(Err(SmsRefusal::NoneWaiting)),
        Some((id, next, answer)) => ((id, next), answer),
    };
    match answer {
        Ok(_) => Ok(Ok(())),
        Err(refusal) => {
            save(cx, next.0, &next.1)?;
            Ok(Err(refusal))
        }
    }
}

/// Uses a code up: the contact is proven.
pub fn prove(cx: &mut Cx, cmd: &TryCode) -> Answer<ContactProven> {
    let (id, next, answer) = verify(cx, cmd)?.ok_or(SmsRefusal::NoneWaiting)?;
    let proven = answer?;
    save(cx, id, &next)?;
    Ok(proven)
}

type Tried = (i64, SmsCode, Result<ContactProven, SmsRefusal>);

fn verify(cx: &mut Cx, cmd: &TryCode) -> Answer<Option<Tried>> {
    cx.lock(&[contact_key(&cx.means.keys, &cmd.to)])?;
    let row: Option<(i64, Vec<u8>, i16, i32, i64)> = sms_code::table
        .filter(sms_code::phone_mac.eq(contact_mac(&cx.means.keys, &cmd.to)))
        .filter(sms_code::purpose.eq(cmd.purpose.number()))
        .filter(sms_code::asked_by.eq(&cmd.asked_by))
        .order(sms_code::sent_at.desc())
        .select((sms_code::id, sms_code::digest, sms_code::state, sms_code::wrong_tries, sms_code::sent_at))
        .first(cx.conn)
        .optional()?;
    let Some((id, digest, state, wrong_tries, sent_at)) = row else { return Ok(None) };
    let sent_at = timestamp(sent_at);
    let code = match (state, <[u8; 32]>::try_from(digest)) {
        (WAITING, Ok(digest)) => {
            SmsCode::Waiting { digest, sent_at, wrong_tries: u32::try_from(wrong_tries).unwrap_or(u32::MAX) }
        }
        (VOID, _) => SmsCode::Void { sent_at },
        _ => SmsCode::Used,
    };
    let binding = Binding { to: &cmd.to, purpose: cmd.purpose, asked_by: &cmd.asked_by };
    let (next, answer) = code.verify(&cmd.entered, &code_key(&cx.means.keys), binding, (SmsLimits::default(), cx.now));
    Ok(Some((id, next, answer)))
}

fn save(cx: &mut Cx, id: i64, code: &SmsCode) -> Answer<()> {
    let (state, wrong_tries) = match code {
        SmsCode::Waiting { wrong_tries, .. } => (WAITING, i32::try_from(*wrong_tries).unwrap_or(i32::MAX)),
        SmsCode::Void { .. } => (VOID, 0),
        SmsCode::Used => (USED, 0),
    };
    diesel::update(sms_code::table.find(id))
        .set((sms_code::state.eq(state), sms_code::wrong_tries.eq(wrong_tries)))
        .execute(cx.conn)?;
    Ok(())
}

fn code_key(keys: &Keys) -> [u8; 32] {
    keys.derived("sms code", &[])
}

fn contact_mac(keys: &Keys, to: &Contact) -> Vec<u8> {
    keyed(&keys.derived("sms limits", &[]), &[to.kind().name().as_bytes(), to.text().as_bytes()]).to_vec()
}

/// Addresses are personal data, so limits know them by a digest.
pub fn address_mac(keys: &Keys, address: &str) -> Vec<u8> {
    keyed(&keys.derived("sms limits", &[]), &[b"address", address.as_bytes()]).to_vec()
}

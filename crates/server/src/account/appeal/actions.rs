//! Filing, deciding, stopping and carrying out appeals.

use super::store::{self, Case, New, Payload, Stands};
use crate::{
    account::{
        actions::{changed, locale, tell_everywhere},
        codes::{self, TryCode},
        passkey, store as accounts,
    },
    audit,
    kernel::{
        cx::{Cx, Key},
        db::schema::known_device,
        failure::{Answer, DoorRefusal, Failure},
        session,
        words::Locale,
    },
    notice,
    organisation::platform_power,
};
use diesel::prelude::*;
use domain::{
    account::{
        AppealRefusal, Contact, ContactRefusal, Power,
        appeal::{self, State},
    },
    kernel::{AccountId, BlobId, keyed, local_date},
    volunteer::Document,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Appeals that one address may file in a day.
const FILED_A_DAY_MAX: usize = 3;
const DAY_MICROSECONDS: i64 = 86_400_000_000;
/// Numbers of appeals are a series beside that of objections, which is named by its year alone.
const SERIES: i64 = 1 << 20;

/// Somebody who proved a phone files an appeal.
#[derive(Debug, Clone)]
pub struct File {
    pub code: TryCode,
    pub document: Document,
    pub name: String,
    pub text: String,
    pub papers: Vec<BlobId>,
    pub locale: Locale,
}

/// Files it, whether or not an account has the document: nobody is told. Whoever owns one is told that somebody asks.
pub fn file(cx: &mut Cx, cmd: &File) -> Answer<String> {
    let keys = &cx.means.keys;
    let (year, contact) = (local_date(cx.now).year(), accounts::contact_key(keys, &cmd.code.to));
    let document_mac =
        keyed(&keys.derived("appeal document", &[]), &[document_text(&cmd.document).as_bytes()]).to_vec();
    let reporter_mac = keyed(&keys.derived("appeal reporter", &[]), &[cx.actor.address.as_bytes()]).to_vec();
    cx.lock(&[Key::Series(SERIES + i64::from(year)), contact])?;
    let proven = codes::prove(cx, &cmd.code)?;
    let is_open = store::is_open(cx.conn, &document_mac)?;
    let filing = appeal::file(&proven, &cmd.text, cmd.papers.len(), is_open)?;
    let owner = accounts::account_of_document(cx.conn, &cx.means.keys, &cmd.document)?;
    let holder = accounts::account_of_phone(cx.conn, &cx.means.keys, &filing.phone)?;
    if holder.is_some() {
        return Err(ContactRefusal::Taken.into());
    }
    limited(cx, &reporter_mac)?;
    let prefix = format!("A{year}-");
    let number = format!("{prefix}{:06}", store::count_like(cx.conn, &prefix)? + 1);
    let payload = Payload {
        kind: cmd.document.kind(),
        document: cmd.document.number().to_owned(),
        name: cmd.name.clone(),
        phone: filing.phone.e164().to_owned(),
        locale: cmd.locale.tag().to_owned(),
        text: filing.text,
    };
    let (document_mac, reporter_mac) = (document_mac.as_slice(), reporter_mac.as_slice());
    let new = New { number: &number, owner, document_mac, reporter_mac, payload: &payload, papers: &cmd.papers };
    let id = store::insert(cx, &new)?;
    let facts = serde_json::json!({ "number": number });
    if let Some(owner) = owner {
        tell_everywhere(cx, owner, "appeal-filed", &facts)?;
    }
    notice::send_secret(cx, &Contact::Phone(filing.phone), cmd.locale, "appeal-received", &facts)?;
    log(cx, "appeal-filed", id, "")?;
    Ok(number)
}

fn document_text(document: &Document) -> String {
    format!("{}:{}", document.kind().name(), document.number())
}

fn limited(cx: &mut Cx, reporter: &[u8]) -> Answer<()> {
    let filed = store::filed_since(cx.conn, reporter, cx.at() - DAY_MICROSECONDS)?;
    match filed.first() {
        Some(oldest) if filed.len() >= FILED_A_DAY_MAX => {
            let wait_seconds = (oldest + DAY_MICROSECONDS - cx.at()) / 1_000_000 + 1;
            Err(DoorRefusal::TooMany { wait_seconds }.into())
        }
        _ => Ok(()),
    }
}

/// To the phone that is to take the old one's place.
fn tell_asker(cx: &mut Cx, case: &Case, kind: &'static str, facts: &serde_json::Value) -> Answer<()> {
    let Some(payload) = store::opened(&cx.means.keys, case)? else { return Ok(()) };
    let locale = Locale::parse(&payload.locale).unwrap_or(Locale::ZhCn);
    notice::send_secret(cx, &Contact::Phone(payload.phone()), locale, kind, facts)
}

fn log(cx: &mut Cx, act: &'static str, id: i64, reason: &str) -> Answer<()> {
    let (subject, facts) = (format!("appeal/{id}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act, subject, organisation: None, reason, facts })
}

/// A steward of the platform wants to see what was written, and says why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Show {
    pub id: i64,
    pub reason: String,
}

/// Writes down that it was shown; the papers are open to this steward for some minutes.
pub fn show(cx: &mut Cx, cmd: &Show) -> Answer<()> {
    platform_power(cx.conn, &cx.actor, Power::People)?;
    session::require_step_up(cx)?;
    let case = store::by_id(cx.conn, cmd.id)?;
    let characters_max = appeal::REASON_CHARS_MAX;
    let said = domain::kernel::clean(&cmd.reason, characters_max);
    let reason = said.map_err(|_| ("reason", AppealRefusal::ReasonMissing { characters_max }))?;
    log(cx, "appeal-shown", case.id, &reason)
}

/// What a steward says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Opinion {
    Support,
    Refuse,
}

/// A steward of the platform says what they think.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub id: i64,
    pub opinion: Opinion,
    pub reason: String,
}

/// Decides: two who support it grant it, one who doesn't refuses it. Both ends are told.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<String> {
    let by = platform_power(cx.conn, &cx.actor, Power::People)?.account();
    session::require_step_up(cx)?;
    cx.lock(&[Key::Series(cmd.id)])?;
    let case = store::by_id(cx.conn, cmd.id)?;
    let (state, reason) = match cmd.opinion {
        Opinion::Support => (case.state.support(by, case.owner, cx.now)?, String::new()),
        Opinion::Refuse => {
            let refused = case.state.refuse(by, case.owner, &cmd.reason, cx.now);
            refused.map_err(|refusal| ("reason", refusal))?
        }
    };
    store::save(cx, case.id, state, &reason)?;
    match (state, case.owner) {
        (State::Granted { due_at, .. }, Some(owner)) => {
            let facts = serde_json::json!({ "number": case.number, "due_at": due_at });
            tell_everywhere(cx, owner, "appeal-granted", &facts)?;
            tell_asker(cx, &case, "appeal-granted-asker", &facts)?;
        }
        (State::Refused { .. }, _) => {
            let facts = serde_json::json!({ "number": case.number, "reason": reason });
            tell_asker(cx, &case, "appeal-refused", &facts)?;
        }
        _ => {}
    }
    let act = if cmd.opinion == Opinion::Support { "appeal-supported" } else { "appeal-refused" };
    log(cx, act, case.id, &reason)?;
    Ok(Stands::of(state).name().to_owned())
}

/// The owner, who can still log in, says that it wasn't them.
pub fn stop(cx: &mut Cx, id: &i64) -> Answer<()> {
    session::confirm(cx)?;
    let owner = cx.account()?;
    cx.lock(&[Key::Series(*id)])?;
    let case = store::by_id(cx.conn, *id)?;
    if case.owner != Some(owner) {
        return Err(Failure::NotFound);
    }
    let state = case.state.stop(cx.now)?;
    store::save(cx, case.id, state, "")?;
    tell_asker(cx, &case, "appeal-stopped", &serde_json::json!({ "number": case.number }))?;
    log(cx, "appeal-stopped", case.id, "")
}

/// Carries out what was granted and waited long enough. Answers how many.
pub fn carry_out(cx: &mut Cx) -> Answer<usize> {
    let due = store::due(cx.conn, cx.at())?;
    for id in &due {
        carry_out_one(cx, *id)?;
    }
    Ok(due.len())
}

fn carry_out_one(cx: &mut Cx, id: i64) -> Answer<()> {
    let case = store::by_id(cx.conn, id)?;
    let (Some(owner), Some(payload)) = (case.owner, store::opened(&cx.means.keys, &case)?) else { return Ok(()) };
    let new = Contact::Phone(payload.phone());
    cx.lock(&[Key::Series(id), Key::Account(owner.get()), accounts::contact_key(&cx.means.keys, &new)])?;
    let case = store::by_id(cx.conn, id)?;
    let holder = accounts::account_of(cx.conn, &cx.means.keys, &new)?;
    // A phone that somebody else registered, or an account that was closed or suspended meanwhile: nothing is replaced.
    let is_lost = holder.is_some_and(|holder| holder != owner) || !accounts::may_log_in(cx.conn, owner)?;
    let Some(state) = case.state.carry_out(is_lost, cx.now) else { return Ok(()) };
    store::save(cx, id, state, "")?;
    let facts = serde_json::json!({ "number": case.number });
    if !matches!(state, State::Done { .. }) {
        tell_asker(cx, &case, "appeal-stopped", &facts)?;
        return log(cx, "appeal-stopped", id, "");
    }
    if let Some(before) = accounts::phone(cx.conn, &cx.means.keys, owner)? {
        let (what, locale) = (serde_json::json!({ "what": "phone", "at": cx.now }), locale(cx, owner)?);
        notice::send_secret(cx, &Contact::Phone(before), locale, "account-changed", &what)?;
    }
    accounts::set_contact(cx, owner, &new)?;
    session::close_all(cx, owner)?;
    diesel::delete(known_device::table.filter(known_device::account_id.eq(owner.get()))).execute(cx.conn)?;
    // Who finds or stole the lost device has its passkey as well.
    passkey::forget(cx, owner)?;
    changed(cx, owner, "phone")?;
    log(cx, "appeal-done", id, "")
}

/// The account ends: no appeal gives it to anybody any more, and what appeals hold of its owner goes at once.
pub fn end_of(cx: &mut Cx, owner: AccountId) -> Answer<()> {
    for case in store::open_of(cx.conn, owner)? {
        store::save(cx, case.id, case.state.stop(cx.now)?, "")?;
        tell_asker(cx, &case, "appeal-stopped", &serde_json::json!({ "number": case.number }))?;
    }
    store::forget_of(cx, owner)
}

/// Forgets what was written and the papers of appeals that ended long enough ago. Answers how many.
pub fn forget(cx: &mut Cx) -> Answer<usize> {
    let kept = SignedDuration::from_hours(appeal::PAPERS_KEPT_DAYS * 24);
    let before = cx.now.saturating_sub(kept).unwrap_or(Timestamp::MIN);
    store::forget(cx, before.as_microsecond())
}

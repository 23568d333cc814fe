//! Asking, looking at the papers, and saying whether they show that person.

use super::store::{self, Asked, New, Payload, Stands};
use crate::{
    account::{TryCode, account_of_document, contact_key, prove_code},
    audit,
    kernel::{
        cx::{Cx, Key},
        db::Conn,
        failure::{Answer, DoorRefusal},
        session,
        words::Locale,
    },
    notice,
    organisation::platform_power,
};
use domain::{
    account::{Contact, Power},
    kernel::{AccountId, BlobId, local_date},
    record::{self, ASKED_A_DAY_MAX, Decider, LINK_DAYS, PAPERS_KEPT_DAYS, RecordRefusal, State},
    volunteer::Document,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

const DAY_MICROSECONDS: i64 = 86_400_000_000;
/// Numbers of asks are a series beside those of objections and appeals.
const SERIES: i64 = 2 << 20;

/// Somebody who proved a phone asks what there is in their name.
#[derive(Debug, Clone)]
pub struct File {
    pub code: TryCode,
    pub document: Document,
    pub name: String,
    pub papers: Vec<BlobId>,
    pub locale: Locale,
}

/// Files it and answers its number. Nothing is looked up, so the answer can't depend on what there is.
pub fn file(cx: &mut Cx, cmd: &File) -> Answer<String> {
    let year = local_date(cx.now).year();
    cx.lock(&[Key::Series(SERIES + i64::from(year)), contact_key(&cx.means.keys, &cmd.code.to)])?;
    let proven = prove_code(cx, &cmd.code)?;
    let phone = record::ask(&proven, cmd.papers.len())?;
    let payload = Payload {
        kind: cmd.document.kind(),
        document: cmd.document.number().to_owned(),
        name: cmd.name.clone(),
        phone: phone.e164().to_owned(),
        locale: cmd.locale.tag().to_owned(),
    };
    limited(cx, &payload)?;
    let prefix = format!("R{year}-");
    let number = format!("{prefix}{:06}", store::count_like(cx.conn, &prefix)? + 1);
    let id = store::insert(cx, &New { number: &number, payload: &payload, papers: &cmd.papers })?;
    let facts = serde_json::json!({ "number": number });
    notice::send_secret(cx, &Contact::Phone(phone), cmd.locale, "record-received", &facts)?;
    log(cx, "record-asked", id, "")?;
    Ok(number)
}

fn limited(cx: &mut Cx, payload: &Payload) -> Answer<()> {
    let keys = &cx.means.keys;
    let (phone, document) = (store::phone_mac(keys, &payload.phone()), store::document_mac(keys, &payload.document()));
    for filed in store::filed_since(cx.conn, (&phone, &document), cx.at() - DAY_MICROSECONDS)? {
        if let (Some(oldest), true) = (filed.first(), filed.len() >= ASKED_A_DAY_MAX) {
            let wait_seconds = (oldest + DAY_MICROSECONDS - cx.at()) / 1_000_000 + 1;
            return Err(DoorRefusal::TooMany { wait_seconds }.into());
        }
    }
    Ok(())
}

/// An act about an ask, in the trail.
pub fn log(cx: &mut Cx, act: &'static str, id: i64, reason: &str) -> Answer<()> {
    let (subject, facts) = (format!("record/{id}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act, subject, organisation: None, reason, facts })
}

/// To the phone that asked, unless what it handed in is gone.
fn tell_asker(cx: &mut Cx, payload: &Payload, kind: &'static str, facts: &serde_json::Value) -> Answer<()> {
    let locale = Locale::parse(&payload.locale).unwrap_or(Locale::ZhCn);
    notice::send_secret(cx, &Contact::Phone(payload.phone()), locale, kind, facts)
}

/// A steward of the platform wants to see what was handed in, and says why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Show {
    pub id: i64,
    pub reason: String,
}

/// Writes down that it was shown; the papers are open to this steward for some minutes.
pub fn show(cx: &mut Cx, cmd: &Show) -> Answer<()> {
    platform_power(cx.conn, &cx.actor, Power::People)?;
    session::require_step_up(cx)?;
    let ask = store::by_id(cx.conn, cmd.id)?;
    let reason = record::reason(&cmd.reason).map_err(|refusal| ("reason", refusal))?;
    log(cx, "record-shown", ask.id, &reason)
}

/// What a steward says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(as = RecordVerdict)]
pub enum Verdict {
    /// This is that person.
    Confirm,
    Refuse,
}

/// A steward of the platform says whether the papers show that person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub id: i64,
    pub verdict: Verdict,
    pub reason: String,
}

/// Decides; the phone gets a link that is good once, or the reason. The answer is found when the link is opened, not before.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<String> {
    let steward = platform_power(cx.conn, &cx.actor, Power::People)?.account();
    session::require_step_up(cx)?;
    cx.lock(&[Key::Series(cmd.id)])?;
    let ask = store::by_id(cx.conn, cmd.id)?;
    let payload = store::opened(&cx.means.keys, &ask)?.ok_or(RecordRefusal::NotWaiting)?;
    let by = decider(cx, steward, &ask, &payload)?;
    let state = match cmd.verdict {
        Verdict::Confirm => confirm(cx, &ask, by, &payload)?,
        Verdict::Refuse => {
            let refused = ask.state.refuse(by, &cmd.reason, cx.now);
            let (state, reason) = refused.map_err(|refusal| ("reason", refusal))?;
            store::save(cx, ask.id, state, (&reason, None))?;
            let facts = serde_json::json!({ "number": ask.number, "reason": reason });
            tell_asker(cx, &payload, "record-refused", &facts)?;
            log(cx, "record-refused", ask.id, &reason)?;
            state
        }
    };
    Ok(Stands::of(state).name().to_owned())
}

fn decider(cx: &mut Cx, account: AccountId, ask: &Asked, payload: &Payload) -> Answer<Decider> {
    let holder = account_of_document(cx.conn, &cx.means.keys, &payload.document())?;
    Ok(Decider { account, has_looked: is_shown(cx.conn, (account, ask.id), cx.now)?, holder })
}

fn confirm(cx: &mut Cx, ask: &Asked, by: Decider, payload: &Payload) -> Answer<State> {
    let state = ask.state.confirm(by, cx.now)?;
    let token = session::token(cx.dice.bytes());
    store::save(cx, ask.id, state, ("", Some(&session::token_hash(&token))))?;
    let link = format!("{}/records/answers/{token}", cx.means.settings.origin);
    let facts = serde_json::json!({ "number": ask.number, "link": link, "days": LINK_DAYS });
    tell_asker(cx, payload, "record-answer", &facts)?;
    log(cx, "record-confirmed", ask.id, "")?;
    Ok(state)
}

/// Whether this steward said within the last minutes why they look; the trail is the memory of it.
pub fn is_shown(conn: &mut Conn, (steward, id): (AccountId, i64), now: Timestamp) -> Answer<bool> {
    use crate::kernel::db::schema::audit;
    use diesel::prelude::*;
    let since = now.as_microsecond() - i64::from(record::SHOWN_MINUTES) * 60_000_000;
    let said = audit::table
        .filter(audit::subject.eq(format!("record/{id}")))
        .filter(audit::actor.eq(steward.get()))
        .filter(audit::act.eq("record-shown"))
        .filter(audit::at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(said)).get_result(conn)?)
}

/// Asks that nobody decided are forgotten after so many days.
const WAITS_DAYS: i64 = 60;

/// Forgets what was handed in of asks that ended, or waited, long enough. Answers how many.
pub fn forget(cx: &mut Cx) -> Answer<usize> {
    let before = |days: i64| {
        let kept = SignedDuration::from_hours(days * 24);
        cx.now.saturating_sub(kept).unwrap_or(Timestamp::MIN).as_microsecond()
    };
    let over = store::over(cx.conn, (before(PAPERS_KEPT_DAYS), before(WAITS_DAYS)))?;
    store::strike(cx, &over)?;
    Ok(over.len())
}

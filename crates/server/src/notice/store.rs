//! What is kept of messages: the queue with its leases, and the outbox of the provider that needs none.

use super::{Channel, state, unknown};
use crate::{
    account,
    kernel::{
        crypto::{Cell, Keys},
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{account as accounts, message, outbox},
        },
        failure::{Answer, Failure},
        words::Locale,
    },
};
use diesel::{dsl::exists, prelude::*};
use domain::kernel::{AccountId, keyed, timestamp};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes to somebody without an account, or must not lie open: sealed, and wiped when it was sent.
#[derive(Serialize, Deserialize)]
pub struct Payload {
    pub to: String,
    pub locale: String,
    pub facts: Value,
}

pub(super) fn place(row: i64) -> Cell {
    Cell { table: "message", column: "payload", row }
}

/// Seals a payload for its row.
pub fn seal(cx: &mut Cx, id: i64, payload: &Payload) -> Answer<Vec<u8>> {
    let nonce = cx.dice.bytes();
    Ok(cx.means.keys.payload_key().seal(place(id), &serde_json::to_vec(payload)?, nonce))
}

/// One message that this process has taken on.
#[derive(Debug, Clone)]
pub struct Taken {
    pub id: i64,
    pub channel: Channel,
    pub kind: String,
    pub tries: i32,
    pub created_at: Timestamp,
    account: Option<AccountId>,
    facts: String,
    payload: Option<Vec<u8>>,
}

/// How many messages one round takes.
const ROUND: i64 = 32;
/// How long a message is one process's.
pub const LEASE_MICROSECONDS: i64 = 60_000_000;

type Row = (i64, i16, String, i32, i64, Option<i64>, String, Option<Vec<u8>>);

/// Takes messages that are due. `sending` is committed with this, before anybody sends: what is lost afterwards is known.
pub fn take(cx: &mut Cx) -> Answer<Vec<Taken>> {
    expire(cx)?;
    let rows: Vec<Row> = message::table
        .filter(message::state.eq(state::QUEUED))
        .filter(message::due_at.le(cx.at()))
        .order(message::due_at)
        .limit(ROUND)
        .select((
            message::id,
            message::channel,
            message::kind,
            message::tries,
            message::created_at,
            message::account_id,
            message::facts,
            message::payload,
        ))
        .load(cx.conn)?;
    let mut taken = Vec::new();
    for (id, channel, kind, tries, created_at, account, facts, payload) in rows {
        let waiting = message::table.find(id).filter(message::state.eq(state::QUEUED));
        let lease = cx.at() + LEASE_MICROSECONDS;
        let mine = diesel::update(waiting)
            .set((message::state.eq(state::SENDING), message::tries.eq(tries + 1), message::lease_until.eq(lease)))
            .execute(cx.conn)?;
        let channel = if channel == 3 { Channel::Mail } else { Channel::Sms };
        if mine == 1 {
            let account = account.map(AccountId);
            let created_at = timestamp(created_at);
            taken.push(Taken { id, channel, kind, tries: tries + 1, created_at, account, facts, payload });
        }
    }
    Ok(taken)
}

/// Leases that ran out: a mail is sent again under the same Message-ID, an SMS costs money and is only asked about (law 12).
fn expire(cx: &mut Cx) -> Answer<()> {
    let at = cx.at();
    let expired = move |channel: Channel| {
        message::table
            .filter(message::state.eq(state::SENDING))
            .filter(message::channel.eq(channel.number()))
            .filter(message::lease_until.lt(at))
    };
    diesel::update(expired(Channel::Mail)).set(message::state.eq(state::QUEUED)).execute(cx.conn)?;
    let lost: Vec<i64> = expired(Channel::Sms).select(message::id).load(cx.conn)?;
    lost.into_iter().try_for_each(|id| unknown::begin(cx, id))
}

/// Where a message goes, in which language, with which facts.
pub struct Addressed {
    pub to: String,
    pub locale: Locale,
    pub facts: Value,
}

/// Reads the address; none when the person has none for this channel any more.
pub fn addressed(conn: &mut Conn, keys: &Keys, taken: &Taken) -> Answer<Option<Addressed>> {
    let locale = |tag: &str| Locale::parse(tag).unwrap_or(Locale::ZhCn);
    if let Some(sealed) = &taken.payload {
        let plain = keys.payload_key().open(place(taken.id), sealed).map_err(Failure::fault)?;
        let payload: Payload = serde_json::from_slice(&plain)?;
        return Ok(Some(Addressed { to: payload.to, locale: locale(&payload.locale), facts: payload.facts }));
    }
    let Some(account) = taken.account else { return Ok(None) };
    let tag: String = accounts::table.find(account.get()).select(accounts::locale).first(conn)?;
    let to = match taken.channel {
        Channel::Mail => account::email(conn, keys, account)?.map(|email| email.address().to_owned()),
        _ => account::phone(conn, keys, account)?.map(|phone| phone.e164().to_owned()),
    };
    let facts = serde_json::from_str(&taken.facts)?;
    Ok(to.map(|to| Addressed { to, locale: locale(&tag), facts }))
}

/// How sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Sent,
    /// A provider took it, under this number of its own.
    Taken(String),
    /// Perhaps sent: to be asked about.
    Unknown,
    /// Tried again at this moment.
    Later(Timestamp),
    Failed,
}

/// Writes down how a message ended; secrets go with it. What a provider certainly took is so even when the lease ran out meanwhile.
pub fn ended(cx: &mut Cx, id: i64, how: &Ended) -> Answer<()> {
    let this = message::table.find(id).filter(message::state.eq(state::SENDING));
    let sent = (message::state.eq(state::SENT), message::sent_at.eq(cx.at()), message::payload.eq(None::<Vec<u8>>));
    match how {
        Ended::Later(at) => diesel::update(this)
            .set((message::state.eq(state::QUEUED), message::due_at.eq(at.as_microsecond())))
            .execute(cx.conn)?,
        Ended::Sent => diesel::update(this).set(sent).execute(cx.conn)?,
        Ended::Taken(receipt) => {
            let this = message::table.find(id).filter(message::state.eq_any([state::SENDING, state::UNKNOWN]));
            diesel::update(this).set((sent, message::receipt.eq(receipt))).execute(cx.conn)?
        }
        Ended::Unknown => return unknown::begin(cx, id),
        Ended::Failed => diesel::update(this)
            .set((message::state.eq(state::FAILED), message::payload.eq(None::<Vec<u8>>)))
            .execute(cx.conn)?,
    };
    Ok(())
}

/// How often the platform's owners hear that nothing goes out.
const ALARM_MICROSECONDS: i64 = 86_400_000_000;

/// Tells the platform's owners that no SMS goes out, with the provider's code; once a day.
pub fn alarm(cx: &mut Cx, why: &str) -> Answer<()> {
    const KIND: &str = "sms-stopped";
    let owners: Vec<i64> =
        accounts::table.filter(accounts::platform_role.eq(account::OWNER)).select(accounts::id).load(cx.conn)?;
    // Several messages stop at the same moment.
    let keys: Vec<Key> = owners.iter().map(|owner| Key::Account(*owner)).collect();
    cx.lock(&keys)?;
    let recent =
        message::table.filter(message::kind.eq(KIND)).filter(message::created_at.gt(cx.at() - ALARM_MICROSECONDS));
    if diesel::select(exists(recent)).get_result(cx.conn)? {
        return Ok(());
    }
    for owner in owners {
        super::tell(cx, AccountId(owner), Channel::InSite, KIND, &serde_json::json!({ "reason": why }))?;
    }
    Ok(())
}

/// A message as the outbox shows it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = OutboxMessage)]
pub struct Shown {
    pub id: String,
    /// `sms` or `mail`.
    pub channel: String,
    pub to: String,
    /// Mails have one.
    pub subject: String,
    pub text: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

pub(super) fn recipient_mac(keys: &Keys, to: &str) -> Vec<u8> {
    keyed(&keys.derived("outbox", &[]), &[to.as_bytes()]).to_vec()
}

fn outbox_place(row: i64) -> Cell {
    Cell { table: "outbox", column: "body", row }
}

/// Hands a message to the outbox: sealed, and found by its recipient.
pub fn put(cx: &mut Cx, channel: Channel, shown: &Shown) -> Answer<()> {
    let id = cx.id();
    let nonce = cx.dice.bytes();
    let body = cx.means.keys.payload_key().seal(outbox_place(id), &serde_json::to_vec(shown)?, nonce);
    let row = (
        outbox::id.eq(id),
        outbox::channel.eq(channel.number()),
        outbox::recipient_mac.eq(recipient_mac(&cx.means.keys, &shown.to)),
        outbox::body.eq(body),
        outbox::at.eq(cx.at()),
    );
    diesel::insert_into(outbox::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// How many messages the outbox shows at once.
const SHOWN: i64 = 100;

/// What the outbox was handed, the newest first; to one recipient or to all.
pub fn outbox(conn: &mut Conn, keys: &Keys, to: Option<&str>) -> Answer<Vec<Shown>> {
    let newest = outbox::table.order(outbox::id.desc()).limit(SHOWN).select((outbox::id, outbox::body, outbox::at));
    let rows: Vec<(i64, Vec<u8>, i64)> = match to {
        Some(to) => newest.filter(outbox::recipient_mac.eq(recipient_mac(keys, to))).load(conn)?,
        None => newest.load(conn)?,
    };
    let open = |(id, body, at): (i64, Vec<u8>, i64)| {
        let plain = keys.payload_key().open(outbox_place(id), &body).map_err(Failure::fault)?;
        let shown: Shown = serde_json::from_slice(&plain)?;
        Ok(Shown { id: id.to_string(), at: timestamp(at), ..shown })
    };
    rows.into_iter().map(open).collect()
}

//! What is kept of messages: the queue with its leases, and the outbox of the provider that needs none.

use super::{Channel, state};
use crate::{
    account,
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{
            Conn,
            schema::{account as accounts, message, outbox},
        },
        failure::{Answer, Failure},
        words::Locale,
    },
};
use diesel::prelude::*;
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

fn place(row: i64) -> Cell {
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
    account: Option<AccountId>,
    facts: String,
    payload: Option<Vec<u8>>,
}

/// How many messages one round takes.
const ROUND: i64 = 32;
/// How long a message is one process's.
pub const LEASE_MICROSECONDS: i64 = 60_000_000;

type Row = (i64, i16, String, i32, Option<i64>, String, Option<Vec<u8>>);

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
            message::account_id,
            message::facts,
            message::payload,
        ))
        .load(cx.conn)?;
    let mut taken = Vec::new();
    for (id, channel, kind, tries, account, facts, payload) in rows {
        let waiting = message::table.find(id).filter(message::state.eq(state::QUEUED));
        let lease = cx.at() + LEASE_MICROSECONDS;
        let mine = diesel::update(waiting)
            .set((message::state.eq(state::SENDING), message::tries.eq(tries + 1), message::lease_until.eq(lease)))
            .execute(cx.conn)?;
        let channel = if channel == 3 { Channel::Mail } else { Channel::Sms };
        if mine == 1 {
            let account = account.map(AccountId);
            taken.push(Taken { id, channel, kind, tries: tries + 1, account, facts, payload });
        }
    }
    Ok(taken)
}

/// Leases that ran out: a mail is sent again under the same Message-ID, an SMS costs money and is only asked about (law 12).
fn expire(cx: &mut Cx) -> Answer<()> {
    let expired = |channel: i16| {
        message::table
            .filter(message::state.eq(state::SENDING))
            .filter(message::channel.eq(channel))
            .filter(message::lease_until.lt(cx.now.as_microsecond()))
    };
    let (mails, short_messages) = (expired(3), expired(2));
    diesel::update(mails).set(message::state.eq(state::QUEUED)).execute(cx.conn)?;
    diesel::update(short_messages)
        .set((message::state.eq(state::UNKNOWN), message::payload.eq(None::<Vec<u8>>)))
        .execute(cx.conn)?;
    Ok(())
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Sent,
    /// Tried again at this moment.
    Later(Timestamp),
    Failed,
}

/// Writes down how a message ended; secrets go with it.
pub fn ended(cx: &mut Cx, id: i64, how: Ended) -> Answer<()> {
    let this = message::table.find(id).filter(message::state.eq(state::SENDING));
    match how {
        Ended::Later(at) => diesel::update(this)
            .set((message::state.eq(state::QUEUED), message::due_at.eq(at.as_microsecond())))
            .execute(cx.conn)?,
        Ended::Sent => diesel::update(this)
            .set((message::state.eq(state::SENT), message::sent_at.eq(cx.at()), message::payload.eq(None::<Vec<u8>>)))
            .execute(cx.conn)?,
        Ended::Failed => diesel::update(this)
            .set((message::state.eq(state::FAILED), message::payload.eq(None::<Vec<u8>>)))
            .execute(cx.conn)?,
    };
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

/// A message in one's inbox.
#[derive(Debug, Clone)]
pub struct Message {
    pub text: String,
    pub at: Timestamp,
    pub is_new: bool,
}

/// How many messages the inbox shows.
const INBOX: i64 = 100;

/// One's messages in the site, the newest first, in the reader's language.
pub fn inbox(conn: &mut Conn, account: AccountId, locale: Locale) -> Answer<Vec<Message>> {
    let rows: Vec<(String, String, i64, Option<i64>)> = message::table
        .filter(message::account_id.eq(account.get()))
        .filter(message::channel.eq(Channel::InSite.number()))
        .order(message::id.desc())
        .limit(INBOX)
        .select((message::kind, message::facts, message::created_at, message::read_at))
        .load(conn)?;
    let words = crate::kernel::words::Words::of(locale);
    let line = |(kind, facts, at, read_at): (String, String, i64, Option<i64>)| {
        let facts = serde_json::from_str(&facts)?;
        let text = super::text::sentence(words, &kind, &facts);
        Ok(Message { text, at: timestamp(at), is_new: read_at.is_none() })
    };
    rows.into_iter().map(line).collect()
}

/// How many messages are new.
pub fn unread(conn: &mut Conn, account: AccountId) -> Answer<i64> {
    Ok(message::table
        .filter(message::account_id.eq(account.get()))
        .filter(message::channel.eq(Channel::InSite.number()))
        .filter(message::read_at.is_null())
        .count()
        .get_result(conn)?)
}

/// The one who asks has seen what there is.
pub fn mark_read(cx: &mut Cx, _: &()) -> Answer<()> {
    let (account, at) = (cx.account()?, cx.at());
    let new = message::table
        .filter(message::account_id.eq(account.get()))
        .filter(message::channel.eq(Channel::InSite.number()))
        .filter(message::read_at.is_null());
    diesel::update(new).set(message::read_at.eq(at)).execute(cx.conn)?;
    Ok(())
}

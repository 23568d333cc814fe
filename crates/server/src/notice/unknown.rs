//! Text messages of which nobody knows whether they went: the provider is asked a few times, by our own number of the message. None is
//! ever sent again by itself (law 12), and what was secret in it is gone at once.

use super::{
    sms::Found,
    state,
    store::{self, Ended, LEASE_MICROSECONDS, Payload, place},
};
use crate::{
    account,
    kernel::{
        crypto::Keys,
        cx::Cx,
        db::{Conn, schema::message},
        failure::{Answer, Failure},
    },
};
use diesel::prelude::*;
use domain::kernel::{AccountId, timestamp};
use jiff::Timestamp;
use serde_json::Value;

/// Waits before each question, in seconds; after the last one nobody asks any more.
const WAITS_SECONDS: [i64; 3] = [60, 300, 1_800];
/// How many are asked about in one round.
const ROUND: i64 = 16;

/// From now on it is unknown whether this message went. Of what lay sealed, the number stays until the questions are over.
pub fn begin(cx: &mut Cx, id: i64) -> Answer<()> {
    let this = message::table.find(id).filter(message::state.eq(state::SENDING));
    let sealed: Option<Option<Vec<u8>>> = this.select(message::payload).first(cx.conn).optional()?;
    let Some(sealed) = sealed else { return Ok(()) };
    let has_provider = cx.means.short_messages.get().is_some();
    let number_only = match sealed.filter(|_| has_provider) {
        Some(sealed) => Some(without_facts(cx, id, &sealed)?),
        None => None,
    };
    let [first, ..] = WAITS_SECONDS;
    let due = cx.at() + first * 1_000_000;
    diesel::update(message::table.find(id))
        .set((
            message::state.eq(state::UNKNOWN),
            message::payload.eq(number_only),
            message::asks.eq(0i16),
            message::due_at.eq(due),
        ))
        .execute(cx.conn)?;
    tracing::warn!(message = id, "it is unknown whether an SMS was sent; it is not sent again");
    Ok(())
}

fn without_facts(cx: &mut Cx, id: i64, sealed: &[u8]) -> Answer<Vec<u8>> {
    let plain = cx.means.keys.payload_key().open(place(id), sealed).map_err(Failure::fault)?;
    let payload: Payload = serde_json::from_slice(&plain)?;
    store::seal(cx, id, &Payload { facts: Value::Null, ..payload })
}

/// A message to ask about.
#[derive(Debug, Clone)]
pub struct Lost {
    pub id: i64,
    /// When this process's predecessor took it on to hand it over.
    pub at: Timestamp,
    account: Option<i64>,
    payload: Option<Vec<u8>>,
}

type Row = (i64, Option<i64>, i16, Option<i64>, Option<Vec<u8>>);

/// Takes what is to be asked about now; each is this process's until its next question is due.
pub fn take(cx: &mut Cx) -> Answer<Vec<Lost>> {
    let most = i16::try_from(WAITS_SECONDS.len()).unwrap_or(i16::MAX);
    let rows: Vec<Row> = message::table
        .filter(message::state.eq(state::UNKNOWN))
        .filter(message::due_at.le(cx.at()))
        .filter(message::asks.lt(most))
        .order(message::due_at)
        .limit(ROUND)
        .select((message::id, message::lease_until, message::asks, message::account_id, message::payload))
        .load(cx.conn)?;
    let mut lost = Vec::new();
    for (id, lease_until, asks, account, payload) in rows {
        let next = usize::try_from(asks + 1).ok().and_then(|next| WAITS_SECONDS.get(next));
        let again = next.map_or(i64::MAX, |seconds| cx.at() + seconds * 1_000_000);
        let mine = message::table.find(id).filter(message::state.eq(state::UNKNOWN)).filter(message::asks.eq(asks));
        // The last question is the end of what lay sealed, whatever the answer will be.
        let kept = payload.clone().filter(|_| next.is_some());
        let set = (message::asks.eq(asks + 1), message::due_at.eq(again), message::payload.eq(kept));
        if diesel::update(mine).set(set).execute(cx.conn)? == 1 {
            let at = timestamp(lease_until.unwrap_or_default().saturating_sub(LEASE_MICROSECONDS));
            lost.push(Lost { id, at, account, payload });
        }
    }
    Ok(lost)
}

/// The number that a message went to; none when the account has none any more.
pub fn number(conn: &mut Conn, keys: &Keys, lost: &Lost) -> Answer<Option<String>> {
    if let Some(sealed) = &lost.payload {
        let plain = keys.payload_key().open(place(lost.id), sealed).map_err(Failure::fault)?;
        let payload: Payload = serde_json::from_slice(&plain)?;
        return Ok(Some(payload.to));
    }
    let Some(account) = lost.account else { return Ok(None) };
    Ok(account::phone(conn, keys, AccountId(account))?.map(|phone| phone.e164().to_owned()))
}

/// Writes down what the provider says; what it doesn't know of stays unknown.
pub fn found(cx: &mut Cx, id: i64, found: &Found) -> Answer<()> {
    match found {
        Found::Taken { receipt } => store::ended(cx, id, &Ended::Taken(receipt.clone())),
        Found::Failed => {
            let this = message::table.find(id).filter(message::state.eq(state::UNKNOWN));
            diesel::update(this)
                .set((message::state.eq(state::FAILED), message::payload.eq(None::<Vec<u8>>)))
                .execute(cx.conn)?;
            Ok(())
        }
        Found::Nothing => Ok(()),
    }
}

//! The answer behind the link: what there is in somebody's name, and disowning it. The link is used by disowning; looking leaves it good.

use super::{
    actions, quarantine,
    store::{self, Asked, Payload},
};
use crate::{
    account::account_of_document,
    hours,
    kernel::{
        crypto::Keys,
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{account, membership, organisation},
        },
        failure::{Answer, Failure},
        session::token_hash,
    },
    roster::{self, OwnRecord},
    volunteer,
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, local_date, timestamp},
    record::RecordRefusal,
};
use jiff::Timestamp;
use serde::Serialize;

/// What there is in somebody's name.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Findings {
    /// Organisations that entered them, never taken up.
    pub records: Vec<OwnRecord>,
    /// The account that has the document, if one has.
    pub account: Option<FoundAccount>,
}

/// An account in somebody's name; nothing of whoever holds it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FoundAccount {
    #[schema(value_type = String)]
    pub since: Timestamp,
    /// Where it belongs.
    pub organisations: Vec<String>,
    /// Service minutes that count today.
    pub minutes: i64,
}

/// Reads what there is behind a link that is good.
pub fn found(conn: &mut Conn, keys: &Keys, token: &str, now: Timestamp) -> Answer<Findings> {
    let (_, payload) = good(conn, keys, token, now)?;
    let document = payload.document();
    let records = roster::of_document(conn, keys, &document)?;
    let account = match account_of_document(conn, keys, &document)? {
        Some(id) => Some(about(conn, id, now)?),
        None => None,
    };
    Ok(Findings { records, account })
}

fn good(conn: &mut Conn, keys: &Keys, token: &str, now: Timestamp) -> Answer<(Asked, Payload)> {
    let ask = store::by_link(conn, &token_hash(token))?.ok_or(RecordRefusal::LinkOver)?;
    ask.state.link(now)?;
    let payload = store::opened(keys, &ask)?.ok_or(RecordRefusal::LinkOver)?;
    Ok((ask, payload))
}

fn about(conn: &mut Conn, id: AccountId, now: Timestamp) -> Answer<FoundAccount> {
    const APPROVED: i16 = 2;
    let since: i64 = account::table.find(id.get()).select(account::created_at).first(conn)?;
    let Some(holder) = volunteer::id_of_account(conn, id)? else {
        return Ok(FoundAccount { since: timestamp(since), organisations: Vec::new(), minutes: 0 });
    };
    let organisations = membership::table
        .inner_join(organisation::table.on(organisation::id.eq(membership::organisation_id)))
        .filter(membership::volunteer_id.eq(holder.get()))
        .filter(membership::state.eq(APPROVED))
        .order(membership::id)
        .select(organisation::name)
        .load(conn)?;
    let minutes = hours::totals_of(conn, holder, local_date(now))?.total().get();
    Ok(FoundAccount { since: timestamp(since), organisations, minutes })
}

/// Somebody says of what there is that it isn't them.
#[derive(Debug, Clone)]
pub struct Disown {
    pub token: String,
    pub records: Vec<i64>,
    pub account: bool,
}

/// Uses the link up: lines are emptied, the account goes into quarantine, and those above who entered it are told.
pub fn disown(cx: &mut Cx, cmd: &Disown) -> Answer<()> {
    let (ask, _) = good(cx.conn, &cx.means.keys, &cmd.token, cx.now)?;
    cx.lock(&[Key::Series(ask.id)])?;
    // The link is good once: whoever came at the same moment used it.
    let (ask, payload) = good(cx.conn, &cx.means.keys, &cmd.token, cx.now)?;
    let (confirmed_by, document) = (ask.state.link(cx.now)?, payload.document());
    if cmd.records.is_empty() && !cmd.account {
        return Err(("records", RecordRefusal::NothingChosen).into());
    }
    for record in &cmd.records {
        roster::disown_of_document(cx, &document, *record)?;
    }
    if cmd.account {
        let holder = account_of_document(cx.conn, &cx.means.keys, &document)?.ok_or(Failure::NotFound)?;
        quarantine::begin(cx, holder, (ask.id, confirmed_by), &document)?;
    }
    ask.state.used(cx.now)?;
    store::used(cx, ask.id)?;
    actions::log(cx, "record-answered", ask.id, "")
}

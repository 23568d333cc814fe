//! What stewards of the platform read of asks and quarantines.

use super::{
    actions::is_shown,
    store::{self, Asked, Held, Stands},
};
use crate::{
    file,
    kernel::{
        access::Actor,
        blobs::BlobAddress,
        crypto::Keys,
        db::{
            Conn,
            schema::{account, volunteer},
        },
        failure::{Answer, Failure},
    },
    organisation::platform_power,
};
use diesel::prelude::*;
use domain::{
    account::Power,
    record::{RecordRefusal, SHOWN_MINUTES, State},
};
use jiff::Timestamp;
use serde::Serialize;

const PAGE_SIZE: i64 = 20;

/// An ask in the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RecordAskLine {
    pub id: String,
    pub number: String,
    /// `filed`, `confirmed` or `refused`.
    pub state: &'static str,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
}

/// What was handed in; shown to whoever said why they look.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RecordAskOpened {
    pub document_kind: &'static str,
    pub document: String,
    pub name: String,
    pub phone: String,
    /// How many papers there are; each is read by its place, from 1.
    pub papers: i64,
}

/// An ask as a steward of the platform sees it. What there is in that name isn't in it: that is told to whoever asks alone.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RecordAskShown {
    #[serde(flatten)]
    pub line: RecordAskLine,
    /// The document number with its middle hidden; none once it is gone.
    pub document_masked: Option<String>,
    /// Why it was refused.
    pub reason: String,
    /// Until when the link is good, once it was confirmed.
    #[schema(value_type = Option<String>)]
    pub link_ends_at: Option<Timestamp>,
    /// When somebody answered by the link.
    #[schema(value_type = Option<String>)]
    pub used_at: Option<Timestamp>,
    /// What was handed in, for some minutes after this steward said why they look.
    pub opened: Option<RecordAskOpened>,
}

/// An account in quarantine, or that was.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct QuarantineLine {
    pub id: String,
    /// The public name, or the nickname of somebody without real-name data.
    pub name: String,
    /// The volunteer number, if there is one.
    pub volunteer_number: Option<String>,
    #[schema(value_type = String)]
    pub since: Timestamp,
    #[schema(value_type = Option<String>)]
    pub lifted_at: Option<Timestamp>,
    /// Why it was lifted.
    pub reason: String,
    /// Whether whoever asks may lift it.
    pub may_lift: bool,
}

fn line(ask: &Asked) -> RecordAskLine {
    let state = Stands::of(ask.state).name();
    RecordAskLine { id: ask.id.to_string(), number: ask.number.clone(), state, filed_at: ask.filed_at }
}

/// The rows of a page, and the id after which the next begins.
fn cut<Row>(mut rows: Vec<Row>, id: impl Fn(&Row) -> i64) -> (Vec<Row>, Option<i64>) {
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let is_more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| is_more).map(id);
    (rows, next)
}

/// A page of all asks, the newest first, and the id after which the next begins.
pub fn list(conn: &mut Conn, by: &Actor, after: Option<i64>) -> Answer<(Vec<RecordAskLine>, Option<i64>)> {
    platform_power(conn, by, Power::People)?;
    let (asks, next) = cut(store::page(conn, after, PAGE_SIZE + 1)?, |ask| ask.id);
    Ok((asks.iter().map(line).collect(), next))
}

/// One ask.
pub fn shown(conn: &mut Conn, keys: &Keys, (by, id): (&Actor, i64), now: Timestamp) -> Answer<RecordAskShown> {
    let steward = platform_power(conn, by, Power::People)?.account();
    let ask = store::by_id(conn, id)?;
    let payload = store::opened(keys, &ask)?;
    let document_masked = payload.as_ref().map(|payload| payload.document().masked());
    let opened = match payload {
        Some(payload) if is_shown(conn, (steward, id), now)? => Some(RecordAskOpened {
            document_kind: payload.kind.name(),
            document: payload.document,
            name: payload.name,
            phone: payload.phone,
            papers: store::papers(conn, id)?,
        }),
        _ => None,
    };
    let (link_ends_at, used_at) = match ask.state {
        State::Confirmed { link_ends_at, used_at, .. } => (Some(link_ends_at), used_at),
        _ => (None, None),
    };
    Ok(RecordAskShown { line: line(&ask), document_masked, reason: ask.reason, link_ends_at, used_at, opened })
}

/// Where a paper lies, for a steward to whom it was opened.
pub fn paper(conn: &mut Conn, (by, id): (&Actor, i64), place: i16, now: Timestamp) -> Answer<BlobAddress> {
    let steward = platform_power(conn, by, Power::People)?.account();
    store::by_id(conn, id)?;
    if !is_shown(conn, (steward, id), now)? {
        return Err(RecordRefusal::NotShown { minutes: SHOWN_MINUTES }.into());
    }
    let paper = store::paper(conn, id, place)?;
    Ok(file::stored(conn, paper)?.address)
}

/// A page of all quarantines, the newest first, and the id after which the next begins.
pub fn quarantines(conn: &mut Conn, by: &Actor, after: Option<i64>) -> Answer<(Vec<QuarantineLine>, Option<i64>)> {
    let steward = platform_power(conn, by, Power::People)?.account();
    let (all, next) = cut(store::quarantines(conn, after, PAGE_SIZE + 1)?, |held: &Held| held.id);
    let mut lines = Vec::new();
    for held in all {
        let (name, volunteer_number) = named(conn, &held)?;
        let quarantine = held.quarantine;
        lines.push(QuarantineLine {
            id: held.id.to_string(),
            name,
            volunteer_number,
            since: quarantine.since,
            lifted_at: quarantine.lifted_at,
            reason: held.reason,
            may_lift: quarantine.lifted_at.is_none() && quarantine.confirmed_by != steward,
        });
    }
    Ok((lines, next))
}

fn named(conn: &mut Conn, held: &Held) -> Answer<(String, Option<String>)> {
    type Row = (String, Option<String>, Option<String>);
    let (nickname, public_name, number): Row = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::id.eq(held.account.get()))
        .select((account::nickname, volunteer::public_name.nullable(), volunteer::number.nullable()))
        .first(conn)?;
    Ok((public_name.unwrap_or(nickname), number))
}

/// An id as addresses name it.
pub fn parse(id: &str) -> Answer<i64> {
    id.parse().map_err(|_| Failure::NotFound)
}

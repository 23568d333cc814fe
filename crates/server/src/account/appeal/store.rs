//! What is kept of appeals.

use crate::{
    file,
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{
            Conn,
            schema::{appeal, appeal_paper},
        },
        failure::{Answer, Failure},
    },
};
use diesel::prelude::*;
use domain::{
    account::{Phone, appeal::State},
    kernel::{AccountId, BlobId, timestamp},
    volunteer::DocumentKind,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

domain::named! {
    /// Where an appeal stands, as it is stored.
    pub enum Stands {
        Filed = 1, "filed";
        Supported = 2, "supported";
        Granted = 3, "granted";
        Done = 4, "done";
        Refused = 5, "refused";
        Stopped = 6, "stopped";
    }
}

impl Stands {
    /// The word for a state of the rule book.
    pub fn of(state: State) -> Stands {
        match state {
            State::Filed => Stands::Filed,
            State::Supported { .. } => Stands::Supported,
            State::Granted { .. } => Stands::Granted,
            State::Done { .. } => Stands::Done,
            State::Refused { .. } => Stands::Refused,
            State::Stopped { .. } => Stands::Stopped,
        }
    }
}

/// What somebody wrote; sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Payload {
    pub kind: DocumentKind,
    pub document: String,
    pub name: String,
    pub phone: String,
    pub locale: String,
    pub text: String,
}

impl Payload {
    /// The phone that is to take the old one's place.
    pub fn phone(&self) -> Phone {
        Phone::stored(self.phone.clone())
    }
}

/// An appeal as decisions need it.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: i64,
    pub number: String,
    /// Whose document it is; none when no account has it.
    pub owner: Option<AccountId>,
    pub state: State,
    pub reason: String,
    pub filed_at: Timestamp,
    payload: Option<Vec<u8>>,
}

/// What is filed.
pub struct New<'a> {
    pub number: &'a str,
    pub owner: Option<AccountId>,
    pub document_mac: &'a [u8],
    pub reporter_mac: &'a [u8],
    pub payload: &'a Payload,
    pub papers: &'a [BlobId],
}

fn place(row: i64) -> Cell {
    Cell { table: "appeal", column: "payload", row }
}

/// Stores a new appeal.
pub fn insert(cx: &mut Cx, new: &New<'_>) -> Answer<i64> {
    let (id, nonce) = (cx.id(), cx.dice.bytes());
    let sealed = cx.means.keys.payload_key().seal(place(id), &serde_json::to_vec(new.payload)?, nonce);
    let row = (
        appeal::id.eq(id),
        appeal::number.eq(new.number),
        appeal::account_id.eq(new.owner.map(AccountId::get)),
        appeal::document_mac.eq(new.document_mac),
        appeal::reporter_mac.eq(new.reporter_mac),
        appeal::payload.eq(sealed),
        appeal::state.eq(Stands::Filed.number()),
        appeal::reason.eq(""),
        appeal::filed_at.eq(cx.at()),
    );
    diesel::insert_into(appeal::table).values(row).execute(cx.conn)?;
    for (at, paper) in (1_i16..).zip(new.papers) {
        let row = (appeal_paper::appeal_id.eq(id), appeal_paper::place.eq(at), appeal_paper::blob_id.eq(paper.get()));
        diesel::insert_into(appeal_paper::table).values(row).execute(cx.conn)?;
    }
    Ok(id)
}

type Row = (
    (i64, String, Option<i64>, i16, String, i64),
    (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<Vec<u8>>),
);

type Columns = (
    (appeal::id, appeal::number, appeal::account_id, appeal::state, appeal::reason, appeal::filed_at),
    (appeal::first_by, appeal::second_by, appeal::due_at, appeal::ended_at, appeal::payload),
);

fn columns() -> Columns {
    (
        (appeal::id, appeal::number, appeal::account_id, appeal::state, appeal::reason, appeal::filed_at),
        (appeal::first_by, appeal::second_by, appeal::due_at, appeal::ended_at, appeal::payload),
    )
}

fn case(row: Row) -> Answer<Case> {
    let ((id, number, owner, state, reason, filed_at), (first, second, due_at, ended_at, payload)) = row;
    let broken = || Failure::broken(format!("appeal {id} has a state without its facts"));
    let by = |raw: Option<i64>| raw.map(AccountId).ok_or_else(broken);
    let at = |raw: Option<i64>| raw.map(timestamp).ok_or_else(broken);
    let state = match Stands::stored(state).ok_or_else(broken)? {
        Stands::Filed => State::Filed,
        Stands::Supported => State::Supported { by: by(first)? },
        Stands::Granted => State::Granted { by: (by(first)?, by(second)?), due_at: at(due_at)? },
        Stands::Done => State::Done { at: at(ended_at)? },
        Stands::Refused => State::Refused { at: at(ended_at)? },
        Stands::Stopped => State::Stopped { at: at(ended_at)? },
    };
    Ok(Case { id, number, owner: owner.map(AccountId), state, reason, filed_at: timestamp(filed_at), payload })
}

/// Reads an appeal.
pub fn by_id(conn: &mut Conn, id: i64) -> Answer<Case> {
    case(appeal::table.find(id).select(columns()).first(conn)?)
}

/// What was written, opened; none once it is gone.
pub fn opened(keys: &Keys, case: &Case) -> Answer<Option<Payload>> {
    let Some(sealed) = &case.payload else { return Ok(None) };
    let plain = keys.payload_key().open(place(case.id), sealed).map_err(Failure::fault)?;
    Ok(Some(serde_json::from_slice(&plain)?))
}

/// Writes down where it stands now.
pub fn save(cx: &mut Cx, id: i64, state: State, reason: &str) -> Answer<()> {
    let (first, second, due_at) = match state {
        State::Supported { by } => (Some(by.get()), None, None),
        State::Granted { by, due_at } => (Some(by.0.get()), Some(by.1.get()), Some(due_at.as_microsecond())),
        _ => (None, None, None),
    };
    let row = appeal::table.find(id);
    if let State::Done { at } | State::Refused { at } | State::Stopped { at } = state {
        // Who decided stays with it.
        let ended = (appeal::ended_at.eq(at.as_microsecond()), appeal::reason.eq(reason));
        diesel::update(row).set((appeal::state.eq(Stands::of(state).number()), ended)).execute(cx.conn)?;
        return Ok(());
    }
    let by = (appeal::first_by.eq(first), appeal::second_by.eq(second), appeal::due_at.eq(due_at));
    diesel::update(row).set((appeal::state.eq(Stands::of(state).number()), by)).execute(cx.conn)?;
    Ok(())
}

const OPEN: [i16; 3] = [1, 2, 3];

/// Whether one for this document waits.
pub fn is_open(conn: &mut Conn, document_mac: &[u8]) -> Answer<bool> {
    let open = appeal::table.filter(appeal::document_mac.eq(document_mac)).filter(appeal::state.eq_any(OPEN));
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(conn)?)
}

/// The open ones about an account.
pub fn open_of(conn: &mut Conn, owner: AccountId) -> Answer<Vec<Case>> {
    let rows: Vec<Row> = appeal::table
        .filter(appeal::account_id.eq(owner.get()))
        .filter(appeal::state.eq_any(OPEN))
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(case).collect()
}

/// When this reporter filed since then.
pub fn filed_since(conn: &mut Conn, reporter: &[u8], since: i64) -> Answer<Vec<i64>> {
    Ok(appeal::table
        .filter(appeal::reporter_mac.eq(reporter))
        .filter(appeal::filed_at.gt(since))
        .order(appeal::filed_at)
        .select(appeal::filed_at)
        .load(conn)?)
}

/// How many numbers of a series are given out.
pub fn count_like(conn: &mut Conn, prefix: &str) -> Answer<i64> {
    Ok(appeal::table.filter(appeal::number.like(format!("{prefix}%"))).count().get_result(conn)?)
}

/// What waits for its moment, the oldest first.
pub fn due(conn: &mut Conn, now: i64) -> Answer<Vec<i64>> {
    Ok(appeal::table
        .filter(appeal::state.eq(Stands::Granted.number()))
        .filter(appeal::due_at.le(now))
        .order(appeal::due_at)
        .limit(50)
        .select(appeal::id)
        .load(conn)?)
}

/// A page of all, the newest first, after an id.
pub fn page(conn: &mut Conn, after: Option<i64>, size: i64) -> Answer<Vec<Case>> {
    let mut rows = appeal::table.order(appeal::id.desc()).limit(size).select(columns()).into_boxed();
    if let Some(after) = after {
        rows = rows.filter(appeal::id.lt(after));
    }
    rows.load::<Row>(conn)?.into_iter().map(case).collect()
}

/// A paper by its place, from 1.
pub fn paper(conn: &mut Conn, id: i64, place: i16) -> Answer<BlobId> {
    Ok(BlobId(appeal_paper::table.find((id, place)).select(appeal_paper::blob_id).first(conn)?))
}

/// How many papers there are.
pub fn papers(conn: &mut Conn, id: i64) -> Answer<i64> {
    Ok(appeal_paper::table.filter(appeal_paper::appeal_id.eq(id)).count().get_result(conn)?)
}

/// Forgets what was written and the papers of those that ended before; the files follow. Answers how many.
pub fn forget(cx: &mut Cx, before: i64) -> Answer<usize> {
    let over: Vec<i64> = appeal::table
        .filter(appeal::payload.is_not_null())
        .filter(appeal::ended_at.le(before))
        .limit(50)
        .select(appeal::id)
        .load(cx.conn)?;
    strike(cx, &over)?;
    Ok(over.len())
}

/// The same of all about one account, whenever they ended.
pub fn forget_of(cx: &mut Cx, owner: AccountId) -> Answer<()> {
    let all: Vec<i64> = appeal::table.filter(appeal::account_id.eq(owner.get())).select(appeal::id).load(cx.conn)?;
    strike(cx, &all)
}

fn strike(cx: &mut Cx, appeals: &[i64]) -> Answer<()> {
    let papers: Vec<i64> = appeal_paper::table
        .filter(appeal_paper::appeal_id.eq_any(appeals))
        .select(appeal_paper::blob_id)
        .load(cx.conn)?;
    for paper in papers {
        file::strike_one(cx, BlobId(paper))?;
    }
    diesel::delete(appeal_paper::table.filter(appeal_paper::appeal_id.eq_any(appeals))).execute(cx.conn)?;
    let over = appeal::table.filter(appeal::id.eq_any(appeals));
    diesel::update(over).set(appeal::payload.eq(None::<Vec<u8>>)).execute(cx.conn)?;
    Ok(())
}

//! What is kept of asks and of quarantines.

use crate::{
    file,
    kernel::{
        crypto::{Cell, Keys},
        cx::Cx,
        db::{
            Conn,
            schema::{quarantine, record_ask, record_paper},
        },
        failure::{Answer, Failure},
    },
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::Phone,
    kernel::{AccountId, BlobId, keyed, timestamp},
    record::{Quarantine, State},
    volunteer::{Document, DocumentKind},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

domain::named! {
    /// Where an ask stands, as it is stored.
    pub enum Stands {
        Filed = 1, "filed";
        Confirmed = 2, "confirmed";
        Refused = 3, "refused";
    }
}

impl Stands {
    /// The word for a state of the rule book.
    pub fn of(state: State) -> Stands {
        match state {
            State::Filed => Stands::Filed,
            State::Confirmed { .. } => Stands::Confirmed,
            State::Refused { .. } => Stands::Refused,
        }
    }
}

/// What somebody handed in; sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Payload {
    pub kind: DocumentKind,
    pub document: String,
    pub name: String,
    pub phone: String,
    pub locale: String,
}

impl Payload {
    /// Where the answer goes.
    pub fn phone(&self) -> Phone {
        Phone::stored(self.phone.clone())
    }

    /// The document that it is about.
    pub fn document(&self) -> Document {
        Document::stored(self.kind, self.document.clone())
    }
}

/// An ask as decisions need it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: i64,
    pub number: String,
    pub state: State,
    pub reason: String,
    pub filed_at: Timestamp,
    payload: Option<Vec<u8>>,
}

/// What is filed.
pub struct New<'a> {
    pub number: &'a str,
    pub payload: &'a Payload,
    pub papers: &'a [BlobId],
}

fn place(row: i64) -> Cell {
    Cell { table: "record_ask", column: "payload", row }
}

/// The digest under which asks about a document are counted.
pub fn document_mac(keys: &Keys, document: &Document) -> Vec<u8> {
    let parts: [&[u8]; 2] = [document.kind().name().as_bytes(), document.number().as_bytes()];
    keyed(&keys.derived("record document", &[]), &parts).to_vec()
}

/// The digest under which a phone's asks are found.
pub fn phone_mac(keys: &Keys, phone: &Phone) -> Vec<u8> {
    keyed(&keys.derived("record phone", &[]), &[phone.e164().as_bytes()]).to_vec()
}

/// Stores a new ask.
pub fn insert(cx: &mut Cx, new: &New<'_>) -> Answer<i64> {
    let (id, nonce, keys) = (cx.id(), cx.dice.bytes(), &cx.means.keys);
    let sealed = keys.payload_key().seal(place(id), &serde_json::to_vec(new.payload)?, nonce);
    let row = (
        record_ask::id.eq(id),
        record_ask::number.eq(new.number),
        record_ask::document_mac.eq(document_mac(keys, &new.payload.document())),
        record_ask::phone_mac.eq(phone_mac(keys, &new.payload.phone())),
        record_ask::payload.eq(sealed),
        record_ask::state.eq(Stands::Filed.number()),
        record_ask::reason.eq(""),
        record_ask::filed_at.eq(cx.at()),
    );
    diesel::insert_into(record_ask::table).values(row).execute(cx.conn)?;
    for (at, paper) in (1_i16..).zip(new.papers) {
        let row = (record_paper::ask_id.eq(id), record_paper::place.eq(at), record_paper::blob_id.eq(paper.get()));
        diesel::insert_into(record_paper::table).values(row).execute(cx.conn)?;
    }
    Ok(id)
}

type Row = ((i64, String, i16, String, i64), (Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<Vec<u8>>));
type Columns = (
    (record_ask::id, record_ask::number, record_ask::state, record_ask::reason, record_ask::filed_at),
    (record_ask::decided_by, record_ask::ended_at, record_ask::link_ends_at, record_ask::used_at, record_ask::payload),
);

fn columns() -> Columns {
    (
        (record_ask::id, record_ask::number, record_ask::state, record_ask::reason, record_ask::filed_at),
        (
            record_ask::decided_by,
            record_ask::ended_at,
            record_ask::link_ends_at,
            record_ask::used_at,
            record_ask::payload,
        ),
    )
}

fn asked(row: Row) -> Answer<Asked> {
    let ((id, number, state, reason, filed_at), (by, ended_at, link_ends_at, used_at, payload)) = row;
    let broken = || Failure::broken(format!("record ask {id} has a state without its facts"));
    let by = || by.map(AccountId).ok_or_else(broken);
    let at = || ended_at.map(timestamp).ok_or_else(broken);
    let state = match Stands::stored(state).ok_or_else(broken)? {
        Stands::Filed => State::Filed,
        Stands::Confirmed => {
            let link_ends_at = link_ends_at.map(timestamp).ok_or_else(broken)?;
            State::Confirmed { by: by()?, at: at()?, link_ends_at, used_at: used_at.map(timestamp) }
        }
        Stands::Refused => State::Refused { by: by()?, at: at()? },
    };
    Ok(Asked { id, number, state, reason, filed_at: timestamp(filed_at), payload })
}

/// Reads an ask.
pub fn by_id(conn: &mut Conn, id: i64) -> Answer<Asked> {
    asked(record_ask::table.find(id).select(columns()).first(conn)?)
}

/// The ask that a link belongs to.
pub fn by_link(conn: &mut Conn, hash: &[u8]) -> Answer<Option<Asked>> {
    let row: Option<Row> =
        record_ask::table.filter(record_ask::link_hash.eq(hash)).select(columns()).first(conn).optional()?;
    row.map(asked).transpose()
}

/// What was handed in, opened; none once it is gone.
pub fn opened(keys: &Keys, ask: &Asked) -> Answer<Option<Payload>> {
    let Some(sealed) = &ask.payload else { return Ok(None) };
    let plain = keys.payload_key().open(place(ask.id), sealed).map_err(Failure::fault)?;
    Ok(Some(serde_json::from_slice(&plain)?))
}

/// Writes down where it stands now; a confirmed one has a link.
pub fn save(cx: &mut Cx, id: i64, state: State, (reason, link_hash): (&str, Option<&[u8]>)) -> Answer<()> {
    let (by, at, link_ends_at) = match state {
        State::Filed => (None, None, None),
        State::Confirmed { by, at, link_ends_at, .. } => (Some(by), Some(at), Some(link_ends_at)),
        State::Refused { by, at } => (Some(by), Some(at), None),
    };
    let row = (
        record_ask::state.eq(Stands::of(state).number()),
        record_ask::decided_by.eq(by.map(AccountId::get)),
        record_ask::ended_at.eq(at.map(Timestamp::as_microsecond)),
        record_ask::link_ends_at.eq(link_ends_at.map(Timestamp::as_microsecond)),
        record_ask::link_hash.eq(link_hash),
        record_ask::reason.eq(reason),
    );
    diesel::update(record_ask::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// Writes down that its link was used.
pub fn used(cx: &mut Cx, id: i64) -> Answer<()> {
    diesel::update(record_ask::table.find(id)).set(record_ask::used_at.eq(cx.at())).execute(cx.conn)?;
    Ok(())
}

/// When this phone, or anybody about this document, asked since then; oldest first.
pub fn filed_since(conn: &mut Conn, (phone, document): (&[u8], &[u8]), since: i64) -> Answer<[Vec<i64>; 2]> {
    let recent = || {
        let recent = record_ask::table.filter(record_ask::filed_at.gt(since));
        recent.order(record_ask::filed_at).select(record_ask::filed_at)
    };
    let by_phone = recent().filter(record_ask::phone_mac.eq(phone)).load(conn)?;
    Ok([by_phone, recent().filter(record_ask::document_mac.eq(document)).load(conn)?])
}

/// How many numbers of a series are given out.
pub fn count_like(conn: &mut Conn, prefix: &str) -> Answer<i64> {
    Ok(record_ask::table.filter(record_ask::number.like(format!("{prefix}%"))).count().get_result(conn)?)
}

/// A page of all, the newest first, after an id.
pub fn page(conn: &mut Conn, after: Option<i64>, size: i64) -> Answer<Vec<Asked>> {
    let last = after.unwrap_or(i64::MAX);
    let rows: Vec<Row> = record_ask::table
        .filter(record_ask::id.lt(last))
        .order(record_ask::id.desc())
        .limit(size)
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(asked).collect()
}

/// The asks of a phone, the oldest first.
pub fn of_phone(conn: &mut Conn, phone: &[u8]) -> Answer<Vec<Asked>> {
    let own = record_ask::table.filter(record_ask::phone_mac.eq(phone)).order(record_ask::id).select(columns());
    own.load::<Row>(conn)?.into_iter().map(asked).collect()
}

/// A paper by its place, from 1.
pub fn paper(conn: &mut Conn, id: i64, place: i16) -> Answer<BlobId> {
    Ok(BlobId(record_paper::table.find((id, place)).select(record_paper::blob_id).first(conn)?))
}

/// How many papers there are.
pub fn papers(conn: &mut Conn, id: i64) -> Answer<i64> {
    Ok(record_paper::table.filter(record_paper::ask_id.eq(id)).count().get_result(conn)?)
}

/// Asks that were decided before, or filed before and never decided, and still hold something.
pub fn over(conn: &mut Conn, (ended, filed): (i64, i64)) -> Answer<Vec<i64>> {
    Ok(record_ask::table
        .filter(record_ask::payload.is_not_null())
        .filter(record_ask::ended_at.le(ended).or(record_ask::ended_at.is_null().and(record_ask::filed_at.le(filed))))
        .limit(50)
        .select(record_ask::id)
        .load(conn)?)
}

/// Forgets what was handed in; the files follow, and links lead nowhere.
pub fn strike(cx: &mut Cx, asks: &[i64]) -> Answer<()> {
    let of = || record_paper::table.filter(record_paper::ask_id.eq_any(asks));
    for paper in of().select(record_paper::blob_id).load::<i64>(cx.conn)? {
        file::strike_one(cx, BlobId(paper))?;
    }
    diesel::delete(of()).execute(cx.conn)?;
    let nothing = None::<Vec<u8>>;
    let row = (record_ask::payload.eq(&nothing), record_ask::link_hash.eq(&nothing));
    diesel::update(record_ask::table.filter(record_ask::id.eq_any(asks))).set(row).execute(cx.conn)?;
    Ok(())
}

/// Whether an account is in quarantine.
pub fn is_held(conn: &mut Conn, account: AccountId) -> Answer<bool> {
    let open =
        quarantine::table.filter(quarantine::account_id.eq(account.get())).filter(quarantine::lifted_at.is_null());
    Ok(diesel::select(exists(open)).get_result(conn)?)
}

/// A quarantine as it is stored.
#[derive(Debug, Clone)]
pub struct Held {
    pub id: i64,
    pub account: AccountId,
    pub was_live: bool,
    pub quarantine: Quarantine,
    pub reason: String,
}

type HeldRow = (i64, i64, i64, i16, i64, Option<i64>, String);
type HeldColumns = (
    quarantine::id,
    quarantine::account_id,
    quarantine::confirmed_by,
    quarantine::was_live,
    quarantine::since,
    quarantine::lifted_at,
    quarantine::reason,
);

const HELD: HeldColumns = (
    quarantine::id,
    quarantine::account_id,
    quarantine::confirmed_by,
    quarantine::was_live,
    quarantine::since,
    quarantine::lifted_at,
    quarantine::reason,
);

fn held(row: HeldRow) -> Held {
    let (id, account, by, was_live, since, lifted_at, reason) = row;
    let quarantine =
        Quarantine { confirmed_by: AccountId(by), since: timestamp(since), lifted_at: lifted_at.map(timestamp) };
    Held { id, account: AccountId(account), was_live: was_live == 1, quarantine, reason }
}

/// Reads a quarantine.
pub fn quarantine(conn: &mut Conn, id: i64) -> Answer<Held> {
    Ok(held(quarantine::table.find(id).select(HELD).first(conn)?))
}

/// A page of all quarantines, the newest first, after an id.
pub fn quarantines(conn: &mut Conn, after: Option<i64>, size: i64) -> Answer<Vec<Held>> {
    let rows: Vec<HeldRow> = quarantine::table
        .filter(quarantine::id.lt(after.unwrap_or(i64::MAX)))
        .order(quarantine::id.desc())
        .limit(size)
        .select(HELD)
        .load(conn)?;
    Ok(rows.into_iter().map(held).collect())
}

/// Begins a quarantine that follows from an ask.
pub fn hold(cx: &mut Cx, account: AccountId, (ask, by): (i64, AccountId), was_live: bool) -> Answer<i64> {
    let id = cx.id();
    let row = (
        quarantine::id.eq(id),
        quarantine::account_id.eq(account.get()),
        quarantine::ask_id.eq(ask),
        quarantine::confirmed_by.eq(by.get()),
        quarantine::was_live.eq(i16::from(was_live)),
        quarantine::since.eq(cx.at()),
        quarantine::reason.eq(""),
    );
    diesel::insert_into(quarantine::table).values(row).execute(cx.conn)?;
    Ok(id)
}

/// Writes down that it is lifted, by whom and why.
pub fn lift(cx: &mut Cx, id: i64, by: Option<AccountId>, reason: &str) -> Answer<()> {
    let row = (
        quarantine::lifted_at.eq(cx.at()),
        quarantine::lifted_by.eq(by.map(AccountId::get)),
        quarantine::reason.eq(reason),
    );
    diesel::update(quarantine::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// The open quarantine of an account.
pub fn open_of(conn: &mut Conn, account: AccountId) -> Answer<Option<i64>> {
    let open =
        quarantine::table.filter(quarantine::account_id.eq(account.get())).filter(quarantine::lifted_at.is_null());
    Ok(open.select(quarantine::id).first(conn).optional()?)
}

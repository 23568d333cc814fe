//! What is kept of rosters.

use crate::kernel::{
    crypto::{Cell, Keys},
    cx::Cx,
    db::{
        Conn,
        schema::{roster, roster_line},
    },
    failure::{Answer, Failure},
};
use diesel::{
    dsl::{exists, sql},
    prelude::*,
    sql_types::BigInt,
};
use domain::{
    account::Phone,
    help::days_ago,
    kernel::{AccountId, OrganisationId, keyed, timestamp},
    roster::{Entry, Fault, KEPT_DAYS},
    volunteer::{Document, DocumentKind},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

domain::named! {
    /// Where a line stands.
    pub enum Stands {
        Faulty = 1, "faulty";
        Ready = 2, "ready";
        Invited = 3, "invited";
        TakenUp = 4, "taken-up";
        Disowned = 5, "disowned";
        Over = 6, "over";
    }
}

/// Who a line is about; sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct Payload {
    pub name: String,
    pub document: String,
    pub phone: String,
}

impl Payload {
    /// What was entered.
    pub fn of(entry: &Entry) -> Payload {
        Payload {
            name: entry.name.clone(),
            document: entry.document.number().to_owned(),
            phone: entry.phone.e164().to_owned(),
        }
    }

    /// The document.
    pub fn document(&self) -> Document {
        Document::stored(DocumentKind::ResidentIdentityCard, self.document.clone())
    }

    /// The phone.
    pub fn phone(&self) -> Phone {
        Phone::stored(self.phone.clone())
    }
}

/// A roster.
#[derive(Debug, Clone)]
pub struct Roster {
    pub id: i64,
    pub organisation: OrganisationId,
    pub entered_by: AccountId,
    /// How many lines the sheet had.
    pub lines: i64,
    pub at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// How many said that it isn't them.
    pub disowned: i64,
}

/// A line of one.
pub struct Line {
    pub id: i64,
    pub roster: i64,
    pub place: i64,
    pub state: Stands,
    pub payload: Option<Payload>,
    /// The column and the code of what is wrong; empty when nothing is.
    pub fault: (String, String),
    pub link_ends_at: Option<Timestamp>,
}

fn seal_place(row: i64) -> Cell {
    Cell { table: "roster_line", column: "payload", row }
}

/// The digest under which a phone's lines are found.
pub fn phone_mac(keys: &Keys, phone: &Phone) -> Vec<u8> {
    keyed(&keys.derived("roster phone", &[]), &[phone.e164().as_bytes()]).to_vec()
}

/// The digest under which a document's lines are found.
pub fn document_mac(keys: &Keys, document: &Document) -> Vec<u8> {
    keyed(&keys.derived("roster document", &[]), &[document.kind().name().as_bytes(), document.number().as_bytes()])
        .to_vec()
}

/// Begins a roster.
pub fn insert(cx: &mut Cx, organisation: OrganisationId, by: AccountId, lines: i64) -> Answer<i64> {
    let id = cx.id();
    let row = (
        roster::id.eq(id),
        roster::organisation_id.eq(organisation.get()),
        roster::entered_by.eq(by.get()),
        roster::lines.eq(lines),
        roster::at.eq(cx.at()),
        roster::disowned.eq(0_i64),
    );
    diesel::insert_into(roster::table).values(row).execute(cx.conn)?;
    Ok(id)
}

/// Adds a line; a faulty one keeps nothing of the person.
pub fn insert_line(cx: &mut Cx, roster: i64, place: i64, read: &Result<Entry, Fault>) -> Answer<()> {
    let (id, nonce) = (cx.id(), cx.dice.bytes());
    let entry = read.as_ref().ok();
    let text = entry.map(|entry| serde_json::to_vec(&Payload::of(entry))).transpose()?;
    let sealed = text.map(|text| cx.means.keys.payload_key().seal(seal_place(id), &text, nonce));
    let keys = &cx.means.keys;
    let state = if entry.is_some() { Stands::Ready } else { Stands::Faulty };
    let fault = read.as_ref().err();
    let row = (
        (roster_line::id.eq(id), roster_line::roster_id.eq(roster), roster_line::place.eq(place)),
        (roster_line::state.eq(state.number()), roster_line::payload.eq(sealed)),
        roster_line::fault_column.eq(fault.map_or("", |fault| fault.column)),
        roster_line::fault_code.eq(fault.map_or("", |fault| fault.code)),
        roster_line::phone_mac.eq(entry.map(|entry| phone_mac(keys, &entry.phone))),
        roster_line::document_mac.eq(entry.map(|entry| document_mac(keys, &entry.document))),
        roster_line::changed_at.eq(cx.at()),
    );
    diesel::insert_into(roster_line::table).values(row).execute(cx.conn)?;
    Ok(())
}

type RosterRow = (i64, i64, i64, i64, i64, Option<i64>, i64);

fn read(row: RosterRow) -> Roster {
    let (id, organisation, entered_by, lines, at, sent_at, disowned) = row;
    Roster {
        id,
        organisation: OrganisationId(organisation),
        entered_by: AccountId(entered_by),
        lines,
        at: timestamp(at),
        sent_at: sent_at.map(timestamp),
        disowned,
    }
}

/// Reads a roster.
pub fn by_id(conn: &mut Conn, id: i64) -> Answer<Roster> {
    Ok(read(roster::table.find(id).first(conn)?))
}

/// The rosters of an organisation, the newest first.
pub fn of(conn: &mut Conn, at: OrganisationId, most: i64) -> Answer<Vec<Roster>> {
    let rows: Vec<RosterRow> =
        roster::table.filter(roster::organisation_id.eq(at.get())).order(roster::id.desc()).limit(most).load(conn)?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many lines an organisation entered within the last day.
pub fn entered_today(cx: &mut Cx, at: OrganisationId) -> Answer<i64> {
    let recent = roster::table
        .filter(roster::organisation_id.eq(at.get()))
        .filter(roster::at.gt(days_ago(cx.now, 1).as_microsecond()))
        .select(sql::<BigInt>("cast(coalesce(sum(lines), 0) as bigint)"));
    Ok(recent.first(cx.conn)?)
}

/// Whether somebody was sent a link to a phone that is still good.
pub fn has_link(cx: &mut Cx, phone: &Phone) -> Answer<bool> {
    let good = roster_line::table
        .filter(roster_line::phone_mac.eq(phone_mac(&cx.means.keys, phone)))
        .filter(roster_line::link_ends_at.gt(cx.at()));
    Ok(diesel::select(exists(good)).get_result(cx.conn)?)
}

/// Writes down that the people of a roster are told.
pub fn mark_sent(cx: &mut Cx, id: i64) -> Answer<()> {
    diesel::update(roster::table.find(id)).set(roster::sent_at.eq(cx.at())).execute(cx.conn)?;
    Ok(())
}

/// Writes down that somebody said that it isn't them.
pub fn mark_disowned(cx: &mut Cx, id: i64) -> Answer<()> {
    diesel::update(roster::table.find(id)).set(roster::disowned.eq(roster::disowned + 1)).execute(cx.conn)?;
    Ok(())
}

type LineRow = ((i64, i64, i64, i16, Option<Vec<u8>>), (String, String, Option<i64>));
type Columns = (
    (roster_line::id, roster_line::roster_id, roster_line::place, roster_line::state, roster_line::payload),
    (roster_line::fault_column, roster_line::fault_code, roster_line::link_ends_at),
);

fn columns() -> Columns {
    (
        (roster_line::id, roster_line::roster_id, roster_line::place, roster_line::state, roster_line::payload),
        (roster_line::fault_column, roster_line::fault_code, roster_line::link_ends_at),
    )
}

fn line(keys: &Keys, row: LineRow) -> Answer<Line> {
    let ((id, roster, place, state, sealed), (column, code, ends)) = row;
    let open = |sealed: Vec<u8>| keys.payload_key().open(seal_place(id), &sealed).map_err(Failure::fault);
    let payload = sealed.map(open).transpose()?.map(|text| serde_json::from_slice(&text)).transpose()?;
    let state = Stands::stored(state).ok_or_else(|| Failure::broken(format!("roster line {id} stands nowhere")))?;
    let (fault, link_ends_at) = ((column, code), ends.map(timestamp));
    Ok(Line { id, roster, place, state, payload, fault, link_ends_at })
}

/// The lines of a roster from a place on.
pub fn lines(conn: &mut Conn, keys: &Keys, id: i64, (from, most): (i64, i64)) -> Answer<Vec<Line>> {
    let rows: Vec<LineRow> = roster_line::table
        .filter(roster_line::roster_id.eq(id))
        .filter(roster_line::place.ge(from))
        .order(roster_line::place)
        .limit(most)
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(|row| line(keys, row)).collect()
}

/// How many lines of a roster stand where.
pub fn count(conn: &mut Conn, id: i64, state: Stands) -> Answer<i64> {
    Ok(roster_line::table
        .filter(roster_line::roster_id.eq(id))
        .filter(roster_line::state.eq(state.number()))
        .count()
        .get_result(conn)?)
}

/// Some lines that wait to be told.
pub fn ready(cx: &mut Cx, id: i64, most: i64) -> Answer<Vec<Line>> {
    let rows: Vec<LineRow> = roster_line::table
        .filter(roster_line::roster_id.eq(id))
        .filter(roster_line::state.eq(Stands::Ready.number()))
        .order(roster_line::place)
        .limit(most)
        .select(columns())
        .load(cx.conn)?;
    rows.into_iter().map(|row| line(&cx.means.keys, row)).collect()
}

/// Gives a line its link.
pub fn invite(cx: &mut Cx, id: i64, (hash, ends_at): (Option<&[u8]>, Option<Timestamp>)) -> Answer<()> {
    let row = (
        roster_line::state.eq(Stands::Invited.number()),
        roster_line::link_hash.eq(hash),
        roster_line::link_ends_at.eq(ends_at.map(Timestamp::as_microsecond)),
        roster_line::changed_at.eq(cx.at()),
    );
    diesel::update(roster_line::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// The line that a link leads to.
pub fn by_link(conn: &mut Conn, keys: &Keys, hash: &[u8]) -> Answer<Option<Line>> {
    let row: Option<LineRow> = roster_line::table
        .filter(roster_line::link_hash.eq(hash))
        .filter(roster_line::state.eq(Stands::Invited.number()))
        .select(columns())
        .first(conn)
        .optional()?;
    row.map(|row| line(keys, row)).transpose()
}

/// Lines that were told and that nobody took up, by one of the two digests.
pub fn open_for(conn: &mut Conn, keys: &Keys, (phone, document): (&[u8], &[u8])) -> Answer<Vec<Line>> {
    let mine = roster_line::phone_mac.eq(phone).or(roster_line::document_mac.eq(document));
    let rows: Vec<LineRow> = roster_line::table
        .filter(mine)
        .filter(roster_line::state.eq_any([Stands::Ready.number(), Stands::Invited.number()]))
        .order(roster_line::id)
        .limit(20)
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(|row| line(keys, row)).collect()
}

/// The lines that an account took up.
pub fn of_account(conn: &mut Conn, keys: &Keys, account: AccountId) -> Answer<Vec<Line>> {
    let rows: Vec<LineRow> = roster_line::table
        .filter(roster_line::account_id.eq(account.get()))
        .order(roster_line::id)
        .select(columns())
        .load(conn)?;
    rows.into_iter().map(|row| line(keys, row)).collect()
}

/// Ends a line: nothing of the person is kept in it, and its link leads nowhere.
pub fn end(cx: &mut Cx, id: i64, state: Stands) -> Answer<()> {
    let nothing = None::<Vec<u8>>;
    let row = (
        (roster_line::state.eq(state.number()), roster_line::changed_at.eq(cx.at())),
        (roster_line::payload.eq(&nothing), roster_line::link_hash.eq(&nothing)),
        (roster_line::phone_mac.eq(&nothing), roster_line::document_mac.eq(&nothing)),
    );
    diesel::update(roster_line::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// Ties a line to the account that took it up; what it holds is compared with what its owner files.
pub fn take_up(cx: &mut Cx, id: i64, account: AccountId) -> Answer<()> {
    let row = (
        roster_line::state.eq(Stands::TakenUp.number()),
        roster_line::account_id.eq(account.get()),
        roster_line::link_hash.eq(None::<Vec<u8>>),
        roster_line::changed_at.eq(cx.at()),
    );
    diesel::update(roster_line::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

const ROUND: i64 = 100;

/// Forgets what lines hold that nobody took up, or whose owner never went on, in time. Answers how many.
pub fn forget_due(cx: &mut Cx) -> Answer<usize> {
    let before = days_ago(cx.now, KEPT_DAYS).as_microsecond();
    let due: Vec<(i64, i16)> = roster_line::table
        .filter(roster_line::payload.is_not_null())
        .filter(roster_line::changed_at.le(before))
        .limit(ROUND)
        .select((roster_line::id, roster_line::state))
        .load(cx.conn)?;
    for (id, state) in &due {
        let taken_up = *state == Stands::TakenUp.number();
        end(cx, *id, if taken_up { Stands::TakenUp } else { Stands::Over })?;
    }
    Ok(due.len())
}

/// The account ends: nothing of it is left in the lines that it took up.
pub fn forget_of(cx: &mut Cx, account: AccountId) -> Answer<()> {
    let own: Vec<i64> =
        roster_line::table.filter(roster_line::account_id.eq(account.get())).select(roster_line::id).load(cx.conn)?;
    own.into_iter().try_for_each(|id| end(cx, id, Stands::TakenUp))
}

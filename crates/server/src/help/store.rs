//! What is kept of tickets.

use crate::kernel::{
    crypto::{Cell, Keys},
    cx::Cx,
    db::{
        Conn, MultiBackend,
        schema::{ticket, ticket_word},
    },
    failure::{Answer, Failure},
    words::Locale,
};
use diesel::prelude::*;
use domain::{
    account::Phone,
    help::{CLOSED_DAYS, KEPT_DAYS, PASSED_ON_DAYS, Side, State, Topic, days_ago},
    kernel::{AccountId, OrganisationId, timestamp},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

domain::named! {
    /// Where a ticket stands, as it is stored.
    pub enum Stands {
        Open = 1, "open";
        Waiting = 2, "waiting";
        Answered = 3, "answered";
        Reopened = 4, "reopened";
        Closed = 5, "closed";
    }
}

impl Stands {
    /// The word for a state of the rule book.
    pub const fn of(state: State) -> Stands {
        match state {
            State::Open => Stands::Open,
            State::Waiting => Stands::Waiting,
            State::Answered => Stands::Answered,
            State::Reopened => Stands::Reopened,
            State::Closed { .. } => Stands::Closed,
        }
    }
}

/// The desk owes a word.
pub const OWED: [i16; 2] = [Stands::Open.number(), Stands::Reopened.number()];

/// Where answers to somebody without a login go; sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct To {
    phone: String,
    locale: String,
}

impl To {
    /// A phone in its holder's language.
    pub fn new(phone: &Phone, locale: Locale) -> To {
        To { phone: phone.e164().to_owned(), locale: locale.tag().to_owned() }
    }

    /// The phone.
    pub fn phone(&self) -> Phone {
        Phone::stored(self.phone.clone())
    }

    /// The language of its holder.
    pub fn locale(&self) -> Locale {
        Locale::parse(&self.locale).unwrap_or(Locale::ZhCn)
    }
}

/// A ticket as decisions need it.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: i64,
    pub number: String,
    pub topic: Topic,
    pub state: State,
    pub asker: Option<AccountId>,
    pub asker_mac: Vec<u8>,
    pub about: Option<AccountId>,
    /// None: the platform's.
    pub desk: Option<OrganisationId>,
    pub passed_by: Option<OrganisationId>,
    pub filed_at: Timestamp,
    pub(super) contact: Option<Vec<u8>>,
}

/// What is filed.
pub struct New<'a> {
    pub number: &'a str,
    pub topic: Topic,
    pub asker: Option<AccountId>,
    pub asker_mac: &'a [u8],
    pub contact: Option<&'a To>,
    pub about: Option<AccountId>,
    pub desk: Option<OrganisationId>,
}

/// Stores a new ticket.
pub fn insert(cx: &mut Cx, new: &New<'_>) -> Answer<i64> {
    let (id, nonce) = (cx.id(), cx.dice.bytes());
    let contact = new.contact.map(serde_json::to_vec).transpose()?;
    let sealed = contact.map(|text| cx.means.keys.payload_key().seal(contact_place(id), &text, nonce));
    let row = (
        (ticket::id.eq(id), ticket::number.eq(new.number), ticket::topic.eq(new.topic.number())),
        ticket::state.eq(Stands::Open.number()),
        ticket::asker_account_id.eq(new.asker.map(AccountId::get)),
        ticket::asker_mac.eq(new.asker_mac),
        ticket::contact.eq(sealed),
        ticket::about_account_id.eq(new.about.map(AccountId::get)),
        ticket::organisation_id.eq(new.desk.map(OrganisationId::get)),
        ticket::filed_at.eq(cx.at()),
        ticket::changed_at.eq(cx.at()),
        ticket::kept.eq(true),
    );
    diesel::insert_into(ticket::table).values(row).execute(cx.conn)?;
    Ok(id)
}

fn contact_place(row: i64) -> Cell {
    Cell { table: "ticket", column: "contact", row }
}

fn word_place(row: i64) -> Cell {
    Cell { table: "ticket_word", column: "text", row }
}

/// Whose words they are, and for which organisation.
pub struct By {
    pub side: Side,
    pub account: Option<AccountId>,
    pub organisation: Option<OrganisationId>,
}

/// Adds words to a ticket.
pub fn say(cx: &mut Cx, id: i64, by: &By, text: &str) -> Answer<()> {
    let (word, nonce) = (cx.id(), cx.dice.bytes());
    let sealed = cx.means.keys.payload_key().seal(word_place(word), text.as_bytes(), nonce);
    let row = (
        ticket_word::id.eq(word),
        ticket_word::ticket_id.eq(id),
        ticket_word::side.eq(by.side.number()),
        ticket_word::account_id.eq(by.account.map(AccountId::get)),
        ticket_word::organisation_id.eq(by.organisation.map(OrganisationId::get)),
        ticket_word::text.eq(sealed),
        ticket_word::at.eq(cx.at()),
    );
    diesel::insert_into(ticket_word::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Words as they are kept.
pub struct Word {
    pub side: Side,
    pub organisation: Option<OrganisationId>,
    /// None once their time is over.
    pub text: Option<String>,
    pub at: Timestamp,
}

type WordRow = (i64, i16, Option<i64>, Option<Vec<u8>>, i64);

/// All words of a ticket, the oldest first.
pub fn words(conn: &mut Conn, keys: &Keys, id: i64) -> Answer<Vec<Word>> {
    let rows: Vec<WordRow> = ticket_word::table
        .filter(ticket_word::ticket_id.eq(id))
        .order(ticket_word::id)
        .select((ticket_word::id, ticket_word::side, ticket_word::organisation_id, ticket_word::text, ticket_word::at))
        .load(conn)?;
    let word = |(word, side, organisation, sealed, at): WordRow| {
        let open = |sealed: Vec<u8>| keys.payload_key().open(word_place(word), &sealed).map_err(Failure::fault);
        let text = sealed.map(open).transpose()?.map(|text| String::from_utf8_lossy(&text).into_owned());
        let side = Side::stored(side).ok_or_else(|| Failure::broken(format!("ticket word {word} is nobody's")))?;
        Ok(Word { side, organisation: organisation.map(OrganisationId), text, at: timestamp(at) })
    };
    rows.into_iter().map(word).collect()
}

type Row = (
    (i64, String, i16, i16, i64, Option<i64>),
    (Option<i64>, Vec<u8>, Option<i64>, Option<i64>, Option<i64>, Option<Vec<u8>>),
);
type Columns = (
    (ticket::id, ticket::number, ticket::topic, ticket::state, ticket::filed_at, ticket::closed_at),
    (
        ticket::asker_account_id,
        ticket::asker_mac,
        ticket::about_account_id,
        ticket::organisation_id,
        ticket::passed_by,
        ticket::contact,
    ),
);

fn columns() -> Columns {
    (
        (ticket::id, ticket::number, ticket::topic, ticket::state, ticket::filed_at, ticket::closed_at),
        (
            ticket::asker_account_id,
            ticket::asker_mac,
            ticket::about_account_id,
            ticket::organisation_id,
            ticket::passed_by,
            ticket::contact,
        ),
    )
}

fn case(row: Row) -> Answer<Case> {
    let ((id, number, topic, state, filed_at, closed_at), (asker, asker_mac, about, desk, passed_by, contact)) = row;
    let broken = || Failure::broken(format!("ticket {id} has a state without its facts"));
    let state = match Stands::stored(state).ok_or_else(broken)? {
        Stands::Open => State::Open,
        Stands::Waiting => State::Waiting,
        Stands::Answered => State::Answered,
        Stands::Reopened => State::Reopened,
        Stands::Closed => State::Closed { at: timestamp(closed_at.ok_or_else(broken)?) },
    };
    Ok(Case {
        id,
        number,
        topic: Topic::stored(topic).ok_or_else(broken)?,
        state,
        asker: asker.map(AccountId),
        asker_mac,
        about: about.map(AccountId),
        desk: desk.map(OrganisationId),
        passed_by: passed_by.map(OrganisationId),
        filed_at: timestamp(filed_at),
        contact,
    })
}

/// Reads a ticket.
pub fn by_number(conn: &mut Conn, number: &str) -> Answer<Case> {
    case(ticket::table.filter(ticket::number.eq(number)).select(columns()).first(conn)?)
}

/// Whether a number is given out.
pub fn is_known(conn: &mut Conn, number: &str) -> Answer<bool> {
    Ok(diesel::select(diesel::dsl::exists(ticket::table.filter(ticket::number.eq(number)))).get_result(conn)?)
}

/// Where answers go outside of the site.
pub fn contact(keys: &Keys, case: &Case) -> Answer<Option<To>> {
    let Some(sealed) = &case.contact else { return Ok(None) };
    let plain = keys.payload_key().open(contact_place(case.id), sealed).map_err(Failure::fault)?;
    Ok(Some(serde_json::from_slice(&plain)?))
}

/// Writes down where it stands now, and on whose desk.
pub fn save(cx: &mut Cx, case: &Case) -> Answer<()> {
    let closed_at = if let State::Closed { at } = case.state { Some(at.as_microsecond()) } else { None };
    let row = (
        ticket::state.eq(Stands::of(case.state).number()),
        ticket::organisation_id.eq(case.desk.map(OrganisationId::get)),
        ticket::passed_by.eq(case.passed_by.map(OrganisationId::get)),
        ticket::changed_at.eq(cx.at()),
        ticket::closed_at.eq(closed_at),
    );
    diesel::update(ticket::table.find(case.id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// When this asker filed since then, the oldest first.
pub fn filed_since(conn: &mut Conn, mac: &[u8], since: i64) -> Answer<Vec<i64>> {
    Ok(ticket::table
        .filter(ticket::asker_mac.eq(mac))
        .filter(ticket::filed_at.gt(since))
        .order(ticket::filed_at)
        .select(ticket::filed_at)
        .load(conn)?)
}

/// The tickets of an asker, the newest first: those filed so, and those of the account behind a login.
pub fn of(conn: &mut Conn, mac: &[u8], account: Option<AccountId>, most: i64) -> Answer<Vec<Case>> {
    let own = ticket::table.order(ticket::id.desc()).limit(most).select(columns()).into_boxed::<MultiBackend>();
    let own = match account {
        Some(account) => own.filter(ticket::asker_account_id.eq(account.get())),
        None => own.filter(ticket::asker_mac.eq(mac.to_vec())),
    };
    own.load::<Row>(conn)?.into_iter().map(case).collect()
}

/// A page of a desk's tickets in some states, the newest first, after an id.
pub fn at_desk(
    conn: &mut Conn,
    desk: Option<OrganisationId>,
    states: &[Stands],
    (after, size): (Option<i64>, i64),
) -> Answer<Vec<Case>> {
    let states: Vec<i16> = states.iter().map(|state| state.number()).collect();
    let rows = ticket::table
        .filter(ticket::state.eq_any(states))
        .filter(ticket::id.lt(after.unwrap_or(i64::MAX)))
        .order(ticket::id.desc())
        .limit(size)
        .select(columns())
        .into_boxed::<MultiBackend>();
    let rows = match desk {
        Some(desk) => rows.filter(ticket::organisation_id.eq(desk.get())),
        None => rows.filter(ticket::organisation_id.is_null()),
    };
    rows.load::<Row>(conn)?.into_iter().map(case).collect()
}

const ROUND: i64 = 50;

/// What an organisation left without an answer for too long.
pub fn left_lying(cx: &mut Cx) -> Answer<Vec<Case>> {
    let since = days_ago(cx.now, PASSED_ON_DAYS).as_microsecond();
    let rows: Vec<Row> = ticket::table
        .filter(ticket::state.eq_any(OWED))
        .filter(ticket::changed_at.le(since))
        .filter(ticket::organisation_id.is_not_null())
        .order(ticket::changed_at)
        .limit(ROUND)
        .select(columns())
        .load(cx.conn)?;
    rows.into_iter().map(case).collect()
}

/// Closes what was answered, and not spoken of again. Answers how many.
pub fn close_due(cx: &mut Cx) -> Answer<usize> {
    let since = days_ago(cx.now, CLOSED_DAYS).as_microsecond();
    let due = ticket::table
        .filter(ticket::state.eq_any([Stands::Waiting.number(), Stands::Answered.number()]))
        .filter(ticket::changed_at.le(since));
    let row =
        (ticket::state.eq(Stands::Closed.number()), ticket::closed_at.eq(cx.at()), ticket::changed_at.eq(cx.at()));
    Ok(diesel::update(due).set(row).execute(cx.conn)?)
}

/// Forgets the words of tickets that ended long enough ago. Answers how many.
pub fn forget_due(cx: &mut Cx) -> Answer<usize> {
    let before = days_ago(cx.now, KEPT_DAYS).as_microsecond();
    let over: Vec<i64> = ticket::table
        .filter(ticket::closed_at.le(before))
        .filter(ticket::kept.eq(true))
        .order(ticket::closed_at)
        .limit(ROUND)
        .select(ticket::id)
        .load(cx.conn)?;
    strike(cx, &over)?;
    Ok(over.len())
}

/// The account ends: what it asked, and what others asked about it, is closed and forgotten at once.
pub fn forget_of(cx: &mut Cx, account: AccountId) -> Answer<()> {
    let id = account.get();
    let own = || ticket::table.filter(ticket::asker_account_id.eq(id).or(ticket::about_account_id.eq(id)));
    let all: Vec<i64> = own().select(ticket::id).load(cx.conn)?;
    strike(cx, &all)?;
    let open = own().filter(ticket::closed_at.is_null());
    diesel::update(open)
        .set((ticket::state.eq(Stands::Closed.number()), ticket::closed_at.eq(cx.at())))
        .execute(cx.conn)?;
    Ok(())
}

fn strike(cx: &mut Cx, tickets: &[i64]) -> Answer<()> {
    let nothing = None::<Vec<u8>>;
    let words = ticket_word::table.filter(ticket_word::ticket_id.eq_any(tickets));
    diesel::update(words).set(ticket_word::text.eq(&nothing)).execute(cx.conn)?;
    let over = ticket::table.filter(ticket::id.eq_any(tickets));
    diesel::update(over).set((ticket::contact.eq(&nothing), ticket::kept.eq(false))).execute(cx.conn)?;
    Ok(())
}

//! What is kept of handouts.

use crate::kernel::{
    crypto::Cell,
    cx::Cx,
    db::{
        Conn,
        schema::{handout, handout_person},
    },
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    handout::{Columns, Format, List, Purpose, Shown, State},
    kernel::{AccountId, ActivityId, BlobId, OrganisationId, VolunteerId, timestamp},
};
use jiff::Timestamp;

domain::named! {
    /// Where a handout stands, as it is stored.
    pub enum Stands {
        Waiting = 1, "waiting";
        Agreed = 2, "agreed";
        Ready = 3, "ready";
        Refused = 4, "refused";
        Over = 5, "over";
    }
}

impl Stands {
    /// The word for a state of the rule book.
    pub fn of(state: State) -> Stands {
        match state {
            State::Waiting { .. } => Stands::Waiting,
            State::Agreed { .. } => Stands::Agreed,
            State::Ready { .. } => Stands::Ready,
            State::Refused => Stands::Refused,
            State::Over => Stands::Over,
        }
    }
}

/// Whose list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    pub organisation: OrganisationId,
    /// None for the organisation's members.
    pub activity: Option<ActivityId>,
}

impl Source {
    /// The sort of list.
    pub fn list(self) -> List {
        if self.activity.is_some() { List::Enrolments } else { List::Members }
    }
}

/// What a file holds and what it is for.
#[derive(Debug, Clone)]
pub struct Terms {
    pub source: Source,
    pub format: Format,
    pub columns: Columns,
    pub purpose: Purpose,
    pub reason: String,
    /// Empty unless whole document numbers are in it.
    pub document_reason: String,
    /// The language of the file.
    pub locale: String,
}

/// A handout as decisions need it.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: i64,
    pub number: String,
    pub terms: Terms,
    pub people: i64,
    pub state: State,
    pub asked_by: AccountId,
    pub asked_at: Timestamp,
    pub decided_by: Option<AccountId>,
    pub decision_reason: String,
    pub made_at: Option<Timestamp>,
}

/// Where the key of a file is sealed.
pub fn key_place(row: i64) -> Cell {
    Cell { table: "handout", column: "file_key", row }
}

/// Where a file is sealed.
pub fn file_place(row: i64) -> Cell {
    Cell { table: "handout", column: "file", row }
}

/// Stores what was asked for.
pub fn insert(cx: &mut Cx, number: &str, terms: &Terms, (by, state): (AccountId, State)) -> Answer<i64> {
    let (id, columns) = (cx.id(), terms.columns);
    let row = (
        (
            handout::id.eq(id),
            handout::number.eq(number),
            handout::organisation_id.eq(terms.source.organisation.get()),
            handout::activity_id.eq(terms.source.activity.map(ActivityId::get)),
            handout::kind.eq(terms.source.list().number()),
            handout::format.eq(terms.format.number()),
        ),
        (
            handout::name_shown.eq(columns.name.number()),
            handout::phone_shown.eq(columns.phone.number()),
            handout::document_shown.eq(columns.document.number()),
            handout::purpose.eq(terms.purpose.number()),
            handout::reason.eq(&terms.reason),
            handout::document_reason.eq(&terms.document_reason),
            handout::locale.eq(&terms.locale),
        ),
        (
            handout::people.eq(0_i64),
            handout::state.eq(Stands::of(state).number()),
            handout::until_at.eq(state.until().map(Timestamp::as_microsecond)),
            handout::taken.eq(0_i64),
            handout::asked_by.eq(by.get()),
            handout::asked_at.eq(cx.at()),
            handout::decision_reason.eq(""),
        ),
    );
    diesel::insert_into(handout::table).values(row).execute(cx.conn)?;
    Ok(id)
}

/// Writes down who is on the list, as it is now. Answers how many.
pub fn insert_people(cx: &mut Cx, id: i64, source: Source) -> Answer<i64> {
    let from = match source.activity {
        Some(activity) => {
            let accepted = domain::enrolment::State::Accepted.number();
            format!("enrolment where activity_id = {activity} and state = {accepted}")
        }
        None => {
            let (organisation, approved) = (source.organisation, crate::organisation::APPROVED);
            format!("membership where organisation_id = {organisation} and state = {approved}")
        }
    };
    // Numbers only: nothing that anybody typed is part of the statement.
    let insert = "insert into handout_person (handout_id, volunteer_id)";
    let written = diesel::sql_query(format!("{insert} select distinct {id}, volunteer_id from {from}"));
    let people = i64::try_from(written.execute(cx.conn)?).unwrap_or(i64::MAX);
    diesel::update(handout::table.find(id)).set(handout::people.eq(people)).execute(cx.conn)?;
    Ok(people)
}

type Head = (i64, String, i64, Option<i64>, i16, i64);
type Asked = ((i16, i16, i16), i16, String, String, String);
type Stand = (i16, Option<i64>, i64, i64, i64, Option<i64>, String, Option<i64>);
type Row = (Head, Asked, Stand);

type HeadColumns =
    (handout::id, handout::number, handout::organisation_id, handout::activity_id, handout::format, handout::people);
type AskedColumns = (
    (handout::name_shown, handout::phone_shown, handout::document_shown),
    handout::purpose,
    handout::reason,
    handout::document_reason,
    handout::locale,
);
type StandColumns = (
    handout::state,
    handout::until_at,
    handout::taken,
    handout::asked_by,
    handout::asked_at,
    handout::decided_by,
    handout::decision_reason,
    handout::made_at,
);

const HEAD: HeadColumns =
    (handout::id, handout::number, handout::organisation_id, handout::activity_id, handout::format, handout::people);
const ASKED: AskedColumns = (
    (handout::name_shown, handout::phone_shown, handout::document_shown),
    handout::purpose,
    handout::reason,
    handout::document_reason,
    handout::locale,
);
const STAND: StandColumns = (
    handout::state,
    handout::until_at,
    handout::taken,
    handout::asked_by,
    handout::asked_at,
    handout::decided_by,
    handout::decision_reason,
    handout::made_at,
);

fn case((head, asked, stand): Row) -> Answer<Case> {
    let (id, number, organisation, activity, format, people) = head;
    let ((name, phone, document), purpose, reason, document_reason, locale) = asked;
    let (state, until, taken, asked_by, asked_at, decided_by, decision_reason, made_at) = stand;
    let broken = || Failure::broken(format!("handout {id} has a number that stands for nothing"));
    let shown = |raw: i16| Shown::stored(raw).ok_or_else(broken);
    let until = until.map(timestamp);
    let state = match (Stands::stored(state).ok_or_else(broken)?, until) {
        (Stands::Waiting, Some(until)) => State::Waiting { until },
        (Stands::Agreed, Some(until)) => State::Agreed { until },
        (Stands::Ready, Some(until)) => State::Ready { until, taken },
        (Stands::Refused, _) => State::Refused,
        (Stands::Over, _) => State::Over,
        _ => return Err(broken()),
    };
    let source = Source { organisation: OrganisationId(organisation), activity: activity.map(ActivityId) };
    let columns = Columns { name: shown(name)?, phone: shown(phone)?, document: shown(document)? };
    let format = Format::stored(format).ok_or_else(broken)?;
    let purpose = Purpose::stored(purpose).ok_or_else(broken)?;
    Ok(Case {
        id,
        number,
        terms: Terms { source, format, columns, purpose, reason, document_reason, locale },
        people,
        state,
        asked_by: AccountId(asked_by),
        asked_at: timestamp(asked_at),
        decided_by: decided_by.map(AccountId),
        decision_reason,
        made_at: made_at.map(timestamp),
    })
}

/// Reads a handout.
pub fn by_id(conn: &mut Conn, id: i64) -> Answer<Case> {
    case(handout::table.find(id).select((HEAD, ASKED, STAND)).first(conn)?)
}

/// A page of an organisation's, the newest first, after an id.
pub fn page(conn: &mut Conn, at: OrganisationId, after: Option<i64>, size: i64) -> Answer<Vec<Case>> {
    let rows: Vec<Row> = handout::table
        .filter(handout::organisation_id.eq(at.get()))
        .filter(handout::id.lt(after.unwrap_or(i64::MAX)))
        .order(handout::id.desc())
        .limit(size)
        .select((HEAD, ASKED, STAND))
        .load(conn)?;
    rows.into_iter().map(case).collect()
}

/// What somebody asked for, the newest first.
pub fn asked_by(conn: &mut Conn, who: AccountId) -> Answer<Vec<Case>> {
    let rows: Vec<Row> = handout::table
        .filter(handout::asked_by.eq(who.get()))
        .order(handout::id.desc())
        .select((HEAD, ASKED, STAND))
        .load(conn)?;
    rows.into_iter().map(case).collect()
}

/// What can still change and ends before that moment, or holds that person.
pub fn open(conn: &mut Conn, ends_by: Option<i64>, holds: Option<VolunteerId>) -> Answer<Vec<Case>> {
    let mut rows = handout::table
        .filter(handout::until_at.is_not_null())
        .order(handout::until_at)
        .limit(OPEN_MAX)
        .select((HEAD, ASKED, STAND))
        .into_boxed::<crate::kernel::db::MultiBackend>();
    if let Some(ends_by) = ends_by {
        rows = rows.filter(handout::until_at.le(ends_by));
    }
    if let Some(who) = holds {
        let files = handout_person::table.filter(handout_person::volunteer_id.eq(who.get()));
        rows = rows.filter(handout::id.eq_any(files.select(handout_person::handout_id)));
    }
    rows.load::<Row>(conn)?.into_iter().map(case).collect()
}

/// Handouts ended in one round; nobody is in more files at once.
const OPEN_MAX: i64 = 500;

/// How many files somebody asked for since then, and how many people are in those of an organisation.
pub fn since(conn: &mut Conn, (by, at): (AccountId, OrganisationId), since: i64) -> Answer<(i64, i64)> {
    use diesel::{dsl::sql, sql_types::BigInt};
    let files = handout::table.filter(handout::asked_by.eq(by.get())).filter(handout::asked_at.ge(since));
    let people = handout::table
        .filter(handout::organisation_id.eq(at.get()))
        .filter(handout::asked_at.ge(since))
        .filter(handout::state.ne(Stands::Refused.number()))
        .select(sql::<BigInt>("cast(coalesce(sum(people), 0) as bigint)"));
    Ok((files.count().get_result(conn)?, people.first(conn)?))
}

/// How many numbers of a series are given out.
pub fn count_like(conn: &mut Conn, prefix: &str) -> Answer<i64> {
    Ok(handout::table.filter(handout::number.like(format!("{prefix}%"))).count().get_result(conn)?)
}

/// Writes down where it stands now.
pub fn save(cx: &mut Cx, id: i64, state: State) -> Answer<()> {
    let until = state.until().map(Timestamp::as_microsecond);
    let row = (handout::state.eq(Stands::of(state).number()), handout::until_at.eq(until));
    diesel::update(handout::table.find(id)).set(row).execute(cx.conn)?;
    if let State::Ready { taken, .. } = state {
        diesel::update(handout::table.find(id)).set(handout::taken.eq(taken)).execute(cx.conn)?;
    }
    if until.is_none() {
        diesel::update(handout::table.find(id)).set(handout::ended_at.eq(cx.at())).execute(cx.conn)?;
    }
    Ok(())
}

/// Writes down who decided.
pub fn decided(cx: &mut Cx, id: i64, by: AccountId, reason: &str) -> Answer<()> {
    let row = (handout::decided_by.eq(by.get()), handout::decided_at.eq(cx.at()), handout::decision_reason.eq(reason));
    diesel::update(handout::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// Writes down that the file is there, with the people who are in it: whoever left the list meanwhile isn't.
pub fn made(cx: &mut Cx, id: i64, (blob, sealed_key): (BlobId, Vec<u8>), people: &[i64]) -> Answer<()> {
    let all: Vec<i64> = handout_person::table
        .filter(handout_person::handout_id.eq(id))
        .select(handout_person::volunteer_id)
        .load(cx.conn)?;
    let gone: Vec<i64> = all.into_iter().filter(|one| people.binary_search(one).is_err()).collect();
    let left = handout_person::table.filter(handout_person::handout_id.eq(id));
    diesel::delete(left.filter(handout_person::volunteer_id.eq_any(gone))).execute(cx.conn)?;
    let row = (
        handout::blob_id.eq(blob.get()),
        handout::file_key.eq(sealed_key),
        handout::people.eq(i64::try_from(people.len()).unwrap_or(i64::MAX)),
        handout::made_at.eq(cx.at()),
    );
    diesel::update(handout::table.find(id)).set(row).execute(cx.conn)?;
    Ok(())
}

/// Where the file lies and its sealed key; none once it is destroyed.
pub fn file(conn: &mut Conn, id: i64) -> Answer<Option<(BlobId, Vec<u8>)>> {
    let (blob, key): (Option<i64>, Option<Vec<u8>>) =
        handout::table.find(id).select((handout::blob_id, handout::file_key)).first(conn)?;
    Ok(blob.map(BlobId).zip(key))
}

/// Destroys the key, without which the file says nothing.
pub fn destroy_key(cx: &mut Cx, id: i64) -> Answer<()> {
    let nothing = (handout::blob_id.eq(None::<i64>), handout::file_key.eq(None::<Vec<u8>>));
    diesel::update(handout::table.find(id)).set(nothing).execute(cx.conn)?;
    Ok(())
}

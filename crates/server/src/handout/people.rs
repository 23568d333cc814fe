//! Who is on a list, and what of them is shown. Real-name data is opened here for a file whose asking is written down; minors stay masked
//! unless somebody is in danger.

use super::store::{Case, Source};
use crate::{
    account,
    kernel::{
        crypto::Keys,
        db::{
            Conn,
            schema::{activity_position, enrolment, handout_person, membership, volunteer},
        },
        failure::{Answer, Failure},
    },
    organisation::APPROVED,
};
use diesel::prelude::*;
use domain::{
    account::Phone,
    enrolment::State,
    handout::{Shown, shown},
    kernel::{AccountId, ActivityId, VolunteerId},
};
use jiff::Timestamp;

/// People read at once: nobody waits long for a reader.
const BATCH: i64 = 100;

/// One line of a file; a column that is left out is empty.
#[derive(Debug, Clone)]
pub struct Line {
    pub volunteer: i64,
    pub number: String,
    pub name: String,
    pub phone: String,
    pub document: String,
    /// The position at an activity.
    pub position: String,
}

/// How many are on a list now.
pub fn count(conn: &mut Conn, source: Source) -> Answer<i64> {
    let count = match source.activity {
        Some(id) => enrolment::table
            .filter(enrolment::activity_id.eq(id.get()))
            .filter(enrolment::state.eq(State::Accepted.number()))
            .count()
            .get_result(conn)?,
        None => membership::table
            .filter(membership::organisation_id.eq(source.organisation.get()))
            .filter(membership::state.eq(APPROVED))
            .count()
            .get_result(conn)?,
    };
    Ok(count)
}

type Row = (i64, String, String, Option<i64>, i64);

/// Some people of a file, and the id after which the next come.
pub struct Batch {
    pub lines: Vec<Line>,
    pub next: Option<i64>,
}

/// The next people of a file after an id, in the order of ids; whoever left the list since it was asked for isn't among them.
pub fn some(conn: &mut Conn, keys: &Keys, (case, after): (&Case, i64), now: Timestamp) -> Answer<Batch> {
    let rows: Vec<Row> = handout_person::table
        .inner_join(volunteer::table.on(volunteer::id.eq(handout_person::volunteer_id)))
        .filter(handout_person::handout_id.eq(case.id))
        .filter(handout_person::volunteer_id.gt(after))
        .order(handout_person::volunteer_id)
        .limit(BATCH)
        .select((
            volunteer::id,
            volunteer::number,
            volunteer::public_name,
            volunteer::minor_until,
            volunteer::account_id,
        ))
        .load(conn)?;
    let next = rows.last().map(|row| row.0);
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let there = still_there(conn, case.terms.source, &ids)?;
    let mut lines = Vec::new();
    for row in rows {
        if let Some((_, position)) = there.iter().find(|(id, _)| *id == row.0) {
            lines.push(line(conn, keys, case, (row, position.clone()), now)?);
        }
    }
    Ok(Batch { lines, next })
}

/// Those of them who are still on the list, with their position at an activity.
fn still_there(conn: &mut Conn, source: Source, ids: &[i64]) -> Answer<Vec<(i64, String)>> {
    if let Some(ActivityId(activity)) = source.activity {
        let rows: Vec<(i64, Option<String>)> = enrolment::table
            .left_join(activity_position::table.on(activity_position::id.eq(enrolment::position_id)))
            .filter(enrolment::activity_id.eq(activity))
            .filter(enrolment::state.eq(State::Accepted.number()))
            .filter(enrolment::volunteer_id.eq_any(ids))
            .select((enrolment::volunteer_id, activity_position::title.nullable()))
            .load(conn)?;
        return Ok(rows.into_iter().map(|(id, title)| (id, title.unwrap_or_default())).collect());
    }
    let rows: Vec<i64> = membership::table
        .filter(membership::organisation_id.eq(source.organisation.get()))
        .filter(membership::state.eq(APPROVED))
        .filter(membership::volunteer_id.eq_any(ids))
        .select(membership::volunteer_id)
        .load(conn)?;
    Ok(rows.into_iter().map(|id| (id, String::new())).collect())
}

fn line(conn: &mut Conn, keys: &Keys, case: &Case, (row, position): (Row, String), now: Timestamp) -> Answer<Line> {
    let (volunteer, number, public_name, minor_until, account) = row;
    let is_minor = minor_until.is_some_and(|until| now.as_microsecond() < until);
    let how = |column| shown(column, is_minor, case.terms.purpose);
    let (columns, mut name, mut document) = (case.terms.columns, public_name, String::new());
    let (shown_name, shown_document) = (how(columns.name), how(columns.document));
    if shown_name == Shown::Whole || shown_document != Shown::LeftOut {
        // Whoever is erased meanwhile has no data left to show.
        if let Some(identity) = there(crate::volunteer::identity(conn, keys, VolunteerId(volunteer)))? {
            name = if shown_name == Shown::Whole { identity.full_name() } else { name };
            document = match shown_document {
                Shown::LeftOut => String::new(),
                Shown::Masked => identity.document().masked(),
                Shown::Whole => identity.number,
            };
        }
    }
    let phone = match how(columns.phone) {
        Shown::LeftOut => String::new(),
        shown => {
            let phone = there(account::phone(conn, keys, AccountId(account)))?.flatten();
            phone.map(|phone| if shown == Shown::Whole { whole(&phone) } else { phone.masked() }).unwrap_or_default()
        }
    };
    Ok(Line { volunteer, number, name, phone, document, position })
}

fn whole(phone: &Phone) -> String {
    let e164 = phone.e164();
    if e164.starts_with("+86") { phone.national().to_owned() } else { e164.replacen('+', "00", 1) }
}

fn there<T>(read: Answer<T>) -> Answer<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(Failure::NotFound) => Ok(None),
        Err(broken) => Err(broken),
    }
}

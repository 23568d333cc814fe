//! Volunteers in public: the ranking, and the page of somebody who agreed to have one.

use super::hours::sum_of;
use crate::kernel::{
    db::{
        Conn, MultiBackend,
        schema::{membership, organisation, volunteer, volunteer_total},
    },
    failure::{Answer, DoorRefusal, Failure},
};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_types::{BigInt, Text},
};
use domain::{
    disclosure::Public,
    hours::Totals,
    kernel::{ActivityId, Minutes, OrganisationId, VolunteerId, day_number, local_date, timestamp},
};
use jiff::Timestamp;
use std::fmt;

/// People on a page of the ranking.
pub const PAGE_SIZE: i64 = 20;
/// Activities on a person's page.
const ACTIVITIES_MAX: i64 = 20;

/// Somebody in the ranking.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub rank: i64,
    pub volunteer: VolunteerId,
    pub name: String,
    /// The volunteer number, where there is a page behind it.
    pub page: Option<String>,
    pub total: Minutes,
}

/// Where the last page of the ranking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankAfter {
    pub total: i64,
    pub volunteer: i64,
    pub rank: i64,
}

impl RankAfter {
    /// From an address; none from an empty text.
    pub fn parse(text: &str) -> Answer<Option<RankAfter>> {
        if text.is_empty() {
            return Ok(None);
        }
        let parts: Vec<i64> = text.split('.').filter_map(|part| part.parse().ok()).collect();
        match parts.as_slice() {
            [total, volunteer, rank] => Ok(Some(RankAfter { total: *total, volunteer: *volunteer, rank: *rank })),
            _ => Err(DoorRefusal::BadForm { field: "after".into() }.into()),
        }
    }
}

impl fmt::Display for RankAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.total, self.volunteer, self.rank)
    }
}

type RankRow = (i64, i64, String, bool, Option<i64>, String);

/// A page of the ranking by service hours, without minors, and where the next one begins.
pub fn ranking(
    conn: &mut Conn,
    after: Option<RankAfter>,
    most: i64,
    now: Timestamp,
) -> Answer<(Vec<Ranked>, Option<RankAfter>)> {
    let at = now.as_microsecond();
    let mut rows = volunteer_total::table
        .inner_join(volunteer::table.on(volunteer::id.eq(volunteer_total::volunteer_id)))
        .filter(volunteer_total::total.gt(0))
        .filter(volunteer::minor_until.is_null().or(volunteer::minor_until.le(at)))
        .filter(volunteer::public_name.ne_all(["", domain::closing::CLOSED]))
        .order((volunteer_total::total.desc(), volunteer_total::volunteer_id.desc()))
        .limit(most + 1)
        .select((
            volunteer_total::volunteer_id,
            volunteer_total::total,
            volunteer::public_name,
            volunteer::listed,
            volunteer::minor_until,
            volunteer::number,
        ))
        .into_boxed::<MultiBackend>();
    if let Some(RankAfter { total, volunteer: id, .. }) = after {
        rows = rows.filter(
            volunteer_total::total
                .lt(total)
                .or(volunteer_total::total.eq(total).and(volunteer_total::volunteer_id.lt(id))),
        );
    }
    let rows: Vec<RankRow> = rows.load(conn)?;
    let start = after.map_or(0, |after| after.rank);
    let more = rows.len() > usize::try_from(most).unwrap_or(0);
    let taken = rows.into_iter().zip(start + 1..).take(usize::try_from(most).unwrap_or(0));
    let people: Vec<(Ranked, i64)> = taken
        .map(|((id, total, name, consents, minor_until, number), rank)| {
            let public = Public { consents, minor_until: minor_until.map(timestamp) };
            let page = public.is_open(now).then_some(number);
            (Ranked { rank, volunteer: VolunteerId(id), name, page, total: Minutes::stored(total) }, total)
        })
        .collect();
    let next = people.last().filter(|_| more).map(|(person, total)| RankAfter {
        total: *total,
        volunteer: person.volunteer.get(),
        rank: person.rank,
    });
    Ok((people.into_iter().map(|(person, _)| person).collect(), next))
}

/// The numbers of people with this very name who let it be shown; nobody else is found by name.
pub fn find_person(conn: &mut Conn, name: &str, now: Timestamp) -> Answer<Vec<(String, String)>> {
    Ok(volunteer::table
        .filter(volunteer::listed.and(volunteer::public_name.eq(name)))
        .filter(volunteer::minor_until.is_null().or(volunteer::minor_until.le(now.as_microsecond())))
        .order(volunteer::id)
        .limit(PAGE_SIZE)
        .select((volunteer::number, volunteer::public_name))
        .load(conn)?)
}

/// A volunteer's public page.
#[derive(Debug, Clone)]
pub struct PersonShown {
    pub volunteer: VolunteerId,
    pub number: String,
    pub name: String,
    pub registered_at: Timestamp,
    pub organisations: Vec<(OrganisationId, String)>,
    pub totals: Totals,
    pub served: Vec<Served>,
}

/// One activity on a person's page.
#[derive(Debug, Clone)]
pub struct Served {
    pub activity: ActivityId,
    pub title: String,
    pub organisation: String,
    pub starts_at: Timestamp,
    pub scan: Minutes,
    pub make_up: Minutes,
}

type Found = (i64, String, bool, Option<i64>, i64);

/// The page of the volunteer with this number; without consent, and of minors, there is none.
pub fn person(conn: &mut Conn, number: &str, now: Timestamp) -> Answer<PersonShown> {
    let found: Option<Found> = volunteer::table
        .filter(volunteer::number.eq(number))
        .select((
            volunteer::id,
            volunteer::public_name,
            volunteer::listed,
            volunteer::minor_until,
            volunteer::registered_at,
        ))
        .first(conn)
        .optional()?;
    let (id, name, consents, minor_until, registered_at) = found.ok_or(Failure::NotFound)?;
    // The same answer as for nobody: whether there is such a person isn't told.
    Public { consents, minor_until: minor_until.map(timestamp) }.page(now).map_err(|_| Failure::NotFound)?;
    let volunteer = VolunteerId(id);
    Ok(PersonShown {
        volunteer,
        number: number.to_owned(),
        name,
        registered_at: timestamp(registered_at),
        organisations: organisations(conn, volunteer)?,
        totals: crate::hours::totals_of(conn, volunteer, local_date(now))?,
        served: served(conn, volunteer, now)?,
    })
}

fn organisations(conn: &mut Conn, volunteer: VolunteerId) -> Answer<Vec<(OrganisationId, String)>> {
    let rows: Vec<(i64, String)> = membership::table
        .inner_join(organisation::table.on(organisation::id.eq(membership::organisation_id)))
        .filter(membership::volunteer_id.eq(volunteer.get()))
        .filter(membership::state.eq(crate::organisation::APPROVED))
        .order(membership::id)
        .select((organisation::id, organisation::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| (OrganisationId(id), name)).collect())
}

#[derive(QueryableByName)]
struct ServedRow {
    #[diesel(sql_type = BigInt)]
    activity: i64,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    organisation: String,
    #[diesel(sql_type = BigInt)]
    starts_at: i64,
    #[diesel(sql_type = BigInt)]
    scan: i64,
    #[diesel(sql_type = BigInt)]
    make_up: i64,
}

fn served(conn: &mut Conn, volunteer: VolunteerId, now: Timestamp) -> Answer<Vec<Served>> {
    let (scan, make_up, today) = (sum_of("in (1, 5)"), sum_of("= 2"), day_number(local_date(now)));
    let text = format!(
        "select a.id as activity, a.title as title, o.name as organisation, a.starts_at as starts_at, \
         {scan} as scan, {make_up} as make_up from entry e join activity a on a.id = e.activity_id \
         join organisation o on o.id = a.organisation_id where e.volunteer_id = {volunteer} and e.counts_from <= {today} \
         group by a.id, a.title, o.name, a.starts_at having {scan} + {make_up} > 0 \
         order by a.starts_at desc, a.id desc limit {ACTIVITIES_MAX}"
    );
    let rows: Vec<ServedRow> = diesel::sql_query(text).load(conn)?;
    let line = |row: ServedRow| Served {
        activity: ActivityId(row.activity),
        title: row.title,
        organisation: row.organisation,
        starts_at: timestamp(row.starts_at),
        scan: Minutes::stored(row.scan),
        make_up: Minutes::stored(row.make_up),
    };
    Ok(rows.into_iter().map(line).collect())
}

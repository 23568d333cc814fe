//! The disclosure of hours: activities with their totals, and the rows of one activity.

use super::place;
use crate::kernel::{
    db::{
        Conn, MultiBackend,
        schema::{activity, activity_position, activity_total, organisation, search_term},
    },
    failure::{Answer, Failure},
    search::{Found, terms},
};
use diesel::{
    QueryableByName,
    dsl::sql,
    expression::SqlLiteral,
    prelude::*,
    sql_types::{BigInt, Bool, Nullable, Text},
};
use domain::{
    activity::{Category, Proposal, State},
    disclosure::{Public, Row},
    kernel::{ActivityId, Minutes, OrganisationId, VolunteerId, at_local, day_number, local_date, timestamp},
    region::Region,
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use serde::Serialize;

/// Activities, or rows of one, on a page.
pub const PAGE_SIZE: i64 = 20;

/// Whether an activity still runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Running,
    Ended,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    /// By the hours that were served.
    Most,
}

/// From one local day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl Span {
    /// The first moment of it and the first after it, in microseconds.
    fn ends(&self) -> (i64, i64) {
        let midnight = |day: Date| at_local(day, Time::midnight()).as_microsecond();
        let after = self.until.and_then(|day| day.tomorrow().ok());
        (self.from.map_or(i64::MIN, midnight), after.map_or(i64::MAX, midnight))
    }
}

/// What to list.
#[derive(Debug, Clone)]
pub struct HoursQuery {
    pub category: Option<Category>,
    pub status: Option<Status>,
    pub span: Span,
    pub region: Option<Region>,
    pub sort: Sort,
    /// An activity's number, or words of its title and address.
    pub words: Option<String>,
    /// Where the last page ended: the value of the order, and the id.
    pub after: Option<(i64, i64)>,
}

/// One activity in the disclosure.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HoursLine {
    #[schema(value_type = String)]
    pub id: ActivityId,
    pub title: String,
    pub category: &'static str,
    #[schema(value_type = String)]
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub address: String,
    pub region: String,
    #[schema(value_type = String)]
    pub starts_at: Timestamp,
    #[schema(value_type = String)]
    pub ends_at: Timestamp,
    pub running: bool,
    /// Places that were taken.
    pub signed_up: i64,
    /// People with minutes.
    pub people: i64,
    #[schema(value_type = u32)]
    pub scan: Minutes,
    #[schema(value_type = u32)]
    pub make_up: Minutes,
}

impl HoursLine {
    /// Where it was, without saying the division twice.
    pub fn place(&self) -> String {
        match self.address.contains(&self.region) {
            true => self.address.clone(),
            false => format!("{} {}", self.region, self.address),
        }
    }

    /// Scan and make-up time together.
    pub fn total(&self) -> Minutes {
        self.scan + self.make_up
    }
}

type LineRow = (
    i64,
    String,
    String,
    i16,
    String,
    (i64, i64),
    (i64, String),
    (Option<i64>, Option<i64>, Option<i64>, Option<i64>),
    Option<i64>,
);

/// Where a page ended: the start and the id of its last activity.
type Cursor = (i64, i64);

/// A page of activities that have begun, and the cursor of the next one.
pub fn hours(conn: &mut Conn, query: &HoursQuery, now: Timestamp) -> Answer<(Vec<HoursLine>, Option<Cursor>)> {
    let (at, public) = (now.as_microsecond(), [State::Published, State::Finished, State::Archived]);
    let sums = (
        activity_total::total.nullable(),
        activity_total::scan.nullable(),
        activity_total::make_up.nullable(),
        activity_total::people.nullable(),
    );
    let mut rows = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .left_join(activity_total::table.on(activity_total::activity_id.eq(activity::id)))
        .filter(activity::state.eq_any(public.map(State::number)))
        .filter(activity::starts_at.le(at))
        .select((
            activity::id,
            activity::title,
            activity::body,
            activity::category,
            activity::region,
            (activity::starts_at, activity::ends_at),
            (organisation::id, organisation::name),
            sums,
            taken(),
        ))
        .limit(PAGE_SIZE + 1)
        .into_boxed::<MultiBackend>();
    let (value, last) = query.after.unwrap_or((i64::MAX, i64::MAX));
    rows = match query.sort {
        Sort::Newest => rows
            .filter(activity::starts_at.le(value))
            .filter(activity::starts_at.lt(value).or(activity::id.lt(last)))
            .order((activity::starts_at.desc(), activity::id.desc())),
        Sort::Most => rows
            .filter(activity_total::total.gt(0).and(activity_total::total.le(value)))
            .filter(activity_total::total.lt(value).or(activity_total::activity_id.lt(last)))
            .order((activity_total::total.desc(), activity_total::activity_id.desc())),
    };
    if let Some(category) = query.category {
        rows = rows.filter(activity::category.eq(category.number()));
    }
    rows = match query.status {
        Some(Status::Running) => rows.filter(activity::ends_at.gt(at)),
        Some(Status::Ended) => rows.filter(activity::ends_at.le(at)),
        None => rows,
    };
    let (from, until) = query.span.ends();
    rows = rows.filter(activity::starts_at.ge(from).and(activity::starts_at.lt(until)));
    if let Some(region) = query.region {
        rows = rows.filter(activity::region.like(format!("{}%", region.to_string().trim_end_matches("00"))));
    }
    match query.words.as_deref().and_then(number) {
        Some(id) => rows = rows.filter(activity::id.eq(id)),
        None => {
            for term in query.words.iter().flat_map(|words| terms(words)) {
                rows = rows.filter(activity::id.eq_any(found(term)));
            }
        }
    }
    page(rows.load(conn)?, query.sort, at)
}

/// What one page holds, and the cursor if there is more.
fn page(mut rows: Vec<LineRow>, sort: Sort, at: i64) -> Answer<(Vec<HoursLine>, Option<Cursor>)> {
    let page = usize::try_from(PAGE_SIZE).unwrap_or(20);
    let cursor = |row: &LineRow| match sort {
        Sort::Newest => (row.5.0, row.0),
        Sort::Most => (row.7.0.unwrap_or(0), row.0),
    };
    let next = if rows.len() > page { rows.get(page - 1).map(cursor) } else { None };
    rows.truncate(page);
    Ok((rows.into_iter().map(|row| line(row, at)).collect::<Answer<_>>()?, next))
}

/// The places of an activity that were taken.
#[diesel::dsl::auto_type(no_type_alias)]
fn taken() -> _ {
    let sum: SqlLiteral<Nullable<BigInt>> = sql("cast(sum(taken) as bigint)");
    activity_position::table.filter(activity_position::activity_id.eq(activity::id)).select(sum).single_value()
}

/// The activities that a term is in.
#[diesel::dsl::auto_type(no_type_alias)]
fn found(term: String) -> _ {
    let kind: i16 = Found::Activity.number();
    search_term::table
        .filter(search_term::term.eq(term))
        .filter(search_term::kind.eq(kind))
        .select(search_term::entity_id)
}

/// Words that are a whole number mean the activity of this number.
fn number(words: &str) -> Option<i64> {
    words.trim().parse().ok().filter(|id| *id > 0)
}

fn line(row: LineRow, at: i64) -> Answer<HoursLine> {
    let (id, title, body, category, region, (starts_at, ends_at), (organisation_id, organisation), sums, taken) = row;
    let (_, scan, make_up, people) = sums;
    let proposal: Proposal = serde_json::from_str(&body)?;
    Ok(HoursLine {
        id: ActivityId(id),
        title,
        category: Category::stored(category).unwrap_or(Category::Other).name(),
        organisation_id: OrganisationId(organisation_id),
        organisation,
        address: proposal.details.address,
        region: place(&region),
        starts_at: timestamp(starts_at),
        ends_at: timestamp(ends_at),
        running: at < ends_at,
        // Walk-ins sign up by coming.
        signed_up: taken.unwrap_or(0).max(people.unwrap_or(0)),
        people: people.unwrap_or(0),
        scan: Minutes::stored(scan.unwrap_or(0)),
        make_up: Minutes::stored(make_up.unwrap_or(0)),
    })
}

/// One activity of the disclosure; what hasn't begun or isn't public doesn't exist here.
pub fn about(conn: &mut Conn, id: ActivityId, now: Timestamp) -> Answer<HoursLine> {
    let query = HoursQuery {
        category: None,
        status: None,
        span: Span { from: None, until: None },
        region: None,
        sort: Sort::Newest,
        words: Some(id.to_string()),
        after: None,
    };
    hours(conn, &query, now)?.0.into_iter().next().ok_or(Failure::NotFound)
}

/// The title of an activity of the disclosure.
pub fn title_of(conn: &mut Conn, id: ActivityId, now: Timestamp) -> Answer<String> {
    Ok(about(conn, id, now)?.title)
}

/// One person's row, as the public sees it.
#[derive(Debug, Clone)]
pub struct RowLine {
    pub volunteer: VolunteerId,
    /// None for minors, who have no name here at all.
    pub name: Option<String>,
    /// The volunteer number, where there is a page behind it.
    pub page: Option<String>,
    pub row: Row,
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    listed: bool,
    #[diesel(sql_type = Nullable<BigInt>)]
    minor_until: Option<i64>,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = BigInt)]
    scan: i64,
    #[diesel(sql_type = BigInt)]
    make_up: i64,
}

/// The sum of a person's entries of some classes, with reversals taken off.
pub(super) fn sum_of(classes: &str) -> String {
    format!(
        "cast(sum(case when coalesce(e.reverses_class, e.class) {classes} then \
         case when e.reverses_id is null then e.minutes else -e.minutes end else 0 end) as bigint)"
    )
}

/// A page of an activity's rows, the longest service first, and whether there are more.
pub fn rows(conn: &mut Conn, id: ActivityId, page: i64, now: Timestamp) -> Answer<(Vec<RowLine>, bool)> {
    let (scan, make_up, today) = (sum_of("in (1, 5)"), sum_of("= 2"), day_number(local_date(now)));
    let (most, skipped) = (PAGE_SIZE + 1, page.clamp(0, 5_000) * PAGE_SIZE);
    let text = format!(
        "select v.id as id, v.public_name as name, v.listed as listed, v.minor_until as minor_until, v.number as number, \
         {scan} as scan, {make_up} as make_up from entry e join volunteer v on v.id = e.volunteer_id \
         where e.activity_id = {id} and e.counts_from <= {today} \
         group by v.id, v.public_name, v.listed, v.minor_until, v.number having {scan} + {make_up} > 0 \
         order by {scan} + {make_up} desc, v.id limit {most} offset {skipped}"
    );
    let rows: Vec<PersonRow> = diesel::sql_query(text).load(conn)?;
    let page = usize::try_from(PAGE_SIZE).unwrap_or(20);
    let more = rows.len() > page;
    Ok((rows.into_iter().take(page).map(|row| row_line(row, now)).collect(), more))
}

fn row_line(row: PersonRow, now: Timestamp) -> RowLine {
    let public = Public { consents: row.listed, minor_until: row.minor_until.map(timestamp) };
    RowLine {
        volunteer: VolunteerId(row.id),
        name: public.is_ranked(now).then(|| row.name.clone()),
        page: public.is_open(now).then_some(row.number),
        row: Row { public_name: row.name, scan: Minutes::stored(row.scan), make_up: Minutes::stored(row.make_up) },
    }
}

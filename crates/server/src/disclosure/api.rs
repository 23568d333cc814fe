//! The public part for programs, under the same rules as its pages: masked names, consent, rows a minute.

use super::{
    rows,
    views::{self, Figures, HoursLine, HoursQuery, Sort, Span, Status},
};
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Problem, Visit},
    },
    region,
};
use axum::{
    Json,
    extract::{Path, Query as Params},
};
use domain::{activity::Category, kernel::ActivityId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(figures))
        .routes(routes!(hours))
        .routes(routes!(activity_rows))
        .routes(routes!(ranking))
}

/// The counters of the home page.
#[utoipa::path(get, path = "/figures", tag = "disclosure",
    responses((status = 200, body = Figures), (status = 503, body = Problem)))]
async fn figures(visit: Visit) -> Answer<Json<Figures>> {
    Ok(Json(visit.office.view(views::figures).await?))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct HoursParams {
    /// A category's name.
    category: Option<String>,
    /// `running` or `ended`.
    status: Option<String>,
    /// The first local day.
    #[param(value_type = Option<String>, example = "2026-11-01")]
    from: Option<Date>,
    /// The last local day.
    #[param(value_type = Option<String>, example = "2026-11-30")]
    until: Option<Date>,
    /// A division code; trailing zeros cover what is below.
    region: Option<String>,
    /// `newest` (default) or `most`.
    sort: Option<String>,
    /// An activity's number, or words of its title and address.
    q: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of the disclosure.
#[derive(Serialize, ToSchema)]
pub struct HoursPage {
    pub items: Vec<HoursLine>,
    pub next: Option<String>,
}

/// Activities with their public hours.
#[utoipa::path(get, path = "/hours", params(HoursParams), tag = "disclosure",
    responses((status = 200, body = HoursPage), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn hours(visit: Visit, Params(params): Params<HoursParams>) -> Answer<Json<HoursPage>> {
    let (query, now) = (query(params)?, visit.now);
    let (items, next) = visit.office.view(move |conn| views::hours(conn, &query, now)).await?;
    Ok(Json(HoursPage { items, next: next.map(|(value, id)| format!("{value}.{id}")) }))
}

fn query(params: HoursParams) -> Answer<HoursQuery> {
    let bad = |field: &str| Failure::from(DoorRefusal::BadForm { field: field.into() });
    let cursor = |text: String| {
        let (value, id) = text.split_once('.')?;
        Some((value.parse().ok()?, id.parse().ok()?))
    };
    Ok(HoursQuery {
        category: params.category.map(|name| Category::parse(&name).ok_or_else(|| bad("category"))).transpose()?,
        status: match params.status.as_deref() {
            None => None,
            Some("running") => Some(Status::Running),
            Some("ended") => Some(Status::Ended),
            Some(_) => return Err(bad("status")),
        },
        span: Span { from: params.from, until: params.until },
        region: params.region.map(|code| region::find(&code).ok_or_else(|| bad("region"))).transpose()?,
        sort: match params.sort.as_deref() {
            None | Some("newest") => Sort::Newest,
            Some("most") => Sort::Most,
            Some(_) => return Err(bad("sort")),
        },
        words: params.q.filter(|words| !words.trim().is_empty()),
        after: params.after.map(|text| cursor(text).ok_or_else(|| bad("after"))).transpose()?,
    })
}

/// One person's row of an activity.
#[derive(Serialize, ToSchema)]
pub struct PublicRow {
    /// Names the row in an objection, and nothing else.
    pub code: String,
    /// Masked unless the person agreed; null for minors.
    pub name: Option<String>,
    /// The volunteer number, where the person agreed to a page.
    pub number: Option<String>,
    pub total_minutes: u32,
    pub scan_minutes: u32,
    pub make_up_minutes: u32,
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
pub struct RowsPage {
    pub items: Vec<PublicRow>,
    pub next: Option<String>,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Turned {
    /// The `next` of the page before.
    after: Option<String>,
}

/// The hours of one activity, row by row.
#[utoipa::path(get, path = "/hours/activities/{id}", params(("id" = String, Path), Turned), tag = "disclosure",
    responses((status = 200, body = RowsPage), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn activity_rows(
    visit: Visit,
    Path(id): Path<ActivityId>,
    Params(params): Params<Turned>,
) -> Answer<Json<RowsPage>> {
    let now = visit.now;
    let number: i64 = match params.after.map(|text| text.parse()) {
        None => 0,
        Some(Ok(number)) => number,
        Some(Err(_)) => return Err(DoorRefusal::BadForm { field: "after".into() }.into()),
    };
    let look = move |conn: &mut crate::kernel::db::Conn| {
        views::about(conn, id, now)?;
        views::rows(conn, id, number, now)
    };
    let (lines, more) = visit.office.view(look).await?;
    let shown = visit.office.means.readers.take(&visit, lines.len())?;
    // A page that was cut is asked for again, from its beginning.
    let next = if shown < lines.len() { Some(number) } else { more.then_some(number + 1) };
    let keys = &visit.office.means.keys;
    let row = |line: views::RowLine| PublicRow {
        code: rows::code(keys, id, line.volunteer),
        name: line.name,
        number: line.page,
        total_minutes: line.row.total().0,
        scan_minutes: line.row.scan.0,
        make_up_minutes: line.row.make_up.0,
    };
    let items = lines.into_iter().take(shown).map(row).collect();
    Ok(Json(RowsPage { items, next: next.map(|number| number.to_string()) }))
}

/// Somebody in the ranking.
#[derive(Serialize, ToSchema)]
pub struct RankedPerson {
    pub rank: i64,
    /// Masked unless the person agreed.
    pub name: String,
    /// The volunteer number, where the person agreed to a page.
    pub number: Option<String>,
    pub total_minutes: u32,
}

/// A page of the ranking.
#[derive(Serialize, ToSchema)]
pub struct RankingPage {
    pub items: Vec<RankedPerson>,
    pub next: Option<String>,
}

/// Volunteers by their service hours; minors are left out.
#[utoipa::path(get, path = "/rankings/volunteers", params(Turned), tag = "disclosure",
    responses((status = 200, body = RankingPage), (status = 422, body = Problem), (status = 429, body = Problem),
    (status = 503, body = Problem)))]
async fn ranking(visit: Visit, Params(params): Params<Turned>) -> Answer<Json<RankingPage>> {
    let now = visit.now;
    let after = views::RankAfter::parse(params.after.as_deref().unwrap_or(""))?;
    let (people, next) = visit.office.view(move |conn| views::ranking(conn, after, 20, now)).await?;
    let shown = visit.office.means.readers.take(&visit, people.len())?;
    let next = if shown < people.len() { after } else { next };
    let person = |one: views::Ranked| RankedPerson {
        rank: one.rank,
        name: one.name,
        number: one.page,
        total_minutes: one.total.0,
    };
    let items = people.into_iter().take(shown).map(person).collect();
    Ok(Json(RankingPage { items, next: next.map(|next| next.to_string()) }))
}

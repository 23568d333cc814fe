//! What anyone may read of activities: the list, with search and filters, and one activity in full.

use super::store;
use crate::{
    kernel::{
        cx::Cx,
        db::{
            Conn,
            schema::{activity, activity_position, activity_session, organisation, search_term},
        },
        failure::{Answer, Failure},
        search::{self, Found},
    },
    organisation::Steward,
};
use diesel::prelude::*;
use domain::{
    activity::{Category, Proposal, State},
    kernel::{ActivityId, Minutes, OrganisationId, PositionId, SessionId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;

/// Activities on one page.
pub const PAGE_SIZE: i64 = 20;

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub category: Option<Category>,
    pub region: Option<String>,
    pub organisation: Option<OrganisationId>,
    pub words: Option<String>,
    pub when: When,
    /// The cursor: where the last page ended.
    pub after: Option<Cursor>,
}

/// Which activities by time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    Coming,
    Past,
}

/// An activity in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Card {
    #[schema(value_type = String)]
    pub id: ActivityId,
    pub title: String,
    pub category: &'static str,
    pub kind: &'static str,
    #[schema(value_type = String)]
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub address: String,
    pub region: String,
    #[schema(value_type = String)]
    pub starts_at: Timestamp,
    #[schema(value_type = String)]
    pub ends_at: Timestamp,
    pub places: u32,
    pub taken: u32,
    pub state: &'static str,
    pub recruiting: bool,
}

type CardRow = (i64, i16, i16, i16, String, String, String, i64, i64, (i64, String), (i64, i64));

/// Where a page ended: the start and the id of its last activity.
pub type Cursor = (i64, i64);
type CardColumns = (
    activity::id,
    activity::category,
    activity::kind,
    activity::state,
    activity::title,
    activity::body,
    activity::region,
    activity::starts_at,
    activity::ends_at,
    (organisation::id, organisation::name),
    (activity::opens_at, activity::closes_at),
);
const CARD: CardColumns = (
    activity::id,
    activity::category,
    activity::kind,
    activity::state,
    activity::title,
    activity::body,
    activity::region,
    activity::starts_at,
    activity::ends_at,
    (organisation::id, organisation::name),
    (activity::opens_at, activity::closes_at),
);

/// A page of activities, and the cursor of the next one.
pub fn list(conn: &mut Conn, query: &Query, now: Timestamp) -> Answer<(Vec<Card>, Option<Cursor>)> {
    let at = now.as_microsecond();
    let mut rows = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::state.eq_any([State::Published.number(), State::Finished.number()]))
        .select(CARD)
        .limit(PAGE_SIZE + 1)
        .into_boxed::<crate::kernel::db::MultiBackend>();
    rows = match (query.when, query.after) {
        (When::Coming, None) => {
            rows.filter(activity::ends_at.gt(at)).order((activity::starts_at.asc(), activity::id.asc()))
        }
        (When::Coming, Some((start, id))) => rows
            .filter(activity::ends_at.gt(at))
            .filter(activity::starts_at.gt(start).or(activity::starts_at.eq(start).and(activity::id.gt(id))))
            .order((activity::starts_at.asc(), activity::id.asc())),
        (When::Past, None) => {
            rows.filter(activity::ends_at.le(at)).order((activity::starts_at.desc(), activity::id.desc()))
        }
        (When::Past, Some((start, id))) => rows
            .filter(activity::ends_at.le(at))
            .filter(activity::starts_at.lt(start).or(activity::starts_at.eq(start).and(activity::id.lt(id))))
            .order((activity::starts_at.desc(), activity::id.desc())),
    };
    if let Some(category) = query.category {
        rows = rows.filter(activity::category.eq(category.number()));
    }
    if let Some(region) = &query.region {
        // 440000 means the whole province, 440100 the whole city: trailing zeros cover what is below.
        rows = rows.filter(activity::region.like(format!("{}%", region.trim_end_matches("00"))));
    }
    if let Some(organisation) = query.organisation {
        rows = rows.filter(activity::organisation_id.eq(organisation.get()));
    }
    for term in query.words.iter().flat_map(|words| search::terms(words)) {
        let holds = search_term::table
            .filter(search_term::term.eq(term).and(search_term::kind.eq(Found::Activity.number())))
            .select(search_term::entity_id);
        rows = rows.filter(activity::id.eq_any(holds));
    }
    let mut rows: Vec<CardRow> = rows.load(conn)?;
    let page = usize::try_from(PAGE_SIZE).unwrap_or(20);
    let next = if rows.len() > page { rows.get(page - 1).map(|row| (row.7, row.0)) } else { None };
    rows.truncate(page);
    Ok((cards(conn, rows, now)?, next))
}

/// The most that a desk shows of one organisation.
const DESK_MAX: i64 = 300;

/// Everything that an organisation itself ever proposed, latest first.
pub fn own(conn: &mut Conn, by: &Steward, now: Timestamp) -> Answer<Vec<Card>> {
    let rows: Vec<CardRow> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::organisation_id.eq(by.organisation().get()))
        .order((activity::starts_at.desc(), activity::id.desc()))
        .limit(DESK_MAX)
        .select(CARD)
        .load(conn)?;
    cards(conn, rows, now)
}

/// What waits for the review of this organisation, longest first.
pub fn awaiting(conn: &mut Conn, by: &Steward, now: Timestamp) -> Answer<Vec<Card>> {
    let at = by.organisation().get();
    let reviews =
        organisation::reviewer_id.eq(at).or(organisation::reviewer_id.is_null().and(organisation::parent_id.eq(at)));
    let rows: Vec<CardRow> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::state.eq(State::InReview.number()))
        .filter(reviews)
        .order(activity::id)
        .limit(DESK_MAX)
        .select(CARD)
        .load(conn)?;
    cards(conn, rows, now)
}

fn cards(conn: &mut Conn, rows: Vec<CardRow>, now: Timestamp) -> Answer<Vec<Card>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let places = places(conn, &ids)?;
    rows.into_iter().map(|row| card(row, &places, now.as_microsecond())).collect()
}

/// Places and taken places of each activity.
fn places(conn: &mut Conn, ids: &[i64]) -> Answer<Vec<(i64, i32, i32)>> {
    Ok(activity_position::table
        .filter(activity_position::activity_id.eq_any(ids.to_vec()))
        .select((activity_position::activity_id, activity_position::places, activity_position::taken))
        .load(conn)?)
}

fn card(row: CardRow, places: &[(i64, i32, i32)], at: i64) -> Answer<Card> {
    let (id, category, kind, state, title, body, region, starts_at, ends_at, (organisation_id, organisation), window) =
        row;
    let own = places.iter().filter(|(activity, ..)| *activity == id);
    let sum = |pick: fn(&(i64, i32, i32)) -> i32| own.clone().map(pick).filter_map(|n| u32::try_from(n).ok()).sum();
    let proposal: Proposal = serde_json::from_str(&body)?;
    Ok(Card {
        id: ActivityId(id),
        title,
        category: Category::stored(category).unwrap_or(Category::Other).name(),
        kind: domain::activity::Kind::stored(kind).map_or("service", domain::activity::Kind::name),
        organisation_id: OrganisationId(organisation_id),
        organisation,
        address: proposal.details.address,
        region,
        starts_at: timestamp(starts_at),
        ends_at: timestamp(ends_at),
        places: sum(|row| row.1),
        taken: sum(|row| row.2),
        state: State::parse(state).map_or("", State::name),
        recruiting: proposal.opening.is_some() && window.0 <= at && at < window.1,
    })
}

/// One activity in full.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = ActivityShown)]
pub struct Shown {
    #[serde(flatten)]
    pub card: Card,
    pub description: String,
    pub contact_name: String,
    pub contact_phone: String,
    pub person_in_charge: String,
    pub safeguards: String,
    pub risks: String,
    pub latitude: f64,
    pub longitude: f64,
    pub radius_metres: u32,
    pub own_members_only: bool,
    /// Whether one can wait for a place once all are taken.
    pub waiting_list: bool,
    #[schema(value_type = String)]
    pub opens_at: Timestamp,
    #[schema(value_type = String)]
    pub closes_at: Timestamp,
    pub sessions: Vec<SessionLine>,
    pub positions: Vec<PositionLine>,
    /// How presence is measured, by the names of docs/rules.md.
    pub methods: Vec<&'static str>,
    pub dangerous: bool,
    pub reason: String,
}

/// One session of an activity.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SessionLine {
    #[schema(value_type = String)]
    pub id: SessionId,
    #[schema(value_type = String)]
    pub starts_at: Timestamp,
    #[schema(value_type = String)]
    pub ends_at: Timestamp,
    pub break_minutes: u32,
}

/// One position of an activity.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PositionLine {
    #[schema(value_type = String)]
    pub id: PositionId,
    pub title: String,
    pub places: u32,
    pub taken: u32,
    pub age_min: Option<u8>,
    pub age_max: Option<u8>,
    pub sex: Option<u8>,
}

/// Reads one activity; drafts and returned ones don't exist for the public.
pub fn shown(conn: &mut Conn, id: ActivityId, now: Timestamp) -> Answer<Shown> {
    let core = store::core(conn, id)?;
    if matches!(core.state, State::Draft | State::Returned | State::InReview) {
        return Err(Failure::NotFound);
    }
    whole(conn, &core, now)
}

/// Reads one activity in whatever state, for those who may.
pub fn whole(conn: &mut Conn, core: &store::Core, now: Timestamp) -> Answer<Shown> {
    let id = core.id;
    let (organisation, region, reason): (String, String, String) = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::id.eq(id.get()))
        .select((organisation::name, activity::region, activity::reason))
        .first(conn)?;
    let proposal = &core.proposal;
    let (sessions, positions) = (sessions(conn, id)?, positions(conn, id)?);
    let opening = proposal.opening.as_ref();
    let (opens_at, closes_at) = opening.map_or((now, now), |opening| (opening.opens_at, opening.closes_at));
    let card = Card {
        id,
        title: proposal.details.title.clone(),
        category: proposal.category.name(),
        kind: proposal.kind.name(),
        organisation_id: core.organisation,
        organisation,
        address: proposal.details.address.clone(),
        region,
        starts_at: sessions.iter().map(|session| session.starts_at).min().unwrap_or(now),
        ends_at: sessions.iter().map(|session| session.ends_at).max().unwrap_or(now),
        places: positions.iter().map(|position| position.places).sum(),
        taken: positions.iter().map(|position| position.taken).sum(),
        state: core.state.name(),
        recruiting: opening.is_some() && opens_at <= now && now < closes_at && core.state == State::Published,
    };
    let details = proposal.details.clone();
    Ok(Shown {
        card,
        description: details.description,
        contact_name: details.contact_name,
        contact_phone: details.contact_phone,
        person_in_charge: details.person_in_charge,
        safeguards: details.safeguards,
        risks: details.risks,
        latitude: proposal.place.latitude,
        longitude: proposal.place.longitude,
        radius_metres: proposal.place.radius_metres,
        own_members_only: opening.is_some_and(|opening| opening.own_members_only),
        waiting_list: opening.is_some_and(|opening| opening.waiting_list),
        opens_at,
        closes_at,
        sessions,
        positions,
        methods: proposal.timekeeping.map(methods).unwrap_or_default(),
        dangerous: proposal.dangerous,
        reason,
    })
}

fn methods(on: domain::activity::TimekeepingMethods) -> Vec<&'static str> {
    let switches = [
        ("rotating-code", on.organiser_shows_code),
        ("steward-scan", on.organiser_scans),
        ("typed-code", on.typed_code),
        ("self", on.self_sign_in),
        ("walk-in", on.walk_ins),
    ];
    switches.into_iter().filter(|(_, on)| *on).map(|(name, _)| name).collect()
}

/// The sessions in order of time.
pub fn sessions(conn: &mut Conn, id: ActivityId) -> Answer<Vec<SessionLine>> {
    let rows: Vec<(i64, i64, i64, i64)> = activity_session::table
        .filter(activity_session::activity_id.eq(id.get()))
        .order(activity_session::starts_at)
        .select((
            activity_session::id,
            activity_session::starts_at,
            activity_session::ends_at,
            activity_session::break_minutes,
        ))
        .load(conn)?;
    let line = |(id, starts_at, ends_at, breaks)| SessionLine {
        id: SessionId(id),
        starts_at: timestamp(starts_at),
        ends_at: timestamp(ends_at),
        break_minutes: Minutes::stored(breaks).0,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// The positions in the order in which they were written down.
pub fn positions(conn: &mut Conn, id: ActivityId) -> Answer<Vec<PositionLine>> {
    let rows: Vec<(i64, String, i32, i32, String)> = activity_position::table
        .filter(activity_position::activity_id.eq(id.get()))
        .order(activity_position::id)
        .select((
            activity_position::id,
            activity_position::title,
            activity_position::places,
            activity_position::taken,
            activity_position::requirements,
        ))
        .load(conn)?;
    let line = |(id, title, places, taken, requirements): (i64, String, i32, i32, String)| {
        let wanted: domain::activity::Requirements = serde_json::from_str(&requirements)?;
        Ok(PositionLine {
            id: PositionId(id),
            title,
            places: u32::try_from(places).unwrap_or(0),
            taken: u32::try_from(taken).unwrap_or(0),
            age_min: wanted.age_min,
            age_max: wanted.age_max,
            sex: wanted.sex,
        })
    };
    rows.into_iter().map(line).collect()
}

/// Files an activity under the words of its title, address and number, so that two Chinese characters find it.
pub fn index(cx: &mut Cx, id: ActivityId, proposal: &Proposal) -> Answer<()> {
    let text = format!("{} {} {id}", proposal.details.title, proposal.details.address);
    search::index(cx, Found::Activity, id.get(), &text)
}

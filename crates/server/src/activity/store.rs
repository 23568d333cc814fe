//! What is kept of activities, their sessions and positions.

use crate::kernel::{
    cx::Cx,
    db::{
        Conn,
        schema::{activity, activity_position, activity_session},
    },
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    activity::{ActivityRefusal, Proposal, Reviewed, State, TimekeepingMethods},
    kernel::{AccountId, ActivityId, OrganisationId, PositionId, local_date, timestamp},
};

/// What decisions about an activity need.
#[derive(Debug, Clone)]
pub struct Core {
    pub id: ActivityId,
    pub organisation: OrganisationId,
    pub state: State,
    pub recruitment: Reviewed,
    pub timekeeping: Reviewed,
    pub proposal: Proposal,
    pub submitted_by: AccountId,
}

/// Reads an activity.
pub fn core(conn: &mut Conn, id: ActivityId) -> Answer<Core> {
    let (organisation, state, recruitment, timekeeping, body, submitted_by): (i64, i16, i16, i16, String, i64) =
        activity::table
            .find(id.get())
            .select((
                activity::organisation_id,
                activity::state,
                activity::recruitment,
                activity::timekeeping,
                activity::body,
                activity::submitted_by,
            ))
            .first(conn)?;
    let sound = || Failure::broken(format!("activity {id} has a state that doesn't exist"));
    Ok(Core {
        id,
        organisation: OrganisationId(organisation),
        state: State::parse(state).ok_or_else(sound)?,
        recruitment: Reviewed::parse(recruitment).ok_or_else(sound)?,
        timekeeping: Reviewed::parse(timekeeping).ok_or_else(sound)?,
        proposal: serde_json::from_str(&body)?,
        submitted_by: AccountId(submitted_by),
    })
}

/// What is stored beside the proposal.
pub struct Filing {
    pub organisation: OrganisationId,
    pub region: String,
    pub state: State,
    pub submitted_by: AccountId,
}

/// The columns that follow from the proposal alone.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = activity)]
struct Described {
    kind: i16,
    category: i16,
    title: String,
    body: String,
    latitude: f64,
    longitude: f64,
    radius_metres: i32,
    methods: i32,
    starts_at: i64,
    ends_at: i64,
    opens_at: i64,
    closes_at: i64,
    own_members_only: bool,
    waiting_list: bool,
    expected: i32,
}

impl Described {
    fn of(proposal: &Proposal) -> Answer<Described> {
        let opening = proposal.opening.as_ref();
        Ok(Described {
            kind: proposal.kind.number(),
            category: proposal.category.number(),
            title: proposal.details.title.clone(),
            body: serde_json::to_string(proposal)?,
            latitude: proposal.place.latitude,
            longitude: proposal.place.longitude,
            radius_metres: i32::try_from(proposal.place.radius_metres).map_err(Failure::fault)?,
            methods: proposal.timekeeping.unwrap_or_default().bits(),
            starts_at: proposal.sessions.iter().map(|session| session.starts_at.as_microsecond()).min().unwrap_or(0),
            ends_at: proposal.sessions.iter().map(|session| session.ends_at.as_microsecond()).max().unwrap_or(0),
            opens_at: opening.map_or(0, |opening| opening.opens_at.as_microsecond()),
            closes_at: opening.map_or(0, |opening| opening.closes_at.as_microsecond()),
            own_members_only: opening.is_some_and(|opening| opening.own_members_only),
            waiting_list: opening.is_some_and(|opening| opening.waiting_list),
            expected: i32::try_from(proposal.expected).map_err(Failure::fault)?,
        })
    }
}

/// Stores a new activity with its sessions and positions.
pub fn insert(cx: &mut Cx, filing: &Filing, proposal: &Proposal) -> Answer<ActivityId> {
    let id = cx.id();
    let (recruitment, timekeeping) = parts(proposal, filing.state);
    let key: [u8; 32] = cx.dice.bytes();
    let row = (
        activity::id.eq(id),
        activity::organisation_id.eq(filing.organisation.get()),
        activity::state.eq(filing.state.number()),
        activity::recruitment.eq(recruitment.number()),
        activity::timekeeping.eq(timekeeping.number()),
        activity::region.eq(&filing.region),
        activity::code_key.eq(key.to_vec()),
        activity::submitted_by.eq(filing.submitted_by.get()),
        activity::reason.eq(""),
        activity::created_at.eq(cx.at()),
        activity::published_at.eq((filing.state == State::Published).then_some(cx.at())),
        Described::of(proposal)?,
    );
    diesel::insert_into(activity::table).values(row).execute(cx.conn)?;
    insert_sessions(cx, id, proposal)?;
    insert_positions(cx, id, proposal)?;
    Ok(ActivityId(id))
}

/// Where both parts stand in a state: waiting for review, approved with the whole, or never asked for.
fn parts(proposal: &Proposal, state: State) -> (Reviewed, Reviewed) {
    let part = |asked: bool| match (asked, state) {
        (false, _) => Reviewed::Absent,
        (true, State::Published) => Reviewed::Approved,
        (true, _) => Reviewed::Waiting,
    };
    (part(proposal.opening.is_some()), part(proposal.timekeeping.is_some()))
}

fn insert_sessions(cx: &mut Cx, activity: i64, proposal: &Proposal) -> Answer<()> {
    for session in &proposal.sessions {
        let row = (
            activity_session::id.eq(cx.id()),
            activity_session::activity_id.eq(activity),
            activity_session::starts_at.eq(session.starts_at.as_microsecond()),
            activity_session::ends_at.eq(session.ends_at.as_microsecond()),
            activity_session::break_minutes.eq(session.breaks.get()),
        );
        diesel::insert_into(activity_session::table).values(row).execute(cx.conn)?;
    }
    Ok(())
}

fn insert_positions(cx: &mut Cx, activity: i64, proposal: &Proposal) -> Answer<()> {
    for post in proposal.opening.iter().flat_map(|opening| &opening.posts) {
        let row = (
            activity_position::id.eq(cx.id()),
            activity_position::activity_id.eq(activity),
            activity_position::title.eq(&post.title),
            activity_position::places.eq(i32::try_from(post.places).map_err(Failure::fault)?),
            activity_position::taken.eq(0),
            activity_position::requirements.eq(serde_json::to_string(&post.requirements)?),
        );
        diesel::insert_into(activity_position::table).values(row).execute(cx.conn)?;
    }
    Ok(())
}

/// Takes (or with a negative number frees) places of a position; call it under the position's lock. A CHECK guards the count.
pub fn take_places(cx: &mut Cx, position: PositionId, by: i32) -> Answer<()> {
    diesel::update(activity_position::table.find(position.get()))
        .set(activity_position::taken.eq(activity_position::taken + by))
        .execute(cx.conn)?;
    Ok(())
}

/// What a review decided.
pub struct Reviewal {
    pub state: State,
    pub recruitment: Reviewed,
    pub timekeeping: Reviewed,
    pub by: AccountId,
    pub reason: String,
}

/// Writes down a review.
pub fn reviewed(cx: &mut Cx, id: ActivityId, reviewal: &Reviewal) -> Answer<()> {
    let published_at = (reviewal.state == State::Published).then_some(cx.at());
    diesel::update(activity::table.find(id.get()))
        .set((
            activity::state.eq(reviewal.state.number()),
            activity::recruitment.eq(reviewal.recruitment.number()),
            activity::timekeeping.eq(reviewal.timekeeping.number()),
            activity::reviewed_by.eq(reviewal.by.get()),
            activity::reason.eq(&reviewal.reason),
            published_at.map(|at| activity::published_at.eq(at)),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// Moves an activity to another state, with the reason that people are told.
pub fn set_state(cx: &mut Cx, id: ActivityId, state: State, reason: &str) -> Answer<()> {
    diesel::update(activity::table.find(id.get()))
        .set((activity::state.eq(state.number()), activity::reason.eq(reason)))
        .execute(cx.conn)?;
    Ok(())
}

/// The secret that an activity's codes are made with, and how it keeps time.
pub fn code_key(conn: &mut Conn, id: ActivityId) -> Answer<(Vec<u8>, TimekeepingMethods)> {
    let (key, methods): (Vec<u8>, i32) =
        activity::table.find(id.get()).select((activity::code_key, activity::methods)).first(conn)?;
    Ok((key, TimekeepingMethods::of_bits(methods)))
}

/// Rewrites an activity after an edit; places that are taken and sessions that were used stay.
pub fn rewrite(cx: &mut Cx, id: ActivityId, proposal: &Proposal, state: State) -> Answer<()> {
    let (recruitment, timekeeping) = parts(proposal, state);
    diesel::update(activity::table.find(id.get()))
        .set((
            Described::of(proposal)?,
            activity::state.eq(state.number()),
            activity::recruitment.eq(recruitment.number()),
            activity::timekeeping.eq(timekeeping.number()),
            activity::reason.eq(""),
        ))
        .execute(cx.conn)?;
    rewrite_sessions(cx, id, proposal)?;
    rewrite_positions(cx, id, proposal)
}

/// Sessions are matched in order of time; one that somebody used can be moved but not taken away.
fn rewrite_sessions(cx: &mut Cx, id: ActivityId, proposal: &Proposal) -> Answer<()> {
    use crate::kernel::db::schema::attendance;
    let known: Vec<(i64, i64)> = activity_session::table
        .filter(activity_session::activity_id.eq(id.get()))
        .order(activity_session::starts_at)
        .select((activity_session::id, activity_session::starts_at))
        .load(cx.conn)?;
    let mut wanted = proposal.sessions.clone();
    wanted.sort_by_key(|session| session.starts_at);
    for ((session, _), new) in known.iter().zip(&wanted) {
        diesel::update(activity_session::table.find(session))
            .set((
                activity_session::starts_at.eq(new.starts_at.as_microsecond()),
                activity_session::ends_at.eq(new.ends_at.as_microsecond()),
                activity_session::break_minutes.eq(new.breaks.get()),
            ))
            .execute(cx.conn)?;
    }
    for (session, starts_at) in known.iter().skip(wanted.len()) {
        let used: i64 = attendance::table.filter(attendance::session_id.eq(session)).count().get_result(cx.conn)?;
        if used > 0 {
            return Err(ActivityRefusal::SessionUsed { day: local_date(timestamp(*starts_at)) }.into());
        }
        diesel::delete(activity_session::table.find(session)).execute(cx.conn)?;
    }
    let added = Proposal { sessions: wanted.split_off(known.len().min(wanted.len())), ..proposal.clone() };
    insert_sessions(cx, id.get(), &added)
}

/// Positions are matched in the order in which they were written down; taken places can't be taken away.
fn rewrite_positions(cx: &mut Cx, id: ActivityId, proposal: &Proposal) -> Answer<()> {
    let known: Vec<(i64, String, i32)> = activity_position::table
        .filter(activity_position::activity_id.eq(id.get()))
        .order(activity_position::id)
        .select((activity_position::id, activity_position::title, activity_position::taken))
        .load(cx.conn)?;
    let wanted: Vec<_> = proposal.opening.iter().flat_map(|opening| &opening.posts).collect();
    for ((position, title, taken), new) in known.iter().zip(&wanted) {
        let places = i32::try_from(new.places).map_err(Failure::fault)?;
        if places < *taken {
            return Err(places_taken(title, *taken));
        }
        diesel::update(activity_position::table.find(position))
            .set((
                activity_position::title.eq(&new.title),
                activity_position::places.eq(places),
                activity_position::requirements.eq(serde_json::to_string(&new.requirements)?),
            ))
            .execute(cx.conn)?;
    }
    for (position, title, taken) in known.iter().skip(wanted.len()) {
        if *taken > 0 {
            return Err(places_taken(title, *taken));
        }
        diesel::delete(activity_position::table.find(position)).execute(cx.conn)?;
    }
    let mut added = proposal.clone();
    if let Some(opening) = &mut added.opening {
        opening.posts = opening.posts.split_off(known.len().min(opening.posts.len()));
    }
    insert_positions(cx, id.get(), &added)
}

fn places_taken(position: &str, taken: i32) -> Failure {
    ActivityRefusal::PlacesTaken { position: position.into(), taken: u32::try_from(taken).unwrap_or(0) }.into()
}

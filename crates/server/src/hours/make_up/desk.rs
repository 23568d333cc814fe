//! What a desk shows of make-ups, honours and deductions: lists by state, what this very desk decides, and people to choose from.

use super::store;
use crate::kernel::{
    db::{
        Conn, MultiBackend,
        schema::{
            activity, enrolment, entry, make_up, make_up_line, membership, organisation, organisation_path, volunteer,
        },
    },
    failure::Answer,
};
use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use domain::{
    hours::{Class, MakeUpState},
    kernel::{ActivityId, EntryId, MakeUpId, Minutes, OrganisationId, VolunteerId, timestamp},
    organisation::Scope,
};
use jiff::Timestamp;
use std::collections::HashMap;

/// A make-up in a list.
#[derive(Debug, Clone)]
pub struct Filed {
    pub id: MakeUpId,
    pub organisation: String,
    pub activity: Option<String>,
    pub state: &'static str,
    pub level_above: bool,
    pub reason: String,
    pub submitted_at: Timestamp,
    pub people: i64,
    pub minutes: Minutes,
}

const LISTED_MAX: i64 = 100;
/// An approved membership.
const APPROVED: i16 = 2;
/// Enrolments of people who were to be there: accepted, no-show.
const EXPECTED: [i16; 2] = [2, 8];

/// Make-ups of a state that were handed in within a scope, the newest first.
pub fn filed(conn: &mut Conn, scope: Scope, state: MakeUpState) -> Answer<Vec<Filed>> {
    let (node, depth_max) = match scope {
        Scope::Own(node) => (node.get(), 0),
        Scope::OwnAndBelow(node) => (node.get(), i16::MAX),
        Scope::SelfOnly(_) | Scope::Platform => (0, 0),
    };
    let within = organisation_path::table
        .filter(organisation_path::ancestor_id.eq(node))
        .filter(organisation_path::depth.le(depth_max))
        .select(organisation_path::descendant_id);
    let ids: Vec<i64> = make_up::table
        .filter(make_up::organisation_id.eq_any(within).and(make_up::state.eq(number(state))))
        .order(make_up::id.desc())
        .limit(LISTED_MAX)
        .select(make_up::id)
        .load(conn)?;
    lines(conn, &ids)
}

/// Make-ups that wait for a desk: what it reviews, and the large ones of the level below; None asks for the platform's.
pub fn to_decide(conn: &mut Conn, desk: Option<OrganisationId>) -> Answer<Vec<Filed>> {
    let direct = reviewed_by(conn, desk)?;
    let mut below = Vec::new();
    for one in &direct {
        below.extend(reviewed_by(conn, Some(OrganisationId(*one)))?);
    }
    let mut rows = make_up::table
        .filter(make_up::state.eq(number(MakeUpState::Submitted)))
        .order(make_up::id)
        .limit(LISTED_MAX)
        .select(make_up::id)
        .into_boxed::<MultiBackend>();
    let of_direct = make_up::organisation_id.eq_any(direct);
    let large_below = make_up::level.eq(2i16).and(make_up::organisation_id.eq_any(below));
    rows = match desk {
        // Nobody stands between a root and the platform.
        None => rows.filter(of_direct.or(large_below)),
        Some(_) => rows.filter(make_up::level.eq(1i16).and(of_direct).or(large_below)),
    };
    let ids: Vec<i64> = rows.load(conn)?;
    lines(conn, &ids)
}

/// The organisations that a desk reviews (by default its children).
fn reviewed_by(conn: &mut Conn, desk: Option<OrganisationId>) -> Answer<Vec<i64>> {
    let rows = organisation::table.select(organisation::id).into_boxed::<MultiBackend>();
    let rows = match desk {
        Some(desk) => rows.filter(
            organisation::reviewer_id
                .eq(desk.get())
                .or(organisation::reviewer_id.is_null().and(organisation::parent_id.eq(desk.get()))),
        ),
        None => rows.filter(organisation::reviewer_id.is_null().and(organisation::parent_id.is_null())),
    };
    Ok(rows.load(conn)?)
}

fn number(state: MakeUpState) -> i16 {
    match state {
        MakeUpState::Submitted => 1,
        MakeUpState::Approved => 2,
        MakeUpState::Rejected => 3,
    }
}

type FiledRow = ((i64, String, Option<String>), (i16, i16, String, i64));

/// The make-ups of some ids, in their order.
fn lines(conn: &mut Conn, ids: &[i64]) -> Answer<Vec<Filed>> {
    let sums: Vec<(i64, i64, i64)> = make_up_line::table
        .filter(make_up_line::make_up_id.eq_any(ids.to_vec()))
        .group_by(make_up_line::make_up_id)
        .select((
            make_up_line::make_up_id,
            sql::<BigInt>("count(distinct make_up_line.volunteer_id)"),
            sql::<BigInt>("cast(coalesce(sum(make_up_line.minutes), 0) as bigint)"),
        ))
        .load(conn)?;
    let sums: HashMap<i64, (i64, i64)> = sums.into_iter().map(|(id, people, sum)| (id, (people, sum))).collect();
    let rows: Vec<FiledRow> = make_up::table
        .inner_join(organisation::table.on(organisation::id.eq(make_up::organisation_id)))
        .left_join(activity::table.on(activity::id.nullable().eq(make_up::activity_id)))
        .filter(make_up::id.eq_any(ids.to_vec()))
        .select((
            (make_up::id, organisation::name, activity::title.nullable()),
            (make_up::state, make_up::level, make_up::reason, make_up::submitted_at),
        ))
        .load(conn)?;
    let mut known: HashMap<i64, FiledRow> = rows.into_iter().map(|row| (row.0.0, row)).collect();
    let mut filed = Vec::new();
    for ((id, organisation, activity), (state, level, reason, at)) in ids.iter().filter_map(|id| known.remove(id)) {
        let (people, sum) = sums.get(&id).copied().unwrap_or_default();
        filed.push(Filed {
            id: MakeUpId(id),
            organisation,
            activity,
            state: store::state(state)?.name(),
            level_above: level == 2,
            reason,
            submitted_at: timestamp(at),
            people,
            minutes: Minutes::stored(sum),
        });
    }
    Ok(filed)
}

/// Somebody to make up hours for.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub id: VolunteerId,
    pub name: String,
    pub number: String,
    /// Minutes they have in the activity already.
    pub minutes: Minutes,
}

/// Those who were accepted for an activity, or the members of the organisation; the rest is found by number.
pub fn candidates(conn: &mut Conn, organisation: OrganisationId, about: Option<ActivityId>) -> Answer<Vec<Candidate>> {
    let mut rows = volunteer::table
        .order((volunteer::public_name, volunteer::id))
        .limit(LISTED_MAX)
        .select((volunteer::id, volunteer::public_name, volunteer::number))
        .into_boxed::<MultiBackend>();
    rows = match about {
        Some(activity) => {
            let expected = enrolment::table
                .filter(enrolment::activity_id.eq(activity.get()).and(enrolment::state.eq_any(EXPECTED)))
                .select(enrolment::volunteer_id);
            rows.filter(volunteer::id.eq_any(expected))
        }
        None => {
            let members = membership::table
                .filter(membership::organisation_id.eq(organisation.get()).and(membership::state.eq(APPROVED)))
                .select(membership::volunteer_id);
            rows.filter(volunteer::id.eq_any(members))
        }
    };
    let rows: Vec<(i64, String, String)> = rows.load(conn)?;
    let held = held(conn, about)?;
    let one = |(id, name, number): (i64, String, String)| {
        let minutes = Minutes::stored(held.get(&id).copied().unwrap_or(0).max(0));
        Candidate { id: VolunteerId(id), name, number, minutes }
    };
    Ok(rows.into_iter().map(one).collect())
}

/// The minutes that people have in an activity.
fn held(conn: &mut Conn, about: Option<ActivityId>) -> Answer<HashMap<i64, i64>> {
    let Some(activity) = about else { return Ok(HashMap::new()) };
    let sum = "cast(coalesce(sum(case when entry.reverses_id is null then entry.minutes else -entry.minutes end), 0) as bigint)";
    let rows: Vec<(i64, i64)> = entry::table
        .filter(entry::activity_id.eq(activity.get()))
        .group_by(entry::volunteer_id)
        .select((entry::volunteer_id, sql::<BigInt>(sum)))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The activities that have begun, to say what hours are made up for; the newest first.
pub fn begun(
    conn: &mut Conn,
    organisation: OrganisationId,
    now: Timestamp,
) -> Answer<Vec<(ActivityId, String, Timestamp)>> {
    let hidden =
        [domain::activity::State::Draft, domain::activity::State::Returned, domain::activity::State::Cancelled];
    let rows: Vec<(i64, String, i64)> = activity::table
        .filter(activity::organisation_id.eq(organisation.get()))
        .filter(activity::starts_at.le(now.as_microsecond()))
        .filter(activity::state.ne_all(hidden.map(domain::activity::State::number)))
        .order((activity::starts_at.desc(), activity::id.desc()))
        .limit(LISTED_MAX)
        .select((activity::id, activity::title, activity::starts_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, title, at)| (ActivityId(id), title, timestamp(at))).collect())
}

/// An honour or a deduction that the organisation gave.
#[derive(Debug, Clone)]
pub struct Given {
    pub id: EntryId,
    pub name: String,
    pub number: String,
    pub class: &'static str,
    pub minutes: Minutes,
    pub reason: String,
    pub at: Timestamp,
    pub reversed: bool,
}

type GivenRow = ((i64, i16, i64, String, i64), (String, String));

/// What the organisation honoured and deducted, the newest first.
pub fn given(conn: &mut Conn, organisation: OrganisationId) -> Answer<Vec<Given>> {
    let rows: Vec<GivenRow> = entry::table
        .inner_join(volunteer::table.on(volunteer::id.eq(entry::volunteer_id)))
        .filter(entry::organisation_id.eq(organisation.get()))
        .filter(entry::class.eq_any([Class::Honorary.number(), Class::Deduction.number()]))
        .order(entry::id.desc())
        .limit(LISTED_MAX)
        .select((
            (entry::id, entry::class, entry::minutes, entry::reason, entry::recorded_at),
            (volunteer::public_name, volunteer::number),
        ))
        .load(conn)?;
    let ids: Vec<Option<i64>> = rows.iter().map(|row| Some(row.0.0)).collect();
    let back: Vec<Option<i64>> =
        entry::table.filter(entry::reverses_id.eq_any(ids)).select(entry::reverses_id).load(conn)?;
    let one = |((id, class, minutes, reason, at), (name, number)): GivenRow| Given {
        id: EntryId(id),
        name,
        number,
        class: Class::stored(class).map_or("", Class::name),
        minutes: Minutes::stored(minutes),
        reason,
        at: timestamp(at),
        reversed: back.contains(&Some(id)),
    };
    Ok(rows.into_iter().map(one).collect())
}

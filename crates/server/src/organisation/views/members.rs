//! Belongings as stewards see them (identity masked, ORG-08) and as the volunteer does.

use super::{depth, nodes};
use crate::{
    kernel::{
        db::{
            Conn, MultiBackend,
            schema::{membership, organisation, person_skill, volunteer},
        },
        failure::Answer,
    },
    organisation::store::{APPROVED, PENDING, state_name},
};
use diesel::prelude::*;
use domain::{
    about::Skill,
    kernel::{AccountId, MembershipId, OrganisationId, VolunteerId, timestamp},
    organisation::Scope,
};
use jiff::Timestamp;
use serde::Serialize;

/// Belongings on one page.
pub const PAGE_SIZE: i64 = 50;

/// Which belongings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StateFilter {
    #[default]
    Pending,
    Approved,
    /// Rejected, withdrawn, left, removed.
    Ended,
}

impl StateFilter {
    /// By its name in addresses.
    pub fn parse(name: &str) -> Option<StateFilter> {
        match name {
            "pending" => Some(StateFilter::Pending),
            "approved" => Some(StateFilter::Approved),
            "ended" => Some(StateFilter::Ended),
            _ => None,
        }
    }

    /// The name in addresses and word keys.
    pub const fn name(self) -> &'static str {
        match self {
            StateFilter::Pending => "pending",
            StateFilter::Approved => "approved",
            StateFilter::Ended => "ended",
        }
    }

    const fn numbers(self) -> &'static [i16] {
        match self {
            StateFilter::Pending => &[PENDING],
            StateFilter::Approved => &[APPROVED],
            StateFilter::Ended => &[3, 4, 5, 6],
        }
    }
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct MemberQuery {
    pub state: StateFilter,
    /// A volunteer number, whole.
    pub number: Option<String>,
    /// Only those who say that they can do this.
    pub skill: Option<Skill>,
    pub after: Option<i64>,
}

/// One belonging in a steward's list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MemberLine {
    #[schema(value_type = String)]
    pub id: MembershipId,
    #[schema(value_type = String)]
    pub volunteer_id: VolunteerId,
    /// The volunteer number.
    pub number: String,
    /// Masked unless the volunteer lets it be shown.
    pub name: String,
    #[schema(value_type = String)]
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub state: &'static str,
    pub reason: String,
    pub verified: bool,
    pub minor: bool,
    #[schema(value_type = String)]
    pub applied_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Timestamp>,
    /// What the person says they can do, such as `medical`; empty for former members.
    pub skills: Vec<&'static str>,
    /// Whether it belongs to the node itself and not to one below.
    pub own: bool,
}

type Row = (i64, i64, String, String, (i64, String), i16, String, (i16, Option<i64>), i64, Option<i64>);

/// A page of the belongings in a scope, and the cursor of the next one.
pub fn members(
    conn: &mut Conn,
    scope: Scope,
    query: &MemberQuery,
    now: Timestamp,
) -> Answer<(Vec<MemberLine>, Option<i64>)> {
    let (node, depth_max) = depth(scope);
    let mut rows = membership::table
        .inner_join(volunteer::table.on(volunteer::id.eq(membership::volunteer_id)))
        .inner_join(organisation::table.on(organisation::id.eq(membership::organisation_id)))
        .filter(membership::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(membership::state.eq_any(query.state.numbers().to_vec()))
        .select((
            membership::id,
            volunteer::id,
            volunteer::number,
            volunteer::public_name,
            (organisation::id, organisation::name),
            membership::state,
            membership::reason,
            (volunteer::verification, volunteer::minor_until),
            membership::applied_at,
            membership::decided_at,
        ))
        .order(membership::id)
        .limit(PAGE_SIZE + 1)
        .into_boxed::<MultiBackend>();
    if let Some(number) = &query.number {
        rows = rows.filter(volunteer::number.eq(number.clone()));
    }
    if let Some(skill) = query.skill {
        let able = person_skill::table.filter(person_skill::skill.eq(skill.number()));
        rows = rows.filter(volunteer::account_id.eq_any(able.select(person_skill::account_id)));
    }
    if let Some(after) = query.after {
        rows = rows.filter(membership::id.gt(after));
    }
    let mut rows: Vec<Row> = rows.load(conn)?;
    let page = usize::try_from(PAGE_SIZE).unwrap_or(50);
    let next = if rows.len() > page { rows.get(page - 1).map(|row| row.0) } else { None };
    rows.truncate(page);
    let mut lines: Vec<MemberLine> = rows.into_iter().map(|row| line(row, node, now)).collect();
    if query.state != StateFilter::Ended {
        add_skills(conn, &mut lines)?;
    }
    Ok((lines, next))
}

/// What those on a page can do; of former members that is nobody's matter any more.
fn add_skills(conn: &mut Conn, lines: &mut [MemberLine]) -> Answer<()> {
    let people: Vec<i64> = lines.iter().map(|line| line.volunteer_id.get()).collect();
    let found: Vec<(i64, i16)> = person_skill::table
        .inner_join(volunteer::table.on(volunteer::account_id.eq(person_skill::account_id)))
        .filter(volunteer::id.eq_any(people))
        .order(person_skill::skill)
        .select((volunteer::id, person_skill::skill))
        .load(conn)?;
    for line in lines {
        let own = found.iter().filter(|(person, _)| *person == line.volunteer_id.get());
        line.skills = own.filter_map(|(_, skill)| Skill::stored(*skill)).map(Skill::name).collect();
    }
    Ok(())
}

/// The number under which a passed identity check is stored.
const VERIFIED: i16 = 2;

fn line(row: Row, node: i64, now: Timestamp) -> MemberLine {
    let (id, volunteer, number, name, (organisation_id, organisation), state, reason, (check, minor), applied, decided) =
        row;
    MemberLine {
        id: MembershipId(id),
        volunteer_id: VolunteerId(volunteer),
        number,
        name,
        organisation_id: OrganisationId(organisation_id),
        organisation,
        state: state_name(state),
        reason,
        verified: check == VERIFIED,
        minor: minor.is_some_and(|until| now.as_microsecond() < until),
        applied_at: timestamp(applied),
        decided_at: decided.map(timestamp),
        skills: Vec::new(),
        own: organisation_id == node,
    }
}

/// A belonging as its volunteer sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OwnMembership {
    #[schema(value_type = String)]
    pub id: MembershipId,
    #[schema(value_type = String)]
    pub organisation_id: OrganisationId,
    pub organisation: String,
    pub state: &'static str,
    /// Why it was rejected or ended.
    pub reason: String,
    #[schema(value_type = String)]
    pub applied_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Timestamp>,
}

/// The belongings of one person: those that are held first, then the newest endings.
#[derive(Debug, Clone)]
pub struct Mine {
    pub is_volunteer: bool,
    pub memberships: Vec<OwnMembership>,
}

/// More than anybody has, with five at a time.
const OWN_MAX: i64 = 1_000;

/// Reads one's own belongings.
pub fn own(conn: &mut Conn, account: AccountId) -> Answer<Mine> {
    let volunteer: Option<i64> = volunteer::table
        .filter(volunteer::account_id.eq(account.get()))
        .select(volunteer::id)
        .first(conn)
        .optional()?;
    let Some(volunteer) = volunteer else { return Ok(Mine { is_volunteer: false, memberships: Vec::new() }) };
    type Row = (i64, i64, String, i16, String, i64, Option<i64>);
    let rows: Vec<Row> = membership::table
        .inner_join(organisation::table.on(organisation::id.eq(membership::organisation_id)))
        .filter(membership::volunteer_id.eq(volunteer))
        .order(membership::id.desc())
        .limit(OWN_MAX)
        .select((
            membership::id,
            organisation::id,
            organisation::name,
            membership::state,
            membership::reason,
            membership::applied_at,
            membership::decided_at,
        ))
        .load(conn)?;
    let line = |(id, organisation_id, organisation, state, reason, applied, decided): Row| OwnMembership {
        id: MembershipId(id),
        organisation_id: OrganisationId(organisation_id),
        organisation,
        state: state_name(state),
        reason,
        applied_at: timestamp(applied),
        decided_at: decided.map(timestamp),
    };
    let mut memberships: Vec<OwnMembership> = rows.into_iter().map(line).collect();
    memberships.sort_by_key(|one| !matches!(one.state, "pending" | "approved"));
    Ok(Mine { is_volunteer: true, memberships })
}

/// The masked name and the number of a volunteer.
pub fn public_name(conn: &mut Conn, id: VolunteerId) -> Answer<(String, String)> {
    Ok(volunteer::table.find(id.get()).select((volunteer::public_name, volunteer::number)).first(conn)?)
}

//! What waits at a steward's desk, line by line, and who holds which role.

use super::{depth, nodes};
use crate::{
    kernel::{
        db::{
            Conn, MultiBackend,
            schema::{account, activity, enrolment, make_up, organisation, role_grant, volunteer},
        },
        failure::Answer,
    },
    organisation::store::State,
};
use diesel::prelude::*;
use domain::{
    activity as activities, enrolment as enrolments,
    kernel::{AccountId, ActivityId, GrantId, OrganisationId, timestamp},
    organisation::{Kind, Reach, Role, Scope},
};
use jiff::Timestamp;
use serde::Serialize;

/// An organisation that somebody may act for, with their roles there.
#[derive(Debug, Clone)]
pub struct Desk {
    pub organisation: OrganisationId,
    pub name: String,
    pub roles: Vec<Role>,
    /// Whether a role reaches what lies below.
    pub reaches_below: bool,
}

/// The desks of an account, by name.
pub fn desks(conn: &mut Conn, account: AccountId, now: Timestamp) -> Answer<Vec<Desk>> {
    let rows: Vec<(i64, String, i16, i16)> = role_grant::table
        .inner_join(organisation::table.on(organisation::id.eq(role_grant::organisation_id)))
        .filter(role_grant::account_id.eq(account.get()))
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null().or(role_grant::expires_at.gt(now.as_microsecond())))
        .order((organisation::name, organisation::id, role_grant::role))
        .select((organisation::id, organisation::name, role_grant::role, role_grant::reach))
        .load(conn)?;
    let mut desks: Vec<Desk> = Vec::new();
    for (id, name, role, reach) in rows {
        let Some(role) = Role::stored(role) else { continue };
        let below = Reach::stored(reach) == Some(Reach::OwnAndBelow);
        match desks.last_mut().filter(|desk| desk.organisation.get() == id) {
            Some(desk) => {
                if !desk.roles.contains(&role) {
                    desk.roles.push(role);
                }
                desk.reaches_below |= below;
            }
            None => {
                desks.push(Desk { organisation: OrganisationId(id), name, roles: vec![role], reaches_below: below });
            }
        }
    }
    Ok(desks)
}

/// The number under which a submitted make-up is stored.
pub(super) const SUBMITTED: i16 = 1;

/// Organisations whose reviewer (by default the parent) lies in the scope.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn reviewed_within(node: i64, depth_max: i16) -> _ {
    let above: nodes = nodes(node, depth_max);
    let parents: nodes = nodes(node, depth_max);
    organisation::reviewer_id
        .assume_not_null()
        .eq_any(above)
        .and(organisation::reviewer_id.is_not_null())
        .or(organisation::reviewer_id.is_null().and(organisation::parent_id.assume_not_null().eq_any(parents)))
}

/// A registration, or a group that wants to be an organisation, waiting for a decision.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Waiting {
    #[schema(value_type = String)]
    pub id: OrganisationId,
    pub name: String,
    #[schema(value_type = String)]
    pub kind: Kind,
    pub parent: String,
    /// Set when a group wants to be an organisation: its code.
    pub becomes_with_code: Option<String>,
    #[schema(value_type = String)]
    pub since: Timestamp,
}

type WaitingRow = (i64, String, i16, Option<i64>, Option<String>, i64);

/// What a node reviews, oldest first; None lists roots, which the platform reviews.
pub fn waiting(conn: &mut Conn, scope: Option<Scope>) -> Answer<Vec<Waiting>> {
    let mut rows = organisation::table
        .filter(
            organisation::state
                .eq(State::Applied.number())
                .or(organisation::pending_code.is_not_null().and(organisation::state.eq(State::Approved.number()))),
        )
        .select((
            organisation::id,
            organisation::name,
            organisation::kind,
            organisation::parent_id,
            organisation::pending_code,
            organisation::created_at,
        ))
        .order((organisation::created_at, organisation::id))
        .limit(LISTED_MAX)
        .into_boxed::<MultiBackend>();
    rows = match scope {
        Some(scope) => {
            let (node, depth_max) = depth(scope);
            rows.filter(reviewed_within(node, depth_max))
        }
        None => rows.filter(organisation::parent_id.is_null().and(organisation::reviewer_id.is_null())),
    };
    let rows: Vec<WaitingRow> = rows.load(conn)?;
    let parents: Vec<i64> = rows.iter().filter_map(|row| row.3).collect();
    let names: Vec<(i64, String)> = organisation::table
        .filter(organisation::id.eq_any(parents))
        .select((organisation::id, organisation::name))
        .load(conn)?;
    let line = |(id, name, kind, parent, code, since): WaitingRow| Waiting {
        id: OrganisationId(id),
        name,
        kind: Kind::stored(kind).unwrap_or(Kind::Group),
        parent: names.iter().find(|(id, _)| Some(*id) == parent).map(|(_, name)| name.clone()).unwrap_or_default(),
        becomes_with_code: code,
        since: timestamp(since),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A role at a node, as its stewards see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct GrantLine {
    #[schema(value_type = String)]
    pub id: GrantId,
    #[schema(value_type = String)]
    pub account_id: AccountId,
    /// The public name of the volunteer, or the nickname of the account.
    pub name: String,
    /// The volunteer number, if the holder is a volunteer.
    pub number: Option<String>,
    #[schema(value_type = String, example = "manager")]
    pub role: Role,
    #[schema(value_type = String, example = "own-and-below")]
    pub reach: Reach,
    #[schema(value_type = Option<String>)]
    pub activity_id: Option<ActivityId>,
    pub activity: Option<String>,
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<Timestamp>,
    #[schema(value_type = String)]
    pub granted_at: Timestamp,
}

impl GrantLine {
    /// Whether it also holds for what lies below.
    pub fn reaches_below(&self) -> bool {
        self.reach == Reach::OwnAndBelow
    }
}

type GrantLineRow =
    ((i64, i64, String, Option<String>, Option<String>), i16, i16, (Option<i64>, Option<String>), Option<i64>, i64);

/// The roles that hold at a node and were given there.
pub fn grants(conn: &mut Conn, at: OrganisationId, now: Timestamp) -> Answer<Vec<GrantLine>> {
    let rows: Vec<GrantLineRow> = role_grant::table
        .inner_join(account::table.on(account::id.eq(role_grant::account_id)))
        .left_join(volunteer::table.on(volunteer::account_id.eq(role_grant::account_id)))
        .left_join(activity::table.on(activity::id.nullable().eq(role_grant::activity_id)))
        .filter(role_grant::organisation_id.eq(at.get()))
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null().or(role_grant::expires_at.gt(now.as_microsecond())))
        .order((role_grant::role, role_grant::id))
        .select((
            (
                role_grant::id,
                role_grant::account_id,
                account::nickname,
                volunteer::public_name.nullable(),
                volunteer::number.nullable(),
            ),
            role_grant::role,
            role_grant::reach,
            (role_grant::activity_id, activity::title.nullable()),
            role_grant::expires_at,
            role_grant::granted_at,
        ))
        .load(conn)?;
    let line = |((id, account, nickname, public, number), role, reach, (about, title), expires_at, granted_at): GrantLineRow| {
        Some(GrantLine {
            id: GrantId(id),
            account_id: AccountId(account),
            name: public.unwrap_or(nickname),
            number,
            role: Role::stored(role)?,
            reach: Reach::stored(reach)?,
            activity_id: about.map(ActivityId),
            activity: title,
            expires_at: expires_at.map(timestamp),
            granted_at: timestamp(granted_at),
        })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

/// Something that waits for a review on a page of its own slice, or an activity to choose.
#[derive(Debug, Clone)]
pub struct HandedIn {
    pub id: i64,
    pub title: String,
    pub organisation: String,
    pub since: Timestamp,
}

type HandedInRow = (i64, String, String, i64);

fn handed_in((id, title, organisation, since): HandedInRow) -> HandedIn {
    HandedIn { id, title, organisation, since: timestamp(since) }
}

const LISTED_MAX: i64 = 100;

/// The activities that a scope reviews, oldest first.
pub fn activities_to_review(conn: &mut Conn, scope: Scope) -> Answer<Vec<HandedIn>> {
    let (node, depth_max) = depth(scope);
    let rows: Vec<HandedInRow> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(reviewed_within(node, depth_max))
        .filter(activity::state.eq(activities::State::InReview.number()))
        .order((activity::created_at, activity::id))
        .limit(LISTED_MAX)
        .select((activity::id, activity::title, organisation::name, activity::created_at))
        .load(conn)?;
    Ok(rows.into_iter().map(handed_in).collect())
}

/// The make-ups that a scope reviews, oldest first, by their reasons.
pub fn make_ups_to_review(conn: &mut Conn, scope: Scope) -> Answer<Vec<HandedIn>> {
    let (node, depth_max) = depth(scope);
    let rows: Vec<HandedInRow> = make_up::table
        .inner_join(organisation::table.on(organisation::id.eq(make_up::organisation_id)))
        .filter(reviewed_within(node, depth_max))
        .filter(make_up::state.eq(SUBMITTED))
        .order((make_up::submitted_at, make_up::id))
        .limit(LISTED_MAX)
        .select((make_up::id, make_up::reason, organisation::name, make_up::submitted_at))
        .load(conn)?;
    Ok(rows.into_iter().map(handed_in).collect())
}

/// The activities of a node that aren't over, to limit a helper to one.
pub fn running_activities(conn: &mut Conn, at: OrganisationId, now: Timestamp) -> Answer<Vec<HandedIn>> {
    let rows: Vec<HandedInRow> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::organisation_id.eq(at.get()))
        .filter(activity::state.eq(activities::State::Published.number()))
        .filter(activity::ends_at.gt(now.as_microsecond()))
        .order((activity::starts_at, activity::id))
        .limit(LISTED_MAX)
        .select((activity::id, activity::title, organisation::name, activity::starts_at))
        .load(conn)?;
    Ok(rows.into_iter().map(handed_in).collect())
}

/// An activity with how many sign-ups wait for it.
#[derive(Debug, Clone)]
pub struct WaitingSignUps {
    pub id: ActivityId,
    pub title: String,
    pub organisation: String,
    pub starts_at: Timestamp,
    pub count: i64,
}

/// The activities of a scope for which somebody waits, the next one first.
pub fn waiting_sign_ups(conn: &mut Conn, scope: Scope) -> Answer<Vec<WaitingSignUps>> {
    let (node, depth_max) = depth(scope);
    let counted: Vec<(i64, i64)> = enrolment::table
        .inner_join(activity::table.on(activity::id.eq(enrolment::activity_id)))
        .filter(activity::organisation_id.eq_any(nodes(node, depth_max)))
        .filter(activity::state.eq(activities::State::Published.number()))
        .filter(enrolment::state.eq(enrolments::State::Applied.number()))
        .group_by(enrolment::activity_id)
        .select((enrolment::activity_id, diesel::dsl::count_star()))
        .limit(LISTED_MAX)
        .load(conn)?;
    let ids: Vec<i64> = counted.iter().map(|(id, _)| *id).collect();
    let rows: Vec<HandedInRow> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::id.eq_any(ids))
        .order((activity::starts_at, activity::id))
        .select((activity::id, activity::title, organisation::name, activity::starts_at))
        .load(conn)?;
    let line = |(id, title, organisation, starts_at): HandedInRow| WaitingSignUps {
        id: ActivityId(id),
        title,
        organisation,
        starts_at: timestamp(starts_at),
        count: counted.iter().find(|(activity, _)| *activity == id).map_or(0, |(_, count)| *count),
    };
    Ok(rows.into_iter().map(line).collect())
}

//! Capabilities over the tree: proof that somebody may do something at a node, made by reading the grant in the same transaction.

use super::store;
use crate::kernel::{
    access::Actor,
    db::{
        Conn,
        schema::{account, activity, organisation_path, role_grant},
    },
    failure::{Answer, DoorRefusal, Failure},
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, ActivityId, OrganisationId, timestamp},
    organisation::{Act, Grant, OrganisationRefusal, Reach, Role, Scope},
};
use jiff::Timestamp;

/// The platform's own stewards may do everything an owner may.
const PLATFORM_STEWARD: i16 = 2;

/// Somebody who may do `act` at a node. Can't be made but by reading the grant.
#[derive(Debug, Clone)]
pub struct Steward {
    account: AccountId,
    organisation: OrganisationId,
    act: Act,
}

impl Steward {
    /// Who it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The node that the act is about.
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// What was asked for.
    pub fn act(&self) -> Act {
        self.act
    }
}

/// Reads whether the one who asks may do `act` at the node. What they can't even look at doesn't exist for them.
pub fn steward(conn: &mut Conn, by: &Actor, at: OrganisationId, act: Act, now: Timestamp) -> Answer<Steward> {
    proven(conn, by, (at, None), act, now)
}

/// The same for an activity: a check-in helper may be limited to one.
pub fn steward_of_activity(
    conn: &mut Conn,
    by: &Actor,
    about: ActivityId,
    act: Act,
    now: Timestamp,
) -> Answer<Steward> {
    let organisation: i64 = activity::table.find(about.get()).select(activity::organisation_id).first(conn)?;
    proven(conn, by, (OrganisationId(organisation), Some(about)), act, now)
}

/// The same for the node with everything below it: lists and counts over a subtree. Refused where the role ends at the node.
pub fn steward_of_subtree(
    conn: &mut Conn,
    by: &Actor,
    at: OrganisationId,
    act: Act,
    now: Timestamp,
) -> Answer<(Steward, Scope)> {
    let steward = proven(conn, by, (at, None), act, now)?;
    let grants = grants(conn, steward.account, at)?;
    let below = |(grant, depth): &(Grant, u32)| grant.allows(act, depth.saturating_add(1), None, now);
    if grants.iter().any(below) || is_platform(conn, steward.account)? {
        return Ok((steward, Scope::OwnAndBelow(at)));
    }
    Err(DoorRefusal::Forbidden.into())
}

/// Somebody who acts for the platform itself: reviews roots, reads the whole trail.
#[derive(Debug, Clone)]
pub struct PlatformSteward(AccountId);

impl PlatformSteward {
    /// Who it is.
    pub fn account(&self) -> AccountId {
        self.0
    }
}

/// Reads whether the one who asks acts for the platform; for all others its desk doesn't exist.
pub fn platform_steward(conn: &mut Conn, by: &Actor) -> Answer<PlatformSteward> {
    let account = by.account.ok_or(DoorRefusal::LoginNeeded)?;
    if is_platform(conn, account)? { Ok(PlatformSteward(account)) } else { Err(Failure::NotFound) }
}

/// What the one who asks may do at a node: which parts of its desk are shown.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each part of the desk")]
pub struct Allowed {
    pub look: bool,
    pub members: bool,
    pub activities: bool,
    pub hours: bool,
    pub on_site: bool,
    pub review: bool,
    pub profile: bool,
    pub grants: bool,
    /// Also at all nodes below.
    pub below: bool,
}

/// Reads what the one who asks may do at a node; a node of which they may see nothing isn't there for them.
pub fn allowed(conn: &mut Conn, by: &Actor, at: OrganisationId, now: Timestamp) -> Answer<Allowed> {
    let account = by.account.ok_or(DoorRefusal::LoginNeeded)?;
    store::core(conn, at)?;
    if is_platform(conn, account)? {
        return Ok(Allowed {
            look: true,
            members: true,
            activities: true,
            hours: true,
            on_site: true,
            review: true,
            profile: true,
            grants: true,
            below: true,
        });
    }
    let held = grants(conn, account, at)?;
    let may = |act| held.iter().any(|(grant, depth)| grant.allows(act, *depth, None, now));
    if !may(Act::Look) {
        return Err(Failure::NotFound);
    }
    let below = held.iter().any(|(grant, depth)| grant.allows(Act::Look, depth.saturating_add(1), None, now));
    // Managers hand on one role, so the page of roles is theirs as well.
    let hands_on = held.iter().any(|(grant, _)| grant.role.covers(Role::CheckInHelper));
    Ok(Allowed {
        look: true,
        members: may(Act::Members),
        activities: may(Act::Activities),
        hours: may(Act::Hours),
        on_site: may(Act::OnSite),
        review: may(Act::Review),
        profile: may(Act::Profile),
        grants: hands_on,
        below,
    })
}

/// Whether one of the roles that reach the node lets the holder give `wanted` there to `to` (ORG-09). The platform may give all.
pub(super) fn may_hand_on(conn: &mut Conn, by: &Steward, wanted: &Grant, to: AccountId, now: Timestamp) -> Answer<()> {
    if by.account != to && is_platform(conn, by.account)? {
        return Ok(());
    }
    let grants = grants(conn, by.account, by.organisation)?;
    let mut refusal = OrganisationRefusal::GrantTooWide { role: wanted.role.name().into() };
    for (grant, depth) in grants {
        match grant.hand_on(wanted, depth, (by.account, to), now) {
            Ok(()) => return Ok(()),
            Err(refused) => refusal = refused,
        }
    }
    Err(refusal.into())
}

fn proven(
    conn: &mut Conn,
    by: &Actor,
    (at, about): (OrganisationId, Option<ActivityId>),
    act: Act,
    now: Timestamp,
) -> Answer<Steward> {
    let account = by.account.ok_or(DoorRefusal::LoginNeeded)?;
    let grants = grants(conn, account, at)?;
    let may = |act| grants.iter().any(|(grant, depth)| grant.allows(act, *depth, about, now));
    if may(act) || is_platform(conn, account)? {
        return Ok(Steward { account, organisation: at, act });
    }
    let sees = may(Act::Look) || may(Act::OnSite);
    Err(if sees { DoorRefusal::Forbidden.into() } else { Failure::NotFound })
}

fn is_platform(conn: &mut Conn, account: AccountId) -> Answer<bool> {
    let role: i16 = account::table.find(account.get()).select(account::platform_role).first(conn)?;
    Ok(role >= PLATFORM_STEWARD)
}

type GrantRow = (i16, i16, Option<i64>, Option<i64>, i16);

/// The grants that reach the node, with how many levels above it each was given.
fn grants(conn: &mut Conn, account: AccountId, at: OrganisationId) -> Answer<Vec<(Grant, u32)>> {
    let rows: Vec<GrantRow> = role_grant::table
        .inner_join(organisation_path::table.on(organisation_path::ancestor_id.eq(role_grant::organisation_id)))
        .filter(organisation_path::descendant_id.eq(at.get()))
        .filter(role_grant::account_id.eq(account.get()))
        .filter(role_grant::revoked_at.is_null())
        .select((
            role_grant::role,
            role_grant::reach,
            role_grant::activity_id,
            role_grant::expires_at,
            organisation_path::depth,
        ))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(grant).collect())
}

fn grant((role, reach, activity, expires_at, depth): GrantRow) -> Option<(Grant, u32)> {
    let grant = Grant {
        role: Role::stored(role)?,
        reach: Reach::stored(reach)?,
        activity: activity.map(ActivityId),
        expires_at: expires_at.map(timestamp),
    };
    Some((grant, u32::try_from(depth).ok()?))
}

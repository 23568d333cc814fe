//! Capabilities over the tree: proof that somebody may do something at a node, made by reading the grant in the same transaction.

use super::store;
use crate::account::stored_post;
use crate::kernel::{
    access::Actor,
    db::{
        Conn,
        schema::{account, activity, organisation_path, passkey, role_grant, second_factor, setting},
    },
    failure::{Answer, DoorRefusal, Failure},
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::{Demand, Division, Post, Power, Standing},
    kernel::{AccountId, ActivityId, MembershipId, OrganisationId, timestamp},
    organisation::{Act, Grant, OrganisationRefusal, Reach, Role, Scope},
};
use jiff::Timestamp;

/// No organisation has this id.
const NOWHERE: i64 = 0;
/// Roles on the platform don't expire, so the moment of grants doesn't matter to them.
const AT_ANY_TIME: Timestamp = Timestamp::MAX;

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

/// A belonging that is held or asked for, for whoever decides about it; former members are nobody's to look at.
pub fn held_member(conn: &mut Conn, by: &Actor, id: MembershipId, now: Timestamp) -> Answer<store::Belonging> {
    let one = store::membership(conn, id)?;
    steward(conn, by, one.organisation, Act::Members, now)?;
    if one.membership.is_held() { Ok(one) } else { Err(Failure::NotFound) }
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
    let (steward, holder) = judged(conn, by, (at, None), act, now)?;
    let below = |(grant, depth): &(Grant, u32)| grant.allows(act, depth.saturating_add(1), None, now);
    if holder.grants.iter().any(below) || holder.is_platform() {
        return Ok((steward, Scope::OwnAndBelow(at)));
    }
    Err(DoorRefusal::Forbidden.into())
}

/// Somebody who does a kind of work on the platform. Can't be made but by reading their role.
#[derive(Debug, Clone)]
pub struct PlatformSteward {
    account: AccountId,
    powers: Vec<Power>,
}

impl PlatformSteward {
    /// Who it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Whether they may do another kind of work as well.
    pub fn may(&self, power: Power) -> bool {
        self.powers.contains(&power)
    }
}

/// Reads whether the one who asks does what stewards do at organisations, for the platform; for all others its desk doesn't exist.
pub fn platform_steward(conn: &mut Conn, by: &Actor) -> Answer<PlatformSteward> {
    platform_power(conn, by, Power::Organisations)
}

/// Reads whether the one who asks may do this kind of work; for all others it doesn't exist.
pub fn platform_power(conn: &mut Conn, by: &Actor, power: Power) -> Answer<PlatformSteward> {
    platform_powers(conn, by, &[power])
}

/// The same for what several kinds of work lead to: any of them is enough.
pub fn platform_powers(conn: &mut Conn, by: &Actor, any: &[Power]) -> Answer<PlatformSteward> {
    let account = by.account.ok_or(DoorRefusal::LoginNeeded)?;
    let holder = holder(conn, account, None, AT_ANY_TIME)?;
    if !any.iter().any(|power| holder.may(*power)) {
        return Err(Failure::NotFound);
    }
    holder.check()?;
    let powers = Power::ALL.into_iter().filter(|power| holder.may(*power)).collect();
    Ok(PlatformSteward { account, powers })
}

/// Refused when the account's role demands a second factor that it doesn't have (ACC-14): the choice between desks shows nothing then.
pub fn may_act(conn: &mut Conn, account: AccountId, now: Timestamp) -> Answer<()> {
    holder(conn, account, None, now)?.check()
}

/// Whether the account's role demands a second factor.
pub fn second_factor_demanded(conn: &mut Conn, account: AccountId, now: Timestamp) -> Answer<bool> {
    let holder = holder(conn, account, None, now)?;
    Ok(holder.demand.asks(holder.standing))
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
    let holder = holder(conn, account, Some(at), now)?;
    if holder.is_platform() {
        holder.check()?;
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
    let held = &holder.grants;
    let may = |act| held.iter().any(|(grant, depth)| grant.allows(act, *depth, None, now));
    if !may(Act::Look) {
        return Err(Failure::NotFound);
    }
    holder.check()?;
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
    let holder = holder(conn, by.account, Some(by.organisation), now)?;
    if by.account != to && holder.is_platform() {
        return Ok(());
    }
    let mut refusal = OrganisationRefusal::GrantTooWide { role: wanted.role.name().into() };
    for (grant, depth) in holder.grants {
        match grant.hand_on(wanted, depth, (by.account, to), now) {
            Ok(()) => return Ok(()),
            Err(refused) => refusal = refused,
        }
    }
    Err(refusal.into())
}

/// An organisation, and the activity there that the act is about, if it is about one.
type About = (OrganisationId, Option<ActivityId>);

fn proven(conn: &mut Conn, by: &Actor, about: About, act: Act, now: Timestamp) -> Answer<Steward> {
    judged(conn, by, about, act, now).map(|(steward, _)| steward)
}

/// The capability, with everything that it was judged by.
fn judged(conn: &mut Conn, by: &Actor, (at, about): About, act: Act, now: Timestamp) -> Answer<(Steward, Holder)> {
    let account = by.account.ok_or(DoorRefusal::LoginNeeded)?;
    let holder = holder(conn, account, Some(at), now)?;
    let may = |act| holder.grants.iter().any(|(grant, depth)| grant.allows(act, *depth, about, now));
    if may(act) || holder.is_platform() {
        holder.check()?;
        return Ok((Steward { account, organisation: at, act }, holder));
    }
    let sees = may(Act::Look) || may(Act::OnSite);
    Err(if sees { DoorRefusal::Forbidden.into() } else { Failure::NotFound })
}

/// What an account holds, and whether it may use it: the grants that reach a node with how many levels above it each was given, its role
/// on the platform, and how it stands to the demand for a second factor. Read in one query.
struct Holder {
    post: Option<Post>,
    division: Division,
    grants: Vec<(Grant, u32)>,
    demand: Demand,
    standing: Standing,
}

impl Holder {
    fn may(&self, power: Power) -> bool {
        self.post.is_some_and(|post| post.allows(power, self.division))
    }

    /// May do at any organisation what its owners may.
    fn is_platform(&self) -> bool {
        self.may(Power::Organisations)
    }

    /// Refused when a second factor is demanded and there is none.
    fn check(&self) -> Answer<()> {
        Ok(self.demand.check(self.standing)?)
    }
}

type AccountRow = ((i16, i16), bool, Option<String>, Option<String>);
type GrantRow = (Option<i16>, Option<i16>, Option<i64>, Option<i64>, Option<i16>);

/// Reads what an account holds at a node, or at none.
fn holder(conn: &mut Conn, account: AccountId, at: Option<OrganisationId>, now: Timestamp) -> Answer<Holder> {
    let at = at.map_or(NOWHERE, OrganisationId::get);
    let confirmed = second_factor::table
        .filter(second_factor::account_id.eq(account.get()))
        .filter(second_factor::confirmed_at.is_not_null());
    let passkeys = passkey::table.filter(passkey::account_id.eq(account.get()));
    let demand = setting::table.find(crate::account::DEMAND).select(setting::value).single_value();
    let division = setting::table.find(crate::account::DIVISION).select(setting::value).single_value();
    let held = role_grant::account_id.eq(account::id).and(role_grant::revoked_at.is_null());
    let reaching =
        organisation_path::ancestor_id.eq(role_grant::organisation_id).and(organisation_path::descendant_id.eq(at));
    let rows: Vec<(AccountRow, GrantRow)> = account::table
        .left_join(role_grant::table.on(held))
        .left_join(organisation_path::table.on(reaching))
        .filter(account::id.eq(account.get()))
        .select((
            ((account::platform_role, account::duty), exists(confirmed).or(exists(passkeys)), demand, division),
            (
                role_grant::role.nullable(),
                role_grant::reach.nullable(),
                role_grant::activity_id.nullable(),
                role_grant::expires_at.nullable(),
                organisation_path::depth.nullable(),
            ),
        ))
        .load(conn)?;
    let Some((((role, duty), has_factor, demand, division), _)) = rows.first() else { return Err(Failure::NotFound) };
    let post = stored_post(*role, *duty);
    let all: Vec<(Grant, Option<u32>)> = rows.iter().filter_map(|(_, row)| grant(*row)).collect();
    let lives = |grant: &Grant| grant.expires_at.is_none_or(|expires_at| now < expires_at);
    let leads = |(grant, _): &(Grant, Option<u32>)| matches!(grant.role, Role::Owner | Role::Manager) && lives(grant);
    let standing =
        Standing { has_platform_role: post.is_some(), leads: all.iter().any(leads), has_factor: *has_factor };
    Ok(Holder {
        post,
        division: Division::of_setting(division.as_deref()),
        demand: Demand::of_setting(demand.as_deref()),
        standing,
        grants: all.into_iter().filter_map(|(grant, depth)| Some((grant, depth?))).collect(),
    })
}

/// A grant, and how many levels above the node it was given if it reaches it.
fn grant((role, reach, activity, expires_at, depth): GrantRow) -> Option<(Grant, Option<u32>)> {
    let grant = Grant {
        role: Role::stored(role?)?,
        reach: Reach::stored(reach?)?,
        activity: activity.map(ActivityId),
        expires_at: expires_at.map(timestamp),
    };
    Some((grant, depth.map(|depth| u32::try_from(depth).unwrap_or(u32::MAX))))
}

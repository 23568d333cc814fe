//! Whose desk a ticket lies on: who is asked first, who may answer there, and who is told.

use super::store::Case;
use crate::{
    account::state::LIVE,
    kernel::{
        access::Actor,
        cx::Cx,
        db::{
            Conn,
            schema::{account, membership, organisation, organisation_path, role_grant, volunteer},
        },
        failure::Answer,
    },
    notice::{self, Channel},
    organisation::{BELONGED, PlatformSteward, State, platform_power, steward},
    volunteer as volunteers,
};
use diesel::prelude::*;
use domain::{
    account::Power,
    help::{Above, HelpRefusal, Side, first_contact},
    kernel::{AccountId, OrganisationId},
    organisation::{Act, Role},
};
use jiff::Timestamp;

/// Somebody who may answer at a desk.
pub struct Clerk {
    pub account: AccountId,
    pub side: Side,
    /// Set at the platform's desk.
    pub support: Option<PlatformSteward>,
}

/// Reads whether the one who asks may answer at the ticket's desk; whoever may not look at it doesn't find it.
pub fn clerk(conn: &mut Conn, by: &Actor, desk: Option<OrganisationId>, now: Timestamp) -> Answer<Clerk> {
    match desk {
        Some(at) => {
            let steward = steward(conn, by, at, Act::Members, now)?;
            Ok(Clerk { account: steward.account(), side: Side::Organisation, support: None })
        }
        None => {
            let support = platform_power(conn, by, Power::Tickets)?;
            Ok(Clerk { account: support.account(), side: Side::Platform, support: Some(support) })
        }
    }
}

/// The same for a decision about a ticket: nobody answers what they asked.
pub fn clerk_of(cx: &mut Cx, case: &Case) -> Answer<Clerk> {
    let clerk = clerk(cx.conn, &cx.actor, case.desk, cx.now)?;
    if case.asker == Some(clerk.account) { Err(HelpRefusal::Own.into()) } else { Ok(clerk) }
}

/// Roles whose holders deal with members.
fn dealing() -> [i16; 2] {
    [Role::Owner.number(), Role::Manager.number()]
}

/// Who is asked first by somebody; none: the platform.
pub fn first(conn: &mut Conn, asker: Option<AccountId>, now: Timestamp) -> Answer<Option<OrganisationId>> {
    let Some(asker) = asker else { return Ok(None) };
    let Some(volunteer) = volunteers::id_of_account(conn, asker)? else { return Ok(None) };
    // What somebody belongs to counts before what they applied for, and the oldest first.
    let own: Option<i64> = membership::table
        .filter(membership::volunteer_id.eq(volunteer.get()))
        .filter(membership::live.eq(true))
        .order((membership::state.desc(), membership::id))
        .select(membership::organisation_id)
        .first(conn)
        .optional()?;
    let Some(own) = own else { return Ok(None) };
    let rows: Vec<(i64, String)> = organisation_path::table
        .inner_join(organisation::table.on(organisation::id.eq(organisation_path::ancestor_id)))
        .filter(organisation_path::descendant_id.eq(own))
        .filter(organisation::state.eq(State::Approved.number()))
        .order(organisation_path::depth)
        .select((organisation::id, organisation::region))
        .load(conn)?;
    let mut line = Vec::new();
    for (id, region) in rows {
        let has_stewards = !holders(conn, OrganisationId(id), now, 1)?.is_empty();
        line.push(Above { id: OrganisationId(id), is_provincial: region.ends_with("0000"), has_stewards });
    }
    Ok(first_contact(&line))
}

fn holders(conn: &mut Conn, at: OrganisationId, now: Timestamp, most: i64) -> Answer<Vec<AccountId>> {
    let rows: Vec<i64> = role_grant::table
        .inner_join(account::table.on(account::id.eq(role_grant::account_id)))
        .filter(role_grant::organisation_id.eq(at.get()))
        .filter(role_grant::role.eq_any(dealing()))
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null().or(role_grant::expires_at.gt(now.as_microsecond())))
        .filter(account::state.eq_any(LIVE))
        .order(role_grant::id)
        .limit(most)
        .select(role_grant::account_id)
        .load(conn)?;
    Ok(rows.into_iter().map(AccountId).collect())
}

/// How many are told of one ticket.
const TOLD_MAX: i64 = 20;

/// Tells those who answer at a desk, in the site.
pub fn tell(cx: &mut Cx, desk: Option<OrganisationId>, kind: &'static str, facts: &serde_json::Value) -> Answer<()> {
    let mut told = match desk {
        Some(at) => holders(cx.conn, at, cx.now, TOLD_MAX)?,
        None => {
            let staff: Vec<i64> = account::table
                .filter(account::platform_role.gt(0))
                .filter(account::state.eq_any(LIVE))
                .order(account::id)
                .limit(TOLD_MAX)
                .select(account::id)
                .load(cx.conn)?;
            staff.into_iter().map(AccountId).collect()
        }
    };
    told.sort_unstable();
    told.dedup();
    told.into_iter().try_for_each(|to| notice::tell(cx, to, Channel::InSite, kind, facts))
}

/// The account of somebody whom a steward asks about: a member of an organisation where the steward deals with members, now or before.
pub fn member(cx: &mut Cx, number: &str) -> Answer<AccountId> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let refused = || ("about", HelpRefusal::NotYourMember).into();
    let found: Option<(i64, i64)> = volunteer::table
        .filter(volunteer::number.eq(digits))
        .select((volunteer::id, volunteer::account_id))
        .first(cx.conn)
        .optional()?;
    let (id, account) = found.ok_or_else(refused)?;
    let nodes: Vec<i64> = membership::table
        .filter(membership::volunteer_id.eq(id))
        .filter(membership::state.eq_any(BELONGED))
        .select(membership::organisation_id)
        .distinct()
        .load(cx.conn)?;
    let actor = cx.actor.clone();
    for node in nodes {
        if steward(cx.conn, &actor, OrganisationId(node), Act::Members, cx.now).is_ok() {
            return Ok(AccountId(account));
        }
    }
    Err(refused())
}

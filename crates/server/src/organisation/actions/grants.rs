//! Giving and taking roles (ORG-09). They hold from the next request on.

use super::registration::log;
use crate::{
    kernel::{
        cx::{Cx, Key},
        db::schema::activity,
        failure::{Answer, DoorRefusal, Failure},
    },
    notice::{self, Channel},
    organisation::{
        rights::{may_hand_on, steward},
        store,
    },
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, ActivityId, GrantId, OrganisationId},
    organisation::{Act, Grant, OrganisationRefusal, Reach, Role},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A role is given.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Give {
    pub organisation: OrganisationId,
    pub to: AccountId,
    pub role: Role,
    pub reach: Reach,
    /// A check-in helper may be limited to one activity of the organisation.
    pub activity: Option<ActivityId>,
    pub expires_at: Option<Timestamp>,
}

/// Gives a role; never more than the giver holds.
pub fn give(cx: &mut Cx, cmd: &Give) -> Answer<GrantId> {
    cx.lock(&[Key::Account(cmd.to.get()), Key::Organisation(cmd.organisation.get())])?;
    let wanted = Grant { role: cmd.role, reach: cmd.reach, activity: cmd.activity, expires_at: cmd.expires_at };
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Look, cx.now)?;
    limits(cx, cmd)?;
    may_hand_on(cx.conn, &by, &wanted, cmd.to, cx.now)?;
    let id = store::insert_grant(cx, cmd.to, cmd.organisation, &wanted)?;
    let facts = serde_json::json!({
        "to": cmd.to, "role": cmd.role.name(), "reach": cmd.reach, "activity": cmd.activity, "expires_at": cmd.expires_at,
    });
    log(cx, "role-granted", cmd.organisation, "", facts)?;
    let organisation = store::name_of(cx.conn, cmd.organisation)?;
    let facts = serde_json::json!({ "organisation": organisation, "role": cmd.role.name() });
    notice::tell(cx, cmd.to, Channel::InSite, "role-granted", &facts)?;
    Ok(id)
}

/// Only check-in helpers are limited to an activity, and only to one of the organisation itself; a time limit lies ahead.
fn limits(cx: &mut Cx, cmd: &Give) -> Answer<()> {
    if cmd.expires_at.is_some_and(|expires_at| expires_at <= cx.now) {
        return Err(DoorRefusal::BadForm { field: "expires_at".into() }.into());
    }
    let Some(about) = cmd.activity else { return Ok(()) };
    if cmd.role != Role::CheckInHelper {
        return Err(DoorRefusal::BadForm { field: "activity_id".into() }.into());
    }
    let own: Option<i64> = activity::table
        .find(about.get())
        .filter(activity::organisation_id.eq(cmd.organisation.get()))
        .select(activity::id)
        .first(cx.conn)
        .optional()?;
    own.map(|_| ()).ok_or(Failure::NotFound)
}

/// A role given by the system itself, for seeds and the set-up.
pub fn give_made(cx: &mut Cx, cmd: &Give) -> Answer<GrantId> {
    if cx.actor.account.is_some() {
        return Err(DoorRefusal::Forbidden.into());
    }
    let grant = Grant { role: cmd.role, reach: cmd.reach, activity: cmd.activity, expires_at: cmd.expires_at };
    let id = store::insert_grant(cx, cmd.to, cmd.organisation, &grant)?;
    let facts = serde_json::json!({ "to": cmd.to, "role": cmd.role.name(), "made": true });
    log(cx, "role-granted", cmd.organisation, "", facts)?;
    Ok(id)
}

/// A role is taken, by a steward or given back by its holder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Take {
    pub grant: GrantId,
}

/// Takes a role; whoever could give it can take it, and everybody can give their own back unless they are the last owner.
pub fn take(cx: &mut Cx, cmd: &Take) -> Answer<()> {
    let account = cx.account()?;
    let row = store::grant_row(cx.conn, cmd.grant)?;
    cx.lock(&[Key::Account(row.account.get()), Key::Organisation(row.organisation.get())])?;
    let row = store::grant_row(cx.conn, cmd.grant)?;
    if row.is_revoked {
        return Err(Failure::NotFound);
    }
    if row.account != account {
        let by = steward(cx.conn, &cx.actor, row.organisation, Act::Look, cx.now)?;
        may_hand_on(cx.conn, &by, &row.grant, row.account, cx.now)?;
    }
    if row.grant.role == Role::Owner && store::owners(cx.conn, row.organisation)? <= 1 {
        return Err(OrganisationRefusal::LastOwner.into());
    }
    store::revoke_grant(cx, &row)?;
    let facts = serde_json::json!({ "from": row.account, "role": row.grant.role.name() });
    log(cx, "role-revoked", row.organisation, "", facts)
}

//! Who holds which role where.

use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::role_grant},
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, ActivityId, GrantId, OrganisationId, timestamp},
    organisation::{Grant, Reach, Role},
};
use jiff::Timestamp;

/// A role as it was given.
#[derive(Debug, Clone)]
pub struct GrantRow {
    pub id: GrantId,
    pub account: AccountId,
    pub organisation: OrganisationId,
    pub grant: Grant,
    pub is_revoked: bool,
}

/// Reads one grant.
pub fn grant_row(conn: &mut Conn, id: GrantId) -> Answer<GrantRow> {
    type Row = (i64, i64, i16, i16, Option<i64>, Option<i64>, Option<i64>);
    let (account, organisation, role, reach, activity, expires_at, revoked_at): Row = role_grant::table
        .find(id.get())
        .select((
            role_grant::account_id,
            role_grant::organisation_id,
            role_grant::role,
            role_grant::reach,
            role_grant::activity_id,
            role_grant::expires_at,
            role_grant::revoked_at,
        ))
        .first(conn)?;
    let unsound = || Failure::broken(format!("grant {id} has a role that doesn't exist"));
    Ok(GrantRow {
        id,
        account: AccountId(account),
        organisation: OrganisationId(organisation),
        grant: Grant {
            role: Role::stored(role).ok_or_else(unsound)?,
            reach: Reach::stored(reach).ok_or_else(unsound)?,
            activity: activity.map(ActivityId),
            expires_at: expires_at.map(timestamp),
        },
        is_revoked: revoked_at.is_some(),
    })
}

/// Stores a role; its holder's cached sessions are forgotten, so that it holds at once.
pub fn insert_grant(cx: &mut Cx, account: AccountId, organisation: OrganisationId, grant: &Grant) -> Answer<GrantId> {
    let id = cx.id();
    let row = (
        role_grant::id.eq(id),
        role_grant::account_id.eq(account.get()),
        role_grant::organisation_id.eq(organisation.get()),
        role_grant::role.eq(grant.role.number()),
        role_grant::reach.eq(grant.reach.number()),
        role_grant::activity_id.eq(grant.activity.map(ActivityId::get)),
        role_grant::expires_at.eq(grant.expires_at.map(Timestamp::as_microsecond)),
        role_grant::granted_by.eq(cx.actor.number()),
        role_grant::granted_at.eq(cx.at()),
    );
    diesel::insert_into(role_grant::table).values(row).execute(cx.conn)?;
    cx.effects.forget.push(account);
    Ok(GrantId(id))
}

/// Ends a role now.
pub fn revoke_grant(cx: &mut Cx, row: &GrantRow) -> Answer<()> {
    let this = role_grant::table.find(row.id.get());
    diesel::update(this).set(role_grant::revoked_at.eq(cx.at())).execute(cx.conn)?;
    cx.effects.forget.push(row.account);
    Ok(())
}

/// How many own the node itself.
pub fn owners(conn: &mut Conn, organisation: OrganisationId) -> Answer<i64> {
    Ok(role_grant::table
        .filter(role_grant::organisation_id.eq(organisation.get()))
        .filter(role_grant::role.eq(Role::Owner.number()))
        .filter(role_grant::revoked_at.is_null())
        .count()
        .get_result(conn)?)
}

//! Belongings and roles of somebody whose account ends.

use super::registration::log;
use crate::{
    kernel::{
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{organisation, role_grant},
        },
        failure::Answer,
    },
    organisation::store::{self, State},
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use domain::{
    kernel::{AccountId, GrantId, OrganisationId, VolunteerId},
    organisation::Role,
};

/// Ends everything that a volunteer belongs to or applied for, the last one too.
pub fn end_belongings(cx: &mut Cx, volunteer: VolunteerId) -> Answer<()> {
    let (pending, approved) = store::held(cx.conn, volunteer)?;
    let mut organisations = [pending, approved].concat();
    // In order, because their numbers of members are rows that two decisions may both change.
    organisations.sort_unstable();
    for organisation in organisations {
        let Some(one) = store::belonging(cx.conn, volunteer, organisation)? else { continue };
        if let Some(now) = one.membership.clone().end(cx.now) {
            store::save_membership(cx, &one, &now)?;
        }
    }
    Ok(())
}

/// Takes every role back.
pub fn end_roles(cx: &mut Cx, who: AccountId) -> Answer<()> {
    let ids: Vec<i64> = role_grant::table
        .filter(role_grant::account_id.eq(who.get()))
        .filter(role_grant::revoked_at.is_null())
        .order(role_grant::organisation_id)
        .select(role_grant::id)
        .load(cx.conn)?;
    for id in ids {
        let row = store::grant_row(cx.conn, GrantId(id))?;
        cx.lock(&[Key::Organisation(row.organisation.get())])?;
        store::revoke_grant(cx, &row)?;
        let facts = serde_json::json!({ "from": row.account, "role": row.grant.role.name() });
        log(cx, "role-revoked", row.organisation, "", facts)?;
    }
    Ok(())
}

/// The organisations that somebody owns, to be locked before it is asked whether others do too.
pub fn owned(conn: &mut Conn, who: AccountId) -> Answer<Vec<OrganisationId>> {
    let rows: Vec<i64> = role_grant::table
        .filter(role_grant::account_id.eq(who.get()))
        .filter(role_grant::role.eq(Role::Owner.number()))
        .filter(role_grant::revoked_at.is_null())
        .select(role_grant::organisation_id)
        .load(conn)?;
    Ok(rows.into_iter().map(OrganisationId).collect())
}

/// Names of the approved organisations that nobody else owns.
pub fn owned_alone(conn: &mut Conn, who: AccountId) -> Answer<Vec<String>> {
    let others = diesel::alias!(role_grant as others);
    let by_another = others
        .filter(others.field(role_grant::organisation_id).eq(role_grant::organisation_id))
        .filter(others.field(role_grant::role).eq(Role::Owner.number()))
        .filter(others.field(role_grant::revoked_at).is_null())
        .filter(others.field(role_grant::expires_at).is_null())
        .filter(others.field(role_grant::account_id).ne(who.get()));
    Ok(role_grant::table
        .inner_join(organisation::table.on(organisation::id.eq(role_grant::organisation_id)))
        .filter(role_grant::account_id.eq(who.get()))
        .filter(role_grant::role.eq(Role::Owner.number()))
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null())
        .filter(organisation::state.eq(State::Approved.number()))
        .filter(not(exists(by_another)))
        .order(organisation::id)
        .select(organisation::name)
        .load(conn)?)
}

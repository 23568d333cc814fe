//! The roles that one holds and held, for their holder.

use crate::kernel::{
    db::{
        Conn,
        schema::{organisation, role_grant},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, timestamp},
    organisation::Role,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A role at an organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RoleCopy {
    pub organisation_id: String,
    pub organisation: String,
    /// `owner`, `manager`, `reviewer`, `check-in-helper` or `auditor`.
    pub role: &'static str,
    #[schema(value_type = String)]
    pub granted_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub expires_at: Option<Timestamp>,
    #[schema(value_type = Option<String>)]
    pub revoked_at: Option<Timestamp>,
}

type Row = (i64, String, i16, i64, Option<i64>, Option<i64>);

/// All of somebody's roles, the newest first.
pub fn roles_of(conn: &mut Conn, who: AccountId) -> Answer<Vec<RoleCopy>> {
    let rows: Vec<Row> = role_grant::table
        .inner_join(organisation::table.on(organisation::id.eq(role_grant::organisation_id)))
        .filter(role_grant::account_id.eq(who.get()))
        .order(role_grant::id.desc())
        .select((
            organisation::id,
            organisation::name,
            role_grant::role,
            role_grant::granted_at,
            role_grant::expires_at,
            role_grant::revoked_at,
        ))
        .load(conn)?;
    let line = |(id, organisation, role, granted_at, expires_at, revoked_at): Row| {
        Some(RoleCopy {
            organisation_id: id.to_string(),
            organisation,
            role: Role::stored(role)?.name(),
            granted_at: timestamp(granted_at),
            expires_at: expires_at.map(timestamp),
            revoked_at: revoked_at.map(timestamp),
        })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

//! What is kept of organisations.

use crate::kernel::{
    db::{
        Conn,
        schema::{organisation, organisation_path},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::kernel::OrganisationId;

/// The public name.
pub fn name_of(conn: &mut Conn, id: OrganisationId) -> Answer<String> {
    Ok(organisation::table.find(id.get()).select(organisation::name).first(conn)?)
}

/// The organisation that reviews what this one hands in; by default its parent. Roots have none: the platform reviews them.
pub fn reviewer_of(conn: &mut Conn, id: OrganisationId) -> Answer<Option<OrganisationId>> {
    let (parent, reviewer): (Option<i64>, Option<i64>) =
        organisation::table.find(id.get()).select((organisation::parent_id, organisation::reviewer_id)).first(conn)?;
    Ok(reviewer.or(parent).map(OrganisationId))
}

/// The node itself and everything above it, nearest first.
pub fn ancestors(conn: &mut Conn, id: OrganisationId) -> Answer<Vec<OrganisationId>> {
    let rows: Vec<i64> = organisation_path::table
        .filter(organisation_path::descendant_id.eq(id.get()))
        .order(organisation_path::depth)
        .select(organisation_path::ancestor_id)
        .load(conn)?;
    Ok(rows.into_iter().map(OrganisationId).collect())
}

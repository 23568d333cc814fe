//! The trail of acts (AUD-01) as auditors read it: newest first, within their scope.

use super::{depth, nodes};
use crate::kernel::{
    db::{
        Conn, MultiBackend,
        schema::{account, audit, organisation, volunteer},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    kernel::{OrganisationId, timestamp},
    organisation::Scope,
};
use jiff::Timestamp;
use serde::Serialize;

/// Lines on one page.
pub const PAGE_SIZE: i64 = 50;

/// Which lines.
#[derive(Debug, Clone, Default)]
pub struct TrailQuery {
    /// The stable name of an act.
    pub act: Option<String>,
    /// The last id of the page before.
    pub before: Option<i64>,
}

/// One act.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TrailLine {
    pub id: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// The public name or nickname of the one who acted; empty for the system.
    pub actor: String,
    pub actor_id: String,
    #[schema(example = "membership-approved")]
    pub act: String,
    /// Concept and id.
    #[schema(example = "membership/123")]
    pub subject: String,
    #[schema(value_type = Option<String>)]
    pub organisation_id: Option<OrganisationId>,
    pub organisation: Option<String>,
    pub reason: String,
    pub facts: serde_json::Value,
    /// The place in the sealed log, once it has one.
    pub seq: Option<i64>,
}

type Row = (
    i64,
    i64,
    (i64, Option<String>, Option<String>),
    String,
    String,
    (Option<i64>, Option<String>),
    String,
    String,
    Option<i64>,
);

/// A page of the trail within a scope; the platform's holds everything.
pub fn trail(conn: &mut Conn, scope: Scope, query: &TrailQuery) -> Answer<(Vec<TrailLine>, Option<i64>)> {
    let mut rows = audit::table
        .left_join(account::table.on(account::id.eq(audit::actor)))
        .left_join(volunteer::table.on(volunteer::account_id.eq(audit::actor)))
        .left_join(organisation::table.on(organisation::id.nullable().eq(audit::organisation_id)))
        .select((
            audit::id,
            audit::at,
            (audit::actor, volunteer::public_name.nullable(), account::nickname.nullable()),
            audit::act,
            audit::subject,
            (audit::organisation_id, organisation::name.nullable()),
            audit::reason,
            audit::facts,
            audit::seq,
        ))
        .order(audit::id.desc())
        .limit(PAGE_SIZE + 1)
        .into_boxed::<MultiBackend>();
    if scope != Scope::Platform {
        let (node, depth_max) = depth(scope);
        rows = rows
            .filter(audit::organisation_id.is_not_null())
            .filter(audit::organisation_id.assume_not_null().eq_any(nodes(node, depth_max)));
    }
    if let Some(act) = &query.act {
        rows = rows.filter(audit::act.eq(act.clone()));
    }
    if let Some(before) = query.before {
        rows = rows.filter(audit::id.lt(before));
    }
    let mut rows: Vec<Row> = rows.load(conn)?;
    let page = usize::try_from(PAGE_SIZE).unwrap_or(50);
    let next = if rows.len() > page { rows.get(page - 1).map(|row| row.0) } else { None };
    rows.truncate(page);
    Ok((rows.into_iter().map(line).collect::<Answer<_>>()?, next))
}

fn line(row: Row) -> Answer<TrailLine> {
    let (id, at, (actor, public, nickname), act, subject, (organisation_id, organisation), reason, facts, seq) = row;
    Ok(TrailLine {
        id: id.to_string(),
        at: timestamp(at),
        actor: public.or(nickname).unwrap_or_default(),
        actor_id: actor.to_string(),
        act,
        subject,
        organisation_id: organisation_id.map(OrganisationId),
        organisation,
        reason,
        facts: serde_json::from_str(&facts)?,
        seq,
    })
}

//! Who dealt with somebody's identity data: the part of the trail that is its holder's to read (ACC-08). It says when, through which
//! organisation, in which role and why; the one who looked stays masked.

use super::BY_THE_PERSON;
use crate::{
    handout::{self, Handed},
    kernel::{
        db::{
            Conn,
            schema::{account, audit, organisation, organisation_path, role_grant, volunteer},
        },
        failure::Answer,
    },
};
use diesel::prelude::*;
use domain::{
    audit::Act,
    kernel::{AccountId, VolunteerId, timestamp},
    organisation::Role,
};
use jiff::Timestamp;
use serde::Serialize;
use std::cmp::Reverse;
use utoipa::ToSchema;

/// The acts that show or judge identity data.
const ACTS: [Act; 6] = [
    Act::IdentityShown,
    Act::MinorDataShown,
    Act::IdentityRechecked,
    Act::IdentityCheckedByHand,
    Act::IdentityTurnedDown,
    Act::DataExported,
];

/// One look.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Look {
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// What was done, such as `identity-shown`.
    pub act: String,
    /// `self`, `steward`, `platform` or `system`.
    pub by: &'static str,
    /// The steward's role at the time: `owner`, `manager`, `reviewer`, `check-in-helper` or `auditor`.
    pub role: Option<&'static str>,
    /// Through which organisation.
    pub organisation: Option<String>,
    /// The one who looked, masked; empty for oneself and for the system.
    pub who: String,
    pub reason: String,
}

type Row = (i64, i64, i64, String, (Option<i64>, Option<String>), String);

/// The looks at somebody's identity data, the newest first, `most` of them.
pub fn looks(conn: &mut Conn, who: AccountId, most: i64) -> Answer<Vec<Look>> {
    let holder: Option<i64> =
        volunteer::table.filter(volunteer::account_id.eq(who.get())).select(volunteer::id).first(conn).optional()?;
    let Some(holder) = holder else { return Ok(Vec::new()) };
    let acts: Vec<&str> = ACTS.iter().map(|act| act.name()).collect();
    let rows: Vec<Row> = audit::table
        .left_join(organisation::table.on(organisation::id.nullable().eq(audit::organisation_id)))
        .filter(audit::subject.eq(format!("volunteer/{holder}")))
        .filter(audit::act.eq_any(acts))
        .order((audit::at.desc(), audit::id.desc()))
        .limit(most)
        .select((
            audit::id,
            audit::at,
            audit::actor,
            audit::act,
            (audit::organisation_id, organisation::name.nullable()),
            audit::reason,
        ))
        .load(conn)?;
    let mut looks = rows.into_iter().map(|row| look(conn, who, row)).collect::<Answer<Vec<Look>>>()?;
    for file in handout::handed(conn, VolunteerId(holder), most)? {
        looks.push(handed(conn, who, file)?);
    }
    looks.sort_by_key(|one| Reverse(one.at));
    looks.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(looks)
}

/// A list that one was on and that a steward took out as a file: one line of the trail for all of its people, and one look for each.
fn handed(conn: &mut Conn, holder: AccountId, file: Handed) -> Answer<Look> {
    let act = Act::DataExported.name().to_owned();
    let organisation = (Some(file.organisation.0), Some(file.organisation.1));
    look(conn, holder, (0, file.at, file.by, act, organisation, file.reason))
}

fn look(conn: &mut Conn, holder: AccountId, row: Row) -> Answer<Look> {
    let (_, at, actor, act, (organisation_id, organisation), reason) = row;
    let role = organisation_id.map(|at_organisation| role(conn, actor, at_organisation, at)).transpose()?.flatten();
    let by = match (actor, role) {
        (0, _) => "system",
        (actor, _) if actor == holder.get() => "self",
        (_, Some(_)) => "steward",
        (_, None) => "platform",
    };
    let reason = if reason == BY_THE_PERSON { String::new() } else { reason };
    let who = if matches!(by, "steward" | "platform") { masked(conn, actor)? } else { String::new() };
    Ok(Look { at: timestamp(at), act, by, role: role.map(Role::name), organisation, who, reason })
}

/// The role through which somebody reached an organisation at that moment; none for the platform's own people.
fn role(conn: &mut Conn, account: i64, organisation: i64, at: i64) -> Answer<Option<Role>> {
    let roles: Vec<i16> = role_grant::table
        .inner_join(organisation_path::table.on(organisation_path::ancestor_id.eq(role_grant::organisation_id)))
        .filter(organisation_path::descendant_id.eq(organisation))
        .filter(role_grant::account_id.eq(account))
        .filter(role_grant::granted_at.le(at))
        .filter(role_grant::revoked_at.is_null().or(role_grant::revoked_at.gt(at)))
        .order(role_grant::role)
        .select(role_grant::role)
        .load(conn)?;
    Ok(roles.into_iter().find_map(Role::stored))
}

/// The first character and a star: enough to ask the organisation about, too little to publish a colleague.
fn masked(conn: &mut Conn, actor: i64) -> Answer<String> {
    let names: Option<(Option<String>, String)> = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::id.eq(actor))
        .select((volunteer::public_name.nullable(), account::nickname))
        .first(conn)
        .optional()?;
    let (public_name, nickname) = names.unwrap_or_default();
    let name = public_name.filter(|name| name != domain::closing::CLOSED).unwrap_or(nickname);
    Ok(name.chars().next().map(|first| format!("{first}*")).unwrap_or_default())
}

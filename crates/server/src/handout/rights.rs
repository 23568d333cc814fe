//! Who takes lists out, and who agrees to it: a second steward of the organisation, or somebody of the level above when there is none.

use super::store::{Case, Source};
use crate::{
    account::state::LIVE,
    kernel::{
        access::Actor,
        db::{
            Conn,
            schema::{account, role_grant},
        },
        failure::{Answer, Failure},
    },
    organisation::{platform_steward, reviewer_of, steward},
};
use diesel::prelude::*;
use domain::{
    handout::List,
    kernel::{AccountId, OrganisationId},
    organisation::{Act, Role},
};
use jiff::Timestamp;

/// The right that a list needs.
pub fn act(source: Source) -> Act {
    match source.list() {
        List::Members => Act::Members,
        List::Enrolments => Act::Activities,
    }
}

/// Reads whether the one who asks may take the list out.
pub fn taking(conn: &mut Conn, by: &Actor, source: Source, now: Timestamp) -> Answer<AccountId> {
    Ok(steward(conn, by, source.organisation, act(source), now)?.account())
}

/// Whether the one who asks owns the organisation: nobody else gives roles there.
pub fn is_owner(conn: &mut Conn, by: &Actor, at: OrganisationId, now: Timestamp) -> Answer<bool> {
    is_held(steward(conn, by, at, Act::Grants, now).map(drop))
}

/// A refusal is a no; a fault stays one.
pub fn is_held(read: Answer<()>) -> Answer<bool> {
    match read {
        Ok(()) => Ok(true),
        Err(Failure::Refused(_) | Failure::NotFound) => Ok(false),
        Err(broken) => Err(broken),
    }
}

/// Reads whether the one who asks may agree to it.
pub fn agreeing(conn: &mut Conn, by: &Actor, case: &Case, now: Timestamp) -> Answer<AccountId> {
    let no = match taking(conn, by, case.terms.source, now) {
        Err(no @ (Failure::Refused(_) | Failure::NotFound)) => no,
        held_or_broken => return held_or_broken,
    };
    if !seconds(conn, case, now)?.is_empty() {
        return Err(no);
    }
    match reviewer_of(conn, case.terms.source.organisation)? {
        Some(above) => Ok(steward(conn, by, above, Act::Review, now)?.account()),
        None => Ok(platform_steward(conn, by)?.account()),
    }
}

/// Stewards who are asked at once.
const SECONDS_MAX: i64 = 20;

/// Other stewards of the organisation itself who may agree.
pub fn seconds(conn: &mut Conn, case: &Case, now: Timestamp) -> Answer<Vec<AccountId>> {
    let right = act(case.terms.source);
    let roles: Vec<i16> = Role::ALL.into_iter().filter(|role| role.allows(right)).map(Role::number).collect();
    let rows: Vec<i64> = role_grant::table
        .inner_join(account::table.on(account::id.eq(role_grant::account_id)))
        .filter(role_grant::organisation_id.eq(case.terms.source.organisation.get()))
        .filter(role_grant::role.eq_any(roles))
        .filter(role_grant::activity_id.is_null())
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null().or(role_grant::expires_at.gt(now.as_microsecond())))
        .filter(role_grant::account_id.ne(case.asked_by.get()))
        .filter(account::state.eq_any(LIVE))
        .order(role_grant::account_id)
        .limit(SECONDS_MAX)
        .select(role_grant::account_id)
        .distinct()
        .load(conn)?;
    Ok(rows.into_iter().map(AccountId).collect())
}

/// Reads whether the one who asks may look at a handout: who looks at the organisation, and who may agree.
pub fn looking(conn: &mut Conn, by: &Actor, case: &Case, now: Timestamp) -> Answer<()> {
    let own = steward(conn, by, case.terms.source.organisation, Act::Look, now).map(drop);
    match own {
        Err(Failure::NotFound) => agreeing(conn, by, case, now).map(drop).map_err(|failure| match failure {
            Failure::Refused(_) => Failure::NotFound,
            other => other,
        }),
        other => other,
    }
}

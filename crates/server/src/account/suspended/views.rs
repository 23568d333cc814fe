//! Who is suspended, and why; for the platform alone.

use crate::{
    account::state,
    kernel::{
        access::Actor,
        db::{
            Conn,
            schema::{account, audit, volunteer},
        },
        failure::{Answer, Failure},
    },
    organisation::platform_powers,
    record,
};
use diesel::prelude::*;
use domain::{
    account::{Power, suspension::Cause},
    kernel::{AccountId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;

const PAGE_SIZE: i64 = 20;

/// A suspended account in the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SuspendedAccount)]
pub struct Line {
    pub id: String,
    /// The public name, or the nickname of somebody without real-name data.
    pub name: String,
    /// The volunteer number, if there is one.
    pub number: Option<String>,
    #[schema(value_type = Option<String>)]
    pub suspended_at: Option<Timestamp>,
    /// `unused`, `operator` or `disowned`.
    #[schema(value_type = String)]
    pub cause: Cause,
    /// Whether whoever asks may let it in.
    pub may_restore: bool,
}

type Row = (i64, String, Option<String>, Option<String>);

/// A page of all, the youngest account first, and the id after which the next begins.
pub fn list(conn: &mut Conn, by: &Actor, after: Option<i64>) -> Answer<(Vec<Line>, Option<i64>)> {
    let by = platform_powers(conn, by, &[Power::Tickets, Power::People])?;
    let mut rows: Vec<Row> = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::state.eq(state::SUSPENDED))
        .filter(account::id.lt(after.unwrap_or(i64::MAX)))
        .order(account::id.desc())
        .limit(PAGE_SIZE + 1)
        .select((account::id, account::nickname, volunteer::public_name.nullable(), volunteer::number.nullable()))
        .load(conn)?;
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let is_more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| is_more).map(|row| row.0);
    let mut lines = Vec::new();
    for (id, nickname, public_name, number) in rows {
        let last = last(conn, AccountId(id))?;
        let cause = cause_of(conn, AccountId(id), last.as_ref())?;
        lines.push(Line {
            id: id.to_string(),
            name: public_name.unwrap_or(nickname),
            number,
            suspended_at: last.map(|(at, _)| timestamp(at)),
            cause,
            may_restore: cause.may_be_lifted(by.may(Power::People)).is_ok(),
        });
    }
    Ok((lines, next))
}

/// Who or what suspended the account; the trail is the memory of it.
pub fn cause(conn: &mut Conn, id: AccountId) -> Answer<Cause> {
    let last = last(conn, id)?;
    cause_of(conn, id, last.as_ref())
}

fn cause_of(conn: &mut Conn, id: AccountId, last: Option<&(i64, String)>) -> Answer<Cause> {
    let is_held = record::is_held(conn, id)?;
    Ok(match last {
        _ if is_held => Cause::Disowned,
        Some((_, facts)) if says_unused(facts) => Cause::Unused,
        _ => Cause::Operator,
    })
}

fn last(conn: &mut Conn, id: AccountId) -> Answer<Option<(i64, String)>> {
    Ok(audit::table
        .filter(audit::subject.eq(format!("account/{id}")))
        .filter(audit::act.eq("account-suspended"))
        .order(audit::id.desc())
        .select((audit::at, audit::facts))
        .first(conn)
        .optional()?)
}

fn says_unused(facts: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(facts).is_ok_and(|facts| facts.get("unused") == Some(&true.into()))
}

/// An id as addresses name it.
pub fn parse(id: &str) -> Answer<AccountId> {
    id.parse().map(AccountId).map_err(|_| Failure::NotFound)
}

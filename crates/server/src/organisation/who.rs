//! Who is meant by a volunteer number or a login name, asked by somebody who may give roles.

use crate::{
    kernel::{
        db::{
            Conn,
            schema::{account, volunteer},
        },
        failure::Answer,
        web::Visit,
    },
    organisation::rights::steward,
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, OrganisationId},
    organisation::{Act, OrganisationRefusal},
};

/// The account behind the text; refused alike whether nobody has it or the account isn't active.
pub async fn found(visit: &Visit, at: OrganisationId, raw: &str) -> Answer<AccountId> {
    visit.login()?;
    let (by, now, raw) = (visit.actor(), visit.now, raw.trim().to_owned());
    visit
        .office
        .view(move |conn| {
            steward(conn, &by, at, Act::Look, now)?;
            let account = by_number(conn, &raw)?.or(by_user_name(conn, &raw)?);
            account.ok_or_else(|| ("to", OrganisationRefusal::NobodyFound).into())
        })
        .await
}

const ACTIVATED: i16 = 2;

fn by_number(conn: &mut Conn, raw: &str) -> Answer<Option<AccountId>> {
    let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
    let id: Option<i64> = volunteer::table
        .inner_join(account::table.on(account::id.eq(volunteer::account_id)))
        .filter(volunteer::number.eq(digits))
        .filter(account::state.eq(ACTIVATED))
        .select(account::id)
        .first(conn)
        .optional()?;
    Ok(id.map(AccountId))
}

fn by_user_name(conn: &mut Conn, raw: &str) -> Answer<Option<AccountId>> {
    let id: Option<i64> = account::table
        .filter(account::user_name.eq(raw))
        .filter(account::state.eq(ACTIVATED))
        .select(account::id)
        .first(conn)
        .optional()?;
    Ok(id.map(AccountId))
}

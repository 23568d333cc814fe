//! Who is meant by a volunteer number or a login name, asked by somebody who may give roles.

use crate::{
    account::account_of_phone,
    kernel::{
        crypto::Keys,
        db::{
            Conn, MultiBackend,
            schema::{account, volunteer},
        },
        failure::{Answer, DoorRefusal},
        web::Visit,
    },
    organisation::rights::allowed,
};
use diesel::prelude::*;
use domain::{
    account::Phone,
    kernel::{AccountId, OrganisationId},
    organisation::OrganisationRefusal,
};

/// The account behind the text; refused alike whether nobody has it or the account isn't active. Only those who give roles may ask,
/// because the answer tells that a number is known.
pub async fn found(visit: &Visit, at: OrganisationId, raw: &str) -> Answer<AccountId> {
    visit.login()?;
    let (by, now, raw, office) = (visit.actor(), visit.now, raw.trim().to_owned(), visit.office.clone());
    visit
        .office
        .view(move |conn| {
            if !allowed(conn, &by, at, now)?.grants {
                return Err(DoorRefusal::Forbidden.into());
            }
            let found = match by_number(conn, &raw)? {
                Some(account) => Some(account),
                None => by_login(conn, &office.means.keys, &raw)?,
            };
            found.ok_or_else(|| ("to", OrganisationRefusal::NobodyFound).into())
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

/// By a proven phone, or by the user name as it is typed at the login.
fn by_login(conn: &mut Conn, keys: &Keys, raw: &str) -> Answer<Option<AccountId>> {
    let phone = Phone::parse(raw).ok();
    let owner = phone.map(|phone| account_of_phone(conn, keys, &phone)).transpose()?.flatten();
    let wanted = account::table.filter(account::state.eq(ACTIVATED)).select(account::id).into_boxed::<MultiBackend>();
    let wanted = match owner {
        Some(owner) => wanted.filter(account::id.eq(owner.get())),
        None => wanted.filter(account::user_name.eq(raw.to_owned())),
    };
    let id: Option<i64> = wanted.first(conn).optional()?;
    Ok(id.map(AccountId))
}

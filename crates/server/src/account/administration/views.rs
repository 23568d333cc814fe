//! Everybody who runs the platform, for whoever decides about it.

use super::store;
use crate::{
    account::{state, store as accounts},
    kernel::{
        access::Actor,
        crypto::Keys,
        db::{
            Conn,
            schema::{account, volunteer},
        },
        failure::Answer,
    },
    organisation::platform_power,
};
use diesel::prelude::*;
use domain::{
    account::{Division, Post, Power},
    kernel::{AccountId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;

/// More than any platform has.
const LINES_MAX: i64 = 200;

/// Somebody with a role on the platform.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PlatformPerson)]
pub struct Line {
    /// The public name, or the nickname of somebody without real-name data.
    pub name: String,
    /// Masked.
    pub phone: Option<String>,
    #[schema(value_type = String)]
    pub post: Post,
    #[schema(value_type = Option<String>)]
    pub used_at: Option<Timestamp>,
    pub is_suspended: bool,
    /// Whether it is whoever asks.
    pub is_self: bool,
}

type Row = (i64, String, (i16, i16), i16, Option<i64>, Option<String>);

/// Whether the work is divided, and who does it: the highest role first.
pub fn people(conn: &mut Conn, keys: &Keys, by: &Actor) -> Answer<(Division, Vec<Line>)> {
    let asker = platform_power(conn, by, Power::Posts)?.account();
    let rows: Vec<Row> = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::platform_role.gt(0))
        .order((account::platform_role.desc(), account::duty, account::id))
        .limit(LINES_MAX)
        .select((
            account::id,
            account::nickname,
            (account::platform_role, account::duty),
            account::state,
            account::used_at,
            volunteer::public_name.nullable(),
        ))
        .load(conn)?;
    let mut lines = Vec::new();
    for (id, nickname, (role, duty), at, used_at, public_name) in rows {
        let Some(post) = store::stored(role, duty) else { continue };
        let id = AccountId(id);
        lines.push(Line {
            name: public_name.unwrap_or(nickname),
            phone: accounts::phone(conn, keys, id)?.map(|phone| phone.masked()),
            post,
            used_at: used_at.map(timestamp),
            is_suspended: at == state::SUSPENDED,
            is_self: id == asker,
        });
    }
    Ok((store::division(conn)?, lines))
}

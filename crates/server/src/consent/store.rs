//! What is kept of consents: lines that are only ever added.

use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::consent},
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    consent::{About, Decision, Purpose, Standing},
    kernel::{AccountId, timestamp},
};

/// Adds a line.
pub(super) fn append(cx: &mut Cx, account: AccountId, about: &About, decision: Decision) -> Answer<()> {
    let row = (
        consent::id.eq(cx.id()),
        consent::account_id.eq(account.get()),
        consent::purpose.eq(about.purpose.number()),
        consent::recipient.eq(&about.recipient),
        consent::version.eq(i64::from(decision.version)),
        consent::given.eq(decision.is_given),
        consent::at.eq(decision.at.as_microsecond()),
    );
    diesel::insert_into(consent::table).values(row).execute(cx.conn)?;
    Ok(())
}

/// Where somebody's consent for one of the platform's own purposes stands.
pub fn standing(conn: &mut Conn, account: AccountId, purpose: Purpose) -> Answer<Standing> {
    let newest: Option<(bool, i64, i64)> = consent::table
        .filter(consent::account_id.eq(account.get()))
        .filter(consent::purpose.eq(purpose.number()).and(consent::recipient.eq("")))
        .order(consent::id.desc())
        .select((consent::given, consent::version, consent::at))
        .first(conn)
        .optional()?;
    let decision = |(is_given, version, at)| Decision {
        is_given,
        version: u32::try_from(version).unwrap_or(0),
        at: timestamp(at),
    };
    Ok(Standing::of(purpose, newest.map(decision)))
}

//! What somebody's own phone asked, for the copy of their data, and its end with the account. An ask from another phone isn't in it:
//! whoever holds an account mustn't learn who asks about it.

use super::store;
use crate::{
    account,
    kernel::{crypto::Keys, cx::Cx, db::Conn, failure::Answer},
};
use domain::kernel::AccountId;
use jiff::Timestamp;
use serde::Serialize;

/// An ask from one's own phone.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RecordAskCopy {
    pub number: String,
    /// `filed`, `confirmed` or `refused`.
    pub state: &'static str,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
    /// What was handed in, until it is deleted.
    pub name: Option<String>,
    pub document: Option<String>,
}

/// What one's phone asked.
pub fn copies(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Vec<RecordAskCopy>> {
    let Some(phone) = account::phone(conn, keys, who)? else { return Ok(Vec::new()) };
    let mut copies = Vec::new();
    for ask in store::of_phone(conn, &store::phone_mac(keys, &phone))? {
        let payload = store::opened(keys, &ask)?;
        copies.push(RecordAskCopy {
            number: ask.number,
            state: store::Stands::of(ask.state).name(),
            filed_at: ask.filed_at,
            name: payload.as_ref().map(|payload| payload.name.clone()),
            document: payload.map(|payload| payload.document),
        });
    }
    Ok(copies)
}

/// The account ends: nothing of what its phone handed in is left, and a quarantine of it has nothing more to hold.
pub fn forget_of(cx: &mut Cx, who: AccountId) -> Answer<()> {
    if let Some(phone) = account::phone(cx.conn, &cx.means.keys, who)? {
        let mac = store::phone_mac(&cx.means.keys, &phone);
        let own: Vec<i64> = store::of_phone(cx.conn, &mac)?.into_iter().map(|ask| ask.id).collect();
        store::strike(cx, &own)?;
    }
    match store::open_of(cx.conn, who)? {
        Some(open) => store::lift(cx, open, None, ""),
        None => Ok(()),
    }
}

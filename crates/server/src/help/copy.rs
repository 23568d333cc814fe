//! Tickets that one asked, for oneself.

use super::store::{self, Stands};
use crate::kernel::{crypto::Keys, db::Conn, failure::Answer};
use domain::kernel::AccountId;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Words of a ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketWordCopy {
    /// `asker`, `organisation` or `platform`.
    pub side: &'static str,
    pub text: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// A ticket that one asked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketCopy {
    pub number: String,
    pub topic: &'static str,
    pub state: &'static str,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
    /// What both sides said; empty once its time is over.
    pub words: Vec<TicketWordCopy>,
}

/// Everything that somebody asked, the newest first.
pub fn copies(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Vec<TicketCopy>> {
    let mut copies = Vec::new();
    for case in store::of(conn, &[], Some(who), i64::MAX)? {
        let kept = store::words(conn, keys, case.id)?.into_iter();
        let words =
            kept.filter_map(|word| Some(TicketWordCopy { side: word.side.name(), text: word.text?, at: word.at }));
        copies.push(TicketCopy {
            words: words.collect(),
            number: case.number,
            topic: case.topic.name(),
            state: Stands::of(case.state).name(),
            filed_at: case.filed_at,
        });
    }
    Ok(copies)
}

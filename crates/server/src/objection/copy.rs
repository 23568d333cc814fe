//! Objections that one filed, for oneself.

use crate::kernel::{
    db::{Conn, schema::objection},
    failure::Answer,
};
use diesel::prelude::*;
use domain::kernel::{AccountId, timestamp};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A case that one filed while logged in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ObjectionCopy {
    pub number: String,
    pub text: String,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
    /// The organisation's answer, if there is one.
    pub answer: String,
    /// Why it was decided as it was.
    pub reason: String,
    #[schema(value_type = Option<String>)]
    pub decided_at: Option<Timestamp>,
}

type Row = (String, String, i64, String, String, Option<i64>);

/// Everything that somebody filed, the newest first.
pub fn filed_by(conn: &mut Conn, who: AccountId) -> Answer<Vec<ObjectionCopy>> {
    let rows: Vec<Row> = objection::table
        .filter(objection::reporter_account_id.eq(who.get()))
        .order(objection::id.desc())
        .select((
            objection::number,
            objection::text,
            objection::filed_at,
            objection::answer,
            objection::reason,
            objection::decided_at,
        ))
        .load(conn)?;
    let line = |(number, text, filed_at, answer, reason, decided_at): Row| ObjectionCopy {
        number,
        text,
        filed_at: timestamp(filed_at),
        answer,
        reason,
        decided_at: decided_at.map(timestamp),
    };
    Ok(rows.into_iter().map(line).collect())
}

//! Files that belong to somebody, for them to know of.

use crate::kernel::{
    db::{Conn, schema::blob},
    failure::Answer,
};
use diesel::prelude::*;
use domain::kernel::{AccountId, timestamp};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A file, read at `/files/{id}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileCopy {
    pub id: String,
    #[schema(example = "image/jpeg")]
    pub media_type: String,
    pub bytes: i64,
    #[schema(value_type = String)]
    pub created_at: Timestamp,
}

/// All files of somebody, the newest first.
pub fn of(conn: &mut Conn, who: AccountId) -> Answer<Vec<FileCopy>> {
    let rows: Vec<(i64, String, i64, i64)> = blob::table
        .filter(blob::owner_account_id.eq(who.get()))
        .order(blob::id.desc())
        .select((blob::id, blob::media_type, blob::bytes, blob::created_at))
        .load(conn)?;
    let line = |(id, media_type, bytes, at): (i64, String, i64, i64)| FileCopy {
        id: id.to_string(),
        media_type,
        bytes,
        created_at: timestamp(at),
    };
    Ok(rows.into_iter().map(line).collect())
}

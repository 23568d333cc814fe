//! What is kept of an account, for its holder: unmasked, but for what would only help whoever stole the copy.

use super::{administration, state, store};
use crate::kernel::{
    crypto::Keys,
    db::{
        Conn,
        schema::{account, agreement_acceptance, session},
    },
    failure::Answer,
};
use diesel::prelude::*;
use domain::account::Post;
use domain::kernel::{AccountId, timestamp};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The account itself. The password is kept as a digest, which is nobody's to read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountCopy {
    pub id: String,
    /// `registered` or `active`.
    pub state: &'static str,
    pub nickname: String,
    pub user_name: Option<String>,
    #[schema(example = "+8613800138000")]
    pub phone: Option<String>,
    pub email: Option<String>,
    /// `platform-support`, `platform-steward`, `platform-owner`.
    pub platform_role: Option<&'static str>,
    pub locale: String,
    #[schema(value_type = String)]
    pub created_at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub activated_at: Option<Timestamp>,
}

/// Reads the account.
pub fn copy(conn: &mut Conn, keys: &Keys, id: AccountId) -> Answer<AccountCopy> {
    type Row = (i16, String, Option<String>, String, i64, Option<i64>);
    let (at_state, nickname, user_name, locale, created_at, activated_at): Row = account::table
        .find(id.get())
        .select((
            account::state,
            account::nickname,
            account::user_name,
            account::locale,
            account::created_at,
            account::activated_at,
        ))
        .first(conn)?;
    Ok(AccountCopy {
        id: id.to_string(),
        state: if at_state == state::ACTIVE { "active" } else { "registered" },
        nickname,
        user_name,
        phone: store::phone(conn, keys, id)?.map(|phone| phone.e164().to_owned()),
        email: store::email(conn, keys, id)?.map(|email| email.address().to_owned()),
        platform_role: administration::post_of(conn, id)?.map(Post::name),
        locale,
        created_at: timestamp(created_at),
        activated_at: activated_at.map(timestamp),
    })
}

/// A version of an agreement that was accepted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgreementCopy {
    /// `terms`, `privacy` or `integrity`.
    pub agreement: String,
    pub version: i64,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// Every agreement that was accepted.
pub fn agreements(conn: &mut Conn, id: AccountId) -> Answer<Vec<AgreementCopy>> {
    let rows: Vec<(String, i64, i64)> = agreement_acceptance::table
        .filter(agreement_acceptance::account_id.eq(id.get()))
        .order((agreement_acceptance::at, agreement_acceptance::agreement))
        .select((agreement_acceptance::agreement, agreement_acceptance::version, agreement_acceptance::at))
        .load(conn)?;
    let line = |(agreement, version, at)| AgreementCopy { agreement, version, at: timestamp(at) };
    Ok(rows.into_iter().map(line).collect())
}

/// A session: the device, never the token.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionCopy {
    /// What the browser said of itself.
    pub device: String,
    /// A program's rather than a browser's.
    pub program: bool,
    #[schema(value_type = String)]
    pub created_at: Timestamp,
    #[schema(value_type = String)]
    pub seen_at: Timestamp,
    #[schema(value_type = String)]
    pub expires_at: Timestamp,
}

/// Every session that is kept.
pub fn session_copies(conn: &mut Conn, id: AccountId) -> Answer<Vec<SessionCopy>> {
    let rows: Vec<(String, i16, i64, i64, i64)> = session::table
        .filter(session::account_id.eq(id.get()))
        .order(session::seen_at.desc())
        .select((session::device, session::kind, session::created_at, session::seen_at, session::expires_at))
        .load(conn)?;
    let line = |(device, kind, created_at, seen_at, expires_at): (String, i16, i64, i64, i64)| SessionCopy {
        device,
        program: kind == 2,
        created_at: timestamp(created_at),
        seen_at: timestamp(seen_at),
        expires_at: timestamp(expires_at),
    };
    Ok(rows.into_iter().map(line).collect())
}

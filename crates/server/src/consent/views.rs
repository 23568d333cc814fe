//! One's own consents: where each stands, and how it came about.

use super::store;
use crate::kernel::{
    db::{Conn, schema::consent},
    failure::Answer,
};
use diesel::prelude::*;
use domain::{
    consent::{Purpose, Standing},
    kernel::{AccountId, timestamp},
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The purposes that the platform has today, in the order of the page.
pub const SHOWN: [Purpose; 5] =
    [Purpose::Identity, Purpose::Photo, Purpose::Location, Purpose::PublicName, Purpose::PublicPage];

/// A consent as its holder sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Consent)]
pub struct Shown {
    /// `identity`, `photo`, `location`, `public-name` or `public-page`.
    pub purpose: &'static str,
    /// The version of the text in force.
    pub version: u32,
    /// `unasked`, `given`, `refused` or `outdated`.
    pub standing: &'static str,
    #[schema(value_type = Option<String>)]
    pub since: Option<Timestamp>,
}

impl Shown {
    fn of(purpose: Purpose, standing: Standing) -> Shown {
        Shown {
            purpose: purpose.name(),
            version: purpose.version(),
            standing: standing.name(),
            since: standing.since(),
        }
    }

    /// Whether an account rests on it, so that it is taken back with the account only.
    pub fn carries_the_account(&self) -> bool {
        self.purpose == Purpose::Identity.name()
    }

    /// Whether the data may be used.
    pub fn is_given(&self) -> bool {
        self.standing == "given"
    }

    /// Whether a decision is asked for.
    pub fn is_asked(&self) -> bool {
        matches!(self.standing, "unasked" | "outdated")
    }
}

/// Where all of one's consents stand.
pub fn shown(conn: &mut Conn, account: AccountId) -> Answer<Vec<Shown>> {
    SHOWN.iter().map(|purpose| Ok(Shown::of(*purpose, store::standing(conn, account, *purpose)?))).collect()
}

/// One decision of the past.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ConsentLine)]
pub struct HistoryLine {
    pub purpose: &'static str,
    /// The partner's name, where data was to be handed on.
    pub recipient: String,
    pub version: i64,
    /// Given, or refused and taken back.
    pub given: bool,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// All decisions, the newest first.
pub fn history(conn: &mut Conn, account: AccountId) -> Answer<Vec<HistoryLine>> {
    let rows: Vec<(i16, String, i64, bool, i64)> = consent::table
        .filter(consent::account_id.eq(account.get()))
        .order(consent::id.desc())
        .select((consent::purpose, consent::recipient, consent::version, consent::given, consent::at))
        .load(conn)?;
    let line = |(purpose, recipient, version, given, at): (i16, String, i64, bool, i64)| {
        let purpose = Purpose::stored(purpose)?.name();
        Some(HistoryLine { purpose, recipient, version, given, at: timestamp(at) })
    };
    Ok(rows.into_iter().filter_map(line).collect())
}

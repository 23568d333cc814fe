//! Messages to somebody, for them to keep: those of the site and those that were sent.

use super::{Channel, text::sentence};
use crate::kernel::{
    db::{Conn, schema::message},
    failure::Answer,
    words::{Locale, Words},
};
use diesel::prelude::*;
use domain::kernel::{AccountId, timestamp};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// A message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageCopy {
    /// `in-site`, `sms` or `mail`.
    pub channel: &'static str,
    #[schema(example = "membership-approved")]
    pub kind: String,
    /// In the reader's language.
    pub text: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
    #[schema(value_type = Option<String>)]
    pub read_at: Option<Timestamp>,
}

/// All messages to somebody, the newest first.
pub fn copies(conn: &mut Conn, who: AccountId, locale: Locale) -> Answer<Vec<MessageCopy>> {
    let rows: Vec<(i16, String, String, i64, Option<i64>)> = message::table
        .filter(message::account_id.eq(who.get()))
        .order(message::id.desc())
        .select((message::channel, message::kind, message::facts, message::created_at, message::read_at))
        .load(conn)?;
    let words = Words::of(locale);
    let channels = [(Channel::InSite, "in-site"), (Channel::Sms, "sms"), (Channel::Mail, "mail")];
    let line = |(channel, kind, facts, at, read_at): (i16, String, String, i64, Option<i64>)| {
        let channel = channels.iter().find(|(known, _)| known.number() == channel).map_or("in-site", |(_, name)| name);
        let text = sentence(words, &kind, &serde_json::from_str(&facts)?);
        Ok(MessageCopy { channel, kind, text, at: timestamp(at), read_at: read_at.map(timestamp) })
    };
    rows.into_iter().map(line).collect()
}

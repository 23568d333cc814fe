//! Messages in the site: what somebody reads when they are here.

use super::{Channel, text};
use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::message},
    failure::Answer,
    words::{Locale, Words},
};
use diesel::prelude::*;
use domain::kernel::{AccountId, timestamp};
use jiff::Timestamp;

/// A message in one's inbox.
#[derive(Debug, Clone)]
pub struct Message {
    pub text: String,
    pub at: Timestamp,
    pub is_new: bool,
}

/// How many messages the inbox shows.
const INBOX: i64 = 100;

/// One's messages in the site, the newest first, in the reader's language.
pub fn inbox(conn: &mut Conn, account: AccountId, locale: Locale) -> Answer<Vec<Message>> {
    let rows: Vec<(String, String, i64, Option<i64>)> = message::table
        .filter(message::account_id.eq(account.get()))
        .filter(message::channel.eq(Channel::InSite.number()))
        .order(message::id.desc())
        .limit(INBOX)
        .select((message::kind, message::facts, message::created_at, message::read_at))
        .load(conn)?;
    let words = Words::of(locale);
    let line = |(kind, facts, at, read_at): (String, String, i64, Option<i64>)| {
        let facts = serde_json::from_str(&facts)?;
        let text = text::sentence(words, &kind, &facts);
        Ok(Message { text, at: timestamp(at), is_new: read_at.is_none() })
    };
    rows.into_iter().map(line).collect()
}

/// How many messages are new.
pub fn unread(conn: &mut Conn, account: AccountId) -> Answer<i64> {
    Ok(message::table
        .filter(message::account_id.eq(account.get()))
        .filter(message::channel.eq(Channel::InSite.number()))
        .filter(message::read_at.is_null())
        .count()
        .get_result(conn)?)
}

/// The one who asks has seen what there is.
pub fn mark_read(cx: &mut Cx, _: &()) -> Answer<()> {
    let (account, at) = (cx.account()?, cx.at());
    let new = message::table
        .filter(message::account_id.eq(account.get()))
        .filter(message::channel.eq(Channel::InSite.number()))
        .filter(message::read_at.is_null());
    diesel::update(new).set(message::read_at.eq(at)).execute(cx.conn)?;
    Ok(())
}

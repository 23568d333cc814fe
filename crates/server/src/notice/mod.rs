//! Messages to people: queued in the transaction of the change that causes them, sent afterwards by the messenger.

pub mod api;
mod copy;
mod forget;
mod inbox;
mod jobs;
mod mail;
pub mod pages;
mod sms;
mod store;
mod text;
mod unknown;

pub use copy::{MessageCopy, copies};
pub use forget::forget;
pub use inbox::{Message, inbox, mark_read, unread};
pub use jobs::{deliver, run};
pub use mail::Mailer;
pub use sms::{Order, Sent, ShortMessages};
pub use text::sentence;

use crate::kernel::{cx::Cx, db::schema::message, failure::Answer, words::Locale};
use diesel::prelude::*;
use domain::{account::Contact, kernel::AccountId};
use serde::Serialize;

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    InSite = 1,
    Sms = 2,
    Mail = 3,
}

impl Channel {
    /// The number as it is stored.
    pub const fn number(self) -> i16 {
        match self {
            Channel::InSite => 1,
            Channel::Sms => 2,
            Channel::Mail => 3,
        }
    }
}

/// Takes everything that waits for sent, with its own moment: for data of the past that was made now. It is never sent.
pub fn settle_made(cx: &mut Cx) -> Answer<()> {
    let waiting = message::table.filter(message::state.eq(state::QUEUED)).filter(message::created_at.lt(cx.at()));
    diesel::update(waiting)
        .set((message::state.eq(state::SENT), message::sent_at.eq(message::created_at.nullable())))
        .execute(cx.conn)?;
    Ok(())
}

/// The states of a message.
pub mod state {
    /// Waits for the messenger.
    pub const QUEUED: i16 = 1;
    /// Handed to the provider, answer not known yet.
    pub const SENDING: i16 = 2;
    /// Delivered to the provider, or shown in the outbox or in the site.
    pub const SENT: i16 = 3;
    /// Given up after the last try.
    pub const FAILED: i16 = 4;
    /// An SMS whose provider never answered: asked for, never sent again by itself.
    pub const UNKNOWN: i16 = 5;
}

/// Queues one message; its words are the locale's `notice-<kind>` with these facts.
pub fn tell(cx: &mut Cx, to: AccountId, channel: Channel, kind: &'static str, facts: &impl Serialize) -> Answer<()> {
    let state = if channel == Channel::InSite { state::SENT } else { state::QUEUED };
    let row = (
        message::id.eq(cx.id()),
        message::account_id.eq(to.get()),
        message::channel.eq(channel.number()),
        message::kind.eq(kind),
        message::facts.eq(serde_json::to_string(facts)?),
        message::state.eq(state),
        message::tries.eq(0),
        message::due_at.eq(cx.at()),
        message::created_at.eq(cx.at()),
    );
    diesel::insert_into(message::table).values(row).execute(cx.conn)?;
    cx.effects.wake = true;
    Ok(())
}

/// Queues a message to a contact whose holder may have no account; its facts are secret, so they lie sealed and are wiped when sent.
pub fn send_secret(
    cx: &mut Cx,
    to: &Contact,
    locale: Locale,
    kind: &'static str,
    facts: &impl Serialize,
) -> Answer<()> {
    let id = cx.id();
    let channel = if to.phone().is_some() { Channel::Sms } else { Channel::Mail };
    let payload = store::Payload {
        to: to.text().to_owned(),
        locale: locale.tag().to_owned(),
        facts: serde_json::to_value(facts)?,
    };
    let row = (
        message::id.eq(id),
        message::channel.eq(channel.number()),
        message::kind.eq(kind),
        message::facts.eq("{}"),
        message::payload.eq(store::seal(cx, id, &payload)?),
        message::state.eq(state::QUEUED),
        message::tries.eq(0),
        message::due_at.eq(cx.at()),
        message::created_at.eq(cx.at()),
    );
    diesel::insert_into(message::table).values(row).execute(cx.conn)?;
    cx.effects.wake = true;
    Ok(())
}

//! The trail of acts on rights, identities, settings, reviews and exports (AUD-01): written with the change itself, only ever added
//! to, sealed by the sequencer into a log of its own.
//!
//! Attendance and the ledger are their own audit and are not repeated here. Facts never hold personal data. People read the part of it
//! that is about their own identity data at `/me/access-log`.

pub mod api;
mod attacks;
mod looks;
pub mod pages;
mod seal;

pub use attacks::{watch, write_down_attacks};
pub use looks::{Look, looks};
pub use seal::{COLUMNS, LEAF_TYPE, Line, SOURCE};

use crate::kernel::{cx::Cx, db::schema::audit, failure::Answer};
use diesel::prelude::*;
use domain::kernel::OrganisationId;

/// The reason of acts that somebody does with their own data; shown to nobody else.
pub const BY_THE_PERSON: &str = "by the person";

/// One act as it is written down.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// A stable name such as `membership.approve`.
    pub act: &'static str,
    /// What it was done to, such as `membership/123`.
    pub subject: String,
    pub organisation: Option<OrganisationId>,
    pub reason: &'a str,
    /// Further facts, without personal data.
    pub facts: serde_json::Value,
}

/// Writes one act into the trail, in the transaction of the change.
pub fn write(cx: &mut Cx, act: Act) -> Answer<()> {
    let row = (
        audit::id.eq(cx.id()),
        audit::at.eq(cx.at()),
        audit::actor.eq(cx.actor.number()),
        audit::act.eq(act.act),
        audit::subject.eq(act.subject),
        audit::organisation_id.eq(act.organisation.map(OrganisationId::get)),
        audit::reason.eq(act.reason),
        audit::facts.eq(act.facts.to_string()),
        audit::address.eq(cx.actor.address.clone()),
    );
    diesel::insert_into(audit::table).values(row).execute(cx.conn)?;
    cx.effects.wake = true;
    Ok(())
}

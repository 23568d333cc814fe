//! The sequencer's work on the trail: every line gets its number and its leaf in the second log (AUD-01).
//!
//! `leaf = 0x06 | HMAC-SHA-256(salt, "goodhours/trail/v1\0" | line)`: the salt is made of a key and the line's id, so nobody can guess
//! a line from its leaf, and a single line can be opened to an auditor.

use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::audit},
    failure::{Answer, Failure},
    log::{Log, LogKeys},
    sequencer::Source,
};
use ciborium::Value;
use diesel::prelude::*;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How the sequencer takes lines.
pub const SOURCE: Source = Source { log: Log::Audit, take };

/// The first byte of a line's leaf.
pub const LEAF_TYPE: u8 = 6;
const LINE: &[u8] = b"goodhours/trail/v1\0";
const BATCH: i64 = 200;

/// One line as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Line {
    pub id: i64,
    pub at: i64,
    pub actor: i64,
    pub act: String,
    pub subject: String,
    pub organisation: Option<i64>,
    pub reason: String,
    pub facts: String,
    pub address: String,
    pub seq: Option<i64>,
}

type Columns = (
    audit::id,
    audit::at,
    audit::actor,
    audit::act,
    audit::subject,
    audit::organisation_id,
    audit::reason,
    audit::facts,
    audit::address,
    audit::seq,
);

/// What to select for a [`Line`].
pub const COLUMNS: Columns = (
    audit::id,
    audit::at,
    audit::actor,
    audit::act,
    audit::subject,
    audit::organisation_id,
    audit::reason,
    audit::facts,
    audit::address,
    audit::seq,
);

impl Line {
    /// The leaf of this line.
    pub fn leaf(&self, keys: &LogKeys) -> Answer<Vec<u8>> {
        let fields = Value::Array(vec![
            Value::from(1),
            Value::from(self.id),
            Value::from(self.at),
            Value::from(self.actor),
            Value::from(self.act.as_str()),
            Value::from(self.subject.as_str()),
            self.organisation.map_or(Value::Null, Value::from),
            Value::from(self.reason.as_str()),
            Value::from(self.facts.as_str()),
            Value::from(self.address.as_str()),
        ]);
        let mut line = Vec::new();
        ciborium::into_writer(&fields, &mut line).map_err(Failure::fault)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&keys.trail_salt(self.id)).map_err(Failure::fault)?;
        mac.update(LINE);
        mac.update(&line);
        Ok([[LEAF_TYPE].as_slice(), &mac.finalize().into_bytes()].concat())
    }
}

fn take(cx: &mut Cx, keys: &LogKeys, next_seq: i64) -> Answer<Vec<Vec<u8>>> {
    let fresh = waiting(cx.conn)?;
    for (line, seq) in fresh.iter().zip(next_seq..) {
        diesel::update(audit::table.find(line.id)).set(audit::seq.eq(seq)).execute(cx.conn)?;
    }
    fresh.iter().map(|line| line.leaf(keys)).collect()
}

fn waiting(conn: &mut Conn) -> Answer<Vec<Line>> {
    let fresh = audit::table.filter(audit::seq.is_null()).order(audit::id).limit(BATCH);
    Ok(fresh.select(COLUMNS).load(conn)?)
}

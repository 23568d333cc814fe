//! What the public log holds of an entry: a salted commitment to its content and nothing else (LOG-01, LOG-03).
//!
//! `leaf = 0x01 | HMAC-SHA-256(salt, "goodhours/record/v1\0" | record) | mark`, where `record` is deterministic CBOR (RFC 8949
//! section 4.2: a map with rising integer keys). Volunteer, recorder, reason and evidence stand in it as digests under the same
//! salt, so two records of a person can't be linked. Who is given salt and record can make the leaf again; who isn't learns
//! nothing. `mark` is the first four bytes of the evidence's digest: it lets `check` tell an altered scan from an altered entry.

use crate::kernel::{
    db::{Conn, schema::entry},
    failure::{Answer, Failure},
};
use ciborium::Value;
use diesel::prelude::*;
use domain::kernel::EntryId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tlog::{
    note::VerifierKey,
    proof_text::{ProofText, Refused},
};

/// The first byte of a record's leaf.
pub const LEAF_TYPE: u8 = 1;
const MARK_BYTES: usize = 4;
const RECORD: &[u8] = b"goodhours/record/v1\0";

/// One entry as it is stored; instants in microseconds, days since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Recorded {
    pub id: i64,
    pub volunteer: i64,
    pub organisation: i64,
    pub activity: Option<i64>,
    pub attendance: Option<i64>,
    pub make_up: Option<i64>,
    pub class: i16,
    pub domain: i16,
    pub minutes: i64,
    pub reverses: Option<i64>,
    pub reverses_class: Option<i16>,
    pub served_on: i64,
    pub counts_from: i64,
    pub recorded_at: i64,
    pub recorded_by: i64,
    pub reason: String,
    pub salt: Vec<u8>,
    pub seq: Option<i64>,
}

/// The columns of [`Recorded`], in its order.
pub type Columns = (
    entry::id,
    entry::volunteer_id,
    entry::organisation_id,
    entry::activity_id,
    entry::attendance_id,
    entry::make_up_id,
    entry::class,
    entry::domain,
    entry::minutes,
    entry::reverses_id,
    entry::reverses_class,
    entry::served_on,
    entry::counts_from,
    entry::recorded_at,
    entry::recorded_by,
    entry::reason,
    entry::salt,
    entry::seq,
);

/// What to select for a [`Recorded`].
pub const COLUMNS: Columns = (
    entry::id,
    entry::volunteer_id,
    entry::organisation_id,
    entry::activity_id,
    entry::attendance_id,
    entry::make_up_id,
    entry::class,
    entry::domain,
    entry::minutes,
    entry::reverses_id,
    entry::reverses_class,
    entry::served_on,
    entry::counts_from,
    entry::recorded_at,
    entry::recorded_by,
    entry::reason,
    entry::salt,
    entry::seq,
);

/// Reads one entry.
pub fn recorded(conn: &mut Conn, id: EntryId) -> Answer<Recorded> {
    Ok(entry::table.find(id.get()).select(COLUMNS).first(conn)?)
}

/// What the reader of an entry's proof needs besides the proof.
pub fn opening(conn: &mut Conn, entry: &Recorded) -> Answer<Vec<u8>> {
    let facts = super::evidence::behind(conn, std::slice::from_ref(entry))?;
    entry.opening(&super::evidence::text(&facts.into_values().flatten().collect::<Vec<_>>())?)
}

impl Recorded {
    /// The minutes with their sign: a reversal takes back.
    pub fn signed(&self) -> i64 {
        if self.reverses.is_some() { -self.minutes } else { self.minutes }
    }

    /// The class whose minutes it changes.
    pub fn changes(&self) -> i16 {
        self.reverses_class.unwrap_or(self.class)
    }

    /// The content that the leaf commits to; `evidence` is the text of the facts behind it.
    pub fn record(&self, evidence: &[u8]) -> Answer<Vec<u8>> {
        let optional = |id: Option<i64>| id.map_or(Value::Null, Value::from);
        let digest = |label: &str, content: &[u8]| Value::from(self.digest(&[label.as_bytes(), b"\0", content]));
        let fields = [
            Value::from(1),
            Value::from(self.id),
            digest("volunteer", &self.volunteer.to_be_bytes()),
            Value::from(self.organisation),
            optional(self.activity),
            optional(self.attendance),
            optional(self.make_up),
            Value::from(self.class),
            Value::from(self.domain),
            Value::from(self.minutes),
            optional(self.reverses),
            optional(self.reverses_class.map(i64::from)),
            Value::from(self.served_on),
            Value::from(self.counts_from),
            Value::from(self.recorded_at),
            digest("recorder", &self.recorded_by.to_be_bytes()),
            digest("reason", self.reason.as_bytes()),
            digest("evidence", evidence),
        ];
        let map = (0..).zip(fields).map(|(key, field): (i64, Value)| (Value::from(key), field)).collect();
        encoded(&Value::Map(map))
    }

    /// The leaf of this entry.
    pub fn leaf(&self, evidence: &[u8]) -> Answer<Vec<u8>> {
        leaf(&self.salt, &self.record(evidence)?)
    }

    /// What the reader of a proof needs to make the leaf again: salt and record.
    pub fn opening(&self, evidence: &[u8]) -> Answer<Vec<u8>> {
        encoded(&Value::Map(vec![
            (Value::from(0), Value::from(self.salt.clone())),
            (Value::from(1), Value::from(self.record(evidence)?)),
        ]))
    }

    fn digest(&self, parts: &[&[u8]]) -> Vec<u8> {
        mac(&self.salt, parts)
    }
}

/// The leaf is made of salt and record alone: the mark is read from the record's last field.
fn leaf(salt: &[u8], record: &[u8]) -> Answer<Vec<u8>> {
    let mark = mark_of(record).ok_or_else(|| Failure::broken("a record without evidence"))?;
    Ok([vec![LEAF_TYPE], mac(salt, &[RECORD, record]), mark].concat())
}

fn mark_of(record: &[u8]) -> Option<Vec<u8>> {
    let Ok(Value::Map(fields)) = ciborium::from_reader(record) else { return None };
    match fields.last() {
        Some((_, Value::Bytes(evidence))) => evidence.get(..MARK_BYTES).map(<[u8]>::to_vec),
        _ => None,
    }
}

/// The mark of a leaf.
pub fn mark(leaf: &[u8]) -> Option<&[u8]> {
    leaf.len().checked_sub(MARK_BYTES).and_then(|start| leaf.get(start..))
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length, so the error can't come; an empty digest would fit no leaf.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

pub(super) fn encoded(value: &Value) -> Answer<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).map_err(Failure::fault)?;
    Ok(bytes)
}

/// Checks a downloaded proof without the server: that the record in it is in the log `origin` under a checkpoint that `key` signed.
/// The answer is the record (CBOR). None when the file has no record in it.
pub fn verify_proof(text: &str, origin: &str, key: &VerifierKey) -> Result<Option<Vec<u8>>, Refused> {
    let proof = ProofText::parse(text).map_err(Refused::Checkpoint)?;
    let Some((salt, record)) = proof.extra.as_deref().and_then(opened) else { return Ok(None) };
    let Ok(leaf) = leaf(&salt, &record) else { return Ok(None) };
    proof.verify(&leaf, origin, key, &[])?;
    Ok(Some(record))
}

fn opened(extra: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let Ok(Value::Map(fields)) = ciborium::from_reader(extra) else { return None };
    match fields.as_slice() {
        [(_, Value::Bytes(salt)), (_, Value::Bytes(record))] => Some((salt.clone(), record.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Recorded {
        Recorded {
            id: 7,
            volunteer: 3,
            organisation: 2,
            activity: Some(5),
            attendance: None,
            make_up: None,
            class: 1,
            domain: 1,
            minutes: 90,
            reverses: None,
            reverses_class: None,
            served_on: 20_000,
            counts_from: 20_000,
            recorded_at: 1_700_000_000_000_000,
            recorded_by: 9,
            reason: String::new(),
            salt: vec![4; 32],
            seq: None,
        }
    }

    // rules: LOG-01
    #[test]
    fn every_field_of_an_entry_changes_its_leaf_and_none_can_be_read_from_it() {
        // given
        let leaf = entry().leaf(b"facts").unwrap();
        let changed: [fn(&mut Recorded); 17] = [
            |e| e.id = 8,
            |e| e.volunteer = 4,
            |e| e.organisation = 3,
            |e| e.activity = None,
            |e| e.attendance = Some(1),
            |e| e.make_up = Some(1),
            |e| e.class = 2,
            |e| e.domain = 2,
            |e| e.minutes = 91,
            |e| e.reverses = Some(1),
            |e| e.reverses_class = Some(1),
            |e| e.served_on = 20_001,
            |e| e.counts_from = 20_001,
            |e| e.recorded_at += 1,
            |e| e.recorded_by = 10,
            |e| e.reason = "x".into(),
            |e| e.salt = vec![5; 32],
        ];
        // when, then
        for change in changed {
            let mut other = entry();
            change(&mut other);
            assert_ne!(other.leaf(b"facts").unwrap(), leaf, "{other:?}");
        }
        assert_eq!((leaf.len(), leaf[0]), (37, LEAF_TYPE));
        assert_eq!(Recorded { seq: Some(1), ..entry() }.leaf(b"facts").unwrap(), leaf);
        let other = entry().leaf(b"other facts").unwrap();
        assert_ne!((mark(&other), &other[..33]), (mark(&leaf), &leaf[..33]));
        let reworded = Recorded { reason: "x".into(), ..entry() }.leaf(b"facts").unwrap();
        assert_eq!(mark(&reworded), mark(&leaf));
    }

    // rules: LOG-03
    #[test]
    fn two_records_of_a_person_have_nothing_in_common() {
        let other = Recorded { id: 8, salt: vec![5; 32], ..entry() };
        let pseudonym = |entry: &Recorded| entry.digest(&[b"volunteer\0", &entry.volunteer.to_be_bytes()]);
        assert_ne!(pseudonym(&entry()), pseudonym(&other));
    }
}

//! What stands behind an entry when it is sealed: the scans of its attendance, or the make-up and its decision. The leaf commits to
//! them too, so that a scan that is altered years later is noticed as surely as an altered entry.
//!
//! Scans that arrive later belong to later entries: only what had been received when the entry was recorded counts.

use super::leaf::{Recorded, encoded};
use crate::kernel::{
    db::{
        Conn,
        schema::{attendance, make_up, make_up_line, scan},
    },
    failure::Answer,
};
use ciborium::Value;
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// One fact, as deterministic CBOR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub received_at: i64,
    bytes: Vec<u8>,
}

/// The facts behind each entry, by the entry's id.
pub type Facts = HashMap<i64, Vec<Fact>>;

/// Reads what stands behind the entries.
pub fn behind(conn: &mut Conn, entries: &[Recorded]) -> Answer<Facts> {
    let scans = scans(conn, entries)?;
    let make_ups = make_ups(conn, entries)?;
    let mut facts = Facts::new();
    for entry in entries {
        let scans = entry.attendance.and_then(|id| scans.get(&id)).into_iter().flatten();
        let make_up = entry.make_up.and_then(|id| make_ups.get(&(id, entry.volunteer)));
        let known = scans.filter(|fact| fact.received_at <= entry.recorded_at).chain(make_up).cloned().collect();
        facts.insert(entry.id, known);
    }
    Ok(facts)
}

/// The facts as one text; none is empty.
pub fn text(facts: &[Fact]) -> Answer<Vec<u8>> {
    encoded(&Value::Array(facts.iter().map(|fact| Value::from(fact.bytes.clone())).collect()))
}

type ScanRow = (i64, (i64, String, i64, i64, i16, i16, i64, i64, i64, String));

fn scans(conn: &mut Conn, entries: &[Recorded]) -> Answer<HashMap<i64, Vec<Fact>>> {
    let ids: BTreeSet<i64> = entries.iter().filter_map(|entry| entry.attendance).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let same = scan::session_id.eq(attendance::session_id).and(scan::volunteer_id.eq(attendance::volunteer_id));
    let rows: Vec<ScanRow> = attendance::table
        .inner_join(scan::table.on(same))
        .filter(attendance::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
        .order((attendance::id, scan::at, scan::id))
        .select((
            attendance::id,
            (
                scan::id,
                scan::nonce,
                scan::session_id,
                scan::volunteer_id,
                scan::direction,
                scan::method,
                scan::at,
                scan::received_at,
                scan::recorded_by,
                scan::evidence,
            ),
        ))
        .load(conn)?;
    let mut scans: HashMap<i64, Vec<Fact>> = HashMap::new();
    for (attendance, row) in rows {
        scans.entry(attendance).or_default().push(scan_fact(row)?);
    }
    Ok(scans)
}

fn scan_fact(row: (i64, String, i64, i64, i16, i16, i64, i64, i64, String)) -> Answer<Fact> {
    let (id, nonce, session, volunteer, direction, method, at, received_at, recorded_by, evidence) = row;
    let bytes = encoded(&Value::Array(vec![
        Value::from("scan"),
        Value::from(id),
        Value::from(nonce),
        Value::from(session),
        Value::from(volunteer),
        Value::from(direction),
        Value::from(method),
        Value::from(at),
        Value::from(received_at),
        Value::from(recorded_by),
        Value::from(evidence),
    ]))?;
    Ok(Fact { received_at, bytes })
}

type Decision = (i64, i64, Option<i64>, i16, i16, String, i64, i64, i64, Option<i64>, Option<i64>, String);

/// By make-up and volunteer: the decided make-up with that person's lines.
fn make_ups(conn: &mut Conn, entries: &[Recorded]) -> Answer<HashMap<(i64, i64), Fact>> {
    let ids: Vec<i64> = entries.iter().filter_map(|entry| entry.make_up).collect::<BTreeSet<_>>().into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let decisions: Vec<Decision> = make_up::table
        .filter(make_up::id.eq_any(ids.clone()))
        .select((
            make_up::id,
            make_up::organisation_id,
            make_up::activity_id,
            make_up::state,
            make_up::level,
            make_up::reason,
            make_up::evidence_id,
            make_up::submitted_by,
            make_up::submitted_at,
            make_up::decided_by,
            make_up::decided_at,
            make_up::decision_reason,
        ))
        .load(conn)?;
    let decisions: HashMap<i64, Decision> = decisions.into_iter().map(|row| (row.0, row)).collect();
    let lines: Vec<(i64, i64, i32, i64, i64)> = make_up_line::table
        .filter(make_up_line::make_up_id.eq_any(ids))
        .order((make_up_line::make_up_id, make_up_line::line))
        .select((
            make_up_line::make_up_id,
            make_up_line::volunteer_id,
            make_up_line::line,
            make_up_line::minutes,
            make_up_line::served_on,
        ))
        .load(conn)?;
    let mut of_person: HashMap<(i64, i64), Vec<Value>> = HashMap::new();
    for (id, volunteer, line, minutes, served_on) in lines {
        let line = Value::Array(vec![line.into(), minutes.into(), served_on.into()]);
        of_person.entry((id, volunteer)).or_default().push(line);
    }
    let mut facts = HashMap::new();
    for ((id, volunteer), lines) in of_person {
        if let Some(decision) = decisions.get(&id) {
            facts.insert((id, volunteer), Fact { received_at: i64::MIN, bytes: decided(decision, lines)? });
        }
    }
    Ok(facts)
}

fn decided(decision: &Decision, lines: Vec<Value>) -> Answer<Vec<u8>> {
    let (id, organisation, activity, state, level, reason, evidence, by, at, decided_by, decided_at, why) = decision;
    let optional = |id: &Option<i64>| id.map_or(Value::Null, Value::from);
    encoded(&Value::Array(vec![
        Value::from("make-up"),
        Value::from(*id),
        Value::from(*organisation),
        optional(activity),
        Value::from(*state),
        Value::from(*level),
        Value::from(reason.as_str()),
        Value::from(*evidence),
        Value::from(*by),
        Value::from(*at),
        optional(decided_by),
        optional(decided_at),
        Value::from(why.as_str()),
        Value::Array(lines),
    ]))
}

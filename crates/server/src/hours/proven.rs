//! A proven record in the clear, for whoever checks a proof away from the server: what the log committed to, without the digests.

use ciborium::Value;
use domain::{
    hours::Class,
    kernel::{day_of, timestamp},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// The readable fields of a record (see `leaf`). Volunteer, recorder, reason and evidence stand in it as digests only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proven {
    pub entry: String,
    pub organisation: String,
    pub activity: Option<String>,
    pub class: &'static str,
    /// Whole minutes; a deduction or reversal takes them away.
    pub minutes: i64,
    /// The entry that it takes back.
    pub reverses: Option<String>,
    pub served_on: Date,
    pub recorded_at: Timestamp,
}

/// Reads a record that a proof held; none when it isn't one of ours.
pub fn proven(record: &[u8]) -> Option<Proven> {
    let Ok(Value::Map(fields)) = ciborium::from_reader(record) else { return None };
    let field = |key: i64| fields.iter().find(|(known, _)| int(known) == Some(key)).map(|(_, value)| value);
    let number = |key: i64| field(key).and_then(int);
    let id = |key: i64| number(key).map(|id| id.to_string());
    (number(0)? == 1).then_some(())?;
    Some(Proven {
        entry: id(1)?,
        organisation: id(3)?,
        activity: id(4),
        class: Class::stored(i16::try_from(number(7)?).ok()?)?.name(),
        minutes: number(9)?,
        reverses: id(10),
        served_on: day_of(number(12)?),
        recorded_at: timestamp(number(14)?),
    })
}

fn int(value: &Value) -> Option<i64> {
    i64::try_from(value.as_integer()?).ok()
}

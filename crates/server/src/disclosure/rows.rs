//! The code of a public row: it names one person in one activity to this office, and nothing to anyone else.

use crate::kernel::{
    crypto::Keys,
    db::{Conn, schema::entry},
    failure::Answer,
};
use diesel::prelude::*;
use domain::kernel::{ActivityId, VolunteerId, hex};

/// 48 bits: enough for the people of one activity never to meet.
const CODE_BYTES: usize = 6;

/// The code of a person's row in an activity (0: in the ranking).
pub fn code(keys: &Keys, activity: ActivityId, volunteer: VolunteerId) -> String {
    let subject = [activity.get().to_be_bytes(), volunteer.get().to_be_bytes()].concat();
    hex(&keys.derived("disclosure row", &[&subject])).chars().take(CODE_BYTES * 2).collect()
}

/// The person behind a code, among those who have minutes in the activity.
pub fn find(conn: &mut Conn, keys: &Keys, activity: ActivityId, wanted: &str) -> Answer<Option<VolunteerId>> {
    let people: Vec<i64> =
        entry::table.filter(entry::activity_id.eq(activity.get())).select(entry::volunteer_id).distinct().load(conn)?;
    Ok(people.into_iter().map(VolunteerId).find(|person| code(keys, activity, *person) == wanted))
}

//! Lists of people that come in or go out: a roster, and a handout that waits.

use crate::world::World;
use diesel::prelude::*;

/// A roster of the node with one line that waits to be told.
pub fn roster(w: &World, at: i64, by: i64) -> String {
    use goodhours::kernel::db::schema::{roster as r, roster_line as l};
    let id = w.id();
    let (now, mut conn) = (w.now().as_microsecond(), w.conn());
    diesel::insert_into(r::table)
        .values((
            (r::id.eq(id), r::organisation_id.eq(at), r::entered_by.eq(by)),
            (r::lines.eq(1_i64), r::at.eq(now), r::disowned.eq(0_i64)),
        ))
        .execute(&mut conn)
        .unwrap();
    diesel::insert_into(l::table)
        .values((
            (l::id.eq(w.id()), l::roster_id.eq(id), l::place.eq(1_i64), l::state.eq(2i16)),
            (l::fault_column.eq(""), l::fault_code.eq(""), l::changed_at.eq(now)),
        ))
        .execute(&mut conn)
        .unwrap();
    id.to_string()
}

/// A large list that the owner asked for and that waits for a second steward.
pub fn handout(w: &World, at: i64, by: i64) -> String {
    use goodhours::kernel::db::schema::handout as h;
    let id = w.id();
    let now = w.now().as_microsecond();
    diesel::insert_into(h::table)
        .values((
            (h::id.eq(id), h::number.eq(id.to_string()), h::organisation_id.eq(at), h::kind.eq(1i16)),
            (h::format.eq(1i16), h::name_shown.eq(2i16), h::phone_shown.eq(1i16), h::document_shown.eq(1i16)),
            (h::purpose.eq(1i16), h::reason.eq("核对"), h::document_reason.eq(""), h::locale.eq("zh-CN")),
            (h::people.eq(101_i64), h::state.eq(1i16), h::until_at.eq(now + 86_400_000_000), h::taken.eq(0_i64)),
            (h::asked_by.eq(by), h::asked_at.eq(now), h::decision_reason.eq("")),
        ))
        .execute(&mut w.conn())
        .unwrap();
    id.to_string()
}

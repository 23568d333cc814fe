//! Small facts that this installation remembers about itself: marks of the id maker, the offset of a simulated clock, what the
//! set-up wrote down. Not the operator's settings, which are in `config`.

use crate::kernel::{
    db::{BothExt, Conn, schema::setting},
    failure::Answer,
};
use diesel::prelude::*;

/// The value under a name, if there is one.
pub fn get(conn: &mut Conn, name: &str) -> Answer<Option<String>> {
    Ok(setting::table.find(name).select(setting::value).first(conn).optional()?)
}

/// Writes a value, in place of an older one.
pub fn put(conn: &mut Conn, name: &str, value: &str) -> Answer<()> {
    diesel::insert_into(setting::table)
        .values((setting::name.eq(name), setting::value.eq(value)))
        .on_conflict(setting::name)
        .do_update()
        .set(setting::value.eq(value))
        .both()
        .execute(conn)?;
    Ok(())
}

/// Takes a value away; nothing happens when there is none.
pub fn remove(conn: &mut Conn, name: &str) -> Answer<()> {
    diesel::delete(setting::table.find(name)).execute(conn)?;
    Ok(())
}

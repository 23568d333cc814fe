//! Records in somebody's name: asks about them, and quarantines.

use super::Props;
use diesel::prelude::*;

impl Props<'_, '_> {
    /// An ask of which nothing is left.
    pub(super) fn record(&self) -> String {
        use goodhours::kernel::db::schema::record_ask as r;
        let (w, id) = (self.cast.stage.w, self.cast.stage.w.id());
        let none: Vec<u8> = id.to_be_bytes().to_vec();
        diesel::insert_into(r::table)
            .values((
                (r::id.eq(id), r::number.eq(format!("R{id}")), r::document_mac.eq(&none), r::phone_mac.eq(&none)),
                (r::state.eq(1i16), r::reason.eq(""), r::filed_at.eq(w.now().as_microsecond())),
            ))
            .execute(&mut w.conn())
            .unwrap();
        id.to_string()
    }

    /// A quarantine of an account that was closed to its holder.
    pub(super) fn quarantine(&self) -> String {
        use goodhours::kernel::db::schema::quarantine as q;
        let (w, id) = (self.cast.stage.w, self.cast.stage.w.id());
        diesel::insert_into(q::table)
            .values((
                (q::id.eq(id), q::account_id.eq(w.person("隔离").account), q::ask_id.eq(1_i64)),
                (q::confirmed_by.eq(1_i64), q::was_live.eq(1i16), q::since.eq(1_i64), q::reason.eq("")),
            ))
            .execute(&mut w.conn())
            .unwrap();
        id.to_string()
    }
}

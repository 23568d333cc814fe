//! Wrong typed codes of an account at an activity, so that six digits can't be guessed (ATT-03).

use crate::kernel::{
    cx::Cx,
    db::{BothExt, schema::code_try},
    failure::Answer,
};
use diesel::{prelude::*, upsert::excluded};
use domain::{
    attendance::WrongCodes,
    kernel::{ActivityId, timestamp},
};
use jiff::Timestamp;

/// The wrong codes so far.
pub fn of(cx: &mut Cx, activity: ActivityId) -> Answer<Option<WrongCodes>> {
    let row: Option<(i32, i64)> = code_try::table
        .find((cx.account()?.get(), activity.get()))
        .select((code_try::wrong, code_try::first_at))
        .first(cx.conn)
        .optional()?;
    Ok(row.map(|(wrong, first_at)| WrongCodes {
        wrong: u32::try_from(wrong).unwrap_or(0),
        first_at: timestamp(first_at),
    }))
}

/// Forgets tries from before that moment. Answers how many rows.
pub fn sweep(cx: &mut Cx, before: Timestamp) -> Answer<usize> {
    let over = code_try::table.filter(code_try::first_at.lt(before.as_microsecond()));
    Ok(diesel::delete(over).execute(cx.conn)?)
}

/// Writes down one more; a command of its own, since the refused sign-in left no trace.
pub fn add(cx: &mut Cx, activity: &ActivityId) -> Answer<()> {
    let now = WrongCodes::add(of(cx, *activity)?, cx.now);
    let row = (
        code_try::account_id.eq(cx.account()?.get()),
        code_try::activity_id.eq(activity.get()),
        code_try::wrong.eq(i32::try_from(now.wrong).unwrap_or(i32::MAX)),
        code_try::first_at.eq(now.first_at.as_microsecond()),
    );
    diesel::insert_into(code_try::table)
        .values(row)
        .on_conflict((code_try::account_id, code_try::activity_id))
        .do_update()
        .set((code_try::wrong.eq(excluded(code_try::wrong)), code_try::first_at.eq(excluded(code_try::first_at))))
        .both()
        .execute(cx.conn)?;
    Ok(())
}

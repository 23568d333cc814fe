//! Forgotten sign-outs (ATT-12): at planned end and grace an open attendance becomes provisional up to its planned end.

use super::store::{self, IN, PROVISIONAL};
use crate::{
    kernel::{
        cx::Cx,
        db::schema::{activity_session, attendance, volunteer},
        failure::Answer,
    },
    notice::{self, Channel},
};
use diesel::prelude::*;
use domain::{
    attendance::{CreditLimits, Elsewhere, GRACE_MINUTES_DEFAULT, credit},
    kernel::{AccountId, AttendanceId, Period},
};

/// Attendances of one pass.
const BATCH: i64 = 200;

/// Turns what is overdue provisional and tells the volunteers; the answer is how many there were.
pub fn close_forgotten(cx: &mut Cx, _: &()) -> Answer<usize> {
    let due = cx.at() - i64::from(GRACE_MINUTES_DEFAULT) * 60_000_000;
    let forgotten: Vec<i64> = attendance::table
        .inner_join(activity_session::table.on(activity_session::id.eq(attendance::session_id)))
        .filter(attendance::open.eq(true).and(attendance::state.eq(IN)))
        .filter(activity_session::ends_at.le(due))
        .order(attendance::id)
        .limit(BATCH)
        .select(attendance::id)
        .load(cx.conn)?;
    for id in &forgotten {
        provisional(cx, AttendanceId(*id))?;
    }
    Ok(forgotten.len())
}

fn provisional(cx: &mut Cx, id: AttendanceId) -> Answer<()> {
    let kept = store::by_id(cx.conn, id)?;
    let planned = store::planned(cx.conn, kept.session)?;
    let presence = Period { starts_at: kept.since, ends_at: planned.period.ends_at.max(kept.since) };
    let minutes = credit(
        presence,
        (planned.period, planned.breaks),
        kept.face_check,
        &Elsewhere::default(),
        CreditLimits::default(),
    );
    let departure = store::Departure { state: PROVISIONAL, until: presence.ends_at, minutes };
    if !store::close(cx, id.get(), &departure)? {
        return Ok(());
    }
    let account: i64 = volunteer::table.find(kept.volunteer.get()).select(volunteer::account_id).first(cx.conn)?;
    let facts = serde_json::json!({ "activity": planned.title, "attendance": id });
    notice::tell(cx, AccountId(account), Channel::InSite, "attendance-provisional", &facts)
}

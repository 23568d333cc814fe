//! Stepping back from everything, when an account ends.

use super::{settle, store};
use crate::{
    activity,
    kernel::{
        cx::{Cx, Key},
        db::schema::enrolment,
        failure::Answer,
    },
};
use diesel::prelude::*;
use domain::{
    enrolment::{State, WITHDRAWAL_HOURS_BEFORE_DEFAULT, withdraw},
    kernel::{EnrolmentId, VolunteerId},
};

/// Withdraws every enrolment that its volunteer could still withdraw, by the same rule; those that wait go to the next. What begins too
/// soon stays and is counted as not come.
pub fn release(cx: &mut Cx, who: VolunteerId) -> Answer<()> {
    let open = [State::Applied, State::Accepted, State::Waiting, State::Invited].map(State::number);
    let ids: Vec<i64> = enrolment::table
        .filter(enrolment::volunteer_id.eq(who.get()))
        .filter(enrolment::state.eq_any(open))
        .order(enrolment::position_id)
        .select(enrolment::id)
        .load(cx.conn)?;
    for id in ids.into_iter().map(EnrolmentId) {
        let known = store::by_id(cx.conn, id)?;
        cx.lock(&[Key::Position(known.position.get())])?;
        let known = store::by_id(cx.conn, id)?;
        let core = activity::core(cx.conn, known.activity)?;
        let starts_at = core.proposal.sessions.iter().map(|session| session.starts_at).min().unwrap_or(cx.now);
        if let Ok(state) = withdraw(known.state, starts_at, WITHDRAWAL_HOURS_BEFORE_DEFAULT, cx.now) {
            store::turn(cx, &known, state, "")?;
            settle::promote(cx, known.position, &core)?;
        }
    }
    Ok(())
}

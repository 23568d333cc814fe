//! What of attendance waits at a desk, activity by activity: corrections, presences to confirm, and who is still signed in.

use super::store::{PENDING, PROVISIONAL};
use crate::kernel::{
    db::{
        Conn,
        schema::{activity, attendance, correction, organisation, organisation_path},
    },
    failure::Answer,
};
use diesel::{dsl::count_star, prelude::*};
use domain::{
    kernel::{ActivityId, timestamp},
    organisation::Scope,
};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// An activity with what waits in it.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub activity: ActivityId,
    pub title: String,
    pub organisation: String,
    pub starts_at: Timestamp,
    pub corrections: i64,
    pub to_confirm: i64,
    /// Volunteers who are signed in now.
    pub open: i64,
}

/// The activities of a scope in which something waits, the newest first.
pub fn waiting(conn: &mut Conn, scope: Scope) -> Answer<Vec<Waiting>> {
    let mut found: BTreeMap<i64, [i64; 3]> = BTreeMap::new();
    for (place, (activity, count)) in counted(conn, scope)? {
        if let Some(cell) = found.entry(activity).or_default().get_mut(place) {
            *cell = count;
        }
    }
    let ids: Vec<i64> = found.keys().copied().collect();
    let rows: Vec<(i64, String, String, i64)> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::id.eq_any(ids))
        .order((activity::starts_at.desc(), activity::id.desc()))
        .select((activity::id, activity::title, organisation::name, activity::starts_at))
        .load(conn)?;
    let line = |(id, title, organisation, starts_at)| {
        let [corrections, to_confirm, open] = found.get(&id).copied().unwrap_or_default();
        let (activity, starts_at) = (ActivityId(id), timestamp(starts_at));
        Waiting { activity, title, organisation, starts_at, corrections, to_confirm, open }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Activities of one count at most.
const LISTED_MAX: i64 = 100;

type Counted = (usize, (i64, i64));

/// Corrections, presences to confirm and open sign-ins by activity, each under its place.
fn counted(conn: &mut Conn, scope: Scope) -> Answer<Vec<Counted>> {
    let (node, depth_max) = match scope {
        Scope::Own(node) => (node.get(), 0),
        Scope::OwnAndBelow(node) => (node.get(), i16::MAX),
        Scope::SelfOnly(_) | Scope::Platform => (0, 0),
    };
    let corrections: Vec<(i64, i64)> = correction::table
        .inner_join(attendance::table.on(attendance::id.eq(correction::attendance_id)))
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .filter(activity::organisation_id.eq_any(within(node, depth_max)))
        .filter(correction::answered_at.is_null())
        .group_by(attendance::activity_id)
        .select((attendance::activity_id, count_star()))
        .limit(LISTED_MAX)
        .load(conn)?;
    let to_confirm: Vec<(i64, i64)> = attendance::table
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .filter(activity::organisation_id.eq_any(within(node, depth_max)))
        .filter(attendance::state.eq_any([PENDING, PROVISIONAL]).and(attendance::steward_confirmed_at.is_null()))
        .group_by(attendance::activity_id)
        .select((attendance::activity_id, count_star()))
        .limit(LISTED_MAX)
        .load(conn)?;
    let open: Vec<(i64, i64)> = attendance::table
        .inner_join(activity::table.on(activity::id.eq(attendance::activity_id)))
        .filter(activity::organisation_id.eq_any(within(node, depth_max)))
        .filter(attendance::open.eq(true))
        .group_by(attendance::activity_id)
        .select((attendance::activity_id, count_star()))
        .limit(LISTED_MAX)
        .load(conn)?;
    let placed = [corrections, to_confirm, open].into_iter().enumerate();
    Ok(placed.flat_map(|(place, rows)| rows.into_iter().map(move |row| (place, row))).collect())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn within(node: i64, depth_max: i16) -> _ {
    organisation_path::table
        .filter(organisation_path::ancestor_id.eq(node))
        .filter(organisation_path::depth.le(depth_max))
        .select(organisation_path::descendant_id)
}

//! A steward who opens a volunteer's code with any scanner (CRD-04) signs them in or out from the page it leads to. The code itself is
//! stale by then, so the page carries a ticket: this volunteer was here, for five minutes.

use crate::{
    kernel::{
        access::Actor,
        db::{
            Conn,
            schema::{activity, activity_session, organisation_path, role_grant},
        },
        failure::{Answer, Failure},
        office::Means,
    },
    organisation::steward_of_activity,
};
use diesel::prelude::*;
use domain::{
    activity::State,
    card::CardRefusal,
    kernel::{ActivityId, VolunteerId, keyed_hex, same_secret},
    organisation::Act,
};
use jiff::{SignedDuration, Timestamp};

const TICKET_SECONDS: i64 = 300;
/// Sessions that begin or ended within this time are offered.
const NEAR: SignedDuration = SignedDuration::from_hours(2);

/// A ticket for the volunteer whose fresh code was just read.
pub fn ticket(means: &Means, holder: VolunteerId, now: Timestamp) -> String {
    let text = format!("{holder}.{}", now.as_second() + TICKET_SECONDS);
    format!("{text}.{}", keyed_hex(&key(means), &text))
}

fn key(means: &Means) -> [u8; 32] {
    means.keys.derived("card seen", &[])
}

/// Whose ticket it is. Refused as stale after five minutes, as tampered when it isn't ours.
pub fn of_ticket(means: &Means, ticket: &str, now: Timestamp) -> Result<VolunteerId, CardRefusal> {
    let (text, mac) = ticket.rsplit_once('.').ok_or(CardRefusal::Tampered)?;
    if !same_secret(keyed_hex(&key(means), text).as_bytes(), mac.as_bytes()) {
        return Err(CardRefusal::Tampered);
    }
    let parts = text.split_once('.').and_then(|(id, until)| Some((id.parse().ok()?, until.parse::<i64>().ok()?)));
    let (holder, until) = parts.ok_or(CardRefusal::Tampered)?;
    match now.as_second() - until {
        ..0 => Ok(holder),
        late => Err(CardRefusal::Stale { age_seconds: u32::try_from(late + TICKET_SECONDS).unwrap_or(u32::MAX) }),
    }
}

/// An activity that is on now, or nearly.
#[derive(Debug, Clone)]
pub struct OnSite {
    pub id: ActivityId,
    pub title: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// The activities near `now` at which the one who asks may scan.
pub fn on_site(conn: &mut Conn, by: &Actor, now: Timestamp) -> Answer<Vec<OnSite>> {
    const MOST: i64 = 20;
    let Some(account) = by.account else { return Ok(Vec::new()) };
    let (from, until) = (now.saturating_sub(NEAR), now.saturating_add(NEAR));
    let (from, until) = (from.unwrap_or(now).as_microsecond(), until.unwrap_or(now).as_microsecond());
    let rows: Vec<(i64, String, i64, i64)> = role_grant::table
        .inner_join(organisation_path::table.on(organisation_path::ancestor_id.eq(role_grant::organisation_id)))
        .inner_join(activity::table.on(activity::organisation_id.eq(organisation_path::descendant_id)))
        .inner_join(activity_session::table.on(activity_session::activity_id.eq(activity::id)))
        .filter(role_grant::account_id.eq(account.get()))
        .filter(role_grant::revoked_at.is_null())
        .filter(activity::state.eq(State::Published.number()))
        .filter(activity_session::starts_at.le(until))
        .filter(activity_session::ends_at.ge(from))
        .select((activity::id, activity::title, activity_session::starts_at, activity_session::ends_at))
        .distinct()
        .order((activity_session::starts_at, activity::id))
        .limit(MOST)
        .load(conn)?;
    let mut near = Vec::new();
    for (id, title, starts_at, ends_at) in rows {
        let id = ActivityId(id);
        match steward_of_activity(conn, by, id, Act::OnSite, now) {
            Ok(_) => near.push(OnSite {
                id,
                title,
                starts_at: domain::kernel::timestamp(starts_at),
                ends_at: domain::kernel::timestamp(ends_at),
            }),
            Err(Failure::NotFound) => {}
            Err(failure) if failure.code() == Some("kernel.forbidden") => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(near)
}

//! Who belongs to which organisation.

use crate::kernel::{
    cx::Cx,
    db::{
        BothExt, Conn,
        schema::{membership, organisation_total, volunteer},
    },
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, MembershipId, OrganisationId, VolunteerId, timestamp},
    organisation::Membership,
};

/// One belonging with everything that decisions about it need.
#[derive(Debug, Clone)]
pub struct Belonging {
    pub id: MembershipId,
    pub volunteer: VolunteerId,
    /// The account of the volunteer.
    pub person: AccountId,
    pub organisation: OrganisationId,
    pub membership: Membership,
}

/// The numbers under which states are stored.
pub const PENDING: i16 = 1;
pub const APPROVED: i16 = 2;
/// Belongs, left, or was removed.
pub const BELONGED: [i16; 3] = [APPROVED, 5, 6];

fn number(membership: &Membership) -> i16 {
    match membership {
        Membership::Pending { .. } => PENDING,
        Membership::Approved { .. } => APPROVED,
        Membership::Rejected { .. } => 3,
        Membership::Withdrawn { .. } => 4,
        Membership::Left { .. } => 5,
        Membership::Removed { .. } => 6,
    }
}

/// The stable name of a stored state, in the API and word keys.
pub fn state_name(state: i16) -> &'static str {
    match state {
        PENDING => "pending",
        APPROVED => "approved",
        3 => "rejected",
        4 => "withdrawn",
        5 => "left",
        _ => "removed",
    }
}

type Times = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

fn stored(
    state: i16,
    (applied_at, decided_at, decided_by, ended_at, ended_by): Times,
    reason: String,
) -> Option<Membership> {
    let since = timestamp(decided_at.unwrap_or(applied_at));
    let until = timestamp(ended_at.unwrap_or(applied_at));
    let by = |account: Option<i64>| AccountId(account.unwrap_or(0));
    Some(match state {
        PENDING => Membership::Pending { since: timestamp(applied_at) },
        APPROVED => Membership::Approved { since, by: by(decided_by) },
        3 => Membership::Rejected { at: since, by: by(decided_by), reason },
        4 => Membership::Withdrawn { at: until },
        5 => Membership::Left { since, until },
        6 => Membership::Removed { since, until, by: by(ended_by), reason },
        _ => return None,
    })
}

/// Reads one belonging.
pub fn membership(conn: &mut Conn, id: MembershipId) -> Answer<Belonging> {
    let (volunteer, person, organisation, state, times, reason): (i64, i64, i64, i16, Times, String) =
        membership::table
            .inner_join(volunteer::table.on(volunteer::id.eq(membership::volunteer_id)))
            .filter(membership::id.eq(id.get()))
            .select((
                membership::volunteer_id,
                volunteer::account_id,
                membership::organisation_id,
                membership::state,
                (
                    membership::applied_at,
                    membership::decided_at,
                    membership::decided_by,
                    membership::ended_at,
                    membership::ended_by,
                ),
                membership::reason,
            ))
            .first(conn)?;
    let unsound = || Failure::broken(format!("membership {id} has a state that doesn't exist"));
    Ok(Belonging {
        id,
        volunteer: VolunteerId(volunteer),
        person: AccountId(person),
        organisation: OrganisationId(organisation),
        membership: stored(state, times, reason).ok_or_else(unsound)?,
    })
}

/// What a volunteer holds: pending organisations, then approved ones.
pub fn held(conn: &mut Conn, volunteer: VolunteerId) -> Answer<(Vec<OrganisationId>, Vec<OrganisationId>)> {
    let rows: Vec<(i64, i16)> = membership::table
        .filter(membership::volunteer_id.eq(volunteer.get()))
        .filter(membership::live.eq(true))
        .select((membership::organisation_id, membership::state))
        .load(conn)?;
    let in_state = |wanted: i16| {
        let matching = rows.iter().filter(move |(_, state)| *state == wanted);
        matching.map(|(organisation, _)| OrganisationId(*organisation)).collect()
    };
    Ok((in_state(PENDING), in_state(APPROVED)))
}

/// The belonging of a volunteer to an organisation that is pending or approved now.
pub fn belonging(conn: &mut Conn, volunteer: VolunteerId, organisation: OrganisationId) -> Answer<Option<Belonging>> {
    let id: Option<i64> = membership::table
        .filter(membership::volunteer_id.eq(volunteer.get()))
        .filter(membership::organisation_id.eq(organisation.get()))
        .filter(membership::live.eq(true))
        .select(membership::id)
        .first(conn)
        .optional()?;
    id.map(|id| membership(conn, MembershipId(id))).transpose()
}

/// Stores an application.
pub fn insert_membership(cx: &mut Cx, volunteer: VolunteerId, organisation: OrganisationId) -> Answer<MembershipId> {
    let id = cx.id();
    let row = (
        membership::id.eq(id),
        membership::volunteer_id.eq(volunteer.get()),
        membership::organisation_id.eq(organisation.get()),
        membership::state.eq(PENDING),
        membership::live.eq(true),
        membership::reason.eq(""),
        membership::applied_at.eq(cx.at()),
    );
    diesel::insert_into(membership::table).values(row).execute(cx.conn)?;
    Ok(MembershipId(id))
}

/// Writes down how a belonging changed, and keeps the organisation's number of members right.
pub fn save_membership(cx: &mut Cx, before: &Belonging, now: &Membership) -> Answer<()> {
    let (decided, ended) = (stamp_of_decision(now), stamp_of_end(now));
    let this = membership::table.find(before.id.get());
    let live = now.is_held().then_some(true);
    diesel::update(this)
        .set((membership::state.eq(number(now)), membership::live.eq(live), membership::reason.eq(reason(now))))
        .execute(cx.conn)?;
    if let Some((at, by)) = decided {
        let stamp = (membership::decided_at.eq(at), membership::decided_by.eq(by));
        diesel::update(this).set(stamp).execute(cx.conn)?;
    }
    if let Some((at, by)) = ended {
        diesel::update(this).set((membership::ended_at.eq(at), membership::ended_by.eq(by))).execute(cx.conn)?;
    }
    let is_member = |one: &Membership| matches!(one, Membership::Approved { .. });
    match (is_member(&before.membership), is_member(now)) {
        (false, true) => count(cx, before.organisation, 1),
        (true, false) => count(cx, before.organisation, -1),
        _ => Ok(()),
    }
}

fn stamp_of_decision(now: &Membership) -> Option<(i64, i64)> {
    match now {
        Membership::Approved { since: at, by } | Membership::Rejected { at, by, .. } => {
            Some((at.as_microsecond(), by.get()))
        }
        _ => None,
    }
}

fn stamp_of_end(now: &Membership) -> Option<(i64, Option<i64>)> {
    match now {
        Membership::Withdrawn { at } | Membership::Left { until: at, .. } => Some((at.as_microsecond(), None)),
        Membership::Removed { until, by, .. } => Some((until.as_microsecond(), Some(by.get()))),
        _ => None,
    }
}

fn reason(now: &Membership) -> &str {
    match now {
        Membership::Rejected { reason, .. } | Membership::Removed { reason, .. } => reason,
        _ => "",
    }
}

fn count(cx: &mut Cx, organisation: OrganisationId, change: i64) -> Answer<()> {
    let row =
        (organisation_total::organisation_id.eq(organisation.get()), organisation_total::members.eq(change.max(0)));
    diesel::insert_into(organisation_total::table)
        .values(row)
        .on_conflict(organisation_total::organisation_id)
        .do_update()
        .set(organisation_total::members.eq(organisation_total::members + change))
        .both()
        .execute(cx.conn)?;
    Ok(())
}

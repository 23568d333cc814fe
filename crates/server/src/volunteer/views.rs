//! What others may read of a volunteer: facts for signing up, and nothing that names anybody.

use super::store;
use crate::{
    account,
    kernel::{
        crypto::Keys,
        db::{
            Conn,
            schema::{account as accounts, agreement_acceptance, membership, volunteer},
        },
        failure::Answer,
    },
};
use diesel::prelude::*;
use domain::{
    account::{Agreement, Step, registration::Progress},
    kernel::{AccountId, VolunteerId},
    volunteer::{Check, age},
};
use jiff::Timestamp;

/// What signing up for an activity asks about somebody (ENR-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    pub activated: bool,
    pub verified: bool,
    /// GB/T 2261.1.
    pub sex: u8,
}

/// The facts about somebody who signs up.
pub fn applicant(conn: &mut Conn, id: VolunteerId) -> Answer<Applicant> {
    let (state, verification, sex): (i16, i16, i16) = volunteer::table
        .inner_join(accounts::table.on(accounts::id.eq(volunteer::account_id)))
        .filter(volunteer::id.eq(id.get()))
        .select((accounts::state, volunteer::verification, volunteer::sex))
        .first(conn)?;
    Ok(Applicant {
        activated: state == account::state::ACTIVE,
        verified: verification == store::verification::VERIFIED,
        sex: u8::try_from(sex).unwrap_or(0),
    })
}

/// Completed years; the birth date is sealed, so whoever needs no age doesn't ask.
pub fn completed_years(conn: &mut Conn, keys: &Keys, id: VolunteerId, now: Timestamp) -> Answer<Option<u8>> {
    let born_on = store::identity(conn, keys, id)?.born_on;
    Ok(age::age(born_on, now).and_then(|years| u8::try_from(years).ok()))
}

/// How far a registration has come.
#[derive(Debug, Clone)]
pub struct Progressed {
    pub volunteer: Option<VolunteerId>,
    pub check: Option<Check>,
    /// The stable name of where the check stands.
    pub verification: &'static str,
    pub next: Step,
}

/// Reads how far somebody's registration has come (REG-02).
pub fn progress(conn: &mut Conn, who: AccountId) -> Answer<Progressed> {
    let volunteer = store::id_of_account(conn, who)?;
    let check = volunteer.map(|id| store::check(conn, id)).transpose()?.flatten();
    let accepted: Vec<String> = agreement_acceptance::table
        .filter(agreement_acceptance::account_id.eq(who.get()))
        .select(agreement_acceptance::agreement)
        .load(conn)?;
    let states: Vec<i16> = membership::table
        .filter(membership::volunteer_id.eq(volunteer.map_or(0, VolunteerId::get)))
        .filter(membership::live.eq(true))
        .select(membership::state)
        .load(conn)?;
    let count = |state: i16| u32::try_from(states.iter().filter(|one| **one == state).count()).unwrap_or(0);
    let progress = Progress {
        has_account: true,
        accepted: accepted.iter().filter_map(|name| Agreement::parse(name)).collect(),
        check: check.clone(),
        pending_memberships: count(1),
        approved_memberships: count(2),
    };
    Ok(Progressed { volunteer, verification: named(check.as_ref()), next: progress.next(), check })
}

/// The stable name of where a check stands.
pub fn named(check: Option<&Check>) -> &'static str {
    match check {
        None => "none",
        Some(Check::Pending { .. }) => "pending",
        Some(Check::Verified { .. }) => "verified",
        Some(Check::Failed { .. }) => "failed",
        Some(Check::Unavailable { .. }) => "unavailable",
        Some(Check::ByHand { .. }) => "by-hand",
    }
}

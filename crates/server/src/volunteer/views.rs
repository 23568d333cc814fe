//! What others may read of a volunteer: facts for signing up, names for a steward.

use super::{identity::Names, store};
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
    organisation::Steward,
};
use diesel::prelude::*;
use domain::{
    account::{Agreement, Step, registration::Progress},
    kernel::{AccountId, VolunteerId, local_date},
    volunteer::Check,
};
use jiff::Timestamp;

/// What signing up for an activity asks about somebody (ENR-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applicant {
    pub volunteer: VolunteerId,
    pub activated: bool,
    pub verified: bool,
    /// Years by the birth year; the day stays sealed.
    pub age: u8,
    /// GB/T 2261.1.
    pub sex: u8,
}

/// The facts about an account's volunteer; none while there is no real-name data.
pub fn applicant(conn: &mut Conn, who: AccountId, now: Timestamp) -> Answer<Option<Applicant>> {
    let row: Option<(i64, i16, i16, i32, i16)> = volunteer::table
        .inner_join(accounts::table.on(accounts::id.eq(volunteer::account_id)))
        .filter(volunteer::account_id.eq(who.get()))
        .select((volunteer::id, accounts::state, volunteer::verification, volunteer::birth_year, volunteer::sex))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, state, verification, birth_year, sex)| Applicant {
        volunteer: VolunteerId(id),
        activated: state == account::state::ACTIVE,
        verified: verification == store::verification::VERIFIED,
        age: u8::try_from(i32::from(local_date(now).year()) - birth_year).unwrap_or(0),
        sex: u8::try_from(sex).unwrap_or(0),
    }))
}

/// A volunteer as a steward sees them. The steward proves the scope; that the volunteer belongs into it (as a member, or as one who
/// signed up) is for the caller to have read.
pub fn names(conn: &mut Conn, keys: &Keys, _by: &Steward, id: VolunteerId) -> Answer<Names> {
    let data = store::identity(conn, keys, id)?;
    let account = store::account_of(conn, id)?;
    Ok(Names {
        account,
        full: data.full_name(),
        phone: account::phone(conn, keys, account)?,
        document: data.document().masked(),
        sex: data.sex,
        born_on: data.born_on,
    })
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

//! Quarantine of an account that whoever its document belongs to disowned, and its end. Each slice does its part: no login, no hours,
//! nothing public, no certificate that verifies. Nothing is deleted, so a quarantine that was a mistake is lifted whole.

use super::store;
use crate::{
    account, audit, enrolment, help, hours,
    kernel::{
        crypto::IndexField,
        cx::{Cx, Key},
        db::schema::membership,
        failure::Answer,
        session,
    },
    organisation::{name_of, platform_power, reviewer_of},
    roster, volunteer,
};
use diesel::prelude::*;
use domain::{
    account::Power,
    kernel::{AccountId, OrganisationId, VolunteerId},
    record::RecordRefusal,
    volunteer::Document,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Begins: logins, hours and everything public end; the organisations above, and whoever holds the account, are told.
pub fn begin(cx: &mut Cx, holder: AccountId, follows: (i64, AccountId), document: &Document) -> Answer<()> {
    let who = lock(cx, holder, document)?;
    if store::is_held(cx.conn, holder)? {
        return Err(RecordRefusal::Held.into());
    }
    let enterers = enterers(cx, holder, who)?;
    account::tell_everywhere(cx, holder, "record-held", &serde_json::json!({ "at": cx.now }))?;
    let was_live = account::hold(cx, holder)?;
    if let Some(who) = who {
        hours::hold(cx, who)?;
        volunteer::hide(cx, who)?;
        enrolment::release(cx, who)?;
    }
    store::hold(cx, holder, follows, was_live)?;
    log(cx, "record-quarantined", holder, "")?;
    mark(cx, holder, &enterers)
}

/// The account, its hours, and its document: nobody registers with it at the same moment.
fn lock(cx: &mut Cx, holder: AccountId, document: &Document) -> Answer<Option<VolunteerId>> {
    let who = volunteer::id_of_account(cx.conn, holder)?;
    let document = account::mac_key(&cx.means.keys, IndexField::Document, document.number());
    let locks = [Key::Account(holder.get()), document].into_iter().chain(who.map(|who| Key::Volunteer(who.get())));
    cx.lock(&locks.collect::<Vec<_>>())?;
    Ok(who)
}

/// Who made this account a volunteer in fact: took it in, wrote hours down, or entered it from a sheet.
fn enterers(cx: &mut Cx, holder: AccountId, who: Option<VolunteerId>) -> Answer<BTreeSet<(OrganisationId, AccountId)>> {
    let mut enterers: BTreeSet<_> = roster::enterers(cx.conn, &cx.means.keys, holder)?.into_iter().collect();
    let Some(who) = who else { return Ok(enterers) };
    enterers.extend(hours::creditors(cx.conn, who)?);
    let taken_in: Vec<(i64, Option<i64>)> = membership::table
        .filter(membership::volunteer_id.eq(who.get()))
        .select((membership::organisation_id, membership::decided_by))
        .load(cx.conn)?;
    let by = |(at, by): (i64, Option<i64>)| (OrganisationId(at), AccountId(by.unwrap_or_default()));
    enterers.extend(taken_in.into_iter().map(by));
    Ok(enterers)
}

/// Marks who entered or credited it, in the trail of their organisation, and tells the desk above each organisation once. What somebody
/// did by scanning their own code has nobody to mark.
fn mark(cx: &mut Cx, holder: AccountId, enterers: &BTreeSet<(OrganisationId, AccountId)>) -> Answer<()> {
    for (at, by) in enterers.iter().filter(|(_, by)| *by != holder && by.get() != 0) {
        let facts = serde_json::json!({ "entered_by": by.to_string() });
        let subject = format!("account/{holder}");
        audit::write(cx, audit::Act { act: "record-disowned", subject, organisation: Some(*at), reason: "", facts })?;
    }
    let organisations: BTreeSet<OrganisationId> = enterers.iter().map(|(at, _)| *at).collect();
    for at in organisations {
        let above = reviewer_of(cx.conn, at)?;
        let about = serde_json::json!({ "organisation": name_of(cx.conn, at)? });
        help::tell_desk(cx, above, "record-quarantined", &about)?;
    }
    Ok(())
}

fn log(cx: &mut Cx, act: &'static str, holder: AccountId, reason: &str) -> Answer<()> {
    let (subject, facts) = (format!("account/{holder}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act, subject, organisation: None, reason, facts })
}

/// A steward of the platform lifts a quarantine, after whoever holds the account objected.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lift {
    pub id: i64,
    pub reason: String,
}

/// Lifts it: logins, hours and what was consented to come back. Places that were given up don't.
pub fn lift(cx: &mut Cx, cmd: &Lift) -> Answer<()> {
    let by = platform_power(cx.conn, &cx.actor, Power::People)?.account();
    session::require_step_up(cx)?;
    let holder = store::quarantine(cx.conn, cmd.id)?.account;
    let document = match volunteer::id_of_account(cx.conn, holder)? {
        Some(who) => volunteer::identity(cx.conn, &cx.means.keys, who)?.document(),
        None => return Err(RecordRefusal::NotHeld.into()),
    };
    let who = lock(cx, holder, &document)?;
    let held = store::quarantine(cx.conn, cmd.id)?;
    let is_taken = account::account_of_document(cx.conn, &cx.means.keys, &document)?.is_some();
    let lifted = held.quarantine.lift(by, is_taken, &cmd.reason, cx.now);
    let (_, reason) = lifted.map_err(|refusal| match refusal {
        RecordRefusal::ReasonMissing { .. } => ("reason", refusal).into(),
        refusal => crate::kernel::failure::Failure::from(refusal),
    })?;
    store::lift(cx, held.id, Some(by), &reason)?;
    account::release(cx, holder, held.was_live, &document)?;
    if let Some(who) = who {
        hours::release(cx, who, held.quarantine.since)?;
        volunteer::publish(cx, who, holder)?;
    }
    log(cx, "record-released", holder, &reason)?;
    account::tell_everywhere(cx, holder, "record-released", &serde_json::json!({ "at": cx.now }))
}

//! What stewards add or take by hand (HRS-04): honours can be added and revoked; credit hours can only be deducted.

use crate::{
    audit,
    hours::{NewEntry, Source, append, totals_of},
    kernel::{
        cx::{Cx, Key},
        db::schema::{entry, membership, volunteer},
        failure::{Answer, Failure},
    },
    notice::{self, Channel},
    organisation::steward,
};
use diesel::prelude::*;
use domain::{
    hours::{Class, Counted, Credit, Domain, HoursRefusal, MakeUp},
    kernel::{AccountId, EntryId, Minutes, OrganisationId, VolunteerId, clean_lines, day_of, local_date},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hand {
    Honour,
    Deduct,
}

/// A steward honours or deducts, with a reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ByHand {
    pub organisation: OrganisationId,
    pub volunteer: VolunteerId,
    pub hand: Hand,
    pub minutes: Minutes,
    pub reason: String,
}

/// Appends the entry; the volunteer is told of both.
pub fn give(cx: &mut Cx, cmd: &ByHand) -> Answer<EntryId> {
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Hours, cx.now)?;
    let account = member(cx, cmd.organisation, cmd.volunteer)?;
    cx.lock(&[Key::Volunteer(cmd.volunteer.get())])?;
    if account == by.account() {
        return Err(HoursRefusal::OwnCredit.into());
    }
    if cmd.reason.trim().is_empty() {
        return Err(HoursRefusal::ReasonMissing.into());
    }
    let reason = clean_lines(&cmd.reason, 500)?;
    if cmd.minutes == Minutes::ZERO || cmd.minutes > MakeUp::MINUTES_MAX {
        return Err(HoursRefusal::MinutesOutOfRange { minutes_max: MakeUp::MINUTES_MAX }.into());
    }
    let (class, kind, act) = match cmd.hand {
        Hand::Honour => (Class::Honorary, "hours-honoured", "hours.honour"),
        Hand::Deduct => (Class::Deduction, "hours-deducted", "hours.deduct"),
    };
    let today = local_date(cx.now);
    if cmd.hand == Hand::Deduct {
        let held = totals_of(cx.conn, cmd.volunteer, today)?.total();
        if cmd.minutes > held {
            return Err(HoursRefusal::NotEnough { held }.into());
        }
    }
    let credit = Credit { class, domain: Domain::Service, minutes: cmd.minutes, served_on: today };
    let new = NewEntry {
        volunteer: cmd.volunteer,
        organisation: cmd.organisation,
        activity: None,
        source: Source::Steward,
        credit,
        counts_from: today,
        reverses: None,
        reason: &reason,
    };
    let id = append(cx, &new)?;
    tell(cx, account, kind, cmd.minutes, &reason)?;
    log(cx, act, id, cmd.organisation, &reason)?;
    Ok(id)
}

/// The account of a member; who belongs elsewhere doesn't exist here.
fn member(cx: &mut Cx, organisation: OrganisationId, who: VolunteerId) -> Answer<AccountId> {
    let account: i64 = membership::table
        .inner_join(volunteer::table.on(volunteer::id.eq(membership::volunteer_id)))
        .filter(membership::volunteer_id.eq(who.get()).and(membership::organisation_id.eq(organisation.get())))
        .filter(membership::state.eq(2i16))
        .select(volunteer::account_id)
        .first(cx.conn)?;
    Ok(AccountId(account))
}

/// A steward revokes an honour that their organisation gave.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revoke {
    pub entry: EntryId,
    pub reason: String,
}

/// Reverses an honorary entry; anything else can't be revoked.
pub fn revoke(cx: &mut Cx, cmd: &Revoke) -> Answer<EntryId> {
    type Row = (i64, i64, i16, i64, i64);
    let (volunteer_id, organisation, class, minutes, served_on): Row = entry::table
        .find(cmd.entry.get())
        .select((entry::volunteer_id, entry::organisation_id, entry::class, entry::minutes, entry::served_on))
        .first(cx.conn)?;
    let organisation = OrganisationId(organisation);
    steward(cx.conn, &cx.actor, organisation, Act::Hours, cx.now)?;
    cx.lock(&[Key::Volunteer(volunteer_id)])?;
    if Class::stored(class) != Some(Class::Honorary) {
        return Err(HoursRefusal::WrongClass.into());
    }
    if cmd.reason.trim().is_empty() {
        return Err(HoursRefusal::ReasonMissing.into());
    }
    let reason = clean_lines(&cmd.reason, 500).map_err(|refusal| Failure::from(("reason", refusal)))?;
    let taken_back: i64 = entry::table.filter(entry::reverses_id.eq(cmd.entry.get())).count().get_result(cx.conn)?;
    if taken_back > 0 {
        return Err(HoursRefusal::Reversed.into());
    }
    let minutes = Minutes::stored(minutes);
    let credit = Credit { class: Class::Reversal, domain: Domain::Service, minutes, served_on: day_of(served_on) };
    let reversal = NewEntry {
        volunteer: VolunteerId(volunteer_id),
        organisation,
        activity: None,
        source: Source::Steward,
        credit,
        counts_from: local_date(cx.now),
        reverses: Some(Counted { id: cmd.entry, class: Class::Honorary }),
        reason: &reason,
    };
    let id = append(cx, &reversal)?;
    let account: i64 = volunteer::table.find(volunteer_id).select(volunteer::account_id).first(cx.conn)?;
    tell(cx, AccountId(account), "hours-revoked", minutes, &reason)?;
    log(cx, "hours.revoke", id, organisation, &reason)?;
    Ok(id)
}

fn tell(cx: &mut Cx, to: AccountId, kind: &'static str, minutes: Minutes, reason: &str) -> Answer<()> {
    notice::tell(cx, to, Channel::InSite, kind, &serde_json::json!({ "minutes": minutes.0, "reason": reason }))
}

fn log(cx: &mut Cx, act: &'static str, id: EntryId, organisation: OrganisationId, reason: &str) -> Answer<()> {
    let facts = serde_json::json!({});
    audit::write(
        cx,
        audit::Act { act, subject: format!("entry/{id}"), organisation: Some(organisation), reason, facts },
    )
}

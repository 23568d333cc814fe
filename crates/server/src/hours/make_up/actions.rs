//! Submitting, deciding and refusing make-up hours (HRS-03, HRS-06).

use super::store::{self, Filing, Kept};
use crate::{
    audit,
    enrolment::volunteer_of,
    hours::{NewEntry, Source, append},
    kernel::{
        access::Actor,
        cx::{Cx, Key},
        db::{
            Conn,
            schema::{activity, blob, entry, make_up_line},
        },
        failure::{Answer, Failure},
    },
    notice::{self, Channel},
    organisation::{self as organisations, steward},
};
use diesel::prelude::*;
use domain::{
    hours::{Class, Counted, Credit, Decider, Domain, HoursRefusal, MakeUp, MakeUpState, counts_from, may_refuse},
    kernel::{AccountId, ActivityId, EntryId, MakeUpId, Minutes, OrganisationId, VolunteerId, clean_lines, day_of},
    organisation::Act,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// One volunteer's part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SubmitLine {
    pub volunteer: VolunteerId,
    pub minutes: Minutes,
    pub served_on: Date,
}

/// A steward submits make-up hours with a reason and evidence.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submit {
    pub organisation: OrganisationId,
    pub activity: Option<ActivityId>,
    pub lines: Vec<SubmitLine>,
    pub reason: String,
    /// The stored paper.
    pub evidence: Option<i64>,
}

/// The most volunteers of one make-up.
const LINES_MAX: usize = 500;

/// Stores a make-up for the reviewing organisation, or for the level above when it is large.
pub fn submit(cx: &mut Cx, cmd: &Submit) -> Answer<MakeUpId> {
    let by = steward(cx.conn, &cx.actor, cmd.organisation, Act::Hours, cx.now)?;
    if let Some(id) = cmd.activity {
        let of: i64 = activity::table.find(id.get()).select(activity::organisation_id).first(cx.conn)?;
        if of != cmd.organisation.get() {
            return Err(Failure::NotFound);
        }
    }
    let mut lines = Vec::new();
    for line in cmd.lines.iter().take(LINES_MAX) {
        lines.push(store::line(cx.conn, line.volunteer, cmd.activity, (line.minutes, line.served_on))?);
    }
    let (organisation_scan, organisation_make_up) = store::last_year(cx.conn, cmd.organisation, cx.now)?;
    let submitted_by = by.account();
    let evidence = evidence_of(cx, cmd.evidence, submitted_by)?;
    let reason = if cmd.reason.trim().is_empty() { String::new() } else { clean_lines(&cmd.reason, 500)? };
    let make_up =
        MakeUp { lines, reason, evidence: evidence.is_some(), submitted_by, organisation_scan, organisation_make_up };
    make_up.check(cx.now)?;
    let level = domain::hours::decider(&make_up);
    let filing =
        Filing { organisation: cmd.organisation, activity: cmd.activity, evidence: evidence.unwrap_or(0), level };
    let id = store::insert(cx, &filing, &make_up)?;
    log(cx, "make-up.submit", id, cmd.organisation, &make_up.reason)?;
    Ok(id)
}

/// Evidence counts when it exists and the submitter uploaded it.
fn evidence_of(cx: &mut Cx, id: Option<i64>, owner: AccountId) -> Answer<Option<i64>> {
    let Some(id) = id else { return Ok(None) };
    let own = blob::table.find(id).filter(blob::owner_account_id.eq(owner.get()));
    Ok(own.select(blob::id).first(cx.conn).optional()?)
}

/// Somebody of the reviewing organisation, or of the level above it, decides.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub make_up: MakeUpId,
    pub approve: bool,
    pub reason: String,
}

/// Decides. Approved minutes count from the next local day, and every volunteer is told.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<MakeUpState> {
    let kept = store::by_id(cx.conn, cmd.make_up, cx.now)?;
    cx.lock(&[Key::Organisation(kept.organisation.get())])?;
    let kept = store::by_id(cx.conn, kept.id, cx.now)?;
    let (by, level) = decider(cx.conn, &cx.actor, kept.organisation, cx.now)?;
    domain::hours::decide(&kept.make_up, kept.state, by, level)?;
    if !cmd.approve && cmd.reason.trim().is_empty() {
        return Err(HoursRefusal::ReasonMissing.into());
    }
    let state = if cmd.approve { MakeUpState::Approved } else { MakeUpState::Rejected };
    if !store::decided(cx, kept.id, state, &cmd.reason)? {
        return Err(HoursRefusal::Decided.into());
    }
    log(cx, if cmd.approve { "make-up.approve" } else { "make-up.reject" }, kept.id, kept.organisation, &cmd.reason)?;
    match state {
        MakeUpState::Approved => credit(cx, &kept)?,
        _ => {
            let facts = serde_json::json!({ "reason": cmd.reason });
            notice::tell(cx, kept.make_up.submitted_by, Channel::InSite, "make-up-rejected", &facts)?;
        }
    }
    Ok(state)
}

/// Who decides, and from which level: the level above when the asker holds a role there, else the reviewing organisation.
pub(super) fn decider(
    conn: &mut Conn,
    by: &Actor,
    organisation: OrganisationId,
    now: Timestamp,
) -> Answer<(AccountId, Decider)> {
    let reviewing = organisations::reviewer_of(conn, organisation)?;
    let Some(reviewing) = reviewing else {
        return Ok((organisations::platform_steward(conn, by)?.account(), Decider::LevelAbove));
    };
    let above = organisations::reviewer_of(conn, reviewing)?;
    let from_above = match above {
        Some(above) => steward(conn, by, above, Act::Review, now).map(|by| by.account()),
        None => organisations::platform_steward(conn, by).map(|by| by.account()),
    };
    if let Ok(account) = from_above {
        return Ok((account, Decider::LevelAbove));
    }
    Ok((steward(conn, by, reviewing, Act::Review, now)?.account(), Decider::ReviewingOrganisation))
}

fn credit(cx: &mut Cx, kept: &Kept) -> Answer<()> {
    let counts_from = counts_from(cx.now);
    for line in &kept.make_up.lines {
        let credit =
            Credit { class: Class::MakeUp, domain: Domain::Service, minutes: line.minutes, served_on: line.served_on };
        let entry = NewEntry {
            volunteer: line.volunteer,
            organisation: kept.organisation,
            activity: kept.activity,
            source: Source::MakeUp(kept.id),
            credit,
            counts_from,
            reverses: None,
            reason: &kept.make_up.reason,
        };
        append(cx, &entry)?;
        let facts = serde_json::json!({ "minutes": line.minutes.0, "reason": kept.make_up.reason, "make_up": kept.id });
        notice::tell(cx, line.account, Channel::InSite, "make-up-credited", &facts)?;
    }
    Ok(())
}

/// The reason that stands in the ledger when the volunteer refuses; pages say it in the reader's language.
pub const REFUSED: &str = "refused by the volunteer";

/// The credited volunteer refuses the minutes of a make-up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefuseCredit {
    pub entry: EntryId,
}

/// Reverses the entry; possible within seven days after approval.
pub fn refuse(cx: &mut Cx, cmd: &RefuseCredit) -> Answer<()> {
    let account = cx.account()?;
    let who = volunteer_of(cx.conn, account)?;
    cx.lock(&[Key::Volunteer(who.get())])?;
    type Row = (i64, Option<i64>, Option<i64>, i64, i16, i64, i64, i64);
    let own = entry::table.find(cmd.entry.get()).filter(entry::volunteer_id.eq(who.get()));
    let (organisation, activity, make_up, minutes, class, served_on, counts_from, recorded_at): Row = own
        .select((
            entry::organisation_id,
            entry::activity_id,
            entry::make_up_id,
            entry::minutes,
            entry::class,
            entry::served_on,
            entry::counts_from,
            entry::recorded_at,
        ))
        .first(cx.conn)?;
    let (Some(make_up), Some(Class::MakeUp)) = (make_up, Class::stored(class)) else {
        return Err(HoursRefusal::WrongClass.into());
    };
    may_refuse(domain::kernel::timestamp(recorded_at), cx.now)?;
    let taken_back: i64 = entry::table.filter(entry::reverses_id.eq(cmd.entry.get())).count().get_result(cx.conn)?;
    if taken_back > 0 {
        return Err(HoursRefusal::Reversed.into());
    }
    let credit = Credit {
        class: Class::Reversal,
        domain: Domain::Service,
        minutes: Minutes::stored(minutes),
        served_on: day_of(served_on),
    };
    let reversal = NewEntry {
        volunteer: who,
        organisation: OrganisationId(organisation),
        activity: activity.map(ActivityId),
        source: Source::MakeUp(MakeUpId(make_up)),
        credit,
        counts_from: day_of(counts_from),
        reverses: Some(Counted { id: cmd.entry, class: Class::MakeUp }),
        reason: REFUSED,
    };
    append(cx, &reversal)?;
    let line = make_up_line::table
        .filter(make_up_line::make_up_id.eq(make_up).and(make_up_line::volunteer_id.eq(who.get())))
        .filter(make_up_line::minutes.eq(minutes).and(make_up_line::served_on.eq(served_on)));
    diesel::update(line).set(make_up_line::refused_at.eq(cx.at())).execute(cx.conn)?;
    Ok(())
}

fn log(cx: &mut Cx, act: &'static str, id: MakeUpId, organisation: OrganisationId, reason: &str) -> Answer<()> {
    let facts = serde_json::json!({});
    audit::write(
        cx,
        audit::Act { act, subject: format!("make-up/{id}"), organisation: Some(organisation), reason, facts },
    )
}

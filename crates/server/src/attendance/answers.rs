//! What people say about a presence afterwards: the volunteer confirms and rates or disagrees, a steward confirms or corrects.

use super::{
    actions::{Credited, credit_minutes},
    store::{self, CREDITED, Kept, PENDING, PROVISIONAL},
};
use crate::{
    audit,
    enrolment::volunteer_of,
    hours::{self, NewEntry, Source},
    kernel::{
        cx::{Cx, Key},
        db::{
            BothExt,
            schema::{correction, volunteer},
        },
        failure::{Answer, Failure},
    },
    notice::{self, Channel},
    organisation::steward_of_activity,
};
use diesel::prelude::*;
use domain::{
    activity::Kind,
    attendance::{AttendanceRefusal, CreditLimits, Elsewhere, FaceCheck, credit},
    hours::{Class, Counted, Credit, Domain, Settlement},
    kernel::{AccountId, ActivityId, AttendanceId, Minutes, Period, VolunteerId, clean_lines, local_date},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// The volunteer confirms the minutes and may rate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    pub attendance: AttendanceId,
    /// 1 to 5.
    pub stars: Option<u8>,
    pub words: String,
}

/// Marks the volunteer's confirmation. A provisional presence is credited once both sides confirmed (ATT-12).
pub fn confirm(cx: &mut Cx, cmd: &Confirm) -> Answer<Minutes> {
    let kept = mine(cx, cmd.attendance)?;
    if kept.until.is_none() {
        return Err(AttendanceRefusal::NothingToConfirm.into());
    }
    store::mark_confirmed(cx, kept.id, None)?;
    if let Some(stars) = cmd.stars.filter(|stars| (1..=5).contains(stars)) {
        let words = if cmd.words.trim().is_empty() { String::new() } else { clean_lines(&cmd.words, 300)? };
        store::rate(cx, kept.id, stars, &words)?;
    }
    if kept.state == PROVISIONAL && kept.steward_confirmed {
        credit_kept(cx, &kept, kept.minutes)?;
    }
    Ok(kept.minutes)
}

/// The asker's own attendance, under the volunteer's lock.
fn mine(cx: &mut Cx, id: AttendanceId) -> Answer<Kept> {
    let account = cx.account()?;
    let who = volunteer_of(cx.conn, account)?;
    cx.lock(&[Key::Volunteer(who.get())])?;
    let kept = store::by_id(cx.conn, id)?;
    if kept.volunteer == who { Ok(kept) } else { Err(Failure::NotFound) }
}

/// Credits a presence that waited for people.
fn credit_kept(cx: &mut Cx, kept: &Kept, minutes: Minutes) -> Answer<()> {
    let planned = store::planned(cx.conn, kept.session)?;
    store::settle(cx, kept.id, CREDITED, minutes)?;
    let about = Credited {
        volunteer: kept.volunteer,
        activity: kept.activity,
        attendance: kept.id,
        kind: planned.kind,
        minutes,
    };
    credit_minutes(cx, &about, planned.organisation, kept.since)
}

/// A steward confirms a presence that waits: signed in alone, or provisional.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approve {
    pub attendance: AttendanceId,
}

/// Marks the steward's confirmation; what was signed alone is credited at once, what is provisional once both confirmed.
pub fn approve(cx: &mut Cx, cmd: &Approve) -> Answer<Minutes> {
    let (kept, by) = theirs(cx, cmd.attendance)?;
    if volunteer_account(cx, kept.volunteer)? == by {
        return Err(domain::hours::HoursRefusal::OwnCredit.into());
    }
    match kept.state {
        PENDING => {
            store::mark_confirmed(cx, kept.id, Some(by.get()))?;
            credit_kept(cx, &kept, kept.minutes)?;
        }
        PROVISIONAL => {
            store::mark_confirmed(cx, kept.id, Some(by.get()))?;
            if kept.volunteer_confirmed {
                credit_kept(cx, &kept, kept.minutes)?;
            }
        }
        _ => return Err(AttendanceRefusal::NothingToConfirm.into()),
    }
    Ok(kept.minutes)
}

/// An attendance that the asker may decide about as a steward, under the volunteer's lock.
fn theirs(cx: &mut Cx, id: AttendanceId) -> Answer<(Kept, AccountId)> {
    let known = store::by_id(cx.conn, id)?;
    let by = steward_of_activity(cx.conn, &cx.actor, known.activity, Act::OnSite, cx.now)?;
    cx.lock(&[Key::Volunteer(known.volunteer.get())])?;
    Ok((store::by_id(cx.conn, id)?, by.account()))
}

fn volunteer_account(cx: &mut Cx, who: VolunteerId) -> Answer<AccountId> {
    Ok(AccountId(volunteer::table.find(who.get()).select(volunteer::account_id).first(cx.conn)?))
}

/// The volunteer disagrees with the minutes (ATT-11).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AskCorrection {
    pub attendance: AttendanceId,
    pub wanted: Minutes,
    pub text: String,
}

/// Opens a correction request; nothing changes until the organiser answers.
pub fn ask_correction(cx: &mut Cx, cmd: &AskCorrection) -> Answer<()> {
    let kept = mine(cx, cmd.attendance)?;
    if kept.until.is_none() {
        return Err(AttendanceRefusal::NothingToConfirm.into());
    }
    let text = clean_lines(&cmd.text, 500).map_err(|refusal| Failure::from(("text", refusal)))?;
    let row = (
        correction::id.eq(cx.id()),
        correction::attendance_id.eq(kept.id.get()),
        correction::volunteer_id.eq(kept.volunteer.get()),
        correction::wanted_minutes.eq(cmd.wanted.get()),
        correction::text.eq(text),
        correction::asked_at.eq(cx.at()),
        correction::answer.eq(0i16),
        correction::answer_text.eq(""),
    );
    let asked = diesel::insert_into(correction::table).values(row).on_conflict_do_nothing().both().execute(cx.conn)?;
    if asked == 0 { Err(AttendanceRefusal::Answered.into()) } else { Ok(()) }
}

/// A steward answers a correction request: by other minutes, or by a reason.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleCorrection {
    pub attendance: AttendanceId,
    /// None: the minutes stand.
    pub minutes: Option<Minutes>,
    pub text: String,
}

/// Answers; other minutes become a reversal and a new entry (HRS-01), at most what the session holds.
pub fn settle_correction(cx: &mut Cx, cmd: &SettleCorrection) -> Answer<Minutes> {
    let (kept, by) = theirs(cx, cmd.attendance)?;
    let text = clean_lines(&cmd.text, 500).map_err(|refusal| Failure::from(("text", refusal)))?;
    let account = volunteer_account(cx, kept.volunteer)?;
    if account == by {
        return Err(domain::hours::HoursRefusal::OwnCredit.into());
    }
    crate::record::refuse_held(cx.conn, account)?;
    let open = correction::table.filter(correction::attendance_id.eq(kept.id.get()).and(correction::answer.eq(0i16)));
    let answer: i16 = if cmd.minutes.is_some() { 1 } else { 2 };
    let answered = diesel::update(open)
        .set((
            correction::answer.eq(answer),
            correction::answer_text.eq(&text),
            correction::answered_by.eq(by.get()),
            correction::answered_at.eq(cx.at()),
        ))
        .execute(cx.conn)?;
    if answered == 0 {
        return Err(AttendanceRefusal::Answered.into());
    }
    let minutes = match cmd.minutes {
        Some(wanted) => correct(cx, &kept, wanted, &text)?,
        None => kept.minutes,
    };
    let planned = store::planned(cx.conn, kept.session)?;
    let facts = serde_json::json!({ "activity": planned.title, "minutes": minutes.0, "text": text });
    notice::tell(cx, account, Channel::InSite, "attendance-corrected", &facts)?;
    Ok(minutes)
}

fn correct(cx: &mut Cx, kept: &Kept, wanted: Minutes, reason: &str) -> Answer<Minutes> {
    let planned = store::planned(cx.conn, kept.session)?;
    let whole = Period { starts_at: planned.period.starts_at, ends_at: planned.period.ends_at };
    let most = credit(
        whole,
        (planned.period, planned.breaks),
        FaceCheck::Done,
        &Elsewhere::default(),
        CreditLimits::default(),
    );
    let minutes = wanted.min(most);
    let served_on = local_date(kept.since);
    let domain = if planned.kind == Kind::Training { Domain::Training } else { Domain::Service };
    let line = |class, minutes, reverses| NewEntry {
        volunteer: kept.volunteer,
        organisation: planned.organisation,
        activity: Some(kept.activity),
        source: Source::Attendance(kept.id),
        credit: Credit { class, domain, minutes, served_on },
        counts_from: served_on,
        reverses,
        reason,
    };
    let standing = hours::standing(cx.conn, kept.id)?;
    match domain::hours::settle(standing, minutes) {
        Settlement::Agreed => {}
        Settlement::Credit { minutes } => {
            hours::append(cx, &line(Class::Scan, minutes, None))?;
        }
        Settlement::Correct { reverses, minutes } => {
            let before = standing.map_or(Minutes::ZERO, |(_, before)| before);
            let counted = Some(Counted { id: reverses, class: Class::Scan });
            hours::append(cx, &line(Class::Reversal, before, counted))?;
            if minutes > Minutes::ZERO {
                hours::append(cx, &line(Class::Scan, minutes, None))?;
            }
        }
    }
    store::settle(cx, kept.id, CREDITED, minutes)?;
    Ok(minutes)
}

/// A steward saw the face and the document of a volunteer (ATT-07).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MarkFace {
    pub activity: ActivityId,
    pub volunteer: VolunteerId,
}

/// Marks the face check; a volunteer keeps it for ever.
pub fn mark_face(cx: &mut Cx, cmd: &MarkFace) -> Answer<()> {
    let by = steward_of_activity(cx.conn, &cx.actor, cmd.activity, Act::OnSite, cx.now)?;
    let enrolled = crate::enrolment::is_known(cx.conn, cmd.activity, cmd.volunteer)?;
    if !enrolled {
        return Err(Failure::NotFound);
    }
    if volunteer_account(cx, cmd.volunteer)? == by.account() {
        return Err(domain::hours::HoursRefusal::OwnCredit.into());
    }
    let unmarked = volunteer::table.find(cmd.volunteer.get()).filter(volunteer::face_marked_at.is_null());
    diesel::update(unmarked)
        .set((volunteer::face_marked_at.eq(cx.at()), volunteer::face_marked_by.eq(by.account().get())))
        .execute(cx.conn)?;
    let subject = format!("volunteer/{}", cmd.volunteer);
    let facts = serde_json::json!({ "activity": cmd.activity });
    audit::write(
        cx,
        audit::Act { act: "volunteer.face-check", subject, organisation: Some(by.organisation()), reason: "", facts },
    )
}

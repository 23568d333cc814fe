//! Signing in and out: one facts query, one decision, at most three inserts.

use super::{
    facts::{self, Facts, Session, Whose},
    store::{self, Arrival, CREDITED, Departure, NewScan, PENDING},
    tries,
};
use crate::{
    enrolment,
    hours::{self, NewEntry, Source},
    kernel::{
        cx::{Cx, Key as Lock},
        failure::{Answer, Failure},
    },
    organisation::steward_of_activity,
};
use domain::{
    activity::{Fix, Kind},
    attendance::{
        AttendanceRefusal, CreditLimits, Direction, Elsewhere, FaceCheck, Method, RotatingCode, SignInFacts,
        SignOutFacts, TypedCode, WrongCodes, credit, typed_code,
    },
    hours::{Class, Credit, Domain},
    kernel::{ActivityId, AttendanceId, Minutes, Period, VolunteerId, local_date},
    organisation::Act,
};
use serde::{Deserialize, Serialize};

/// What proves that somebody is on site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Key {
    /// The text of a rotating code.
    Rotating(String),
    /// The six digits told on site.
    Typed { activity: ActivityId, digits: String, agreed: bool },
    /// Nothing but the volunteer's own word and position.
    OneSelf { activity: ActivityId },
    /// A steward scanned the volunteer.
    Scanned { activity: ActivityId, volunteer: VolunteerId },
}

/// What is kept of how it came about; all of it may be missing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Evidence {
    pub position: Option<Fix>,
    pub device: Option<String>,
}

/// Somebody signs in. `nonce` names this one act, however often it is sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    pub key: Key,
    pub nonce: String,
    pub evidence: Evidence,
}

/// Somebody signs out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignOut {
    pub key: Key,
    pub nonce: String,
    pub evidence: Evidence,
}

/// How it ended, for the one who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub attendance: AttendanceId,
    pub volunteer: VolunteerId,
    pub activity: ActivityId,
    pub title: String,
    pub direction: Direction,
    pub since: jiff::Timestamp,
    pub until: Option<jiff::Timestamp>,
    pub minutes: Minutes,
    /// False: the presence is kept but credits nothing, since nobody marked the face check before (ATT-07).
    pub face_checked: bool,
    /// The minutes wait for a steward.
    pub pending: bool,
}

/// Signs in.
pub fn sign_in(cx: &mut Cx, cmd: &SignIn) -> Answer<Signed> {
    let (method, activity, whose) = arrive(cx, &cmd.key)?;
    let facts = facts::read(cx, whose, activity, &cmd.nonce)?;
    believe(cx, &cmd.key, &facts, activity, Direction::In)?;
    let session = facts.session.ok_or(AttendanceRefusal::NotKept)?;
    if facts.repeat {
        return again(cx, &facts, activity, Direction::In);
    }
    let evidence = usable(&cmd.evidence, &facts, method)?;
    let position = evidence.position.as_ref();
    let decided = domain::attendance::sign_in(&sign_in_facts(&facts, session, method), method, position, cx.now)?;
    if decided.enrols {
        enrolment::enrol_walk_in(cx, activity, facts.volunteer)?;
    }
    let grade = method.grade(position.is_some());
    let arrival = Arrival {
        session: session.id,
        activity,
        volunteer: facts.volunteer,
        method,
        grade,
        face_check: decided.face_check,
    };
    if !keep_scan(cx, &facts, session, (Direction::In, method), (&cmd.nonce, &evidence))? {
        return Err(Failure::unavailable());
    }
    let Some(attendance) = store::open(cx, &arrival)? else {
        return Err(AttendanceRefusal::AlreadyIn { since: cx.now }.into());
    };
    Ok(Signed {
        attendance,
        volunteer: facts.volunteer,
        activity,
        title: facts.title,
        direction: Direction::In,
        since: decided.since,
        until: None,
        minutes: Minutes::ZERO,
        face_checked: decided.face_check == FaceCheck::Done,
        pending: false,
    })
}

/// Signs out and credits the minutes at once.
pub fn sign_out(cx: &mut Cx, cmd: &SignOut) -> Answer<Signed> {
    let (method, activity, whose) = arrive(cx, &cmd.key)?;
    let facts = facts::read(cx, whose, activity, &cmd.nonce)?;
    believe(cx, &cmd.key, &facts, activity, Direction::Out)?;
    let session = facts.session.ok_or(AttendanceRefusal::NotIn)?;
    if facts.repeat {
        return again(cx, &facts, activity, Direction::Out);
    }
    let sign_out_facts = SignOutFacts {
        method_on: method_on(&facts, method),
        window: session.window,
        place: facts.place,
        present: facts.present,
    };
    let evidence = usable(&cmd.evidence, &facts, method)?;
    let presence = domain::attendance::sign_out(&sign_out_facts, method, evidence.position.as_ref(), cx.now)?;
    let minutes = worth(&facts, session, presence);
    let attendance = AttendanceId(facts.attendance.ok_or(AttendanceRefusal::NotIn)?);
    let pending = method == Method::OneSelf;
    if !keep_scan(cx, &facts, session, (Direction::Out, method), (&cmd.nonce, &evidence))? {
        return Err(Failure::unavailable());
    }
    let state = if pending { PENDING } else { CREDITED };
    if !store::close(cx, attendance.get(), &Departure { state, until: presence.ends_at, minutes })? {
        return Err(AttendanceRefusal::AlreadyOut { until: cx.now }.into());
    }
    if !pending {
        let about = Credited { volunteer: facts.volunteer, activity, attendance, kind: facts.kind, minutes };
        credit_minutes(cx, &about, facts.organisation, presence.starts_at)?;
    }
    Ok(Signed {
        attendance,
        volunteer: facts.volunteer,
        activity,
        title: facts.title,
        direction: Direction::Out,
        since: presence.starts_at,
        until: Some(presence.ends_at),
        minutes,
        face_checked: facts.face_checked,
        pending,
    })
}

/// Which method the key stands for, at which activity, and whose presence it is. Takes the locks.
fn arrive(cx: &mut Cx, key: &Key) -> Answer<(Method, ActivityId, Whose)> {
    let found = match key {
        Key::Rotating(text) => (Method::RotatingCode, RotatingCode::parse(text)?.activity, Whose::Asker),
        Key::Typed { activity, .. } => (Method::TypedCode, *activity, Whose::Asker),
        Key::OneSelf { activity } => (Method::OneSelf, *activity, Whose::Asker),
        Key::Scanned { activity, volunteer } => {
            steward_of_activity(cx.conn, &cx.actor, *activity, Act::OnSite, cx.now)?;
            (Method::StewardScan, *activity, Whose::Volunteer(*volunteer))
        }
    };
    match found.2 {
        Whose::Asker => cx.lock_asker()?,
        Whose::Volunteer(volunteer) => cx.lock(&[Lock::Volunteer(volunteer.get())])?,
    }
    Ok(found)
}

/// Checks the key against the activity's secret.
fn believe(cx: &mut Cx, key: &Key, facts: &Facts, activity: ActivityId, direction: Direction) -> Answer<()> {
    match key {
        Key::Rotating(text) => RotatingCode::parse(text)?.verify(&facts.code_key, activity, direction, cx.now)?,
        Key::Typed { digits, agreed, .. } => {
            WrongCodes::may_try(tries::of(cx, activity)?, cx.now)?;
            if !TypedCode::typed(digits).matches(&typed_code(&facts.code_key, activity)) {
                return Err(AttendanceRefusal::CodeWrong.into());
            }
            if direction == Direction::In && !agreed && !facts.agreed {
                return Err(AttendanceRefusal::AgreementMissing { version: crate::activity::INTEGRITY_VERSION }.into());
            }
        }
        Key::OneSelf { .. } | Key::Scanned { .. } => {}
    }
    Ok(())
}

/// The evidence without a position that may not be used.
fn usable(evidence: &Evidence, facts: &Facts, method: Method) -> Answer<Evidence> {
    let may_locate = evidence.position.is_none() || method.may_locate(facts.refused_position)?;
    let position = evidence.position.filter(|_| may_locate);
    Ok(Evidence { position, ..evidence.clone() })
}

fn method_on(facts: &Facts, method: Method) -> bool {
    match method {
        Method::RotatingCode => facts.methods.organiser_shows_code,
        Method::StewardScan => facts.methods.organiser_scans,
        Method::TypedCode => facts.methods.typed_code,
        Method::OneSelf => facts.methods.self_sign_in,
        Method::Provisional => false,
    }
}

fn sign_in_facts(facts: &Facts, session: Session, method: Method) -> SignInFacts {
    SignInFacts {
        timekeeping: facts.timekeeping,
        method_on: method_on(facts, method),
        window: session.window,
        place: facts.place,
        accepted: facts.accepted,
        // An activity without recruitment has no positions, and then everybody walks in (ACT-01).
        walk_ins: facts.methods.walk_ins || facts.places.is_none(),
        places: facts.places,
        present: facts.present,
        elsewhere: facts.elsewhere.clone(),
        face_marked_at: facts.face_marked_at,
    }
}

fn keep_scan(
    cx: &mut Cx,
    facts: &Facts,
    session: Session,
    (direction, method): (Direction, Method),
    (nonce, evidence): (&str, &Evidence),
) -> Answer<bool> {
    let evidence = serde_json::to_string(evidence)?;
    store::insert_scan(
        cx,
        &NewScan { nonce, session: session.id, volunteer: facts.volunteer, direction, method, evidence },
    )
}

/// Presences never overlap on line (one open sign-in at a time), so only the day's sum matters here.
fn worth(facts: &Facts, session: Session, presence: Period) -> Minutes {
    let check = if facts.face_checked { FaceCheck::Done } else { FaceCheck::Missing };
    let elsewhere = Elsewhere { periods: Vec::new(), day: facts.day };
    credit(presence, (session.window.planned, session.breaks), check, &elsewhere, CreditLimits::default())
}

/// What is credited.
pub struct Credited {
    pub volunteer: VolunteerId,
    pub activity: ActivityId,
    pub attendance: AttendanceId,
    pub kind: Kind,
    pub minutes: Minutes,
}

/// Appends the minutes of an attendance to the ledger, counting at once; nothing when there are none.
pub fn credit_minutes(
    cx: &mut Cx,
    about: &Credited,
    organisation: domain::kernel::OrganisationId,
    since: jiff::Timestamp,
) -> Answer<()> {
    if about.minutes == Minutes::ZERO {
        return Ok(());
    }
    let domain = if about.kind == Kind::Training { Domain::Training } else { Domain::Service };
    let served_on = local_date(since);
    let entry = NewEntry {
        volunteer: about.volunteer,
        organisation,
        activity: Some(about.activity),
        source: Source::Attendance(about.attendance),
        credit: Credit { class: Class::Scan, domain, minutes: about.minutes, served_on },
        counts_from: served_on,
        reverses: None,
        reason: "",
    };
    hours::append(cx, &entry)?;
    Ok(())
}

/// The same act sent again: the first answer, read back.
fn again(cx: &mut Cx, facts: &Facts, activity: ActivityId, direction: Direction) -> Answer<Signed> {
    let id = AttendanceId(facts.attendance.ok_or(AttendanceRefusal::NotIn)?);
    let kept = store::by_id(cx.conn, id)?;
    Ok(Signed {
        attendance: id,
        volunteer: facts.volunteer,
        activity,
        title: facts.title.clone(),
        direction,
        since: kept.since,
        until: if direction == Direction::Out { kept.until } else { None },
        minutes: if direction == Direction::Out { kept.minutes } else { Minutes::ZERO },
        face_checked: kept.face_check == FaceCheck::Done,
        pending: direction == Direction::Out && kept.state == PENDING,
    })
}

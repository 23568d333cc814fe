//! Plays the season: activities are proposed and reviewed, people sign up, are accepted, come, are seen for the first time, and go.
//! Activities are played in order of time, a few days together, so that ids rise with time.

use super::{Province, all, ask, extra};
use crate::{
    activity::{self, Agreed, Propose, Review},
    attendance::{self, CodeKey, Evidence, MarkFace, SignIn, SignOut},
    demo::{
        plan::{Event, NOTICE_DAYS, Plan},
        programme::{Contact, proposal},
    },
    enrolment::{self, Accept, SignUpFor},
    kernel::failure::{Answer, Failure},
};
use domain::{
    activity::{Decision, Part},
    kernel::{AccountId, ActivityId, EnrolmentId, PositionId, VolunteerId},
};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

/// Activities that are played at once.
const TOGETHER: usize = 8;

/// An activity on its way, with those who take part.
pub struct Running<'a> {
    event: &'a Event,
    pub activity: ActivityId,
    pub position: PositionId,
    steward: AccountId,
    crowd: Vec<(AccountId, VolunteerId)>,
}

/// Plays all events of the plan.
pub async fn play(province: &Province<'_>) -> Answer<()> {
    let (mut seen, mut papers) = (HashSet::new(), extra::Papers::new());
    for events in province.plan.events.chunks(TOGETHER) {
        let running = all(events.iter().map(|event| publish(province, event))).await?;
        for one in &running {
            enrol(province, one).await?;
        }
        for one in running.iter().filter(|one| one.event.is_past) {
            take_place(province, one, &mut seen).await?;
            extra::make_up(province, one.event, one.activity, &mut papers).await?;
        }
    }
    Ok(())
}

/// The steward hands an activity in at a moment.
pub async fn propose(province: &Province<'_>, event: &Event, at: Timestamp) -> Answer<ActivityId> {
    let opens_at = event.session.starts_at - SignedDuration::from_hours(24 * NOTICE_DAYS);
    let owner = Plan::owner(event.body);
    let person = province.plan.people.get(owner).ok_or_else(|| Failure::broken("no owner"))?;
    let contact = Contact { name: person.full_name(), phone: person.phone.clone() };
    let proposal = proposal(&event.service, &event.place, event.session, opens_at, &contact)
        .ok_or_else(|| Failure::broken("an activity of the plan is not sound"))?;
    let organisation = province.body(event.body)?;
    let cmd = Propose { organisation, proposal, agreed: Some(Agreed::IN_FULL) };
    province.act(Some(province.account(owner)?), at, cmd, activity::propose).await
}

/// Proposes and reviews; the answer is the published activity.
pub async fn publish<'a>(province: &Province<'_>, event: &'a Event) -> Answer<Running<'a>> {
    let proposed_at = event.session.starts_at - SignedDuration::from_hours(24 * (NOTICE_DAYS + 3));
    let activity = propose(province, event, proposed_at).await?;
    let steward = province.account(Plan::owner(event.body))?;
    let reviewer = province.reviewer(event.body)?;
    let reviewed_at = proposed_at + SignedDuration::from_hours(20);
    for part in [Part::Recruitment, Part::Timekeeping] {
        let cmd = Review { activity, part, decision: Decision::Approve };
        province.act(Some(reviewer), reviewed_at, cmd, activity::review).await?;
    }
    let positions = province.office.view(move |conn| activity::positions(conn, activity)).await?;
    let position = positions.first().map(|position| position.id).ok_or_else(|| Failure::broken("no position"))?;
    let found = event.crowd.iter().filter_map(|person| province.people.get(*person));
    let crowd = found.filter_map(|person| Some((person.account, person.volunteer?))).collect();
    Ok(Running { event, activity, position, steward, crowd })
}

/// Everybody signs up; most are accepted, of coming activities some still wait.
async fn enrol(province: &Province<'_>, running: &Running<'_>) -> Answer<()> {
    let opened_at = running.event.session.starts_at - SignedDuration::from_hours(24 * NOTICE_DAYS);
    let latest = province.plan.day(0);
    let at = |hours: i64| (opened_at + SignedDuration::from_hours(hours)).min(latest);
    let signed_up = all(running.crowd.iter().map(|(account, _)| {
        let cmd = SignUpFor { activity: running.activity, position: running.position, read_risks: true };
        province.act(Some(*account), at(6), cmd, enrolment::sign_up)
    }));
    let enrolments: Vec<EnrolmentId> = match opened_at < latest {
        true => signed_up.await?.into_iter().map(|(enrolment, _)| enrolment).collect(),
        false => return Ok(()),
    };
    let waits = |number: usize| !running.event.is_past && number.is_multiple_of(4);
    let accepted = enrolments.into_iter().enumerate().filter(|(number, _)| !waits(*number)).map(|(_, id)| id);
    let cmd = Accept { enrolments: accepted.collect() };
    province.act(Some(running.steward), at(30), cmd, enrolment::accept).await?;
    Ok(())
}

/// The day itself: faces are checked before the start, the steward scans people in and out.
async fn take_place(province: &Province<'_>, running: &Running<'_>, seen: &mut HashSet<VolunteerId>) -> Answer<()> {
    let session = running.event.session;
    let minutes = |from: Timestamp, by: usize| from + SignedDuration::from_secs(i64::try_from(by).unwrap_or(0) * 7);
    let before = session.starts_at - SignedDuration::from_mins(25);
    let activity = running.activity;
    let newcomers: Vec<VolunteerId> =
        running.crowd.iter().map(|(_, volunteer)| *volunteer).filter(|volunteer| seen.insert(*volunteer)).collect();
    all(newcomers.into_iter().map(|volunteer| {
        province.act(Some(running.steward), before, MarkFace { activity, volunteer }, attendance::mark_face)
    }))
    .await?;
    all(running.crowd.iter().enumerate().map(|(number, (_, volunteer))| {
        let at = minutes(session.starts_at - SignedDuration::from_mins(12), number);
        let cmd =
            SignIn { key: scanned(running, *volunteer), nonce: nonce(running, *volunteer, "in"), evidence: evidence() };
        attendance::sign_in(province.office, ask(Some(running.steward), at), cmd)
    }))
    .await?;
    all(running.crowd.iter().enumerate().map(|(number, (_, volunteer))| {
        let at = minutes(session.ends_at - SignedDuration::from_mins(14), number);
        let cmd = SignOut {
            key: scanned(running, *volunteer),
            nonce: nonce(running, *volunteer, "out"),
            evidence: evidence(),
        };
        attendance::sign_out(province.office, ask(Some(running.steward), at), cmd)
    }))
    .await?;
    Ok(())
}

fn scanned(running: &Running<'_>, volunteer: VolunteerId) -> CodeKey {
    CodeKey::Scanned { activity: running.activity, volunteer }
}

fn nonce(running: &Running<'_>, volunteer: VolunteerId, direction: &str) -> String {
    format!("demo-{}-{volunteer}-{direction}", running.activity)
}

fn evidence() -> Evidence {
    Evidence::default()
}

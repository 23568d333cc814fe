//! What waits on the desks of the demo's steward and of the reviewer above: applications, sign-ups, an activity to review, a make-up to
//! decide, an objection to answer. All of it a few hours old.

use super::{Province, act, all, cast, extra, season};
use crate::{
    demo::{
        plan::{Event, Plan},
        programme,
    },
    enrolment::{self, SignUpFor},
    hours::make_up::{self, Submit, SubmitLine},
    kernel::{
        db::schema::activity as activities,
        failure::{Answer, Failure},
    },
    objection::{self, File},
    organisation::{self, Apply},
};
use diesel::prelude::*;
use domain::{
    activity::State,
    kernel::{ActivityId, Minutes, local_date},
};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// People who apply, and people who sign up.
const APPLICANTS: usize = 6;
const SIGN_UPS: usize = 14;
/// The activity that people can sign up for, and the one that waits for its review, so many days ahead.
const OPEN_IN: i32 = 3;
const REVIEW_IN: i32 = 10;

/// Puts everything on the desks.
pub async fn on_the_desks(province: &Province<'_>) -> Answer<()> {
    let body = province.plan.body_named(cast::ORGANISATION);
    let body = body.ok_or_else(|| Failure::broken("the demo's steward has no organisation"))?;
    let now = province.plan.day(0) - SignedDuration::from_hours(20);
    applications(province, body, now).await?;
    open_activity(province, body, now).await?;
    let later = event(province, body, ("乡村小学图书角整理", REVIEW_IN))?;
    season::propose(province, &later, now).await?;
    make_up(province, body, now).await?;
    objection(province, body, now).await
}

/// People who belong to few organisations, not to this one, and answer for none.
fn others<'a>(province: &'a Province<'_>, body: usize) -> impl Iterator<Item = usize> + 'a {
    let belongings = province.plan.belongings.iter().enumerate().skip(province.plan.bodies.len());
    let free = belongings.filter(move |(_, bodies)| bodies.len() == 1 && !bodies.contains(&body));
    free.map(|(person, _)| person)
}

async fn applications(province: &Province<'_>, body: usize, now: Timestamp) -> Answer<()> {
    let organisation = province.body(body)?;
    let apply = |person: usize| async move {
        act(province.office, Some(province.account(person)?), now, Apply { organisation }, organisation::apply).await
    };
    all(others(province, body).take(APPLICANTS).map(apply)).await.map(|_| ())
}

/// An activity of the steward's own that is open, with people who wait to be accepted.
async fn open_activity(province: &Province<'_>, body: usize, now: Timestamp) -> Answer<()> {
    let open = event(province, body, ("教长者用智能手机", OPEN_IN))?;
    let running = season::publish(province, &open).await?;
    let day = local_date(open.session.starts_at);
    let busy = |person: &usize| {
        let same_day = province.plan.events.iter().filter(|event| local_date(event.session.starts_at) == day);
        same_day.flat_map(|event| &event.crowd).any(|one| one == person)
    };
    let (activity, position) = (running.activity, running.position);
    let sign_up = |person: usize| async move {
        let cmd = SignUpFor { activity, position, read_risks: true };
        act(province.office, Some(province.account(person)?), now, cmd, enrolment::sign_up).await
    };
    let free = others(province, body).skip(APPLICANTS).filter(|person| !busy(person));
    all(free.take(SIGN_UPS).map(sign_up)).await.map(|_| ())
}

/// An activity of the organisation at its own place, so many days ahead.
fn event(province: &Province<'_>, body: usize, (title, days): (&str, i32)) -> Answer<Event> {
    let service = programme::services().into_iter().find(|service| service.title == title);
    let region = province.plan.bodies.get(body).map(|body| body.region);
    let place = crate::demo::places::all().into_iter().find(|place| Some(place.region) == region);
    let (service, place) = service.zip(place).ok_or_else(|| Failure::broken("the steward's own activity"))?;
    let session = service.on(province.plan.start.saturating_add(days.days()));
    Ok(Event { body, service, place, session, crowd: Vec::new(), helpers: Vec::new(), is_past: false })
}

/// Minutes of some members that somebody above decides about.
async fn make_up(province: &Province<'_>, body: usize, now: Timestamp) -> Answer<()> {
    let owner = Plan::owner(body);
    let evidence = extra::hand_in(province, owner).await?;
    let served_on = local_date(now);
    let members = province.plan.belongings.iter().enumerate();
    let members = members.filter(|(person, bodies)| *person >= province.plan.bodies.len() && bodies.contains(&body));
    let members = members.filter_map(|(person, _)| province.people.get(person)?.volunteer).take(3);
    let cmd = Submit {
        organisation: province.body(body)?,
        activity: None,
        lines: members.map(|volunteer| SubmitLine { volunteer, minutes: Minutes(60), served_on }).collect(),
        reason: "上门探访时手机没电，没有扫码，按探访登记表补录。".to_owned(),
        evidence: Some(evidence.get()),
    };
    province.act(Some(province.account(owner)?), now, cmd, make_up::submit).await.map(|_| ())
}

/// Somebody asks about an activity of the organisation, if it had one.
async fn objection(province: &Province<'_>, body: usize, now: Timestamp) -> Answer<()> {
    let organisation = province.body(body)?;
    let begun = activities::table
        .filter(activities::organisation_id.eq(organisation.get()))
        .filter(activities::state.eq(State::Published.number()))
        .filter(activities::starts_at.lt(now.as_microsecond()))
        .order(activities::starts_at.desc());
    let found = province.office.view(move |conn| Ok(begun.select(activities::id).first(conn).optional()?)).await?;
    let Some(activity) = found.map(ActivityId) else { return Ok(()) };
    let text = "公示的时长比活动通知里写的多了半小时，请核对签到记录。".to_owned();
    let somebody = others(province, body).next().ok_or_else(|| Failure::broken("nobody to object"))?;
    let by = province.account(somebody)?;
    province.act(Some(by), now, File { activity, row: None, text }, objection::file).await.map(|_| ())
}

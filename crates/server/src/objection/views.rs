//! What is read of objections: a case as one visitor may see it, and the lists of those who answer and decide.

use super::store::{self, State};
use crate::{
    kernel::{
        access::Actor,
        db::{
            Conn, MultiBackend,
            schema::{activity, objection, organisation, volunteer},
        },
        failure::{Answer, Failure},
    },
    organisation::{platform_steward, steward},
};
use diesel::prelude::*;
use domain::{
    disclosure::Public,
    kernel::{ActivityId, OrganisationId, VolunteerId, timestamp},
    objection::State as Stands,
    organisation::Act,
};
use jiff::Timestamp;
use serde::Serialize;

const PAGE_SIZE: i64 = 20;

/// A case as one visitor sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ObjectionShown {
    pub number: String,
    /// `filed`, `answered`, `upheld` or `dismissed`.
    pub state: &'static str,
    #[schema(value_type = Option<String>)]
    pub activity_id: Option<ActivityId>,
    pub activity: String,
    #[schema(value_type = String)]
    pub organisation_id: OrganisationId,
    pub organisation: String,
    /// Who decides; null for the platform.
    pub decider: Option<String>,
    /// Whether one row is disputed, not the whole activity.
    pub about_row: bool,
    /// The public name of the disputed row; null for a minor or the whole activity.
    pub name: Option<String>,
    /// What the reporter wrote; null for everybody but the reporter, the organisation and the one who decides.
    pub text: Option<String>,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
    pub answer: Option<Words>,
    pub decision: Option<Words>,
    /// What the visitor may do now.
    pub may_answer: bool,
    pub may_decide: bool,
}

/// Words of an organisation, with their time; who wrote them is in the trail.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Words {
    pub text: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
}

/// Reads a case by its number.
pub fn shown(conn: &mut Conn, number: &str, by: &Actor, now: Timestamp) -> Answer<ObjectionShown> {
    let case = store::by_number(conn, number)?;
    let about = case.objection.about;
    let may = |answer: Answer<()>| match answer {
        Ok(()) => Ok(true),
        Err(Failure::Refused(_) | Failure::NotFound) => Ok(false),
        Err(broken) => Err(broken),
    };
    let answers = may(steward(conn, by, about, Act::Hours, now).map(|_| ()))?;
    let decides = may(match case.objection.decider {
        Some(above) => steward(conn, by, above, Act::Review, now).map(|_| ()),
        None => platform_steward(conn, by).map(|_| ()),
    })?;
    let reported = by.account.is_some() && by.account == case.objection.reporter;
    let (answer, decision) = match &case.objection.state {
        Stands::Filed => (None, None),
        Stands::Answered { answer } => (Some(answer.clone()), None),
        Stands::Decided { answer, reason, .. } => (answer.clone(), Some(reason.clone())),
    };
    let is_party = reported || answer.as_ref().is_some_and(|said| Some(said.by) == by.account);
    let words = |said: domain::objection::Said| Words { text: said.text, at: said.at };
    let activity = match case.activity {
        Some(id) => activity::table.find(id.get()).select(activity::title).first(conn)?,
        None => String::new(),
    };
    Ok(ObjectionShown {
        state: State::of(&case.objection.state).name(),
        activity_id: case.activity,
        activity,
        organisation_id: about,
        organisation: crate::organisation::name_of(conn, about)?,
        decider: case.objection.decider.map(|above| crate::organisation::name_of(conn, above)).transpose()?,
        about_row: case.volunteer.is_some(),
        name: case.volunteer.map(|id| public_name(conn, id, now)).transpose()?.flatten(),
        text: (reported || answers || decides).then(|| case.objection.text.clone()),
        filed_at: case.objection.filed_at,
        may_answer: answers && matches!(case.objection.state, Stands::Filed),
        may_decide: decides && decision.is_none() && !is_party,
        answer: answer.map(words),
        decision: decision.map(words),
        number: case.number,
    })
}

/// The name that the public may read of a disputed row; none for minors.
pub fn public_name(conn: &mut Conn, id: VolunteerId, now: Timestamp) -> Answer<Option<String>> {
    let (name, consents, minor_until): (String, bool, Option<i64>) = volunteer::table
        .find(id.get())
        .select((volunteer::public_name, volunteer::listed, volunteer::minor_until))
        .first(conn)?;
    let public = Public { consents, minor_until: minor_until.map(timestamp) };
    Ok(public.is_ranked(now).then_some(name))
}

/// A case in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ObjectionLine {
    pub number: String,
    pub state: &'static str,
    pub activity: String,
    pub organisation: String,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
    /// Whether it waits for this very desk.
    pub waits: bool,
}

/// Whose cases.
#[derive(Debug, Clone, Copy)]
pub enum Desk {
    /// About this organisation, or for it to decide.
    Organisation(OrganisationId),
    /// For the platform to decide.
    Platform,
}

type LineRow = (i64, String, i16, i64, Option<String>, (i64, String));

/// The cases of a desk, the newest first, and the cursor of the next page.
pub fn list(conn: &mut Conn, desk: Desk, after: Option<i64>) -> Answer<(Vec<ObjectionLine>, Option<i64>)> {
    let mut rows = objection::table
        .inner_join(organisation::table.on(organisation::id.eq(objection::organisation_id)))
        .left_join(activity::table.on(objection::activity_id.eq(activity::id.nullable())))
        .order(objection::id.desc())
        .limit(PAGE_SIZE + 1)
        .select((
            objection::id,
            objection::number,
            objection::state,
            objection::filed_at,
            activity::title.nullable(),
            (organisation::id, organisation::name),
        ))
        .into_boxed::<MultiBackend>();
    rows = match desk {
        Desk::Organisation(id) => {
            rows.filter(objection::organisation_id.eq(id.get()).or(objection::decider_id.eq(id.get())))
        }
        Desk::Platform => rows.filter(objection::decider_id.is_null()),
    };
    if let Some(after) = after {
        rows = rows.filter(objection::id.lt(after));
    }
    let rows: Vec<LineRow> = rows.load(conn)?;
    let page = usize::try_from(PAGE_SIZE).unwrap_or(20);
    let next = if rows.len() > page { rows.get(page - 1).map(|row| row.0) } else { None };
    let line = |(_, number, state, filed_at, title, (about, organisation)): LineRow| {
        let state = State::stored(state).unwrap_or(State::Filed);
        let own = matches!(desk, Desk::Organisation(id) if id.get() == about);
        ObjectionLine {
            number,
            state: state.name(),
            activity: title.unwrap_or_default(),
            organisation,
            filed_at: timestamp(filed_at),
            waits: matches!((own, state), (true, State::Filed) | (false, State::Filed | State::Answered)),
        }
    };
    Ok((rows.into_iter().take(page).map(line).collect(), next))
}

//! What is kept of objections.

use crate::kernel::{
    cx::Cx,
    db::{Conn, schema::objection},
    failure::{Answer, Failure},
};
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, ActivityId, ObjectionId, OrganisationId, VolunteerId, timestamp},
    objection::{Objection, Outcome, Said, State as Stands},
};

domain::named! {
    /// Where a case stands, as one word.
    pub enum State {
        Filed = 1, "filed";
        Answered = 2, "answered";
        Upheld = 3, "upheld";
        Dismissed = 4, "dismissed";
    }
}

impl State {
    /// The word for a state of the rule book.
    pub fn of(stands: &Stands) -> State {
        match stands {
            Stands::Filed => State::Filed,
            Stands::Answered { .. } => State::Answered,
            Stands::Decided { outcome: Outcome::Upheld, .. } => State::Upheld,
            Stands::Decided { outcome: Outcome::Dismissed, .. } => State::Dismissed,
        }
    }
}

/// A case with what it is about.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: ObjectionId,
    pub number: String,
    pub activity: Option<ActivityId>,
    /// Whose row is disputed; none when it is the whole activity.
    pub volunteer: Option<VolunteerId>,
    pub objection: Objection,
}

/// What is filed.
pub struct Filing<'a> {
    pub number: &'a str,
    pub activity: ActivityId,
    pub volunteer: Option<VolunteerId>,
    /// A keyed digest of the account or the address that filed it, for the limit.
    pub reporter_mac: &'a [u8],
    pub objection: &'a Objection,
}

/// Stores a new case.
pub fn insert(cx: &mut Cx, filing: &Filing) -> Answer<ObjectionId> {
    let id = cx.id();
    let case = filing.objection;
    let row = (
        objection::id.eq(id),
        objection::number.eq(filing.number),
        objection::activity_id.eq(filing.activity.get()),
        objection::organisation_id.eq(case.about.get()),
        objection::decider_id.eq(case.decider.map(OrganisationId::get)),
        objection::volunteer_id.eq(filing.volunteer.map(VolunteerId::get)),
        objection::reporter_account_id.eq(case.reporter.map(AccountId::get)),
        objection::reporter_mac.eq(filing.reporter_mac),
        objection::text.eq(&case.text),
        objection::state.eq(State::Filed.number()),
        objection::filed_at.eq(cx.at()),
        objection::answer.eq(""),
        objection::reason.eq(""),
    );
    diesel::insert_into(objection::table).values(row).execute(cx.conn)?;
    Ok(ObjectionId(id))
}

/// Writes down an answer or a decision.
pub fn save(cx: &mut Cx, id: ObjectionId, case: &Objection) -> Answer<()> {
    let state = State::of(&case.state).number();
    let row = objection::table.find(id.get());
    match &case.state {
        Stands::Filed => return Ok(()),
        Stands::Answered { answer } => diesel::update(row)
            .set((
                objection::state.eq(state),
                objection::answer.eq(&answer.text),
                objection::answered_by.eq(answer.by.get()),
                objection::answered_at.eq(answer.at.as_microsecond()),
            ))
            .execute(cx.conn)?,
        Stands::Decided { reason, .. } => diesel::update(row)
            .set((
                objection::state.eq(state),
                objection::reason.eq(&reason.text),
                objection::decided_by.eq(reason.by.get()),
                objection::decided_at.eq(reason.at.as_microsecond()),
            ))
            .execute(cx.conn)?,
    };
    Ok(())
}

type Row = (
    (i64, String, Option<i64>, i64, Option<i64>, Option<i64>, Option<i64>),
    (String, i16, i64),
    (String, Option<i64>, Option<i64>),
    (String, Option<i64>, Option<i64>),
);

/// Reads a case by its number.
pub fn by_number(conn: &mut Conn, number: &str) -> Answer<Case> {
    let row: Row = objection::table
        .filter(objection::number.eq(number))
        .select((
            (
                objection::id,
                objection::number,
                objection::activity_id,
                objection::organisation_id,
                objection::decider_id,
                objection::volunteer_id,
                objection::reporter_account_id,
            ),
            (objection::text, objection::state, objection::filed_at),
            (objection::answer, objection::answered_by, objection::answered_at),
            (objection::reason, objection::decided_by, objection::decided_at),
        ))
        .first(conn)?;
    case(row)
}

fn case(row: Row) -> Answer<Case> {
    let ((id, number, activity, about, decider, volunteer, reporter), (text, state, filed_at), answer, reason) = row;
    let said = |(text, by, at): (String, Option<i64>, Option<i64>)| {
        Some(Said { text, by: AccountId(by?), at: timestamp(at?) })
    };
    let broken = || Failure::broken(format!("objection {id} has a state that doesn't fit its words"));
    let (answer, reason) = (said(answer), said(reason));
    let decided = |outcome, answer, reason: Option<Said>| {
        Ok::<_, Failure>(Stands::Decided { answer, outcome, reason: reason.ok_or_else(broken)? })
    };
    let state = match State::stored(state).ok_or_else(broken)? {
        State::Filed => Stands::Filed,
        State::Answered => Stands::Answered { answer: answer.ok_or_else(broken)? },
        State::Upheld => decided(Outcome::Upheld, answer, reason)?,
        State::Dismissed => decided(Outcome::Dismissed, answer, reason)?,
    };
    let objection = Objection {
        reporter: reporter.map(AccountId),
        about: OrganisationId(about),
        decider: decider.map(OrganisationId),
        text,
        filed_at: timestamp(filed_at),
        state,
    };
    Ok(Case {
        id: ObjectionId(id),
        number,
        activity: activity.map(ActivityId),
        volunteer: volunteer.map(VolunteerId),
        objection,
    })
}

/// How many cases there are of a year, by the beginning of their number.
pub fn count_of_year(conn: &mut Conn, year: i16) -> Answer<u32> {
    let last: Option<String> = objection::table
        .filter(objection::number.ge(format!("{year:04}-")).and(objection::number.lt(format!("{year:04}."))))
        .select(diesel::dsl::max(objection::number))
        .first(conn)?;
    let sequence = last.as_deref().and_then(|number| number.split_once('-')).and_then(|(_, text)| text.parse().ok());
    Ok(sequence.unwrap_or(0))
}

/// When the cases of one reporter since `since` were filed, the oldest first.
pub fn filed_since(conn: &mut Conn, reporter: &[u8], since: i64) -> Answer<Vec<i64>> {
    Ok(objection::table
        .filter(objection::reporter_mac.eq(reporter.to_vec()).and(objection::filed_at.gt(since)))
        .order(objection::filed_at)
        .select(objection::filed_at)
        .load(conn)?)
}

//! What stewards read of handouts, and what those in them read of it.

use super::{
    rights::{self, agreeing, is_held, looking, taking},
    sheet::Imprint,
    store::{self, Case, Stands},
};
use crate::{
    file,
    kernel::{
        access::Actor,
        blobs::BlobAddress,
        crypto::Keys,
        db::{
            Conn,
            schema::{account, activity, handout, handout_person, organisation, volunteer},
        },
        failure::{Answer, Failure},
    },
    organisation::{name_of, steward},
};
use diesel::prelude::*;
use domain::{
    handout::{DOWNLOADS_MAX, HandoutRefusal, KEPT_HOURS, State},
    kernel::{AccountId, ActivityId, OrganisationId, VolunteerId},
    organisation::Act,
};
use jiff::Timestamp;
use serde::Serialize;

const PAGE_SIZE: i64 = 30;

/// A handout in the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HandoutLine {
    pub id: String,
    #[schema(example = "E2026-000007")]
    pub number: String,
    /// `members` or `enrolments`.
    pub list: &'static str,
    /// The activity, where the list is of one.
    pub activity: Option<String>,
    /// `on-site`, `insurance`, `contact`, `authority`, `safety` or `other`.
    pub purpose: &'static str,
    pub people: i64,
    /// `waiting`, `agreed`, `ready`, `refused` or `over`.
    pub state: &'static str,
    #[schema(value_type = String)]
    pub asked_at: Timestamp,
    /// The public name or nickname of the one who asked.
    pub by: String,
    /// Whether I asked for it.
    pub mine: bool,
    /// When what is open ends by itself.
    #[schema(value_type = Option<String>)]
    pub until: Option<Timestamp>,
}

/// A handout with its terms.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HandoutShown {
    #[serde(flatten)]
    pub line: HandoutLine,
    pub organisation_id: String,
    pub organisation: String,
    /// `xlsx` or `csv`.
    pub format: &'static str,
    /// How names are shown: `masked` or `whole`.
    pub name: &'static str,
    /// `left-out`, `masked` or `whole`.
    pub phone: &'static str,
    pub document: &'static str,
    pub reason: String,
    /// Why whole document numbers are in it.
    pub document_reason: String,
    /// The public name or nickname of the one who decided.
    pub decided_by: Option<String>,
    /// Why it was refused.
    pub decision_reason: String,
    /// When the file was made.
    #[schema(value_type = Option<String>)]
    pub made_at: Option<Timestamp>,
    /// How often I may still download it.
    pub downloads_left: i64,
    /// Whether I may agree to it or refuse it.
    pub may_decide: bool,
}

/// An organisation's handouts, the newest first, and the id after which the next page begins.
pub fn list(
    conn: &mut Conn,
    by: &Actor,
    (at, after): (OrganisationId, Option<i64>),
    now: Timestamp,
) -> Answer<(Vec<HandoutLine>, Option<i64>)> {
    let me = steward(conn, by, at, Act::Look, now)?.account();
    let mut cases = store::page(conn, at, after, PAGE_SIZE + 1)?;
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let is_more = cases.len() > size;
    cases.truncate(size);
    let next = cases.last().filter(|_| is_more).map(|case| case.id);
    let mut lines = Vec::new();
    for case in &cases {
        lines.push(line(conn, me, case, now)?);
    }
    Ok((lines, next))
}

fn line(conn: &mut Conn, me: AccountId, case: &Case, now: Timestamp) -> Answer<HandoutLine> {
    let state = if case.state.is_due(now) { State::Over } else { case.state };
    Ok(HandoutLine {
        id: case.id.to_string(),
        number: case.number.clone(),
        list: case.terms.source.list().name(),
        activity: title(conn, case.terms.source.activity)?,
        purpose: case.terms.purpose.name(),
        people: case.people,
        state: Stands::of(state).name(),
        asked_at: case.asked_at,
        by: called(conn, case.asked_by)?,
        mine: case.asked_by == me,
        until: state.until(),
    })
}

fn title(conn: &mut Conn, id: Option<ActivityId>) -> Answer<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    Ok(Some(activity::table.find(id.get()).select(activity::title).first(conn)?))
}

/// The public name of an account's holder, or its nickname.
fn called(conn: &mut Conn, who: AccountId) -> Answer<String> {
    let names: Option<(Option<String>, String)> = account::table
        .left_join(volunteer::table.on(volunteer::account_id.eq(account::id)))
        .filter(account::id.eq(who.get()))
        .select((volunteer::public_name.nullable(), account::nickname))
        .first(conn)
        .optional()?;
    Ok(names.map(|(public_name, nickname)| public_name.unwrap_or(nickname)).unwrap_or_default())
}

/// One handout, for whoever looks at the organisation or may agree to it.
pub fn shown(conn: &mut Conn, (by, id): (&Actor, i64), now: Timestamp) -> Answer<HandoutShown> {
    let case = store::by_id(conn, id)?;
    looking(conn, by, &case, now)?;
    let me = by.account.unwrap_or(AccountId(0));
    let line = line(conn, me, &case, now)?;
    let waits = line.state == Stands::Waiting.name() && !line.mine;
    let may_decide = waits && is_held(agreeing(conn, by, &case, now).map(drop))?;
    let may_take = line.mine && is_held(taking(conn, by, case.terms.source, now).map(drop))?;
    let downloads_left = match case.state {
        State::Ready { taken, .. } if may_take && line.until.is_some() => DOWNLOADS_MAX - taken,
        State::Agreed { .. } if may_take && line.until.is_some() => DOWNLOADS_MAX,
        _ => 0,
    };
    let columns = case.terms.columns;
    let organisation = name_of(conn, case.terms.source.organisation)?;
    let decided_by = case.decided_by.map(|who| called(conn, who)).transpose()?;
    Ok(HandoutShown {
        line,
        organisation_id: case.terms.source.organisation.to_string(),
        organisation,
        format: case.terms.format.name(),
        name: columns.name.name(),
        phone: columns.phone.name(),
        document: columns.document.name(),
        reason: case.terms.reason,
        document_reason: case.terms.document_reason,
        decided_by,
        decision_reason: case.decision_reason,
        made_at: case.made_at,
        downloads_left,
        may_decide,
    })
}

/// What a form about a list says: whose it is, how many are on it, and whether whole document numbers may be asked for.
#[derive(Debug, Clone)]
pub struct Offer {
    pub organisation: OrganisationId,
    pub name: String,
    pub activity: Option<(ActivityId, String)>,
    pub people: i64,
    pub is_owner: bool,
}

/// Reads what may be asked for at an organisation, or about one of its activities.
pub fn offer(conn: &mut Conn, by: &Actor, whose: super::actions::Whose, now: Timestamp) -> Answer<Offer> {
    use super::actions::Whose;
    let (organisation, activity) = match whose {
        Whose::Members(at) => (at, None),
        Whose::Activity(id) => {
            let (of, title): (i64, String) =
                activity::table.find(id.get()).select((activity::organisation_id, activity::title)).first(conn)?;
            (OrganisationId(of), Some((id, title)))
        }
    };
    let source = store::Source { organisation, activity: activity.as_ref().map(|(id, _)| *id) };
    taking(conn, by, source, now)?;
    let is_owner = rights::is_owner(conn, by, organisation, now)?;
    let people = super::people::count(conn, source)?;
    Ok(Offer { organisation, name: name_of(conn, organisation)?, activity, people, is_owner })
}

/// A handout of the one who asks for it; for everybody else it isn't there.
pub fn own(conn: &mut Conn, who: AccountId, id: i64) -> Answer<Case> {
    let case = store::by_id(conn, id)?;
    if case.asked_by == who { Ok(case) } else { Err(Failure::NotFound) }
}

/// What there is to make.
pub struct Job {
    pub case: Case,
    pub imprint: Imprint,
}

/// A file that may be made now; none when it is there, over, or the one who asked may no longer take it.
pub fn job(conn: &mut Conn, id: i64, now: Timestamp) -> Answer<Option<Job>> {
    let case = store::by_id(conn, id)?;
    let may = taking(conn, &Actor::person(case.asked_by), case.terms.source, now).map(drop);
    if !case.state.may_be_made(now) || !is_held(may)? {
        return Ok(None);
    }
    let by = format!("{} {}", called(conn, case.asked_by)?, case.asked_by);
    let organisation = name_of(conn, case.terms.source.organisation)?;
    let activity = title(conn, case.terms.source.activity)?;
    Ok(Some(Job { case, imprint: Imprint { organisation, activity, by, at: now } }))
}

/// A file, where it lies, and the key that it was sealed under, for the one who asked for it.
pub fn file(
    conn: &mut Conn,
    keys: &Keys,
    (who, id): (AccountId, i64),
    now: Timestamp,
) -> Answer<(Case, BlobAddress, [u8; 32])> {
    let case = own(conn, who, id)?;
    let over = || Failure::from(HandoutRefusal::Over { hours: KEPT_HOURS });
    if case.state.is_due(now) {
        return Err(over());
    }
    let (blob, sealed_key) = store::file(conn, id)?.ok_or_else(over)?;
    let key = keys.payload_key().open(store::key_place(id), &sealed_key).map_err(Failure::fault)?;
    let key = key.try_into().map_err(|_| Failure::broken(format!("handout {id} has half a key")))?;
    Ok((case, file::stored(conn, blob)?.address, key))
}

/// A file that somebody's data was in.
pub struct Handed {
    pub at: i64,
    pub by: i64,
    pub organisation: (i64, String),
    pub reason: String,
}

/// The files that somebody's data was in, the newest first.
pub fn handed(conn: &mut Conn, who: VolunteerId, most: i64) -> Answer<Vec<Handed>> {
    type Row = (Option<i64>, i64, i64, String, String);
    let rows: Vec<Row> = handout_person::table
        .inner_join(handout::table.on(handout::id.eq(handout_person::handout_id)))
        .inner_join(organisation::table.on(organisation::id.eq(handout::organisation_id)))
        .filter(handout_person::volunteer_id.eq(who.get()))
        .filter(handout::made_at.is_not_null())
        .order(handout::made_at.desc())
        .limit(most)
        .select((handout::made_at, handout::asked_by, organisation::id, organisation::name, handout::reason))
        .load(conn)?;
    let file = |(at, by, id, name, reason): Row| Some(Handed { at: at?, by, organisation: (id, name), reason });
    Ok(rows.into_iter().filter_map(file).collect())
}

/// A list that one took out oneself.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct HandoutCopy {
    pub number: String,
    pub organisation: String,
    pub people: i64,
    pub reason: String,
    #[schema(value_type = String)]
    pub asked_at: Timestamp,
}

/// The lists that somebody took out.
pub fn copies(conn: &mut Conn, who: AccountId) -> Answer<Vec<HandoutCopy>> {
    let mut copies = Vec::new();
    for case in store::asked_by(conn, who)? {
        let organisation = name_of(conn, case.terms.source.organisation)?;
        let (number, people, reason) = (case.number, case.people, case.terms.reason);
        copies.push(HandoutCopy { number, organisation, people, reason, asked_at: case.asked_at });
    }
    Ok(copies)
}

/// An id as addresses name it.
pub fn parse(id: &str) -> Answer<i64> {
    id.parse().map_err(|_| Failure::NotFound)
}

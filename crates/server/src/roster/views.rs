//! What a steward reads of rosters. Who of the people has an account already is told to nobody.

use super::store::{self, Stands};
use crate::{
    kernel::{
        access::Actor,
        crypto::Keys,
        db::Conn,
        failure::{Answer, Failure},
    },
    organisation::{name_of, steward},
};
use domain::{kernel::OrganisationId, organisation::Act};
use jiff::Timestamp;
use serde::Serialize;

const OWN_MAX: i64 = 50;
const LINES_SHOWN: i64 = 100;

/// A roster in the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RosterLine {
    pub id: String,
    #[schema(value_type = String)]
    pub at: Timestamp,
    /// When its people were told.
    #[schema(value_type = Option<String>)]
    pub sent_at: Option<Timestamp>,
    pub lines: i64,
    pub taken_up: i64,
    /// How many said that it isn't them.
    pub disowned: i64,
}

/// A line as the steward sees it: masked, with what is wrong.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RosterEntry {
    /// Its place below the heads, from 1.
    pub place: i64,
    /// `faulty`, `ready`, `invited`, `taken-up`, `disowned` or `over`.
    pub state: &'static str,
    pub name: Option<String>,
    pub document: Option<String>,
    pub phone: Option<String>,
    /// `name`, `document` or `phone`.
    pub fault_column: Option<String>,
    /// The code of what is wrong, such as `document.missing`.
    pub fault_code: Option<String>,
}

/// A roster with its lines.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RosterShown {
    #[serde(flatten)]
    pub line: RosterLine,
    pub organisation_id: String,
    pub organisation: String,
    pub ready: i64,
    pub faulty: i64,
    /// Whether all lines of the sheet arrived.
    pub is_whole: bool,
    pub entries: Vec<RosterEntry>,
    /// The place after which the next page begins.
    pub next: Option<i64>,
}

fn line(conn: &mut Conn, roster: &store::Roster) -> Answer<RosterLine> {
    Ok(RosterLine {
        id: roster.id.to_string(),
        at: roster.at,
        sent_at: roster.sent_at,
        lines: roster.lines,
        taken_up: store::count(conn, roster.id, Stands::TakenUp)?,
        disowned: roster.disowned,
    })
}

/// The rosters of an organisation, the newest first.
pub fn of(conn: &mut Conn, by: &Actor, at: OrganisationId, now: Timestamp) -> Answer<Vec<RosterLine>> {
    steward(conn, by, at, Act::Members, now)?;
    let rosters = store::of(conn, at, OWN_MAX)?;
    rosters.iter().map(|roster| line(conn, roster)).collect()
}

/// One roster from a place on.
pub fn shown(conn: &mut Conn, keys: &Keys, (by, id): (&Actor, i64), after: i64, now: Timestamp) -> Answer<RosterShown> {
    let roster = store::by_id(conn, id)?;
    steward(conn, by, roster.organisation, Act::Members, now)?;
    let mut lines = store::lines(conn, keys, id, (after + 1, LINES_SHOWN + 1))?;
    let shown = usize::try_from(LINES_SHOWN).unwrap_or(usize::MAX);
    let is_more = lines.len() > shown;
    lines.truncate(shown);
    let next = lines.last().filter(|_| is_more).map(|line| line.place);
    let (ready, faulty) = (store::count(conn, id, Stands::Ready)?, store::count(conn, id, Stands::Faulty)?);
    let is_whole = roster.sent_at.is_some() || ready + faulty == roster.lines;
    Ok(RosterShown {
        line: line(conn, &roster)?,
        organisation_id: roster.organisation.to_string(),
        organisation: name_of(conn, roster.organisation)?,
        ready,
        faulty,
        is_whole,
        entries: lines.into_iter().map(entry).collect(),
        next,
    })
}

fn entry(line: store::Line) -> RosterEntry {
    let (column, code) = line.fault;
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let payload = line.payload.as_ref();
    RosterEntry {
        place: line.place,
        state: line.state.name(),
        name: payload.map(|payload| domain::volunteer::name::masked(&payload.name)),
        document: payload.map(|payload| payload.document().masked()),
        phone: payload.map(|payload| payload.phone().masked()),
        fault_column: said(column),
        fault_code: said(code),
    }
}

/// An id as addresses name it.
pub fn parse(id: &str) -> Answer<i64> {
    id.parse().map_err(|_| Failure::NotFound)
}

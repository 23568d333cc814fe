//! "Is there a record in my name?" (REG-17): who proved their identity reads which organisations entered them, and says that it isn't
//! them. The line is emptied, the organisation above is told, and the roster keeps the count.

use super::store::{self, Line, Stands};
use crate::{
    audit, help,
    kernel::{
        crypto::Keys,
        cx::{Cx, Key},
        db::Conn,
        failure::{Answer, Failure},
        session,
    },
    organisation::{name_of, reviewer_of},
    volunteer,
};
use domain::{
    kernel::{AccountId, OrganisationId},
    volunteer::Document,
};
use jiff::Timestamp;
use serde::Serialize;

/// A record that an organisation made in one's name and that one never took up.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OwnRecord {
    pub id: String,
    pub organisation: String,
    #[schema(value_type = String)]
    pub entered_at: Timestamp,
}

/// What somebody who proved their identity finds; none before that.
pub fn found(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Option<Vec<OwnRecord>>> {
    let Some(lines) = lines(conn, keys, who)? else { return Ok(None) };
    shown(conn, lines).map(Some)
}

/// What there is of a document, for whoever proved to be its owner.
pub fn of_document(conn: &mut Conn, keys: &Keys, document: &Document) -> Answer<Vec<OwnRecord>> {
    let lines = lines_of(conn, keys, document)?;
    shown(conn, lines)
}

fn lines_of(conn: &mut Conn, keys: &Keys, document: &Document) -> Answer<Vec<Line>> {
    store::open_for(conn, keys, (&[], &store::document_mac(keys, document)))
}

fn shown(conn: &mut Conn, lines: Vec<Line>) -> Answer<Vec<OwnRecord>> {
    let mut records = Vec::new();
    for line in lines {
        let roster = store::by_id(conn, line.roster)?;
        let organisation = name_of(conn, roster.organisation)?;
        records.push(OwnRecord { id: line.id.to_string(), organisation, entered_at: roster.at });
    }
    Ok(records)
}

fn lines(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Option<Vec<Line>>> {
    let Some(id) = volunteer::id_of_account(conn, who)? else { return Ok(None) };
    if !volunteer::check(conn, id)?.is_some_and(|check| check.is_verified()) {
        return Ok(None);
    }
    let document = volunteer::identity(conn, keys, id)?.document();
    lines_of(conn, keys, &document).map(Some)
}

/// Somebody disowns a record of theirs.
pub fn disown_own(cx: &mut Cx, id: &i64) -> Answer<()> {
    session::confirm(cx)?;
    let who = cx.account()?;
    cx.lock(&[Key::Series(*id)])?;
    let own = lines(cx.conn, &cx.means.keys, who)?.unwrap_or_default();
    let line = own.into_iter().find(|line| line.id == *id).ok_or(Failure::NotFound)?;
    disown(cx, &line)
}

/// Whoever proved to own a document disowns a record of it.
pub fn disown_of_document(cx: &mut Cx, document: &Document, id: i64) -> Answer<()> {
    cx.lock(&[Key::Series(id)])?;
    let own = lines_of(cx.conn, &cx.means.keys, document)?;
    let line = own.into_iter().find(|line| line.id == id).ok_or(Failure::NotFound)?;
    disown(cx, &line)
}

/// Who entered somebody that has an account now: the organisations, and who did it there.
pub fn enterers(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Vec<(OrganisationId, AccountId)>> {
    let mut enterers = Vec::new();
    for line in store::of_account(conn, keys, who)? {
        let roster = store::by_id(conn, line.roster)?;
        enterers.push((roster.organisation, roster.entered_by));
    }
    Ok(enterers)
}

/// Empties a line, tells the organisation above who entered it, and keeps the count.
pub fn disown(cx: &mut Cx, line: &Line) -> Answer<()> {
    let roster = store::by_id(cx.conn, line.roster)?;
    store::end(cx, line.id, Stands::Disowned)?;
    store::mark_disowned(cx, roster.id)?;
    let above = reviewer_of(cx.conn, roster.organisation)?;
    let about = serde_json::json!({ "organisation": name_of(cx.conn, roster.organisation)? });
    help::tell_desk(cx, above, "roster-disowned", &about)?;
    let facts = serde_json::json!({ "entered_by": roster.entered_by.to_string() });
    let (subject, organisation) = (format!("roster/{}", roster.id), Some(roster.organisation));
    audit::write(cx, audit::Act { act: "record-disowned", subject, organisation, reason: "", facts })
}

/// An organisation that entered oneself.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct RecordCopy {
    pub organisation: String,
    #[schema(value_type = String)]
    pub entered_at: Timestamp,
}

/// Which organisations had entered somebody before they registered.
pub fn copies(conn: &mut Conn, keys: &Keys, who: AccountId) -> Answer<Vec<RecordCopy>> {
    let mut copies = Vec::new();
    for line in store::of_account(conn, keys, who)? {
        let roster = store::by_id(conn, line.roster)?;
        copies.push(RecordCopy { organisation: name_of(conn, roster.organisation)?, entered_at: roster.at });
    }
    Ok(copies)
}

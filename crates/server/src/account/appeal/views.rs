//! What stewards of the platform read of appeals, and what an owner reads of those about them.

use super::store::{self, Case, Payload, Stands};
use crate::{
    file,
    kernel::{
        access::Actor,
        blobs::BlobAddress,
        crypto::Keys,
        db::{Conn, schema::audit},
        failure::{Answer, Failure},
    },
    organisation::platform_power,
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    account::{
        AppealRefusal, Power,
        appeal::{SHOWN_MINUTES, State},
    },
    kernel::AccountId,
    volunteer::Document,
};
use jiff::Timestamp;
use serde::Serialize;

const PAGE_SIZE: i64 = 20;

/// An appeal in the list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AppealLine {
    pub id: String,
    pub number: String,
    /// `filed`, `supported`, `granted`, `done`, `refused` or `stopped`.
    pub state: &'static str,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
}

/// What was written; shown to whoever said why they look.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AppealOpened {
    pub document_kind: &'static str,
    pub document: String,
    pub name: String,
    pub phone: String,
    pub text: String,
    /// How many papers there are; each is read by its place, from 1.
    pub papers: i64,
}

/// An appeal as a steward of the platform sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AppealShown {
    #[serde(flatten)]
    pub line: AppealLine,
    /// Whether an account has the document.
    pub has_account: bool,
    /// The document number with its middle hidden; none once it is gone.
    pub document_masked: Option<String>,
    /// When it is carried out, once two stewards support it.
    #[schema(value_type = Option<String>)]
    pub due_at: Option<Timestamp>,
    /// Why it was refused.
    pub reason: String,
    /// Whether this steward supported it already.
    pub supported_by_me: bool,
    /// What was written, for some minutes after this steward said why they look.
    pub opened: Option<AppealOpened>,
}

fn line(case: &Case) -> AppealLine {
    let state = Stands::of(case.state).name();
    AppealLine { id: case.id.to_string(), number: case.number.clone(), state, filed_at: case.filed_at }
}

/// A page of all appeals, the newest first, and the id after which the next begins.
pub fn list(conn: &mut Conn, by: &Actor, after: Option<i64>) -> Answer<(Vec<AppealLine>, Option<i64>)> {
    platform_power(conn, by, Power::People)?;
    let mut cases = store::page(conn, after, PAGE_SIZE + 1)?;
    let size = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let is_more = cases.len() > size;
    cases.truncate(size);
    let next = cases.last().filter(|_| is_more).map(|case| case.id);
    Ok((cases.iter().map(line).collect(), next))
}

/// One appeal.
pub fn shown(conn: &mut Conn, keys: &Keys, (by, id): (&Actor, i64), now: Timestamp) -> Answer<AppealShown> {
    let steward = platform_power(conn, by, Power::People)?.account();
    let case = store::by_id(conn, id)?;
    let payload = store::opened(keys, &case)?;
    let document_masked = payload.as_ref().map(|payload| document(payload).masked());
    let opened = match payload {
        Some(payload) if is_shown(conn, steward, id, now)? => {
            let papers = store::papers(conn, id)?;
            Some(AppealOpened {
                document_kind: payload.kind.name(),
                phone: payload.phone,
                document: payload.document,
                name: payload.name,
                text: payload.text,
                papers,
            })
        }
        _ => None,
    };
    let due_at = if let State::Granted { due_at, .. } = case.state { Some(due_at) } else { None };
    let supported_by_me = case.state == State::Supported { by: steward };
    let has_account = case.owner.is_some();
    let reason = case.reason.clone();
    Ok(AppealShown { line: line(&case), has_account, document_masked, due_at, reason, supported_by_me, opened })
}

fn document(payload: &Payload) -> Document {
    Document::stored(payload.kind, payload.document.clone())
}

/// Whether this steward said within the last minutes why they look; the trail is the memory of it.
fn is_shown(conn: &mut Conn, steward: AccountId, id: i64, now: Timestamp) -> Answer<bool> {
    let since = now.as_microsecond() - i64::from(SHOWN_MINUTES) * 60_000_000;
    let said = audit::table
        .filter(audit::subject.eq(format!("appeal/{id}")))
        .filter(audit::actor.eq(steward.get()))
        .filter(audit::act.eq("appeal-shown"))
        .filter(audit::at.gt(since));
    Ok(diesel::select(exists(said)).get_result(conn)?)
}

/// Where a paper lies, for a steward to whom it was opened.
pub fn paper(conn: &mut Conn, (by, id): (&Actor, i64), place: i16, now: Timestamp) -> Answer<BlobAddress> {
    let steward = platform_power(conn, by, Power::People)?.account();
    store::by_id(conn, id)?;
    if !is_shown(conn, steward, id, now)? {
        return Err(AppealRefusal::NotShown { minutes: SHOWN_MINUTES }.into());
    }
    let paper = store::paper(conn, id, place)?;
    Ok(file::stored(conn, paper)?.address)
}

/// An open appeal about one's own account.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = OpenAppeal)]
pub struct Open {
    pub id: String,
    pub number: String,
    #[schema(value_type = String)]
    pub filed_at: Timestamp,
    /// When the phone is replaced, once it was granted.
    #[schema(value_type = Option<String>)]
    pub due_at: Option<Timestamp>,
}

/// The open appeals about an account.
pub fn open_of(conn: &mut Conn, owner: AccountId) -> Answer<Vec<Open>> {
    let shown = |case: Case| {
        let due_at = if let State::Granted { due_at, .. } = case.state { Some(due_at) } else { None };
        Open { id: case.id.to_string(), number: case.number, filed_at: case.filed_at, due_at }
    };
    Ok(store::open_of(conn, owner)?.into_iter().map(shown).collect())
}

/// An id as addresses name it.
pub fn parse(id: &str) -> Answer<i64> {
    id.parse().map_err(|_| Failure::NotFound)
}

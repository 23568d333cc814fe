//! The nodes of the tree and the paths between them.

use crate::kernel::{
    cx::Cx,
    db::{
        Conn,
        schema::{organisation, organisation_path},
    },
    failure::{Answer, Failure},
};
use crate::organisation::actions::registration::Texts;
use diesel::prelude::*;
use domain::{
    kernel::{AccountId, BlobId, OrganisationId, timestamp},
    organisation::{Identity, Kind, Registration, Root, reviewed_by},
};

domain::named! {
    /// Where an organisation stands, as it is stored.
    pub enum State {
        Applied = 1, "applied";
        Returned = 2, "returned";
        Approved = 3, "approved";
        Refused = 4, "refused";
        Closed = 5, "closed";
    }
}

/// What decisions about an organisation need.
#[derive(Debug, Clone)]
pub struct Core {
    pub id: OrganisationId,
    pub parent: Option<OrganisationId>,
    /// Set only when it isn't the parent.
    pub reviewer: Option<OrganisationId>,
    pub branch: Root,
    pub kind: Kind,
    pub state: State,
    pub name: String,
    pub code: String,
    pub applied_by: Option<AccountId>,
    created_at: i64,
    decided: Option<(i64, i64)>,
    reason: String,
}

impl Core {
    /// Who reviews it; none for roots, which the platform reviews.
    pub fn reviewed_by(&self) -> Option<OrganisationId> {
        reviewed_by(self.parent, self.reviewer)
    }

    /// Why it was returned or refused.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The registration as its rules know it. A closed organisation was approved once.
    pub fn registration(&self) -> Registration {
        let (at, by) =
            self.decided.map_or((timestamp(self.created_at), AccountId(0)), |(at, by)| (timestamp(at), AccountId(by)));
        let reason = self.reason.clone();
        match self.state {
            State::Applied => Registration::Applied { at: timestamp(self.created_at) },
            State::Returned => Registration::Returned { at, by, reason },
            State::Approved | State::Closed => Registration::Approved { at, by },
            State::Refused => Registration::Refused { at, by, reason },
        }
    }
}

type CoreRow =
    (Option<i64>, Option<i64>, i16, i16, i16, String, String, Option<i64>, i64, (Option<i64>, Option<i64>, String));

/// Reads an organisation in whatever state.
pub fn core(conn: &mut Conn, id: OrganisationId) -> Answer<Core> {
    let row: CoreRow = organisation::table
        .find(id.get())
        .select((
            organisation::parent_id,
            organisation::reviewer_id,
            organisation::branch,
            organisation::kind,
            organisation::state,
            organisation::name,
            organisation::credit_code,
            organisation::applied_by,
            organisation::created_at,
            (organisation::decided_at, organisation::decided_by, organisation::reason),
        ))
        .first(conn)?;
    let (parent, reviewer, branch, kind, state, name, code, applied_by, created_at, (decided_at, decided_by, reason)) =
        row;
    let unsound = || Failure::broken(format!("organisation {id} has a kind or state that doesn't exist"));
    Ok(Core {
        id,
        parent: parent.map(OrganisationId),
        reviewer: reviewer.map(OrganisationId),
        branch: Root::stored(branch).ok_or_else(unsound)?,
        kind: Kind::stored(kind).ok_or_else(unsound)?,
        state: State::stored(state).ok_or_else(unsound)?,
        name,
        code,
        applied_by: applied_by.map(AccountId),
        created_at,
        decided: decided_at.zip(decided_by),
        reason,
    })
}

/// The public name.
pub fn name_of(conn: &mut Conn, id: OrganisationId) -> Answer<String> {
    Ok(organisation::table.find(id.get()).select(organisation::name).first(conn)?)
}

/// The organisation that reviews what this one hands in; by default its parent. Roots have none: the platform reviews them.
pub fn reviewer_of(conn: &mut Conn, id: OrganisationId) -> Answer<Option<OrganisationId>> {
    let (parent, reviewer): (Option<i64>, Option<i64>) =
        organisation::table.find(id.get()).select((organisation::parent_id, organisation::reviewer_id)).first(conn)?;
    Ok(reviewed_by(parent.map(OrganisationId), reviewer.map(OrganisationId)))
}

/// The node itself and everything above it, nearest first.
pub fn ancestors(conn: &mut Conn, id: OrganisationId) -> Answer<Vec<OrganisationId>> {
    let rows: Vec<i64> = organisation_path::table
        .filter(organisation_path::descendant_id.eq(id.get()))
        .order(organisation_path::depth)
        .select(organisation_path::ancestor_id)
        .load(conn)?;
    Ok(rows.into_iter().map(OrganisationId).collect())
}

/// The paper that was handed in with the registration.
pub fn evidence(conn: &mut Conn, id: OrganisationId) -> Answer<Option<BlobId>> {
    let id: Option<i64> = organisation::table.find(id.get()).select(organisation::evidence_id).first(conn)?;
    Ok(id.map(BlobId))
}

/// The texts of an organisation, all of them public once it is approved.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = organisation)]
pub struct Filed {
    pub name: String,
    pub region: String,
    pub address: String,
    pub contact_name: String,
    pub contact_phone: String,
    pub introduction: String,
}

/// Where a new node hangs and in which state it begins.
pub struct Node {
    pub parent: Option<OrganisationId>,
    pub reviewer: Option<OrganisationId>,
    pub branch: Root,
    pub identity: Identity,
    pub state: State,
    pub evidence: Option<BlobId>,
    pub applied_by: Option<AccountId>,
    pub registered_on: Option<i64>,
}

/// Stores a new organisation with its paths.
pub fn insert_node(cx: &mut Cx, node: &Node, filed: &Filed) -> Answer<OrganisationId> {
    let id = cx.id();
    let row = (
        (
            organisation::id.eq(id),
            organisation::parent_id.eq(node.parent.map(OrganisationId::get)),
            organisation::reviewer_id.eq(node.reviewer.map(OrganisationId::get)),
            organisation::kind.eq(node.identity.kind.number()),
            organisation::branch.eq(node.branch.number()),
            organisation::state.eq(node.state.number()),
            organisation::credit_code.eq(code(&node.identity)),
            organisation::review_exempt.eq(false),
        ),
        filed.clone(),
        (
            organisation::evidence_id.eq(node.evidence.map(BlobId::get)),
            organisation::applied_by.eq(node.applied_by.map(AccountId::get)),
            organisation::reason.eq(""),
            organisation::created_at.eq(cx.at()),
            organisation::registered_on.eq(node.registered_on),
        ),
    );
    diesel::insert_into(organisation::table).values(row).execute(cx.conn)?;
    insert_paths(cx, id, node.parent)?;
    Ok(OrganisationId(id))
}

/// The node lies below itself at no depth, and below everything that is above its parent.
fn insert_paths(cx: &mut Cx, id: i64, parent: Option<OrganisationId>) -> Answer<()> {
    let above = match parent {
        Some(parent) => ancestors(cx.conn, parent)?,
        None => Vec::new(),
    };
    let nodes = std::iter::once(id).chain(above.into_iter().map(OrganisationId::get));
    for (node, depth) in nodes.zip(0i16..) {
        let row = (
            organisation_path::ancestor_id.eq(node),
            organisation_path::descendant_id.eq(id),
            organisation_path::depth.eq(depth),
        );
        diesel::insert_into(organisation_path::table).values(row).execute(cx.conn)?;
    }
    Ok(())
}

fn code(identity: &Identity) -> String {
    identity.code.as_ref().map(|code| code.as_str().to_owned()).unwrap_or_default()
}

/// Writes a decision down.
pub fn save_decision(cx: &mut Cx, id: OrganisationId, registration: &Registration) -> Answer<()> {
    let (state, by, reason) = match registration {
        Registration::Applied { .. } => return Err(Failure::broken("an application is no decision")),
        Registration::Returned { by, reason, .. } => (State::Returned, by, reason.clone()),
        Registration::Approved { by, .. } => (State::Approved, by, String::new()),
        Registration::Refused { by, reason, .. } => (State::Refused, by, reason.clone()),
    };
    diesel::update(organisation::table.find(id.get()))
        .set((
            organisation::state.eq(state.number()),
            organisation::decided_by.eq(by.get()),
            organisation::decided_at.eq(cx.at()),
            organisation::reason.eq(reason),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// A returned form, completed and sent again.
pub fn file_again(
    cx: &mut Cx,
    id: OrganisationId,
    identity: &Identity,
    filed: &Filed,
    evidence: Option<BlobId>,
) -> Answer<()> {
    diesel::update(organisation::table.find(id.get()))
        .set((
            filed.clone(),
            organisation::state.eq(State::Applied.number()),
            organisation::kind.eq(identity.kind.number()),
            organisation::credit_code.eq(code(identity)),
            organisation::evidence_id.eq(evidence.map(BlobId::get)),
            organisation::created_at.eq(cx.at()),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// What its own stewards changed of the public data.
pub fn save_profile(cx: &mut Cx, id: OrganisationId, filed: &Filed) -> Answer<()> {
    diesel::update(organisation::table.find(id.get())).set(filed.clone()).execute(cx.conn)?;
    Ok(())
}

/// Another kind with its code and the paper that proves it.
pub fn save_identity(cx: &mut Cx, id: OrganisationId, identity: &Identity, evidence: BlobId) -> Answer<()> {
    diesel::update(organisation::table.find(id.get()))
        .set((
            organisation::kind.eq(identity.kind.number()),
            organisation::credit_code.eq(code(identity)),
            organisation::evidence_id.eq(evidence.get()),
        ))
        .execute(cx.conn)?;
    Ok(())
}

/// What a group that wants to be an organisation handed in.
pub fn pending(conn: &mut Conn, id: OrganisationId) -> Answer<Option<(String, BlobId)>> {
    let (code, evidence): (Option<String>, Option<i64>) = organisation::table
        .find(id.get())
        .select((organisation::pending_code, organisation::pending_evidence_id))
        .first(conn)?;
    Ok(code.zip(evidence.map(BlobId)))
}

/// Keeps or clears what a group that wants to be an organisation handed in.
pub fn save_pending(cx: &mut Cx, id: OrganisationId, pending: Option<(&str, BlobId)>) -> Answer<()> {
    let (code, evidence) = pending.map(|(code, evidence)| (code.to_owned(), evidence.get())).unzip();
    diesel::update(organisation::table.find(id.get()))
        .set((organisation::pending_code.eq(code), organisation::pending_evidence_id.eq(evidence)))
        .execute(cx.conn)?;
    Ok(())
}

/// The day from which it stands on its public page.
pub fn set_registered_on(cx: &mut Cx, id: OrganisationId, day: i64) -> Answer<()> {
    diesel::update(organisation::table.find(id.get())).set(organisation::registered_on.eq(day)).execute(cx.conn)?;
    Ok(())
}

/// The texts as a form shows them again.
pub fn texts(conn: &mut Conn, id: OrganisationId) -> Answer<Texts> {
    let (name, code, region, address, contact_name, contact_phone, introduction) = organisation::table
        .find(id.get())
        .select((
            organisation::name,
            organisation::credit_code,
            organisation::region,
            organisation::address,
            organisation::contact_name,
            organisation::contact_phone,
            organisation::introduction,
        ))
        .first::<(String, String, String, String, String, String, String)>(conn)?;
    Ok(Texts { name, code, region, address, contact_name, contact_phone, introduction })
}

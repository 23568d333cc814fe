//! What anyone may read of organisations: lists by words, region and place in the tree, and one organisation in full.

use super::Named;
use crate::{
    kernel::{
        db::{
            Conn, MultiBackend,
            schema::{activity, hour_cell, organisation, organisation_path, organisation_total, search_term},
        },
        failure::{Answer, Failure},
        search::{Found, terms},
    },
    organisation::store::State,
    region,
};
use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_types::BigInt,
};
use domain::{
    activity as activities,
    hours::Class,
    kernel::{ActivityId, OrganisationId, day_of, timestamp},
    organisation::{Kind, Root},
    region::Region,
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::collections::HashMap;

/// Organisations on one page.
pub const PAGE_SIZE: i64 = 30;

/// From where in the tree to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// All levels.
    #[default]
    Anywhere,
    /// The tops of trees.
    Roots,
    /// Directly below a node.
    Under(OrganisationId),
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub words: Option<String>,
    pub region: Option<Region>,
    pub place: Place,
    pub branch: Option<Root>,
    /// The last id of the page before.
    pub after: Option<i64>,
}

/// An organisation in a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OrganisationCard {
    #[schema(value_type = String)]
    pub id: OrganisationId,
    pub name: String,
    #[schema(value_type = String, example = "group")]
    pub kind: Kind,
    #[schema(value_type = String, example = "cities")]
    pub branch: Root,
    #[schema(example = "440106")]
    pub region: String,
    pub region_name: String,
    #[schema(value_type = Option<String>)]
    pub parent_id: Option<OrganisationId>,
    /// Belongings to it and everything below.
    pub volunteers: i64,
    /// Public activities of it and everything below.
    pub activities: i64,
    /// Organisations below, at any depth.
    pub organisations: i64,
}

type CardRow = (i64, String, i16, i16, String, Option<i64>);

/// A page of approved organisations in order of their ids, and the cursor of the next one.
pub fn list(conn: &mut Conn, query: &Query) -> Answer<(Vec<OrganisationCard>, Option<i64>)> {
    let mut rows = organisation::table
        .filter(organisation::state.eq(State::Approved.number()))
        .select((
            organisation::id,
            organisation::name,
            organisation::kind,
            organisation::branch,
            organisation::region,
            organisation::parent_id,
        ))
        .order(organisation::id)
        .limit(PAGE_SIZE + 1)
        .into_boxed::<MultiBackend>();
    rows = match query.place {
        Place::Anywhere => rows,
        Place::Roots => rows.filter(organisation::parent_id.is_null()),
        Place::Under(node) => rows.filter(organisation::parent_id.eq(node.get())),
    };
    if let Some(branch) = query.branch {
        rows = rows.filter(organisation::branch.eq(branch.number()));
    }
    if let Some(region) = query.region {
        rows = rows.filter(organisation::region.like(format!("{}%", region::prefix(region))));
    }
    if let Some(after) = query.after {
        rows = rows.filter(organisation::id.gt(after));
    }
    for term in query.words.iter().flat_map(|words| terms(words)) {
        let holds = search_term::table
            .filter(search_term::term.eq(term).and(search_term::kind.eq(Found::Organisation.number())))
            .select(search_term::entity_id);
        rows = rows.filter(organisation::id.eq_any(holds));
    }
    let mut rows: Vec<CardRow> = rows.load(conn)?;
    let page = usize::try_from(PAGE_SIZE).unwrap_or(30);
    let next = if rows.len() > page { rows.get(page - 1).map(|row| row.0) } else { None };
    rows.truncate(page);
    Ok((cards(conn, rows)?, next))
}

fn cards(conn: &mut Conn, rows: Vec<CardRow>) -> Answer<Vec<OrganisationCard>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let sums = sums(conn, &ids)?;
    let card = |(id, name, kind, branch, region, parent): CardRow| {
        let (volunteers, activities, organisations) = sums.get(&id).copied().unwrap_or_default();
        Some(OrganisationCard {
            id: OrganisationId(id),
            name,
            kind: Kind::stored(kind)?,
            branch: Root::stored(branch)?,
            region_name: region::stored_name(&region),
            region,
            parent_id: parent.map(OrganisationId),
            volunteers,
            activities,
            organisations,
        })
    };
    let unsound = || Failure::broken("an organisation has a kind or branch that doesn't exist");
    rows.into_iter().map(|row| card(row).ok_or_else(unsound)).collect()
}

/// Belongings, public activities and organisations below each node, in three grouped queries over the paths.
fn sums(conn: &mut Conn, ids: &[i64]) -> Answer<HashMap<i64, (i64, i64, i64)>> {
    let mut sums: HashMap<i64, (i64, i64, i64)> = HashMap::new();
    let members: Vec<(i64, i64)> = organisation_path::table
        .inner_join(
            organisation_total::table.on(organisation_total::organisation_id.eq(organisation_path::descendant_id)),
        )
        .filter(organisation_path::ancestor_id.eq_any(ids.to_vec()))
        .group_by(organisation_path::ancestor_id)
        .select((organisation_path::ancestor_id, sql::<BigInt>("cast(coalesce(sum(members), 0) as bigint)")))
        .load(conn)?;
    for (id, members) in members {
        sums.entry(id).or_default().0 = members;
    }
    let public = [activities::State::Published.number(), activities::State::Finished.number()];
    let activities: Vec<(i64, i64)> = organisation_path::table
        .inner_join(activity::table.on(activity::organisation_id.eq(organisation_path::descendant_id)))
        .filter(organisation_path::ancestor_id.eq_any(ids.to_vec()))
        .filter(activity::state.eq_any(public))
        .group_by(organisation_path::ancestor_id)
        .select((organisation_path::ancestor_id, count_star()))
        .load(conn)?;
    for (id, activities) in activities {
        sums.entry(id).or_default().1 = activities;
    }
    let below: Vec<(i64, i64)> = organisation_path::table
        .inner_join(organisation::table.on(organisation::id.eq(organisation_path::descendant_id)))
        .filter(organisation_path::ancestor_id.eq_any(ids.to_vec()))
        .filter(organisation_path::depth.gt(0))
        .filter(organisation::state.eq(State::Approved.number()))
        .group_by(organisation_path::ancestor_id)
        .select((organisation_path::ancestor_id, count_star()))
        .load(conn)?;
    for (id, below) in below {
        sums.entry(id).or_default().2 = below;
    }
    Ok(sums)
}

/// One organisation in full.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OrganisationShown {
    #[serde(flatten)]
    pub card: OrganisationCard,
    pub credit_code: String,
    pub address: String,
    pub contact_name: String,
    pub contact_phone: String,
    pub introduction: String,
    #[schema(value_type = Option<String>)]
    pub registered_on: Option<Date>,
    /// From the root down to the parent.
    pub above: Vec<Named>,
    /// None for roots: the platform reviews them.
    pub reviewer: Option<Named>,
    /// Belongings to this node alone.
    pub members: i64,
    /// Scan and make-up minutes less deductions, of it and everything below.
    pub service_minutes: i64,
}

/// Reads one approved organisation.
pub fn shown(conn: &mut Conn, id: OrganisationId) -> Answer<OrganisationShown> {
    let row: CardRow = organisation::table
        .filter(organisation::id.eq(id.get()))
        .filter(organisation::state.eq(State::Approved.number()))
        .select((
            organisation::id,
            organisation::name,
            organisation::kind,
            organisation::branch,
            organisation::region,
            organisation::parent_id,
        ))
        .first(conn)?;
    type Texts = (String, String, String, String, String, Option<i64>, Option<i64>);
    let (credit_code, address, contact_name, contact_phone, introduction, registered_on, reviewer): Texts =
        organisation::table
            .find(id.get())
            .select((
                organisation::credit_code,
                organisation::address,
                organisation::contact_name,
                organisation::contact_phone,
                organisation::introduction,
                organisation::registered_on,
                organisation::reviewer_id,
            ))
            .first(conn)?;
    let above = above(conn, id)?;
    let reviewer = match reviewer {
        Some(reviewer) => Some(named(conn, reviewer)?),
        None => above.last().cloned(),
    };
    let members: Option<i64> =
        organisation_total::table.find(id.get()).select(organisation_total::members).first(conn).optional()?;
    let card = cards(conn, vec![row])?.into_iter().next().ok_or(Failure::NotFound)?;
    Ok(OrganisationShown {
        card,
        credit_code,
        address,
        contact_name,
        contact_phone,
        introduction,
        registered_on: registered_on.map(day_of),
        above,
        reviewer,
        members: members.unwrap_or(0),
        service_minutes: service_minutes(conn, id)?,
    })
}

fn named(conn: &mut Conn, id: i64) -> Answer<Named> {
    let name = organisation::table.find(id).select(organisation::name).first(conn)?;
    Ok(Named { id: OrganisationId(id), name })
}

fn above(conn: &mut Conn, id: OrganisationId) -> Answer<Vec<Named>> {
    let rows: Vec<(i64, String)> = organisation_path::table
        .inner_join(organisation::table.on(organisation::id.eq(organisation_path::ancestor_id)))
        .filter(organisation_path::descendant_id.eq(id.get()))
        .filter(organisation_path::depth.gt(0))
        .order(organisation_path::depth.desc())
        .select((organisation::id, organisation::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name)| Named { id: OrganisationId(id), name }).collect())
}

/// From the cells that the sequencer folds.
fn service_minutes(conn: &mut Conn, id: OrganisationId) -> Answer<i64> {
    let rows: Vec<(i16, i64)> = hour_cell::table
        .filter(hour_cell::node_id.eq(id.get()))
        .filter(hour_cell::domain.eq(1i16))
        .group_by(hour_cell::class)
        .select((hour_cell::class, sql::<BigInt>("cast(coalesce(sum(minutes), 0) as bigint)")))
        .load(conn)?;
    let of =
        |class: Class| rows.iter().filter(|(one, _)| *one == class.number()).map(|(_, minutes)| minutes).sum::<i64>();
    Ok((of(Class::Scan) + of(Class::MakeUp) - of(Class::Deduction)).max(0))
}

/// A root with what lies directly below it.
#[derive(Debug, Clone)]
pub struct Branch {
    pub root: OrganisationCard,
    /// The first of them.
    pub children: Vec<OrganisationCard>,
    pub has_more: bool,
}

/// The roots, of one branch or of all, each with its first children: two pages of the tree in eight queries.
pub fn tree(conn: &mut Conn, branch: Option<Root>) -> Answer<Vec<Branch>> {
    /// Children that a root shows before it points to its own list.
    const SHOWN: usize = 12;
    let (roots, _) = list(conn, &Query { place: Place::Roots, branch, ..Query::default() })?;
    let ids: Vec<i64> = roots.iter().map(|root| root.id.get()).collect();
    let rows: Vec<CardRow> = organisation::table
        .filter(organisation::parent_id.assume_not_null().eq_any(ids))
        .filter(organisation::parent_id.is_not_null())
        .filter(organisation::state.eq(State::Approved.number()))
        .select((
            organisation::id,
            organisation::name,
            organisation::kind,
            organisation::branch,
            organisation::region,
            organisation::parent_id,
        ))
        .order(organisation::id)
        .limit(400)
        .load(conn)?;
    let mut kept: Vec<CardRow> = Vec::new();
    let mut below: HashMap<i64, usize> = HashMap::new();
    for row in rows {
        let count = below.entry(row.5.unwrap_or(0)).or_default();
        *count += 1;
        if *count <= SHOWN {
            kept.push(row);
        }
    }
    let children = cards(conn, kept)?;
    let branch = |root: OrganisationCard| Branch {
        children: children.iter().filter(|child| child.parent_id == Some(root.id)).cloned().collect(),
        has_more: below.get(&root.id.get()).is_some_and(|count| *count > SHOWN),
        root,
    };
    Ok(roots.into_iter().map(branch).collect())
}

/// An activity on an organisation's page.
#[derive(Debug, Clone)]
pub struct ActivityLine {
    pub id: ActivityId,
    pub title: String,
    pub organisation: String,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}

/// The next public activities: of the node itself, or of what lies below it.
pub fn activities(conn: &mut Conn, at: OrganisationId, own: bool, now: Timestamp) -> Answer<Vec<ActivityLine>> {
    const SHOWN: i64 = 6;
    let (from, until): (i16, i16) = if own { (0, 0) } else { (1, i16::MAX) };
    let nodes = organisation_path::table
        .filter(organisation_path::ancestor_id.eq(at.get()))
        .filter(organisation_path::depth.between(from, until))
        .select(organisation_path::descendant_id);
    let rows: Vec<(i64, String, String, i64, i64)> = activity::table
        .inner_join(organisation::table.on(organisation::id.eq(activity::organisation_id)))
        .filter(activity::organisation_id.eq_any(nodes))
        .filter(activity::state.eq(activities::State::Published.number()))
        .filter(activity::ends_at.gt(now.as_microsecond()))
        .order((activity::starts_at, activity::id))
        .limit(SHOWN)
        .select((activity::id, activity::title, organisation::name, activity::starts_at, activity::ends_at))
        .load(conn)?;
    let line = |(id, title, organisation, starts_at, ends_at)| ActivityLine {
        id: ActivityId(id),
        title,
        organisation,
        starts_at: timestamp(starts_at),
        ends_at: timestamp(ends_at),
    };
    Ok(rows.into_iter().map(line).collect())
}

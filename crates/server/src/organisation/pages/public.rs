//! Finding organisations and reading one.

use super::{hours, paragraphs};
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Cached, Chrome, Pager, Section, Visit, address, page},
    },
    organisation::views::{
        self, ActivityLine, Branch, OrganisationCard, OrganisationShown, OwnMembership, Place, Query,
    },
    region,
};
use askama::Template;
use axum::{
    extract::{Path, Query as Params},
    response::{IntoResponse, Response},
};
use domain::{kernel::OrganisationId, organisation::Root};
use serde::Deserialize;

/// What the list was asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    region: String,
    branch: String,
    under: String,
    after: String,
}

/// Something to choose, as a link.
struct Choice {
    href: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "organisation/pages/list.html")]
struct ListPage {
    c: Chrome,
    asked: Asked,
    branches: Vec<Choice>,
    regions: Vec<Choice>,
    /// The chosen region from the province down, each with its address.
    region_path: Vec<Choice>,
    /// The tree, when nothing narrower was asked for.
    tree: Vec<Branch>,
    /// The node whose children are listed.
    node: Option<OrganisationShown>,
    cards: Vec<OrganisationCard>,
    pager: Pager,
}

impl Asked {
    fn address(&self) -> String {
        let fields: &[(&str, &str)] = &[
            ("q", &self.q),
            ("region", &self.region),
            ("branch", &self.branch),
            ("under", &self.under),
            ("after", &self.after),
        ];
        address("/organisations", fields)
    }

    /// The way to the first and the next page; the latter after this.
    fn pager(&self, next: Option<String>) -> Pager {
        let at = |after: String| Asked { after, ..self.clone() }.address();
        Pager { first: at(String::new()), is_first: self.after.is_empty(), next: next.map(at) }
    }

    fn query(&self) -> Answer<Query> {
        let bad = |field: &str| DoorRefusal::BadForm { field: field.into() };
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let under = given(&self.under).map(|id| id.parse().map_err(|_| bad("under"))).transpose()?;
        Ok(Query {
            words: given(&self.q),
            region: given(&self.region).map(|code| region::find(&code).ok_or_else(|| bad("region"))).transpose()?,
            place: under.map_or(Place::Anywhere, Place::Under),
            branch: given(&self.branch).map(|name| Root::parse(&name).ok_or_else(|| bad("branch"))).transpose()?,
            after: given(&self.after).map(|id| id.parse().map_err(|_| bad("after"))).transpose()?,
        })
    }

    fn branches(&self, c: &Chrome) -> Vec<Choice> {
        let choice = |name: &str, label: String| Choice {
            href: Asked { branch: name.into(), after: String::new(), under: String::new(), ..self.clone() }.address(),
            label,
            is_chosen: self.branch == name,
        };
        let each = Root::ALL.iter().map(|one| choice(one.name(), c.named("org-branch", one.name())));
        std::iter::once(choice("", c.t("org-branch-all"))).chain(each).collect()
    }

    fn in_region(&self, code: String, label: String) -> Choice {
        let is_chosen = self.region == code;
        let href = Asked { region: code, after: String::new(), under: String::new(), ..self.clone() }.address();
        Choice { href, label, is_chosen }
    }

    fn regions(&self) -> Vec<Choice> {
        let below = region::children(region::find(&self.region));
        below.into_iter().map(|(region, name)| self.in_region(region.to_string(), name.to_owned())).collect()
    }

    fn region_path(&self, c: &Chrome) -> Vec<Choice> {
        let path = region::find(&self.region).map(region::path).unwrap_or_default();
        let all = self.in_region(String::new(), c.t("org-region-all"));
        let named = path.into_iter().map(|(region, name)| self.in_region(region.to_string(), name.to_owned()));
        std::iter::once(all).chain(named).collect()
    }
}

/// `/organisations`
pub(super) async fn list(visit: Visit, Params(asked): Params<Asked>) -> Answer<Response> {
    let query = asked.query()?;
    let is_tree = query.words.is_none() && query.region.is_none() && query.place == Place::Anywhere;
    let (tree, node, (cards, next)) = visit
        .office
        .view(move |conn| {
            if is_tree {
                return Ok((views::tree(conn, query.branch)?, None, (Vec::new(), None)));
            }
            let node = match query.place {
                Place::Under(node) => Some(views::shown(conn, node)?),
                _ => None,
            };
            Ok((Vec::new(), node, views::list(conn, &query)?))
        })
        .await?;
    let c = visit.chrome(Section::Organisations);
    let pager = asked.pager(next.map(|id| id.to_string()));
    let (branches, regions, region_path) = (asked.branches(&c), asked.regions(), asked.region_path(&c));
    let page = page(&ListPage { c, asked, branches, regions, region_path, tree, node, cards, pager })?;
    Ok((axum::Extension(Cached(60)), page).into_response())
}

#[derive(Template)]
#[template(path = "organisation/pages/show.html")]
pub(super) struct ShowPage {
    c: Chrome,
    o: OrganisationShown,
    paragraphs: Vec<String>,
    children: Vec<OrganisationCard>,
    has_more_children: bool,
    own_activities: Vec<ActivityLine>,
    below_activities: Vec<ActivityLine>,
    /// How the viewer belongs here.
    mine: Option<OwnMembership>,
    /// How many the viewer holds.
    held: i64,
    is_volunteer: bool,
    is_steward: bool,
}

impl ShowPage {
    fn hours(&self) -> String {
        hours(&self.c, self.o.service_minutes)
    }
}

/// `/organisations/{organisation}`
pub(super) async fn show(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    let (now, by) = (visit.now, visit.actor());
    let account = visit.viewer.as_ref().map(|viewer| viewer.account);
    let (o, (children, more), own_activities, below_activities, mine, is_steward) = visit
        .office
        .view(move |conn| {
            let o = views::shown(conn, id)?;
            let below = views::list(conn, &Query { place: Place::Under(id), ..Query::default() })?;
            let own_activities = views::activities(conn, id, true, now)?;
            let below_activities = views::activities(conn, id, false, now)?;
            let mine = account.map(|account| views::own(conn, account)).transpose()?;
            let is_steward = account.is_some() && crate::organisation::rights::allowed(conn, &by, id, now).is_ok();
            Ok((o, below, own_activities, below_activities, mine, is_steward))
        })
        .await?;
    let paragraphs = paragraphs(&o.introduction);
    let is_volunteer = mine.as_ref().is_some_and(|mine| mine.is_volunteer);
    let all = mine.map(|mine| mine.memberships).unwrap_or_default();
    let live = all.into_iter().filter(|one| matches!(one.state, "pending" | "approved")).collect::<Vec<_>>();
    let held = i64::try_from(live.len()).unwrap_or(0);
    let mine = live.into_iter().find(|one| one.organisation_id == id);
    let page = page(&ShowPage {
        c: visit.chrome(Section::Organisations),
        o,
        paragraphs,
        children,
        has_more_children: more.is_some(),
        own_activities,
        below_activities,
        mine,
        held,
        is_volunteer,
        is_steward,
    })?;
    Ok((axum::Extension(Cached(60)), page).into_response())
}

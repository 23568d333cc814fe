//! Who holds which role, and giving and taking them.

use super::Side;
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Chrome, Form, Known, Section, Trouble, Visit, see},
    },
    organisation::{
        actions::grants::{self, Give, Take},
        rights::steward,
        views::{self, GrantLine, HandedIn},
        who,
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    kernel::{GrantId, OrganisationId, at_local},
    organisation::{Act, Reach, Role},
};
use jiff::{Timestamp, civil::DateTime};
use serde::Deserialize;

/// A role to be given, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    key: Option<String>,
    to: String,
    role: String,
    reach: String,
    activity: String,
    /// Local day and time.
    until: String,
}

#[derive(Template)]
#[template(path = "organisation/pages/grants.html")]
struct GrantsPage {
    c: Chrome,
    side: Side,
    lines: Vec<GrantLine>,
    activities: Vec<HandedIn>,
    given: Given,
    trouble: Trouble,
    done: Option<String>,
}

impl GrantsPage {
    fn is_about(&self, one: &HandedIn) -> bool {
        self.given.activity == one.id.to_string()
    }

    fn roles(&self) -> [Role; 5] {
        Role::ALL
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: Option<String>,
}

/// `/steward/{organisation}/grants`
pub(super) async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(query): Query<Done>) -> Answer<Response> {
    let done = query.done.filter(|one| ["given", "taken"].contains(&one.as_str()));
    let given = Given { role: "manager".into(), reach: "own".into(), ..Given::default() };
    shown(&visit, id, given, (Trouble::default(), done)).await
}

async fn shown(
    visit: &Visit,
    id: OrganisationId,
    given: Given,
    (trouble, done): (Trouble, Option<String>),
) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let (side, lines, activities) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "grants", now)?;
            steward(conn, &by, id, Act::Look, now)?;
            Ok((side, views::grants(conn, id, now)?, views::running_activities(conn, id, now)?))
        })
        .await?;
    let c = visit.chrome(Section::Steward);
    let page = GrantsPage { c, side, lines, activities, given, trouble, done };
    page.trouble.page(&page)
}

/// `POST /steward/{organisation}/grants`
pub(super) async fn give(
    Known(visit): Known,
    Path(id): Path<OrganisationId>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    match given_now(&visit, id, &given).await {
        Ok(_) => Ok(see(format!("/steward/{id}/grants?done=given"))),
        Err(failure) => {
            let field = |code: &str| (code == "organisation.own-grant").then_some("to");
            let trouble = Trouble::of(failure, visit.words())?.beside(field);
            shown(&visit, id, given, (trouble, None)).await
        }
    }
}

async fn given_now(visit: &Visit, organisation: OrganisationId, given: &Given) -> Answer<GrantId> {
    let bad = |field: &'static str| (field, DoorRefusal::BadForm { field: field.into() });
    let to = who::found(visit, organisation, &given.to).await?;
    let role = Role::parse(&given.role).ok_or_else(|| bad("role"))?;
    let reach = if given.reach == "own-and-below" { Reach::OwnAndBelow } else { Reach::Own };
    let activity = Some(&given.activity).filter(|raw| !raw.is_empty());
    let until = Some(&given.until).filter(|raw| !raw.is_empty());
    let cmd = Give {
        organisation,
        to,
        role,
        reach,
        activity: activity.map(|raw| raw.parse().map_err(|_| bad("activity"))).transpose()?,
        expires_at: until.map(|raw| local(raw).ok_or_else(|| bad("until"))).transpose()?,
    };
    visit.office.act(visit.ask_once(given.key.clone()), cmd, grants::give).await
}

/// What a field for local day and time holds.
fn local(raw: &str) -> Option<Timestamp> {
    let at: DateTime = raw.parse().ok()?;
    Some(at_local(at.date(), at.time()))
}

#[derive(Deserialize)]
pub(super) struct Nonce {
    key: Option<String>,
}

/// `POST /steward/{organisation}/grants/{grant}/revocation`
pub(super) async fn take(
    Known(visit): Known,
    Path((id, grant)): Path<(OrganisationId, GrantId)>,
    Form(form): Form<Nonce>,
) -> Answer<Response> {
    match visit.office.act(visit.ask_once(form.key), Take { grant }, grants::take).await {
        Ok(()) => Ok(see(format!("/steward/{id}/grants?done=taken"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            shown(&visit, id, Given::default(), (trouble, None)).await
        }
    }
}

//! The trail of acts, for programs.

use super::parsed;
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Problem, Visit},
    },
    organisation::{
        rights::{platform_power, steward, steward_of_subtree},
        views::{self, TrailLine, TrailQuery},
    },
};
use axum::{Json, extract::Query};
use domain::{
    account::Power,
    kernel::OrganisationId,
    organisation::{Act, Scope},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct TrailParams {
    /// The organisation that the acts were about; without it the whole trail, for the platform.
    organisation_id: Option<String>,
    /// Also acts about organisations below.
    #[serde(default)]
    below: bool,
    /// The stable name of an act.
    act: Option<String>,
    /// The `next` of the page before.
    before: Option<String>,
}

/// A page of the trail, newest first.
#[derive(Serialize, ToSchema)]
pub struct TrailPage {
    pub items: Vec<TrailLine>,
    pub next: Option<String>,
}

/// The trail of acts on rights, identities, settings, reviews and exports.
#[utoipa::path(get, path = "/audit", params(TrailParams), tag = "audit",
    responses((status = 200, body = TrailPage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn list(visit: Visit, Query(params): Query<TrailParams>) -> Answer<Json<TrailPage>> {
    visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?;
    let (by, now, below) = (visit.actor(), visit.now, params.below);
    let at: Option<OrganisationId> = parsed("organisation_id", params.organisation_id.as_deref())?;
    let query = TrailQuery { act: params.act, before: parsed("before", params.before.as_deref())? };
    let (items, next) = visit
        .office
        .view(move |conn| {
            let scope = match at {
                None => platform_power(conn, &by, Power::Trail).map(|_| Scope::Platform)?,
                Some(at) if below => steward_of_subtree(conn, &by, at, Act::Look, now)?.1,
                Some(at) => Scope::Own(steward(conn, &by, at, Act::Look, now)?.organisation()),
            };
            views::trail(conn, scope, &query)
        })
        .await?;
    Ok(Json(TrailPage { items, next: next.map(|id| id.to_string()) }))
}

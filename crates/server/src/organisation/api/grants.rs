//! Roles and desks, for programs.

use super::{MadeId, bad};
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Body, Known, Problem, Visit},
    },
    organisation::{
        actions::grants::{self, Give, Take},
        rights::{steward, steward_of_subtree},
        views::{self, Counts, GrantLine},
        who,
    },
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    kernel::{ActivityId, GrantId, OrganisationId},
    organisation::{Act, Reach, Role, Scope},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The roles of a node.
#[derive(Serialize, ToSchema)]
pub struct GrantPage {
    pub items: Vec<GrantLine>,
    pub next: Option<String>,
}

/// The roles that were given at an organisation.
#[utoipa::path(get, path = "/organisations/{id}/grants", params(("id" = String, Path)), tag = "grant",
    responses((status = 200, body = GrantPage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn list(visit: Visit, Path(at): Path<OrganisationId>) -> Answer<Json<GrantPage>> {
    visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?;
    let (by, now) = (visit.actor(), visit.now);
    let items = visit
        .office
        .view(move |conn| {
            steward(conn, &by, at, Act::Look, now)?;
            views::grants(conn, at, now)
        })
        .await?;
    Ok(Json(GrantPage { items, next: None }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GiveBody {
    /// A volunteer number or a login name.
    to: String,
    /// `owner`, `manager`, `reviewer`, `check-in-helper` or `auditor`.
    #[schema(value_type = String)]
    role: Role,
    /// `own` or `own-and-below`.
    #[schema(value_type = String)]
    reach: Reach,
    /// Limits a check-in helper to one activity.
    #[schema(value_type = Option<String>)]
    activity_id: Option<ActivityId>,
    #[schema(value_type = Option<String>)]
    expires_at: Option<Timestamp>,
}

/// Give a role; nobody gives more than they hold.
#[utoipa::path(post, path = "/organisations/{id}/grants", params(("id" = String, Path)), request_body = GiveBody, tag = "grant",
    responses((status = 201, body = MadeId), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn give(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<GiveBody>,
) -> Answer<(StatusCode, Json<MadeId>)> {
    let to = who::found(&visit, organisation, &body.to).await?;
    let cmd = Give {
        organisation,
        to,
        role: body.role,
        reach: body.reach,
        activity: body.activity_id,
        expires_at: body.expires_at,
    };
    let id = visit.office.act(visit.ask(), cmd, grants::give).await?;
    Ok((StatusCode::CREATED, Json(MadeId { id: id.to_string() })))
}

/// Take a role, or give one's own back.
#[utoipa::path(post, path = "/grants/{id}/revocation", params(("id" = String, Path)), tag = "grant",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn take(visit: Visit, Path(grant): Path<GrantId>) -> Answer<StatusCode> {
    visit.office.act(visit.ask(), Take { grant }, grants::take).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct CountParams {
    /// `own` (default) or `own-and-below`.
    reach: Option<String>,
}

/// What waits at an organisation's desk.
#[utoipa::path(get, path = "/organisations/{id}/desk", params(("id" = String, Path), CountParams), tag = "grant",
    responses((status = 200, body = Counts), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn counts(
    visit: Visit,
    Path(at): Path<OrganisationId>,
    Query(params): Query<CountParams>,
) -> Answer<Json<Counts>> {
    visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?;
    let below = match params.reach.as_deref() {
        None | Some("own") => false,
        Some("own-and-below") => true,
        Some(_) => return Err(bad("reach").into()),
    };
    let (by, now) = (visit.actor(), visit.now);
    let counts = visit
        .office
        .view(move |conn| {
            let scope = match below {
                true => steward_of_subtree(conn, &by, at, Act::Look, now)?.1,
                false => Scope::Own(steward(conn, &by, at, Act::Look, now)?.organisation()),
            };
            views::counts(conn, scope)
        })
        .await?;
    Ok(Json(counts))
}

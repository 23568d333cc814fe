//! Suspended accounts for programs.

use super::{
    actions::{self, Restore},
    views::{self, Line},
};
use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of suspended accounts.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(list_suspended)).routes(routes!(restore_account))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct ListParams {
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of suspended accounts, the youngest account first.
#[derive(Serialize, ToSchema)]
struct SuspendedList {
    items: Vec<Line>,
    next: Option<String>,
}

/// Everybody who can't log in, for the platform's support and stewards.
#[utoipa::path(get, path = "/platform/suspended-accounts", params(ListParams), tag = "account", responses((status = 200, body = SuspendedList),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list_suspended(visit: Visit, Query(params): Query<ListParams>) -> Answer<Json<SuspendedList>> {
    visit.login()?;
    let bad = |_| DoorRefusal::BadForm { field: "after".into() };
    let (actor, after) = (visit.actor(), params.after.map(|after| after.parse().map_err(bad)).transpose()?);
    let (items, next) = visit.office.view(move |conn| views::list(conn, &actor, after)).await?;
    Ok(Json(SuspendedList { items, next: next.map(|next: i64| next.to_string()) }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RestorationBody {
    /// Goes into the trail.
    reason: String,
}

/// Let a suspended account log in again. What the operator locked only stewards of the platform let in.
#[utoipa::path(post, path = "/platform/suspended-accounts/{id}/restorations", params(("id" = String, Path)), request_body = RestorationBody,
    tag = "account", responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn restore_account(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<RestorationBody>>,
) -> Answer<StatusCode> {
    let (account, Body(body)) = (views::parse(&id)?, body?);
    visit.office.act(visit.ask(), Restore { account, reason: body.reason }, actions::restore).await?;
    Ok(StatusCode::NO_CONTENT)
}

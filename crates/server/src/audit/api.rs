//! One's own access log, for programs.

use super::looks::{Look, looks};
use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Problem, Visit},
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(own))
}

/// The most that one answer shows; an export has all.
pub(super) const SHOWN_MAX: i64 = 200;

/// Who looked, the newest first.
#[derive(Serialize, ToSchema)]
struct AccessLog {
    items: Vec<Look>,
    next: Option<String>,
}

/// Who looked at my identity data, when, in which role and why.
#[utoipa::path(get, path = "/me/access-log", tag = "audit",
    responses((status = 200, body = AccessLog), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn own(visit: Visit) -> Answer<Json<AccessLog>> {
    let account = visit.login()?.account;
    let items = visit.office.view(move |conn| looks(conn, account, SHOWN_MAX)).await?;
    Ok(Json(AccessLog { items, next: None }))
}

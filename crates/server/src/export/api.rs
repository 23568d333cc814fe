//! The copy of one's data, for programs.

use super::{flow, views::PersonalCopy};
use crate::kernel::{
    crypto::Secret,
    failure::Answer,
    office::Office,
    web::{Body, Known, Problem},
};
use axum::{Json, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(export))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExportBody {
    /// One's own, once more.
    password: String,
}

/// Everything that is kept about me, unmasked. That it was asked for is written down.
#[utoipa::path(post, path = "/me/exports", request_body = ExportBody, tag = "export",
    responses((status = 201, body = PersonalCopy), (status = 401, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn export(Known(visit): Known, Body(body): Body<ExportBody>) -> Answer<(StatusCode, Json<PersonalCopy>)> {
    Ok((StatusCode::CREATED, Json(flow::export(&visit, Secret::new(body.password)).await?)))
}

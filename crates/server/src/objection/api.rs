//! Objections for programs.

use super::{
    actions::{self, Answer as Reply, Decide, File},
    views::{self, Desk, ObjectionLine, ObjectionShown},
};
use crate::{
    kernel::{
        failure::Answer,
        office::Office,
        web::{Body, Known, Problem, Visit},
    },
    organisation::steward,
};
use axum::{
    Json,
    extract::{Path, Query as Params},
    http::StatusCode,
};
use domain::{
    kernel::{ActivityId, OrganisationId},
    objection::Outcome,
    organisation::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(file))
        .routes(routes!(show))
        .routes(routes!(list))
        .routes(routes!(answer))
        .routes(routes!(decide))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FileBody {
    #[schema(value_type = String)]
    activity_id: ActivityId,
    /// The `code` of a row of the activity's public hours; without one, the whole activity is meant.
    row: Option<String>,
    text: String,
}

/// The case that was opened.
#[derive(Serialize, ToSchema)]
pub struct Opened {
    /// Under this number the case is found.
    pub number: String,
}

/// Objects to a row or to a whole activity, with or without login.
#[utoipa::path(post, path = "/objections", request_body = FileBody, tag = "objection",
    responses((status = 201, body = Opened), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn file(visit: Visit, Body(body): Body<FileBody>) -> Answer<(StatusCode, Json<Opened>)> {
    let cmd = File { activity: body.activity_id, row: body.row, text: body.text };
    let filed = visit.office.act(visit.ask(), cmd, actions::file).await?;
    Ok((StatusCode::CREATED, Json(Opened { number: filed.number })))
}

/// A case by its number.
#[utoipa::path(get, path = "/objections/{number}", params(("number" = String, Path)), tag = "objection",
    responses((status = 200, body = ObjectionShown), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn show(visit: Visit, Path(number): Path<String>) -> Answer<Json<ObjectionShown>> {
    let (actor, now) = (visit.actor(), visit.now);
    Ok(Json(visit.office.view(move |conn| views::shown(conn, &number, &actor, now)).await?))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct Turned {
    /// The `next` of the page before.
    after: Option<i64>,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
pub struct CasesPage {
    pub items: Vec<ObjectionLine>,
    pub next: Option<String>,
}

/// Cases about an organisation, and those that it decides.
#[utoipa::path(get, path = "/organisations/{id}/objections", params(("id" = String, Path), Turned), tag = "objection",
    responses((status = 200, body = CasesPage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn list(visit: Visit, Path(id): Path<OrganisationId>, Params(turned): Params<Turned>) -> Answer<Json<CasesPage>> {
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        steward(conn, &actor, id, Act::Look, now)?;
        views::list(conn, Desk::Organisation(id), turned.after)
    };
    let (items, next) = visit.office.view(look).await?;
    Ok(Json(CasesPage { items, next: next.map(|id| id.to_string()) }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerBody {
    text: String,
}

/// Where the case stands after it.
#[derive(Serialize, ToSchema)]
pub struct Stands {
    pub state: String,
}

/// The organisation answers.
#[utoipa::path(post, path = "/objections/{number}/answers", params(("number" = String, Path)), request_body = AnswerBody,
    tag = "objection",
    responses((status = 200, body = Stands), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn answer(Known(visit): Known, Path(number): Path<String>, Body(body): Body<AnswerBody>) -> Answer<Json<Stands>> {
    let state = visit.office.act(visit.ask(), Reply { number, text: body.text }, actions::answer).await?;
    Ok(Json(Stands { state: state.name().to_owned() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CaseDecisionBody {
    /// `upheld` or `dismissed`.
    #[schema(value_type = String)]
    outcome: Outcome,
    reason: String,
}

/// The organisation above decides.
#[utoipa::path(post, path = "/objections/{number}/decisions", params(("number" = String, Path)), request_body = CaseDecisionBody,
    tag = "objection",
    responses((status = 200, body = Stands), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide(
    Known(visit): Known,
    Path(number): Path<String>,
    Body(body): Body<CaseDecisionBody>,
) -> Answer<Json<Stands>> {
    let cmd = Decide { number, outcome: body.outcome, reason: body.reason };
    let state = visit.office.act(visit.ask(), cmd, actions::decide).await?;
    Ok(Json(Stands { state: state.name().to_owned() }))
}

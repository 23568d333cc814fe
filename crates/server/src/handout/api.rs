//! Handouts for programs.

use super::{
    actions::{Ask, Decide, Opinion, Whose},
    flow::{self, Taken},
    views::{self, HandoutLine, HandoutShown},
};
use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{
    Json,
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    handout::{Format, Purpose, Shown},
    kernel::{ActivityId, OrganisationId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of handouts.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(hand_out_members))
        .routes(routes!(list_handouts))
        .routes(routes!(hand_out_enrolments))
        .routes(routes!(show_handout))
        .routes(routes!(decide_handout))
        .routes(routes!(take_handout))
}

/// What is wanted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandoutBody {
    /// `xlsx` or `csv`.
    #[schema(value_type = String)]
    format: Format,
    /// `masked` or `whole`.
    #[schema(value_type = String)]
    name: Shown,
    /// `left-out`, `masked` or `whole`.
    #[schema(value_type = String)]
    phone: Shown,
    /// `left-out`, `masked`, or `whole` for the organisation's owner.
    #[schema(value_type = String)]
    document: Shown,
    /// `on-site`, `insurance`, `contact`, `authority`, `safety` or `other`.
    #[schema(value_type = String)]
    purpose: Purpose,
    /// What the list is for; everybody in it reads this.
    reason: String,
    /// Owed for whole document numbers.
    #[serde(default)]
    document_reason: String,
}

async fn asked(visit: &Visit, whose: Whose, body: HandoutBody) -> Answer<(StatusCode, Json<HandoutShown>)> {
    let HandoutBody { format, name, phone, document, purpose, reason, document_reason } = body;
    let locale = visit.locale.tag().to_owned();
    let wish = Ask { whose, format, name, phone, document, purpose, reason, document_reason, locale };
    let id = flow::ask(visit, visit.ask().key, wish).await?;
    Ok((StatusCode::CREATED, Json(shown(visit, id).await?)))
}

async fn shown(visit: &Visit, id: i64) -> Answer<HandoutShown> {
    let (by, now) = (visit.actor(), visit.now);
    visit.office.view(move |conn| views::shown(conn, (&by, id), now)).await
}

/// Take an organisation's members out as a file; needs a step-up. A large list waits for a second steward.
#[utoipa::path(post, path = "/organisations/{id}/handouts", params(("id" = String, Path)), request_body = HandoutBody, tag = "handout",
    responses((status = 201, body = HandoutShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn hand_out_members(
    Known(visit): Known,
    Path(id): Path<OrganisationId>,
    body: Answer<Body<HandoutBody>>,
) -> Answer<(StatusCode, Json<HandoutShown>)> {
    let Body(body) = body?;
    asked(&visit, Whose::Members(id), body).await
}

/// Take out who was accepted at an activity; needs a step-up. A large list waits for a second steward.
#[utoipa::path(post, path = "/activities/{id}/handouts", params(("id" = String, Path)), request_body = HandoutBody, tag = "handout",
    responses((status = 201, body = HandoutShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn hand_out_enrolments(
    Known(visit): Known,
    Path(id): Path<ActivityId>,
    body: Answer<Body<HandoutBody>>,
) -> Answer<(StatusCode, Json<HandoutShown>)> {
    let Body(body) = body?;
    asked(&visit, Whose::Activity(id), body).await
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct HandoutParams {
    /// The `next` of the page before.
    after: Option<String>,
}

/// Handouts, the newest first.
#[derive(Serialize, ToSchema)]
struct HandoutList {
    items: Vec<HandoutLine>,
    next: Option<String>,
}

/// The handouts of an organisation.
#[utoipa::path(get, path = "/organisations/{id}/handouts", params(("id" = String, Path), HandoutParams), tag = "handout",
    responses((status = 200, body = HandoutList), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list_handouts(
    visit: Visit,
    Path(id): Path<OrganisationId>,
    Query(params): Query<HandoutParams>,
) -> Answer<Json<HandoutList>> {
    visit.login()?;
    let bad = |_| DoorRefusal::BadForm { field: "after".into() };
    let after = params.after.map(|after| after.parse().map_err(bad)).transpose()?;
    let (by, now) = (visit.actor(), visit.now);
    let (items, next) = visit.office.view(move |conn| views::list(conn, &by, (id, after), now)).await?;
    Ok(Json(HandoutList { items, next: next.map(|next| next.to_string()) }))
}

/// One handout with its terms; never its people.
#[utoipa::path(get, path = "/handouts/{id}", params(("id" = String, Path)), tag = "handout", responses((status = 200, body = HandoutShown),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn show_handout(visit: Visit, Path(id): Path<String>) -> Answer<Json<HandoutShown>> {
    visit.login()?;
    Ok(Json(shown(&visit, views::parse(&id)?).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandoutDecisionBody {
    opinion: Opinion,
    /// Owed with a no.
    #[serde(default)]
    reason: String,
}

/// Agree to a large list as a second steward, or refuse it; needs a step-up. Never about one's own.
#[utoipa::path(post, path = "/handouts/{id}/decisions", params(("id" = String, Path)), request_body = HandoutDecisionBody, tag = "handout",
    responses((status = 200, body = HandoutShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide_handout(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<HandoutDecisionBody>>,
) -> Answer<Json<HandoutShown>> {
    let (id, Body(HandoutDecisionBody { opinion, reason })) = (views::parse(&id)?, body?);
    flow::decide(&visit, visit.ask().key, Decide { id, opinion, reason }).await?;
    Ok(Json(shown(&visit, id).await?))
}

/// Download a file that one asked for: three times within a day, after a step-up. For everybody else it isn't there.
#[utoipa::path(post, path = "/handouts/{id}/downloads", params(("id" = String, Path)), tag = "handout",
    responses((status = 200, content(("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("text/csv"))), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn take_handout(Known(visit): Known, Path(id): Path<String>) -> Answer<Response> {
    Ok(given(flow::take(&visit, visit.ask().key, views::parse(&id)?).await?))
}

/// A file as an answer: saved under its number, never shown in the browser.
pub(super) fn given(taken: Taken) -> Response {
    let kind = match taken.format {
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Format::Csv => "text/csv; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", taken.name)),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, taken.bytes).into_response()
}

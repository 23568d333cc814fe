//! Hours for programs.

use super::{
    actions::{self, Decide, RefuseCredit, Submit, SubmitLine},
    by_hand::{self, ByHand, Hand, Revoke},
    views::{self, Case, Entry},
};
use crate::{
    activity::api::{Made, Now},
    enrolment::volunteer_of,
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Body, Known, Problem, Visit},
    },
    organisation::steward,
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    kernel::{ActivityId, EntryId, MakeUpId, Minutes, OrganisationId, VolunteerId},
    organisation::Act,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(record))
        .routes(routes!(refuse))
        .routes(routes!(submit, queue))
        .routes(routes!(decide))
        .routes(routes!(give))
        .routes(routes!(revoke))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct RecordParams {
    /// A past moment: the record as anyone would have seen it then.
    as_of: Option<String>,
}

/// My hours: totals in minutes, and every line that makes them.
#[derive(Serialize, ToSchema)]
struct RecordBody {
    total: u32,
    scan: u32,
    make_up: u32,
    deducted: u32,
    honorary: u32,
    training: u32,
    entries: Vec<Entry>,
}

/// My hours, now or as of a past moment.
#[utoipa::path(get, path = "/me/hours", params(RecordParams), tag = "hours",
    responses((status = 200, body = RecordBody), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn record(visit: Visit, Query(params): Query<RecordParams>) -> Answer<Json<RecordBody>> {
    let bad = || DoorRefusal::BadForm { field: "as_of".into() };
    let as_of = params.as_of.map(|text| text.parse::<Timestamp>().map_err(|_| bad())).transpose()?;
    let (account, now) = (visit.login()?.account, visit.now);
    let look = move |conn: &mut Conn| {
        let who = volunteer_of(conn, account)?;
        views::record(conn, who, now, as_of)
    };
    let record = visit.office.view(look).await?;
    let totals = record.totals;
    Ok(Json(RecordBody {
        total: record.total.0,
        scan: totals.scan.0,
        make_up: totals.make_up.0,
        deducted: totals.deducted.0,
        honorary: totals.honorary.0,
        training: totals.training.0,
        entries: record.entries,
    }))
}

/// Refuse the minutes of a make-up within seven days.
#[utoipa::path(post, path = "/me/hours/{id}/refusal", params(("id" = String, Path)), tag = "hours",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn refuse(visit: Visit, Path(entry): Path<EntryId>) -> Answer<StatusCode> {
    visit.office.act(visit.ask(), RefuseCredit { entry }, actions::refuse).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SubmitBody {
    #[schema(value_type = Option<String>)]
    activity_id: Option<ActivityId>,
    lines: Vec<LineBody>,
    reason: String,
    /// An uploaded paper.
    evidence_id: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LineBody {
    #[schema(value_type = String)]
    volunteer_id: VolunteerId,
    minutes: u32,
    #[schema(value_type = String, example = "2026-11-20")]
    served_on: Date,
}

/// Submit make-up hours.
#[utoipa::path(post, path = "/organisations/{id}/make-ups", params(("id" = String, Path)), request_body = SubmitBody, tag = "hours",
    responses((status = 201, body = Made), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn submit(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<SubmitBody>,
) -> Answer<(StatusCode, Json<Made>)> {
    let line = |line: LineBody| SubmitLine {
        volunteer: line.volunteer_id,
        minutes: Minutes(line.minutes),
        served_on: line.served_on,
    };
    let evidence = body.evidence_id.and_then(|id| id.parse().ok());
    let lines = body.lines.into_iter().map(line).collect();
    let cmd = Submit { organisation, activity: body.activity_id, lines, reason: body.reason, evidence };
    let id = visit.office.act(visit.ask(), cmd, actions::submit).await?;
    Ok((StatusCode::CREATED, Json(Made { id: id.to_string() })))
}

/// Make-ups.
#[derive(Serialize, ToSchema)]
struct Cases {
    items: Vec<Case>,
    next: Option<String>,
}

/// Make-ups handed in at and below an organisation.
#[utoipa::path(get, path = "/organisations/{id}/make-ups", params(("id" = String, Path)), tag = "hours",
    responses((status = 200, body = Cases), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn queue(visit: Visit, Path(organisation): Path<OrganisationId>) -> Answer<Json<Cases>> {
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward(conn, &actor, organisation, Act::Look, now)?;
        views::queue(conn, &by)
    };
    Ok(Json(Cases { items: visit.office.view(look).await?, next: None }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MakeUpDecisionBody {
    approve: bool,
    /// Owed when rejected.
    #[serde(default)]
    reason: String,
}

/// Decide about make-up hours.
#[utoipa::path(post, path = "/make-ups/{id}/decision", params(("id" = String, Path)), request_body = MakeUpDecisionBody, tag = "hours",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide(
    Known(visit): Known,
    Path(make_up): Path<MakeUpId>,
    Body(body): Body<MakeUpDecisionBody>,
) -> Answer<Json<Now>> {
    let cmd = Decide { make_up, approve: body.approve, reason: body.reason };
    let state = visit.office.act(visit.ask(), cmd, actions::decide).await?;
    Ok(Json(Now { state: state.name().into() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ByHandBody {
    #[schema(value_type = String)]
    volunteer_id: VolunteerId,
    /// `honour` or `deduct`.
    #[schema(value_type = String)]
    hand: Hand,
    minutes: u32,
    reason: String,
}

/// Honour a member, or deduct from their credit hours.
#[utoipa::path(post, path = "/organisations/{id}/hours", params(("id" = String, Path)), request_body = ByHandBody, tag = "hours",
    responses((status = 201, body = Made), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn give(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<ByHandBody>,
) -> Answer<(StatusCode, Json<Made>)> {
    let minutes = Minutes(body.minutes);
    let cmd = ByHand { organisation, volunteer: body.volunteer_id, hand: body.hand, minutes, reason: body.reason };
    let id = visit.office.act(visit.ask(), cmd, by_hand::give).await?;
    Ok((StatusCode::CREATED, Json(Made { id: id.to_string() })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevokeBody {
    reason: String,
}

/// Revoke an honour.
#[utoipa::path(post, path = "/hours/{id}/revocation", params(("id" = String, Path)), request_body = RevokeBody, tag = "hours",
    responses((status = 201, body = Made), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn revoke(
    Known(visit): Known,
    Path(entry): Path<EntryId>,
    Body(body): Body<RevokeBody>,
) -> Answer<(StatusCode, Json<Made>)> {
    let cmd = Revoke { entry, reason: body.reason };
    let id = visit.office.act(visit.ask(), cmd, by_hand::revoke).await?;
    Ok((StatusCode::CREATED, Json(Made { id: id.to_string() })))
}

//! Enrolments for programs.

use super::{
    actions::{self, Invite, SignUpFor, Withdraw, volunteer_of},
    settle::{self, Accept, Turn, TurnDown},
    views::{self, Mine, Row},
};
use crate::{
    activity::api::Now,
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Body, Known, Problem, Visit},
    },
    organisation::steward_of_activity,
};
use axum::{Json, extract::Path, http::StatusCode};
use domain::{
    kernel::{ActivityId, EnrolmentId, PositionId, VolunteerId},
    organisation::Act,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(sign_up, list))
        .routes(routes!(mine))
        .routes(routes!(withdraw))
        .routes(routes!(accept))
        .routes(routes!(accept_many))
        .routes(routes!(reject))
        .routes(routes!(remove))
        .routes(routes!(invite))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignUpBody {
    #[schema(value_type = String)]
    position_id: PositionId,
    /// The volunteer read and accepts the stated risks; owed where the activity states any or is marked dangerous.
    #[serde(default)]
    risks_acknowledged: bool,
}

/// An enrolment after a change.
#[derive(Serialize, ToSchema)]
struct Enrolled {
    id: String,
    state: String,
}

/// Sign up for a position.
#[utoipa::path(post, path = "/activities/{id}/enrolments", params(("id" = String, Path)), request_body = SignUpBody, tag = "enrolment",
    responses((status = 201, body = Enrolled), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn sign_up(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<SignUpBody>,
) -> Answer<(StatusCode, Json<Enrolled>)> {
    let cmd = SignUpFor { activity, position: body.position_id, read_risks: body.risks_acknowledged };
    let (id, state) = visit.office.act(visit.ask(), cmd, actions::sign_up).await?;
    Ok((StatusCode::CREATED, Json(Enrolled { id: id.to_string(), state: state.name().into() })))
}

/// A list of enrolments.
#[derive(Serialize, ToSchema)]
struct Rows {
    items: Vec<Row>,
    next: Option<String>,
}

/// The enrolments of an activity, for its stewards.
#[utoipa::path(get, path = "/activities/{id}/enrolments", params(("id" = String, Path)), tag = "enrolment",
    responses((status = 200, body = Rows), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list(visit: Visit, Path(activity): Path<ActivityId>) -> Answer<Json<Rows>> {
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward_of_activity(conn, &actor, activity, Act::Look, now)?;
        views::of_activity(conn, &by, activity)
    };
    Ok(Json(Rows { items: visit.office.view(look).await?, next: None }))
}

/// A list of my enrolments.
#[derive(Serialize, ToSchema)]
struct MineList {
    items: Vec<Mine>,
    next: Option<String>,
}

/// My activities: to be accepted, taking part, finished.
#[utoipa::path(get, path = "/me/enrolments", tag = "enrolment",
    responses((status = 200, body = MineList), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
async fn mine(visit: Visit) -> Answer<Json<MineList>> {
    let (account, now) = (visit.login()?.account, visit.now);
    let look = move |conn: &mut Conn| {
        let who = volunteer_of(conn, account)?;
        views::mine(conn, who, now)
    };
    Ok(Json(MineList { items: visit.office.view(look).await?, next: None }))
}

/// Step back.
#[utoipa::path(post, path = "/enrolments/{id}/withdrawal", params(("id" = String, Path)), tag = "enrolment",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn withdraw(visit: Visit, Path(enrolment): Path<EnrolmentId>) -> Answer<Json<Now>> {
    let state = visit.office.act(visit.ask(), Withdraw { enrolment }, actions::withdraw).await?;
    Ok(Json(Now { state: state.name().into() }))
}

/// Accept one.
#[utoipa::path(post, path = "/enrolments/{id}/acceptance", params(("id" = String, Path)), tag = "enrolment",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn accept(visit: Visit, Path(enrolment): Path<EnrolmentId>) -> Answer<Json<Now>> {
    let answers = visit.office.act(visit.ask(), Accept { enrolments: vec![enrolment] }, settle::accept).await?;
    let state = answers.into_iter().find_map(|answer| answer.state).unwrap_or_default();
    Ok(Json(Now { state }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ManyBody {
    /// At most 500.
    #[schema(value_type = Vec<String>)]
    enrolment_ids: Vec<EnrolmentId>,
}

/// How each of a batch ended.
#[derive(Serialize, ToSchema)]
struct Many {
    items: Vec<One>,
}

/// How one ended.
#[derive(Serialize, ToSchema)]
struct One {
    id: String,
    state: Option<String>,
    refused: Option<String>,
}

/// Accept many; each is answered for itself.
#[utoipa::path(post, path = "/enrolments/acceptances", request_body = ManyBody, tag = "enrolment",
    responses((status = 200, body = Many), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn accept_many(Known(visit): Known, Body(body): Body<ManyBody>) -> Answer<Json<Many>> {
    let answers = visit.office.act(visit.ask(), Accept { enrolments: body.enrolment_ids }, settle::accept).await?;
    let one = |answer: settle::Answered| One {
        id: answer.enrolment.to_string(),
        state: answer.state,
        refused: answer.refused,
    };
    Ok(Json(Many { items: answers.into_iter().map(one).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TurnDownBody)]
struct ReasonBody {
    reason: String,
}

/// Reject before acceptance.
#[utoipa::path(post, path = "/enrolments/{id}/rejection", params(("id" = String, Path)), request_body = ReasonBody, tag = "enrolment",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn reject(
    Known(visit): Known,
    Path(enrolment): Path<EnrolmentId>,
    Body(body): Body<ReasonBody>,
) -> Answer<Json<Now>> {
    turn(visit, TurnDown { enrolment, turn: Turn::Reject, reason: body.reason }).await
}

/// Remove after acceptance.
#[utoipa::path(post, path = "/enrolments/{id}/removal", params(("id" = String, Path)), request_body = ReasonBody, tag = "enrolment",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn remove(
    Known(visit): Known,
    Path(enrolment): Path<EnrolmentId>,
    Body(body): Body<ReasonBody>,
) -> Answer<Json<Now>> {
    turn(visit, TurnDown { enrolment, turn: Turn::Remove, reason: body.reason }).await
}

async fn turn(visit: Visit, cmd: TurnDown) -> Answer<Json<Now>> {
    let state = visit.office.act(visit.ask(), cmd, settle::turn_down).await?;
    Ok(Json(Now { state: state.name().into() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InviteBody {
    #[schema(value_type = String)]
    position_id: PositionId,
    /// At most 500 members.
    #[schema(value_type = Vec<String>)]
    volunteer_ids: Vec<VolunteerId>,
}

/// How many were invited.
#[derive(Serialize, ToSchema)]
struct Invited {
    invited: u32,
}

/// Invite members of the organisation.
#[utoipa::path(post, path = "/activities/{id}/invitations", params(("id" = String, Path)), request_body = InviteBody, tag = "enrolment",
    responses((status = 200, body = Invited), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn invite(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<InviteBody>,
) -> Answer<Json<Invited>> {
    let cmd = Invite { activity, position: body.position_id, volunteers: body.volunteer_ids };
    Ok(Json(Invited { invited: visit.office.act(visit.ask(), cmd, actions::invite).await? }))
}

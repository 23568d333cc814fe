//! Closing one's account, for programs.

use super::{actions, flow, store};
use crate::kernel::{
    crypto::Secret,
    db::Conn,
    failure::Answer,
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{Json, http::StatusCode};
use domain::{
    closing::{COOL_OFF_DAYS, Closing},
    kernel::Refuse,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(show, ask, cancel))
}

/// Whether my account is to be closed.
#[derive(Serialize, ToSchema)]
#[schema(as = Closing)]
struct ClosingBody {
    #[schema(value_type = Option<String>)]
    asked_at: Option<Timestamp>,
    /// When it becomes final; until then it can be taken back.
    #[schema(value_type = Option<String>)]
    ends_at: Option<Timestamp>,
    /// Days between asking and the end.
    cool_off_days: i64,
    /// The code of what stands in the way, such as `closing.last-owner`.
    refused: Option<&'static str>,
}

impl ClosingBody {
    fn of(closing: Option<Closing>, refused: Option<&'static str>) -> ClosingBody {
        ClosingBody {
            asked_at: closing.map(|closing| closing.asked_at),
            ends_at: closing.map(|closing| closing.ends_at),
            cool_off_days: COOL_OFF_DAYS,
            refused,
        }
    }
}

/// Whether my account is to be closed, and whether it could be.
#[utoipa::path(get, path = "/me/closing", tag = "closing",
    responses((status = 200, body = ClosingBody), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn show(visit: Visit) -> Answer<Json<ClosingBody>> {
    let account = visit.login()?.account;
    let look = move |conn: &mut Conn| {
        let refused = actions::bound(conn, account)?.lets_go().err().map(|refusal| refusal.shape().code);
        Ok(ClosingBody::of(store::pending(conn, account)?, refused))
    };
    Ok(Json(visit.office.view(look).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskBody {
    /// One's own, once more.
    password: String,
}

/// Close my account, in fifteen days.
#[utoipa::path(post, path = "/me/closing", request_body = AskBody, tag = "closing",
    responses((status = 201, body = ClosingBody), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn ask(Known(visit): Known, Body(body): Body<AskBody>) -> Answer<(StatusCode, Json<ClosingBody>)> {
    let closing = flow::begin(&visit, visit.ask().key, Secret::new(body.password)).await?;
    Ok((StatusCode::CREATED, Json(ClosingBody::of(Some(closing), None))))
}

/// Keep my account after all.
#[utoipa::path(delete, path = "/me/closing", tag = "closing",
    responses((status = 204), (status = 401, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn cancel(Known(visit): Known) -> Answer<StatusCode> {
    visit.office.act(visit.ask(), actions::Cancel, actions::cancel).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! Consents, for programs.

use super::{
    actions::{self, Decide},
    views::{self, HistoryLine, Shown},
};
use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{Json, http::StatusCode};
use domain::consent::Purpose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(own, decide))
}

/// One's consents.
#[derive(Serialize, ToSchema)]
struct Consents {
    items: Vec<Shown>,
    /// Every decision, the newest first.
    history: Vec<HistoryLine>,
}

async fn read(visit: &Visit) -> Answer<Consents> {
    let account = visit.login()?.account;
    let look = move |conn: &mut crate::kernel::db::Conn| {
        Ok(Consents { items: views::shown(conn, account)?, history: views::history(conn, account)? })
    };
    visit.office.view(look).await
}

/// My consents: what my data may be used for beyond the account itself.
#[utoipa::path(get, path = "/me/consents", tag = "consent",
    responses((status = 200, body = Consents), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn own(visit: Visit) -> Answer<Json<Consents>> {
    Ok(Json(read(&visit).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConsentBody {
    /// `identity`, `photo`, `location`, `public-name` or `public-page`.
    #[schema(example = "location")]
    purpose: String,
    /// True gives it, false refuses it or takes it back.
    given: bool,
    /// The version whose text was shown.
    version: u32,
}

/// Give, refuse or take back one consent.
#[utoipa::path(post, path = "/me/consents", request_body = ConsentBody, tag = "consent",
    responses((status = 201, body = Consents), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide(Known(visit): Known, Body(body): Body<ConsentBody>) -> Answer<(StatusCode, Json<Consents>)> {
    let purpose = Purpose::parse(&body.purpose).filter(|purpose| views::SHOWN.contains(purpose));
    let purpose = purpose.ok_or_else(|| DoorRefusal::BadForm { field: "purpose".into() })?;
    let cmd = Decide { purpose, is_given: body.given, version: body.version };
    visit.office.act(visit.ask(), cmd, actions::decide).await?;
    Ok((StatusCode::CREATED, Json(read(&visit).await?)))
}

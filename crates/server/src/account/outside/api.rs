//! Linked accounts, for programs: what there is, and taking one away. Linking takes a browser.

use super::actions::{self, Linked, linked};
use crate::kernel::{
    failure::{Answer, Failure},
    office::{Ask, Office},
    web::{Known, Problem, Visit},
};
use axum::{Json, extract::Path, http::StatusCode};
use domain::account::outside::Provider;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this part.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(list_linked)).routes(routes!(unlink))
}

/// Accounts elsewhere that open one's own.
#[derive(Serialize, ToSchema)]
struct LinkedAccounts {
    items: Vec<Linked>,
    /// Always none: there is at most one of each provider.
    next: Option<String>,
}

/// My linked accounts.
#[utoipa::path(get, path = "/me/linked", tag = "account",
    responses((status = 200, body = LinkedAccounts), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn list_linked(visit: Visit) -> Answer<Json<LinkedAccounts>> {
    let account = visit.login()?.account;
    let items = visit.office.view(move |conn| linked(conn, account)).await?;
    Ok(Json(LinkedAccounts { items, next: None }))
}

/// Take one link away; needs a step-up. From then on nothing is pushed to that account any more.
#[utoipa::path(delete, path = "/me/linked/{provider}", tag = "account",
    params(("provider" = String, Path, description = "`oidc`, `wechat` or `alipay`")),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
async fn unlink(Known(visit): Known, Path(provider): Path<String>) -> Answer<StatusCode> {
    let provider = Provider::parse(&provider).ok_or(Failure::NotFound)?;
    visit.office.record(Ask { key: None, ..visit.ask() }, provider, actions::unlink).await?;
    Ok(StatusCode::NO_CONTENT)
}

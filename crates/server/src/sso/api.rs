//! Connected platforms for programs: one's own, and the platform's desk.

use super::{
    actions,
    clients::{self, ChangeClient, NewClient, Secret},
    views::{self, ClientShown, Connected},
};
use crate::{
    kernel::{
        dice::{entropy, text},
        failure::Answer,
        office::Office,
        session::token_hash,
        web::{Body, Known, Problem, Visit},
    },
    organisation::platform_power,
};
use axum::{Json, extract::Path, http::StatusCode};
use domain::account::Power;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(own_platforms))
        .routes(routes!(withdraw_platform))
        .routes(routes!(list_clients, register_client))
        .routes(routes!(show_client, change_client))
        .routes(routes!(make_secret))
}

/// Platforms that one agreed to.
#[derive(Serialize, ToSchema)]
struct ConnectedPlatforms {
    items: Vec<Connected>,
    next: Option<String>,
}

/// The platforms that one logged in at with this account, and what each gets.
#[utoipa::path(get, path = "/me/platforms", tag = "sso", responses((status = 200, body = ConnectedPlatforms), (status = 401, body = Problem),
    (status = 503, body = Problem)))]
async fn own_platforms(visit: Visit) -> Answer<Json<ConnectedPlatforms>> {
    let account = visit.login()?.account;
    let items = visit.office.view(move |conn| views::connected(conn, account)).await?;
    Ok(Json(ConnectedPlatforms { items, next: None }))
}

/// Take back what was agreed to for a platform; its sessions end.
#[utoipa::path(delete, path = "/me/platforms/{id}", params(("id" = String, Path)), tag = "sso", responses((status = 204),
    (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn withdraw_platform(Known(visit): Known, Path(id): Path<String>) -> Answer<StatusCode> {
    visit.office.act(visit.ask(), views::parse(&id)?, actions::withdraw).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// All connected platforms.
#[derive(Serialize, ToSchema)]
struct ClientList {
    items: Vec<ClientShown>,
    next: Option<String>,
}

/// What is registered of a platform.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClientBody {
    #[schema(example = "羊城高校志愿平台")]
    name: String,
    /// Why it wants to know people; shown to them.
    #[serde(default)]
    about: String,
    /// `confidential` for a server, `public` for an app; stays as it was registered.
    #[serde(default)]
    kind: Option<String>,
    /// Where a browser may be led back to, compared letter by letter.
    #[schema(example = json!(["https://school.example/callback"]))]
    redirect_uris: Vec<String>,
    /// Where a logout there may lead.
    #[serde(default)]
    logout_uris: Vec<String>,
    /// Where it is told of logouts.
    #[serde(default)]
    backchannel_uri: String,
    /// Which data it may ask for: `profile`, `phone`, `email`, `address`, `volunteer`, `real_name`.
    #[serde(default)]
    scopes: Vec<String>,
    /// How its ID tokens are signed: `RS256` or `ES256`.
    #[serde(default)]
    algorithm: Option<String>,
    /// Switched off, nobody logs in there, and every login ends.
    #[serde(default)]
    on: Option<bool>,
}

impl ClientBody {
    fn into_new(self) -> NewClient {
        NewClient {
            name: self.name,
            about: self.about,
            kind: self.kind.unwrap_or_else(|| "confidential".to_owned()),
            redirect_uris: self.redirect_uris,
            any_port: false,
            logout_uris: self.logout_uris,
            backchannel_uri: self.backchannel_uri,
            scopes: self.scopes,
            algorithm: self.algorithm.unwrap_or_else(|| "RS256".to_owned()),
            is_on: self.on.unwrap_or(true),
        }
    }
}

/// All connected platforms, for stewards of the platform.
#[utoipa::path(get, path = "/platform/clients", tag = "sso", responses((status = 200, body = ClientList), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn list_clients(visit: Visit) -> Answer<Json<ClientList>> {
    visit.login()?;
    let by = visit.actor();
    let items = visit.office.view(move |conn| views::clients(conn, &by)).await?;
    Ok(Json(ClientList { items, next: None }))
}

/// Connect a platform; needs a step-up. It has no secret until one is made.
#[utoipa::path(post, path = "/platform/clients", request_body = ClientBody, tag = "sso", responses((status = 201, body = ClientShown),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn register_client(
    Known(visit): Known,
    body: Answer<Body<ClientBody>>,
) -> Answer<(StatusCode, Json<ClientShown>)> {
    desk(&visit).await?;
    let Body(body) = body?;
    let id = visit.office.act(visit.ask(), body.into_new(), clients::register).await?;
    Ok((StatusCode::CREATED, Json(shown(&visit, id).await?)))
}

/// For everybody else the desk isn't there, whatever they send.
async fn desk(visit: &Visit) -> Answer<()> {
    let by = visit.actor();
    visit.office.view(move |conn| platform_power(conn, &by, Power::Platforms).map(|_| ())).await
}

/// One connected platform.
#[utoipa::path(get, path = "/platform/clients/{id}", params(("id" = String, Path)), tag = "sso", responses((status = 200, body = ClientShown),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn show_client(visit: Visit, Path(id): Path<String>) -> Answer<Json<ClientShown>> {
    visit.login()?;
    Ok(Json(shown(&visit, views::parse(&id)?).await?))
}

async fn shown(visit: &Visit, id: i64) -> Answer<ClientShown> {
    let by = visit.actor();
    visit.office.view(move |conn| views::client(conn, &by, id)).await
}

/// Change a connected platform or switch it off; needs a step-up.
#[utoipa::path(put, path = "/platform/clients/{id}", params(("id" = String, Path)), request_body = ClientBody, tag = "sso",
    responses((status = 200, body = ClientShown), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn change_client(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<ClientBody>>,
) -> Answer<Json<ClientShown>> {
    let id = views::parse(&id)?;
    shown(&visit, id).await?;
    let Body(body) = body?;
    visit.office.act(visit.ask(), ChangeClient { id, to: body.into_new() }, clients::change).await?;
    Ok(Json(shown(&visit, id).await?))
}

/// A secret, answered this once and never again.
#[derive(Serialize, ToSchema)]
struct NewClientSecret {
    client_id: String,
    client_secret: String,
}

/// Make a new secret; needs a step-up. The one before it stays valid, an older one ends.
#[utoipa::path(post, path = "/platform/clients/{id}/secrets", params(("id" = String, Path)), tag = "sso",
    responses((status = 201, body = NewClientSecret), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn make_secret(Known(visit): Known, Path(id): Path<String>) -> Answer<(StatusCode, Json<NewClientSecret>)> {
    let id = views::parse(&id)?;
    let client_secret = new_secret(&visit, id).await?;
    let client_id = shown(&visit, id).await?.client_id;
    Ok((StatusCode::CREATED, Json(NewClientSecret { client_id, client_secret })))
}

/// Makes a secret and keeps its hash.
pub(super) async fn new_secret(visit: &Visit, client: i64) -> Answer<String> {
    let secret = text(&entropy::<32>());
    let hint = secret.chars().skip(secret.len().saturating_sub(4)).collect();
    let cmd = Secret { client, hash: token_hash(&secret), hint };
    visit.office.record(visit.ask_once(None), cmd, clients::renew_secret).await?;
    Ok(secret)
}

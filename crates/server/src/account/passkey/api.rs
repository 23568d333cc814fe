//! Passkeys for programs and for the script of the pages: challenges, one's own passkeys, logging in, showing to be present.

use super::{
    actions::{self, Rename},
    flow::{self, Answered},
    store,
};
use crate::{
    account::{api::Session, flow::Wish, pages::cookies, second_factor::SteppedUp},
    kernel::{
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Body, Known, Problem, Visit},
    },
};
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, StatusCode},
};
use domain::{account::passkey::Occasion, kernel::PasskeyId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this part.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(pose_challenge))
        .routes(routes!(passkeys, add_passkey))
        .routes(routes!(rename_passkey, remove_passkey))
        .routes(routes!(log_in_by_passkey))
        .routes(routes!(step_up_by_passkey))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyChallengeBody {
    /// `log-in`, `new-passkey`, `step-up`, or `second-step` in the browser whose login waits for it.
    #[serde(rename = "for")]
    #[schema(example = "log-in")]
    occasion: String,
}

/// A challenge, good once and for five minutes, for what was asked and for whoever asked.
#[derive(Serialize, ToSchema)]
struct PasskeyChallenge {
    /// Comes back with the answer.
    ticket: String,
    /// Options in JSON, as `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` takes them.
    #[schema(value_type = Object)]
    public_key: serde_json::Value,
}

/// Ask for a challenge that a passkey can answer. For `new-passkey` one is logged in and has shown to be present, for `step-up` logged in.
#[utoipa::path(post, path = "/passkey-challenges", request_body = PasskeyChallengeBody, tag = "account",
    responses((status = 201, body = PasskeyChallenge), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn pose_challenge(
    visit: Visit,
    headers: HeaderMap,
    Body(body): Body<PasskeyChallengeBody>,
) -> Answer<(StatusCode, Json<PasskeyChallenge>)> {
    let occasion = Occasion::parse(&body.occasion).ok_or(DoorRefusal::BadForm { field: "for".into() })?;
    let waiting = cookies::waiting_login(&headers, &visit.office);
    let handed = flow::pose(&visit, occasion, waiting).await?;
    Ok((StatusCode::CREATED, Json(PasskeyChallenge { ticket: handed.ticket, public_key: handed.public_key })))
}

/// One of one's own passkeys.
#[derive(Serialize, ToSchema)]
struct Passkey {
    id: String,
    name: String,
    #[schema(value_type = String)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>)]
    used_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
struct Passkeys {
    items: Vec<Passkey>,
}

/// One's own passkeys, the oldest first.
#[utoipa::path(get, path = "/me/passkeys", tag = "account",
    responses((status = 200, body = Passkeys), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn passkeys(visit: Visit) -> Answer<Json<Passkeys>> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let lines = visit.office.view(move |conn| store::of(conn, &office.means.keys, account)).await?;
    let line =
        |store::Line { id, name, created_at, used_at }| Passkey { id: id.to_string(), name, created_at, used_at };
    Ok(Json(Passkeys { items: lines.into_iter().map(line).collect() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskeyBody {
    ticket: String,
    /// As `PublicKeyCredential.toJSON()` gives it.
    #[schema(value_type = Object)]
    credential: serde_json::Value,
    /// What its owner calls it, such as the device.
    #[schema(example = "My phone")]
    name: String,
}

#[derive(Serialize, ToSchema)]
struct PasskeyAdded {
    id: String,
}

/// Add a passkey; needs a step-up. Its owner is told everywhere.
#[utoipa::path(post, path = "/me/passkeys", request_body = NewPasskeyBody, tag = "account",
    responses((status = 201, body = PasskeyAdded), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn add_passkey(
    Known(visit): Known,
    Body(body): Body<NewPasskeyBody>,
) -> Answer<(StatusCode, Json<PasskeyAdded>)> {
    let answered = Answered { ticket: body.ticket, credential: body.credential.to_string() };
    let id = flow::register(&visit, &answered, &body.name).await?;
    Ok((StatusCode::CREATED, Json(PasskeyAdded { id: id.to_string() })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyNameBody {
    name: String,
}

/// Call one of one's own passkeys something else.
#[utoipa::path(put, path = "/me/passkeys/{id}", request_body = PasskeyNameBody, tag = "account",
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn rename_passkey(
    Known(visit): Known,
    Path(id): Path<i64>,
    Body(body): Body<PasskeyNameBody>,
) -> Answer<StatusCode> {
    let cmd = Rename { id, name: flow::named(&body.name)? };
    visit.office.act(visit.ask(), cmd, actions::rename).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take one of one's own passkeys away; needs a step-up. Other sessions end. The last factor of somebody whose role demands one stays.
#[utoipa::path(delete, path = "/me/passkeys/{id}", tag = "account",
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
async fn remove_passkey(visit: Visit, Path(id): Path<i64>) -> Answer<StatusCode> {
    visit.login()?;
    visit.office.record(visit.ask(), PasskeyId(id), actions::remove).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyAnswerBody {
    ticket: String,
    /// As `PublicKeyCredential.toJSON()` gives it.
    #[schema(value_type = Object)]
    credential: serde_json::Value,
}

impl PasskeyAnswerBody {
    fn answered(self) -> Answered {
        Answered { ticket: self.ticket, credential: self.credential.to_string() }
    }
}

/// Log in by a passkey, without a name. It is two factors in one: an account with a second factor is asked for nothing more.
#[utoipa::path(post, path = "/sessions/by-passkey", request_body = PasskeyAnswerBody, tag = "account", security(()),
    responses((status = 201, body = Session), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn log_in_by_passkey(visit: Visit, Body(body): Body<PasskeyAnswerBody>) -> Answer<(StatusCode, Json<Session>)> {
    let wish = Wish { api: true, ..Wish::default() };
    let session = flow::log_in(&visit, &body.answered(), wish).await?;
    Ok((StatusCode::CREATED, Json(Session::of(session))))
}

/// Show by a passkey to be present, as `POST /sessions/step-up` does by password or code.
#[utoipa::path(post, path = "/sessions/step-up/by-passkey", request_body = PasskeyAnswerBody, tag = "account",
    responses((status = 200, body = SteppedUp), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn step_up_by_passkey(Known(visit): Known, Body(body): Body<PasskeyAnswerBody>) -> Answer<Json<SteppedUp>> {
    Ok(Json(SteppedUp { until: flow::step_up(&visit, &body.answered()).await? }))
}

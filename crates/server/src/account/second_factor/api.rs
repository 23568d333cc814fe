//! The second factor for programs: setting one up, taking it away, showing to be present, and the platform's setting.

use super::{
    actions::{self, Begin, Decide, Typed},
    flow::{self, Proof, unkeyed},
};
use crate::kernel::{
    crypto::Secret,
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{Json, http::StatusCode};
use domain::account::Demand;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this part.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(show, begin))
        .routes(routes!(confirm))
        .routes(routes!(renew_codes))
        .routes(routes!(remove))
        .routes(routes!(step_up))
        .routes(routes!(demand, decide))
}

/// One's own second factor.
#[derive(Serialize, ToSchema)]
struct SecondFactor {
    /// None as long as there is none.
    #[schema(value_type = Option<String>)]
    confirmed_at: Option<Timestamp>,
    recovery_codes_left: i64,
    /// Whether a role of this account may be used only with a second factor.
    demanded: bool,
}

/// One's own second factor, without its secret.
#[utoipa::path(get, path = "/me/second-factor", tag = "account",
    responses((status = 200, body = SecondFactor), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn show(visit: Visit) -> Answer<Json<SecondFactor>> {
    let (account, now) = (visit.login()?.account, visit.now);
    let (state, demanded) = visit.office.view(move |conn| actions::state(conn, account, now)).await?;
    Ok(Json(SecondFactor { confirmed_at: state.confirmed_at, recovery_codes_left: state.codes_left, demanded }))
}

/// What an authenticator is given, for ten minutes.
#[derive(Serialize, ToSchema)]
struct SecondFactorBegun {
    /// Base32, in groups of four.
    secret: String,
    /// The `otpauth://` address of the QR code.
    address: String,
}

/// Begin to set a second factor up; needs a step-up. Asked again within ten minutes, it is the same secret.
#[utoipa::path(post, path = "/me/second-factor", tag = "account",
    responses((status = 201, body = SecondFactorBegun), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn begin(visit: Visit) -> Answer<(StatusCode, Json<SecondFactorBegun>)> {
    visit.login()?;
    let site = visit.office.means.site_name(visit.locale);
    let begun = visit.office.record(unkeyed(&visit), Begin { site }, actions::begin).await?;
    Ok((StatusCode::CREATED, Json(SecondFactorBegun { secret: begun.secret, address: begun.address })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OneTimeCodeBody {
    /// What the authenticator shows.
    #[schema(example = "287082")]
    code: String,
}

/// Codes for whoever lost their authenticator, each good for once. They are answered this once and never again.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// Confirm the second factor by its first code. Other sessions end.
#[utoipa::path(post, path = "/me/second-factor/confirmation", request_body = OneTimeCodeBody, tag = "account",
    responses((status = 200, body = RecoveryCodes), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn confirm(Known(visit): Known, Body(body): Body<OneTimeCodeBody>) -> Answer<Json<RecoveryCodes>> {
    let tried = visit.office.record(unkeyed(&visit), Typed { entered: body.code }, actions::confirm).await?;
    let recovery_codes = tried.map_err(|refusal| ("code", refusal))?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Draw new recovery codes in place of all earlier ones; needs a step-up.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", tag = "account",
    responses((status = 200, body = RecoveryCodes), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
async fn renew_codes(visit: Visit) -> Answer<Json<RecoveryCodes>> {
    visit.login()?;
    let recovery_codes = visit.office.record(unkeyed(&visit), (), actions::renew_codes).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RemovalBody {
    password: String,
    /// What the authenticator shows, or a recovery code.
    code: String,
}

/// Take the second factor away: for the password and a code, after a step-up. Other sessions end.
#[utoipa::path(post, path = "/me/second-factor/removal", request_body = RemovalBody, tag = "account",
    responses((status = 204), (status = 401, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn remove(Known(visit): Known, Body(body): Body<RemovalBody>) -> Answer<StatusCode> {
    flow::remove(&visit, &Secret::new(body.password), body.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepUpBody {
    password: Option<String>,
    /// Of an account with a second factor: what its authenticator shows, or a recovery code.
    one_time_code: Option<String>,
}

/// The session may do what needs a person present.
#[derive(Serialize, ToSchema)]
pub struct SteppedUp {
    #[schema(value_type = String)]
    pub until: Timestamp,
}

/// Show by the password or a one-time code to be present: for five minutes this session may do what answers
/// `session.step-up-needed` otherwise.
#[utoipa::path(post, path = "/sessions/step-up", request_body = StepUpBody, tag = "account",
    responses((status = 200, body = SteppedUp), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn step_up(Known(visit): Known, Body(body): Body<StepUpBody>) -> Answer<Json<SteppedUp>> {
    let proof = match (body.password, body.one_time_code) {
        (Some(password), None) => Proof::Password(Secret::new(password)),
        (None, Some(code)) => Proof::Code(code),
        _ => return Err(DoorRefusal::BadForm { field: "password | one_time_code".into() }.into()),
    };
    Ok(Json(SteppedUp { until: flow::step_up(&visit, proof).await? }))
}

/// Who must have a second factor.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DemandBody {
    /// `nobody`, `platform` (everybody with a role on the platform) or `stewards` (those, and owners and managers).
    #[schema(example = "stewards")]
    demand: String,
}

/// Who must have a second factor: for the platform's owner.
#[utoipa::path(get, path = "/platform/second-factor", tag = "account",
    responses((status = 200, body = DemandBody), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn demand(visit: Visit) -> Answer<Json<DemandBody>> {
    visit.login()?;
    let by = visit.actor();
    let demand = visit.office.view(move |conn| actions::demand(conn, &by)).await?;
    Ok(Json(DemandBody { demand: demand.name().to_owned() }))
}

/// Decide who must have a second factor: for the platform's owner.
#[utoipa::path(put, path = "/platform/second-factor", request_body = DemandBody, tag = "account",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide(Known(visit): Known, Body(body): Body<DemandBody>) -> Answer<StatusCode> {
    let demand = Demand::parse(&body.demand).ok_or(DoorRefusal::BadForm { field: "demand".into() })?;
    visit.office.act(visit.ask(), Decide { demand }, actions::decide).await?;
    Ok(StatusCode::NO_CONTENT)
}

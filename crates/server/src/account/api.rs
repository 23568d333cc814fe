//! Accounts for programs: codes, registering, logging in and out, oneself.

mod own;

use super::{
    actions::{self, AGREEMENT_VERSION, Second},
    codes::{SendCode, TryCode},
    flow::{self, LoggedIn, Register, Wish},
    human::{self, ChallengeBody, Given as HumanGiven},
    views::{self, Me},
};
use crate::kernel::{
    crypto::Secret,
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Problem, Visit},
};
use axum::{Json, extract::Query, http::StatusCode};
use domain::account::{
    Agreement, Contact, Given, HumanCheckRefusal, Phone, Purpose,
    human_check::{self, Action, Failures},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(challenge))
        .routes(routes!(send_code))
        .routes(routes!(register))
        .routes(routes!(log_in))
        .routes(routes!(log_out))
        .routes(routes!(me))
        .merge(own::routes())
        .merge(super::appeal::api::routes())
        .merge(super::second_factor::api_routes())
        .merge(super::suspended::api::routes())
        .merge(super::administration::api::routes())
        .merge(super::passkey::api_routes())
        .merge(super::outside::api::routes())
}

/// Codes that programs ask for are tied to no browser.
pub const ASKED_BY_PROGRAM: &[u8] = b"api";

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct ChallengeParams {
    /// `log-in`, `send-sms`, `query-certificate`, `recover-password` or `object`.
    r#for: String,
}

/// A proof-of-work challenge (ALTCHA format) for one action.
#[utoipa::path(get, path = "/human-checks", params(ChallengeParams), tag = "account",
    responses((status = 200, body = ChallengeBody), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn challenge(visit: Visit, Query(params): Query<ChallengeParams>) -> Answer<Json<ChallengeBody>> {
    Ok(Json(human::challenge(&visit, human::action(&params.r#for)?)))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CodeBody {
    #[schema(example = "13800138000")]
    phone: String,
    /// `register`, `log-in`, `reset-password`, `appeal`, `help` or `record`.
    purpose: String,
    /// The solved challenge for `send-sms`, base64 of JSON.
    #[serde(default)]
    altcha: String,
}

/// A code is on its way.
#[derive(Serialize, ToSchema)]
struct CodeSent {
    /// Seconds until another may be sent.
    wait_seconds: u32,
    valid_seconds: u32,
}

impl CodeSent {
    fn now() -> CodeSent {
        let limits = domain::account::SmsLimits::default();
        CodeSent { wait_seconds: limits.between_seconds, valid_seconds: limits.valid_seconds }
    }
}

/// Send a code by SMS. The answer is the same whether or not the phone has an account.
#[utoipa::path(post, path = "/sms-codes", request_body = CodeBody, tag = "account",
    responses((status = 202, body = CodeSent), (status = 403, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn send_code(visit: Visit, Body(body): Body<CodeBody>) -> Answer<(StatusCode, Json<CodeSent>)> {
    let purpose = match Purpose::parse(&body.purpose) {
        Some(
            purpose @ (Purpose::Register
            | Purpose::LogIn
            | Purpose::ResetPassword
            | Purpose::Appeal
            | Purpose::Help
            | Purpose::Record),
        ) => purpose,
        _ => return Err(DoorRefusal::BadForm { field: "purpose".into() }.into()),
    };
    let given = HumanGiven { altcha: body.altcha, ..HumanGiven::default() };
    let phone = Phone::parse(&body.phone).map_err(|refusal| ("phone", refusal))?;
    send(&visit, Contact::Phone(phone), purpose, (ASKED_BY_PROGRAM.to_vec(), &given)).await?;
    Ok((StatusCode::ACCEPTED, Json(CodeSent::now())))
}

/// Sends a code to a contact for whoever passed the human check.
pub async fn send(
    visit: &Visit,
    to: Contact,
    purpose: Purpose,
    (asked_by, given): (Vec<u8>, &HumanGiven),
) -> Answer<()> {
    let human = human::passed(visit, Action::SendSms, given).await?;
    let logged_in = visit.viewer.is_some();
    if human.is_none() && human_check::is_needed(Action::SendSms, logged_in, Failures::default()) {
        return Err(HumanCheckRefusal::Needed.into());
    }
    let cmd = SendCode { to, purpose, asked_by, locale: visit.locale, human };
    visit.office.record(visit.ask(), cmd, super::codes::send).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountBody {
    phone: String,
    /// The code that `register` sent.
    sms_code: String,
    password: String,
    #[serde(default)]
    nickname: String,
    /// The names of the accepted agreements: `terms` and `privacy`, in the version in force.
    agreements: Vec<String>,
}

/// Register: an account with a proven phone, logged in at once.
#[utoipa::path(post, path = "/accounts", request_body = AccountBody, tag = "account",
    responses((status = 201, body = Session), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn register(visit: Visit, Body(body): Body<AccountBody>) -> Answer<(StatusCode, Json<Session>)> {
    let given = Given { is_ticked: true, version: AGREEMENT_VERSION, was_shown_in_full: true };
    let agreed = body.agreements.iter().filter_map(|name| Some((Agreement::parse(name)?, given))).collect();
    let form = Register {
        code: code(&body.phone, Purpose::Register, body.sms_code)?,
        password: Secret::new(body.password),
        nickname: body.nickname,
        agreed,
    };
    let key = visit.ask().key;
    let account = flow::register(&visit, key, form).await?;
    let wish = Wish { api: true, present: true, ..Wish::default() };
    let session = flow::open(&visit, account, wish, (None, None)).await?.session()?;
    Ok((StatusCode::CREATED, Json(Session::of(session))))
}

fn code(phone: &str, purpose: Purpose, entered: String) -> Answer<TryCode> {
    let phone = Phone::parse(phone).map_err(|refusal| ("phone", refusal))?;
    Ok(TryCode { to: Contact::Phone(phone), purpose, asked_by: ASKED_BY_PROGRAM.to_vec(), entered })
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LogInBody {
    /// Phone, document number, e-mail address or user name; with a code, the phone.
    login: String,
    password: Option<String>,
    sms_code: Option<String>,
    /// Of an account with a second factor: what its authenticator shows, or a recovery code.
    one_time_code: Option<String>,
    /// The solved challenge for `log-in`, when one is asked for.
    #[serde(default)]
    altcha: String,
}

/// A session for a program; send the token as `Authorization: Bearer …`.
#[derive(Serialize, ToSchema)]
pub struct Session {
    token: String,
    #[schema(value_type = String)]
    expires_at: jiff::Timestamp,
    /// `volunteer`, `steward`, `platform-support`, `platform-steward`, `platform-owner`.
    roles: Vec<&'static str>,
    account_id: String,
    /// The account is to be closed at this moment; `DELETE /me/closing` keeps it.
    #[schema(value_type = Option<String>)]
    closes_at: Option<jiff::Timestamp>,
}

impl Session {
    pub fn of(session: LoggedIn) -> Session {
        let LoggedIn { account, token, expires_at, roles, closes_at, .. } = session;
        Session { token, expires_at, roles, account_id: account.to_string(), closes_at }
    }
}

/// Log in by password or by SMS code. An account with a second factor takes `one_time_code` as well; without it the answer is 403
/// `login.second-factor-needed`.
#[utoipa::path(post, path = "/sessions", request_body = LogInBody, tag = "account", security(()),
    responses((status = 201, body = Session), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn log_in(visit: Visit, Body(body): Body<LogInBody>) -> Answer<(StatusCode, Json<Session>)> {
    let second = body.one_time_code.map_or(Second::Nothing, Second::Code);
    let wish = Wish { api: true, second, ..Wish::default() };
    let session = match (body.password, body.sms_code) {
        (Some(password), None) => {
            let given = HumanGiven { altcha: body.altcha, ..HumanGiven::default() };
            let human = human::passed(&visit, Action::LogIn, &given).await?;
            flow::log_in(&visit, (body.login, Secret::new(password)), human, wish).await?
        }
        (None, Some(entered)) => {
            let account = flow::prove(&visit, None, code(&body.login, Purpose::LogIn, entered)?, None).await?;
            flow::open(&visit, account, wish, (None, None)).await?
        }
        _ => return Err(DoorRefusal::BadForm { field: "password | sms_code".into() }.into()),
    };
    Ok((StatusCode::CREATED, Json(Session::of(session.session()?))))
}

/// Log out: the token is worth nothing afterwards.
#[utoipa::path(delete, path = "/sessions/current", tag = "account",
    responses((status = 204), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn log_out(visit: Visit) -> Answer<StatusCode> {
    let hash = visit.login()?.session;
    visit.office.record(visit.ask(), hash, actions::end_session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Oneself.
#[utoipa::path(get, path = "/me", tag = "account",
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn me(visit: Visit) -> Answer<Json<Me>> {
    let account = visit.login()?.account;
    let office = visit.office.clone();
    Ok(Json(visit.office.view(move |conn| views::me(conn, &office.means.keys, account)).await?))
}

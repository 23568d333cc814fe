//! One's own account for programs: contacts, password, user name, sessions, and a forgotten password.

use super::{ASKED_BY_PROGRAM, CodeSent, Session, send};
use crate::{
    account::{
        actions::{self, ChooseName, Second},
        codes::TryCode,
        contact::{self, Ask, Entered},
        flow::{self, Wish},
        human::Given,
        views::{self, Me, SessionLine},
    },
    kernel::{
        crypto::Secret,
        failure::{Answer, Failure},
        office::Office,
        session::parse_id,
        web::{Body, Known, Problem, Visit},
    },
};
use axum::{Json, extract::Path, http::StatusCode};
use domain::account::{Contact, ContactKind, Purpose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(send_email_code))
        .routes(routes!(reset_password))
        .routes(routes!(ask_contact))
        .routes(routes!(set_contact))
        .routes(routes!(change_password))
        .routes(routes!(choose_user_name))
        .routes(routes!(sessions))
        .routes(routes!(end_session))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmailCodeBody {
    #[schema(example = "ada@example.org")]
    email: String,
    /// The solved challenge for `send-sms`, base64 of JSON.
    #[serde(default)]
    altcha: String,
}

/// Send a code by mail, for a forgotten password. The answer is the same whether or not the address has an account.
#[utoipa::path(post, path = "/email-codes", request_body = EmailCodeBody, tag = "account",
    responses((status = 202, body = CodeSent), (status = 403, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn send_email_code(visit: Visit, Body(body): Body<EmailCodeBody>) -> Answer<(StatusCode, Json<CodeSent>)> {
    let given = Given { altcha: body.altcha, ..Given::default() };
    let to = contact::read(Some(ContactKind::Email), &body.email)?;
    send(&visit, to, Purpose::ResetPassword, (ASKED_BY_PROGRAM.to_vec(), &given)).await?;
    Ok((StatusCode::ACCEPTED, Json(CodeSent::now())))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResetBody {
    /// The phone or the e-mail address that the code went to.
    contact: String,
    /// The code that was sent for `reset-password`.
    code: String,
    password: String,
    /// Of an account with a second factor: what its authenticator shows, or a recovery code.
    one_time_code: Option<String>,
}

/// Set a new password by a code. Every session of the account ends; the answer is a new one.
#[utoipa::path(post, path = "/password-resets", request_body = ResetBody, tag = "account",
    responses((status = 201, body = Session), (status = 403, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn reset_password(visit: Visit, Body(body): Body<ResetBody>) -> Answer<(StatusCode, Json<Session>)> {
    let (to, asked_by) = (contact::read(None, &body.contact)?, ASKED_BY_PROGRAM.to_vec());
    let code = TryCode { to, purpose: Purpose::ResetPassword, asked_by, entered: body.code };
    let account = flow::prove(&visit, None, code, Some(Secret::new(body.password))).await?;
    let second = body.one_time_code.map_or(Second::Nothing, Second::Code);
    let wish = Wish { api: true, second, present: true, ..Wish::default() };
    let session = flow::open(&visit, account, wish, (None, None)).await?.session()?;
    Ok((StatusCode::CREATED, Json(Session::of(session))))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactBody {
    /// The new phone or e-mail address.
    contact: String,
}

/// Where the codes went.
#[derive(Serialize, ToSchema)]
struct CodesSent {
    /// The present contact that allows the change, masked; none when nothing has to be proven.
    old: Option<String>,
    /// Seconds until others may be sent.
    wait_seconds: u32,
    valid_seconds: u32,
}

/// Ask for the codes to set one's phone or e-mail address: one goes to the new contact, one to the present one.
#[utoipa::path(post, path = "/me/contacts/{kind}/codes", params(("kind" = String, Path, description = "`phone` or `email`")),
    request_body = ContactBody, tag = "account", responses((status = 202, body = CodesSent), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem),
    (status = 503, body = Problem)))]
async fn ask_contact(
    Known(visit): Known,
    Path(name): Path<String>,
    body: Answer<Body<ContactBody>>,
) -> Answer<(StatusCode, Json<CodesSent>)> {
    let kind = ContactKind::parse(&name).ok_or(Failure::NotFound)?;
    let new = contact::read(Some(kind), &body?.0.contact)?;
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let needed = visit.office.view(move |conn| contact::needed(conn, &office.means.keys, account, kind)).await?;
    let ask = Ask { new, asked_by: by_program(&visit)?, locale: visit.locale };
    visit.office.record(visit.ask(), ask, contact::ask).await?;
    let CodeSent { wait_seconds, valid_seconds } = CodeSent::now();
    let old = needed.map(|needed: Contact| needed.masked());
    Ok((StatusCode::ACCEPTED, Json(CodesSent { old, wait_seconds, valid_seconds })))
}

/// What ties the codes to the account that asked for them.
fn by_program(visit: &Visit) -> Answer<Vec<u8>> {
    Ok(format!("api:{}", visit.login()?.account).into_bytes())
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetContactBody {
    contact: String,
    /// The code that went to the new contact.
    code: String,
    /// The code that went to the present one, when there is one.
    #[serde(default)]
    old_code: String,
}

/// Set one's phone or e-mail address by the two codes; it is a login name from now on.
#[utoipa::path(put, path = "/me/contacts/{kind}", params(("kind" = String, Path, description = "`phone` or `email`")),
    request_body = SetContactBody, tag = "account", responses((status = 204), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn set_contact(
    Known(visit): Known,
    Path(name): Path<String>,
    body: Answer<Body<SetContactBody>>,
) -> Answer<StatusCode> {
    let kind = ContactKind::parse(&name).ok_or(Failure::NotFound)?;
    let Body(SetContactBody { contact, code, old_code }) = body?;
    let new = contact::read(Some(kind), &contact)?;
    contact::set(&visit, Entered { new, asked_by: by_program(&visit)?, code, old_code }).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordBody {
    /// The present password.
    old: String,
    password: String,
}

/// Change one's password. Every session ends; the answer is a new one.
#[utoipa::path(put, path = "/me/password", request_body = PasswordBody, tag = "account",
    responses((status = 201, body = Session), (status = 401, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn change_password(Known(visit): Known, body: Answer<Body<PasswordBody>>) -> Answer<(StatusCode, Json<Session>)> {
    let Body(PasswordBody { old, password }) = body?;
    let account = flow::change_password(&visit, (Secret::new(old), Secret::new(password))).await?;
    let wish = Wish { api: true, second: Second::Proven, present: true, ..Wish::default() };
    let session = flow::open(&visit, account, wish, (None, None)).await?.session()?;
    Ok((StatusCode::CREATED, Json(Session::of(session))))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserNameBody {
    user_name: String,
}

/// Choose one's user name, once and for good.
#[utoipa::path(put, path = "/me/user-name", request_body = UserNameBody, tag = "account",
    responses((status = 200, body = Me), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn choose_user_name(Known(visit): Known, body: Answer<Body<UserNameBody>>) -> Answer<Json<Me>> {
    let cmd = ChooseName { raw: body?.0.user_name };
    visit.office.act(visit.ask(), cmd, actions::choose_user_name).await?;
    super::me(visit).await
}

/// Where one is logged in, the latest use first.
#[derive(Serialize, ToSchema)]
struct SessionList {
    items: Vec<SessionLine>,
    next: Option<String>,
}

/// Where one is logged in.
#[utoipa::path(get, path = "/me/sessions", tag = "account",
    responses((status = 200, body = SessionList), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn sessions(visit: Visit) -> Answer<Json<SessionList>> {
    let viewer = visit.login()?;
    let (account, this, now) = (viewer.account, viewer.session, visit.now);
    let items = visit.office.view(move |conn| views::sessions(conn, account, this, now)).await?;
    Ok(Json(SessionList { items, next: None }))
}

/// End one of one's sessions; one that has ended stays ended.
#[utoipa::path(delete, path = "/me/sessions/{id}", params(("id" = String, Path)), tag = "account",
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn end_session(Known(visit): Known, Path(id): Path<String>) -> Answer<StatusCode> {
    let hash = parse_id(&id).ok_or(Failure::NotFound)?;
    visit.office.record(visit.ask(), hash, actions::end_session).await?;
    Ok(StatusCode::NO_CONTENT)
}

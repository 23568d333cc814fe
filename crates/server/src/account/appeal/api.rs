//! Appeals for programs: filing one, the desk of the platform's stewards, stopping one about oneself.

use super::{
    actions::{self, Decide, Opinion, Show},
    flow::{self, Sent},
    views::{self, AppealLine, AppealShown, Open},
};
use crate::{
    account::{api::ASKED_BY_PROGRAM, codes::TryCode, contact},
    kernel::{
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Body, Known, Problem, Upload, Visit, upload_limit},
    },
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
    response::Response,
};
use domain::{
    account::{ContactKind, Purpose},
    volunteer::DocumentKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of appeals.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(file_appeal))
        .layer(upload_limit())
        .routes(routes!(list_appeals))
        .routes(routes!(show_appeal))
        .routes(routes!(open_appeal))
        .routes(routes!(read_paper))
        .routes(routes!(decide_appeal))
        .routes(routes!(own_appeals))
        .routes(routes!(stop_appeal))
}

/// An appeal with its papers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppealForm {
    /// The phone that is to take the old one's place.
    phone: String,
    /// The code that was sent to it for `appeal`.
    code: String,
    /// The kind of document, such as `resident-identity-card`.
    kind: String,
    document: String,
    name: String,
    /// What happened.
    text: String,
    /// A picture or a PDF of the document; `paper_2` and `paper_3` may follow.
    #[serde(skip)]
    #[schema(value_type = String, format = Binary)]
    #[expect(dead_code, reason = "read as a file, not as a field")]
    paper: (),
}

/// What was filed.
#[derive(Serialize, ToSchema)]
struct AppealFiled {
    number: String,
}

/// File an appeal to get back into an account whose phone and e-mail are lost. The answer is the same whether or not there is one.
#[utoipa::path(post, path = "/appeals", request_body(content = AppealForm, content_type = "multipart/form-data"), tag = "account",
    responses((status = 201, body = AppealFiled), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn file_appeal(visit: Visit, form: Upload<AppealForm>) -> Answer<(StatusCode, Json<AppealFiled>)> {
    let papers = ["paper", "paper_2", "paper_3"].iter().filter_map(|name| form.file(name)).collect();
    let AppealForm { phone, code, kind, document, name, text, .. } = form.fields;
    let to = contact::read(Some(ContactKind::Phone), &phone)?;
    let code = TryCode { to, purpose: Purpose::Appeal, asked_by: ASKED_BY_PROGRAM.to_vec(), entered: code };
    let kind = DocumentKind::parse(&kind).ok_or_else(|| DoorRefusal::BadForm { field: "kind".into() })?;
    let number = flow::file(&visit, Sent { code, kind, document, name, text, papers }).await?;
    Ok((StatusCode::CREATED, Json(AppealFiled { number })))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct ListParams {
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of appeals, the newest first.
#[derive(Serialize, ToSchema)]
struct AppealList {
    items: Vec<AppealLine>,
    next: Option<String>,
}

/// All appeals, for stewards of the platform.
#[utoipa::path(get, path = "/platform/appeals", params(ListParams), tag = "account", responses((status = 200, body = AppealList),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list_appeals(visit: Visit, Query(params): Query<ListParams>) -> Answer<Json<AppealList>> {
    visit.login()?;
    let bad = |_| DoorRefusal::BadForm { field: "after".into() };
    let (actor, after) = (visit.actor(), params.after.map(|after| after.parse().map_err(bad)).transpose()?);
    let (items, next) = visit.office.view(move |conn| views::list(conn, &actor, after)).await?;
    Ok(Json(AppealList { items, next: next.map(|next: i64| next.to_string()) }))
}

/// One appeal; what was written is in it for some minutes after saying why.
#[utoipa::path(get, path = "/platform/appeals/{id}", params(("id" = String, Path)), tag = "account",
    responses((status = 200, body = AppealShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
async fn show_appeal(visit: Visit, Path(id): Path<String>) -> Answer<Json<AppealShown>> {
    visit.login()?;
    Ok(Json(shown(&visit, views::parse(&id)?).await?))
}

async fn shown(visit: &Visit, id: i64) -> Answer<AppealShown> {
    let (actor, now, office) = (visit.actor(), visit.now, visit.office.clone());
    visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&actor, id), now)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppealShowingBody {
    reason: String,
}

/// Say why what was written is looked at; the papers are open for some minutes.
#[utoipa::path(post, path = "/platform/appeals/{id}/showings", params(("id" = String, Path)), request_body = AppealShowingBody,
    tag = "account", responses((status = 200, body = AppealShown), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn open_appeal(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<AppealShowingBody>>,
) -> Answer<Json<AppealShown>> {
    let (id, Body(body)) = (views::parse(&id)?, body?);
    visit.office.act(visit.ask(), Show { id, reason: body.reason }, actions::show).await?;
    Ok(Json(shown(&visit, id).await?))
}

/// A paper of an appeal, by its place from 1.
#[utoipa::path(get, path = "/platform/appeals/{id}/papers/{place}", params(("id" = String, Path), ("place" = i16, Path)), tag = "account",
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn read_paper(visit: Visit, Path((id, place)): Path<(String, i16)>) -> Answer<Response> {
    visit.login()?;
    let (actor, now, id) = (visit.actor(), visit.now, views::parse(&id)?);
    let address = visit.office.view(move |conn| views::paper(conn, (&actor, id), place, now)).await?;
    crate::file::serve(&visit.office, address).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpinionBody {
    opinion: Opinion,
    /// Owed with a refusal.
    #[serde(default)]
    reason: String,
}

/// Support or refuse an appeal: two stewards who support it grant it, one who doesn't refuses it.
#[utoipa::path(post, path = "/platform/appeals/{id}/decisions", params(("id" = String, Path)), request_body = OpinionBody, tag = "account",
    responses((status = 200, body = AppealShown), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide_appeal(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<OpinionBody>>,
) -> Answer<Json<AppealShown>> {
    let (id, Body(OpinionBody { opinion, reason })) = (views::parse(&id)?, body?);
    visit.office.act(visit.ask(), Decide { id, opinion, reason }, actions::decide).await?;
    Ok(Json(shown(&visit, id).await?))
}

/// The open appeals about one's own account.
#[derive(Serialize, ToSchema)]
struct OwnAppeals {
    items: Vec<Open>,
    next: Option<String>,
}

/// The open appeals about one's own account.
#[utoipa::path(get, path = "/me/appeals", tag = "account", responses((status = 200, body = OwnAppeals), (status = 401, body = Problem),
    (status = 503, body = Problem)))]
async fn own_appeals(visit: Visit) -> Answer<Json<OwnAppeals>> {
    let owner = visit.login()?.account;
    let items = visit.office.view(move |conn| views::open_of(conn, owner)).await?;
    Ok(Json(OwnAppeals { items, next: None }))
}

/// Stop an appeal about one's own account: it wasn't oneself.
#[utoipa::path(delete, path = "/me/appeals/{id}", params(("id" = String, Path)), tag = "account", responses((status = 204),
    (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn stop_appeal(Known(visit): Known, Path(id): Path<String>) -> Answer<StatusCode> {
    visit.office.record(visit.ask(), views::parse(&id)?, actions::stop).await?;
    Ok(StatusCode::NO_CONTENT)
}

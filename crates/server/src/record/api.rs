//! Asking what there is in one's name for programs, the desk of the platform's stewards, and quarantines.

use super::{
    actions::{self, Decide, Show, Verdict},
    answer::{self, Disown, Findings},
    flow::{self, Sent},
    quarantine::{self, Lift},
    views::{self, QuarantineLine, RecordAskLine, RecordAskShown},
};
use crate::{
    account::{TryCode, api::ASKED_BY_PROGRAM},
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
    account::{Contact, Phone, Purpose},
    volunteer::DocumentKind,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(ask_for_records))
        .layer(upload_limit())
        .routes(routes!(read_findings))
        .routes(routes!(disown_findings))
        .routes(routes!(list_record_asks))
        .routes(routes!(show_record_ask))
        .routes(routes!(open_record_ask))
        .routes(routes!(read_record_paper))
        .routes(routes!(decide_record_ask))
        .routes(routes!(list_quarantines))
        .routes(routes!(lift_quarantine))
}

/// An ask with its papers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecordForm {
    /// The phone that the answer goes to.
    phone: String,
    /// The code that was sent to it for `record`.
    code: String,
    /// The kind of document, such as `resident-identity-card`.
    kind: String,
    document: String,
    name: String,
    /// A picture or a PDF of the document; `paper_2` and `paper_3` may follow.
    #[serde(skip)]
    #[schema(value_type = String, format = Binary)]
    #[expect(dead_code, reason = "read as a file, not as a field")]
    paper: (),
}

/// What was filed.
#[derive(Serialize, ToSchema)]
struct RecordAsked {
    number: String,
}

/// Ask whether there is a record in one's name. The answer is the same whether or not there is; what there is comes by SMS, once the
/// papers were looked at.
#[utoipa::path(post, path = "/records", request_body(content = RecordForm, content_type = "multipart/form-data"), tag = "record",
    responses((status = 201, body = RecordAsked), (status = 409, body = Problem), (status = 413, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn ask_for_records(visit: Visit, form: Upload<RecordForm>) -> Answer<(StatusCode, Json<RecordAsked>)> {
    let papers = ["paper", "paper_2", "paper_3"].iter().filter_map(|name| form.file(name)).collect();
    let RecordForm { phone, code, kind, document, name, .. } = form.fields;
    let to = Contact::Phone(Phone::parse(&phone).map_err(|refusal| ("phone", refusal))?);
    let code = TryCode { to, purpose: Purpose::Record, asked_by: ASKED_BY_PROGRAM.to_vec(), entered: code };
    let kind = DocumentKind::parse(&kind).ok_or_else(|| DoorRefusal::BadForm { field: "kind".into() })?;
    let number = flow::file(&visit, Sent { code, kind, document, name, papers }).await?;
    Ok((StatusCode::CREATED, Json(RecordAsked { number })))
}

/// What there is in one's name, by the link of the SMS. Reading leaves the link good.
#[utoipa::path(get, path = "/record-answers/{token}", params(("token" = String, Path)), tag = "record",
    responses((status = 200, body = Findings), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn read_findings(visit: Visit, Path(token): Path<String>) -> Answer<Json<Findings>> {
    let (office, now) = (visit.office.clone(), visit.now);
    Ok(Json(visit.office.view(move |conn| answer::found(conn, &office.means.keys, &token, now)).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DisownBody {
    /// Ids of the records that aren't oneself.
    #[serde(default)]
    records: Vec<String>,
    /// Whether the account isn't oneself.
    #[serde(default)]
    account: bool,
}

/// Say of what there is that it isn't oneself; uses the link up.
#[utoipa::path(post, path = "/record-answers/{token}/disownments", params(("token" = String, Path)), request_body = DisownBody,
    tag = "record", responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn disown_findings(visit: Visit, Path(token): Path<String>, Body(body): Body<DisownBody>) -> Answer<StatusCode> {
    let records = body.records.iter().map(|id| views::parse(id)).collect::<Answer<_>>()?;
    let cmd = Disown { token, records, account: body.account };
    visit.office.record(crate::account::papers::anonymous(&visit), cmd, answer::disown).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct ListParams {
    /// The `next` of the page before.
    after: Option<String>,
}

impl ListParams {
    fn read(self) -> Answer<Option<i64>> {
        let bad = |_| DoorRefusal::BadForm { field: "after".into() };
        Ok(self.after.map(|after| after.parse().map_err(bad)).transpose()?)
    }
}

/// A page of asks, the newest first.
#[derive(Serialize, ToSchema)]
struct RecordAskList {
    items: Vec<RecordAskLine>,
    next: Option<String>,
}

/// All asks, for stewards of the platform.
#[utoipa::path(get, path = "/platform/records", params(ListParams), tag = "record", responses((status = 200, body = RecordAskList),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list_record_asks(visit: Visit, Query(params): Query<ListParams>) -> Answer<Json<RecordAskList>> {
    visit.login()?;
    let (actor, after) = (visit.actor(), params.read()?);
    let (items, next) = visit.office.view(move |conn| views::list(conn, &actor, after)).await?;
    Ok(Json(RecordAskList { items, next: next.map(|next| next.to_string()) }))
}

/// One ask; what was handed in is in it for some minutes after saying why.
#[utoipa::path(get, path = "/platform/records/{id}", params(("id" = String, Path)), tag = "record",
    responses((status = 200, body = RecordAskShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
async fn show_record_ask(visit: Visit, Path(id): Path<String>) -> Answer<Json<RecordAskShown>> {
    visit.login()?;
    Ok(Json(shown(&visit, views::parse(&id)?).await?))
}

async fn shown(visit: &Visit, id: i64) -> Answer<RecordAskShown> {
    let (actor, now, office) = (visit.actor(), visit.now, visit.office.clone());
    visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&actor, id), now)).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecordShowingBody {
    reason: String,
}

/// Say why what was handed in is looked at; the papers are open for some minutes.
#[utoipa::path(post, path = "/platform/records/{id}/showings", params(("id" = String, Path)), request_body = RecordShowingBody,
    tag = "record", responses((status = 200, body = RecordAskShown), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn open_record_ask(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<RecordShowingBody>>,
) -> Answer<Json<RecordAskShown>> {
    let (id, Body(body)) = (views::parse(&id)?, body?);
    visit.office.act(visit.ask(), Show { id, reason: body.reason }, actions::show).await?;
    Ok(Json(shown(&visit, id).await?))
}

/// A paper of an ask, by its place from 1.
#[utoipa::path(get, path = "/platform/records/{id}/papers/{place}", params(("id" = String, Path), ("place" = i16, Path)), tag = "record",
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn read_record_paper(visit: Visit, Path((id, place)): Path<(String, i16)>) -> Answer<Response> {
    visit.login()?;
    let (actor, now, id) = (visit.actor(), visit.now, views::parse(&id)?);
    let address = visit.office.view(move |conn| views::paper(conn, (&actor, id), place, now)).await?;
    crate::file::serve(&visit.office, address).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VerdictBody {
    verdict: Verdict,
    /// Owed with a refusal.
    #[serde(default)]
    reason: String,
}

/// Say whether the papers show that person, after looking at them.
#[utoipa::path(post, path = "/platform/records/{id}/decisions", params(("id" = String, Path)), request_body = VerdictBody, tag = "record",
    responses((status = 200, body = RecordAskShown), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn decide_record_ask(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<VerdictBody>>,
) -> Answer<Json<RecordAskShown>> {
    let (id, Body(VerdictBody { verdict, reason })) = (views::parse(&id)?, body?);
    visit.office.act(visit.ask(), Decide { id, verdict, reason }, actions::decide).await?;
    Ok(Json(shown(&visit, id).await?))
}

/// A page of quarantines, the newest first.
#[derive(Serialize, ToSchema)]
struct QuarantineList {
    items: Vec<QuarantineLine>,
    next: Option<String>,
}

/// Accounts that were disowned, for stewards of the platform.
#[utoipa::path(get, path = "/platform/quarantines", params(ListParams), tag = "record", responses((status = 200, body = QuarantineList),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list_quarantines(visit: Visit, Query(params): Query<ListParams>) -> Answer<Json<QuarantineList>> {
    visit.login()?;
    let (actor, after) = (visit.actor(), params.read()?);
    let (items, next) = visit.office.view(move |conn| views::quarantines(conn, &actor, after)).await?;
    Ok(Json(QuarantineList { items, next: next.map(|next| next.to_string()) }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LiftBody {
    /// Goes into the trail.
    reason: String,
}

/// Lift a quarantine; whoever confirmed the papers doesn't.
#[utoipa::path(post, path = "/platform/quarantines/{id}/releases", params(("id" = String, Path)), request_body = LiftBody, tag = "record",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn lift_quarantine(
    Known(visit): Known,
    Path(id): Path<String>,
    body: Answer<Body<LiftBody>>,
) -> Answer<StatusCode> {
    let (id, Body(body)) = (views::parse(&id)?, body?);
    visit.office.act(visit.ask(), Lift { id, reason: body.reason }, quarantine::lift).await?;
    Ok(StatusCode::NO_CONTENT)
}

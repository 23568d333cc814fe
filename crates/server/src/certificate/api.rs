//! Certificates for programs.

use super::{
    actions::Begin,
    flow::{self, Query},
    pages::{own_row, pdf},
    print,
    store::State,
    views::{self, StatedFigures, Verified},
};
use crate::{
    account::HumanGiven,
    kernel::{
        blobs::BlobRefusal,
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Body, Known, Problem, Upload, Visit, upload_limit},
    },
    volunteer,
};
use axum::{Json, extract::Path, http::StatusCode, response::Response};
use domain::{
    certificate::{CertificateRefusal, may_view},
    kernel::CertificateId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(keep_photo))
        .layer(upload_limit())
        .routes(routes!(own))
        .routes(routes!(issue))
        .routes(routes!(paper))
        .routes(routes!(details))
        .routes(routes!(verify))
}

/// What a certificate would say now, and the issued ones.
#[derive(Serialize, ToSchema)]
struct OwnBody {
    has_photo: bool,
    name: String,
    document_number_masked: String,
    #[schema(value_type = String, format = Date)]
    registered_on: jiff::civil::Date,
    registered_in: String,
    figures: StatedFigures,
    records: usize,
    items: Vec<Issued>,
    next: Option<String>,
}

/// One issued certificate.
#[derive(Serialize, ToSchema)]
struct Issued {
    id: String,
    number: String,
    #[schema(value_type = String)]
    as_of: jiff::Timestamp,
    /// `begun`, `issued`, or `stopped` by a character that can't be printed.
    state: &'static str,
}

/// My certificate.
#[utoipa::path(get, path = "/me/certificate", tag = "certificate",
    responses((status = 200, body = OwnBody), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
async fn own(visit: Visit) -> Answer<Json<OwnBody>> {
    let account = visit.login()?.account;
    let (desk, now) = (visit.office.clone(), visit.now);
    let body = visit
        .office
        .view(move |conn| {
            let holder = volunteer::id_of_account(conn, account)?.ok_or(CertificateRefusal::NotVerified)?;
            let check = volunteer::check(conn, holder)?.ok_or(CertificateRefusal::NotVerified)?;
            may_view(&check, true)?;
            let preview = views::preview(conn, &desk.means, holder, now)?;
            let items = views::own(conn, &desk.means, holder)?.into_iter().map(|(own, _)| Issued {
                id: own.id.to_string(),
                number: own.number,
                as_of: own.as_of,
                state: own.state.name(),
            });
            Ok(OwnBody {
                has_photo: preview.has_photo,
                name: preview.name,
                document_number_masked: preview.document_masked,
                registered_on: preview.registered_on,
                registered_in: preview.registered_in,
                figures: StatedFigures::from(&preview.totals),
                records: preview.lines,
                items: items.collect(),
                next: None,
            })
        })
        .await?;
    Ok(Json(body))
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; the upload is read part by part")]
struct PhotoForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

#[derive(Deserialize)]
struct NoFields {}

/// Keep an ID photo, in place of an older one.
#[utoipa::path(post, path = "/me/photo", request_body(content = PhotoForm, content_type = "multipart/form-data"), tag = "certificate",
    responses((status = 204), (status = 401, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn keep_photo(Known(visit): Known, upload: Upload<NoFields>) -> Answer<StatusCode> {
    let NoFields {} = upload.fields;
    let sent = upload.file("file").ok_or(("file", BlobRefusal::Empty))?;
    flow::photo(&visit, visit.ask(), sent).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssueBody {
    /// The language of the papers: `zh-CN` (default) or `en`.
    #[serde(default)]
    language: String,
    /// The document number in full instead of masked.
    #[serde(default)]
    document_in_full: bool,
}

/// What was issued.
#[derive(Serialize, ToSchema)]
struct MadeBody {
    id: String,
    number: String,
}

/// Issue a certificate of everything up to this moment.
#[utoipa::path(post, path = "/me/certificates", request_body = IssueBody, tag = "certificate",
    responses((status = 201, body = MadeBody), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn issue(Known(visit): Known, Body(body): Body<IssueBody>) -> Answer<(StatusCode, Json<MadeBody>)> {
    let cmd = Begin { in_full: body.document_in_full, locale: body.language };
    let id = flow::issue(&visit, visit.ask(), cmd).await?;
    let row = own_row(&visit, id).await?;
    Ok((StatusCode::CREATED, Json(MadeBody { id: id.to_string(), number: row.number.to_string() })))
}

/// My certificate as PDF; the same bytes each time.
#[utoipa::path(get, path = "/me/certificates/{id}/certificate.pdf", params(("id" = String, Path)), tag = "certificate",
    responses((status = 200, content_type = "application/pdf"), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn paper(visit: Visit, Path(id): Path<CertificateId>) -> Answer<Response> {
    let row = own_row(&visit, id).await?;
    let bytes = flow::file_bytes(&visit.office, row.paper.ok_or(Failure::NotFound)?).await?;
    Ok(pdf(bytes, &print::file_name(&row, "certificate")))
}

/// My certificate's detail list as PDF; the same bytes each time.
#[utoipa::path(get, path = "/me/certificates/{id}/details.pdf", params(("id" = String, Path)), tag = "certificate",
    responses((status = 200, content_type = "application/pdf"), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn details(visit: Visit, Path(id): Path<CertificateId>) -> Answer<Response> {
    let row = own_row(&visit, id).await?;
    let bytes = flow::file_bytes(&visit.office, row.details.ok_or(Failure::NotFound)?).await?;
    Ok(pdf(bytes, &print::file_name(&row, "details")))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VerifyBody {
    /// The digits of a scanned code (the fragment of its address); number and name aren't needed then.
    code: Option<String>,
    number: Option<String>,
    name: Option<String>,
    /// The solved challenge of `/human-checks/new?for=query-certificate`, for callers who aren't logged in.
    #[serde(default)]
    altcha: String,
}

/// Compare a certificate, without login.
#[utoipa::path(post, path = "/certificates/verifications", request_body = VerifyBody, tag = "certificate",
    responses((status = 200, body = Verified), (status = 403, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn verify(visit: Visit, Body(body): Body<VerifyBody>) -> Answer<Json<Verified>> {
    let human = HumanGiven { altcha: body.altcha, ..HumanGiven::default() };
    let wanted = match (body.code, body.number, body.name) {
        (Some(code), _, _) => Query::Code(code),
        (None, Some(number), Some(name)) => Query::Number { number, name, human },
        _ => return Err(DoorRefusal::BadForm { field: "number".into() }.into()),
    };
    Ok(Json(flow::verify(&visit, wanted).await?))
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            State::Begun => "begun",
            State::Issued => "issued",
            State::Stopped => "stopped",
        }
    }
}

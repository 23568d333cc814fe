//! Handing in files, for programs.

use super::{flow, store};
use crate::kernel::{
    blobs::{BlobKind, BlobRefusal},
    failure::{Answer, Failure},
    office::Office,
    web::{Known, Problem, Upload, Visit, upload_limit},
};
use axum::{Json, extract::Path, http::StatusCode, response::Response};
use domain::kernel::BlobId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Longer edge of a kept picture, in pixels: enough to read a document by.
pub const EVIDENCE: BlobKind = BlobKind::Evidence { edge_max: 2_400 };

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(hand_in)).layer(upload_limit()).routes(routes!(own))
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; the upload is read part by part")]
struct FileForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

#[derive(Deserialize)]
struct NoFields {}

/// What was handed in.
#[derive(Serialize, ToSchema)]
pub struct FileId {
    pub id: String,
}

/// Hand in a picture or a PDF of at most 10 MB, to be named by its id in a later call.
#[utoipa::path(post, path = "/files", request_body(content = FileForm, content_type = "multipart/form-data"), tag = "file",
    responses((status = 201, body = FileId), (status = 401, body = Problem), (status = 422, body = Problem),
    (status = 503, body = Problem)))]
async fn hand_in(Known(visit): Known, upload: Upload<NoFields>) -> Answer<(StatusCode, Json<FileId>)> {
    let NoFields {} = upload.fields;
    let file = upload.file("file").ok_or(("file", BlobRefusal::Empty))?;
    let id = flow::keep(&visit.office, visit.ask(), EVIDENCE, file).await?;
    Ok((StatusCode::CREATED, Json(FileId { id: id.to_string() })))
}

/// A file that I handed in.
#[utoipa::path(get, path = "/files/{id}", params(("id" = String, Path)), tag = "file",
    responses((status = 200, content(("image/jpeg"), ("image/png"), ("application/pdf"))), (status = 401, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn own(visit: Visit, Path(id): Path<BlobId>) -> Answer<Response> {
    let account = visit.login()?.account;
    let stored = visit.office.view(move |conn| store::stored(conn, id)).await?;
    if stored.owner != account {
        return Err(Failure::NotFound);
    }
    flow::serve(&visit.office, stored.address).await
}

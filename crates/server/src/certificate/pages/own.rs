//! The holder's page: the photo that the first view asks for, the certificate as it would be now, and the issued ones with their papers.

use crate::{
    certificate::{
        actions::{Begin, photo_of},
        flow, print,
        store::{Row, State},
        views::{self, Own, Preview},
    },
    file,
    kernel::{
        blobs::BlobRefusal,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Upload, Visit, see, upload_limit},
        words::Locale,
    },
    volunteer,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    certificate::{CertificateRefusal, may_view},
    kernel::{CertificateId, VolunteerId},
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/certificate", get(show))
        .route("/me/certificates", post(issue))
        .route("/me/certificates/{file}", get(paper))
        .route("/me/certificates/{id}/details.pdf", get(details))
        .route("/me/photo", get(photo).merge(post(keep_photo).layer(upload_limit())))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    said: String,
    /// Opens the form for another photo.
    photo: String,
}

#[derive(Template)]
#[template(path = "certificate/own.html")]
struct OwnPage {
    c: Chrome,
    preview: Preview,
    issued: Vec<Own>,
    said: Option<&'static str>,
    locales: Vec<Locale>,
    trouble: Trouble,
}

async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let said = ["photo", "issued"].into_iter().find(|said| *said == asked.said);
    let page = own_page(&visit, (said, !asked.photo.is_empty()), Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn own_page(visit: &Visit, (said, _): (Option<&'static str>, bool), trouble: Trouble) -> Answer<OwnPage> {
    let account = visit.login()?.account;
    let (desk, now) = (visit.office.clone(), visit.now);
    let (preview, issued) = visit
        .office
        .view(move |conn| {
            let holder = volunteer::id_of_account(conn, account)?.ok_or(CertificateRefusal::NotVerified)?;
            let check = volunteer::check(conn, holder)?.ok_or(CertificateRefusal::NotVerified)?;
            // Without a photo the page itself asks for one.
            may_view(&check, true)?;
            let preview = views::preview(conn, &desk.means, holder, now)?;
            Ok((preview, views::own(conn, &desk.means, holder)?))
        })
        .await?;
    let issued = issued.into_iter().map(|(own, _)| own).collect();
    let locales = Locale::ALL.to_vec();
    Ok(OwnPage { c: visit.chrome(Section::Certificate), preview, issued, said, locales, trouble })
}

#[derive(Deserialize)]
struct IssueForm {
    key: Key,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    in_full: String,
}

async fn issue(Known(visit): Known, Form(form): Form<IssueForm>) -> Answer<Response> {
    let cmd = Begin { in_full: form.in_full == "yes", locale: form.locale };
    match flow::issue(&visit, visit.ask_once(form.key.0), cmd).await {
        Ok(_) => Ok(see("/me/certificate?said=issued#issued")),
        Err(failure) => again(&visit, failure).await,
    }
}

async fn again(visit: &Visit, failure: Failure) -> Answer<Response> {
    let trouble = Trouble::of(failure, visit.words())?;
    let page = own_page(visit, (None, true), trouble).await?;
    page.trouble.page(&page)
}

#[derive(Deserialize)]
struct PhotoForm {
    key: Key,
}

async fn keep_photo(Known(visit): Known, upload: Upload<PhotoForm>) -> Answer<Response> {
    let kept = match upload.file("file") {
        Some(sent) => flow::photo(&visit, visit.ask_once(upload.fields.key.0), sent).await,
        None => Err(("file", BlobRefusal::Empty).into()),
    };
    match kept {
        Ok(()) => Ok(see("/me/certificate?said=photo")),
        Err(failure) => again(&visit, failure).await,
    }
}

/// The holder's own photo, also for the card without network.
async fn photo(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    let address = visit
        .office
        .view(move |conn| {
            let holder = volunteer::id_of_account(conn, account)?.ok_or(Failure::NotFound)?;
            let photo = photo_of(conn, holder)?.ok_or(Failure::NotFound)?;
            Ok(file::stored(conn, photo)?.address)
        })
        .await?;
    let answer = file::serve(&visit.office, address).await?;
    Ok(([(HeaderName::from_static("x-offline"), "keep")], answer).into_response())
}

async fn paper(visit: Visit, Path(file): Path<String>) -> Answer<Response> {
    let id = file.strip_suffix(".pdf").and_then(|id| id.parse().ok()).ok_or(Failure::NotFound)?;
    let row = own_row(&visit, id).await?;
    let bytes = flow::file_bytes(&visit.office, row.paper.ok_or(Failure::NotFound)?).await?;
    Ok(pdf(bytes, &print::file_name(&row, "certificate")))
}

async fn details(visit: Visit, Path(id): Path<CertificateId>) -> Answer<Response> {
    let row = own_row(&visit, id).await?;
    let bytes = flow::file_bytes(&visit.office, row.details.ok_or(Failure::NotFound)?).await?;
    Ok(pdf(bytes, &print::file_name(&row, "details")))
}

/// The visitor's own certificate with its papers; other people's don't exist here.
pub(in crate::certificate) async fn own_row(visit: &Visit, id: CertificateId) -> Answer<Row> {
    let account = visit.login()?.account;
    let holder: Option<VolunteerId> = visit.office.view(move |conn| volunteer::id_of_account(conn, account)).await?;
    let owned = visit.office.view(move |conn| views::holder_of(conn, id)).await?;
    if holder != Some(owned) {
        return Err(Failure::NotFound);
    }
    flow::prepared(&visit.office, id, visit.now).await
}

/// A paper as a download.
pub(in crate::certificate) fn pdf(bytes: Vec<u8>, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

impl Own {
    /// Whether both papers are there or can be asked for.
    fn is_stopped(&self) -> bool {
        self.state == State::Stopped
    }
}

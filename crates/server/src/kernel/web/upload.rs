//! Forms that bring files: the text fields as a form's, and each file in full. Routes that take them raise their own body limit.

use super::zero;
use crate::kernel::{
    blobs::BLOB_BYTES_MAX,
    failure::{Answer, DoorRefusal, Failure},
};
use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
};
use serde::de::DeserializeOwned;

/// Most files that one form brings.
const FILES_MAX: usize = 4;
/// Room for the text fields and the boundaries beside one largest file.
const FIELDS_BYTES_MAX: usize = 256 * 1024;

/// A submitted form with files.
pub struct Upload<T> {
    pub fields: T,
    files: Vec<(String, Bytes)>,
}

impl<T> Upload<T> {
    /// The file of a field; none when nothing was chosen.
    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.files.iter().find(|(field, _)| field == name).map(|(_, bytes)| bytes.clone())
    }
}

/// The layer of a route that takes a file of the largest size.
pub fn upload_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BLOB_BYTES_MAX + FIELDS_BYTES_MAX)
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Upload<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let mut parts = Multipart::from_request(request, state).await.map_err(|error| bad(&error.body_text()))?;
        let (mut texts, mut files) = (Vec::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(too_large)? {
            let name = part.name().unwrap_or_default().to_owned();
            if part.file_name().is_none() {
                let text = part.text().await.map_err(too_large)?;
                if text.contains('\0') {
                    return Err(zero::refusal());
                }
                texts.push((name, text));
                continue;
            }
            let bytes = part.bytes().await.map_err(too_large)?;
            // A file field in which nothing was chosen arrives empty.
            if !bytes.is_empty() {
                files.push((name, bytes));
            }
            if files.len() > FILES_MAX {
                return Err(bad("files"));
            }
        }
        Ok(Upload { fields: fields(&texts)?, files })
    }
}

fn fields<T: DeserializeOwned>(texts: &[(String, String)]) -> Answer<T> {
    let text = serde_html_form::to_string(texts).map_err(|error| bad(&error.to_string()))?;
    serde_html_form::from_str(&text).map_err(|error| bad(&error.to_string()))
}

fn bad(why: &str) -> Failure {
    DoorRefusal::BadForm { field: why.chars().take(200).collect() }.into()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn too_large(error: axum::extract::multipart::MultipartError) -> Failure {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        let bytes_max = i64::try_from(BLOB_BYTES_MAX).unwrap_or(i64::MAX);
        return crate::kernel::blobs::BlobRefusal::TooLarge { bytes_max }.into();
    }
    bad(&error.body_text())
}

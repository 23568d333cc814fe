//! Keeping and giving out files: decoding and disks are slow, so both happen outside of any transaction.

use super::store::{self, Kept};
use crate::kernel::{
    blobs::{Blob, BlobAddress, BlobFailure, BlobKind, Media},
    failure::{Answer, Failure},
    office::{Ask, Office},
};
use axum::{
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
};
use domain::kernel::BlobId;
use tokio::task::spawn_blocking;

/// Makes a file anew, keeps it, and writes down who brought it. The one who asks must be logged in.
pub async fn keep(office: &Office, ask: Ask, kind: BlobKind, sent: Bytes) -> Answer<BlobId> {
    let kept = made(office, kind, sent).await?;
    office.act(ask, kept, store::insert).await
}

async fn made(office: &Office, kind: BlobKind, sent: Bytes) -> Answer<Kept> {
    let bytes = i64::try_from(sent.len()).unwrap_or(i64::MAX);
    let desk = office.clone();
    let (address, media) = spawn_blocking(move || {
        let address = desk.means.blobs.put(kind, &sent)?;
        let media = desk.means.blobs.get(address)?.map_or(Media::Jpeg, |blob| blob.media);
        Ok((address, media))
    })
    .await
    .map_err(Failure::fault)?
    .map_err(failed)?;
    Ok(Kept::new(kind, address, media.mime(), bytes))
}

/// The same for somebody without an account; the slice that asks says whom it belongs to.
pub async fn keep_unowned(office: &Office, ask: Ask, kind: BlobKind, sent: Bytes) -> Answer<BlobId> {
    let kept = made(office, kind, sent).await?;
    office.act(ask, kept, store::insert_unowned).await
}

/// The bytes that lie at an address, for the slice that sealed them.
pub async fn sealed(office: &Office, address: BlobAddress) -> Answer<Vec<u8>> {
    let desk = office.clone();
    let blob = spawn_blocking(move || desk.means.blobs.get(address)).await.map_err(Failure::fault)?.map_err(failed)?;
    Ok(blob.filter(|blob| blob.media == Media::Sealed).ok_or(Failure::NotFound)?.bytes)
}

/// A file as an answer. Papers are downloaded, pictures shown; neither can run anything.
pub async fn serve(office: &Office, address: BlobAddress) -> Answer<Response> {
    let desk = office.clone();
    let blob = spawn_blocking(move || desk.means.blobs.get(address)).await.map_err(Failure::fault)?.map_err(failed)?;
    // What is sealed is given out by the slice that holds its key.
    let Blob { media, bytes } = blob.filter(|blob| blob.media != Media::Sealed).ok_or(Failure::NotFound)?;
    let disposition = if media == Media::Pdf { "attachment; filename=\"evidence.pdf\"" } else { "inline" };
    let headers = [
        (header::CONTENT_TYPE, media.mime()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}

fn failed(failure: BlobFailure) -> Failure {
    match failure {
        BlobFailure::Refused(refusal) => refusal.into(),
        other => Failure::fault(other),
    }
}

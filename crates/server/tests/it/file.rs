//! Stories of handing in files.

use crate::{
    story,
    world::{Person, Reply, World},
};
use axum::{body::Body, http::Request};

/// Sends one file as a browser or client does.
async fn hand_in(w: &World, who: Option<&Person>, bytes: &[u8]) -> Reply {
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let mut request = Request::builder().method("POST").uri("/api/v1/files").header("host", "localhost");
    request = request.header("content-type", "multipart/form-data; boundary=x");
    if let Some(who) = who {
        request = request.header("authorization", format!("Bearer {}", who.token));
    }
    w.send(request.body(Body::from(body)).unwrap()).await
}

// rules: ORG-03, REG-09
story!(a_file_is_kept_for_its_owner_and_nobody_else_reads_it, w, {
    let (owner, other) = (w.person("小周"), w.person("别人"));
    let paper = b"%PDF-1.7\nregistration\n%%EOF\n";

    // when it is handed in, by somebody and by nobody
    assert_eq!(hand_in(&w, None, paper).await.status, 401);
    let id = hand_in(&w, Some(&owner), paper).await.is(201)["id"].as_str().unwrap().to_owned();

    // then its owner reads it, byte by byte, as a download
    let read = w.get(Some(&owner), &format!("/api/v1/files/{id}")).await;
    assert_eq!((read.status, read.text.as_bytes()), (200, &paper[..]));
    assert_eq!(read.headers["content-type"], "application/pdf");
    assert!(read.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(w.get(Some(&other), &format!("/api/v1/files/{id}")).await.status, 404);
    assert_eq!(w.get(None, &format!("/api/v1/files/{id}")).await.status, 401);
});

// rules: REG-09
story!(a_file_that_is_neither_picture_nor_paper_is_refused, w, {
    let owner = w.person("小周");
    hand_in(&w, Some(&owner), b"<script>").await.refused(422, "blob.not-evidence");
    hand_in(&w, Some(&owner), b"").await.refused(422, "blob.empty");
    let most = vec![b' '; goodhours::kernel::blobs::BLOB_BYTES_MAX + 1];
    hand_in(&w, Some(&owner), &most).await.refused(422, "blob.too-large");
    let far_too_large = vec![b' '; goodhours::kernel::blobs::BLOB_BYTES_MAX + 400 * 1024];
    hand_in(&w, Some(&owner), &far_too_large).await.refused(422, "blob.too-large");
    assert_eq!(w.count("blob"), 0);
});

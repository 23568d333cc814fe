//! What people and clients send: forms and JSON bodies, each answered with a refusal of ours when it can't be read.

use super::zero;
use crate::kernel::{
    dice::{entropy, text},
    failure::{DoorRefusal, Failure},
};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::header,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The nonce of a form: repeats of one submission carry the same.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(pub Option<String>);

/// A fresh nonce for a form.
pub fn new_key() -> String {
    text(&entropy::<12>())
}

/// A submitted form, by its field names.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let bytes = bytes(request, state).await?;
        serde_html_form::from_bytes(&bytes).map(Form).map_err(|error| bad(&error.to_string()))
    }
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Failure> {
    let bytes = Bytes::from_request(request, state).await;
    let bytes = bytes.map_err(|_| Failure::from(DoorRefusal::TooLarge { bytes_max: 1 << 20 }))?;
    if zero::has_zero(&bytes) { Err(zero::refusal()) } else { Ok(bytes) }
}

/// A JSON body; unknown fields are refused by the types themselves.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let declared = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        if !declared.starts_with("application/json") {
            return Err(bad("content-type: application/json"));
        }
        let bytes = bytes(request, state).await?;
        serde_json::from_slice(&bytes).map(Body).map_err(|error| bad(&error.to_string()))
    }
}

fn bad(why: &str) -> Failure {
    DoorRefusal::BadForm { field: why.chars().take(200).collect() }.into()
}

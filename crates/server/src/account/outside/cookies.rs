//! What a browser keeps of a login elsewhere, sealed: how it was sent away, and what it proved.

use super::provider::Proof;
use crate::{
    account::pages::cookies::{get, set},
    kernel::{crypto::CellKey, dice::entropy, office::Office, session},
};
use axum::http::{HeaderMap, HeaderValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    account::outside::{LASTS_SECONDS, Provider, Sent, Way, is_fresh},
    kernel::timestamp,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const LEFT: &str = "goodhours-left";
const PROVED: &str = "goodhours-proved";

/// A login elsewhere that this browser began.
#[derive(Serialize, Deserialize)]
pub struct Left {
    way: i16,
    pub state: String,
    pub nonce: String,
    /// RFC 7636.
    pub verifier: String,
    at: i64,
    /// Where the person wanted to go.
    pub next: String,
}

impl Left {
    /// A new one with secrets of its own.
    pub fn begin(way: Way, next: &str, now: Timestamp) -> Left {
        let secret = || session::token(entropy());
        let (state, nonce, verifier) = (secret(), secret(), secret());
        Left { way: way.number(), state, nonce, verifier, at: now.as_microsecond(), next: next.to_owned() }
    }

    /// What the return is compared with.
    pub fn sent(&self) -> Option<Sent<'_>> {
        Some(Sent { way: Way::stored(self.way)?, state: &self.state, at: timestamp(self.at) })
    }

    pub fn cookie(&self, office: &Office) -> HeaderValue {
        sealed(LEFT, self, office)
    }

    pub fn read(headers: &HeaderMap, office: &Office) -> Option<Left> {
        opened(LEFT, headers, office)
    }
}

/// What this browser proved, until it is linked.
#[derive(Serialize, Deserialize)]
pub struct Proved {
    provider: i16,
    subjects: Vec<(String, String)>,
    at: i64,
}

impl Proved {
    pub fn new(proof: &Proof, now: Timestamp) -> Proved {
        let (provider, subjects) = (proof.provider.number(), proof.subjects.clone());
        Proved { provider, subjects, at: now.as_microsecond() }
    }

    pub fn cookie(&self, office: &Office) -> HeaderValue {
        sealed(PROVED, self, office)
    }

    /// What was proved lately.
    pub fn read(headers: &HeaderMap, office: &Office, now: Timestamp) -> Option<Proof> {
        let proved: Proved = opened(PROVED, headers, office)?;
        let provider = Provider::stored(proved.provider)?;
        is_fresh(timestamp(proved.at), now).then_some(Proof { provider, subjects: proved.subjects })
    }
}

/// The browser forgets how it was sent away.
pub fn forget_left(office: &Office) -> HeaderValue {
    set(LEFT, "", 0, office.means.settings.secure)
}

/// The browser forgets what it proved.
pub fn forget_proved(office: &Office) -> HeaderValue {
    set(PROVED, "", 0, office.means.settings.secure)
}

fn sealed(name: &str, value: &impl Serialize, office: &Office) -> HeaderValue {
    let plain = serde_json::to_vec(value).unwrap_or_default();
    let sealed = URL_SAFE_NO_PAD.encode(key(office).seal_bound(name.as_bytes(), &plain, entropy()));
    set(name, &sealed, LASTS_SECONDS, office.means.settings.secure)
}

fn opened<T: DeserializeOwned>(name: &str, headers: &HeaderMap, office: &Office) -> Option<T> {
    let sent = get(headers, name, office.means.settings.secure)?;
    let plain = key(office).open_bound(name.as_bytes(), &URL_SAFE_NO_PAD.decode(sent).ok()?).ok()?;
    serde_json::from_slice(&plain).ok()
}

fn key(office: &Office) -> CellKey {
    CellKey::new(office.means.keys.derived("outside cookie", &[]))
}

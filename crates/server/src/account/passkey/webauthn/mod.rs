//! What a browser hands over for a passkey, read and verified (W3C Web Authentication Level 3, 7.1 and 7.2). Pure: no clock, no
//! database, and whatever is sent ends in an answer or a refusal. Attestation is neither asked for nor believed
//! (docs/decisions/0006-passkeys-verified-here.md).

mod authenticator;
mod key;
#[cfg(test)]
mod vectors;

pub use key::{ALGORITHMS, PublicKey};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::Value;
use domain::account::{
    PasskeyRefusal,
    passkey::{Said, Shown, Site},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The most that one part of an answer may weigh; authenticators send some hundred bytes, with their makers' certificates a few thousand.
const PART_BYTES_MAX: usize = 64 * 1024;

const CREATE: &str = "webauthn.create";
const GET: &str = "webauthn.get";

/// An answer as `PublicKeyCredential.toJSON()` gives it; what isn't verified isn't read.
#[derive(Deserialize)]
struct Sent {
    id: String,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: Option<String>,
    authenticator_data: Option<String>,
    signature: Option<String>,
    user_handle: Option<String>,
}

/// The browser's part (5.8.1).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    top_origin: Option<String>,
}

/// A new passkey.
#[derive(Debug)]
pub struct Registration {
    said: Said,
    shown: Shown,
    pub credential_id: Vec<u8>,
    pub key: PublicKey,
}

/// A passkey that was used.
#[derive(Debug)]
pub struct Assertion {
    pub credential_id: Vec<u8>,
    /// To whom the authenticator says that it belongs.
    pub user_handle: Option<Vec<u8>>,
    said: Said,
    shown: Shown,
    signed: Vec<u8>,
    signature: Vec<u8>,
}

impl Registration {
    /// Reads what `navigator.credentials.create` gave.
    pub fn parse(json: &str) -> Result<Registration, PasskeyRefusal> {
        let Sent { id, response } = sent(json)?;
        let object = part(response.attestation_object.as_deref())?;
        let data = authenticator::parse(&attested(&object)?)?;
        let attested = data.attested.ok_or(PasskeyRefusal::Unreadable)?;
        if attested.credential_id != part(Some(&id))? {
            return Err(PasskeyRefusal::Unreadable);
        }
        let said = said(&part(Some(&response.client_data))?)?;
        let key = PublicKey::of_value(attested.key)?;
        Ok(Registration { said, shown: data.shown, credential_id: attested.credential_id, key })
    }

    /// It answers this challenge, here, with somebody who unlocked it. Gives the counter to begin with.
    pub fn verify(&self, challenge: &[u8], site: &Site) -> Result<u32, PasskeyRefusal> {
        self.said.check(CREATE, challenge, site)?;
        self.shown.check(site)?;
        Ok(self.shown.counter)
    }
}

impl Assertion {
    /// Reads what `navigator.credentials.get` gave.
    pub fn parse(json: &str) -> Result<Assertion, PasskeyRefusal> {
        let Sent { id, response } = sent(json)?;
        let client_data = part(Some(&response.client_data))?;
        let data = part(response.authenticator_data.as_deref())?;
        let shown = authenticator::parse(&data)?.shown;
        let user_handle = response.user_handle.as_deref().filter(|handle| !handle.is_empty());
        Ok(Assertion {
            credential_id: part(Some(&id))?,
            user_handle: user_handle.map(|handle| part(Some(handle))).transpose()?,
            said: said(&client_data)?,
            shown,
            signed: [data.as_slice(), &Sha256::digest(&client_data)].concat(),
            signature: part(response.signature.as_deref())?,
        })
    }

    /// It answers this challenge, here, with somebody who unlocked it, and this key signed it. Gives the counter, which the caller
    /// compares with the one before.
    pub fn verify(&self, challenge: &[u8], site: &Site, key: &PublicKey) -> Result<u32, PasskeyRefusal> {
        self.said.check(GET, challenge, site)?;
        self.shown.check(site)?;
        if !key.signed(&self.signed, &self.signature) {
            return Err(PasskeyRefusal::WrongSignature);
        }
        Ok(self.shown.counter)
    }
}

fn sent(json: &str) -> Result<Sent, PasskeyRefusal> {
    serde_json::from_str(json).map_err(|_| PasskeyRefusal::Unreadable)
}

fn part(text: Option<&str>) -> Result<Vec<u8>, PasskeyRefusal> {
    let text =
        text.filter(|text| !text.is_empty() && text.len() <= PART_BYTES_MAX).ok_or(PasskeyRefusal::Unreadable)?;
    URL_SAFE_NO_PAD.decode(text).map_err(|_| PasskeyRefusal::Unreadable)
}

fn said(json: &[u8]) -> Result<Said, PasskeyRefusal> {
    let ClientData { kind, challenge, origin, cross_origin, top_origin } =
        serde_json::from_slice(json).map_err(|_| PasskeyRefusal::Unreadable)?;
    let challenge = part(Some(&challenge))?;
    Ok(Said { kind, challenge, origin, is_framed: cross_origin || top_origin.is_some() })
}

/// The authenticator's data within an attestation object (6.5.4). `none` says nothing more; what others say is not believed.
fn attested(object: &[u8]) -> Result<Vec<u8>, PasskeyRefusal> {
    let mut rest = object;
    let Some(Value::Map(fields)) = authenticator::item(&mut rest).filter(|_| rest.is_empty()) else {
        return Err(PasskeyRefusal::Unreadable);
    };
    let field = |name: &str| fields.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
    let format = field("fmt").and_then(Value::as_text);
    let statement = field("attStmt").and_then(Value::as_map);
    match (format, statement, field("authData")) {
        (Some("none"), Some(statement), _) if !statement.is_empty() => Err(PasskeyRefusal::Unreadable),
        (Some(_), Some(_), Some(Value::Bytes(data))) => Ok(data.clone()),
        _ => Err(PasskeyRefusal::Unreadable),
    }
}

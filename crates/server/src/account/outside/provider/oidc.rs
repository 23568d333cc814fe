//! An OpenID provider (OpenID Connect Core 1.0 with code and PKCE; RFC 9207 against mix-up). Its metadata and keys are read for every
//! login: they are never old, and logins are rare.

use super::{Came, Login, Proof, call, fetched, form};
use crate::kernel::{cloud::Endpoint, config::OidcSettings, outward::Outward};
use axum::http::Request;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use domain::account::{
    OutsideRefusal,
    outside::{Claims, Provider, Wanted, check_issuer},
};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use url::Url;

/// The part of the metadata that is used (OpenID Connect Discovery 1.0).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// Signatures that are taken: none that both sides could make.
const ALGORITHMS: [Algorithm; 6] =
    [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// Whether an issuer is on this very machine.
pub fn is_here(issuer: &str) -> bool {
    let origin = Url::parse(issuer).map(|url| url.origin().ascii_serialization());
    origin.is_ok_and(|origin| origin.parse::<Endpoint>().is_ok_and(|endpoint| endpoint.is_here()))
}

async fn metadata(oidc: &OidcSettings, outward: &Outward) -> Result<Metadata, OutsideRefusal> {
    let address = format!("{}/.well-known/openid-configuration", oidc.issuer.trim_end_matches('/'));
    let found: Metadata = fetched(outward, &address).await?;
    if found.issuer != oidc.issuer {
        return Err(OutsideRefusal::OtherIssuer);
    }
    let safe = |address: &String| {
        let origin = Url::parse(address).map(|url| url.origin().ascii_serialization());
        origin.is_ok_and(|origin| origin.parse::<Endpoint>().is_ok())
    };
    let all = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri];
    if all.into_iter().all(safe) { Ok(found) } else { Err(OutsideRefusal::Unreachable) }
}

/// Where the person is sent.
pub async fn address(oidc: &OidcSettings, outward: &Outward, login: &Login<'_>) -> Result<String, OutsideRefusal> {
    let found = metadata(oidc, outward).await?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(login.left.verifier.as_bytes()));
    let mut address = Url::parse(&found.authorization_endpoint).map_err(|_| OutsideRefusal::Unreachable)?;
    address.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", oidc.client_id.as_str()),
        ("redirect_uri", login.redirect_uri),
        ("scope", "openid"),
        ("state", login.left.state.as_str()),
        ("nonce", login.left.nonce.as_str()),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    Ok(address.to_string())
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Who came back: the subject of a token that is signed by the provider, for us, for this login, now.
pub async fn prove(
    oidc: &OidcSettings,
    outward: &Outward,
    came: &Came,
    login: &Login<'_>,
) -> Result<Proof, OutsideRefusal> {
    let found = metadata(oidc, outward).await?;
    check_issuer(came.iss.as_deref(), &oidc.issuer, found.authorization_response_iss_parameter_supported)?;
    let code = came.exchanged(&came.code)?;
    let (status, body) = call(outward, exchange(oidc, &found, code, login)?).await?;
    if status != 200 {
        return Err(OutsideRefusal::Unproven);
    }
    let tokens: Tokens = serde_json::from_slice(&body).map_err(|_| OutsideRefusal::Unreachable)?;
    let keys: JwkSet = fetched(outward, &found.jwks_uri).await?;
    let subject = subject(&tokens.id_token, &keys, oidc, login)?;
    Ok(Proof { provider: Provider::Oidc, subjects: vec![(oidc.issuer.clone(), subject)] })
}

fn exchange(
    oidc: &OidcSettings,
    found: &Metadata,
    code: &str,
    login: &Login<'_>,
) -> Result<Request<Bytes>, OutsideRefusal> {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", login.redirect_uri),
        ("code_verifier", login.left.verifier.as_str()),
        ("client_id", oidc.client_id.as_str()),
    ];
    let mut request = Request::post(&found.token_endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json");
    if let Some(secret) = &oidc.secret {
        let methods = found.token_endpoint_auth_methods_supported.as_deref();
        let takes = |name: &str| methods.is_none_or(|methods| methods.iter().any(|one| one == name));
        if takes("client_secret_basic") {
            // RFC 6749, 2.3.1: both are form-encoded before they are joined.
            let joined = format!("{}:{}", encoded(&oidc.client_id), encoded(secret.expose()));
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(joined)));
        } else {
            fields.push(("client_secret", secret.expose()));
        }
    }
    request.body(Bytes::from(form(&fields))).map_err(|_| OutsideRefusal::Unreachable)
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct IdToken {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    iat: i64,
    exp: i64,
    nonce: Option<String>,
}

/// Reads a token; times are compared with the clock of this office, so the library leaves them alone.
fn subject(token: &str, keys: &JwkSet, oidc: &OidcSettings, login: &Login<'_>) -> Result<String, OutsideRefusal> {
    let unproven = |_| OutsideRefusal::Unproven;
    let header = decode_header(token).map_err(unproven)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(OutsideRefusal::Unproven);
    }
    let key = match (&header.kid, keys.keys.as_slice()) {
        (Some(kid), _) => keys.find(kid),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    // A key of another kind than the algorithm's is refused by the library.
    let key = DecodingKey::from_jwk(key.ok_or(OutsideRefusal::Unproven)?).map_err(unproven)?;
    let mut validation = Validation::new(header.alg);
    (validation.validate_exp, validation.validate_nbf, validation.validate_aud) = (false, false, false);
    validation.required_spec_claims = HashSet::new();
    let read = decode::<IdToken>(token, &key, &validation).map_err(unproven)?.claims;
    let audience = match read.aud {
        Audience::One(one) => vec![one],
        Audience::Many(many) => many,
    };
    let claims = Claims {
        issuer: &read.iss,
        subject: &read.sub,
        audience: &audience,
        authorized_party: read.azp.as_deref(),
        issued_at: read.iat,
        expires_at: read.exp,
        nonce: read.nonce.as_deref(),
    };
    let wanted = Wanted { issuer: &oidc.issuer, client_id: &oidc.client_id, nonce: &login.left.nonce };
    claims.check(wanted, login.now)?;
    Ok(read.sub)
}

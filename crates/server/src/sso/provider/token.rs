//! What a platform's server calls: codes and refresh tokens for tokens, asking about one, giving one back. Who calls says so by a secret
//! in the header or the form, or is an app without one.

use super::{
    discovery::issuer,
    params::Params,
    reply::{refused, told},
    subject::subject,
};
use crate::{
    kernel::{
        dice::{entropy, text},
        failure::Answer,
        office::{Ask, Office},
        session::token_hash,
        web::Visit,
    },
    sso::{
        actions::{self, Caller, Exchange, Fresh, GiveBack, Given, Outcome, Renew, not_proved},
        store,
    },
};
use axum::{
    body::Bytes,
    http::{HeaderMap, header},
    response::Response,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use domain::sso::{ID_TOKEN_SECONDS, Protocol, Scopes};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// A call as it was read.
struct Call {
    params: Params,
    caller: Caller,
}

fn read(headers: &HeaderMap, body: &Bytes) -> Result<Call, (Protocol, &'static str)> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !text(header::CONTENT_TYPE).starts_with("application/x-www-form-urlencoded") {
        return Err((Protocol::InvalidRequest, "content-type"));
    }
    let params = Params::read(std::str::from_utf8(body).map_err(|_| (Protocol::InvalidRequest, "utf-8"))?);
    if !params.is_sound() {
        return Err((Protocol::InvalidRequest, "parameters"));
    }
    let (named, secret) = (params.get("client_id"), params.get("client_secret"));
    let basic = text(header::AUTHORIZATION).split_once(' ').filter(|(kind, _)| kind.eq_ignore_ascii_case("basic"));
    let caller = match (basic, named, secret) {
        (Some(_), _, Some(_)) => return Err((Protocol::InvalidRequest, "authenticated-twice")),
        (Some((_, credentials)), named, None) => {
            let (id, secret) = unpacked(credentials).ok_or((Protocol::InvalidClient, "credentials"))?;
            if named.is_some_and(|named| named != id) {
                return Err((Protocol::InvalidRequest, "client-named-twice"));
            }
            Caller { client_id: id, secret_hash: Some(token_hash(&secret)) }
        }
        (None, Some(id), secret) => Caller { client_id: id.to_owned(), secret_hash: secret.map(token_hash) },
        (None, None, _) => return Err((Protocol::InvalidClient, "client-unnamed")),
    };
    Ok(Call { params, caller })
}

/// Name and secret of the header, each encoded as in a form (RFC 6749, 2.3.1).
fn unpacked(credentials: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded =
        |raw: &str| url::form_urlencoded::parse(format!("v={raw}").as_bytes()).next().map(|(_, v)| v.into_owned());
    Some((decoded(id)?, decoded(secret)?))
}

/// Asked by nobody with a session, whatever cookies came along.
fn ask(visit: &Visit) -> Ask {
    let mut ask = visit.ask_once(None);
    ask.actor.account = None;
    ask.actor.session = None;
    ask
}

/// `POST /token`
pub async fn exchange(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Response> {
    let call = match read(&headers, &body) {
        Ok(call) => call,
        Err((protocol, why)) => return Ok(refused(protocol, why)),
    };
    let (access, refresh) = (text(&entropy::<32>()), text(&entropy::<32>()));
    let fresh = Fresh { access: token_hash(&access), refresh: token_hash(&refresh) };
    let sent = |name: &str| call.params.get(name).map(str::to_owned);
    let (outcome, with_nonce) = match (call.params.get("grant_type"), sent("code"), sent("refresh_token")) {
        (Some("authorization_code"), Some(code), _) => {
            let (redirect_uri, verifier) = (sent("redirect_uri"), sent("code_verifier"));
            let (redirect_uri, verifier) = (redirect_uri.unwrap_or_default(), verifier.unwrap_or_default());
            let cmd = Exchange { caller: call.caller, code: token_hash(&code), redirect_uri, verifier, fresh };
            (visit.office.record(ask(&visit), cmd, actions::exchange).await?, true)
        }
        (Some("refresh_token"), _, Some(token)) => {
            let scopes = sent("scope").map(|scope| Scopes::parse(&scope));
            let cmd = Renew { caller: call.caller, token: token_hash(&token), scopes, fresh };
            (visit.office.record(ask(&visit), cmd, actions::renew).await?, false)
        }
        (Some("authorization_code" | "refresh_token"), _, _) => {
            return Ok(refused(Protocol::InvalidRequest, "nothing-to-exchange"));
        }
        (Some(_), _, _) => return Ok(refused(Protocol::UnsupportedGrantType, "grant-type")),
        (None, _, _) => return Ok(refused(Protocol::InvalidRequest, "grant-type")),
    };
    let given = match outcome {
        Outcome::Done(given) => given,
        other => return Ok(ended(&visit, other)),
    };
    let id_token = id_token(&visit.office, (&given, with_nonce), &access, visit.now).await?;
    Ok(told(serde_json::json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": given.expires_at.duration_since(visit.now).as_secs(),
        "refresh_token": refresh,
        "scope": given.grant.scopes.text(),
        "id_token": id_token,
    })))
}

/// Who somebody is and how they logged in, signed. The nonce is the code's alone (OpenID Connect Core 12.2).
async fn id_token(
    office: &Office,
    (given, with_nonce): (&Given, bool),
    access: &str,
    now: Timestamp,
) -> Answer<String> {
    let ring = office.means.signers.ring(office, now).await?;
    let half: Vec<u8> = Sha256::digest(access.as_bytes()).into_iter().take(16).collect();
    let mut claims = serde_json::json!({
        "iss": issuer(office),
        "sub": subject(&office.means.keys, &given.client, given.grant.account),
        "aud": given.client.client_id,
        "azp": given.client.client_id,
        "iat": now.as_second(),
        "exp": now.as_second() + ID_TOKEN_SECONDS,
        "auth_time": given.grant.logged_in_at.as_second(),
        "at_hash": URL_SAFE_NO_PAD.encode(half),
        "sid": given.grant.sid,
    });
    if let (true, Some(nonce), Some(claims)) = (with_nonce, &given.grant.nonce, claims.as_object_mut()) {
        claims.insert("nonce".to_owned(), nonce.clone().into());
    }
    ring.sign((given.client.algorithm, "JWT"), &claims, now)
}

/// `POST /introspect` (RFC 7662): whether a token of the caller's opens anything.
pub async fn introspect(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Response> {
    let call = match read(&headers, &body) {
        Ok(call) => call,
        Err((protocol, why)) => return Ok(refused(protocol, why)),
    };
    let caller = call.caller;
    let client = visit.office.view(move |conn| actions::authenticate(conn, &caller)).await?;
    let Some(client) = client else { return Ok(ended::<()>(&visit, not_proved())) };
    let (hash, now) = (token_hash(call.params.get("token").unwrap_or_default()), visit.now);
    let opened = visit.office.view(move |conn| store::opened(conn, &hash, now)).await?;
    let Some(opened) = opened.filter(|opened| opened.client.id == client.id) else {
        return Ok(told(serde_json::json!({ "active": false })));
    };
    Ok(told(serde_json::json!({
        "active": true,
        "scope": opened.scopes.text(),
        "client_id": client.client_id,
        "token_type": "Bearer",
        "exp": opened.expires_at.as_second(),
        "sub": subject(&visit.office.means.keys, &client, opened.account),
        "iss": issuer(&visit.office),
    })))
}

/// `POST /revoke` (RFC 7009)
pub async fn revoke(visit: Visit, headers: HeaderMap, body: Bytes) -> Answer<Response> {
    let call = match read(&headers, &body) {
        Ok(call) => call,
        Err((protocol, why)) => return Ok(refused(protocol, why)),
    };
    let token = token_hash(call.params.get("token").unwrap_or_default());
    let cmd = GiveBack { caller: call.caller, token };
    Ok(ended(&visit, visit.office.record(ask(&visit), cmd, actions::give_back).await?))
}

/// Tells how a call ended that has nothing to hand over; what looks like an attack is counted.
fn ended<T>(visit: &Visit, outcome: Outcome<T>) -> Response {
    let Outcome::Refused(protocol, why, attack) = outcome else { return told(serde_json::json!({})) };
    if let Some(attack) = attack {
        visit.office.means.watch.saw(attack, &visit.address);
    }
    refused(protocol, why)
}

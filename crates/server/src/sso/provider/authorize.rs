//! `/authorize`: a platform sends somebody here to log in (OpenID Connect Core 3.1.2). As long as it isn't certain who asks and where to
//! lead back to, everything is told on a page of ours; from then on in the protocol's words, at the platform's address.

use super::{consent, discovery::issuer, params::Params, reply::lead, subject::subject};
use crate::{
    kernel::{
        db::Conn,
        dice::{entropy, text},
        failure::{Answer, DoorRefusal, Failure},
        session::{self, token_hash},
        web::{Visit, encode, see},
    },
    sso::{
        actions::{self, Code},
        store::{self, Client},
    },
};
use axum::{body::Bytes, extract::RawQuery, http::HeaderMap, response::Response};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    kernel::{AccountId, hex, keyed, same_secret},
    sso::{Prompt, Protocol, Scope, Scopes, SsoRefusal, Standing, Step, Wish, next_step},
};
use jiff::Timestamp;

/// Our own parameter: since when this request waits for a login, with our mark.
const SINCE: &str = "goodhours_since";
/// The longest state and nonce that are carried.
const OPAQUE_BYTES_MAX: usize = 1024;

/// What a platform asks for, read and sound.
pub struct Request {
    pub client: Client,
    pub params: Params,
    pub redirect_uri: String,
    pub scopes: Scopes,
    challenge: String,
    wish: Wish,
}

/// `GET /authorize`
pub async fn ask(visit: Visit, headers: HeaderMap, RawQuery(query): RawQuery) -> Answer<Response> {
    go_on(&visit, &headers, (Params::read(&query.unwrap_or_default()), false)).await
}

/// `POST /authorize`: the same, by GET. Another site's form brings no cookie with it, the address that it leads to does.
pub async fn forward(body: Bytes) -> Answer<Response> {
    Ok(see(format!("/authorize?{}", as_query(&body)?)))
}

/// A form's body as an address carries it.
pub fn as_query(body: &Bytes) -> Answer<String> {
    let unread = || Failure::from(DoorRefusal::BadForm { field: "client_id".to_owned() });
    let params = Params::read(std::str::from_utf8(body).map_err(|_| unread())?);
    if params.is_sound() { Ok(params.text()) } else { Err(unread()) }
}

/// Decides what comes next and does it. `agreed_now`: this very request was agreed to.
pub async fn go_on(visit: &Visit, headers: &HeaderMap, (params, agreed_now): (Params, bool)) -> Answer<Response> {
    let (client, redirect_uri) = trusted(visit, &params).await?;
    let request = match read(client, redirect_uri.clone(), params.clone()) {
        Ok(request) => request,
        Err(protocol) => return refuse(visit, headers, (&redirect_uri, &params), protocol),
    };
    let mut standing = standing(visit, &request).await?;
    standing.agreed_now = agreed_now;
    match next_step(&request.wish, &standing, visit.now) {
        Step::LogIn => Ok(see(format!("/sessions/new?next={}", encode(&back(visit, &request))))),
        Step::LogInAgain => Ok(see(format!("/sessions/step-up?next={}", encode(&back(visit, &request))))),
        Step::AskConsent => consent::ask(visit, request).await,
        Step::Refuse(protocol) => refuse(visit, headers, (&redirect_uri, &params), protocol),
        Step::Grant { logged_in_at } => grant(visit, headers, request, logged_in_at).await,
    }
}

/// The platform and the address that it may be led to; told on a page of ours when one of them is strange.
pub async fn trusted(visit: &Visit, params: &Params) -> Answer<(Client, String)> {
    let client_id = params.get("client_id").unwrap_or_default().to_owned();
    let client = visit.office.view(move |conn| store::client_of(conn, &client_id)).await?;
    let client = client.ok_or(SsoRefusal::ClientUnknown)?;
    let sent = params.get("redirect_uri").unwrap_or_default();
    if !client.redirect_uris.iter().any(|uri| uri.accepts(sent, client.any_port)) {
        visit.office.means.watch.saw("oidc-attack.redirect-unknown", &visit.address);
        return Err(SsoRefusal::RedirectUnknown.into());
    }
    let sent = sent.to_owned();
    Ok((client, sent))
}

/// What is asked for; in the protocol's words why it can't be given.
fn read(client: Client, redirect_uri: String, params: Params) -> Result<Request, Protocol> {
    let too_long = |name: &str| params.get(name).is_some_and(|value| value.len() > OPAQUE_BYTES_MAX);
    if !params.is_sound() || too_long("state") || too_long("nonce") {
        return Err(Protocol::InvalidRequest);
    }
    for (name, protocol) in [
        ("request", Protocol::RequestNotSupported),
        ("request_uri", Protocol::RequestUriNotSupported),
        ("registration", Protocol::RegistrationNotSupported),
    ] {
        if params.get(name).is_some() {
            return Err(protocol);
        }
    }
    match params.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(Protocol::UnsupportedResponseType),
        None => return Err(Protocol::InvalidRequest),
    }
    if params.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(Protocol::InvalidRequest);
    }
    let scopes = Scopes::parse(params.get("scope").unwrap_or_default());
    if !scopes.has(Scope::OpenId) {
        return Err(Protocol::InvalidScope);
    }
    let challenge = challenge(&params).ok_or(Protocol::InvalidRequest)?;
    let age = params.get("max_age").map(str::parse::<u32>).transpose().map_err(|_| Protocol::InvalidRequest)?;
    let prompt = Prompt::parse(params.get("prompt").unwrap_or_default())?;
    let wish = Wish { prompt, age_seconds_max: age.map(i64::from) };
    let scopes = scopes.granted(&client.scopes);
    Ok(Request { client, params, redirect_uri, scopes, challenge, wish })
}

/// The hash of the verifier (RFC 7636); `plain` isn't one.
fn challenge(params: &Params) -> Option<String> {
    let is_hash = params.get("code_challenge_method") == Some("S256");
    let hash = URL_SAFE_NO_PAD.decode(params.get("code_challenge")?).ok()?;
    (is_hash && hash.len() == 32).then(|| hex(&hash))
}

async fn standing(visit: &Visit, request: &Request) -> Answer<Standing> {
    let asked_at = asked_at(visit, &request.params);
    let Some(viewer) = visit.viewer.as_deref() else { return Ok(Standing { asked_at, ..Standing::default() }) };
    let (hash, account, client, now) = (viewer.session, viewer.account, request.client.id, visit.now);
    let look = move |conn: &mut Conn| Ok((session::proved_at(conn, hash, now)?, store::agreed(conn, account, client)?));
    let (logged_in_at, known) = visit.office.view(look).await?;
    let is_somebody_else = is_somebody_else(visit, request, account).await?;
    let agreed = known.is_some_and(|known| known.covers(&request.scopes));
    Ok(Standing { logged_in_at, asked_at, is_somebody_else, agreed, agreed_now: false })
}

/// Whether a hint of ours names another person; one that isn't ours names nobody, and is written down.
async fn is_somebody_else(visit: &Visit, request: &Request, account: AccountId) -> Answer<bool> {
    let Some(hint) = request.params.get("id_token_hint") else { return Ok(false) };
    let ring = visit.office.means.signers.ring(&visit.office, visit.now).await?;
    let Some(claims) = ring.claims(hint) else {
        visit.office.means.watch.saw("oidc-attack.hint-forged", &visit.address);
        return Ok(true);
    };
    Ok(claims.get("sub").and_then(serde_json::Value::as_str)
        != Some(&subject(&visit.office.means.keys, &request.client, account)))
}

/// This request once more, with our mark of when it was first seen.
fn back(visit: &Visit, request: &Request) -> String {
    let at = asked_at(visit, &request.params).unwrap_or(visit.now).as_microsecond();
    let since = format!("{at}.{}", mark(visit, &request.params, at));
    format!("/authorize?{}", request.params.with(SINCE, &since).text())
}

fn asked_at(visit: &Visit, params: &Params) -> Option<Timestamp> {
    let (at, sent) = params.get(SINCE)?.split_once('.')?;
    let at = at.parse().ok()?;
    same_secret(mark(visit, params, at).as_bytes(), sent.as_bytes()).then(|| domain::kernel::timestamp(at))
}

fn mark(visit: &Visit, params: &Params, at: i64) -> String {
    let key = visit.office.means.keys.derived("sso request", &[]);
    hex(&keyed(&key, &[&at.to_be_bytes(), params.text_without(SINCE).as_bytes()]))
}

/// Leads back with an error.
pub fn refuse(
    visit: &Visit,
    headers: &HeaderMap,
    (redirect_uri, params): (&str, &Params),
    protocol: Protocol,
) -> Answer<Response> {
    let state = params.get("state").filter(|state| params.is_sound() && state.len() <= OPAQUE_BYTES_MAX);
    let mut pairs = vec![("error", protocol.name())];
    pairs.extend(state.map(|state| ("state", state)));
    pairs.push(("iss", issuer(&visit.office)));
    lead(visit, headers, redirect_uri, &pairs)
}

/// Leads back with a code.
async fn grant(visit: &Visit, headers: &HeaderMap, request: Request, logged_in_at: Timestamp) -> Answer<Response> {
    let code = text(&entropy::<32>());
    let cmd = Code {
        client: request.client.id,
        redirect_uri: request.redirect_uri.clone(),
        challenge: request.challenge.clone(),
        nonce: request.params.get("nonce").map(str::to_owned),
        scopes: request.scopes.clone(),
        logged_in_at,
        hash: token_hash(&code),
    };
    if !visit.office.record(visit.ask_once(None), cmd, actions::give_code).await? {
        return consent::ask(visit, request).await;
    }
    let mut pairs = vec![("code", code.as_str())];
    pairs.extend(request.params.get("state").map(|state| ("state", state)));
    pairs.push(("iss", issuer(&visit.office)));
    lead(visit, headers, &request.redirect_uri, &pairs)
}

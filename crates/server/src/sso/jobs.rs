//! Telling platforms that a session is over (OpenID Connect Back-Channel Logout 1.0), and making the next keys in time.

use super::{
    keys::rotate_when_due,
    provider::{issuer, subject},
    store::{self, Ended},
};
use crate::kernel::{
    dice::{entropy, text},
    failure::Answer,
    office::{Ask, Office},
};
use axum::http::{Method, Request, header};
use bytes::Bytes;
use domain::sso::next_try_at;
use jiff::Timestamp;
use std::time::Duration;
use url::form_urlencoded::Serializer;

/// How long this rests when nobody wakes it.
const REST: Duration = Duration::from_secs(5);
/// How many are told in one round.
const AT_ONCE: i64 = 50;
/// How long a logout token is good for.
const LASTS_SECONDS: i64 = 120;
/// Rounds between two looks at the age of the keys: about an hour.
const ROUNDS: u32 = 720;

/// Works for as long as the server runs. Whatever can't be reached now is tried again later.
pub async fn run(office: Office) -> Answer<()> {
    let mut round = 0u32;
    // The first keys are made now, so that nobody's first request waits for them.
    if let Err(failure) = office.means.signers.ring(&office, office.clock.now()).await {
        tracing::error!(%failure, "the signing keys can't be read");
    }
    loop {
        if round.is_multiple_of(ROUNDS) {
            let rotated = rotate_when_due(&office, office.clock.now()).await;
            rotated.unwrap_or_else(|failure| tracing::error!(%failure, "the next signing keys can't be made"));
        }
        round = round.wrapping_add(1);
        match deliver(&office, office.clock.now()).await {
            Ok(_) => {}
            Err(failure) => tracing::error!(%failure, "platforms can't be told of logouts"),
        }
        drop(tokio::time::timeout(REST, office.work.notified()).await);
    }
}

/// Tells what is due, once; answers how many logins were looked at.
pub async fn deliver(office: &Office, now: Timestamp) -> Answer<usize> {
    let due = office.view(move |conn| store::due(conn, now.as_microsecond(), AT_ONCE)).await?;
    let many = due.len();
    for ended in due {
        let is_told = tell(office, &ended, now).await?;
        let (id, tries) = (ended.id, ended.tries.saturating_add(1));
        let next = next_try_at(u32::try_from(tries).unwrap_or(u32::MAX), now).filter(|_| !is_told);
        office
            .record(Ask::system(now), (id, tries, next), |cx, (id, tries, next)| match next {
                Some(at) => store::put_off(cx, *id, (*tries, at.as_microsecond())),
                None => store::forget_login(cx, *id),
            })
            .await?;
    }
    Ok(many)
}

/// Tells one platform; answers whether there is nothing more to tell.
async fn tell(office: &Office, ended: &Ended, now: Timestamp) -> Answer<bool> {
    let id = ended.client;
    let client = office.view(move |conn| store::client(conn, id)).await?;
    if client.backchannel_uri.is_empty() {
        return Ok(true);
    }
    let claims = serde_json::json!({
        "iss": issuer(office),
        "sub": subject(&office.means.keys, &client, ended.account),
        "aud": client.client_id,
        "iat": now.as_second(),
        "exp": now.as_second() + LASTS_SECONDS,
        "jti": text(&entropy::<16>()),
        "sid": ended.sid,
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    let token = office.means.signers.ring(office, now).await?.sign((client.algorithm, "logout+jwt"), &claims, now)?;
    let body = Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let request = Request::builder()
        .method(Method::POST)
        .uri(&client.backchannel_uri)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Bytes::from(body));
    let Ok(request) = request else { return Ok(true) };
    match office.means.outward.call_stranger(request).await {
        Ok(answer) if answer.status().is_success() => Ok(true),
        Ok(answer) => {
            tracing::warn!(client = client.id, status = answer.status().as_u16(), "a platform didn't take a logout");
            Ok(false)
        }
        Err(failure) => {
            tracing::warn!(client = client.id, %failure, "a platform wasn't told of a logout");
            Ok(false)
        }
    }
}

//! `/end_session`: a platform where somebody logged out sends them here, so that they are logged out everywhere (OpenID Connect
//! RP-Initiated Logout 1.0). A hint of ours that fits the session is enough; without one the person is asked.

use super::{authorize::as_query, params::Params, reply::lead};
use crate::{
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        session,
        web::{Chrome, Form, Section, Visit, page, see},
    },
    sso::store::{self, Client},
};
use askama::Template;
use axum::{body::Bytes, extract::RawQuery, http::HeaderMap, response::Response};
use domain::sso::SsoRefusal;
use serde::Deserialize;
use serde_json::Value;

/// What is asked for, as far as it can be believed.
struct Wanted {
    /// The session that the hint is about.
    sid: Option<String>,
    /// Where to lead, with the state.
    leads_to: Option<String>,
}

/// `GET /end_session`
pub async fn ask(visit: Visit, headers: HeaderMap, RawQuery(query): RawQuery) -> Answer<Response> {
    let params = Params::read(&query.unwrap_or_default());
    let wanted = wanted(&visit, &params).await?;
    let Some(viewer) = visit.viewer.as_deref() else { return over(&visit, &headers, wanted.leads_to) };
    let (hash, sid) = (viewer.session, wanted.sid.clone());
    let is_this = visit.office.view(move |conn| store::is_sid_of(conn, &hash, sid.as_deref())).await?;
    if is_this {
        return end(&visit, &headers, wanted.leads_to).await;
    }
    page(&AskPage { c: visit.chrome(Section::None), request: params.text() })
}

/// `POST /end_session`: the same, by GET, which brings the cookie with it.
pub async fn ask_by_form(body: Bytes) -> Answer<Response> {
    Ok(see(format!("/end_session?{}", as_query(&body)?)))
}

#[derive(Template)]
#[template(path = "sso/provider/logout.html")]
struct AskPage {
    c: Chrome,
    request: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    request: String,
}

/// `POST /end_session/confirmation`: somebody was asked and wants it.
pub async fn confirm(visit: Visit, headers: HeaderMap, Form(form): Form<ConfirmForm>) -> Answer<Response> {
    let wanted = wanted(&visit, &Params::read(&form.request)).await?;
    end(&visit, &headers, wanted.leads_to).await
}

/// Reads a request; a hint that we didn't sign and an address that nobody registered are told on a page of ours.
async fn wanted(visit: &Visit, params: &Params) -> Answer<Wanted> {
    if !params.is_sound() && !params.text().is_empty() {
        return Err(SsoRefusal::LogoutUnfit.into());
    }
    let named = params.get("client_id").map(str::to_owned);
    let claims = match params.get("id_token_hint") {
        None => None,
        Some(hint) => {
            let ring = visit.office.means.signers.ring(&visit.office, visit.now).await?;
            Some(ring.claims(hint).ok_or(SsoRefusal::LogoutUnfit))
        }
    };
    let text = |claims: &Value, name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    let hinted = claims.as_ref().and_then(|claims| claims.as_ref().ok()).and_then(|claims| text(claims, "aud"));
    let is_mixed = matches!((&named, &hinted), (Some(named), Some(hinted)) if named != hinted);
    let client = known(visit, hinted.or(named)).await?;
    if let Some(Err(refusal)) = claims {
        visit.office.means.watch.saw("oidc-attack.hint-forged", &visit.address);
        return Err(refusal.into());
    }
    if is_mixed {
        return Err(SsoRefusal::LogoutUnfit.into());
    }
    let leads_to = match params.get("post_logout_redirect_uri") {
        None => None,
        Some(sent) => Some(address(visit, client.as_ref(), (sent, params.get("state")))?),
    };
    Ok(Wanted { sid: claims.and_then(Result::ok).and_then(|claims| text(&claims, "sid")), leads_to })
}

async fn known(visit: &Visit, client_id: Option<String>) -> Answer<Option<Client>> {
    let Some(client_id) = client_id else { return Ok(None) };
    visit.office.view(move |conn: &mut Conn| store::client_of(conn, &client_id)).await
}

/// Where to lead afterwards: an address that the platform registered for it, letter by letter.
fn address(visit: &Visit, client: Option<&Client>, (sent, state): (&str, Option<&str>)) -> Answer<String> {
    let client = client.ok_or(SsoRefusal::LogoutUnfit)?;
    if !client.logout_uris.iter().any(|uri| uri.accepts(sent, client.any_port)) {
        visit.office.means.watch.saw("oidc-attack.logout-address-unknown", &visit.address);
        return Err(SsoRefusal::LogoutUnfit.into());
    }
    Ok(match state {
        Some(state) => super::params::extended(sent, &[("state", state)]),
        None => sent.to_owned(),
    })
}

async fn end(visit: &Visit, headers: &HeaderMap, leads_to: Option<String>) -> Answer<Response> {
    if let Some(viewer) = &visit.viewer {
        match visit.office.record(visit.ask_once(None), viewer.session, |cx, hash| session::close(cx, *hash)).await {
            Ok(()) | Err(Failure::Refused(_)) => visit.office.work.notify_waiters(),
            Err(failure) => return Err(failure),
        }
    }
    over(visit, headers, leads_to)
}

#[derive(Template)]
#[template(path = "sso/provider/logged-out.html")]
struct OverPage {
    c: Chrome,
}

/// Leads on, or says that it is over; the browser's cookie goes in any case.
fn over(visit: &Visit, headers: &HeaderMap, leads_to: Option<String>) -> Answer<Response> {
    let mut response = match leads_to {
        Some(address) => lead(visit, headers, &address, &[])?,
        None => {
            let mut nobody = visit.clone();
            nobody.viewer = None;
            page(&OverPage { c: nobody.chrome(Section::None) })?
        }
    };
    crate::account::pages::logged_out(response.headers_mut(), &visit.office);
    Ok(response)
}

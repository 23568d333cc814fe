//! The page that asks somebody: which platform wants which of their data, and which it won't get.

use super::{
    authorize::{Request, go_on, refuse, trusted},
    params::Params,
};
use crate::{
    kernel::{
        db::Conn,
        failure::Answer,
        session,
        web::{Chrome, Form, Known, Section, Visit, encode, page, see},
    },
    sso::actions::{self, Agree},
};
use askama::Template;
use axum::{http::HeaderMap, response::Response};
use domain::sso::{Protocol, Scope, Scopes};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sso/provider/consent.html")]
struct ConsentPage {
    c: Chrome,
    name: String,
    about: String,
    /// Where one is led afterwards.
    host: String,
    who: String,
    phone: String,
    wanted: Vec<Scope>,
    withheld: Vec<Scope>,
    request: String,
}

/// Shows it.
pub async fn ask(visit: &Visit, request: Request) -> Answer<Response> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let look = move |conn: &mut Conn| {
        let phone = crate::account::phone(conn, &office.means.keys, account)?;
        Ok(phone.map(|phone| phone.masked()).unwrap_or_default())
    };
    let phone = visit.office.view(look).await?;
    let who = visit.viewer.as_ref().map(|viewer| viewer.public_name.clone()).unwrap_or_default();
    let is_told = |scope: &Scope| *scope != Scope::OpenId;
    let held = |scope: &Scope| !request.scopes.has(*scope);
    let host = url::Url::parse(&request.redirect_uri).ok();
    let host = host.and_then(|url| url.host_str().map(str::to_owned));
    page(&ConsentPage {
        c: visit.chrome(Section::None),
        host: host.unwrap_or_else(|| request.redirect_uri.clone()),
        who,
        phone,
        wanted: request.scopes.iter().filter(is_told).collect(),
        withheld: Scope::ALL.iter().copied().filter(is_told).filter(held).collect(),
        request: request.params.text(),
        name: request.client.name,
        about: request.client.about,
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ConsentForm {
    /// What was asked for, as it was sent.
    request: String,
    /// `yes`, `no`, or `other` for another account.
    agreed: String,
}

/// `POST /authorize/consents`
pub async fn decide(Known(visit): Known, headers: HeaderMap, Form(form): Form<ConsentForm>) -> Answer<Response> {
    let params = Params::read(&form.request);
    let (client, redirect_uri) = trusted(&visit, &params).await?;
    if form.agreed == "other" {
        return another_account(&visit, &params).await;
    }
    if form.agreed != "yes" {
        return refuse(&visit, &headers, (&redirect_uri, &params), Protocol::AccessDenied);
    }
    let scopes = Scopes::parse(params.get("scope").unwrap_or_default()).granted(&client.scopes);
    let cmd = Agree { client: client.id, scopes };
    visit.office.record(visit.ask_once(None), cmd, actions::agree).await?;
    go_on(&visit, &headers, (params, true)).await
}

/// Whoever isn't the one that is logged in logs out, and in as themselves; then the same is asked.
async fn another_account(visit: &Visit, params: &Params) -> Answer<Response> {
    let mine = visit.login()?.session;
    visit.office.record(visit.ask_once(None), mine, |cx, mine| session::close(cx, *mine)).await?;
    let next = format!("/authorize?{}", params.text());
    let mut response = see(format!("/sessions/new?next={}", encode(&next)));
    crate::account::pages::logged_out(response.headers_mut(), &visit.office);
    Ok(response)
}

//! `/userinfo`: what a person let a platform have, as it is now (OpenID Connect Core 5.3).

use super::{params::Params, reply, subject::subject};
use crate::{
    account, hours,
    kernel::{
        crypto::Keys,
        db::{
            Conn,
            schema::{account as accounts, volunteer as volunteers},
        },
        failure::Answer,
        office::Office,
        session::token_hash,
    },
    region,
    sso::store::{self, Opened},
    volunteer,
};
use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use diesel::prelude::*;
use domain::{
    hours::{STAR_HOURS, stars},
    kernel::{VolunteerId, local_date},
    sso::Scope,
};
use jiff::Timestamp;
use serde_json::{Map, Value};

/// `GET /userinfo`
pub async fn read(State(office): State<Office>, headers: HeaderMap) -> Answer<Response> {
    told(&office, bearer(&headers)).await
}

/// `POST /userinfo`: the token in the header or in the form, not in both.
pub async fn read_by_form(State(office): State<Office>, headers: HeaderMap, body: Bytes) -> Answer<Response> {
    let form = Params::read(std::str::from_utf8(&body).unwrap_or_default());
    let by_form = form.get("access_token").filter(|_| form.is_sound()).map(str::to_owned);
    match (bearer(&headers), by_form) {
        (Some(_), Some(_)) => Ok(reply::unopened(true)),
        (by_header, by_form) => told(&office, by_header.or(by_form)).await,
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (kind, token) = sent.split_once(' ')?;
    kind.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

async fn told(office: &Office, token: Option<String>) -> Answer<Response> {
    let Some(token) = token else { return Ok(reply::unopened(false)) };
    let (desk, hash, now) = (office.clone(), token_hash(&token), office.clock.now());
    let look = move |conn: &mut Conn| {
        let Some(opened) = store::opened(conn, &hash, now)? else { return Ok(None) };
        claims(conn, &desk.means.keys, &opened, now).map(Some)
    };
    let claims = office.view(look).await?;
    Ok(claims.map_or_else(|| reply::unopened(true), |claims| reply::told(claims.into())))
}

fn claims(conn: &mut Conn, keys: &Keys, opened: &Opened, now: Timestamp) -> Answer<Map<String, Value>> {
    let mut claims = Map::new();
    let mut tell = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    tell("sub", subject(keys, &opened.client, opened.account).into());
    let (id, has) = (opened.account, |scope: Scope| opened.scopes.has(scope));
    let holder = volunteer::id_of_account(conn, id)?;
    if has(Scope::Profile) {
        let (nickname, locale): (String, String) =
            accounts::table.find(id.get()).select((accounts::nickname, accounts::locale)).first(conn)?;
        let public_name: Option<String> = volunteers::table
            .filter(volunteers::account_id.eq(id.get()))
            .select(volunteers::public_name)
            .first(conn)
            .optional()?;
        tell("name", public_name.unwrap_or_else(|| nickname.clone()).into());
        tell("nickname", nickname.into());
        tell("locale", locale.into());
        tell("zoneinfo", "Asia/Shanghai".into());
    }
    if let (true, Some(phone)) = (has(Scope::Phone), account::phone(conn, keys, id)?) {
        tell("phone_number", phone.e164().into());
        tell("phone_number_verified", true.into());
    }
    if let (true, Some(email)) = (has(Scope::Email), account::email(conn, keys, id)?) {
        tell("email", email.address().into());
        tell("email_verified", true.into());
    }
    let Some(holder) = holder else { return Ok(claims) };
    let (number, home): (String, String) =
        volunteers::table.find(holder.get()).select((volunteers::number, volunteers::region)).first(conn)?;
    if let (true, Some(region)) = (has(Scope::Address), region::find(&home)) {
        let formatted = region::full_name(region);
        tell("address", serde_json::json!({ "formatted": formatted, "region": home, "country": "CN" }));
    }
    if has(Scope::Volunteer) {
        let total = hours::totals_of(conn, holder, local_date(now))?.total();
        tell("volunteer_number", number.into());
        tell("volunteer_stars", stars(total, &STAR_HOURS).into());
        tell("volunteer_confirmed_minutes", total.0.into());
    }
    if has(Scope::RealName) {
        real_name(conn, keys, holder)?.map(|name| tell("real_name", name.into()));
    }
    Ok(claims)
}

/// The name on the document, once it was checked.
fn real_name(conn: &mut Conn, keys: &Keys, holder: VolunteerId) -> Answer<Option<String>> {
    let is_checked = volunteer::check(conn, holder)?.is_some_and(|check| check.is_verified());
    if is_checked { Ok(Some(volunteer::identity(conn, keys, holder)?.full_name())) } else { Ok(None) }
}

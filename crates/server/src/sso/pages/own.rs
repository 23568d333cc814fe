//! The platforms that one logged in at with this account.

use crate::{
    kernel::{
        failure::Answer,
        web::{Chrome, Form, Key, Known, Section, Visit, page, see},
    },
    sso::{
        actions,
        views::{self, Connected},
    },
};
use askama::Template;
use axum::{extract::Path, response::Response};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sso/pages/own.html")]
struct OwnPage {
    c: Chrome,
    platforms: Vec<Connected>,
}

/// `/me/platforms`
pub async fn list(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    let platforms = visit.office.view(move |conn| views::connected(conn, account)).await?;
    page(&OwnPage { c: visit.chrome(Section::Mine), platforms })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WithdrawForm {
    key: Key,
}

/// `POST /me/platforms/{id}/withdrawal`
pub async fn withdraw(Known(visit): Known, Path(id): Path<String>, Form(form): Form<WithdrawForm>) -> Answer<Response> {
    visit.office.act(visit.ask_once(form.key.0), views::parse(&id)?, actions::withdraw).await?;
    Ok(see("/me/platforms"))
}

//! The second step of a login, and showing once more to be present.

use crate::{
    account::{
        flow::Entered,
        pages::{cookies, login, trouble},
        second_factor::{
            flow::{self, Proof},
            second_step, store,
        },
    },
    kernel::{
        crypto::Secret,
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Known, Section, Trouble, Visit, encode, page, see},
    },
};
use askama::Template;
use axum::{Router, extract::Query, http::HeaderMap, response::Response, routing::get};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/sessions/second-factor", get(enter_code).post(finish))
        .route("/sessions/step-up", get(ask_again).post(step_up))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
}

#[derive(Template)]
#[template(path = "account/second_factor/pages/second-step.html")]
struct SecondStepPage {
    c: Chrome,
    trouble: Trouble,
    next: String,
}

/// Without the cookie of a first step there is nothing to enter.
async fn enter_code(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Answer<Response> {
    let next = login::next(&visit, &asked.next).to_owned();
    if cookies::waiting_login(&headers, &visit.office).is_none() {
        return Ok(see(format!("/sessions/new?next={}", encode(&next))));
    }
    page(&SecondStepPage { c: visit.chrome(Section::None), trouble: Trouble::default(), next })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SecondStepForm {
    code: String,
    next: String,
}

async fn finish(visit: Visit, headers: HeaderMap, Form(form): Form<SecondStepForm>) -> Answer<Response> {
    let next = login::next(&visit, &form.next).to_owned();
    let Some(waiting) = cookies::waiting_login(&headers, &visit.office) else {
        return Ok(see(format!("/sessions/new?next={}", encode(&next))));
    };
    let device = cookies::device(&headers, &visit.office);
    match second_step(&visit, waiting, form.code, device).await {
        Ok(session) => Ok(login::logged_in(&visit, &Entered::Inside(session), &next)),
        Err(failure) if failure.code() == Some("login.second-step-over") => Err(failure),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&SecondStepPage { c: visit.chrome(Section::None), trouble: trouble.clone(), next })
        }
    }
}

#[derive(Template)]
#[template(path = "account/second_factor/pages/step-up.html")]
struct StepUpPage {
    c: Chrome,
    trouble: Trouble,
    next: String,
    /// Whether a one-time code does as well.
    has_factor: bool,
}

async fn step_up_page(visit: &Visit, trouble: Trouble, next: &str) -> Answer<StepUpPage> {
    let account = visit.login()?.account;
    let has_factor = visit.office.view(move |conn| store::is_set(conn, account)).await?;
    let c = visit.chrome(Section::None);
    Ok(StepUpPage { c, trouble, next: login::next(visit, next).to_owned(), has_factor })
}

async fn ask_again(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    page(&step_up_page(&visit, Trouble::default(), &asked.next).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StepUpForm {
    password: String,
    code: String,
    next: String,
}

async fn step_up(Known(visit): Known, Form(form): Form<StepUpForm>) -> Answer<Response> {
    let proof = match form.code.trim() {
        "" => Proof::Password(Secret::new(form.password)),
        code => Proof::Code(code.to_owned()),
    };
    match flow::step_up(&visit, proof).await {
        Ok(_) => Ok(see(login::next(&visit, &form.next))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&step_up_page(&visit, trouble.clone(), &form.next).await?)
        }
    }
}

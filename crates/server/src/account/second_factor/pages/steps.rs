//! The second step of a login, and showing once more to be present.

use crate::{
    account::{
        flow::Entered,
        pages::{cookies, login, trouble},
        passkey,
        second_factor::{
            flow::{self, Proof},
            second_step, store, whose_login,
        },
    },
    kernel::{
        crypto::Secret,
        db::Conn,
        failure::Answer,
        office::Office,
        session::token_hash,
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
    /// Whether a code does; otherwise a passkey is the only second factor.
    takes_code: bool,
    /// Whose pages may ask for a passkey, when there is one.
    origin: Option<String>,
}

async fn second_step_page(visit: &Visit, waiting: &str, trouble: Trouble, next: String) -> Answer<SecondStepPage> {
    let (waiting, now) = (token_hash(waiting), visit.now);
    let look = move |conn: &mut Conn| {
        let account = whose_login(conn, waiting, now)?;
        Ok((store::is_set(conn, account)?, passkey::count_of(conn, account)? > 0))
    };
    let (takes_code, has_passkey) = visit.office.view(look).await?;
    let origin = passkey::origin(visit).filter(|_| has_passkey);
    Ok(SecondStepPage { c: visit.chrome(Section::None), trouble, next, takes_code, origin })
}

/// The second step once more, under what was refused.
pub async fn second_step_again(visit: &Visit, waiting: &str, trouble: Trouble, next: String) -> Answer<Response> {
    trouble.page(&second_step_page(visit, waiting, trouble.clone(), next).await?)
}

/// Without the cookie of a first step there is nothing to enter.
async fn enter_code(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Answer<Response> {
    let next = login::next(&visit, &asked.next).to_owned();
    let Some(waiting) = cookies::waiting_login(&headers, &visit.office) else {
        return Ok(see(format!("/sessions/new?next={}", encode(&next))));
    };
    page(&second_step_page(&visit, waiting, Trouble::default(), next).await?)
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
        Err(failure) => second_step_again(&visit, waiting, trouble(&visit, failure)?, next).await,
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
    /// Whose pages may ask for a passkey, when there is one.
    origin: Option<String>,
}

async fn step_up_page(visit: &Visit, trouble: Trouble, next: &str) -> Answer<StepUpPage> {
    let account = visit.login()?.account;
    let look = move |conn: &mut Conn| Ok((store::is_set(conn, account)?, passkey::count_of(conn, account)? > 0));
    let (has_factor, has_passkey) = visit.office.view(look).await?;
    let (c, origin) = (visit.chrome(Section::None), passkey::origin(visit).filter(|_| has_passkey));
    Ok(StepUpPage { c, trouble, next: login::next(visit, next).to_owned(), has_factor, origin })
}

/// The question once more, under what was refused.
pub async fn step_up_again(visit: &Visit, trouble: Trouble, next: &str) -> Answer<Response> {
    trouble.page(&step_up_page(visit, trouble.clone(), next).await?)
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
        Err(failure) => step_up_again(&visit, trouble(&visit, failure)?, &form.next).await,
    }
}

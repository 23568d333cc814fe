//! Logging in by passkey: alone, as the second step after a password, and showing once more to be present.

use super::AnsweredForm;
use crate::{
    account::{
        flow::{Entered, Wish},
        pages::{cookies, login, trouble},
        passkey::flow,
        second_factor,
    },
    kernel::{
        failure::Answer,
        office::Office,
        web::{Form, Known, Visit, encode, see},
    },
};
use axum::{Router, http::HeaderMap, response::Response, routing::post};

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/sessions/by-passkey", post(log_in))
        .route("/sessions/second-factor/by-passkey", post(finish))
        .route("/sessions/step-up/by-passkey", post(step_up))
}

async fn log_in(visit: Visit, headers: HeaderMap, Form(form): Form<AnsweredForm>) -> Answer<Response> {
    let device = cookies::device(&headers, &visit.office);
    let wish = Wish { remember: !form.remember.is_empty(), device, ..Wish::default() };
    match flow::log_in(&visit, &form.answered(), wish).await {
        Ok(session) => Ok(login::logged_in(&visit, &Entered::Inside(session), login::next(&visit, &form.next))),
        Err(failure) => login::again((&visit, &headers), trouble(&visit, failure)?, &form.next),
    }
}

async fn finish(visit: Visit, headers: HeaderMap, Form(form): Form<AnsweredForm>) -> Answer<Response> {
    let next = login::next(&visit, &form.next).to_owned();
    let Some(waiting) = cookies::waiting_login(&headers, &visit.office) else {
        return Ok(see(format!("/sessions/new?next={}", encode(&next))));
    };
    let device = cookies::device(&headers, &visit.office);
    match second_factor::second_step_by_passkey(&visit, waiting, &form.answered(), device).await {
        Ok(session) => Ok(login::logged_in(&visit, &Entered::Inside(session), &next)),
        Err(failure) if failure.code() == Some("login.second-step-over") => Err(failure),
        Err(failure) => second_factor::second_step_again(&visit, waiting, trouble(&visit, failure)?, next).await,
    }
}

async fn step_up(Known(visit): Known, Form(form): Form<AnsweredForm>) -> Answer<Response> {
    match flow::step_up(&visit, &form.answered()).await {
        Ok(_) => Ok(see(login::next(&visit, &form.next))),
        Err(failure) => second_factor::step_up_again(&visit, trouble(&visit, failure)?, &form.next).await,
    }
}

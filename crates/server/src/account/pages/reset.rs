//! A forgotten password: a code to the phone or the e-mail address, then a new one. All sessions end.

use super::{
    cookies::{self, Waiting},
    for_sms, given, login, trouble,
};
use crate::{
    account::{
        codes::TryCode,
        contact,
        flow::{self, Entered, Wish},
        human::Shown,
    },
    kernel::{
        crypto::Secret,
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{Router, http::HeaderMap, response::Response, routing::get};
use domain::account::{PasswordPolicy, Purpose, SmsLimits};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/password-resets/new", get(new).post(send_code))
        .route("/password-resets", get(enter).post(create))
}

#[derive(Template)]
#[template(path = "account/pages/reset.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    human: Option<Shown>,
    contact: String,
}

async fn new(visit: Visit) -> Answer<Response> {
    let (human, c) = (for_sms(&visit), visit.chrome(Section::None));
    page(&NewPage { c, trouble: Trouble::default(), human, contact: String::new() })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ContactForm {
    contact: String,
    altcha: String,
    human_ticket: String,
    human_code: String,
}

async fn try_send(visit: &Visit, form: &ContactForm) -> Answer<Response> {
    let contact = contact::read(None, &form.contact)?;
    let given = given(&form.altcha, &form.human_ticket, &form.human_code);
    login::send_to(visit, (contact, Purpose::ResetPassword), &given, ("", "/password-resets")).await
}

async fn send_code(visit: Visit, Form(form): Form<ContactForm>) -> Answer<Response> {
    match try_send(&visit, &form).await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            let (human, c) = (for_sms(&visit), visit.chrome(Section::None));
            trouble.page(&NewPage { c, trouble: trouble.clone(), human, contact: form.contact })
        }
    }
}

#[derive(Template)]
#[template(path = "account/pages/reset-enter.html")]
struct EnterPage {
    c: Chrome,
    trouble: Trouble,
    phone: String,
    by_sms: bool,
    policy: PasswordPolicy,
    valid_minutes: u32,
}

fn enter_page(visit: &Visit, waiting: &Waiting, trouble: Trouble) -> EnterPage {
    let valid_minutes = SmsLimits::default().valid_seconds / 60;
    let (c, phone, by_sms) = (visit.chrome(Section::None), waiting.to().masked(), waiting.to().phone().is_some());
    EnterPage { c, trouble, phone, by_sms, policy: PasswordPolicy::default(), valid_minutes }
}

async fn enter(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Waiting::read(&headers, &visit.office, Purpose::ResetPassword) {
        Some(waiting) => page(&enter_page(&visit, &waiting, Trouble::default())),
        None => Ok(see("/password-resets/new")),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EnterForm {
    code: String,
    password: String,
    key: Key,
}

async fn create(visit: Visit, headers: HeaderMap, Form(form): Form<EnterForm>) -> Answer<Response> {
    let Some(waiting) = Waiting::read(&headers, &visit.office, Purpose::ResetPassword) else {
        return Ok(see("/password-resets/new"));
    };
    match try_reset(&visit, &headers, &waiting, form).await {
        Ok(session) => Ok(login::logged_in(&visit, &session, "/me")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&enter_page(&visit, &waiting, trouble.clone()))
        }
    }
}

async fn try_reset(visit: &Visit, headers: &HeaderMap, waiting: &Waiting, form: EnterForm) -> Answer<Entered> {
    let asked_by = waiting.asked_by.clone().into_bytes();
    let code = TryCode { to: waiting.to(), purpose: Purpose::ResetPassword, asked_by, entered: form.code };
    let account = flow::prove(visit, form.key.0, code, Some(Secret::new(form.password))).await?;
    let wish = Wish { device: cookies::device(headers, &visit.office), present: true, ..Wish::default() };
    flow::open(visit, account, wish, (None, None)).await
}

//! Asking without a login: a phone, the code sent to it, and a cookie that proves it for an hour.

use crate::{
    account::{
        HumanShown, TryCode,
        pages::{PhoneForm, Waiting, for_sms, send_code, trouble},
    },
    help::asker,
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Section, Trouble, Visit, own_path, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Query,
    http::{HeaderMap, header::SET_COOKIE},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{account::Purpose, help::PROOF_MINUTES};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/help/phone", get(new).post(send)).route("/help/phone/code", get(enter).post(prove))
}

/// Where the proof leads: to the tickets, or to the page that wanted it.
fn next(raw: &str) -> &str {
    own_path(raw).filter(|path| path.starts_with("/help/tickets")).unwrap_or("/help/tickets")
}

#[derive(Template)]
#[template(path = "help/pages/phone.html")]
struct PhonePage {
    c: Chrome,
    trouble: Trouble,
    human: Option<HumanShown>,
    phone: String,
    next: String,
}

impl PhonePage {
    fn encoded(&self) -> String {
        crate::kernel::web::encode(&self.next)
    }
}

fn phone_page(visit: &Visit, (phone, raw): (String, &str), trouble: Trouble) -> PhonePage {
    let (human, next) = (for_sms(visit), next(raw).to_owned());
    PhonePage { c: visit.chrome(Section::Help), trouble, human, phone, next }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
}

async fn new(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    if visit.viewer.is_some() {
        return Ok(see(next(&asked.next)));
    }
    page(&phone_page(&visit, (String::new(), &asked.next), Trouble::default()))
}

async fn send(visit: Visit, Form(form): Form<PhoneForm>) -> Answer<Response> {
    match send_code(&visit, &form, Purpose::Help, "/help/phone/code").await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            let typed = (form.phone.clone(), form.next.as_str());
            trouble.page(&phone_page(&visit, typed, trouble.clone()))
        }
    }
}

#[derive(Template)]
#[template(path = "help/pages/code.html")]
struct CodePage {
    c: Chrome,
    trouble: Trouble,
    phone: String,
    minutes: i64,
}

fn code_page(visit: &Visit, waiting: &Waiting, trouble: Trouble) -> CodePage {
    let (c, phone) = (visit.chrome(Section::Help), waiting.to().masked());
    CodePage { c, trouble, phone, minutes: PROOF_MINUTES }
}

async fn enter(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Waiting::read(&headers, &visit.office, Purpose::Help) {
        Some(waiting) => page(&code_page(&visit, &waiting, Trouble::default())),
        None => Ok(see("/help/phone")),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

async fn prove(visit: Visit, headers: HeaderMap, Form(form): Form<CodeForm>) -> Answer<Response> {
    let Some(waiting) = Waiting::read(&headers, &visit.office, Purpose::Help) else { return Ok(see("/help/phone")) };
    let asked_by = waiting.asked_by.clone().into_bytes();
    let code = TryCode { to: waiting.to(), purpose: Purpose::Help, asked_by, entered: form.code };
    match asker::prove(&visit, code).await {
        Ok(proven) => {
            let cookie = asker::cookie(&visit.office, &proven);
            Ok(([(SET_COOKIE, cookie)], see(next(&waiting.next))).into_response())
        }
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&code_page(&visit, &waiting, trouble.clone()))
        }
    }
}

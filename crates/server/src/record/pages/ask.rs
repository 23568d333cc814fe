//! Proving a phone, the form with its papers, and what happens next.

use crate::{
    account::{
        HumanShown, TryCode,
        pages::{PhoneForm, Waiting, for_sms, send_code as send_sms, trouble},
    },
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Section, Trouble, Upload, Visit, page, see, upload_limit},
    },
    record::flow::{self, Sent},
};
use askama::Template;
use axum::{Router, extract::Path, http::HeaderMap, response::Response, routing::get};
use domain::{account::Purpose, record::LINK_DAYS, volunteer::DocumentKind};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/records/ask", get(new).post(send_code))
        .route("/records", get(enter).post(file).layer(upload_limit()))
        .route("/records/received/{number}", get(received))
}

#[derive(Template)]
#[template(path = "record/pages/ask.html")]
struct AskPage {
    c: Chrome,
    trouble: Trouble,
    human: Option<HumanShown>,
    phone: String,
    days: i64,
}

fn ask_page(visit: &Visit, phone: String, trouble: Trouble) -> AskPage {
    AskPage { c: visit.chrome(Section::None), trouble, human: for_sms(visit), phone, days: LINK_DAYS }
}

async fn new(visit: Visit) -> Answer<Response> {
    page(&ask_page(&visit, String::new(), Trouble::default()))
}

async fn send_code(visit: Visit, Form(form): Form<PhoneForm>) -> Answer<Response> {
    match send_sms(&visit, &form, Purpose::Record, "/records").await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&ask_page(&visit, form.phone, trouble.clone()))
        }
    }
}

#[derive(Template)]
#[template(path = "record/pages/enter.html")]
struct EnterPage {
    c: Chrome,
    trouble: Trouble,
    phone: String,
    kinds: Vec<DocumentKind>,
    form: FileForm,
}

impl EnterPage {
    fn is_kind(&self, kind: &DocumentKind) -> bool {
        self.form.kind == kind.name()
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct FileForm {
    code: String,
    kind: String,
    document: String,
    name: String,
}

fn enter_page(visit: &Visit, waiting: &Waiting, (form, trouble): (FileForm, Trouble)) -> EnterPage {
    let (c, phone) = (visit.chrome(Section::None), waiting.to().masked());
    EnterPage { c, trouble, phone, kinds: DocumentKind::ALL.to_vec(), form }
}

async fn enter(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Waiting::read(&headers, &visit.office, Purpose::Record) {
        Some(waiting) => page(&enter_page(&visit, &waiting, (FileForm::default(), Trouble::default()))),
        None => Ok(see("/records/ask")),
    }
}

async fn file(visit: Visit, headers: HeaderMap, form: Upload<FileForm>) -> Answer<Response> {
    let Some(waiting) = Waiting::read(&headers, &visit.office, Purpose::Record) else {
        return Ok(see("/records/ask"));
    };
    let papers = ["paper", "paper_2", "paper_3"].iter().filter_map(|name| form.file(name)).collect();
    let sent = Sent {
        code: TryCode {
            to: waiting.to(),
            purpose: Purpose::Record,
            asked_by: waiting.asked_by.clone().into_bytes(),
            entered: form.fields.code.clone(),
        },
        kind: DocumentKind::parse(&form.fields.kind).unwrap_or(DocumentKind::ResidentIdentityCard),
        document: form.fields.document.clone(),
        name: form.fields.name.clone(),
        papers,
    };
    match flow::file(&visit, sent).await {
        Ok(number) => Ok(see(format!("/records/received/{number}"))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&enter_page(&visit, &waiting, (form.fields, trouble.clone())))
        }
    }
}

#[derive(Template)]
#[template(path = "record/pages/received.html")]
struct ReceivedPage {
    c: Chrome,
    number: String,
    days: i64,
}

/// Says a number back, and what comes next; nothing is looked up.
async fn received(visit: Visit, Path(number): Path<String>) -> Answer<Response> {
    let is_number = number.starts_with('R') && number.len() <= 16;
    if !is_number || !number.chars().skip(1).all(|c| c.is_ascii_digit() || c == '-') {
        return Err(Failure::NotFound);
    }
    page(&ReceivedPage { c: visit.chrome(Section::None), number, days: LINK_DAYS })
}

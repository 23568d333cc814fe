//! Appeals for people: proving the new phone, the form with its papers, the desk of the platform's stewards.

use super::{
    actions::{self, Decide, Opinion, Show},
    flow::{self, Sent},
    views::{self, AppealLine, AppealShown},
};
use crate::{
    account::{
        codes::TryCode,
        human::Shown,
        pages::{Waiting, for_sms, login, trouble},
    },
    file,
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Trouble, Upload, Visit, page, see, upload_limit},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use domain::{
    account::{Purpose, appeal},
    volunteer::DocumentKind,
};
use serde::Deserialize;

/// The pages of appeals.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/appeals/new", get(new).post(send_code))
        .route("/appeals", get(enter).post(file).layer(upload_limit()))
        .route("/appeals/received/{number}", get(received))
        .route("/platform/appeals", get(list))
        .route("/platform/appeals/{id}", get(show))
        .route("/platform/appeals/{id}/showings", post(open))
        .route("/platform/appeals/{id}/papers/{place}", get(paper))
        .route("/platform/appeals/{id}/decisions", post(decide))
        .route("/me/security/appeals/{id}/stop", post(stop))
}

#[derive(Template)]
#[template(path = "account/appeal/new.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    human: Option<Shown>,
    phone: String,
    wait_hours: u32,
}

fn new_page(visit: &Visit, phone: String, trouble: Trouble) -> NewPage {
    let (human, c) = (for_sms(visit), visit.chrome(Section::None));
    NewPage { c, trouble, human, phone, wait_hours: appeal::WAIT_HOURS }
}

async fn new(visit: Visit) -> Answer<Response> {
    page(&new_page(&visit, String::new(), Trouble::default()))
}

async fn send_code(visit: Visit, Form(form): Form<login::PhoneForm>) -> Answer<Response> {
    match login::send(&visit, &form, Purpose::Appeal, "/appeals").await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&new_page(&visit, form.phone, trouble.clone()))
        }
    }
}

#[derive(Template)]
#[template(path = "account/appeal/enter.html")]
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

    fn text_max(&self) -> u32 {
        appeal::TEXT_CHARS_MAX
    }
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct FileForm {
    code: String,
    kind: String,
    document: String,
    name: String,
    text: String,
}

fn enter_page(visit: &Visit, waiting: &Waiting, (form, trouble): (FileForm, Trouble)) -> EnterPage {
    let (c, phone) = (visit.chrome(Section::None), waiting.to().masked());
    EnterPage { c, trouble, phone, kinds: DocumentKind::ALL.to_vec(), form }
}

async fn enter(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Waiting::read(&headers, &visit.office, Purpose::Appeal) {
        Some(waiting) => page(&enter_page(&visit, &waiting, (FileForm::default(), Trouble::default()))),
        None => Ok(see("/appeals/new")),
    }
}

async fn file(visit: Visit, headers: HeaderMap, form: Upload<FileForm>) -> Answer<Response> {
    let Some(waiting) = Waiting::read(&headers, &visit.office, Purpose::Appeal) else {
        return Ok(see("/appeals/new"));
    };
    let papers = ["paper", "paper_2", "paper_3"].iter().filter_map(|name| form.file(name)).collect();
    let sent = Sent {
        code: TryCode {
            to: waiting.to(),
            purpose: Purpose::Appeal,
            asked_by: waiting.asked_by.clone().into_bytes(),
            entered: form.fields.code.clone(),
        },
        kind: DocumentKind::parse(&form.fields.kind).unwrap_or(DocumentKind::ResidentIdentityCard),
        document: form.fields.document.clone(),
        name: form.fields.name.clone(),
        text: form.fields.text.clone(),
        papers,
    };
    match flow::file(&visit, sent).await {
        Ok(number) => Ok(see(format!("/appeals/received/{number}"))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&enter_page(&visit, &waiting, (form.fields, trouble.clone())))
        }
    }
}

#[derive(Template)]
#[template(path = "account/appeal/received.html")]
struct ReceivedPage {
    c: Chrome,
    number: String,
    wait_hours: u32,
}

/// Says a number back, and what comes next; nothing is looked up.
async fn received(visit: Visit, Path(number): Path<String>) -> Answer<Response> {
    let is_number = number.starts_with('A') && number.len() <= 16;
    if !is_number || !number.chars().skip(1).all(|c| c.is_ascii_digit() || c == '-') {
        return Err(Failure::NotFound);
    }
    page(&ReceivedPage { c: visit.chrome(Section::None), number, wait_hours: appeal::WAIT_HOURS })
}

#[derive(Template)]
#[template(path = "account/appeal/list.html")]
struct ListPage {
    c: Chrome,
    lines: Vec<AppealLine>,
    pager: Pager,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: Option<i64>,
}

async fn list(visit: Visit, Query(turned): Query<Turned>) -> Answer<Response> {
    visit.login()?;
    let (actor, after) = (visit.actor(), turned.after);
    let (lines, next) = visit.office.view(move |conn| views::list(conn, &actor, after)).await?;
    let first = "/platform/appeals".to_owned();
    let next = next.map(|next| format!("{first}?after={next}"));
    let pager = Pager { first, is_first: after.is_none(), next };
    page(&ListPage { c: visit.chrome(Section::Platform), lines, pager })
}

#[derive(Template)]
#[template(path = "account/appeal/show.html")]
struct ShowPage {
    c: Chrome,
    trouble: Trouble,
    a: AppealShown,
    reason: String,
}

impl ShowPage {
    fn is_open(&self) -> bool {
        ["filed", "supported"].contains(&self.a.line.state)
    }

    fn reason_max(&self) -> u32 {
        appeal::REASON_CHARS_MAX
    }
}

async fn show_page(visit: &Visit, id: i64, (reason, trouble): (String, Trouble)) -> Answer<ShowPage> {
    let (actor, now, office) = (visit.actor(), visit.now, visit.office.clone());
    let a = visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&actor, id), now)).await?;
    Ok(ShowPage { c: visit.chrome(Section::Platform), trouble, a, reason })
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    visit.login()?;
    page(&show_page(&visit, views::parse(&id)?, (String::new(), Trouble::default())).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ReasonForm {
    reason: String,
    opinion: Option<Opinion>,
    key: Key,
}

async fn open(Known(visit): Known, Path(id): Path<String>, Form(form): Form<ReasonForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    let cmd = Show { id, reason: form.reason.clone() };
    answered(&visit, id, form.reason, visit.office.act(visit.ask_once(form.key.0), cmd, actions::show).await).await
}

async fn decide(Known(visit): Known, Path(id): Path<String>, Form(form): Form<ReasonForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    let opinion = form.opinion.unwrap_or(Opinion::Refuse);
    let cmd = Decide { id, opinion, reason: form.reason.clone() };
    let decided = visit.office.act(visit.ask_once(form.key.0), cmd, actions::decide).await;
    answered(&visit, id, form.reason, decided.map(|_| ())).await
}

async fn answered(visit: &Visit, id: i64, reason: String, answer: Answer<()>) -> Answer<Response> {
    match answer {
        Ok(()) => Ok(see(format!("/platform/appeals/{id}"))),
        Err(failure) => {
            let trouble = trouble(visit, failure)?;
            trouble.page(&show_page(visit, id, (reason, trouble.clone())).await?)
        }
    }
}

async fn paper(visit: Visit, Path((id, place)): Path<(String, i16)>) -> Answer<Response> {
    visit.login()?;
    let (actor, now, id) = (visit.actor(), visit.now, views::parse(&id)?);
    let address = visit.office.view(move |conn| views::paper(conn, (&actor, id), place, now)).await?;
    file::serve(&visit.office, address).await
}

async fn stop(Known(visit): Known, Path(id): Path<String>) -> Answer<Response> {
    visit.office.record(visit.ask(), views::parse(&id)?, actions::stop).await?;
    Ok(see("/me/security"))
}

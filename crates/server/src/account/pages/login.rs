//! Logging in by password or by a code, and out.

use super::{
    cookies::{self, Waiting, session_cookies},
    for_sms, given, trouble,
};
use crate::{
    account::{
        actions, api,
        codes::TryCode,
        flow::{self, Entered, Wish},
        human::{self, Given, Shown},
        outside::{self, Offered},
        passkey,
    },
    kernel::{
        crypto::Secret,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Section, Trouble, Visit, encode, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Query,
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::account::{Contact, Phone, Purpose, human_check::Action};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/sessions/new", get(new))
        .route("/sessions", post(create))
        .route("/sessions/codes/new", get(new_code))
        .route("/sessions/codes", post(send_code))
        .route("/sessions/by-code", get(enter_code).post(create_by_code))
        .route("/sessions/end", post(end))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
}

#[derive(Template)]
#[template(path = "account/pages/login.html")]
struct LoginPage {
    c: Chrome,
    trouble: Trouble,
    human: Option<Shown>,
    login: String,
    next: String,
    remember: bool,
    /// Whose pages may ask for a passkey.
    origin: Option<String>,
    offered: Vec<Offered>,
}

/// The empty page, under what was refused of another way to log in.
pub(crate) fn again((visit, headers): (&Visit, &HeaderMap), trouble: Trouble, to: &str) -> Answer<Response> {
    let (c, origin, offered) = (visit.chrome(Section::None), passkey::origin(visit), outside::offered(visit, headers));
    let (login, next, remember, human) = (String::new(), next(visit, to).to_owned(), false, None);
    trouble.page(&LoginPage { c, trouble: trouble.clone(), human, login, next, remember, origin, offered })
}

async fn new(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Answer<Response> {
    let next = next(&visit, &asked.next);
    if visit.viewer.is_some() {
        return Ok(see(next));
    }
    again((&visit, &headers), Trouble::default(), next)
}

/// Where a login leads: back to where one came from, or to one's own page (ENT-01).
pub(crate) fn next<'a>(visit: &Visit, raw: &'a str) -> &'a str {
    visit.way_back(raw).filter(|path| !path.starts_with("/sessions")).unwrap_or("/me")
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct LoginForm {
    login: String,
    password: String,
    remember: Option<String>,
    next: String,
    altcha: String,
    human_ticket: String,
    human_code: String,
}

async fn create(visit: Visit, headers: HeaderMap, Form(form): Form<LoginForm>) -> Answer<Response> {
    match try_password(&visit, &headers, &form).await {
        Ok(session) => Ok(logged_in(&visit, &session, next(&visit, &form.next))),
        Err(failure) => {
            let calls_for_human = failure.code().is_some_and(|code| code.starts_with("human-check"));
            let shows = calls_for_human || !form.altcha.is_empty() || !form.human_ticket.is_empty();
            let trouble = trouble(&visit, failure)?;
            let human = shows.then(|| human::shown(&visit, Action::LogIn));
            let c = visit.chrome(Section::None);
            let (next, remember) = (next(&visit, &form.next).to_owned(), form.remember.is_some());
            let (login, origin, offered) = (form.login, passkey::origin(&visit), outside::offered(&visit, &headers));
            trouble.page(&LoginPage { c, trouble: trouble.clone(), human, login, next, remember, origin, offered })
        }
    }
}

async fn try_password(visit: &Visit, headers: &HeaderMap, form: &LoginForm) -> Answer<Entered> {
    let given = given(&form.altcha, &form.human_ticket, &form.human_code);
    let human = human::passed(visit, Action::LogIn, &given).await?;
    let device = cookies::device(headers, &visit.office);
    let wish = Wish { remember: form.remember.is_some(), device, ..Wish::default() };
    let login: String = form.login.chars().take(254).collect();
    flow::log_in(visit, (login, Secret::new(form.password.clone())), human, wish).await
}

/// Hands the cookies out and leads on: to where the person wanted, or first to the second step.
pub fn logged_in(visit: &Visit, entered: &Entered, next: &str) -> Response {
    match entered {
        Entered::Inside(session) => {
            // Whoever's account is to be closed is shown the way back first.
            let mut response = see(if session.closes_at.is_some() { "/me/closing" } else { next });
            session_cookies(response.headers_mut(), session, &visit.office);
            response
        }
        Entered::Waits { token } => {
            let mut response = see(format!("/sessions/second-factor?next={}", encode(next)));
            cookies::second_step(response.headers_mut(), token, &visit.office);
            response
        }
    }
}

#[derive(Template)]
#[template(path = "account/pages/login-code.html")]
struct CodePage {
    c: Chrome,
    trouble: Trouble,
    human: Option<Shown>,
    phone: String,
    next: String,
}

async fn new_code(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    let (human, next) = (for_sms(&visit), next(&visit, &asked.next).to_owned());
    let c = visit.chrome(Section::None);
    page(&CodePage { c, trouble: Trouble::default(), human, phone: String::new(), next })
}

/// A form that asks for a code.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PhoneForm {
    pub phone: String,
    pub next: String,
    pub altcha: String,
    pub human_ticket: String,
    pub human_code: String,
}

/// Sends a code for what the form is for, and remembers the phone in the browser.
pub async fn send(visit: &Visit, form: &PhoneForm, purpose: Purpose, to: &str) -> Answer<Response> {
    let phone = Phone::parse(&form.phone).map_err(|refusal| ("phone", refusal))?;
    let given = given(&form.altcha, &form.human_ticket, &form.human_code);
    send_to(visit, (Contact::Phone(phone), purpose), &given, (next(visit, &form.next), to)).await
}

/// The same for a contact of either kind.
pub(super) async fn send_to(
    visit: &Visit,
    (contact, purpose): (Contact, Purpose),
    given: &Given,
    (next, to): (&str, &str),
) -> Answer<Response> {
    let waiting = Waiting::new(&contact, purpose, next);
    api::send(visit, contact, purpose, (waiting.asked_by.clone().into_bytes(), given)).await?;
    let cookie = waiting.cookie(&visit.office);
    Ok(([(axum::http::header::SET_COOKIE, cookie)], see(to)).into_response())
}

async fn send_code(visit: Visit, Form(form): Form<PhoneForm>) -> Answer<Response> {
    match send(&visit, &form, Purpose::LogIn, "/sessions/by-code").await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            let (human, c) = (for_sms(&visit), visit.chrome(Section::None));
            let next = next(&visit, &form.next).to_owned();
            trouble.page(&CodePage { c, trouble: trouble.clone(), human, phone: form.phone, next })
        }
    }
}

#[derive(Template)]
#[template(path = "account/pages/login-enter.html")]
struct EnterPage {
    c: Chrome,
    trouble: Trouble,
    phone: String,
    next: String,
}

fn enter_page(visit: &Visit, waiting: &Waiting, trouble: Trouble) -> EnterPage {
    let (c, next) = (visit.chrome(Section::None), next(visit, &waiting.next).to_owned());
    EnterPage { c, trouble, phone: waiting.to().masked(), next }
}

async fn enter_code(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Waiting::read(&headers, &visit.office, Purpose::LogIn) {
        Some(waiting) => page(&enter_page(&visit, &waiting, Trouble::default())),
        None => Ok(see("/sessions/codes/new")),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EnterForm {
    code: String,
    remember: Option<String>,
    key: Key,
}

async fn create_by_code(visit: Visit, headers: HeaderMap, Form(form): Form<EnterForm>) -> Answer<Response> {
    let Some(waiting) = Waiting::read(&headers, &visit.office, Purpose::LogIn) else {
        return Ok(see("/sessions/codes/new"));
    };
    match try_code(&visit, &headers, &waiting, form).await {
        Ok(session) => Ok(logged_in(&visit, &session, next(&visit, &waiting.next))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&enter_page(&visit, &waiting, trouble.clone()))
        }
    }
}

async fn try_code(visit: &Visit, headers: &HeaderMap, waiting: &Waiting, form: EnterForm) -> Answer<Entered> {
    let asked_by = waiting.asked_by.clone().into_bytes();
    let code = TryCode { to: waiting.to(), purpose: Purpose::LogIn, asked_by, entered: form.code };
    let account = flow::prove(visit, form.key.0, code, None).await?;
    let device = cookies::device(headers, &visit.office);
    let wish = Wish { remember: form.remember.is_some(), device, ..Wish::default() };
    flow::open(visit, account, wish, (None, None)).await
}

async fn end(visit: Visit) -> Answer<Response> {
    if let Some(viewer) = &visit.viewer {
        match visit.office.record(visit.ask(), viewer.session, actions::end_session).await {
            Ok(()) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure),
        }
    }
    let mut response = see("/");
    cookies::logged_out(response.headers_mut(), &visit.office);
    Ok(response)
}

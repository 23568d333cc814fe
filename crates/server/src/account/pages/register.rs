//! Registering: the role, then the phone, then the code with password and agreements. What follows is `volunteer`'s.

use super::{
    cookies::{self, Waiting},
    for_sms,
    login::{self, PhoneForm},
    trouble,
};
use crate::{
    account::{
        actions::AGREEMENT_VERSION,
        codes::TryCode,
        flow::{self, Entered, Register, Wish},
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
use axum::{
    Router,
    extract::Query,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use domain::account::{Agreement, Given, PasswordPolicy, Purpose, SmsLimits, agreement::AT_REGISTRATION};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/register", get(role))
        .route("/register/phone", get(phone))
        .route("/register/codes", post(send_code))
        .route("/register/account", get(account).post(create))
}

#[derive(Template)]
#[template(path = "account/pages/register.html")]
struct RolePage {
    c: Chrome,
}

async fn role(visit: Visit) -> Answer<Response> {
    // A registration that was interrupted goes on where it stopped.
    if visit.viewer.as_ref().is_some_and(|viewer| viewer.volunteer.is_none() || !viewer.activated) {
        return Ok(see("/register/state"));
    }
    page(&RolePage { c: visit.chrome(Section::None) })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    r#for: String,
}

#[derive(Template)]
#[template(path = "account/pages/register-phone.html")]
struct PhonePage {
    c: Chrome,
    trouble: Trouble,
    human: Option<Shown>,
    phone: String,
    next: String,
}

async fn phone(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    if visit.viewer.is_some() {
        return Ok(see("/register/state"));
    }
    let next = if asked.r#for == "organisation" { "/organisations/new" } else { "/register/identity" };
    let (human, c) = (for_sms(&visit), visit.chrome(Section::None));
    page(&PhonePage { c, trouble: Trouble::default(), human, phone: String::new(), next: next.to_owned() })
}

async fn send_code(visit: Visit, Form(form): Form<PhoneForm>) -> Answer<Response> {
    match login::send(&visit, &form, Purpose::Register, "/register/account").await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            let (human, c) = (for_sms(&visit), visit.chrome(Section::None));
            trouble.page(&PhonePage { c, trouble: trouble.clone(), human, phone: form.phone, next: form.next })
        }
    }
}

#[derive(Template)]
#[template(path = "account/pages/register-account.html")]
struct AccountPage {
    c: Chrome,
    trouble: Trouble,
    phone: String,
    nickname: String,
    agreements: Vec<&'static str>,
    version: u32,
    policy: PasswordPolicy,
    valid_minutes: u32,
    /// Whether the phone turned out to have an account.
    is_known: bool,
}

fn account_page(visit: &Visit, waiting: &Waiting, nickname: String, trouble: Trouble) -> AccountPage {
    AccountPage {
        c: visit.chrome(Section::None),
        is_known: trouble.told().is_some_and(|told| told.code == "registration.phone-known"),
        trouble,
        phone: waiting.to().masked(),
        nickname,
        agreements: AT_REGISTRATION.iter().map(|agreement| agreement.name()).collect(),
        version: AGREEMENT_VERSION,
        policy: PasswordPolicy::default(),
        valid_minutes: SmsLimits::default().valid_seconds / 60,
    }
}

async fn account(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    match Waiting::read(&headers, &visit.office, Purpose::Register) {
        Some(waiting) => page(&account_page(&visit, &waiting, String::new(), Trouble::default())),
        None => Ok(see("/register/phone")),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AccountForm {
    code: String,
    password: String,
    nickname: String,
    /// The names of the agreements that were ticked.
    agreed: Vec<String>,
    version: u32,
    key: Key,
}

async fn create(visit: Visit, headers: HeaderMap, Form(form): Form<AccountForm>) -> Answer<Response> {
    let Some(waiting) = Waiting::read(&headers, &visit.office, Purpose::Register) else {
        return Ok(see("/register/phone"));
    };
    let nickname = form.nickname.clone();
    match try_create(&visit, &headers, &waiting, form).await {
        Ok(session) => Ok(login::logged_in(&visit, &session, &waiting.next)),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&account_page(&visit, &waiting, nickname, trouble.clone()))
        }
    }
}

async fn try_create(visit: &Visit, headers: &HeaderMap, waiting: &Waiting, form: AccountForm) -> Answer<Entered> {
    // The page shows both texts in full beside their tick.
    let given = Given { is_ticked: true, version: form.version, was_shown_in_full: true };
    let agreed = form.agreed.iter().filter_map(|name| Some((Agreement::parse(name)?, given))).collect();
    let asked_by = waiting.asked_by.clone().into_bytes();
    let code = TryCode { to: waiting.to(), purpose: Purpose::Register, asked_by, entered: form.code };
    let register = Register { code, password: Secret::new(form.password), nickname: form.nickname, agreed };
    let account = flow::register(visit, form.key.0, register).await?;
    let wish = Wish { device: cookies::device(headers, &visit.office), present: true, ..Wish::default() };
    flow::open(visit, account, wish, (None, None)).await
}

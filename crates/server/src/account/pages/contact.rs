//! Setting one's phone or e-mail address: what the new one is, then the code that went there and the one that allows the change.

use super::{cookies::Waiting, trouble};
use crate::{
    account::contact::{self, Ask, Entered},
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Known, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::account::{Contact, ContactKind, Purpose, SmsLimits};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/security/contacts/{kind}", get(new).post(send_codes))
        .route("/me/security/contacts/{kind}/codes", get(enter).post(set))
}

fn kind(name: &str) -> Answer<ContactKind> {
    ContactKind::parse(name).ok_or(Failure::NotFound)
}

#[derive(Template)]
#[template(path = "account/pages/contact.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    kind: &'static str,
    contact: String,
    /// Where the code goes that allows the change, masked; none when nothing has to be proven.
    needed: Option<String>,
}

impl NewPage {
    fn is_phone(&self) -> bool {
        self.kind == ContactKind::Phone.name()
    }
}

async fn new_page(visit: &Visit, kind: ContactKind, (contact, trouble): (String, Trouble)) -> Answer<NewPage> {
    let needed = needed(visit, kind).await?.map(|needed| needed.masked());
    Ok(NewPage { c: visit.chrome(Section::Mine), trouble, kind: kind.name(), contact, needed })
}

async fn needed(visit: &Visit, kind: ContactKind) -> Answer<Option<Contact>> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    visit.office.view(move |conn| contact::needed(conn, &office.means.keys, account, kind)).await
}

async fn new(Known(visit): Known, Path(name): Path<String>) -> Answer<Response> {
    page(&new_page(&visit, kind(&name)?, (String::new(), Trouble::default())).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NewForm {
    contact: String,
}

async fn send_codes(Known(visit): Known, Path(name): Path<String>, Form(form): Form<NewForm>) -> Answer<Response> {
    let kind = kind(&name)?;
    match try_send(&visit, kind, &form.contact).await {
        Ok(sent) => Ok(sent),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&new_page(&visit, kind, (form.contact, trouble.clone())).await?)
        }
    }
}

async fn try_send(visit: &Visit, kind: ContactKind, raw: &str) -> Answer<Response> {
    let new = contact::read(Some(kind), raw)?;
    let waiting = Waiting::new(&new, Purpose::ChangeContact, "");
    let ask = Ask { new, asked_by: waiting.asked_by.clone().into_bytes(), locale: visit.locale };
    visit.office.record(visit.ask(), ask, contact::ask).await?;
    let to = see(format!("/me/security/contacts/{}/codes", kind.name()));
    Ok(([(header::SET_COOKIE, waiting.cookie(&visit.office))], to).into_response())
}

#[derive(Template)]
#[template(path = "account/pages/contact-enter.html")]
struct EnterPage {
    c: Chrome,
    trouble: Trouble,
    kind: &'static str,
    contact: String,
    needed: Option<String>,
    /// Whether a code goes by SMS.
    by_sms: bool,
    valid_minutes: u32,
}

async fn enter_page(visit: &Visit, waiting: &Waiting, trouble: Trouble) -> Answer<EnterPage> {
    let (kind, contact) = (waiting.to().kind(), waiting.to().masked());
    let (needed, valid_minutes) = (needed(visit, kind).await?, SmsLimits::default().valid_seconds / 60);
    let by_sms = needed.iter().chain([&waiting.to()]).any(|to| to.phone().is_some());
    let (c, needed) = (visit.chrome(Section::Mine), needed.map(|needed| needed.masked()));
    Ok(EnterPage { c, trouble, kind: kind.name(), contact, needed, by_sms, valid_minutes })
}

/// The contact of this kind that waits for its codes in this browser.
fn waiting(visit: &Visit, headers: &HeaderMap, kind: ContactKind) -> Option<Waiting> {
    Waiting::read(headers, &visit.office, Purpose::ChangeContact).filter(|waiting| waiting.to().kind() == kind)
}

async fn enter(Known(visit): Known, headers: HeaderMap, Path(name): Path<String>) -> Answer<Response> {
    match waiting(&visit, &headers, kind(&name)?) {
        Some(waiting) => page(&enter_page(&visit, &waiting, Trouble::default()).await?),
        None => Ok(see(format!("/me/security/contacts/{name}"))),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct EnterForm {
    code: String,
    old_code: String,
}

async fn set(
    Known(visit): Known,
    headers: HeaderMap,
    Path(name): Path<String>,
    Form(form): Form<EnterForm>,
) -> Answer<Response> {
    let Some(waiting) = waiting(&visit, &headers, kind(&name)?) else {
        return Ok(see(format!("/me/security/contacts/{name}")));
    };
    let asked_by = waiting.asked_by.clone().into_bytes();
    let entered = Entered { new: waiting.to(), asked_by, code: form.code, old_code: form.old_code };
    match contact::set(&visit, entered).await {
        Ok(()) => Ok(see("/me/security")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&enter_page(&visit, &waiting, trouble.clone()).await?)
        }
    }
}

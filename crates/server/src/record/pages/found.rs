//! The answer as it opens on somebody's phone: what there is in their name, and "that isn't me" for each of it.

use crate::{
    account::{pages::trouble, papers::anonymous},
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Section, Trouble, Visit, page, see},
    },
    record::{
        answer::{self, Disown, Findings},
        views,
    },
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::kernel::Minutes;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/records/answers/{token}", get(show).post(disown)).route("/records/answered", get(answered))
}

#[derive(Template)]
#[template(path = "record/pages/found.html")]
struct FoundPage {
    c: Chrome,
    trouble: Trouble,
    token: String,
    f: Findings,
}

impl FoundPage {
    fn is_nothing(&self) -> bool {
        self.f.records.is_empty() && self.f.account.is_none()
    }

    fn minutes(&self, minutes: &i64) -> String {
        self.c.minutes(Minutes::stored(*minutes))
    }
}

async fn found_page(visit: &Visit, token: String, trouble: Trouble) -> Answer<FoundPage> {
    let (office, now, wanted) = (visit.office.clone(), visit.now, token.clone());
    let f = visit.office.view(move |conn| answer::found(conn, &office.means.keys, &wanted, now)).await?;
    Ok(FoundPage { c: visit.chrome(Section::None), trouble, token, f })
}

async fn show(visit: Visit, Path(token): Path<String>) -> Answer<Response> {
    page(&found_page(&visit, token, Trouble::default()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DisownForm {
    records: Vec<String>,
    account: Option<String>,
}

async fn disown(visit: Visit, Path(token): Path<String>, Form(form): Form<DisownForm>) -> Answer<Response> {
    let records = form.records.iter().map(|id| views::parse(id)).collect::<Answer<_>>()?;
    let cmd = Disown { token: token.clone(), records, account: form.account.is_some() };
    match visit.office.record(anonymous(&visit), cmd, answer::disown).await {
        Ok(()) => Ok(see("/records/answered")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&found_page(&visit, token, trouble.clone()).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "record/pages/answered.html")]
struct AnsweredPage {
    c: Chrome,
}

async fn answered(visit: Visit) -> Answer<Response> {
    page(&AnsweredPage { c: visit.chrome(Section::None) })
}

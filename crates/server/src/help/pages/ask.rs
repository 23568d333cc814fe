//! One's own tickets, and the form that begins one.

use super::to_phone;
use crate::{
    account::pages::trouble,
    help::{
        actions::{self, File},
        asker,
        views::{self, TicketLine},
    },
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{Router, extract::Query, http::HeaderMap, response::Response, routing::get};
use domain::help::{TEXT_CHARS_MAX, Topic};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/help/tickets", get(list).post(file)).route("/help/tickets/new", get(new))
}

#[derive(Template)]
#[template(path = "help/pages/list.html")]
struct ListPage {
    c: Chrome,
    lines: Vec<TicketLine>,
}

async fn list(visit: Visit, headers: HeaderMap) -> Answer<Response> {
    let Some(asker) = asker::read(&visit, &headers) else { return Ok(to_phone(&visit)) };
    let office = visit.office.clone();
    let lines = visit.office.view(move |conn| views::own(conn, &office.means.keys, &asker)).await?;
    page(&ListPage { c: visit.chrome(Section::Help), lines })
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
struct TicketForm {
    topic: String,
    text: String,
    about: String,
    key: Key,
}

#[derive(Template)]
#[template(path = "help/pages/new.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    form: TicketForm,
    /// Stewards may ask about a member.
    is_steward: bool,
}

impl NewPage {
    fn topics(&self) -> &'static [Topic] {
        Topic::ALL
    }

    fn is_topic(&self, topic: &Topic) -> bool {
        self.form.topic == topic.name() || (self.form.topic.is_empty() && *topic == Topic::Other)
    }

    fn text_max(&self) -> u32 {
        TEXT_CHARS_MAX
    }
}

fn new_page(visit: &Visit, form: TicketForm, trouble: Trouble) -> NewPage {
    let is_steward = visit.viewer.as_ref().is_some_and(|viewer| viewer.is_steward);
    NewPage { c: visit.chrome(Section::Help), trouble, form, is_steward }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    topic: String,
    about: String,
}

async fn new(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Answer<Response> {
    if asker::read(&visit, &headers).is_none() {
        return Ok(to_phone(&visit));
    }
    let form = TicketForm { topic: asked.topic, about: asked.about, ..TicketForm::default() };
    page(&new_page(&visit, form, Trouble::default()))
}

async fn file(visit: Visit, headers: HeaderMap, Form(form): Form<TicketForm>) -> Answer<Response> {
    let Some(asker) = asker::read(&visit, &headers) else { return Ok(to_phone(&visit)) };
    let topic = Topic::parse(&form.topic).unwrap_or(Topic::Other);
    let about = Some(form.about.trim().to_owned()).filter(|about| !about.is_empty());
    let cmd = File { asker, topic, text: form.text.clone(), about, locale: visit.locale };
    match visit.office.act(visit.ask_once(form.key.0.clone()), cmd, actions::file).await {
        Ok(number) => Ok(see(format!("/help/tickets/{number}?new=1"))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&new_page(&visit, form, trouble.clone()))
        }
    }
}

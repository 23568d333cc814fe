//! One ticket: what was said, and the next word of whoever looks at it.

use super::to_phone;
use crate::{
    account::pages::trouble,
    help::{
        actions::{self, CloseOwn, Move, Reply, Restore, Say},
        asker,
        views::{self, Reader, TicketPerson, TicketShown},
    },
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
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
use domain::help::{CLOSED_DAYS, PASSED_ON_DAYS, TEXT_CHARS_MAX};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/help/tickets/{number}", get(show))
        .route("/help/tickets/{number}/words", post(say))
        .route("/help/tickets/{number}/closings", post(close))
        .route("/help/tickets/{number}/replies", post(reply))
        .route("/help/tickets/{number}/restorations", post(restore))
}

#[derive(Template)]
#[template(path = "help/pages/ticket.html")]
struct TicketPage {
    c: Chrome,
    trouble: Trouble,
    t: TicketShown,
    is_new: bool,
    text: String,
}

impl TicketPage {
    fn text_max(&self) -> u32 {
        TEXT_CHARS_MAX
    }

    /// Whether whoever looks answers it.
    fn is_desk(&self) -> bool {
        self.t.asker.is_some() || !self.t.may.reply.is_empty()
    }

    fn may(&self, what: &str) -> bool {
        let name = |what: &Move| match what {
            Move::Answer => "answer",
            Move::AskBack => "ask-back",
            Move::PassOn => "pass-on",
            Move::Close => "close",
        };
        self.t.may.reply.iter().any(|one| name(one) == what)
    }

    fn tone(&self) -> &'static str {
        tone(self.t.line.state)
    }

    fn days(&self) -> (i64, i64) {
        (PASSED_ON_DAYS, CLOSED_DAYS)
    }

    fn lines<'a>(&self, text: &'a str) -> Vec<&'a str> {
        text.lines().collect()
    }

    /// The words under a person's name.
    fn state_of(&self, person: &TicketPerson) -> Option<String> {
        if person.is_closing {
            return Some(self.c.t("help-account-closing"));
        }
        person.account_state.map(|state| self.c.named("help-account", state))
    }
}

/// The tone of a state's badge.
pub(super) fn tone(state: &str) -> &'static str {
    match state {
        "open" | "reopened" | "waiting" => "wait",
        "answered" => "ok",
        _ => "",
    }
}

async fn ticket_page(
    visit: &Visit,
    headers: &HeaderMap,
    number: &str,
    (text, trouble): (String, Trouble),
) -> Answer<TicketPage> {
    let reader = Reader { actor: visit.actor(), asker: asker::read(visit, headers) };
    let (office, now, wanted) = (visit.office.clone(), visit.now, number.to_owned());
    let look = move |conn: &mut _| views::shown(conn, &office.means.keys, (&reader, &wanted), now);
    let t = visit.office.view(look).await?;
    let section = if t.asker.is_some() { Section::Steward } else { Section::Help };
    Ok(TicketPage { c: visit.chrome(section), trouble, t, is_new: false, text })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    new: Option<String>,
}

async fn show(
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Query(shown): Query<Shown>,
) -> Answer<Response> {
    if asker::read(&visit, &headers).is_none() {
        return Ok(to_phone(&visit));
    }
    let found = ticket_page(&visit, &headers, &number, (String::new(), Trouble::default())).await?;
    page(&TicketPage { is_new: shown.new.is_some(), ..found })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WordsForm {
    text: String,
    what: Option<Move>,
    key: Key,
}

async fn say(
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(form): Form<WordsForm>,
) -> Answer<Response> {
    let Some(asker) = asker::read(&visit, &headers) else { return Ok(to_phone(&visit)) };
    let cmd = Say { asker, number: number.clone(), text: form.text.clone() };
    let said = visit.office.act(visit.ask_once(form.key.0), cmd, actions::say).await;
    answered(&visit, &headers, (number, form.text), said).await
}

async fn close(
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(form): Form<WordsForm>,
) -> Answer<Response> {
    let Some(asker) = asker::read(&visit, &headers) else { return Ok(to_phone(&visit)) };
    let cmd = CloseOwn { asker, number: number.clone() };
    let closed = visit.office.act(visit.ask_once(form.key.0), cmd, actions::close_own).await;
    answered(&visit, &headers, (number, String::new()), closed).await
}

async fn reply(
    Known(visit): Known,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(form): Form<WordsForm>,
) -> Answer<Response> {
    let what = form.what.unwrap_or(Move::Answer);
    let cmd = Reply { number: number.clone(), what, text: form.text.clone() };
    let replied = visit.office.act(visit.ask_once(form.key.0), cmd, actions::reply).await;
    match replied {
        // It lies on another desk now, which may not be one's own.
        Ok(()) if what == Move::PassOn => Ok(see("/steward")),
        other => answered(&visit, &headers, (number, form.text), other).await,
    }
}

async fn restore(
    Known(visit): Known,
    headers: HeaderMap,
    Path(number): Path<String>,
    Form(form): Form<WordsForm>,
) -> Answer<Response> {
    let cmd = Restore { number: number.clone(), text: form.text.clone() };
    let restored = visit.office.act(visit.ask_once(form.key.0), cmd, actions::restore).await;
    answered(&visit, &headers, (number, form.text), restored).await
}

async fn answered(
    visit: &Visit,
    headers: &HeaderMap,
    (number, text): (String, String),
    answer: Answer<()>,
) -> Answer<Response> {
    match answer {
        Ok(()) => Ok(see(format!("/help/tickets/{number}"))),
        Err(failure) => {
            let trouble = trouble(visit, failure)?;
            trouble.page(&ticket_page(visit, headers, &number, (text, trouble.clone())).await?)
        }
    }
}

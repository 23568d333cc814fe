//! Objections for people: the form, the case by its number, the lists of those who answer and decide.

use super::{
    actions::{self, Answer as Reply, Decide, File},
    views::{self, Desk, ObjectionLine, ObjectionShown},
};
use crate::{
    disclosure,
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Visit, page, see},
    },
    organisation::{self as organisations, platform_steward, steward},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query as Params},
    response::Response,
    routing::{get, post},
};
use domain::{
    kernel::{ActivityId, OrganisationId},
    objection::{Objection, Outcome},
    organisation::Act,
};
use serde::Deserialize;

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/objections", get(look_up).post(file))
        .route("/objections/new", get(form))
        .route("/objections/{number}", get(show))
        .route("/objections/{number}/answers", post(answer))
        .route("/objections/{number}/decisions", post(decide))
        .route("/organisations/{id}/objections", get(desk))
        .route("/platform/objections", get(platform))
}

#[derive(Template)]
#[template(path = "objection/look-up.html")]
struct LookUpPage {
    c: Chrome,
    number: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LookedUp {
    number: String,
}

/// The form that finds a case; a number leads to its page.
async fn look_up(visit: Visit, Params(asked): Params<LookedUp>) -> Answer<Response> {
    let number: String = asked.number.trim().chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    if number.is_empty() {
        return page(&LookUpPage { c: visit.chrome(Section::Hours), number: asked.number });
    }
    let (wanted, actor, now) = (number.clone(), visit.actor(), visit.now);
    match visit.office.view(move |conn| views::shown(conn, &wanted, &actor, now)).await {
        Ok(_) => Ok(see(format!("/objections/{number}"))),
        Err(Failure::NotFound) => page(&LookUpPage { c: visit.chrome(Section::Hours), number }),
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "objection/new.html")]
struct NewPage {
    c: Chrome,
    activity: ActivityId,
    title: String,
    /// The row's code and the name that the public reads there.
    row: Option<String>,
    name: Option<String>,
    text: String,
    /// What was wrong with the text, in words.
    trouble: Option<String>,
    chars_max: u32,
}

#[derive(Debug, Deserialize)]
struct About {
    activity: ActivityId,
    row: Option<String>,
}

async fn form(visit: Visit, Params(about): Params<About>) -> Answer<Response> {
    new_page(&visit, about, (String::new(), None)).await
}

async fn new_page(visit: &Visit, about: About, (text, trouble): (String, Option<String>)) -> Answer<Response> {
    let (now, activity) = (visit.now, about.activity);
    let row = about.row.filter(|row| !row.is_empty());
    let (office, code) = (visit.office.clone(), row.clone());
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let title = disclosure::title_of(conn, activity, now)?;
        let name = match &code {
            Some(code) => {
                let whose = disclosure::find(conn, &office.means.keys, activity, code)?.ok_or(Failure::NotFound)?;
                views::public_name(conn, whose, now)?
            }
            None => None,
        };
        Ok((title, name))
    };
    let (title, name) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Hours);
    page(&NewPage { c, activity, title, row, name, text, trouble, chars_max: Objection::TEXT_CHARS_MAX })
}

#[derive(Deserialize)]
struct FileForm {
    activity: ActivityId,
    row: Option<String>,
    text: String,
    #[serde(default)]
    key: Key,
}

async fn file(visit: Visit, Form(form): Form<FileForm>) -> Answer<Response> {
    let row = form.row.clone().filter(|row| !row.is_empty());
    let cmd = File { activity: form.activity, row, text: form.text.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::file).await {
        Ok(filed) => Ok(see(format!("/objections/{}?filed=1", filed.number))),
        Err(Failure::Refused(refusal)) if refusal.shape().code == "objection.text-missing" => {
            let said = visit.words().refusal(refusal.as_ref());
            let about = About { activity: form.activity, row: form.row };
            let mut response = new_page(&visit, about, (form.text, Some(said.next))).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "objection/case.html")]
struct CasePage {
    c: Chrome,
    o: ObjectionShown,
    /// Right after filing.
    is_new: bool,
    chars_max: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Seen {
    filed: String,
}

async fn show(visit: Visit, Path(number): Path<String>, Params(seen): Params<Seen>) -> Answer<Response> {
    let (actor, now) = (visit.actor(), visit.now);
    let o = visit.office.view(move |conn| views::shown(conn, &number, &actor, now)).await?;
    let (c, is_new) = (visit.chrome(Section::Hours), seen.filed == "1");
    page(&CasePage { c, o, is_new, chars_max: Objection::TEXT_CHARS_MAX })
}

#[derive(Deserialize)]
struct AnswerForm {
    text: String,
    #[serde(default)]
    key: Key,
}

async fn answer(Known(visit): Known, Path(number): Path<String>, Form(form): Form<AnswerForm>) -> Answer<Response> {
    let cmd = Reply { number: number.clone(), text: form.text };
    visit.office.act(visit.ask_once(form.key.0), cmd, actions::answer).await?;
    Ok(see(format!("/objections/{number}")))
}

#[derive(Deserialize)]
struct DecideForm {
    outcome: Outcome,
    reason: String,
    #[serde(default)]
    key: Key,
}

async fn decide(Known(visit): Known, Path(number): Path<String>, Form(form): Form<DecideForm>) -> Answer<Response> {
    let cmd = Decide { number: number.clone(), outcome: form.outcome, reason: form.reason };
    visit.office.act(visit.ask_once(form.key.0), cmd, actions::decide).await?;
    Ok(see(format!("/objections/{number}")))
}

#[derive(Template)]
#[template(path = "objection/desk.html")]
struct DeskPage {
    c: Chrome,
    name: String,
    /// The organisation whose desk it is; none for the platform's.
    desk: Option<OrganisationId>,
    lines: Vec<ObjectionLine>,
    pager: Pager,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: Option<i64>,
}

impl Turned {
    fn pager(&self, first: String, next: Option<i64>) -> Pager {
        let next = next.map(|next| format!("{first}?after={next}"));
        Pager { first, is_first: self.after.is_none(), next }
    }
}

async fn desk(visit: Visit, Path(id): Path<OrganisationId>, Params(turned): Params<Turned>) -> Answer<Response> {
    visit.login()?;
    let (actor, now, after) = (visit.actor(), visit.now, turned.after);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        steward(conn, &actor, id, Act::Look, now)?;
        Ok((organisations::name_of(conn, id)?, views::list(conn, Desk::Organisation(id), after)?))
    };
    let (name, (lines, next)) = visit.office.view(look).await?;
    let pager = turned.pager(format!("/organisations/{id}/objections"), next);
    page(&DeskPage { c: visit.chrome(Section::Steward), name, desk: Some(id), lines, pager })
}

async fn platform(visit: Visit, Params(turned): Params<Turned>) -> Answer<Response> {
    visit.login()?;
    let (actor, after) = (visit.actor(), turned.after);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        platform_steward(conn, &actor)?;
        views::list(conn, Desk::Platform, after)
    };
    let (lines, next) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Platform);
    let pager = turned.pager("/platform/objections".to_owned(), next);
    page(&DeskPage { name: c.t("nav-platform"), c, desk: None, lines, pager })
}

/// The colour of a state's badge.
fn tone(state: &str) -> &'static str {
    match state {
        "upheld" => "ok",
        "dismissed" => "",
        "answered" => "info",
        _ => "wait",
    }
}

impl CasePage {
    fn tone(&self) -> &'static str {
        tone(self.o.state)
    }

    /// An answer's or a decision's words, a paragraph per line.
    fn lines<'a>(&self, text: &'a str) -> Vec<&'a str> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
    }
}

impl DeskPage {
    fn tone(&self, line: &ObjectionLine) -> &'static str {
        tone(line.state)
    }
}

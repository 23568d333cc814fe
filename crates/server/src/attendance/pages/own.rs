//! One of my presences: the running clock, afterwards the minutes to confirm, rate, or disagree with.

use crate::{
    attendance::{
        answers::{self, AskCorrection, Confirm},
        views::{self, Own},
    },
    enrolment::volunteer_of,
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use domain::kernel::{AttendanceId, Minutes};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/attendances/{id}", get(show))
        .route("/me/attendances/{id}/confirmation", post(confirm))
        .route("/me/attendances/{id}/correction", post(disagree))
}

#[derive(Template)]
#[template(path = "attendance/own.html")]
struct OwnPage {
    c: Chrome,
    one: Own,
    /// The planned length in seconds, for the dial.
    planned_seconds: i64,
    wanted: String,
    text: String,
    trouble: Trouble,
}

impl OwnPage {
    fn minutes(&self) -> String {
        self.c.minutes(Minutes(self.one.minutes))
    }

    fn stars(&self) -> Vec<u8> {
        vec![5, 4, 3, 2, 1]
    }

    fn rated(&self) -> Vec<bool> {
        (1..=5).map(|star| self.one.stars.is_some_and(|stars| star <= stars)).collect()
    }
}

async fn show(visit: Visit, Path(id): Path<AttendanceId>) -> Answer<Response> {
    let page = own_page(&visit, id).await?;
    page.trouble.page(&page)
}

async fn own_page(visit: &Visit, id: AttendanceId) -> Answer<OwnPage> {
    let account = visit.login()?.account;
    let look = move |conn: &mut Conn| {
        let who = volunteer_of(conn, account)?;
        views::own(conn, who, id)
    };
    let one = visit.office.view(look).await?;
    let planned_seconds = one.planned_end.duration_since(one.since).as_secs().max(60);
    let (wanted, text) = (one.minutes.to_string(), String::new());
    Ok(OwnPage { c: visit.chrome(Section::SignIn), one, planned_seconds, wanted, text, trouble: Trouble::default() })
}

#[derive(Deserialize)]
struct ConfirmForm {
    key: Key,
    stars: Option<u8>,
    #[serde(default)]
    words: String,
}

async fn confirm(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Form(form): Form<ConfirmForm>,
) -> Answer<Response> {
    let cmd = Confirm { attendance, stars: form.stars, words: form.words.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, answers::confirm).await {
        Ok(_) => Ok(see(format!("/me/attendances/{attendance}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let page = OwnPage { trouble, ..own_page(&visit, attendance).await? };
            page.trouble.page(&page)
        }
    }
}

#[derive(Deserialize)]
struct DisagreeForm {
    key: Key,
    #[serde(default)]
    wanted: String,
    #[serde(default)]
    text: String,
}

async fn disagree(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Form(form): Form<DisagreeForm>,
) -> Answer<Response> {
    let asked = match form.wanted.trim().parse::<u32>() {
        Ok(wanted) => {
            let cmd = AskCorrection { attendance, wanted: Minutes(wanted), text: form.text.clone() };
            visit.office.act(visit.ask_once(form.key.0.clone()), cmd, answers::ask_correction).await
        }
        Err(_) => Err(DoorRefusal::BadForm { field: visit.words().t("attendance-wanted").into_owned() }.into()),
    };
    match asked {
        Ok(()) => Ok(see(format!("/me/attendances/{attendance}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(|_| Some("wanted"));
            let page = own_page(&visit, attendance).await?;
            let page = OwnPage { wanted: form.wanted, text: form.text, trouble, ..page };
            page.trouble.page(&page)
        }
    }
}

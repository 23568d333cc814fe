//! The live board: who is here, who needs a face check, which minutes wait for a word of the steward.

use crate::{
    activity::{self, Shown},
    attendance::{
        answers::{self, Approve, MarkFace, SettleCorrection},
        store,
        views::{self, Board, BoardLine},
    },
    enrolment::{self, Row},
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
    },
    organisation::steward_of_activity,
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};
use domain::{
    kernel::{ActivityId, AttendanceId, Minutes, VolunteerId},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/activities/{id}/live", get(show))
        .route("/steward/activities/{id}/face-checks", post(mark_face))
        .route("/steward/attendances/{id}/approval", post(approve))
        .route("/steward/attendances/{id}/correction", post(answer))
}

#[derive(Template)]
#[template(path = "attendance/board.html")]
struct BoardPage {
    c: Chrome,
    a: Shown,
    board: Board,
    /// Accepted, not here yet, and never face-checked: to be seen before the start.
    unseen: Vec<Row>,
    /// Accepted and not here yet.
    missing: usize,
    trouble: Trouble,
}

impl BoardPage {
    fn present(&self) -> Vec<&BoardLine> {
        self.board.lines.iter().filter(|line| line.state == "in").collect()
    }

    fn gone(&self) -> Vec<&BoardLine> {
        self.board.lines.iter().filter(|line| line.until.is_some()).collect()
    }

    /// Presences that wait for the steward's word.
    fn waiting(&self) -> Vec<&BoardLine> {
        let waits = |line: &&BoardLine| matches!(line.state, "pending" | "provisional") && !line.steward_confirmed;
        self.board.lines.iter().filter(waits).collect()
    }

    fn disputed(&self) -> Vec<&BoardLine> {
        self.board.lines.iter().filter(|line| line.correction_open).collect()
    }

    fn minutes(&self, line: &BoardLine) -> String {
        self.c.minutes(Minutes(line.minutes))
    }

    fn wanted(&self, line: &BoardLine) -> String {
        self.c.minutes(Minutes::stored(line.wanted_minutes.unwrap_or(0)))
    }
}

async fn show(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    let page = board_page(&visit, id).await?;
    page.trouble.page(&page)
}

async fn board_page(visit: &Visit, id: ActivityId) -> Answer<BoardPage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward_of_activity(conn, &actor, id, Act::OnSite, now)?;
        let core = activity::core(conn, id)?;
        let shown = activity::whole(conn, &core, now)?;
        Ok((shown, views::board(conn, &by, id, None)?, enrolment::of_activity(conn, &by, id)?))
    };
    let (a, board, enrolled) = visit.office.view(look).await?;
    let away: Vec<Row> = enrolled.into_iter().filter(|row| row.state == "accepted" && !row.signed_in).collect();
    let missing = away.len();
    let unseen = away.into_iter().filter(|row| !row.face_checked).collect();
    Ok(BoardPage { c: visit.chrome(Section::Steward), a, board, unseen, missing, trouble: Trouble::default() })
}

/// Back to the board, or the board once more with what went wrong.
async fn led<T>(visit: &Visit, id: ActivityId, answer: Answer<T>) -> Answer<Response> {
    match answer {
        Ok(_) => Ok(see(format!("/steward/activities/{id}/live"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let page = BoardPage { trouble, ..board_page(visit, id).await? };
            page.trouble.page(&page)
        }
    }
}

#[derive(Deserialize)]
struct FaceForm {
    key: Key,
    volunteer: VolunteerId,
}

async fn mark_face(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Form(form): Form<FaceForm>,
) -> Answer<Response> {
    let cmd = MarkFace { activity, volunteer: form.volunteer };
    let marked = visit.office.act(visit.ask_once(form.key.0), cmd, answers::mark_face).await;
    led(&visit, activity, marked).await
}

/// The activity of an attendance; whether somebody may know of it is decided by the act itself.
async fn activity_of(visit: &Visit, id: AttendanceId) -> Answer<ActivityId> {
    visit.office.view(move |conn| Ok(store::by_id(conn, id)?.activity)).await
}

#[derive(Deserialize)]
struct ApproveForm {
    key: Key,
}

async fn approve(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Form(form): Form<ApproveForm>,
) -> Answer<Response> {
    let activity = activity_of(&visit, attendance).await?;
    let approved = visit.office.act(visit.ask_once(form.key.0), Approve { attendance }, answers::approve).await;
    led(&visit, activity, approved).await
}

#[derive(Deserialize)]
struct AnswerForm {
    key: Key,
    /// Empty: the minutes stand.
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    text: String,
}

async fn answer(
    Known(visit): Known,
    Path(attendance): Path<AttendanceId>,
    Form(form): Form<AnswerForm>,
) -> Answer<Response> {
    let activity = activity_of(&visit, attendance).await?;
    let bad = || DoorRefusal::BadForm { field: visit.words().t("attendance-minutes").into_owned() };
    let minutes = match form.minutes.trim() {
        "" => Ok(None),
        text => text.parse().map(|minutes| Some(Minutes(minutes))).map_err(|_| bad()),
    };
    let answered = match minutes {
        Ok(minutes) => {
            let cmd = SettleCorrection { attendance, minutes, text: form.text };
            visit.office.act(visit.ask_once(form.key.0), cmd, answers::settle_correction).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    led(&visit, activity, answered).await
}

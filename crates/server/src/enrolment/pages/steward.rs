//! Deciding about sign-ups: a list by state with accepting one or many, turning down with a reason, and inviting.

use crate::{
    activity::{self, PositionLine, Shown},
    enrolment::{
        actions::{self, Invite},
        settle::{self, Accept, Turn, TurnDown},
        views::{self, Row},
    },
    kernel::{
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
    },
    organisation::steward_of_activity,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{
    enrolment::{EnrolmentRefusal, State},
    kernel::{ActivityId, EnrolmentId, PositionId, VolunteerId},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/activities/{id}/enrolments", get(list).post(decide))
        .route("/steward/activities/{id}/invitations", get(invitation).post(invite))
}

/// The states that have a tab, in the order in which a steward works through them.
const TABS: [State; 7] = [
    State::Applied,
    State::Accepted,
    State::Waiting,
    State::Invited,
    State::Rejected,
    State::Withdrawn,
    State::Removed,
];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: String,
    /// How many were just accepted, to say so.
    done: Option<u32>,
}

#[derive(Template)]
#[template(path = "enrolment/list.html")]
struct ListPage {
    c: Chrome,
    a: Shown,
    tabs: Vec<(&'static str, usize)>,
    shown: &'static str,
    rows: Vec<Row>,
    /// Whether the one who looks may take the accepted ones out as a file.
    may_hand_out: bool,
    done: Option<u32>,
    picked: Vec<EnrolmentId>,
    reason: String,
    trouble: Trouble,
}

impl ListPage {
    fn is_picked(&self, row: &Row) -> bool {
        self.picked.contains(&row.id)
    }

    /// Whether people in this tab can be picked.
    fn decides(&self) -> bool {
        !self.turns().is_empty()
    }

    /// The no that fits this tab; none where everything is decided.
    fn turns(&self) -> &'static str {
        match self.shown {
            "applied" | "waiting" => "reject",
            "accepted" => "remove",
            _ => "",
        }
    }
}

async fn list(visit: Visit, Path(id): Path<ActivityId>, Query(asked): Query<Asked>) -> Answer<Response> {
    let page = list_page(&visit, id, &asked).await?;
    page.trouble.page(&page)
}

async fn list_page(visit: &Visit, id: ActivityId, asked: &Asked) -> Answer<ListPage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let by = steward_of_activity(conn, &actor, id, Act::Look, now)?;
        let core = activity::core(conn, id)?;
        let may_hand_out = steward_of_activity(conn, &actor, id, Act::Activities, now).is_ok();
        Ok((activity::whole(conn, &core, now)?, views::of_activity(conn, &by, id)?, may_hand_out))
    };
    let (a, all, may_hand_out) = visit.office.view(look).await?;
    let count = |state: State| all.iter().filter(|row| row.state == state.name()).count();
    let is_worth = |state: &State| count(*state) > 0 || matches!(state, State::Applied | State::Accepted);
    let tabs = TABS.into_iter().filter(is_worth).map(|state| (state.name(), count(state))).collect();
    let shown = TABS.into_iter().find(|state| state.name() == asked.state).unwrap_or(State::Applied).name();
    let rows = all.into_iter().filter(|row| row.state == shown).collect();
    let c = visit.chrome(Section::Steward);
    let (picked, reason, trouble) = (Vec::new(), String::new(), Trouble::default());
    Ok(ListPage { c, a, tabs, shown, rows, may_hand_out, done: asked.done, picked, reason, trouble })
}

#[derive(Deserialize)]
struct DecideForm {
    key: Key,
    #[serde(default)]
    pick: Vec<EnrolmentId>,
    #[serde(default)]
    reason: String,
    /// The tab that the form stands in.
    #[serde(default)]
    state: String,
    to: To,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum To {
    Accept,
    Reject,
    Remove,
}

async fn decide(Known(visit): Known, Path(id): Path<ActivityId>, Form(form): Form<DecideForm>) -> Answer<Response> {
    let decided = match form.to {
        _ if form.pick.is_empty() => Err(EnrolmentRefusal::NobodyPicked.into()),
        To::Accept => accept(&visit, &form).await,
        To::Reject => turn_down(&visit, &form, Turn::Reject).await,
        To::Remove => turn_down(&visit, &form, Turn::Remove).await,
    };
    match decided {
        Ok(done) => Ok(see(format!("/steward/activities/{id}/enrolments?state={}&done={done}", form.state))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?
                .beside(|code| (code == "enrolment.reason-missing").then_some("reason"));
            let asked = Asked { state: form.state.clone(), done: None };
            let page = list_page(&visit, id, &asked).await?;
            let page = ListPage { picked: form.pick, reason: form.reason, trouble, ..page };
            page.trouble.page(&page)
        }
    }
}

async fn accept(visit: &Visit, form: &DecideForm) -> Answer<usize> {
    let cmd = Accept { enrolments: form.pick.clone() };
    let answers = visit.office.act(visit.ask_once(form.key.0.clone()), cmd, settle::accept).await?;
    Ok(answers.iter().filter(|answer| answer.state.is_some()).count())
}

/// Each is turned down by a command of its own, so that one that went another way meanwhile stops nobody else.
async fn turn_down(visit: &Visit, form: &DecideForm, turn: Turn) -> Answer<usize> {
    let mut done = 0;
    for enrolment in &form.pick {
        let key = form.key.0.as_ref().map(|key| format!("{key}-{enrolment}"));
        let cmd = TurnDown { enrolment: *enrolment, turn, reason: form.reason.clone() };
        match visit.office.act(visit.ask_once(key), cmd, settle::turn_down).await {
            Ok(_) => done += 1,
            Err(failure) if form.pick.len() > 1 && failure.code() == Some("enrolment.wrong-state") => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(done)
}

#[derive(Template)]
#[template(path = "enrolment/invite.html")]
struct InvitePage {
    c: Chrome,
    a: Shown,
    position: Option<PositionId>,
    numbers: String,
    done: Option<u32>,
    trouble: Trouble,
}

impl InvitePage {
    /// The only position needs no choosing.
    fn is_chosen(&self, position: &PositionLine) -> bool {
        self.position == Some(position.id) || self.a.positions.len() == 1
    }
}

async fn invitation(visit: Visit, Path(id): Path<ActivityId>, Query(asked): Query<Asked>) -> Answer<Response> {
    let page = invite_page(&visit, id).await?;
    let page = InvitePage { done: asked.done, ..page };
    page.trouble.page(&page)
}

async fn invite_page(visit: &Visit, id: ActivityId) -> Answer<InvitePage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        steward_of_activity(conn, &actor, id, Act::Activities, now)?;
        let core = activity::core(conn, id)?;
        activity::whole(conn, &core, now)
    };
    let a = visit.office.view(look).await?;
    let c = visit.chrome(Section::Steward);
    Ok(InvitePage { c, a, position: None, numbers: String::new(), done: None, trouble: Trouble::default() })
}

#[derive(Deserialize)]
struct InviteForm {
    key: Key,
    position: Option<PositionId>,
    #[serde(default)]
    numbers: String,
}

async fn invite(Known(visit): Known, Path(id): Path<ActivityId>, Form(form): Form<InviteForm>) -> Answer<Response> {
    // The right is looked at before any number is, so that nobody learns here which numbers exist.
    let page = invite_page(&visit, id).await?;
    match invited(&visit, id, &form).await {
        Ok(done) => Ok(see(format!("/steward/activities/{id}/invitations?done={done}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?
                .beside(|code| Some(if code == "enrolment.no-position" { "position" } else { "numbers" }));
            let page = InvitePage { position: form.position, numbers: form.numbers, trouble, ..page };
            page.trouble.page(&page)
        }
    }
}

async fn invited(visit: &Visit, activity: ActivityId, form: &InviteForm) -> Answer<u32> {
    let position = form.position.ok_or(EnrolmentRefusal::NoPosition)?;
    let volunteers = volunteers(visit, &form.numbers).await?;
    let cmd = Invite { activity, position, volunteers };
    visit.office.act(visit.ask_once(form.key.0.clone()), cmd, actions::invite).await
}

/// The volunteers of the numbers that were typed, one a line or apart by commas; an unknown one is nobody's member.
async fn volunteers(visit: &Visit, typed: &str) -> Answer<Vec<VolunteerId>> {
    let split = typed.split(['\n', ',', '，', '、', ';', '；']);
    let tidy = split.map(|number| number.chars().filter(|c| !c.is_whitespace()).collect::<String>());
    let numbers: Vec<String> = tidy.filter(|number| !number.is_empty()).collect();
    if numbers.is_empty() {
        return Err(EnrolmentRefusal::NobodyPicked.into());
    }
    let wanted = numbers.clone();
    let known = visit.office.view(move |conn| views::by_numbers(conn, &wanted)).await?;
    let found = |number: &String| known.iter().find(|(one, _)| one == number).map(|(_, id)| *id);
    let each = numbers.iter().map(|number| found(number).ok_or_else(|| Failure::from(EnrolmentRefusal::NotAMember)));
    each.collect()
}

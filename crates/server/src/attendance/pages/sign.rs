//! Signing in and out on a phone: the tab with scanner and typed code, and the address that a scanned code leads to (ENT-02).

use super::Where;
use crate::{
    activity::{self, SessionLine, Shown},
    attendance::{
        actions::{Evidence, Key as Proof, SignIn, SignOut, Signed},
        api::nonce,
        codes::read_code,
        flow,
        views::{self, Own},
    },
    consent,
    enrolment::{self, volunteer_of},
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, see},
    },
};
use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::{
    attendance::Direction,
    consent::{ConsentRefusal, Purpose, Standing},
    kernel::{AccountId, ActivityId, local_date},
};
use jiff::Timestamp;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/sign-in", get(tab).post(typed)).route("/s/{code}", get(scanned).post(confirm))
}

/// The tab of signing in.
#[derive(Template)]
#[template(path = "attendance/sign-in.html")]
struct TabPage {
    c: Chrome,
    /// The presence that runs now.
    running: Option<Own>,
    /// My accepted activities with a session today.
    today: Vec<Shown>,
    asked: Option<ActivityId>,
    location: Standing,
    trouble: Trouble,
}

/// The version of the consent to the use of positions that a box stands for.
const LOCATION_VERSION: u32 = Purpose::Location.version();

impl TabPage {
    fn is_asked(&self, one: &Shown) -> bool {
        self.asked == Some(one.card.id) || self.today.len() == 1
    }

    /// Today's activities at which one may sign in alone.
    fn alone(&self) -> Vec<&Shown> {
        self.today.iter().filter(|one| one.methods.contains(&"self")).collect()
    }
}

async fn tab(visit: Visit) -> Answer<Response> {
    let page = tab_page(&visit, None, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn tab_page(visit: &Visit, asked: Option<ActivityId>, trouble: Trouble) -> Answer<TabPage> {
    let (account, now) = (visit.login()?.account, visit.now);
    let look = move |conn: &mut Conn| {
        Ok((standing(conn, account, now)?, consent::standing(conn, account, Purpose::Location)?))
    };
    let ((running, today), location) = visit.office.view(look).await?;
    Ok(TabPage { c: visit.chrome(Section::SignIn), running, today, asked, location, trouble })
}

/// What runs now, and what one could sign in to today. Whoever isn't verified yet has neither.
fn standing(conn: &mut Conn, account: AccountId, now: Timestamp) -> Answer<(Option<Own>, Vec<Shown>)> {
    let who = match volunteer_of(conn, account) {
        Ok(who) => who,
        Err(Failure::Refused(_)) => return Ok((None, Vec::new())),
        Err(other) => return Err(other),
    };
    let running = views::own_list(conn, who)?.into_iter().find(|own| own.until.is_none());
    let (day, mut today) = (local_date(now), Vec::new());
    for mine in enrolment::mine(conn, who, now)?.into_iter().filter(|mine| mine.stage == "taking-part") {
        let shown = activity::shown(conn, mine.activity_id, now)?;
        let days = |session: &SessionLine| local_date(session.starts_at)..=local_date(session.ends_at);
        if shown.sessions.iter().any(|session| days(session).contains(&day)) {
            today.push(shown);
        }
    }
    Ok((running, today))
}

#[derive(Deserialize)]
struct TypedForm {
    key: Key,
    activity: Option<ActivityId>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    agreed: String,
    /// Signing alone, without any code.
    #[serde(default)]
    alone: String,
    #[serde(default)]
    latitude: String,
    #[serde(default)]
    longitude: String,
    #[serde(default)]
    accuracy: String,
    /// The version of the consent whose box was ticked with this sign-in.
    located: Option<u32>,
}

async fn typed(Known(visit): Known, Form(form): Form<TypedForm>) -> Answer<Response> {
    let (account, now) = (visit.login()?.account, visit.now);
    let (running, today) = visit.office.view(move |conn| standing(conn, account, now)).await?;
    let only = || today.first().filter(|_| today.len() == 1).map(|one| one.card.id);
    let chosen = form.activity.or_else(|| running.as_ref().map(|own| own.activity_id)).or_else(only);
    let signed = match chosen {
        None => Err(DoorRefusal::BadForm { field: visit.words().t("attendance-activity").into_owned() }.into()),
        Some(activity) => {
            let agreed = !form.agreed.is_empty();
            let proof = match form.alone.is_empty() {
                true => Proof::Typed { activity, digits: form.code.clone(), agreed },
                false => Proof::OneSelf { activity },
            };
            let is_out = running.as_ref().is_some_and(|own| own.activity_id == activity);
            let direction = if is_out { Direction::Out } else { Direction::In };
            let at = Where { latitude: form.latitude, longitude: form.longitude, accuracy: form.accuracy };
            let was_sent = at.fix().is_some();
            match agreed_position(&visit, form.located, at).await {
                Ok(at) if was_sent && at.fix().is_none() && matches!(proof, Proof::OneSelf { .. }) => {
                    Err(ConsentRefusal::LocationMissing.into())
                }
                Ok(at) => sign(&visit, direction, proof, (form.key, at)).await,
                Err(failure) => Err(failure),
            }
        }
    };
    match signed {
        Ok(signed) => Ok(see(format!("/me/attendances/{}", signed.attendance))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = tab_page(&visit, chosen, trouble).await?;
            page.trouble.page(&page)
        }
    }
}

fn beside(code: &str) -> Option<&'static str> {
    match code {
        "attendance.code-wrong" | "attendance.code-tries" => Some("code"),
        "attendance.agreement-missing" => Some("agreed"),
        _ => None,
    }
}

/// The position of a form, when it may be used (ACC-12): ticking the box beside the button is the consent; without it or an earlier one
/// the position is left out.
async fn agreed_position(visit: &Visit, ticked: Option<u32>, at: Where) -> Answer<Where> {
    if let Some(version) = ticked {
        let cmd = consent::Decide { purpose: Purpose::Location, is_given: true, version };
        visit.office.act(visit.ask_once(None), cmd, consent::decide).await?;
        return Ok(at);
    }
    let account = visit.login()?.account;
    let standing = visit.office.view(move |conn| consent::standing(conn, account, Purpose::Location)).await?;
    Ok(if standing.is_given() { at } else { Where::default() })
}

async fn sign(visit: &Visit, direction: Direction, key: Proof, (once, at): (Key, Where)) -> Answer<Signed> {
    let (nonce, evidence) = (nonce(once.0)?, Evidence { position: at.fix(), device: None });
    match direction {
        Direction::In => flow::sign_in(&visit.office, visit.ask(), SignIn { key, nonce, evidence }).await,
        Direction::Out => flow::sign_out(&visit.office, visit.ask(), SignOut { key, nonce, evidence }).await,
    }
}

/// What a scanned code is about, with one big button.
#[derive(Template)]
#[template(path = "attendance/scanned.html")]
struct ScannedPage {
    c: Chrome,
    code: String,
    title: String,
    is_out: bool,
    location: Standing,
}

async fn scanned(visit: Visit, Path(code): Path<String>) -> Answer<Response> {
    let account = visit.login()?.account;
    let text = code.clone();
    let look =
        move |conn: &mut Conn| Ok((read_code(conn, &text)?, consent::standing(conn, account, Purpose::Location)?));
    match visit.office.view(look).await {
        Ok(((_, direction, title), location)) => {
            let (is_out, c) = (direction == Direction::Out, visit.chrome(Section::SignIn));
            crate::kernel::web::page(&ScannedPage { c, code, title, is_out, location })
        }
        Err(failure) => refused(&visit, failure, None),
    }
}

/// Why it didn't work, and what to do now.
#[derive(Template)]
#[template(path = "attendance/refused.html")]
struct RefusedPage {
    c: Chrome,
    activity: Option<ActivityId>,
    trouble: Trouble,
}

fn refused(visit: &Visit, failure: Failure, activity: Option<ActivityId>) -> Answer<Response> {
    let trouble = Trouble::of(failure, visit.words())?;
    let page = RefusedPage { c: visit.chrome(Section::SignIn), activity, trouble };
    page.trouble.page(&page)
}

#[derive(Deserialize)]
struct ConfirmForm {
    key: Key,
    #[serde(default)]
    latitude: String,
    #[serde(default)]
    longitude: String,
    #[serde(default)]
    accuracy: String,
    located: Option<u32>,
}

async fn confirm(Known(visit): Known, Path(code): Path<String>, Form(form): Form<ConfirmForm>) -> Answer<Response> {
    let text = code.clone();
    let (activity, direction, _) = match visit.office.view(move |conn| read_code(conn, &text)).await {
        Ok(read) => read,
        Err(failure) => return refused(&visit, failure, None),
    };
    let at = Where { latitude: form.latitude, longitude: form.longitude, accuracy: form.accuracy };
    let at = agreed_position(&visit, form.located, at).await?;
    match sign(&visit, direction, Proof::Rotating(code), (form.key, at)).await {
        Ok(signed) => Ok(see(format!("/me/attendances/{}", signed.attendance))),
        Err(failure) => refused(&visit, failure, Some(activity)),
    }
}

//! Handouts for people: the form, the list of an organisation's, one with its terms, and the file.

use super::{
    actions::{Ask, Decide, Opinion, Whose},
    api, flow,
    views::{self, HandoutLine, HandoutShown, Offer},
};
use crate::{
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Trouble, Visit, encode, page, see},
    },
    organisation::Side,
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{
    handout::{self, Format, Purpose, Shown},
    kernel::{ActivityId, OrganisationId},
};
use serde::{Deserialize, Serialize};

/// The pages of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/{organisation}/handouts", get(list).post(ask_members))
        .route("/steward/{organisation}/handouts/new", get(new_members))
        .route("/steward/activities/{id}/handouts", post(ask_enrolments))
        .route("/steward/activities/{id}/handouts/new", get(new_enrolments))
        .route("/steward/handouts/{id}", get(show))
        .route("/steward/handouts/{id}/decisions", post(decide))
        .route("/steward/handouts/{id}/downloads", post(download))
}

/// What was typed; it comes back after a confirmation as the address of the form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct WishForm {
    #[serde(skip_serializing)]
    key: Key,
    format: String,
    name: String,
    phone: String,
    document: String,
    purpose: String,
    reason: String,
    document_reason: String,
}

impl WishForm {
    fn wish(&self, whose: Whose, locale: &str) -> Answer<Ask> {
        let bad = |field: &'static str| move || Failure::from((field, DoorRefusal::BadForm { field: field.into() }));
        Ok(Ask {
            whose,
            format: Format::parse(&self.format).ok_or_else(bad("format"))?,
            name: Shown::parse(&self.name).ok_or_else(bad("name"))?,
            phone: Shown::parse(&self.phone).ok_or_else(bad("phone"))?,
            document: Shown::parse(&self.document).ok_or_else(bad("document"))?,
            purpose: Purpose::parse(&self.purpose).ok_or_else(bad("purpose"))?,
            reason: self.reason.clone(),
            document_reason: self.document_reason.clone(),
            locale: locale.to_owned(),
        })
    }
}

#[derive(Template)]
#[template(path = "handout/new.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    offer: Offer,
    form: WishForm,
}

impl NewPage {
    /// Where the form is sent.
    fn action(&self) -> String {
        match &self.offer.activity {
            Some((id, _)) => format!("/steward/activities/{id}/handouts"),
            None => format!("/steward/{}/handouts", self.offer.organisation),
        }
    }

    /// Where the people stand.
    fn back(&self) -> String {
        match &self.offer.activity {
            Some((id, _)) => format!("/steward/activities/{id}/enrolments?state=accepted"),
            None => format!("/steward/{}/members?state=approved", self.offer.organisation),
        }
    }

    fn is_picked(&self, typed: &str, value: &str, default: &str) -> bool {
        if typed.is_empty() { value == default } else { typed == value }
    }

    fn purposes(&self) -> &'static [Purpose] {
        Purpose::ALL
    }

    fn formats(&self) -> &'static [Format] {
        Format::ALL
    }

    fn names(&self) -> [Shown; 2] {
        [Shown::Masked, Shown::Whole]
    }

    fn phones(&self) -> &'static [Shown] {
        Shown::ALL
    }

    /// Whole document numbers are offered to owners alone.
    fn documents(&self) -> Vec<Shown> {
        Shown::ALL.iter().copied().filter(|shown| *shown != Shown::Whole || self.offer.is_owner).collect()
    }

    fn reason_max(&self) -> u32 {
        handout::REASON_CHARS_MAX
    }

    fn hours(&self) -> i64 {
        handout::KEPT_HOURS
    }

    fn downloads(&self) -> i64 {
        handout::DOWNLOADS_MAX
    }

    /// Whether a second steward is asked.
    fn waits(&self) -> bool {
        self.offer.people > handout::PEOPLE_ALONE_MAX
    }

    fn alone(&self) -> i64 {
        handout::PEOPLE_ALONE_MAX
    }
}

async fn new_page(visit: &Visit, whose: Whose, form: WishForm, trouble: Trouble) -> Answer<NewPage> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let offer = visit.office.view(move |conn| views::offer(conn, &by, whose, now)).await?;
    Ok(NewPage { c: visit.chrome(Section::Steward), trouble, offer, form })
}

async fn new_members(visit: Visit, Path(id): Path<OrganisationId>, Query(form): Query<WishForm>) -> Answer<Response> {
    page(&new_page(&visit, Whose::Members(id), form, Trouble::default()).await?)
}

async fn new_enrolments(visit: Visit, Path(id): Path<ActivityId>, Query(form): Query<WishForm>) -> Answer<Response> {
    page(&new_page(&visit, Whose::Activity(id), form, Trouble::default()).await?)
}

async fn ask_members(
    Known(visit): Known,
    Path(id): Path<OrganisationId>,
    Form(form): Form<WishForm>,
) -> Answer<Response> {
    asked(&visit, Whose::Members(id), form).await
}

async fn ask_enrolments(
    Known(visit): Known,
    Path(id): Path<ActivityId>,
    Form(form): Form<WishForm>,
) -> Answer<Response> {
    asked(&visit, Whose::Activity(id), form).await
}

async fn asked(visit: &Visit, whose: Whose, form: WishForm) -> Answer<Response> {
    // The right is looked at before the form is.
    let shown = new_page(visit, whose, form.clone(), Trouble::default()).await?;
    let answer = match form.wish(whose, visit.locale.tag()) {
        Ok(wish) => flow::ask(visit, form.key.0.clone(), wish).await,
        Err(failure) => Err(failure),
    };
    match answer {
        Ok(id) => Ok(see(format!("/steward/handouts/{id}"))),
        // Back to the form with what was typed, once the asker showed to be present.
        Err(failure) if failure.code() == Some("session.step-up-needed") => {
            let typed = serde_html_form::to_string(&form).map_err(Failure::fault)?;
            let back = format!("{}/new?{typed}", shown.action());
            Ok(see(format!("/sessions/step-up?next={}", encode(&back))))
        }
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            let shown = NewPage { trouble, ..shown };
            shown.trouble.page(&shown)
        }
    }
}

#[derive(Template)]
#[template(path = "handout/list.html")]
struct ListPage {
    c: Chrome,
    side: Side,
    lines: Vec<HandoutLine>,
    pager: Pager,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: Option<i64>,
}

async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(turned): Query<Turned>) -> Answer<Response> {
    visit.login()?;
    let (by, now, after) = (visit.actor(), visit.now, turned.after);
    let look = move |conn: &mut Conn| {
        let lines = views::list(conn, &by, (id, after), now)?;
        Ok((lines, Side::read(conn, &by, id, "handouts", now)?))
    };
    let ((lines, next), side) = visit.office.view(look).await?;
    let first = format!("/steward/{id}/handouts");
    let next = next.map(|next| format!("{first}?after={next}"));
    let pager = Pager { first, is_first: after.is_none(), next };
    page(&ListPage { c: visit.chrome(Section::Steward), side, lines, pager })
}

impl HandoutLine {
    /// The colour of the state's badge.
    fn tone(&self) -> &'static str {
        match self.state {
            "ready" => "ok",
            "waiting" | "agreed" => "wait",
            "refused" => "no",
            _ => "",
        }
    }
}

#[derive(Template)]
#[template(path = "handout/show.html")]
struct ShowPage {
    c: Chrome,
    trouble: Trouble,
    h: HandoutShown,
    reason: String,
}

impl ShowPage {
    fn reason_max(&self) -> u32 {
        handout::REASON_CHARS_MAX
    }

    fn downloads(&self) -> i64 {
        handout::DOWNLOADS_MAX
    }
}

async fn show_page(visit: &Visit, id: i64, (reason, trouble): (String, Trouble)) -> Answer<ShowPage> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let h = visit.office.view(move |conn| views::shown(conn, (&by, id), now)).await?;
    Ok(ShowPage { c: visit.chrome(Section::Steward), trouble, h, reason })
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    visit.login()?;
    page(&show_page(&visit, views::parse(&id)?, (String::new(), Trouble::default())).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DecisionForm {
    key: Key,
    opinion: Option<Opinion>,
    reason: String,
}

async fn decide(Known(visit): Known, Path(id): Path<String>, Form(form): Form<DecisionForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    let opinion = form.opinion.unwrap_or(Opinion::Refuse);
    let cmd = Decide { id, opinion, reason: form.reason.clone() };
    match flow::decide(&visit, form.key.0, cmd).await {
        Ok(()) => Ok(see(format!("/steward/handouts/{id}"))),
        Err(failure) => told(&visit, id, form.reason, failure).await,
    }
}

/// The page once more with what was refused; whoever has to show to be present is led there and back to this page.
async fn told(visit: &Visit, id: i64, reason: String, failure: Failure) -> Answer<Response> {
    if failure.code() == Some("session.step-up-needed") {
        return Ok(see(format!("/sessions/step-up?next=/steward/handouts/{id}")));
    }
    let trouble = Trouble::of(failure, visit.words())?;
    trouble.page(&show_page(visit, id, (reason, trouble.clone())).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DownloadForm {
    key: Key,
}

async fn download(Known(visit): Known, Path(id): Path<String>, Form(form): Form<DownloadForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    match flow::take(&visit, form.key.0, id).await {
        Ok(taken) => Ok(api::given(taken)),
        Err(failure) => told(&visit, id, String::new(), failure).await,
    }
}

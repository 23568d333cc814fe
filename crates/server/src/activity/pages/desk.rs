//! A steward's desk of activities: the organisation's own by stage, one in overview, and calling it off.

use super::edit::is_open;
use crate::{
    activity::{
        actions::{self, Cancel},
        store,
        views::{self, Card, Shown},
    },
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
    organisation::{name_of, steward, steward_of_activity},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{
    activity::Reviewed,
    kernel::{ActivityId, OrganisationId},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/{organisation}/activities", get(list))
        .route("/steward/activities/{id}", get(overview))
        .route("/steward/activities/{id}/cancellation", post(cancel))
}

/// How a steward sorts activities.
const STAGES: [&str; 6] = ["in-review", "returned", "coming", "over", "cancelled", "to-review"];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    stage: String,
}

#[derive(Template)]
#[template(path = "activity/desk.html")]
struct DeskPage {
    c: Chrome,
    organisation: OrganisationId,
    name: String,
    stages: Vec<(&'static str, usize)>,
    shown: &'static str,
    cards: Vec<Card>,
}

impl DeskPage {
    /// Where a row leads: to its review, or to its desk.
    fn href(&self, card: &Card) -> String {
        let desk = if self.shown == "to-review" { "/steward/reviews/activities" } else { "/steward/activities" };
        format!("{desk}/{}", card.id)
    }
}

async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward(conn, &actor, id, Act::Look, now)?;
        // Whoever may look but not review sees no list of what waits below.
        let to_review = match steward(conn, &actor, id, Act::Review, now) {
            Ok(reviewer) => views::awaiting(conn, &reviewer, now)?,
            Err(Failure::Refused(_)) => Vec::new(),
            Err(other) => return Err(other),
        };
        Ok((name_of(conn, id)?, views::own(conn, &by, now)?, to_review))
    };
    let (name, own, to_review) = visit.office.view(look).await?;
    let staged: Vec<(&'static str, Card)> = own
        .into_iter()
        .map(|card| (card.stage(visit.now), card))
        .chain(to_review.into_iter().map(|card| ("to-review", card)))
        .collect();
    let count = |stage: &str| staged.iter().filter(|(one, _)| *one == stage).count();
    let is_worth = |stage: &&'static str| *stage == "coming" || count(stage) > 0;
    let stages: Vec<_> = STAGES.into_iter().filter(is_worth).map(|stage| (stage, count(stage))).collect();
    let shown = STAGES.into_iter().find(|stage| *stage == asked.stage).unwrap_or("coming");
    let cards = staged.into_iter().filter(|(stage, _)| *stage == shown).map(|(_, card)| card).collect();
    let c = visit.chrome(Section::Steward);
    page(&DeskPage { c, organisation: id, name, stages, shown, cards })
}

impl Card {
    /// The stage in which a steward looks for it.
    fn stage(&self, now: jiff::Timestamp) -> &'static str {
        match self.state {
            "draft" | "in-review" => "in-review",
            "returned" => "returned",
            "cancelled" => "cancelled",
            "published" if now < self.ends_at => "coming",
            _ => "over",
        }
    }
}

#[derive(Template)]
#[template(path = "activity/overview.html")]
pub(super) struct OverviewPage {
    c: Chrome,
    a: Shown,
    parts: Vec<(&'static str, &'static str)>,
    /// Whether it can still be changed or called off, and the viewer is one who may.
    is_live: bool,
    /// Whether the viewer publishes for the organisation.
    publishes: bool,
    /// What was just done, to say so.
    said: Option<&'static str>,
    typed_reason: String,
    trouble: Trouble,
}

/// What can have been done just before.
const SAID: [&str; 3] = ["saved", "sent", "reviewed-again"];

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    said: String,
}

async fn overview(visit: Visit, Path(id): Path<ActivityId>, Query(done): Query<Done>) -> Answer<Response> {
    let said = SAID.into_iter().find(|said| *said == done.said);
    let page = OverviewPage { said, ..overview_page(&visit, id).await? };
    page.trouble.page(&page)
}

async fn overview_page(visit: &Visit, id: ActivityId) -> Answer<OverviewPage> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        steward_of_activity(conn, &actor, id, Act::Look, now)?;
        let publishes = steward_of_activity(conn, &actor, id, Act::Activities, now).is_ok();
        let core = store::core(conn, id)?;
        Ok((
            views::whole(conn, &core, now)?,
            [core.recruitment, core.timekeeping],
            publishes && is_open(core.state),
            publishes,
        ))
    };
    let (a, parts, is_live, publishes) = visit.office.view(look).await?;
    let named = ["recruitment", "timekeeping"].into_iter().zip(parts);
    let asked_for = named.filter(|(_, part)| *part != Reviewed::Absent);
    let parts = asked_for.map(|(name, part)| (name, part.name())).collect();
    let c = visit.chrome(Section::Steward);
    let (typed_reason, trouble) = (String::new(), Trouble::default());
    Ok(OverviewPage { c, a, parts, is_live, publishes, said: None, typed_reason, trouble })
}

#[derive(Deserialize)]
struct CancelForm {
    key: Key,
    #[serde(default)]
    reason: String,
}

async fn cancel(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Form(form): Form<CancelForm>,
) -> Answer<Response> {
    let cmd = Cancel { activity, reason: form.reason.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::cancel).await {
        Ok(_) => Ok(see(format!("/steward/activities/{activity}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?
                .beside(|code| (code == "activity.reason-missing").then_some("reason"));
            let page = overview_page(&visit, activity).await?;
            let page = OverviewPage { typed_reason: form.reason, trouble, ..page };
            page.trouble.page(&page)
        }
    }
}

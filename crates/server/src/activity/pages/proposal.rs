//! The proposal form: long but calm. Adding a line, leaving a field wrong and copying another activity all lead back to it.

use super::draft::{Draft, is_on};
use crate::{
    activity::{
        actions::{self, INTEGRITY_VERSION, Propose},
        store,
    },
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Known, Section, Trouble, Visit, see},
    },
    organisation::{name_of, steward, steward_of_activity},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{
    activity::{Category, Kind},
    kernel::{ActivityId, OrganisationId},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/{organisation}/activities/new", get(blank).post(send))
}

#[derive(Template)]
#[template(path = "activity/proposal.html")]
struct ProposalPage {
    c: Chrome,
    organisation: OrganisationId,
    name: String,
    draft: Draft,
    trouble: Trouble,
}

impl ProposalPage {
    fn categories(&self) -> [Category; 9] {
        Category::ALL
    }

    fn kinds(&self) -> [Kind; 2] {
        [Kind::Service, Kind::Training]
    }
}

/// How each of the form's switches is called, in words and in the form.
const METHODS: [&str; 5] = ["organiser_shows_code", "organiser_scans", "typed_code", "self_sign_in", "walk_ins"];

impl ProposalPage {
    /// The switches of timekeeping: field, key of its words, whether it is on.
    fn methods(&self) -> Vec<(&'static str, &'static str, bool)> {
        let draft = &self.draft;
        let on = [
            &draft.organiser_shows_code,
            &draft.organiser_scans,
            &draft.typed_code,
            &draft.self_sign_in,
            &draft.walk_ins,
        ];
        let words = ["rotating-code", "steward-scan", "typed-code", "self", "walk-in"];
        METHODS.into_iter().zip(words).zip(on).map(|((field, word), value)| (field, word, is_on(value))).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    copy: Option<ActivityId>,
}

async fn blank(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let copied = match asked.copy {
        None => Draft::empty(),
        Some(copy) => {
            let look = move |conn: &mut Conn| {
                steward_of_activity(conn, &actor, copy, Act::Look, now)?;
                Ok(Draft::copy(&store::core(conn, copy)?.proposal, now))
            };
            visit.office.view(look).await?
        }
    };
    let page = form_page(&visit, id, copied, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn form_page(visit: &Visit, id: OrganisationId, draft: Draft, trouble: Trouble) -> Answer<ProposalPage> {
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        steward(conn, &actor, id, Act::Activities, now)?;
        name_of(conn, id)
    };
    let name = visit.office.view(look).await?;
    Ok(ProposalPage { c: visit.chrome(Section::Steward), organisation: id, name, draft, trouble })
}

async fn send(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Form(mut draft): Form<Draft>,
) -> Answer<Response> {
    match draft.add.as_str() {
        "session" => draft.add_session(),
        "position" => draft.add_position(),
        _ => return propose(&visit, organisation, draft).await,
    }
    let page = form_page(&visit, organisation, draft, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn propose(visit: &Visit, organisation: OrganisationId, draft: Draft) -> Answer<Response> {
    let agreed_version = is_on(&draft.agreed).then_some(INTEGRITY_VERSION);
    let proposed = match draft.proposal() {
        Ok(proposal) => {
            let cmd = Propose { organisation, proposal, agreed_version };
            visit.office.act(visit.ask_once(draft.key.0.clone()), cmd, actions::propose).await
        }
        Err(failure) => Err(failure),
    };
    match proposed {
        Ok(id) => Ok(see(format!("/steward/activities/{id}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = form_page(visit, organisation, draft, trouble).await?;
            page.trouble.page(&page)
        }
    }
}

/// The field that a refusal of the whole proposal is about.
fn beside(code: &str) -> Option<&'static str> {
    Some(match code {
        "activity.no-part" => "recruits",
        "activity.no-session" | "activity.session-length" | "activity.sessions-overlap" | "activity.in-the-past" => {
            "sessions"
        }
        "activity.no-places" | "activity.too-many-places" | "activity.age-limits" => "positions",
        "activity.sign-up-window" => "closes_at",
        "activity.not-a-place" => "latitude",
        "activity.self-sign-in-too-small" => "expected",
        "activity.no-policy" => "policy_number",
        "activity.agreement-missing" => "agreed",
        _ => return None,
    })
}

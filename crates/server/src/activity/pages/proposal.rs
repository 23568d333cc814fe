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
    organisation::{integrity, name_of, steward, steward_of_activity},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{
    account::agreement::Ask,
    activity::{Category, Kind},
    kernel::{ActivityId, OrganisationId},
    organisation::Act,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/{organisation}/activities/new", get(blank).post(send))
}

/// The form, empty, copied, or of an activity that is being changed.
#[derive(Template)]
#[template(path = "activity/proposal.html")]
pub(super) struct ProposalPage {
    c: Chrome,
    organisation: OrganisationId,
    name: String,
    /// The activity that is being changed, with its state.
    edited: Option<(ActivityId, &'static str)>,
    /// The whole text of the integrity agreement when its version is new to the viewer.
    agreement: Option<Vec<String>>,
    draft: Draft,
    pub(super) trouble: Trouble,
}

impl ProposalPage {
    /// Where the form is sent.
    fn action(&self) -> String {
        match self.edited {
            Some((id, _)) => format!("/steward/activities/{id}/proposal"),
            None => format!("/steward/{}/activities/new", self.organisation),
        }
    }

    /// Where stepping back leads.
    fn back(&self) -> String {
        match self.edited {
            Some((id, _)) => format!("/steward/activities/{id}"),
            None => format!("/steward/{}/activities", self.organisation),
        }
    }

    /// What the button says.
    fn submit(&self) -> String {
        self.c.t(if self.edited.is_some() { "activity-edit-save" } else { "activity-submit" })
    }

    fn version(&self) -> String {
        INTEGRITY_VERSION.to_string()
    }

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
    let page = form_page(&visit, (id, None), copied, Trouble::default()).await?;
    page.trouble.page(&page)
}

/// Whose form it is: an organisation's, for a new activity or for a known one.
pub(super) type About = (OrganisationId, Option<(ActivityId, &'static str)>);

/// The form for who may publish there.
pub(super) async fn form_page(
    visit: &Visit,
    (organisation, edited): About,
    draft: Draft,
    trouble: Trouble,
) -> Answer<ProposalPage> {
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let by = steward(conn, &actor, organisation, Act::Activities, now)?;
        Ok((name_of(conn, organisation)?, integrity::ask(conn, by.account())?))
    };
    let (name, ask) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Steward);
    let agreement = match ask {
        Ask::InFull => integrity::paragraphs(&c, INTEGRITY_VERSION),
        Ask::Tick => None,
    };
    Ok(ProposalPage { c, organisation, name, edited, agreement, draft, trouble })
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
    let page = form_page(&visit, (organisation, None), draft, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn propose(visit: &Visit, organisation: OrganisationId, draft: Draft) -> Answer<Response> {
    let proposed = match draft.proposal() {
        Ok(proposal) => {
            let cmd = Propose { organisation, proposal, agreed: draft.agreed() };
            visit.office.act(visit.ask_once(draft.key.0.clone()), cmd, actions::propose).await
        }
        Err(failure) => Err(failure),
    };
    match proposed {
        Ok(id) => Ok(see(format!("/steward/activities/{id}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = form_page(visit, (organisation, None), draft, trouble).await?;
            page.trouble.page(&page)
        }
    }
}

/// The field that a refusal of the whole proposal is about.
pub(super) fn beside(code: &str) -> Option<&'static str> {
    Some(match code {
        "activity.no-part" => "recruits",
        "activity.no-session"
        | "activity.session-length"
        | "activity.sessions-overlap"
        | "activity.session-used"
        | "activity.in-the-past" => "sessions",
        "activity.no-places" | "activity.too-many-places" | "activity.places-taken" | "activity.age-limits" => {
            "positions"
        }
        "activity.sign-up-window" => "closes_at",
        "activity.not-a-place" => "latitude",
        "activity.self-sign-in-too-small" => "expected",
        "activity.no-policy" => "policy_number",
        "activity.agreement-missing" | "agreement.read-in-full" | "agreement.other-version" => "agreed",
        _ => return None,
    })
}

//! Changing an activity: the form of the proposal with what stands now, and what may be changed when.

use super::{
    draft::Draft,
    proposal::{ProposalPage, beside, form_page},
};
use crate::{
    activity::{
        actions::{self, Edit},
        store,
    },
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Form, Known, Trouble, Visit, see},
    },
    organisation::steward_of_activity,
};
use axum::{Router, extract::Path, response::Response, routing::get};
use domain::{
    activity::State,
    kernel::{ActivityId, OrganisationId},
    organisation::Act,
};

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/activities/{id}/proposal", get(form).post(send))
}

/// States in which an activity can still be changed.
pub(super) fn is_open(state: State) -> bool {
    matches!(state, State::Draft | State::InReview | State::Returned | State::Published)
}

/// What is being changed, as it stands.
async fn known(visit: &Visit, id: ActivityId) -> Answer<(OrganisationId, State, Draft)> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        steward_of_activity(conn, &actor, id, Act::Activities, now)?;
        let core = store::core(conn, id)?;
        Ok((core.organisation, core.state, Draft::of(&core.proposal)))
    };
    visit.office.view(look).await
}

async fn form(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    let (organisation, state, draft) = known(&visit, id).await?;
    if !is_open(state) {
        return Ok(see(format!("/steward/activities/{id}")));
    }
    let page = form_page(&visit, (organisation, Some((id, state.name()))), draft, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn send(Known(visit): Known, Path(id): Path<ActivityId>, Form(mut draft): Form<Draft>) -> Answer<Response> {
    let (organisation, before, _) = known(&visit, id).await?;
    let about = (organisation, Some((id, before.name())));
    match draft.add.as_str() {
        "session" => draft.add_session(),
        "position" => draft.add_position(),
        _ => return edit(&visit, id, before, draft).await,
    }
    let page: ProposalPage = form_page(&visit, about, draft, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn edit(visit: &Visit, id: ActivityId, before: State, draft: Draft) -> Answer<Response> {
    let edited = match draft.proposal() {
        Ok(proposal) => {
            let cmd = Edit { activity: id, proposal, agreed: draft.agreed() };
            visit.office.act(visit.ask_once(draft.key.0.clone()), cmd, actions::edit).await
        }
        Err(failure) => Err(failure),
    };
    match edited {
        Ok(after) => Ok(see(format!("/steward/activities/{id}?said={}", said(before, after)))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let (organisation, state, _) = known(visit, id).await?;
            let page = form_page(visit, (organisation, Some((id, state.name()))), draft, trouble).await?;
            page.trouble.page(&page)
        }
    }
}

/// What the change led to, by the name of its words.
fn said(before: State, after: State) -> &'static str {
    match (before, after) {
        (State::Published, State::InReview) => "reviewed-again",
        (_, State::InReview) => "sent",
        _ => "saved",
    }
}

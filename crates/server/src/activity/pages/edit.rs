//! Changing an activity: the form of the proposal with what stands now, and what may be changed when.

use super::{
    draft::Draft,
    proposal::{About, beside, form_page},
};
use crate::{
    activity::{
        actions::{self, Edit},
        store::{self, Core},
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
use domain::{activity::State, kernel::ActivityId, organisation::Act};

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/activities/{id}/proposal", get(form).post(send))
}

/// States in which an activity can still be changed.
pub(super) fn is_open(state: State) -> bool {
    matches!(state, State::Draft | State::InReview | State::Returned | State::Published)
}

/// What is being changed, as it stands.
async fn known(visit: &Visit, id: ActivityId) -> Answer<Core> {
    visit.login()?;
    let (actor, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        steward_of_activity(conn, &actor, id, Act::Activities, now)?;
        store::core(conn, id)
    };
    visit.office.view(look).await
}

async fn form(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    let core = known(&visit, id).await?;
    if !is_open(core.state) {
        return Ok(see(format!("/steward/activities/{id}")));
    }
    let page = form_page(&visit, about(&core), Draft::of(&core.proposal), Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn send(Known(visit): Known, Path(id): Path<ActivityId>, Form(mut draft): Form<Draft>) -> Answer<Response> {
    let before = known(&visit, id).await?;
    match draft.add.as_str() {
        "session" => draft.add_session(),
        "position" => draft.add_position(),
        _ => return edit(&visit, &before, draft).await,
    }
    let page = form_page(&visit, about(&before), draft, Trouble::default()).await?;
    page.trouble.page(&page)
}

/// What the form is about.
fn about(core: &Core) -> About {
    (core.organisation, Some((core.id, core.state.name())))
}

async fn edit(visit: &Visit, before: &Core, draft: Draft) -> Answer<Response> {
    let edited = match draft.change_of(&before.proposal) {
        Ok(proposal) => {
            let cmd = Edit { activity: before.id, proposal, agreed: draft.agreed() };
            visit.office.act(visit.ask_once(draft.key.0.clone()), cmd, actions::edit).await
        }
        Err(failure) => Err(failure),
    };
    match edited {
        Ok(after) => Ok(see(format!("/steward/activities/{}?said={}", before.id, said(before.state, after)))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = form_page(visit, about(before), draft, trouble).await?;
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

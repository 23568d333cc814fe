//! One's own belongings.

use crate::{
    kernel::{
        failure::{Answer, DoorRefusal, Failure},
        web::{Chrome, Form, Known, Section, Trouble, Visit, see},
    },
    organisation::{
        actions::membership::{self, Apply, End},
        views::{self, Mine},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    kernel::{MembershipId, OrganisationId},
    organisation::membership::HELD_MAX,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/mine.html")]
struct MinePage {
    c: Chrome,
    mine: Mine,
    trouble: Trouble,
    /// What was done just now.
    done: Option<&'static str>,
}

impl MinePage {
    fn held(&self) -> usize {
        self.mine.memberships.iter().filter(|one| matches!(one.state, "pending" | "approved")).count()
    }

    fn held_max(&self) -> u32 {
        HELD_MAX
    }
}

#[derive(Deserialize)]
pub(super) struct Done {
    done: Option<String>,
}

/// `/me/organisations`
pub(super) async fn list(visit: Visit, Query(query): Query<Done>) -> Answer<Response> {
    let done = ["applied", "withdrawn", "left"].into_iter().find(|one| query.done.as_deref() == Some(one));
    shown(&visit, Trouble::default(), done).await
}

async fn shown(visit: &Visit, trouble: Trouble, done: Option<&'static str>) -> Answer<Response> {
    let account = visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?.account;
    let mine = visit.office.view(move |conn| views::own(conn, account)).await?;
    let page = MinePage { c: visit.chrome(Section::Mine), mine, trouble, done };
    page.trouble.page(&page)
}

#[derive(Deserialize)]
pub(super) struct Nonce {
    key: Option<String>,
}

/// `POST /organisations/{organisation}/memberships`
pub(super) async fn apply(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Form(form): Form<Nonce>,
) -> Answer<Response> {
    let asked = visit.office.act(visit.ask_once(form.key), Apply { organisation }, membership::apply).await;
    answered(&visit, asked.map(|_| "applied")).await
}

/// `POST /memberships/{membership}/withdrawal`
pub(super) async fn withdraw(
    Known(visit): Known,
    Path(membership): Path<MembershipId>,
    Form(form): Form<Nonce>,
) -> Answer<Response> {
    let asked = visit.office.act(visit.ask_once(form.key), End { membership }, membership::withdraw).await;
    answered(&visit, asked.map(|_| "withdrawn")).await
}

/// `POST /memberships/{membership}/departure`
pub(super) async fn leave(
    Known(visit): Known,
    Path(membership): Path<MembershipId>,
    Form(form): Form<Nonce>,
) -> Answer<Response> {
    let asked = visit.office.act(visit.ask_once(form.key), End { membership }, membership::leave).await;
    answered(&visit, asked.map(|_| "left")).await
}

async fn answered(visit: &Visit, answer: Result<&'static str, Failure>) -> Answer<Response> {
    match answer {
        Ok(done) => Ok(see(format!("/me/organisations?done={done}"))),
        Err(failure) => shown(visit, Trouble::of(failure, visit.words())?, None).await,
    }
}

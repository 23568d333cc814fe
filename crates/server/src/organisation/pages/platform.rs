//! The platform's desk: the tops of the trees, and the roots that wait for a decision.

use super::reviews::{Decision, Subject, field};
use crate::{
    account::OWNER,
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        web::{Chrome, Form, Known, Section, Trouble, Visit, page, see},
    },
    organisation::{
        rights::platform_steward,
        views::{self, OrganisationCard, Place, Query as Wanted, Waiting},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{kernel::OrganisationId, organisation::Registration};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/platform.html")]
struct PlatformPage {
    c: Chrome,
    waiting: Vec<Waiting>,
    roots: Vec<OrganisationCard>,
    done: Option<String>,
}

impl PlatformPage {
    /// Whether the viewer sees what no provider is connected to send.
    fn is_owner(&self) -> bool {
        self.c.viewer.as_ref().is_some_and(|viewer| viewer.platform_role == OWNER)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: Option<String>,
}

/// `/platform`
pub(super) async fn home(visit: Visit, Query(query): Query<Done>) -> Answer<Response> {
    visit.login()?;
    let by = visit.actor();
    let (waiting, roots) = visit
        .office
        .view(move |conn| {
            platform_steward(conn, &by)?;
            let roots = views::list(conn, &Wanted { place: Place::Roots, ..Wanted::default() })?.0;
            Ok((views::waiting(conn, None)?, roots))
        })
        .await?;
    let done = query.done.filter(|one| ["approve", "return", "refuse"].contains(&one.as_str()));
    page(&PlatformPage { c: visit.chrome(Section::Platform), waiting, roots, done })
}

#[derive(Template)]
#[template(path = "organisation/pages/platform-review.html")]
struct RootPage {
    c: Chrome,
    s: Subject,
    form: Decision,
    trouble: Trouble,
}

impl RootPage {
    fn reason_max(&self) -> u32 {
        Registration::REASON_CHARS_MAX
    }
}

/// `/platform/reviews/{subject}`
pub(super) async fn show(visit: Visit, Path(subject): Path<OrganisationId>) -> Answer<Response> {
    shown(&visit, subject, Decision::default(), Trouble::default()).await
}

/// A root. What an organisation reviews isn't there at the platform's desk.
async fn root(visit: &Visit, subject: OrganisationId) -> Answer<Subject> {
    visit.login()?;
    let by = visit.actor();
    let look = move |conn: &mut Conn| {
        platform_steward(conn, &by)?;
        let s = Subject::read(conn, subject)?;
        if s.core.reviewed_by().is_some() { Err(Failure::NotFound) } else { Ok(s) }
    };
    visit.office.view(look).await
}

async fn shown(visit: &Visit, subject: OrganisationId, form: Decision, trouble: Trouble) -> Answer<Response> {
    let s = root(visit, subject).await?;
    let page = RootPage { c: visit.chrome(Section::Platform), s, form, trouble };
    page.trouble.page(&page)
}

/// `POST /platform/reviews/{subject}`
pub(super) async fn decide(
    Known(visit): Known,
    Path(subject): Path<OrganisationId>,
    Form(form): Form<Decision>,
) -> Answer<Response> {
    root(&visit, subject).await?;
    match form.carry_out(&visit, subject).await {
        Ok(done) => Ok(see(format!("/platform?done={done}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(field);
            shown(&visit, subject, form, trouble).await
        }
    }
}

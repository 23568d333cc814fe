//! The platform's desk: the tops of the trees, and the roots that wait for a decision.

use super::reviews::{Decision, Subject, field};
use crate::{
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        web::{Chrome, Form, Known, Section, Trouble, Visit, page, see},
    },
    organisation::{
        rights::{PlatformSteward, platform_powers, platform_steward},
        views::{self, OrganisationCard, Place, Query as Wanted, Waiting},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{account::Power, kernel::OrganisationId, organisation::Registration};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/platform.html")]
struct PlatformPage {
    c: Chrome,
    by: PlatformSteward,
    waiting: Vec<Waiting>,
    roots: Vec<OrganisationCard>,
    done: Option<String>,
}

/// What the desk leads to; who only answers tickets has those alone.
const DESK: [Power; 7] = [
    Power::Organisations,
    Power::People,
    Power::LoginRules,
    Power::Posts,
    Power::Platforms,
    Power::Installation,
    Power::Trail,
];

/// A part of the desk: address, sign, words, and whose work it is.
type Way = (&'static str, &'static str, &'static str, Power);

const WAYS: [Way; 11] = [
    ("/platform/tickets", "chat", "help-desk-platform", Power::Tickets),
    ("/platform/objections", "flag", "objection-desk", Power::Organisations),
    ("/platform/make-ups", "clock", "make-up-list", Power::Organisations),
    ("/platform/appeals", "shield", "appeal-desk", Power::People),
    ("/platform/records", "search", "record-desk", Power::People),
    ("/platform/suspended-accounts", "lock", "suspended-title", Power::People),
    ("/platform/second-factor", "key", "second-factor-demand-title", Power::LoginRules),
    ("/platform/people", "users", "administration-title", Power::Posts),
    ("/platform/clients", "link", "client-title", Power::Platforms),
    ("/outbox", "mail", "outbox-title", Power::Installation),
    ("/platform/trail", "eye", "org-desk-trail", Power::Trail),
];

impl PlatformPage {
    fn ways(&self) -> impl Iterator<Item = &'static Way> {
        WAYS.iter().filter(|(.., power)| self.by.may(*power))
    }

    fn reviews(&self) -> bool {
        self.by.may(Power::Organisations)
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
    let (by, waiting, roots) = visit
        .office
        .view(move |conn| {
            let by = platform_powers(conn, &by, &DESK)?;
            if !by.may(Power::Organisations) {
                return Ok((by, Vec::new(), Vec::new()));
            }
            let roots = views::list(conn, &Wanted { place: Place::Roots, ..Wanted::default() })?.0;
            Ok((by, views::waiting(conn, None)?, roots))
        })
        .await?;
    let done = query.done.filter(|one| ["approve", "return", "refuse", "divided"].contains(&one.as_str()));
    page(&PlatformPage { c: visit.chrome(Section::Platform), by, waiting, roots, done })
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

//! What organisations below hand in for review: registrations are decided here, activities and make-ups on their own pages.

use super::{Side, paragraphs};
use crate::{
    file,
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal, Failure},
        web::{Chrome, Form, Known, Section, Trouble, Visit, page, see},
    },
    organisation::{
        actions::{
            profile::{self, DecideBecoming},
            registration::{self, Decide, Texts, Verdict},
        },
        rights::{platform_steward, steward, steward_of_subtree},
        store::{self, Core, State},
        views::{self, HandedIn, Waiting},
    },
    region,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    kernel::{BlobId, OrganisationId},
    organisation::{Act, Registration, Scope},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/reviews.html")]
struct ReviewsPage {
    c: Chrome,
    side: Side,
    organisations: Vec<Waiting>,
    activities: Vec<HandedIn>,
    make_ups: Vec<HandedIn>,
    is_below: bool,
    done: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    level: String,
    done: Option<String>,
}

/// `/steward/{organisation}/reviews`
pub(super) async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, now, is_below) = (visit.actor(), visit.now, asked.level == "below");
    let (side, organisations, activities, make_ups) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "reviews", now)?;
            let scope = match is_below {
                true => steward_of_subtree(conn, &by, id, Act::Review, now)?.1,
                false => Scope::Own(steward(conn, &by, id, Act::Review, now)?.organisation()),
            };
            let organisations = views::waiting(conn, Some(scope))?;
            Ok((
                side,
                organisations,
                views::activities_to_review(conn, scope)?,
                views::make_ups_to_review(conn, scope)?,
            ))
        })
        .await?;
    let done = asked.done.filter(|one| ["approve", "return", "refuse"].contains(&one.as_str()));
    page(&ReviewsPage { c: visit.chrome(Section::Steward), side, organisations, activities, make_ups, is_below, done })
}

/// A registration in full, as its reviewer reads it.
pub(super) struct Subject {
    pub core: Core,
    pub texts: Texts,
    pub paragraphs: Vec<String>,
    pub region: String,
    pub parent: Option<String>,
    pub becomes_with: Option<String>,
    pub evidence: bool,
}

impl Subject {
    /// Reads one that waits; what doesn't wait is told by its state.
    pub fn read(conn: &mut Conn, id: OrganisationId) -> Answer<Subject> {
        let core = store::core(conn, id)?;
        let texts = store::texts(conn, id)?;
        let pending = store::pending(conn, id)?;
        let parent = core.parent.map(|parent| store::name_of(conn, parent)).transpose()?;
        Ok(Subject {
            paragraphs: paragraphs(&texts.introduction),
            region: region::find(&texts.region).map(region::full_name).unwrap_or_default(),
            parent,
            evidence: pending.is_some() || store::evidence(conn, id)?.is_some(),
            becomes_with: pending.map(|(code, _)| code),
            core,
            texts,
        })
    }

    pub fn waits(&self) -> bool {
        self.core.state == State::Applied || self.becomes_with.is_some()
    }
}

#[derive(Template)]
#[template(path = "organisation/pages/review.html")]
struct ReviewPage {
    c: Chrome,
    side: Side,
    s: Subject,
    form: Decision,
    trouble: Trouble,
}

impl ReviewPage {
    fn back(&self) -> String {
        format!("/steward/{}/reviews", self.side.organisation)
    }

    fn reason_max(&self) -> u32 {
        Registration::REASON_CHARS_MAX
    }
}

/// `/steward/{organisation}/reviews/{subject}`
pub(super) async fn show(visit: Visit, Path(ids): Path<(OrganisationId, OrganisationId)>) -> Answer<Response> {
    shown(&visit, ids, Decision::default(), Trouble::default()).await
}

async fn shown(
    visit: &Visit,
    (id, subject): (OrganisationId, OrganisationId),
    form: Decision,
    trouble: Trouble,
) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let (side, s) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "reviews", now)?;
            let s = Subject::read(conn, subject)?;
            let above = s.core.reviewed_by().ok_or(Failure::NotFound)?;
            steward(conn, &by, above, Act::Review, now)?;
            Ok((side, s))
        })
        .await?;
    let page = ReviewPage { c: visit.chrome(Section::Steward), side, s, form, trouble };
    page.trouble.page(&page)
}

/// A decision as the form sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Decision {
    key: Option<String>,
    verdict: Option<Verdict>,
    /// Set when the group's wish to be an organisation is decided.
    becoming: Option<bool>,
    pub reason: String,
}

impl Decision {
    /// Carries the decision out; the answer names what was done.
    pub async fn carry_out(&self, visit: &Visit, organisation: OrganisationId) -> Answer<&'static str> {
        let verdict = self.verdict.ok_or_else(|| DoorRefusal::BadForm { field: "verdict".into() })?;
        let (ask, reason) = (visit.ask_once(self.key.clone()), self.reason.clone());
        if self.becoming == Some(true) {
            let approve = verdict == Verdict::Approve;
            let cmd = DecideBecoming { organisation, approve, reason };
            visit.office.act(ask, cmd, profile::decide_becoming).await?;
        } else {
            visit.office.act(ask, Decide { organisation, verdict, reason }, registration::decide).await?;
        }
        Ok(match verdict {
            Verdict::Approve => "approve",
            Verdict::Return => "return",
            Verdict::Refuse => "refuse",
        })
    }
}

/// The field beside which a refused decision is told.
pub(super) fn field(code: &str) -> Option<&'static str> {
    (code == "organisation.reason-missing").then_some("reason")
}

/// `POST /steward/{organisation}/reviews/{subject}`
pub(super) async fn decide(
    Known(visit): Known,
    Path((id, subject)): Path<(OrganisationId, OrganisationId)>,
    Form(form): Form<Decision>,
) -> Answer<Response> {
    match form.carry_out(&visit, subject).await {
        Ok(done) => Ok(see(format!("/steward/{id}/reviews?done={done}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(field);
            shown(&visit, (id, subject), form, trouble).await
        }
    }
}

/// `/organisations/{organisation}/evidence`: the paper of a registration, for its applicant and its reviewers.
pub(super) async fn evidence(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    let account = visit.login()?.account;
    let (by, now) = (visit.actor(), visit.now);
    let stored = visit
        .office
        .view(move |conn| {
            let core = store::core(conn, id)?;
            if core.applied_by != Some(account) {
                match core.reviewed_by() {
                    Some(above) => steward(conn, &by, above, Act::Review, now).map(|_| ())?,
                    None => platform_steward(conn, &by).map(|_| ())?,
                }
            }
            let pending: Option<BlobId> = store::pending(conn, id)?.map(|(_, evidence)| evidence);
            let paper = pending.or(store::evidence(conn, id)?).ok_or(Failure::NotFound)?;
            file::stored(conn, paper)
        })
        .await?;
    file::serve(&visit.office, stored.address).await
}

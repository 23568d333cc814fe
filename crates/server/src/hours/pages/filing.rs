//! Handing in a make-up: people from a list or by their numbers, one time for all or one for each, a reason and a paper.

use super::typed::{self, Time};
use crate::{
    file,
    hours::make_up::{self, Candidate, Submit},
    kernel::{
        db::Conn,
        failure::{Answer, Failure, FieldRefused},
        office::Office,
        web::{Chrome, Key, Known, Section, Trouble, Upload, Visit, see, upload_limit},
    },
    organisation::{Side, steward},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{
    hours::HoursRefusal,
    kernel::{ActivityId, BlobId, MakeUpId, OrganisationId, VolunteerId, local_date},
    organisation::Act,
};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/{organisation}/make-ups/new", get(blank).post(send)).layer(upload_limit())
}

/// The fields as they are typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Draft {
    key: Key,
    /// The id of an activity; empty for none.
    activity: String,
    pick: Vec<VolunteerId>,
    numbers: String,
    hours: String,
    minutes: String,
    served_on: String,
    reason: String,
    /// The paper that came with an earlier try.
    kept: String,
}

#[derive(Template)]
#[template(path = "hours/pages/filing.html")]
struct FilingPage {
    c: Chrome,
    side: Side,
    activities: Vec<(ActivityId, String, Timestamp)>,
    about: Option<ActivityId>,
    people: Vec<Candidate>,
    draft: Draft,
    today: Date,
    trouble: Trouble,
}

impl FilingPage {
    fn is_about(&self, id: &ActivityId) -> bool {
        self.about == Some(*id)
    }

    fn is_picked(&self, one: &Candidate) -> bool {
        self.draft.pick.contains(&one.id)
    }

    /// The people of an activity are few and asked for; the members of an organisation are looked through on demand.
    fn lists_people(&self) -> bool {
        self.about.is_some() || !self.draft.pick.is_empty()
    }

    fn has_paper(&self) -> bool {
        !self.draft.kept.is_empty()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    activity: String,
}

async fn blank(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    let draft = Draft { activity: asked.activity, ..Draft::default() };
    let page = filing_page(&visit, id, draft, Trouble::default()).await?;
    page.trouble.page(&page)
}

async fn filing_page(visit: &Visit, id: OrganisationId, draft: Draft, trouble: Trouble) -> Answer<FilingPage> {
    visit.login()?;
    let (by, now, wanted) = (visit.actor(), visit.now, draft.activity.parse::<ActivityId>().ok());
    let look = move |conn: &mut Conn| {
        steward(conn, &by, id, Act::Hours, now)?;
        let activities = make_up::begun(conn, id, now)?;
        let about = wanted.filter(|wanted| activities.iter().any(|(known, ..)| known == wanted));
        let people = make_up::candidates(conn, id, about)?;
        Ok((Side::read(conn, &by, id, "make-ups", now)?, activities, about, people))
    };
    let (side, activities, about, people) = visit.office.view(look).await?;
    let c = visit.chrome(Section::Steward);
    Ok(FilingPage { c, side, activities, about, people, draft, today: local_date(now), trouble })
}

type Sent = Result<Upload<Draft>, Failure>;

async fn send(Known(visit): Known, Path(id): Path<OrganisationId>, upload: Sent) -> Answer<Response> {
    // The right is looked at before anything that was sent.
    let page = filing_page(&visit, id, Draft::default(), Trouble::default()).await?;
    let upload = upload?;
    let page = match upload.fields.activity.is_empty() {
        true => page,
        false => filing_page(&visit, id, upload.fields.clone(), Trouble::default()).await?,
    };
    let mut draft = upload.fields.clone();
    match filed(&visit, &page, &upload, &mut draft).await {
        Ok(made) => Ok(see(format!("/steward/make-ups/{made}"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(beside);
            let page = FilingPage { draft, trouble, ..page };
            page.trouble.page(&page)
        }
    }
}

async fn filed(visit: &Visit, page: &FilingPage, upload: &Upload<Draft>, draft: &mut Draft) -> Answer<MakeUpId> {
    let evidence = paper(visit, upload).await?;
    if let Some(paper) = evidence {
        draft.kept = paper.to_string();
    }
    let common = Time { hours: &draft.hours, minutes: &draft.minutes };
    let lines = typed::lines(visit, (&draft.pick, &draft.numbers), common, &draft.served_on).await?;
    if lines.is_empty() {
        return Err(HoursRefusal::Empty.into());
    }
    let cmd = Submit {
        organisation: page.side.organisation,
        activity: page.about,
        lines,
        reason: draft.reason.clone(),
        evidence: evidence.map(BlobId::get),
    };
    visit.office.act(visit.ask_once(draft.key.0.clone()), cmd, make_up::submit).await
}

/// The paper that came with the form, or with an earlier try of it.
async fn paper(visit: &Visit, upload: &Upload<Draft>) -> Answer<Option<BlobId>> {
    let Some(sent) = upload.file("evidence") else { return Ok(upload.fields.kept.parse().ok()) };
    let ask = visit.ask_once(upload.fields.key.0.clone()).step("paper");
    match file::keep(&visit.office, ask, file::EVIDENCE, sent).await {
        Err(Failure::Refused(refusal)) => Err(Failure::Refused(Box::new(FieldRefused { field: "evidence", refusal }))),
        other => other.map(Some),
    }
}

/// The field that a refusal is about.
fn beside(code: &str) -> Option<&'static str> {
    match code {
        "hours.empty" | "hours.not-activated" | "hours.unknown-number" => Some("numbers"),
        "hours.minutes-out-of-range" => Some("minutes"),
        "hours.in-the-future" => Some("served_on"),
        "hours.reason-missing" => Some("reason"),
        "hours.evidence-missing" => Some("evidence"),
        _ => None,
    }
}

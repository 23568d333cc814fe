//! Activities for programs.

use super::{
    actions::{self, Agreed, Cancel, Edit, Propose, Review},
    views::{self, Card, Query, Shown, When},
};
use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{
    Json,
    extract::{Path, Query as Params},
    http::StatusCode,
};
use domain::{
    activity::{
        Category, Decision, Details, Kind, Opening, Part, Place, Post, Proposal, Requirements, Session,
        TimekeepingMethods,
    },
    kernel::{ActivityId, Minutes, OrganisationId},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show, edit))
        .routes(routes!(propose))
        .routes(routes!(review))
        .routes(routes!(cancel))
}

/// What was made.
#[derive(Serialize, ToSchema)]
pub struct Made {
    /// The new id.
    pub id: String,
}

/// The state after a change.
#[derive(Serialize, ToSchema)]
pub struct Now {
    pub state: String,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct ListParams {
    /// A category's name.
    category: Option<String>,
    /// A division code; trailing zeros cover what is below.
    region: Option<String>,
    organisation_id: Option<String>,
    /// Words of the title, the address, or the activity's number.
    q: Option<String>,
    /// `coming` (default) or `past`.
    when: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of activities.
#[derive(Serialize, ToSchema)]
pub struct Page {
    pub items: Vec<Card>,
    pub next: Option<String>,
}

/// Public activities.
#[utoipa::path(get, path = "/activities", params(ListParams), tag = "activity",
    responses((status = 200, body = Page), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn list(visit: Visit, Params(params): Params<ListParams>) -> Answer<Json<Page>> {
    let query = query(params)?;
    let now = visit.now;
    let (items, next) = visit.office.view(move |conn| views::list(conn, &query, now)).await?;
    Ok(Json(Page { items, next: next.map(|(start, id)| format!("{start}.{id}")) }))
}

fn query(params: ListParams) -> Answer<Query> {
    let bad = |field: &str| DoorRefusal::BadForm { field: field.into() };
    let cursor = |text: &str| {
        let (start, id) = text.split_once('.')?;
        Some((start.parse().ok()?, id.parse().ok()?))
    };
    let category = params.category.map(|name| Category::parse(&name).ok_or_else(|| bad("category"))).transpose()?;
    let after = params.after.map(|text| cursor(&text).ok_or_else(|| bad("after"))).transpose()?;
    let organisation = params.organisation_id.map(|id| id.parse().map_err(|_| bad("organisation_id"))).transpose()?;
    let when = match params.when.as_deref() {
        None | Some("coming") => When::Coming,
        Some("past") => When::Past,
        Some(_) => return Err(bad("when").into()),
    };
    Ok(Query { category, region: params.region, organisation, words: params.q, when, after })
}

/// One public activity.
#[utoipa::path(get, path = "/activities/{id}", params(("id" = String, Path)), tag = "activity",
    responses((status = 200, body = Shown), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn show(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Json<Shown>> {
    let now = visit.now;
    Ok(Json(visit.office.view(move |conn| views::shown(conn, id, now)).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposalBody {
    /// `service` or `training`.
    #[schema(value_type = String)]
    kind: Kind,
    #[schema(value_type = String, example = "care")]
    category: Category,
    title: String,
    description: String,
    address: String,
    contact_name: String,
    contact_phone: String,
    person_in_charge: String,
    #[serde(default)]
    safeguards: String,
    #[serde(default)]
    risks: String,
    latitude: f64,
    longitude: f64,
    radius_metres: u32,
    sessions: Vec<SessionBody>,
    recruitment: Option<RecruitmentBody>,
    timekeeping: Option<TimekeepingBody>,
    expected: u32,
    #[serde(default)]
    dangerous: bool,
    #[serde(default)]
    policy_number: String,
    /// The version of the integrity agreement that the publisher accepts with this submission.
    agreed_version: Option<u32>,
    /// The publisher was shown the whole text of that version; owed when it is new to them.
    #[serde(default)]
    agreed_in_full: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SessionBody {
    #[schema(value_type = String, example = "2026-11-28T09:00:00+08:00")]
    starts_at: Timestamp,
    #[schema(value_type = String, example = "2026-11-28T12:00:00+08:00")]
    ends_at: Timestamp,
    #[serde(default)]
    break_minutes: u32,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RecruitmentBody {
    #[schema(value_type = String)]
    opens_at: Timestamp,
    #[schema(value_type = String)]
    closes_at: Timestamp,
    positions: Vec<PositionBody>,
    #[serde(default)]
    own_members_only: bool,
    #[serde(default)]
    waiting_list: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PositionBody {
    title: String,
    places: u32,
    age_min: Option<u8>,
    age_max: Option<u8>,
    sex: Option<u8>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "five independent switches of one body")]
struct TimekeepingBody {
    organiser_shows_code: bool,
    organiser_scans: bool,
    typed_code: bool,
    self_sign_in: bool,
    walk_ins: bool,
}

impl ProposalBody {
    fn agreed(&self) -> Option<Agreed> {
        self.agreed_version.map(|version| Agreed { version, in_full: self.agreed_in_full })
    }

    fn proposal(self) -> Answer<Proposal> {
        let post = |body: PositionBody| Post {
            title: body.title,
            places: body.places,
            requirements: Requirements { age_min: body.age_min, age_max: body.age_max, sex: body.sex },
        };
        let opening = |body: RecruitmentBody| Opening {
            opens_at: body.opens_at,
            closes_at: body.closes_at,
            posts: body.positions.into_iter().map(post).collect(),
            own_members_only: body.own_members_only,
            waiting_list: body.waiting_list,
        };
        let methods = |body: TimekeepingBody| TimekeepingMethods {
            organiser_shows_code: body.organiser_shows_code,
            organiser_scans: body.organiser_scans,
            typed_code: body.typed_code,
            self_sign_in: body.self_sign_in,
            walk_ins: body.walk_ins,
        };
        let session = |body: SessionBody| Session {
            starts_at: body.starts_at,
            ends_at: body.ends_at,
            breaks: Minutes(body.break_minutes),
        };
        Ok(Proposal {
            kind: self.kind,
            category: self.category,
            details: Details {
                title: self.title,
                description: self.description,
                address: self.address,
                contact_name: self.contact_name,
                contact_phone: self.contact_phone,
                person_in_charge: self.person_in_charge,
                safeguards: self.safeguards,
                risks: self.risks,
            },
            place: Place::parse(self.latitude, self.longitude, self.radius_metres)?,
            sessions: self.sessions.into_iter().map(session).collect(),
            opening: self.recruitment.map(opening),
            timekeeping: self.timekeeping.map(methods),
            expected: self.expected,
            dangerous: self.dangerous,
            policy_number: self.policy_number,
        })
    }
}

/// Propose an activity.
#[utoipa::path(post, path = "/organisations/{id}/activities", params(("id" = String, Path)), request_body = ProposalBody,
    tag = "activity", responses((status = 201, body = Made), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn propose(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<ProposalBody>,
) -> Answer<(StatusCode, Json<Made>)> {
    let agreed = body.agreed();
    let cmd = Propose { organisation, proposal: body.proposal()?, agreed };
    let id = visit.office.act(visit.ask(), cmd, actions::propose).await?;
    Ok((StatusCode::CREATED, Json(Made { id: id.to_string() })))
}

/// Edit an activity; a change of time, place or rules is reviewed again.
#[utoipa::path(put, path = "/activities/{id}", params(("id" = String, Path)), request_body = ProposalBody, tag = "activity",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn edit(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<ProposalBody>,
) -> Answer<Json<Now>> {
    let agreed = body.agreed();
    let cmd = Edit { activity, proposal: body.proposal()?, agreed };
    let state = visit.office.act(visit.ask(), cmd, actions::edit).await?;
    Ok(Json(Now { state: state.name().into() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewBody {
    /// `recruitment` or `timekeeping`.
    #[schema(value_type = String)]
    part: Part,
    approve: bool,
    /// Owed when the part is returned.
    #[serde(default)]
    reason: String,
}

/// Decide about one part of an activity, as the organisation above.
#[utoipa::path(post, path = "/activities/{id}/reviews", params(("id" = String, Path)), request_body = ReviewBody, tag = "activity",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn review(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<ReviewBody>,
) -> Answer<Json<Now>> {
    let decision = if body.approve { Decision::Approve } else { Decision::Return { reason: body.reason } };
    let cmd = Review { activity, part: body.part, decision };
    let state = visit.office.act(visit.ask(), cmd, actions::review).await?;
    Ok(Json(Now { state: state.name().into() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CancelBody {
    reason: String,
}

/// Call an activity off; everyone who signed up is told.
#[utoipa::path(post, path = "/activities/{id}/cancellation", params(("id" = String, Path)), request_body = CancelBody, tag = "activity",
    responses((status = 200, body = Now), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn cancel(
    Known(visit): Known,
    Path(activity): Path<ActivityId>,
    Body(body): Body<CancelBody>,
) -> Answer<Json<Now>> {
    let state = visit.office.act(visit.ask(), Cancel { activity, reason: body.reason }, actions::cancel).await?;
    Ok(Json(Now { state: state.name().into() }))
}

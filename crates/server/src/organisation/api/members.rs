//! Belonging, for programs.

use super::{MadeId, StateNow, bad, parsed};
use crate::{
    about::{self, Shown},
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal},
        web::{Body, Known, Problem, Visit},
    },
    organisation::{
        actions::identity::{self, Show},
        actions::membership::{self, Apply, BATCH_MAX, Decide, End, Outcome, Word},
        pages,
        rights::{held_member, steward, steward_of_subtree},
        views::{self, MemberLine, MemberQuery, OwnMembership, StateFilter},
    },
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    about::Skill,
    kernel::{MembershipId, OrganisationId},
    organisation::{Act, Scope},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Apply to belong to an organisation.
#[utoipa::path(post, path = "/organisations/{id}/memberships", params(("id" = String, Path)), tag = "membership",
    responses((status = 201, body = MadeId), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn apply(
    visit: Visit,
    Path(organisation): Path<OrganisationId>,
) -> Answer<(StatusCode, Json<MadeId>)> {
    let id = visit.office.act(visit.ask(), Apply { organisation }, membership::apply).await?;
    Ok((StatusCode::CREATED, Json(MadeId { id: id.to_string() })))
}

/// One's own belongings, held ones first.
#[derive(Serialize, ToSchema)]
pub struct OwnMemberships {
    pub items: Vec<OwnMembership>,
    pub next: Option<String>,
}

/// My belongings.
#[utoipa::path(get, path = "/me/memberships", tag = "membership",
    responses((status = 200, body = OwnMemberships), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn own(visit: Visit) -> Answer<Json<OwnMemberships>> {
    let account = visit.login()?.account;
    let own = visit.office.view(move |conn| views::own(conn, account)).await?;
    Ok(Json(OwnMemberships { items: own.memberships, next: None }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberParams {
    /// `pending` (default), `approved` or `ended`.
    state: Option<String>,
    /// Also those of organisations below.
    #[serde(default)]
    below: bool,
    /// A whole volunteer number.
    number: Option<String>,
    /// Only those who say that they can do this, such as `medical`.
    skill: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of belongings.
#[derive(Serialize, ToSchema)]
pub struct MemberPage {
    pub items: Vec<MemberLine>,
    pub next: Option<String>,
}

/// The belongings of an organisation, names masked.
#[utoipa::path(get, path = "/organisations/{id}/memberships", params(("id" = String, Path), MemberParams), tag = "membership",
    responses((status = 200, body = MemberPage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn list(
    visit: Visit,
    Path(at): Path<OrganisationId>,
    Query(params): Query<MemberParams>,
) -> Answer<Json<MemberPage>> {
    visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?;
    let (by, now) = (visit.actor(), visit.now);
    let state = params.state.map(|name| StateFilter::parse(&name).ok_or_else(|| bad("state"))).transpose()?;
    let skill = params.skill.map(|name| Skill::parse(&name).ok_or_else(|| bad("skill"))).transpose()?;
    let query = MemberQuery {
        state: state.unwrap_or_default(),
        number: params.number,
        skill: skill.filter(|_| state != Some(StateFilter::Ended)),
        after: parsed("after", params.after.as_deref())?,
    };
    let below = params.below;
    let (items, next) = visit
        .office
        .view(move |conn| {
            let scope = match below {
                true => steward_of_subtree(conn, &by, at, Act::Look, now)?.1,
                false => Scope::Own(steward(conn, &by, at, Act::Look, now)?.organisation()),
            };
            views::members(conn, scope, &query, now)
        })
        .await?;
    Ok(Json(MemberPage { items, next: next.map(|id| id.to_string()) }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WordBody {
    /// `approve`, `reject` or `remove`.
    #[schema(value_type = String)]
    word: Word,
    /// Owed for rejecting and removing.
    #[serde(default)]
    reason: String,
}

/// Decide about one belonging.
#[utoipa::path(post, path = "/memberships/{id}/decisions", params(("id" = String, Path)), request_body = WordBody,
    tag = "membership", responses((status = 200, body = StateNow), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn decide(
    Known(visit): Known,
    Path(id): Path<MembershipId>,
    Body(body): Body<WordBody>,
) -> Answer<Json<StateNow>> {
    let cmd = Decide { memberships: vec![id], word: body.word, reason: body.reason };
    let state = visit.office.act(visit.ask(), cmd, membership::decide_one).await?;
    Ok(Json(StateNow { state }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LookBody {
    /// Kept in the trail, and shown to the member.
    reason: String,
}

/// Who a member is, in full.
#[derive(Serialize, ToSchema)]
pub struct MemberIdentity {
    #[schema(value_type = String)]
    pub volunteer_id: domain::kernel::VolunteerId,
    pub name: String,
    pub kind: &'static str,
    pub number: String,
    #[schema(value_type = String, format = Date)]
    pub born_on: jiff::civil::Date,
    pub phone: Option<String>,
}

/// Look at a member's identity, as a steward of the organisation. The look is written down before anything is shown.
#[utoipa::path(post, path = "/memberships/{id}/identity-showings", params(("id" = String, Path)), request_body = LookBody,
    tag = "membership", responses((status = 200, body = MemberIdentity), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn look(
    Known(visit): Known,
    Path(membership): Path<MembershipId>,
    Body(body): Body<LookBody>,
) -> Answer<Json<MemberIdentity>> {
    let id = visit.office.act(visit.ask(), Show { membership, reason: body.reason }, identity::show).await?;
    let (data, phone) = pages::read_identity(&visit, id).await?;
    let (name, kind, born_on) = (data.full_name(), data.kind.name(), data.born_on);
    let phone = phone.map(|phone| phone.national().to_owned());
    Ok(Json(MemberIdentity { volunteer_id: id, name, kind, number: data.number, born_on, phone }))
}

/// What a member says about themselves: skills and offers, without the address.
#[utoipa::path(get, path = "/memberships/{id}/about", params(("id" = String, Path)), tag = "membership",
    responses((status = 200, body = Shown), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn about(visit: Visit, Path(membership): Path<MembershipId>) -> Answer<Json<Shown>> {
    visit.login()?;
    let (by, now, office) = (visit.actor(), visit.now, visit.office.clone());
    let look = move |conn: &mut Conn| {
        let person = held_member(conn, &by, membership, now)?.person;
        about::shown(conn, &office.means.keys, person)
    };
    Ok(Json(visit.office.view(look).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchBody {
    /// At most 200.
    #[schema(value_type = Vec<String>)]
    memberships: Vec<MembershipId>,
    #[schema(value_type = String)]
    word: Word,
    #[serde(default)]
    reason: String,
}

/// What became of each.
#[derive(Serialize, ToSchema)]
pub struct Outcomes {
    pub items: Vec<Outcome>,
}

/// Decide about many belongings; what a rule refuses stays as it is.
#[utoipa::path(post, path = "/membership-decisions", request_body = BatchBody, tag = "membership",
    responses((status = 200, body = Outcomes), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn decide_many(Known(visit): Known, Body(body): Body<BatchBody>) -> Answer<Json<Outcomes>> {
    if body.memberships.len() > BATCH_MAX {
        return Err(bad("memberships").into());
    }
    let cmd = Decide { memberships: body.memberships, word: body.word, reason: body.reason };
    let items = visit.office.act(visit.ask(), cmd, membership::decide).await?;
    Ok(Json(Outcomes { items }))
}

/// Take one's application back.
#[utoipa::path(post, path = "/memberships/{id}/withdrawal", params(("id" = String, Path)), tag = "membership",
    responses((status = 200, body = StateNow), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn withdraw(visit: Visit, Path(membership): Path<MembershipId>) -> Answer<Json<StateNow>> {
    let state = visit.office.act(visit.ask(), End { membership }, membership::withdraw).await?;
    Ok(Json(StateNow { state }))
}

/// Leave an organisation; at least one belonging stays.
#[utoipa::path(post, path = "/memberships/{id}/departure", params(("id" = String, Path)), tag = "membership",
    responses((status = 200, body = StateNow), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn leave(visit: Visit, Path(membership): Path<MembershipId>) -> Answer<Json<StateNow>> {
    let state = visit.office.act(visit.ask(), End { membership }, membership::leave).await?;
    Ok(Json(StateNow { state }))
}

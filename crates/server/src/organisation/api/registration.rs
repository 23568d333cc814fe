//! Registering organisations and changing what they are.

use super::{MadeId, StateNow};
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Body, Known, Problem, Visit},
    },
    organisation::{
        actions::{
            profile::{self, Become, DecideBecoming, Edit},
            registration::{self, Decide, Register, SendAgain, Texts, Verdict},
        },
        rights::{platform_steward, steward, steward_of_subtree},
        views::{self, Waiting},
    },
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    kernel::{BlobId, OrganisationId},
    organisation::{Act, Kind, Root, Scope},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TextsBody {
    name: String,
    /// The unified social credit code (GB 32100); groups have none.
    #[serde(default)]
    code: String,
    /// A division's code.
    #[schema(example = "440106")]
    region: String,
    #[serde(default)]
    address: String,
    contact_name: String,
    contact_phone: String,
    #[serde(default)]
    introduction: String,
}

impl From<TextsBody> for Texts {
    fn from(body: TextsBody) -> Texts {
        Texts {
            name: body.name,
            code: body.code,
            region: body.region,
            address: body.address,
            contact_name: body.contact_name,
            contact_phone: body.contact_phone,
            introduction: body.introduction,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RegisterBody {
    /// The organisation above; without it the platform is asked for a root.
    #[schema(value_type = Option<String>)]
    parent_id: Option<OrganisationId>,
    /// What a root stands for.
    #[schema(value_type = Option<String>, example = "cities")]
    branch: Option<Root>,
    #[schema(value_type = String, example = "group")]
    kind: Kind,
    /// The paper that proves it, uploaded before.
    #[schema(value_type = Option<String>)]
    evidence_id: Option<BlobId>,
    texts: TextsBody,
}

/// Register an organisation or group; the organisation above decides.
#[utoipa::path(post, path = "/organisations", request_body = RegisterBody, tag = "organisation",
    responses((status = 201, body = MadeId), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn register(
    Known(visit): Known,
    Body(body): Body<RegisterBody>,
) -> Answer<(StatusCode, Json<MadeId>)> {
    let cmd = Register {
        parent: body.parent_id,
        branch: body.branch,
        kind: body.kind,
        texts: body.texts.into(),
        evidence: body.evidence_id,
    };
    let id = visit.office.act(visit.ask(), cmd, registration::register).await?;
    Ok((StatusCode::CREATED, Json(MadeId { id: id.to_string() })))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionBody {
    /// `approve`, `return` or `refuse`.
    #[schema(value_type = String)]
    verdict: Verdict,
    /// Owed unless it is approved.
    #[serde(default)]
    reason: String,
}

/// Decide about a registration, as the reviewing organisation.
#[utoipa::path(post, path = "/organisations/{id}/decisions", params(("id" = String, Path)), request_body = DecisionBody,
    tag = "organisation", responses((status = 200, body = StateNow), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn decide(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<DecisionBody>,
) -> Answer<Json<StateNow>> {
    let cmd = Decide { organisation, verdict: body.verdict, reason: body.reason };
    let state = visit.office.act(visit.ask(), cmd, registration::decide).await?;
    Ok(Json(StateNow { state: state.name().into() }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendAgainBody {
    #[schema(value_type = String, example = "group")]
    kind: Kind,
    /// Another paper, when the first one wasn't good.
    #[schema(value_type = Option<String>)]
    evidence_id: Option<BlobId>,
    texts: TextsBody,
}

/// Send a returned registration again.
#[utoipa::path(post, path = "/organisations/{id}/submissions", params(("id" = String, Path)), request_body = SendAgainBody,
    tag = "organisation", responses((status = 200, body = StateNow), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn send_again(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<SendAgainBody>,
) -> Answer<Json<StateNow>> {
    let cmd = SendAgain { organisation, kind: body.kind, texts: body.texts.into(), evidence: body.evidence_id };
    let state = visit.office.act(visit.ask(), cmd, registration::send_again).await?;
    Ok(Json(StateNow { state: state.name().into() }))
}

/// Change the public data of an organisation.
#[utoipa::path(put, path = "/organisations/{id}/profile", params(("id" = String, Path)), request_body = TextsBody,
    tag = "organisation", responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn edit(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<TextsBody>,
) -> Answer<StatusCode> {
    let cmd = Edit { organisation, texts: body.into() };
    visit.office.act(visit.ask(), cmd, profile::edit).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BecomeBody {
    /// The unified social credit code of the new registration.
    code: String,
    #[schema(value_type = Option<String>)]
    evidence_id: Option<BlobId>,
}

/// Ask that a group be shown as a registered organisation.
#[utoipa::path(post, path = "/organisations/{id}/becoming", params(("id" = String, Path)), request_body = BecomeBody,
    tag = "organisation", responses((status = 202), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn become_organisation(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<BecomeBody>,
) -> Answer<StatusCode> {
    let cmd = Become { organisation, code: body.code, evidence: body.evidence_id };
    visit.office.act(visit.ask(), cmd, profile::become_organisation).await?;
    Ok(StatusCode::ACCEPTED)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BecomingDecisionBody {
    approve: bool,
    /// Owed when it is returned.
    #[serde(default)]
    reason: String,
}

/// What an organisation is now.
#[derive(Serialize, ToSchema)]
pub struct KindNow {
    #[schema(value_type = String, example = "organisation")]
    pub kind: Kind,
}

/// Decide whether a group is a registered organisation now.
#[utoipa::path(post, path = "/organisations/{id}/becoming-decisions", params(("id" = String, Path)),
    request_body = BecomingDecisionBody, tag = "organisation", responses((status = 200, body = KindNow),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn decide_becoming(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Body(body): Body<BecomingDecisionBody>,
) -> Answer<Json<KindNow>> {
    let cmd = DecideBecoming { organisation, approve: body.approve, reason: body.reason };
    let kind = visit.office.act(visit.ask(), cmd, profile::decide_becoming).await?;
    Ok(Json(KindNow { kind }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingParams {
    /// The reviewing organisation; without it the roots that the platform reviews.
    organisation_id: Option<String>,
    /// Also what organisations below review.
    #[serde(default)]
    below: bool,
}

/// Registrations that wait, oldest first; at most 100.
#[derive(Serialize, ToSchema)]
pub struct WaitingPage {
    pub items: Vec<Waiting>,
    pub next: Option<String>,
}

/// Registrations that wait for a decision.
#[utoipa::path(get, path = "/organisation-registrations", params(WaitingParams), tag = "organisation",
    responses((status = 200, body = WaitingPage), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn waiting(visit: Visit, Query(params): Query<WaitingParams>) -> Answer<Json<WaitingPage>> {
    let (by, now) = (visit.actor(), visit.now);
    let at: Option<OrganisationId> = super::parsed("organisation_id", params.organisation_id.as_deref())?;
    visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?;
    let items = visit
        .office
        .view(move |conn| match at {
            None => {
                platform_steward(conn, &by)?;
                views::waiting(conn, None)
            }
            Some(at) if params.below => {
                let (_, scope) = steward_of_subtree(conn, &by, at, Act::Review, now)?;
                views::waiting(conn, Some(scope))
            }
            Some(at) => {
                steward(conn, &by, at, Act::Review, now)?;
                views::waiting(conn, Some(Scope::Own(at)))
            }
        })
        .await?;
    Ok(Json(WaitingPage { items, next: None }))
}

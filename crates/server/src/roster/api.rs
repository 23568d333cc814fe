//! Rosters for programs.

use super::{
    flow,
    invitation::{self, Invitation, Sent},
    records::{self, OwnRecord},
    views::{self, RosterLine, RosterShown},
};
use crate::{
    account::{AGREEMENT_VERSION, Wish},
    kernel::{
        access::Actor,
        crypto::Secret,
        failure::{Answer, DoorRefusal},
        office::{Ask, Office},
        web::{Body, Known, Problem, Upload, Visit, upload_limit},
    },
};
use axum::{
    Json,
    extract::{Path, Query},
    http::StatusCode,
};
use domain::{
    account::{Agreement, Given},
    kernel::OrganisationId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of rosters.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(enter_roster))
        .layer(upload_limit())
        .routes(routes!(list_rosters))
        .routes(routes!(show_roster))
        .routes(routes!(send_invitations))
        .routes(routes!(show_invitation))
        .routes(routes!(accept_invitation))
        .routes(routes!(refuse_invitation))
        .routes(routes!(own_records))
        .routes(routes!(disown_record))
}

/// A sheet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RosterForm {
    /// An Excel workbook in the form of the template: name, resident identity card number, mobile phone.
    #[serde(skip)]
    #[schema(value_type = String, format = Binary)]
    #[expect(dead_code, reason = "read as a file, not as a field")]
    sheet: (),
}

/// What was entered.
#[derive(Serialize, ToSchema)]
struct RosterEntered {
    id: String,
}

/// Enter people from a sheet. Nobody is told yet, nobody gets a password, and nobody becomes a volunteer by it.
#[utoipa::path(post, path = "/organisations/{id}/rosters", params(("id" = String, Path)),
    request_body(content = RosterForm, content_type = "multipart/form-data"), tag = "roster",
    responses((status = 201, body = RosterEntered), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn enter_roster(
    Known(visit): Known,
    Path(id): Path<OrganisationId>,
    form: Answer<Upload<RosterForm>>,
) -> Answer<(StatusCode, Json<RosterEntered>)> {
    let roster = flow::enter(&visit, visit.ask().key, id, form?.file("sheet")).await?;
    Ok((StatusCode::CREATED, Json(RosterEntered { id: roster.to_string() })))
}

/// Rosters, the newest first.
#[derive(Serialize, ToSchema)]
struct RosterList {
    items: Vec<RosterLine>,
    next: Option<String>,
}

/// The rosters of an organisation.
#[utoipa::path(get, path = "/organisations/{id}/rosters", params(("id" = String, Path)), tag = "roster",
    responses((status = 200, body = RosterList), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
async fn list_rosters(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Json<RosterList>> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let items = visit.office.view(move |conn| views::of(conn, &by, id, now)).await?;
    Ok(Json(RosterList { items, next: None }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct LinesParams {
    /// The `next` of the page before.
    after: Option<String>,
}

/// One roster with its lines and their faults.
#[utoipa::path(get, path = "/rosters/{id}", params(("id" = String, Path), LinesParams), tag = "roster",
    responses((status = 200, body = RosterShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn show_roster(
    visit: Visit,
    Path(id): Path<String>,
    Query(params): Query<LinesParams>,
) -> Answer<Json<RosterShown>> {
    visit.login()?;
    let bad = |_| DoorRefusal::BadForm { field: "after".into() };
    let after = params.after.map_or(Ok(0), |after| after.parse().map_err(bad))?;
    shown(&visit, views::parse(&id)?, after).await.map(Json)
}

async fn shown(visit: &Visit, id: i64, after: i64) -> Answer<RosterShown> {
    let (by, now, office) = (visit.actor(), visit.now, visit.office.clone());
    visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&by, id), after, now)).await
}

/// Tell the people of a roster: each gets a link that is good once and for a day.
#[utoipa::path(post, path = "/rosters/{id}/invitations", params(("id" = String, Path)), tag = "roster",
    responses((status = 200, body = RosterShown), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn send_invitations(Known(visit): Known, Path(id): Path<String>) -> Answer<Json<RosterShown>> {
    let id = views::parse(&id)?;
    flow::send(&visit, visit.ask().key, id).await?;
    shown(&visit, id, 0).await.map(Json)
}

/// What an invitation says, masked; for whoever holds its link.
#[utoipa::path(get, path = "/invitations/{token}", params(("token" = String, Path)), tag = "roster", security(()),
    responses((status = 200, body = Invitation), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn show_invitation(visit: Visit, Path(token): Path<String>) -> Answer<Json<Invitation>> {
    let (office, now) = (visit.office.clone(), visit.now);
    Ok(Json(visit.office.view(move |conn| invitation::shown(conn, &office.means.keys, &token, now)).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AcceptanceBody {
    password: String,
    /// The names of the accepted agreements: `terms` and `privacy`, in the version in force.
    agreements: Vec<String>,
}

/// Whose account was made.
#[derive(Serialize, ToSchema)]
struct InvitationTaken {
    account_id: String,
    token: String,
}

/// Take an invitation up: an account with the phone that it was sent to, logged in at once.
#[utoipa::path(post, path = "/invitations/{token}/acceptances", params(("token" = String, Path)), request_body = AcceptanceBody, tag = "roster",
    security(()), responses((status = 201, body = InvitationTaken), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn accept_invitation(
    visit: Visit,
    Path(token): Path<String>,
    Body(body): Body<AcceptanceBody>,
) -> Answer<(StatusCode, Json<InvitationTaken>)> {
    let given = Given { is_ticked: true, version: AGREEMENT_VERSION, was_shown_in_full: true };
    let agreed = body.agreements.iter().filter_map(|name| Some((Agreement::parse(name)?, given))).collect();
    let wish = Wish { api: true, present: true, ..Wish::default() };
    let sent = Sent { token, password: Secret::new(body.password), agreed };
    let session = invitation::accept(&visit, sent, wish).await?.session()?;
    Ok((StatusCode::CREATED, Json(InvitationTaken { account_id: session.account.to_string(), token: session.token })))
}

/// Say that it isn't oneself: what was entered is deleted, and the organisation above is told.
#[utoipa::path(post, path = "/invitations/{token}/refusals", params(("token" = String, Path)), tag = "roster", security(()),
    responses((status = 204), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn refuse_invitation(visit: Visit, Path(token): Path<String>) -> Answer<StatusCode> {
    let ask = Ask { actor: Actor::default(), ..visit.ask_once(None) };
    visit.office.record(ask, token, |cx, token| invitation::refuse(cx, token)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Records in one's own name; none listed before the identity is proven.
#[derive(Serialize, ToSchema)]
struct OwnRecords {
    /// Whether the identity is proven, so that the list says something.
    is_proven: bool,
    items: Vec<OwnRecord>,
    next: Option<String>,
}

/// Which organisations entered oneself without one's having taken it up.
#[utoipa::path(get, path = "/me/records", tag = "roster", responses((status = 200, body = OwnRecords), (status = 401, body = Problem),
    (status = 503, body = Problem)))]
async fn own_records(visit: Visit) -> Answer<Json<OwnRecords>> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let found = visit.office.view(move |conn| records::found(conn, &office.means.keys, account)).await?;
    Ok(Json(OwnRecords { is_proven: found.is_some(), items: found.unwrap_or_default(), next: None }))
}

/// Disown a record in one's own name: it is emptied, the organisation above is told, and whoever entered it is written down.
#[utoipa::path(post, path = "/me/records/{id}/disownments", params(("id" = String, Path)), tag = "roster", responses((status = 204),
    (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn disown_record(Known(visit): Known, Path(id): Path<String>) -> Answer<StatusCode> {
    visit.office.record(visit.ask(), views::parse(&id)?, records::disown_own).await?;
    Ok(StatusCode::NO_CONTENT)
}

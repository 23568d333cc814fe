//! Who runs the platform, for programs.

use super::{
    actions::{self, Appointment, Divide},
    views::{self, Line},
};
use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
    web::{Body, Known, Problem, Visit},
};
use axum::{Json, http::StatusCode};
use domain::account::Post;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of the platform's people.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(list_people, appoint_person)).routes(routes!(divide_work))
}

/// Everybody with a role on the platform.
#[derive(Serialize, ToSchema)]
struct PlatformPeople {
    /// `together`: an owner may do everything. `divided`: three administrators share it, and nobody is two of them.
    #[schema(example = "together")]
    division: &'static str,
    items: Vec<Line>,
}

/// Who has which role on the platform, for its owner or its security administrator.
#[utoipa::path(get, path = "/platform/people", tag = "account", responses((status = 200, body = PlatformPeople),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn list_people(visit: Visit) -> Answer<Json<PlatformPeople>> {
    visit.login()?;
    let (by, office) = (visit.actor(), visit.office.clone());
    let (division, items) = visit.office.view(move |conn| views::people(conn, &office.means.keys, &by)).await?;
    Ok(Json(PlatformPeople { division: division.name(), items }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppointmentBody {
    phone: String,
    /// `none`, `platform-support`, `platform-steward`, `platform-owner`, `system-administrator`, `security-administrator` or
    /// `audit-administrator`.
    #[schema(example = "platform-support")]
    post: String,
}

/// What a form or a body names; `none` takes the role.
pub(super) fn parse(post: &str) -> Answer<Option<Post>> {
    match post {
        "none" => Ok(None),
        name => Post::parse(name).map(Some).ok_or_else(|| DoorRefusal::BadForm { field: "post".into() }.into()),
    }
}

/// Give somebody a role on the platform, or take it: after a step-up. Their sessions end.
#[utoipa::path(put, path = "/platform/people", request_body = AppointmentBody, tag = "account", responses((status = 204),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn appoint_person(Known(visit): Known, Body(body): Body<AppointmentBody>) -> Answer<StatusCode> {
    let cmd = Appointment { phone: body.phone, post: parse(&body.post)? };
    visit.office.act(visit.ask(), cmd, actions::appoint).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DivisionBody {
    /// The phone of whoever connects platforms and looks after the installation.
    system: String,
    /// The phone of whoever decides about accounts, roles and logins.
    security: String,
    /// The phone of whoever reads the trail.
    audit: String,
}

/// Divide an owner's work among three people, after a step-up. Only the operator can put it together again.
#[utoipa::path(post, path = "/platform/people/division", request_body = DivisionBody, tag = "account", responses((status = 204),
    (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn divide_work(Known(visit): Known, Body(body): Body<DivisionBody>) -> Answer<StatusCode> {
    let cmd = Divide { system: body.system, security: body.security, audit: body.audit };
    visit.office.act(visit.ask(), cmd, actions::divide).await?;
    Ok(StatusCode::NO_CONTENT)
}

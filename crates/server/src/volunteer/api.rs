//! Volunteers for programs: one's real-name data, and what stewards do about the identity of their members.

use super::{
    actions::{self, CheckByHand, FileRealName, Recheck, Settle, ShowIdentity},
    flow,
    identity::Identity,
    pages::IdentityForm,
    store,
    views::named,
};
use crate::kernel::{
    failure::{Answer, Failure, FieldRefused},
    office::Office,
    web::{Body, Key, Known, Problem, Visit},
};
use axum::{Json, extract::Path, http::StatusCode};
use domain::{
    kernel::{VolunteerId, local_date},
    volunteer::real_name::FieldRefusal,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(file))
        .routes(routes!(show))
        .routes(routes!(settle))
        .routes(routes!(recheck))
        .routes(routes!(check_by_hand))
}

/// Real-name data; names of lists as in the form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IdentityBody {
    #[schema(example = "resident-identity-card")]
    kind: String,
    number: String,
    surname: String,
    #[serde(default)]
    given: String,
    #[serde(default)]
    surname_pinyin: String,
    #[serde(default)]
    given_pinyin: String,
    /// A date; left out with `long_term`.
    #[serde(default)]
    expires_on: String,
    #[serde(default)]
    long_term: bool,
    authority: String,
    /// Where the number doesn't tell it.
    #[serde(default)]
    born_on: String,
    #[serde(default)]
    sex: String,
    political_status: String,
    education: String,
    occupation: String,
}

impl IdentityBody {
    fn form(self) -> IdentityForm {
        IdentityForm {
            kind: self.kind,
            number: self.number,
            surname: self.surname,
            given: self.given,
            surname_pinyin: self.surname_pinyin,
            given_pinyin: self.given_pinyin,
            expires_on: self.expires_on,
            long_term: self.long_term.then(|| "yes".into()),
            authority: self.authority,
            born_on: self.born_on,
            sex: self.sex,
            political_status: self.political_status,
            education: self.education,
            occupation: self.occupation,
            key: Key::default(),
        }
    }
}

/// Where the identity check stands.
#[derive(Serialize, ToSchema)]
struct Checked {
    volunteer_id: String,
    /// `pending`, `verified`, `failed`, `unavailable` or `by-hand`.
    verification: &'static str,
}

/// File or correct one's real-name data; it is checked at once.
#[utoipa::path(put, path = "/me/identity", request_body = IdentityBody, tag = "volunteer",
    responses((status = 200, body = Checked), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn file(Known(visit): Known, Body(body): Body<IdentityBody>) -> Answer<Json<Checked>> {
    let data = body.form().typed().parse(local_date(visit.now)).map_err(first)?;
    let identity = Identity::of(&data);
    let cmd = FileRealName { mac: super::pages::mac(&visit, &identity)?, identity };
    let id = visit.office.act(visit.ask(), cmd, actions::file_real_name).await?;
    flow::ask_provider(&visit.office, visit.now, id).await?;
    checked(&visit, id).await
}

/// A problem names one field; the page names all.
fn first(problems: Vec<domain::volunteer::real_name::Problem>) -> Failure {
    let Some(problem) = problems.into_iter().next() else { return Failure::broken("a refused form without a reason") };
    let field = problem.field;
    match problem.refusal {
        FieldRefusal::Document(refusal) => (field, refusal).into(),
        FieldRefusal::Name(refusal) => (field, refusal).into(),
        FieldRefusal::Text(refusal) => (field, refusal).into(),
        FieldRefusal::Other(refusal) => Failure::Refused(Box::new(FieldRefused { field, refusal: Box::new(refusal) })),
    }
}

async fn checked(visit: &Visit, id: VolunteerId) -> Answer<Json<Checked>> {
    let check = visit.office.view(move |conn| store::check(conn, id)).await?;
    Ok(Json(Checked { volunteer_id: id.to_string(), verification: named(check.as_ref()) }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShowingBody {
    /// Kept in the trail.
    reason: String,
}

/// One's own data in full; that it was shown is written down.
#[derive(Serialize, ToSchema)]
struct IdentityShown {
    kind: &'static str,
    number: String,
    name: String,
    #[schema(value_type = String)]
    born_on: jiff::civil::Date,
    authority: String,
}

/// Show one's own real-name data unmasked.
#[utoipa::path(post, path = "/me/identity/showings", request_body = ShowingBody, tag = "volunteer",
    responses((status = 200, body = IdentityShown), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn show(Known(visit): Known, Body(body): Body<ShowingBody>) -> Answer<Json<IdentityShown>> {
    let account = visit.login()?.account;
    visit.office.act(visit.ask(), ShowIdentity { reason: body.reason }, actions::show_identity).await?;
    visit.present().await?;
    let office = visit.office.clone();
    let data = visit
        .office
        .view(move |conn| {
            let id = store::id_of_account(conn, account)?.ok_or(Failure::NotFound)?;
            store::identity(conn, &office.means.keys, id)
        })
        .await?;
    let name = data.full_name();
    let Identity { kind, number, born_on, authority, .. } = data;
    Ok(Json(IdentityShown { kind: kind.name(), number, name, born_on, authority }))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResidenceBody {
    /// A county's code (GB/T 2260).
    #[schema(example = "440106")]
    region: String,
    #[serde(default)]
    wants_card: bool,
}

/// Say where one lives, and whether one wants a card.
#[utoipa::path(put, path = "/me/residence", request_body = ResidenceBody, tag = "volunteer",
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn settle(Known(visit): Known, Body(body): Body<ResidenceBody>) -> Answer<StatusCode> {
    let cmd = Settle { region: body.region, wants_card: body.wants_card };
    visit.office.act(visit.ask(), cmd, actions::settle_residence).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Have a member's data checked again, as a steward of one of their organisations.
#[utoipa::path(post, path = "/volunteers/{id}/identity-checks", params(("id" = String, Path)), tag = "volunteer",
    responses((status = 200, body = Checked), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn recheck(visit: Visit, Path(id): Path<VolunteerId>) -> Answer<Json<Checked>> {
    visit.office.act(visit.ask(), Recheck { volunteer: id }, actions::recheck).await?;
    flow::ask_provider(&visit.office, visit.now, id).await?;
    checked(&visit, id).await
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandCheckBody {
    accepted: bool,
    /// What was seen, such as the document and that the photo fits.
    seen: String,
    #[serde(default)]
    statement: String,
}

/// Record that a document was looked at, for kinds that no provider checks.
#[utoipa::path(post, path = "/volunteers/{id}/hand-checks", params(("id" = String, Path)), request_body = HandCheckBody, tag = "volunteer",
    responses((status = 200, body = Checked), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn check_by_hand(
    Known(visit): Known,
    Path(volunteer): Path<VolunteerId>,
    Body(body): Body<HandCheckBody>,
) -> Answer<Json<Checked>> {
    let cmd = CheckByHand { volunteer, accepted: body.accepted, seen: body.seen, statement: body.statement };
    visit.office.act(visit.ask(), cmd, actions::check_by_hand).await?;
    checked(&visit, volunteer).await
}

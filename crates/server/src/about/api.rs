//! What one says about oneself, for programs.

use super::{
    actions::{self, DropAvatar},
    flow,
    views::{self, About},
};
use crate::kernel::{
    blobs::BlobRefusal,
    failure::Answer,
    office::Office,
    web::{Body, Known, Problem, Upload, Visit, upload_limit},
};
use axum::{Json, http::StatusCode, response::Response};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(keep_avatar))
        .layer(upload_limit())
        .routes(routes!(own))
        .routes(routes!(own_avatar, drop_avatar))
        .routes(routes!(say_address))
        .routes(routes!(say_skills))
        .routes(routes!(say_offer))
}

/// What I say about myself.
#[utoipa::path(get, path = "/me/about", tag = "about",
    responses((status = 200, body = About), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn own(visit: Visit) -> Answer<Json<About>> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    Ok(Json(visit.office.view(move |conn| views::about(conn, &office.means.keys, account)).await?))
}

/// My picture.
#[utoipa::path(get, path = "/me/avatar", tag = "about",
    responses((status = 200, content_type = "image/jpeg"), (status = 401, body = Problem), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
async fn own_avatar(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    flow::avatar_of(&visit.office, account).await
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only described; the upload is read part by part")]
struct AvatarForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

#[derive(Deserialize)]
struct NoFields {}

/// Have this picture, in place of an older one; its middle square is kept.
#[utoipa::path(post, path = "/me/avatar", request_body(content = AvatarForm, content_type = "multipart/form-data"), tag = "about",
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn keep_avatar(Known(visit): Known, upload: Upload<NoFields>) -> Answer<StatusCode> {
    let NoFields {} = upload.fields;
    let sent = upload.file("file").ok_or(("file", BlobRefusal::Empty))?;
    flow::keep_avatar(&visit, visit.ask(), sent).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take my picture back.
#[utoipa::path(delete, path = "/me/avatar", tag = "about",
    responses((status = 204), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn drop_avatar(visit: Visit) -> Answer<StatusCode> {
    visit.office.act(visit.ask(), DropAvatar, actions::drop_avatar).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddressBody {
    /// At most 120 characters; an empty one takes it back.
    #[schema(max_length = 120)]
    address: String,
}

/// Say where I live; nobody else reads it.
#[utoipa::path(put, path = "/me/address", request_body = AddressBody, tag = "about",
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn say_address(Known(visit): Known, Body(body): Body<AddressBody>) -> Answer<StatusCode> {
    flow::say_address(&visit, visit.ask(), &body.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SkillsBody {
    /// Names of the list, such as `medical`; none takes them back.
    #[serde(default)]
    skills: Vec<String>,
    /// In one's own words, at most 100 characters.
    #[serde(default)]
    #[schema(max_length = 100)]
    other_skills: String,
}

/// Say what I can do, in place of what I said before; stewards of my organisations read it.
#[utoipa::path(put, path = "/me/skills", request_body = SkillsBody, tag = "about",
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn say_skills(Known(visit): Known, Body(body): Body<SkillsBody>) -> Answer<StatusCode> {
    flow::say_skills(&visit, visit.ask(), (&body.skills, &body.other_skills)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OfferBody {
    /// Categories of activities, such as `care`; none takes the offer back.
    #[serde(default)]
    kinds: Vec<String>,
    /// Parts of days of the week, such as `saturday-morning`; none is any time.
    #[serde(default)]
    times: Vec<String>,
}

/// Say what I offer and when, in place of what I offered before; stewards of my organisations read it.
#[utoipa::path(put, path = "/me/offer", request_body = OfferBody, tag = "about",
    responses((status = 204), (status = 401, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn say_offer(Known(visit): Known, Body(body): Body<OfferBody>) -> Answer<StatusCode> {
    flow::say_offer(&visit, visit.ask(), (&body.kinds, &body.times)).await?;
    Ok(StatusCode::NO_CONTENT)
}

//! The e-card for programs.

use super::{
    code::{self, address},
    pages::next_step,
    views,
};
use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Problem, Visit},
};
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(own))
}

/// My card with the code of this moment.
#[derive(Serialize, ToSchema)]
struct CardBody {
    number: String,
    name: String,
    /// `male`, `female`, `unknown`, `unstated`.
    sex: String,
    city: String,
    /// 0 to 5.
    stars: u8,
    total_minutes: u32,
    #[schema(value_type = String, format = Date)]
    registered_on: jiff::civil::Date,
    has_photo: bool,
    /// What a scanner at an activity takes.
    token: String,
    /// The same as an address, for a QR code.
    address: String,
    /// When to ask for the next code.
    #[schema(value_type = String)]
    next_at: jiff::Timestamp,
}

/// My e-card; its code is good for this half minute and the next.
#[utoipa::path(get, path = "/me/card", tag = "card",
    responses((status = 200, body = CardBody), (status = 401, body = Problem), (status = 409, body = Problem),
    (status = 503, body = Problem)))]
async fn own(visit: Visit) -> Answer<Json<CardBody>> {
    let account = visit.login()?.account;
    let (desk, now) = (visit.office.clone(), visit.now);
    let card = visit.office.view(move |conn| views::own(conn, &desk.means, account, now)).await?;
    let means = &visit.office.means;
    let token = code::token(means, card.volunteer, now);
    Ok(Json(CardBody {
        number: card.number,
        name: card.name,
        sex: card.sex.to_owned(),
        city: card.city,
        stars: card.stars,
        total_minutes: card.total.0,
        registered_on: card.registered_on,
        has_photo: card.photo.is_some(),
        address: address(means, &token),
        token,
        next_at: next_step(now),
    }))
}

//! Divisions for programs.

use super::Named;
use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
    web::Problem,
};
use axum::{Json, extract::Query};
use domain::region::Region;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct ListParams {
    /// The division above; provinces without it.
    under: Option<String>,
}

/// One administrative division.
#[derive(Serialize, ToSchema)]
pub struct Division {
    #[schema(example = "440106")]
    pub code: String,
    #[schema(example = "天河区")]
    pub name: &'static str,
    #[schema(example = "广东省广州市天河区")]
    pub full_name: String,
    /// Whether there are divisions below.
    pub has_children: bool,
}

/// All divisions of one level; there are never so many that a page wouldn't hold them.
#[derive(Serialize, ToSchema)]
pub struct Divisions {
    pub items: Vec<Division>,
    pub next: Option<String>,
}

/// Administrative divisions (GB/T 2260) directly under another one.
#[utoipa::path(get, path = "/regions", params(ListParams), tag = "region",
    responses((status = 200, body = Divisions), (status = 422, body = Problem)))]
async fn list(Query(params): Query<ListParams>) -> Answer<Json<Divisions>> {
    let bad = || DoorRefusal::BadForm { field: "under".into() };
    let under: Option<Region> = params.under.map(|code| super::find(&code).ok_or_else(bad)).transpose()?;
    let division = |(region, name): Named| Division {
        code: region.to_string(),
        name,
        full_name: super::full_name(region),
        has_children: !super::children(Some(region)).is_empty(),
    };
    Ok(Json(Divisions { items: super::children(under).into_iter().map(division).collect(), next: None }))
}

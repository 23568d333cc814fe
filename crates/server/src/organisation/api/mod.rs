//! Organisations, belongings and roles for programs.

mod grants;
mod members;
mod public;
mod registration;
mod trail;

use crate::kernel::{
    failure::{Answer, DoorRefusal},
    office::Office,
};
use serde::Serialize;
use std::str::FromStr;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new()
        .routes(routes!(public::list))
        .routes(routes!(public::show))
        .routes(routes!(registration::register))
        .routes(routes!(registration::decide))
        .routes(routes!(registration::send_again))
        .routes(routes!(registration::become_organisation))
        .routes(routes!(registration::decide_becoming))
        .routes(routes!(registration::edit))
        .routes(routes!(registration::waiting))
        .routes(routes!(members::apply))
        .routes(routes!(members::own))
        .routes(routes!(members::list))
        .routes(routes!(members::decide))
        .routes(routes!(members::look))
        .routes(routes!(members::about))
        .routes(routes!(members::decide_many))
        .routes(routes!(members::withdraw))
        .routes(routes!(members::leave))
        .routes(routes!(grants::list))
        .routes(routes!(grants::give))
        .routes(routes!(grants::take))
        .routes(routes!(grants::counts))
        .routes(routes!(trail::list))
}

/// What was made.
#[derive(Serialize, ToSchema)]
pub struct MadeId {
    pub id: String,
}

/// The state after a change.
#[derive(Serialize, ToSchema)]
pub struct StateNow {
    #[schema(example = "approved")]
    pub state: String,
}

/// A query parameter that must be readable when it is there.
fn parsed<T: FromStr>(field: &str, raw: Option<&str>) -> Answer<Option<T>> {
    let bad = |_| DoorRefusal::BadForm { field: field.into() };
    Ok(raw.filter(|raw| !raw.is_empty()).map(|raw| raw.parse().map_err(bad)).transpose()?)
}

fn bad(field: &str) -> DoorRefusal {
    DoorRefusal::BadForm { field: field.into() }
}

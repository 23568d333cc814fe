//! Finding and reading organisations.

use super::{bad, parsed};
use crate::{
    kernel::{
        failure::Answer,
        web::{Problem, Visit},
    },
    organisation::views::{self, OrganisationCard, OrganisationShown, Place},
    region,
};
use axum::{
    Json,
    extract::{Path, Query},
};
use domain::{kernel::OrganisationId, organisation::Root};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct ListParams {
    /// Words of the name.
    q: Option<String>,
    /// A division code; provinces and cities cover what is below.
    region: Option<String>,
    /// The node directly above, or `root` for the tops of trees.
    under: Option<String>,
    /// `cities`, `universities`, `sectors`, `enterprises` or `federation`.
    branch: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of organisations.
#[derive(Serialize, ToSchema)]
pub struct OrganisationPage {
    pub items: Vec<OrganisationCard>,
    pub next: Option<String>,
}

/// Organisations by words, region and place in the tree.
#[utoipa::path(get, path = "/organisations", params(ListParams), tag = "organisation",
    responses((status = 200, body = OrganisationPage), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn list(visit: Visit, Query(params): Query<ListParams>) -> Answer<Json<OrganisationPage>> {
    let place = match params.under.as_deref() {
        None | Some("") => Place::Anywhere,
        Some("root") => Place::Roots,
        Some(id) => Place::Under(id.parse().map_err(|_| bad("under"))?),
    };
    let query = views::Query {
        words: params.q,
        region: params.region.map(|code| region::find(&code).ok_or_else(|| bad("region"))).transpose()?,
        place,
        branch: params.branch.map(|name| Root::parse(&name).ok_or_else(|| bad("branch"))).transpose()?,
        after: parsed("after", params.after.as_deref())?,
    };
    let (items, next) = visit.office.view(move |conn| views::list(conn, &query)).await?;
    Ok(Json(OrganisationPage { items, next: next.map(|id| id.to_string()) }))
}

/// One organisation.
#[utoipa::path(get, path = "/organisations/{id}", params(("id" = String, Path)), tag = "organisation",
    responses((status = 200, body = OrganisationShown), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn show(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Json<OrganisationShown>> {
    Ok(Json(visit.office.view(move |conn| views::shown(conn, id)).await?))
}

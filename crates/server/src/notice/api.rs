//! The outbox for programs (MSG-04). It shows codes, so on real data the platform's owner alone may look.

use super::{
    jobs,
    store::{self, Shown},
};
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal, Failure},
        office::Office,
        web::{Problem, Visit},
    },
    organisation,
};
use axum::{Json, extract::Query};
use domain::account::{Phone, Power};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this slice.
pub fn routes() -> OpenApiRouter<Office> {
    OpenApiRouter::new().routes(routes!(outbox))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
struct OutboxParams {
    /// A phone number or an e-mail address; without it, everybody's.
    to: Option<String>,
}

/// What the outbox holds, the newest first.
#[derive(Serialize, ToSchema)]
pub struct Outbox {
    pub items: Vec<Shown>,
    /// Always none: only the newest hundred are shown.
    pub next: Option<String>,
}

/// Messages that nobody was connected to send: on simulated data for everybody, on real data for the platform's owner.
#[utoipa::path(get, path = "/outbox", params(OutboxParams), tag = "notice",
    responses((status = 200, body = Outbox), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn outbox(visit: Visit, Query(params): Query<OutboxParams>) -> Answer<Json<Outbox>> {
    Ok(Json(Outbox { items: read(&visit, params.to).await?, next: None }))
}

/// Delivers what waits, then reads the outbox.
pub async fn read(visit: &Visit, to: Option<String>) -> Answer<Vec<Shown>> {
    if !visit.office.clock.is_simulated() {
        if visit.viewer.is_none() {
            return Err(DoorRefusal::SimulatedOnly.into());
        }
        let by = visit.actor();
        match visit.office.view(move |conn| organisation::platform_power(conn, &by, Power::Installation)).await {
            Err(Failure::NotFound) => return Err(DoorRefusal::SimulatedOnly.into()),
            owner => owner?,
        };
    }
    while jobs::deliver(&visit.office, visit.now).await? > 0 {}
    let to = to.map(|to| Phone::parse(&to).map_or(to.clone(), |phone| phone.e164().to_owned()));
    let office = visit.office.clone();
    visit.office.view(move |conn| store::outbox(conn, &office.means.keys, to.as_deref())).await
}

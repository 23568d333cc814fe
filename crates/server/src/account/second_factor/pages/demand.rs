//! The platform's setting of who must have a second factor; its owner alone sees and changes it.

use crate::{
    account::second_factor::actions::{self, Decide},
    kernel::{
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Visit, page, see},
    },
};
use askama::Template;
use axum::{Router, extract::Query, response::Response, routing::get};
use domain::account::Demand;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/platform/second-factor", get(show).post(decide))
}

#[derive(Template)]
#[template(path = "account/second_factor/pages/demand.html")]
struct DemandPage {
    c: Chrome,
    demand: Demand,
    done: bool,
}

impl DemandPage {
    fn choices(&self) -> &'static [Demand] {
        Demand::ALL
    }

    fn is(&self, choice: &Demand) -> bool {
        self.demand == *choice
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Done {
    done: String,
}

async fn show(visit: Visit, Query(query): Query<Done>) -> Answer<Response> {
    visit.login()?;
    let by = visit.actor();
    let demand = visit.office.view(move |conn| actions::demand(conn, &by)).await?;
    page(&DemandPage { c: visit.chrome(Section::Platform), demand, done: !query.done.is_empty() })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DemandForm {
    demand: String,
    key: Key,
}

async fn decide(Known(visit): Known, Form(form): Form<DemandForm>) -> Answer<Response> {
    let demand = Demand::parse(&form.demand).ok_or(DoorRefusal::BadForm { field: "demand".into() })?;
    visit.office.act(visit.ask_once(form.key.0), Decide { demand }, actions::decide).await?;
    Ok(see("/platform/second-factor?done=1"))
}

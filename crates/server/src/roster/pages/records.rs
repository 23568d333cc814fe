//! Whether there is a record in one's own name that one never made.

use crate::{
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Known, Section, Visit, page, see},
    },
    roster::{
        records::{self, OwnRecord},
        views::parse,
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    response::Response,
    routing::{get, post},
};

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/me/records", get(list)).route("/me/records/{id}/disownment", post(disown))
}

#[derive(Template)]
#[template(path = "roster/pages/records.html")]
struct RecordsPage {
    c: Chrome,
    /// None until the identity is proven.
    records: Option<Vec<OwnRecord>>,
}

async fn list(visit: Visit) -> Answer<Response> {
    let (account, office) = (visit.login()?.account, visit.office.clone());
    let records = visit.office.view(move |conn| records::found(conn, &office.means.keys, account)).await?;
    page(&RecordsPage { c: visit.chrome(Section::Mine), records })
}

async fn disown(Known(visit): Known, Path(id): Path<String>) -> Answer<Response> {
    visit.office.record(visit.ask(), parse(&id)?, records::disown_own).await?;
    Ok(see("/me/records"))
}

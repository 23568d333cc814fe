//! Where sign-ups wait: the activities of a desk with how many wait at each.

use super::Side;
use crate::{
    kernel::{
        failure::Answer,
        web::{Chrome, Section, Visit, page},
    },
    organisation::{
        rights::{steward, steward_of_subtree},
        views::{self, WaitingSignUps},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    kernel::OrganisationId,
    organisation::{Act, Scope},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/enrolments.html")]
struct EnrolmentsPage {
    c: Chrome,
    side: Side,
    lines: Vec<WaitingSignUps>,
    is_below: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    level: String,
}

/// `/steward/{organisation}/enrolments`
pub(super) async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, now, is_below) = (visit.actor(), visit.now, asked.level == "below");
    let (side, lines) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "home", now)?;
            let scope = match is_below {
                true => steward_of_subtree(conn, &by, id, Act::Look, now)?.1,
                false => Scope::Own(steward(conn, &by, id, Act::Look, now)?.organisation()),
            };
            Ok((side, views::waiting_sign_ups(conn, scope)?))
        })
        .await?;
    page(&EnrolmentsPage { c: visit.chrome(Section::Steward), side, lines, is_below })
}

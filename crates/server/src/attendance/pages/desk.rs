//! A desk's attendance: the activities in which a correction, a confirmation or an open sign-in waits, each leading to its board.

use crate::{
    attendance::desk::{self, Waiting},
    kernel::{
        db::Conn,
        failure::Answer,
        office::Office,
        web::{Chrome, Section, Visit, page},
    },
    organisation::{Side, steward, steward_of_subtree},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::get,
};
use domain::{
    kernel::OrganisationId,
    organisation::{Act, Scope},
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/steward/{organisation}/attendances", get(list))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    level: String,
}

#[derive(Template)]
#[template(path = "attendance/desk.html")]
struct DeskPage {
    c: Chrome,
    side: Side,
    is_below: bool,
    lines: Vec<Waiting>,
}

impl DeskPage {
    /// Activities in which somebody has to say something.
    fn owed(&self) -> Vec<&Waiting> {
        self.lines.iter().filter(|line| line.corrections + line.to_confirm > 0).collect()
    }

    /// Activities in which somebody is signed in.
    fn open(&self) -> Vec<&Waiting> {
        self.lines.iter().filter(|line| line.open > 0).collect()
    }
}

async fn list(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, now, is_below) = (visit.actor(), visit.now, asked.level == "below");
    let look = move |conn: &mut Conn| {
        let side = Side::read(conn, &by, id, "attendances", now)?;
        let scope = match is_below {
            true => steward_of_subtree(conn, &by, id, Act::Look, now)?.1,
            false => Scope::Own(steward(conn, &by, id, Act::Look, now)?.organisation()),
        };
        Ok((side, desk::waiting(conn, scope)?))
    };
    let (side, lines) = visit.office.view(look).await?;
    page(&DeskPage { c: visit.chrome(Section::Steward), side, is_below, lines })
}

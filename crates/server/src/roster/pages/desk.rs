//! A steward hands in a sheet, sees line by line what is wrong with it, and has the people told.

use crate::{
    account::pages::trouble,
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        office::Office,
        web::{Chrome, Form, Key, Known, Pager, Section, Trouble, Upload, Visit, page, see, upload_limit},
    },
    organisation::{Side, steward},
    roster::{
        flow, sheet,
        views::{self, RosterEntry, RosterLine, RosterShown},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{kernel::OrganisationId, organisation::Act, roster::LINES_MAX};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/steward/{organisation}/rosters", get(list).post(enter).layer(upload_limit()))
        .route("/steward/{organisation}/rosters/template.xlsx", get(template))
        .route("/steward/rosters/{id}", get(show))
        .route("/steward/rosters/{id}/invitations", post(send))
}

#[derive(Template)]
#[template(path = "roster/pages/list.html")]
struct ListPage {
    c: Chrome,
    trouble: Trouble,
    side: Side,
    lines: Vec<RosterLine>,
    lines_max: u32,
}

async fn list_page(visit: &Visit, id: OrganisationId, trouble: Trouble) -> Answer<ListPage> {
    let (by, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let lines = views::of(conn, &by, id, now)?;
        Ok((lines, Side::read(conn, &by, id, "members", now)?))
    };
    let (lines, side) = visit.office.view(look).await?;
    Ok(ListPage { c: visit.chrome(Section::Steward), trouble, side, lines, lines_max: LINES_MAX })
}

async fn list(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    visit.login()?;
    page(&list_page(&visit, id, Trouble::default()).await?)
}

async fn template(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    visit.office.view(move |conn| steward(conn, &by, id, Act::Members, now).map(drop)).await?;
    let book = tokio::task::spawn_blocking(sheet::template).await.map_err(Failure::fault)?.map_err(Failure::fault)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = "attachment; filename=\"volunteers.xlsx\"";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], book).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SheetForm {
    key: Key,
}

async fn enter(Known(visit): Known, Path(id): Path<OrganisationId>, form: Upload<SheetForm>) -> Answer<Response> {
    let entered = flow::enter(&visit, form.fields.key.0.clone(), id, form.file("sheet")).await;
    match entered {
        Ok(roster) => Ok(see(format!("/steward/rosters/{roster}"))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&list_page(&visit, id, trouble.clone()).await?)
        }
    }
}

#[derive(Template)]
#[template(path = "roster/pages/show.html")]
struct ShowPage {
    c: Chrome,
    trouble: Trouble,
    r: RosterShown,
    pager: Pager,
}

impl ShowPage {
    /// What is wrong with a line, in words.
    fn fault(&self, entry: &RosterEntry) -> Option<String> {
        let code = entry.fault_code.as_ref()?;
        Some(self.c.t(&format!("{}.title", code.replace('.', "-"))))
    }

    fn column(&self, entry: &RosterEntry) -> String {
        self.c.named("roster-column", entry.fault_column.as_deref().unwrap_or("name"))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Turned {
    after: i64,
}

async fn show_page(visit: &Visit, id: i64, after: i64, trouble: Trouble) -> Answer<ShowPage> {
    let (by, now, office) = (visit.actor(), visit.now, visit.office.clone());
    let r = visit.office.view(move |conn| views::shown(conn, &office.means.keys, (&by, id), after, now)).await?;
    let first = format!("/steward/rosters/{id}");
    let next = r.next.map(|next| format!("{first}?after={next}"));
    let pager = Pager { first, is_first: after == 0, next };
    Ok(ShowPage { c: visit.chrome(Section::Steward), trouble, r, pager })
}

async fn show(visit: Visit, Path(id): Path<String>, Query(turned): Query<Turned>) -> Answer<Response> {
    visit.login()?;
    page(&show_page(&visit, views::parse(&id)?, turned.after.max(0), Trouble::default()).await?)
}

async fn send(Known(visit): Known, Path(id): Path<String>, Form(form): Form<SheetForm>) -> Answer<Response> {
    let id = views::parse(&id)?;
    match flow::send(&visit, form.key.0, id).await {
        Ok(()) => Ok(see(format!("/steward/rosters/{id}"))),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&show_page(&visit, id, 0, trouble.clone()).await?)
        }
    }
}

//! The pages and files below `/log`.

use super::views::{self, Own};
use crate::kernel::{
    failure::{Answer, Failure},
    log::{self, Log, Standing},
    office::Office,
    web::{Cached, Chrome, Section, Visit, page},
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use domain::kernel::{EntryId, VolunteerId};
use serde::Deserialize;
use tlog::{BundleId, TileId};

/// Full tiles and partial ones of a width never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The routes of this slice. `/log/checkpoint` and `/log/tile/…` are the hour log's present epoch.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/log", get(overview))
        .route("/log/entries/{id}/proof", get(proof))
        .route("/log/checkpoint", get(|visit: Visit| checkpoint(visit, Log::Hours, None)))
        .route("/log/tile/{*path}", get(|visit: Visit, Path(path): Path<String>| tile(visit, (Log::Hours, None), path)))
        .route("/log/{log}/{epoch}/checkpoint", get(checkpoint_of))
        .route("/log/{log}/{epoch}/tile/{*path}", get(tile_of))
}

#[derive(Template)]
#[template(path = "log/overview.html")]
struct Overview {
    c: Chrome,
    standings: Vec<Standing>,
    own: Vec<Own>,
    wanted: String,
    /// Whether the viewer has a record of their own to look at.
    is_volunteer: bool,
}

#[derive(Deserialize)]
struct Wanted {
    entry: Option<String>,
}

async fn overview(visit: Visit, Query(query): Query<Wanted>) -> Answer<Response> {
    let volunteer = visit.viewer.as_ref().and_then(|viewer| viewer.volunteer);
    let wanted = query.entry.unwrap_or_default().trim().to_owned();
    // Something that is no number is nobody's entry.
    let id = if wanted.is_empty() { None } else { Some(wanted.parse().unwrap_or(EntryId(-1))) };
    let look = move |conn: &mut crate::kernel::db::Conn| {
        let own = match volunteer {
            Some(volunteer) => views::own(conn, volunteer, id)?,
            None => Vec::new(),
        };
        Ok((views::standings(conn)?, own))
    };
    let (standings, own) = visit.office.view(look).await?;
    let c = visit.chrome(Section::None);
    let mut response = page(&Overview { c, standings, own, wanted, is_volunteer: volunteer.is_some() })?;
    if visit.viewer.is_none() {
        response.extensions_mut().insert(Cached(5));
    }
    Ok(response)
}

async fn proof(visit: Visit, Path(id): Path<EntryId>) -> Answer<Response> {
    let volunteer: VolunteerId = visit.login()?.volunteer.ok_or(Failure::NotFound)?;
    let text = visit.office.view(move |conn| views::proof(conn, volunteer, id)).await?;
    let name = format!("attachment; filename=\"goodhours-{id}.tlog-proof\"");
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, text).into_response())
}

async fn checkpoint_of(visit: Visit, Path((log, epoch)): Path<(String, i16)>) -> Answer<Response> {
    checkpoint(visit, Log::parse(&log).ok_or(Failure::NotFound)?, Some(epoch)).await
}

async fn checkpoint(visit: Visit, log: Log, epoch: Option<i16>) -> Answer<Response> {
    let standing = visit.office.view(move |conn| standing(conn, log, epoch)).await?;
    let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    Ok((headers, standing.note).into_response())
}

fn standing(conn: &mut crate::kernel::db::Conn, log: Log, epoch: Option<i16>) -> Answer<Standing> {
    match epoch {
        Some(epoch) => log::standing(conn, log, epoch),
        None => log::current(conn, log)?.ok_or(Failure::NotFound),
    }
}

async fn tile_of(visit: Visit, Path((log, epoch, path)): Path<(String, i16, String)>) -> Answer<Response> {
    tile(visit, (Log::parse(&log).ok_or(Failure::NotFound)?, Some(epoch)), path).await
}

/// A tile or a bundle of leaves at exactly the width that the path names.
async fn tile(visit: Visit, (log, epoch): (Log, Option<i16>), path: String) -> Answer<Response> {
    let path = format!("tile/{path}");
    let bytes = visit
        .office
        .view(move |conn| {
            let standing = standing(conn, log, epoch)?;
            match (BundleId::parse(&path), TileId::parse(&path)) {
                (Some(id), _) => log::bundle(conn, &standing, id.index, id.width),
                (None, Some(id)) => log::tile(conn, &standing, id.level, id.index, id.width),
                (None, None) => Ok(None),
            }
        })
        .await?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, FOR_EVER)];
    bytes.map(|bytes| (headers, bytes).into_response()).ok_or(Failure::NotFound)
}

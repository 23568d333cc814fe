//! The slow parts: reading a sheet, and telling many people in small steps that let everybody else in between.

use super::{
    actions::{self, Add, BATCH, Begin, Send},
    sheet,
};
use crate::{
    kernel::{
        db::{Conn, Urgency},
        failure::{Answer, DoorRefusal, Failure},
        office::Ask,
        web::Visit,
    },
    organisation::steward,
};
use axum::body::Bytes;
use domain::{
    kernel::{OrganisationId, local_date},
    organisation::Act,
    roster::entries,
};
use tokio::task::spawn_blocking;

/// Reads a sheet and keeps its lines; answers the roster. Nobody is told yet.
pub async fn enter(visit: &Visit, key: Option<String>, at: OrganisationId, sent: Option<Bytes>) -> Answer<i64> {
    let (by, now) = (visit.actor(), visit.now);
    visit.office.view(move |conn: &mut Conn| steward(conn, &by, at, Act::Members, now).map(drop)).await?;
    let sent = sent.ok_or_else(|| DoorRefusal::BadForm { field: "sheet".into() })?;
    let digest = blake3::hash(&sent).to_hex().to_string();
    let read = spawn_blocking(move || sheet::read(&sent)).await.map_err(Failure::fault)?;
    let cells = read.map_err(|refusal| ("sheet", refusal))?;
    let read = entries(&cells, local_date(visit.now));
    let lines = i64::try_from(read.len()).unwrap_or(i64::MAX);
    let ask = visit.ask_once(key);
    let roster = visit.office.act(ask.clone(), Begin { organisation: at, lines, digest }, actions::begin).await?;
    let placed: Vec<_> = (1_i64..).zip(read).collect();
    for lines in placed.chunks(BATCH) {
        let add = Add { roster, lines: lines.to_vec() };
        visit.office.record(behind(&ask), add, actions::add).await?;
    }
    Ok(roster)
}

/// Tells the people of a roster.
pub async fn send(visit: &Visit, key: Option<String>, roster: i64) -> Answer<()> {
    let ask = visit.ask_once(key);
    visit.office.act(ask.clone(), Send { roster }, actions::send).await?;
    while visit.office.record(behind(&ask), roster, actions::tell_some).await? > 0 {}
    Ok(())
}

/// The same, after everybody else who waits.
fn behind(ask: &Ask) -> Ask {
    Ask { key: None, urgency: Urgency::Background, ..ask.clone() }
}

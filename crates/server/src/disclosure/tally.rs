//! The figures of the home page that would take a walk over big tables: counted anew in the background and kept in `tally`.

use crate::{
    kernel::{
        cx::Cx,
        db::{
            BothExt, Conn,
            schema::{organisation, tally, volunteer},
        },
        failure::Answer,
        office::{Ask, Office},
    },
    organisation::State,
};
use diesel::prelude::*;
use domain::organisation::Kind;
use std::time::Duration;
use tokio::time::Instant;

/// Counted this often at least; a count that takes longer is repeated a hundred times less often than it takes.
const EVERY: Duration = Duration::from_secs(20);

/// The names under which figures are kept.
pub const NAMES: [&str; 3] = ["volunteers", "organisations", "groups"];

/// Counts for as long as the process lives.
pub async fn keep_counting(office: Office) {
    loop {
        let started = Instant::now();
        if let Err(failure) = count(&office).await {
            tracing::warn!(%failure, "the figures of the home page stay as they were");
        }
        tokio::time::sleep(EVERY.max(started.elapsed() * 100)).await;
    }
}

/// Counts once and keeps the figures.
pub async fn count(office: &Office) -> Answer<()> {
    let figures = office.view(counted).await?;
    office.record(Ask::system(office.clock.now()), figures, keep).await
}

fn counted(conn: &mut Conn) -> Answer<[i64; 3]> {
    let approved = || organisation::table.filter(organisation::state.eq(State::Approved.number()));
    let groups: i64 = approved()
        .filter(organisation::kind.eq_any([Kind::Group.number(), Kind::InnerGroup.number()]))
        .count()
        .get_result(conn)?;
    let all: i64 = approved().count().get_result(conn)?;
    let volunteers: i64 = volunteer::table.count().get_result(conn)?;
    Ok([volunteers, all - groups, groups])
}

fn keep(cx: &mut Cx, figures: &[i64; 3]) -> Answer<()> {
    for (name, value) in NAMES.into_iter().zip(figures) {
        diesel::insert_into(tally::table)
            .values((tally::name.eq(name), tally::value.eq(value), tally::at.eq(cx.at())))
            .on_conflict(tally::name)
            .do_update()
            .set((tally::value.eq(value), tally::at.eq(cx.at())))
            .both()
            .execute(cx.conn)?;
    }
    Ok(())
}

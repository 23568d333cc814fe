//! What happens by itself as time goes by: what waited for its moment is carried out, and rows that no decision looks at any more are
//! forgotten. Nothing that proves service is among them.

use crate::{
    account, attendance, closing, handout, help,
    kernel::{
        cx::Cx,
        failure::Answer,
        office::{self, Ask, Office},
        session,
    },
    record, roster, sso,
};
use domain::retention::TRIES_DAYS;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// As the published schedule says.
const KEPT: SignedDuration = SignedDuration::from_hours(TRIES_DAYS * 24);
/// Often, so that a round is short: while it lasts, nobody else writes on SQLite.
const REST: Duration = Duration::from_secs(5 * 60);

/// Carries out what is due and forgets what is over at the command's moment; each slice its own.
pub fn sweep(cx: &mut Cx, (): &()) -> Answer<usize> {
    let before = cx.now.saturating_sub(KEPT).unwrap_or(Timestamp::MIN);
    let swept = [
        session::sweep(cx)?,
        office::sweep(cx, before)?,
        account::sweep(cx, before)?,
        attendance::sweep(cx, before)?,
        account::carry_out_appeals(cx)?,
        account::forget_appeals(cx)?,
        handout::sweep(cx)?,
        help::sweep(cx)?,
        sso::sweep(cx)?,
        record::sweep(cx)?,
        roster::sweep(cx)?,
    ];
    Ok(swept.iter().sum())
}

/// Sweeps for as long as the server runs.
pub async fn run(office: Office) -> Answer<()> {
    loop {
        match office.record(Ask::system(office.clock.now()), (), sweep).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "swept"),
            Err(failure) => tracing::error!(%failure, "sweeping failed"),
        }
        let ended = closing::end_due(&office, office.clock.now()).await;
        ended.unwrap_or_else(|failure| tracing::error!(%failure, "closing accounts failed"));
        tokio::time::sleep(REST).await;
    }
}

//! What is written down from time to time so that a restart continues where the process was: the mark that ids stay below, the
//! lease of the node, the offset of a simulated clock.

use super::Node;
use crate::{
    kernel::{
        clock::Clock,
        db::{Conn, Urgency},
        failure::{Answer, DoorRefusal},
        office::Office,
        setting,
    },
    setup,
};
use jiff::SignedDuration;
use std::time::Duration;

/// The setting with the offset of a simulated clock in microseconds, or [`REAL`].
pub(super) const CLOCK: &str = "clock";
pub(super) const REAL: &str = "real";
/// Ids of so many seconds are covered by a mark; it is renewed three times as often.
pub(super) const AHEAD_SECONDS: i64 = 60;
const EVERY: Duration = Duration::from_secs(20);

fn mark_name(node: u8) -> String {
    format!("ids.node-{node:02}")
}

/// The mark that this node's ids have to stay above.
pub(super) fn id_mark(conn: &mut Conn, node: u8) -> Answer<i64> {
    Ok(setting::get(conn, &mark_name(node))?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Stores a mark that the ids of the next `seconds` stay below.
pub(super) async fn write_mark(office: &Office, node: u8, seconds: i64) -> Answer<()> {
    office.ids.next(office.clock.now());
    let mark = office.ids.high_water(seconds).to_string();
    office.db.write(move |conn| setting::put(conn, &mark_name(node), &mark), Urgency::Now).await
}

/// Renews mark and lease for as long as the process lives. A lost lease ends the process: two nodes must not make the same ids.
pub async fn keep_marks(office: Office, node: Node) -> Answer<()> {
    let mut failures = 0;
    loop {
        tokio::time::sleep(EVERY).await;
        let (mine, now) = (node.clone(), Clock::real().now());
        let renewed = match office.db.write(move |conn| mine.renew(conn, now), Urgency::Now).await {
            Ok(()) => write_mark(&office, node.number(), AHEAD_SECONDS).await,
            Err(failure) => Err(failure),
        };
        match renewed {
            Ok(()) => {
                failures = 0;
                // Another instance may have done the set-up; an old name for another while harms nobody.
                drop(setup::recall(&office).await);
            }
            // Twice missed still lies within the lease; after that the number may belong to another process.
            Err(failure) if failures < 2 => {
                failures += 1;
                tracing::warn!(%failure, "the mark of the ids could not be renewed; trying again");
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// Steps the clock of simulated data and remembers it; refused on real data.
pub async fn step_clock(office: &Office, by: SignedDuration) -> Answer<()> {
    let ahead = office.clock.step(by).ok_or(DoorRefusal::SimulatedOnly)?.to_string();
    office.db.write(move |conn| setting::put(conn, CLOCK, &ahead), Urgency::Now).await
}

//! Refusals that look like an attack, written into the trail some seconds after they were answered: by code, network and number.

use super::{Act, write};
use crate::kernel::{
    access::Actor,
    cx::Cx,
    failure::Answer,
    office::{Ask, Office},
    watch::Seen,
};
use jiff::Timestamp;
use std::time::Duration;

/// How long what was seen may stay in memory alone.
const EVERY: Duration = Duration::from_secs(10);

/// Writes down what was seen. Answers how many lines.
pub async fn write_down_attacks(office: &Office, now: Timestamp) -> Answer<usize> {
    let seen = office.means.watch.take();
    let lines = seen.len();
    if lines > 0 {
        office.record(Ask::system(now), seen, write_down).await?;
    }
    Ok(lines)
}

/// Writes down what is seen for as long as the server runs.
pub async fn watch(office: Office) -> Answer<()> {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(failure) = write_down_attacks(&office, office.clock.now()).await {
            tracing::error!(%failure, "refused attacks couldn't be written down");
        }
    }
}

fn write_down(cx: &mut Cx, seen: &Vec<Seen>) -> Answer<()> {
    for line in seen {
        cx.actor = Actor { address: line.network.clone(), ..Actor::system() };
        let facts = serde_json::json!({ "times": line.times });
        let subject = format!("refusal/{}", line.code);
        write(cx, Act { act: "attack-refused", subject, organisation: None, reason: "", facts })?;
    }
    Ok(())
}

//! The identity check with its slow middle: begin (the data was filed) → ask the provider → write the answer down.

use super::{
    actions::{Answered, answered},
    provider, store,
};
use crate::kernel::{
    failure::Answer,
    office::{Ask, Office},
};
use domain::{kernel::VolunteerId, volunteer::CheckRefusal};
use jiff::Timestamp;
use std::time::Duration;

/// How many waiting checks one round asks for.
const ROUND: i64 = 50;

/// Asks the provider about one volunteer, if something waits for it.
pub async fn ask_provider(office: &Office, now: Timestamp, id: VolunteerId) -> Answer<()> {
    let looked = office.clone();
    let due = office
        .view(move |conn| {
            let waits = store::check(conn, id)?.and_then(|check| check.ask_at()).is_some_and(|at| at <= now);
            waits.then(|| store::identity(conn, &looked.means.keys, id)).transpose()
        })
        .await?;
    let Some(identity) = due else { return Ok(()) };
    let verdict = provider::ask(&office.means, &identity, now).await;
    let written = office.record(Ask::system(now), Answered { volunteer: id, verdict }, answered).await;
    match written {
        // Two asked at once; the first answer stands.
        Err(failure) if failure.code() == Some(code_of(&CheckRefusal::NothingWaiting)) => Ok(()),
        written => written,
    }
}

fn code_of(refusal: &CheckRefusal) -> &'static str {
    domain::kernel::Refuse::shape(refusal).code
}

/// Asks for everyone whose check is due (REG-08: an unavailable provider is asked again, never taken for a pass). Answers how many.
pub async fn ask_due(office: &Office, now: Timestamp) -> Answer<usize> {
    let due = office.view(move |conn| store::due(conn, now, ROUND)).await?;
    for id in &due {
        ask_provider(office, now, *id).await?;
    }
    Ok(due.len())
}

/// How often waiting checks are looked for.
const REST: Duration = Duration::from_secs(20);

/// Asks for waiting checks for as long as the server runs.
pub async fn run(office: Office) -> Answer<()> {
    loop {
        if let Err(failure) = ask_due(&office, office.clock.now()).await {
            tracing::error!(%failure, "identity checks can't be asked for");
        }
        tokio::time::sleep(REST).await;
    }
}

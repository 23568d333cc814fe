//! The work behind a rotation, some people at a time with a pause between, so that whoever uses the platform doesn't notice.

use super::{
    actions::{Round, round, start_over},
    views::status,
};
use crate::kernel::{
    failure::Answer,
    office::{Ask, Office},
};
use std::time::Duration;

/// Other instances begin and end rotations too: the files are looked at this often.
const LOOK: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);

/// Renews for as long as the process lives.
pub async fn run(office: Office) -> Answer<()> {
    loop {
        if let Err(error) = office.means.keys.reload() {
            tracing::error!(%error, "the keys can't be read again");
        }
        match renew(&office).await {
            Ok(0) => {}
            Ok(people) => tracing::info!(people, "renewed under the newest keys"),
            Err(failure) => tracing::error!(%failure, "renewing under the newest keys failed"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Renews everybody who is left and removes what isn't read any more. Answers how many people were looked at.
pub async fn renew(office: &Office) -> Answer<usize> {
    let mut people = 0;
    loop {
        let done: Round = office.record(Ask::system(office.clock.now()), (), round).await?;
        people += done.people;
        if done.is_last() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    let desk = office.clone();
    let is_rotating = office.means.keys.epochs().len() > 1 || office.means.keys.index_versions().len() > 1;
    if is_rotating && office.view(move |conn| status(conn, &desk.means.keys)).await?.behind > 0 {
        office.record(Ask::system(office.clock.now()), (), start_over).await?;
    }
    Ok(people)
}

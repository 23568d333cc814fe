//! Beginning a rotation, renewing some people at a time, setting the old keys aside, destroying them.

use super::{
    store,
    views::{Status, status},
};
use crate::{
    account, audit,
    kernel::{
        cx::{Cx, Key},
        db::{Conn, Engine, schema},
        failure::{Answer, Failure},
        office::{Ask, Office},
    },
    volunteer,
};
use diesel::prelude::*;
use domain::kernel::AccountId;

domain::refusals! {
    /// Why the keys stay as they are.
    pub enum RotationRefusal {
        /// One is under way; it ends with `retire`.
        UnderWay => "rotation.under-way", "ACC-11", Conflict;
        /// There is none.
        NotBegun => "rotation.not-begun", "ACC-11", Conflict;
        /// Another instance may not have read the new keys yet.
        TooSoon { wait_seconds: u32 } => "rotation.too-soon", "ACC-11", Conflict;
        /// Something still lies under the old keys only.
        Behind { behind: i64 } => "rotation.behind", "ACC-11", Conflict;
        /// Keys that were set aside are needed still.
        Needed => "rotation.needed", "ACC-11", Conflict;
    }
}

/// Other instances have read new keys after so many seconds, three times over.
const KNOWN_SECONDS: i64 = 60;

/// People of one round; on SQLite nobody else writes meanwhile.
const PEOPLE_MAX: i64 = 5;
/// Digests of each kind that one round removes.
const DIGESTS_MAX: i64 = 10;

/// Counts what lies under every key.
pub async fn look(office: &Office) -> Answer<Status> {
    let desk = office.clone();
    office.view(move |conn| status(conn, &desk.means.keys)).await
}

async fn tell(office: &Office, act: &'static str) -> Answer<()> {
    office.record(Ask::system(office.clock.now()), act, write_down).await
}

fn write_down(cx: &mut Cx, act: &&'static str) -> Answer<()> {
    let keys = named(cx.means.keys.epochs().last().copied(), cx.means.keys.index_versions().first().copied());
    let facts = serde_json::json!({ "newest": keys });
    audit::write(cx, audit::Act { act, subject: "keys".to_owned(), organisation: None, reason: "", facts })
}

/// Adds new keys and uses them from now on, beside the old ones.
pub async fn begin(office: &Office) -> Answer<Status> {
    let before = look(office).await?;
    let (epochs, versions) = (office.means.keys.epochs().len(), office.means.keys.index_versions().len());
    // One kind alone is there twice when a beginning was interrupted: it is completed.
    if epochs > 1 && versions > 1 {
        return Err(RotationRefusal::UnderWay.into());
    }
    // What was set aside earlier must be out of the way first: its digests are removed by its version.
    if !before.is_clear() {
        return Err(RotationRefusal::Needed.into());
    }
    office.means.keys.begin_rotation().map_err(Failure::fault)?;
    office.means.keys.reload().map_err(Failure::fault)?;
    tell(office, "key-rotation-begun").await?;
    office.record(Ask::system(office.clock.now()), (), store::begun).await?;
    look(office).await
}

/// Sets the old keys aside, once nothing lies under them alone.
pub async fn retire(office: &Office) -> Answer<Status> {
    let before = look(office).await?;
    if !before.is_rotating() {
        return Err(RotationRefusal::NotBegun.into());
    }
    if before.behind > 0 || before.people_under_unknown > 0 {
        return Err(RotationRefusal::Behind { behind: before.behind + before.people_under_unknown }.into());
    }
    if office.db.engine() == Engine::Postgres {
        let begun_at = office.view(store::begun_at).await?;
        let waited = office.clock.now().duration_since(begun_at).as_secs();
        if let Ok(wait_seconds @ 1..) = u32::try_from(KNOWN_SECONDS - waited) {
            return Err(RotationRefusal::TooSoon { wait_seconds }.into());
        }
    }
    office.means.keys.retire_old().map_err(Failure::fault)?;
    office.means.keys.reload().map_err(Failure::fault)?;
    tell(office, "key-retired").await?;
    super::jobs::renew(office).await?;
    look(office).await
}

/// Destroys the keys that were set aside, once nothing needs them.
pub async fn destroy(office: &Office) -> Answer<Status> {
    if !look(office).await?.is_clear() {
        return Err(RotationRefusal::Needed.into());
    }
    office.means.keys.destroy_retired().map_err(Failure::fault)?;
    tell(office, "key-destroyed").await?;
    look(office).await
}

/// The newest keys, as progress is filed under.
fn named(epoch: Option<u32>, version: Option<i32>) -> String {
    format!("{}/{}", epoch.unwrap_or_default(), version.unwrap_or_default())
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default)]
pub struct Round {
    /// People that were looked at; fewer than a round's worth means that this was the last one.
    pub people: usize,
    /// Digests that were removed.
    pub removed: usize,
}

impl Round {
    /// Whether there is nothing more for now.
    pub fn is_last(self) -> bool {
        self.people == 0 && self.removed == 0
    }
}

/// Renews some people, behind their locks, and removes some digests of versions that are read no more.
pub fn round(cx: &mut Cx, (): &()) -> Answer<Round> {
    let (epochs, versions) = (cx.means.keys.epochs(), cx.means.keys.index_versions());
    let removed =
        account::forget_digests(cx, &versions, DIGESTS_MAX)? + volunteer::forget_digests(cx, &versions, DIGESTS_MAX)?;
    if epochs.len() < 2 && versions.len() < 2 {
        return Ok(Round { people: 0, removed });
    }
    let keys = named(epochs.last().copied(), versions.first().copied());
    let renewed = store::renewed(cx.conn, &keys)?;
    let ids = next(cx.conn, renewed)?;
    let Some(last) = ids.last().copied() else { return Ok(Round { people: 0, removed }) };
    cx.lock(&ids.iter().map(|id| Key::Account(*id)).collect::<Vec<_>>())?;
    for id in &ids {
        let id = AccountId(*id);
        account::renew_key(cx, id)?;
        account::renew_digests(cx, id)?;
        volunteer::renew_digests(cx, id)?;
    }
    store::remember(cx, &keys, last)?;
    Ok(Round { people: ids.len(), removed })
}

/// The next accounts that have a key.
fn next(conn: &mut Conn, after: i64) -> Answer<Vec<i64>> {
    use schema::account;
    Ok(account::table
        .filter(account::id.gt(after))
        .filter(account::person_key.is_not_null())
        .order(account::id)
        .limit(PEOPLE_MAX)
        .select(account::id)
        .load(conn)?)
}

/// Somebody came in under the old keys behind the job's back, as a command does that began before the new ones were read: once more.
pub fn start_over(cx: &mut Cx, (): &()) -> Answer<()> {
    let (epochs, versions) = (cx.means.keys.epochs(), cx.means.keys.index_versions());
    store::remember(cx, &named(epochs.last().copied(), versions.first().copied()), 0)
}

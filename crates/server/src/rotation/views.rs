//! What lies under which key: the proof that a key isn't needed any more.

use crate::kernel::{
    crypto::{FolderError, Keys, WrappedKey},
    db::{Bind, Conn, Written},
    failure::{Answer, Failure},
};
use diesel::{RunQueryDsl, sql_types::BigInt};
use serde::{Deserialize, Serialize};

/// A key that wraps people's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    pub number: u32,
    pub is_retired: bool,
    /// People whose key it wraps.
    pub people: i64,
}

/// A key of the digests by which people are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    pub number: i32,
    pub is_retired: bool,
    /// Digests of login names and of real names.
    pub digests: i64,
}

/// Where a rotation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    pub epochs: Vec<Epoch>,
    pub versions: Vec<Version>,
    /// People whose key lies under none of these epochs: lost until its key comes back.
    pub people_under_unknown: i64,
    /// What isn't under the newest keys yet: people's keys, and digests without their newest version.
    pub behind: i64,
}

impl Status {
    /// Whether there are old keys beside the newest.
    pub fn is_rotating(&self) -> bool {
        let epochs = self.epochs.iter().filter(|epoch| !epoch.is_retired).count();
        let versions = self.versions.iter().filter(|version| !version.is_retired).count();
        epochs > 1 || versions > 1
    }

    /// Whether there are keys that were set aside.
    pub fn has_retired(&self) -> bool {
        self.epochs.iter().any(|epoch| epoch.is_retired) || self.versions.iter().any(|version| version.is_retired)
    }

    /// Whether nothing needs a key that was set aside.
    pub fn is_clear(&self) -> bool {
        let epochs = self.epochs.iter().filter(|epoch| epoch.is_retired).map(|epoch| epoch.people);
        let versions = self.versions.iter().filter(|version| version.is_retired).map(|version| version.digests);
        epochs.chain(versions).all(|needed| needed == 0)
    }
}

fn counted(conn: &mut Conn, parts: &'static [&'static str], binds: Vec<Bind>) -> Answer<i64> {
    Ok(Written::<BigInt>::new(parts, binds).get_result(conn)?)
}

fn number(number: impl Into<i64>) -> Bind {
    Bind::Number(number.into())
}

fn people(conn: &mut Conn, epoch: u32) -> Answer<i64> {
    let head = Bind::Bytes(WrappedKey::head(epoch).to_vec());
    counted(conn, &["select count(*) from account where substr(person_key, 1, 6) = ", ""], vec![head])
}

fn digests(conn: &mut Conn, version: i32) -> Answer<i64> {
    const PARTS: &[&str] = &[
        "select (select count(*) from login_index where key_version = ",
        ") + (select count(*) from name_index where key_version = ",
        ")",
    ];
    counted(conn, PARTS, vec![number(version), number(version)])
}

/// Digests of older versions that have none of the newest beside them.
fn digests_behind(conn: &mut Conn, newest: i32) -> Answer<i64> {
    const PARTS: &[&str] = &[
        "select (select count(*) from login_index one where one.key_version <> ",
        " and not exists (select 1 from login_index two where two.account_id = one.account_id and two.field = one.field \
         and two.key_version = ",
        ")) + (select count(*) from name_index one where one.key_version <> ",
        " and not exists (select 1 from name_index two where two.volunteer_id = one.volunteer_id and two.key_version = ",
        "))",
    ];
    counted(conn, PARTS, vec![number(newest), number(newest), number(newest), number(newest)])
}

fn in_folder(error: FolderError) -> Failure {
    Failure::fault(error)
}

/// Counts what lies under every key, in one snapshot.
pub fn status(conn: &mut Conn, keys: &Keys) -> Answer<Status> {
    let (retired_epochs, retired_versions) = keys.retired().map_err(in_folder)?;
    let (live_epochs, live_versions) = (keys.epochs(), keys.index_versions());
    let mut epochs = Vec::new();
    for (number, is_retired) in marked(retired_epochs, live_epochs.iter().copied()) {
        epochs.push(Epoch { number, is_retired, people: people(conn, number)? });
    }
    let mut versions = Vec::new();
    let retired = retired_versions.into_iter().filter_map(|number| i32::try_from(number).ok()).collect();
    for (number, is_retired) in marked(retired, live_versions.iter().copied().rev()) {
        versions.push(Version { number, is_retired, digests: digests(conn, number)? });
    }
    let all = counted(conn, &["select count(*) from account where person_key is not null"], Vec::new())?;
    let known: i64 = epochs.iter().map(|epoch| epoch.people).sum();
    let newest = epochs.last().map_or(0, |epoch| epoch.people);
    let digests = digests_behind(conn, live_versions.first().copied().unwrap_or_default())?;
    Ok(Status { epochs, versions, people_under_unknown: all - known, behind: all - newest + digests })
}

fn marked<N>(retired: Vec<N>, live: impl Iterator<Item = N>) -> Vec<(N, bool)> {
    retired.into_iter().map(|number| (number, true)).chain(live.map(|number| (number, false))).collect()
}

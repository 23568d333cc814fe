//! The sequencer (law 5): gives what was committed its place in the logs. Ids follow the time of a request and not of its commit, so
//! only `seq`, given here one after the other, tells what there is and in which order.
//!
//! One process at a time holds the lease; its fence and the compare-and-set on the tree's size keep a late one from writing.
//! What is sealed and folded is the slices' business: they bring a `Source` each. It never decides anything.

use crate::kernel::{
    cx::{Cx, Key},
    db::{BothExt, schema::lease},
    failure::{Answer, Failure},
    log::{self, Anchor, Log, LogKeys, Standing},
    office::{Ask, Office},
};
use diesel::prelude::*;
use std::{sync::Arc, time::Duration};

/// A pass every second at least; after a wake-up no sooner than this, so that one pass serves a rush.
const IDLE: Duration = Duration::from_secs(1);
const GATHER: Duration = Duration::from_millis(200);
const LEASE: &str = "sequencer";
const LEASE_MICROSECONDS: i64 = 10_000_000;

/// Takes some rows that have no `seq`, gives them numbers from the third argument on, folds their counters, and answers their
/// leaves in the same order. Runs inside the transaction of the tree.
pub type Take = fn(&mut Cx, &LogKeys, i64) -> Answer<Vec<Vec<u8>>>;

/// What a slice has to seal.
#[derive(Clone, Copy)]
pub struct Source {
    pub log: Log,
    pub take: Take,
}

/// Seals what was committed, for as long as the process lives.
#[derive(Clone)]
pub struct Sequencer {
    office: Office,
    keys: Arc<LogKeys>,
    anchor: Anchor,
    sources: &'static [Source],
    /// Names this process in the lease.
    holder: String,
}

/// What one pass did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// Another process holds the lease.
    Elsewhere,
    /// So many leaves were sealed; 0 when nothing waited.
    Sealed(usize),
}

/// One log's part of a pass.
struct Seal {
    source: Source,
    keys: Arc<LogKeys>,
    holder: String,
    site: String,
}

impl Sequencer {
    /// A sequencer of this process.
    pub fn new(
        office: Office,
        keys: Arc<LogKeys>,
        anchor: Anchor,
        sources: &'static [Source],
        holder: String,
    ) -> Sequencer {
        Sequencer { office, keys, anchor, sources, holder }
    }

    /// Refuses a database that was rolled back behind what this machine has seen (law 13); called before serving.
    pub async fn guard(&self) -> Result<(), log::RolledBack> {
        let (anchor, keys) = (self.anchor.clone(), Arc::clone(&self.keys));
        self.office.view(move |conn| Ok(log::guard(conn, &anchor, &keys))).await?
    }

    /// Works until the task is dropped.
    pub async fn run(self) {
        loop {
            match self.pass().await {
                // A rush is still waiting: go on at once.
                Ok(Pass::Sealed(count)) if count > 0 => {}
                Ok(_) => {
                    let woken = self.office.work.notified();
                    drop(tokio::time::timeout(IDLE, woken).await);
                }
                Err(failure) => {
                    tracing::warn!(%failure, "sequencer pass failed; it will be tried again");
                    tokio::time::sleep(IDLE).await;
                }
            }
            tokio::time::sleep(GATHER).await;
        }
    }

    /// Seals one batch of each log.
    pub async fn pass(&self) -> Answer<Pass> {
        let mut sealed = 0;
        for source in self.sources {
            match self.seal(*source).await? {
                None => return Ok(Pass::Elsewhere),
                Some((0, _)) => {}
                Some((count, note)) => {
                    sealed += count;
                    self.remember(source.log, note).await?;
                }
            }
        }
        Ok(Pass::Sealed(sealed))
    }

    /// Seals everything that waits; for stories, the command line and the seeding.
    pub async fn catch_up(&self) -> Answer<usize> {
        let mut total = 0;
        loop {
            match self.pass().await? {
                Pass::Sealed(count) if count > 0 => total += count,
                _ => return Ok(total),
            }
        }
    }

    /// After a restore: begins a new epoch in every log whose last known checkpoint lies ahead of the database or on another branch.
    /// The answer names them.
    pub async fn open_epochs(&self) -> Answer<Vec<Log>> {
        let mut opened = Vec::new();
        for log in Log::ALL {
            let (anchor, keys) = (self.anchor.clone(), Arc::clone(&self.keys));
            let sound = self.office.view(move |conn| Ok(log::guard_one(conn, &anchor, &keys, log).is_ok())).await?;
            let seen = self.anchor.read(log, &self.keys).map_err(Failure::fault)?;
            let Some(seen) = seen.filter(|_| !sound) else { continue };
            let cmd = (log, seen, Arc::clone(&self.keys));
            let ask = Ask::system(self.office.clock.now());
            let note = self
                .office
                .record(ask, cmd, |cx, (log, seen, keys)| Ok(log::open_epoch(cx, keys, *log, seen)?.note))
                .await?;
            self.remember(log, note).await?;
            opened.push(log);
        }
        Ok(opened)
    }

    async fn seal(&self, source: Source) -> Answer<Option<(usize, String)>> {
        let site = site_of(&self.office.means.settings.origin);
        let seal = Seal { source, keys: Arc::clone(&self.keys), holder: self.holder.clone(), site };
        self.office.record(Ask::system(self.office.clock.now()), seal, sealed).await
    }

    /// The file is written after the commit: a crash between leaves it older than the database, which is sound.
    async fn remember(&self, log: Log, note: String) -> Answer<()> {
        let anchor = self.anchor.clone();
        let written = tokio::task::spawn_blocking(move || anchor.write(log, &note)).await;
        written.map_err(Failure::fault)??;
        Ok(())
    }
}

/// The name that origins begin with: the public address without its scheme.
fn site_of(origin: &str) -> String {
    origin.split_once("://").map_or(origin, |(_, site)| site).trim_end_matches('/').to_owned()
}

/// One transaction: lease, leaves, tiles, checkpoint. None when another process holds the lease.
fn sealed(cx: &mut Cx, cmd: &Seal) -> Answer<Option<(usize, String)>> {
    cx.lock(&[Key::Log(cmd.source.log.number())])?;
    let Some(fence) = hold(cx, &cmd.holder)? else { return Ok(None) };
    let next_seq = log::current(cx.conn, cmd.source.log)?.as_ref().map_or(0, Standing::next_seq);
    let leaves = (cmd.source.take)(cx, &cmd.keys, next_seq)?;
    if leaves.is_empty() {
        return Ok(Some((0, String::new())));
    }
    let grown = log::grow(cx, &cmd.keys, (cmd.source.log, &cmd.site), &leaves, fence)?;
    Ok(Some((leaves.len(), grown.note)))
}

/// Holds or renews the lease; the answer is the fence, which rises with every change of hands.
fn hold(cx: &mut Cx, holder: &str) -> Answer<Option<i64>> {
    let (now, until) = (cx.at(), cx.at() + LEASE_MICROSECONDS);
    let first = (lease::name.eq(LEASE), lease::holder.eq(holder), lease::fence.eq(1), lease::expires_at.eq(until));
    diesel::insert_into(lease::table).values(first).on_conflict_do_nothing().both().execute(cx.conn)?;
    let row = lease::table.find(LEASE);
    let (owner, fence, expires_at): (String, i64, i64) =
        row.select((lease::holder, lease::fence, lease::expires_at)).first(cx.conn)?;
    if owner == holder {
        // Written again only when half of it is over.
        if expires_at - now < LEASE_MICROSECONDS / 2 {
            diesel::update(row).set(lease::expires_at.eq(until)).execute(cx.conn)?;
        }
        return Ok(Some(fence));
    }
    if expires_at > now {
        return Ok(None);
    }
    let taken = diesel::update(row.filter(lease::fence.eq(fence)))
        .set((lease::holder.eq(holder), lease::fence.eq(fence + 1), lease::expires_at.eq(until)))
        .execute(cx.conn)?;
    Ok((taken == 1).then_some(fence + 1))
}

#[cfg(test)]
mod tests {
    use super::site_of;

    #[test]
    fn an_origin_is_the_address_without_its_scheme() {
        assert_eq!(site_of("https://hours.example.org/"), "hours.example.org");
        assert_eq!(site_of("http://localhost:8080"), "localhost:8080");
    }
}

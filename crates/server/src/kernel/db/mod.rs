//! The data layer: one schema and one query text for SQLite and PostgreSQL, behind lanes.
//!
//! A lane is some threads, each owning a connection, behind one bounded queue. On SQLite one writer commits many jobs at once;
//! an answer leaves only after its COMMIT (docs/decisions/0002-data-layer.md).

mod both;
mod conn;
mod lane;
mod migrate;
mod raw;
pub mod schema;

pub use both::BothExt;
pub use conn::{Conn, Engine, MultiBackend, Target};
pub use lane::{Tuning, Urgency};
pub use migrate::migrate;
pub use raw::{Bind, Written};

use crate::kernel::failure::{Answer, Failure};
use lane::{Lane, Work};

/// The two doors to the database.
#[derive(Clone)]
pub struct Db {
    read: Lane,
    write: Lane,
    target: Target,
}

impl Db {
    /// Opens both lanes on a database that was migrated.
    pub fn open(target: &Target, tuning: Tuning) -> Answer<Db> {
        let writers = if target.engine() == Engine::Sqlite { 1 } else { tuning.writers };
        Ok(Db {
            read: Lane::start(target, Work::Reads, tuning.readers, tuning)?,
            write: Lane::start(target, Work::Writes, writers, tuning)?,
            target: target.clone(),
        })
    }

    /// Runs `job` in one read snapshot.
    pub async fn read<T: Send + 'static>(&self, job: impl FnMut(&mut Conn) -> Answer<T> + Send + 'static) -> Answer<T> {
        self.read.submit(job, Urgency::Now).await
    }

    /// Runs `job` in one transaction; it may run again and must have no effect outside the database.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Conn) -> Answer<T> + Send + 'static,
        urgency: Urgency,
    ) -> Answer<T> {
        self.write.submit(job, urgency).await
    }

    /// Which engine is behind it.
    pub fn engine(&self) -> Engine {
        self.target.engine()
    }

    /// Writes everything into the database file and cuts the write-ahead log to nothing, so that no older page is left in it; false when
    /// somebody was reading meanwhile. On PostgreSQL the server recycles its log by itself.
    pub async fn cut_log(&self) -> Answer<bool> {
        let target = self.target.clone();
        tokio::task::spawn_blocking(move || target.connect()?.cut_log()).await.map_err(Failure::fault)?
    }

    /// How many jobs wait, for the metrics: reads, writes.
    pub fn waiting(&self) -> (usize, usize) {
        (self.read.waiting(), self.write.waiting())
    }
}

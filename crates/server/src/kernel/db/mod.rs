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

use crate::kernel::failure::Answer;
use lane::{Lane, Work};

/// The two doors to the database.
#[derive(Clone)]
pub struct Db {
    read: Lane,
    write: Lane,
    engine: Engine,
}

impl Db {
    /// Opens both lanes on a database that was migrated.
    pub fn open(target: &Target, tuning: Tuning) -> Answer<Db> {
        let engine = target.engine();
        let writers = if engine == Engine::Sqlite { 1 } else { tuning.writers };
        Ok(Db {
            read: Lane::start(target, Work::Reads, tuning.readers, tuning)?,
            write: Lane::start(target, Work::Writes, writers, tuning)?,
            engine,
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
        self.engine
    }

    /// How many jobs wait, for the metrics: reads, writes.
    pub fn waiting(&self) -> (usize, usize) {
        (self.read.waiting(), self.write.waiting())
    }
}

//! Migrations: the same numbers for both engines, applied by one process at a time.

use super::{Conn, Target};
use crate::kernel::failure::{Answer, Failure};
use diesel::connection::SimpleConnection;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number will do, as long as it is always the same.
const ADVISORY_LOCK: i64 = 0x676f_6f64_686f_7572;

/// Brings the database to this version's shape. On PostgreSQL several instances may start at once, so an advisory lock orders them.
pub fn migrate(target: &Target) -> Answer<()> {
    match target.connect()? {
        Conn::Sqlite(mut sqlite) => sqlite.run_pending_migrations(SQLITE).map(|_| ()).map_err(Failure::boxed),
        Conn::Pg(mut pg) => {
            pg.batch_execute(&format!("set lock_timeout = '120s'; select pg_advisory_lock({ADVISORY_LOCK})"))?;
            let done = pg.run_pending_migrations(POSTGRES).map(|_| ()).map_err(Failure::boxed);
            pg.batch_execute(&format!("select pg_advisory_unlock({ADVISORY_LOCK})"))?;
            done
        }
    }
}

//! One connection to whichever engine.

use crate::kernel::failure::Answer;
use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
};
use std::path::PathBuf;

/// A connection to SQLite or PostgreSQL.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Pg(PgConnection),
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where the database is.
#[derive(Debug, Clone)]
pub enum Target {
    /// A file of its own.
    Sqlite(PathBuf),
    /// `postgres://…`
    Postgres(String),
}

impl Target {
    /// The engine behind the address.
    pub fn engine(&self) -> Engine {
        match self {
            Target::Sqlite(_) => Engine::Sqlite,
            Target::Postgres(_) => Engine::Postgres,
        }
    }

    /// A new connection, set up for durability: every commit reaches the disk. What is deleted on SQLite is overwritten, so that a
    /// person's key that was destroyed lies in no free page.
    pub fn connect(&self) -> Answer<Conn> {
        Ok(match self {
            Target::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(
                    "pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
                     pragma secure_delete = on; \
                     pragma cache_size = -16384; pragma temp_store = memory; pragma trusted_schema = off;",
                )?;
                Conn::Sqlite(conn)
            }
            Target::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute(
                    "set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '60s'; set time zone 'UTC'",
                )?;
                Conn::Pg(conn)
            }
        })
    }
}

impl Conn {
    /// Which engine it speaks to.
    pub fn engine(&self) -> Engine {
        match self {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Pg(_) => Engine::Postgres,
        }
    }

    /// See [`super::Db::cut_log`].
    pub(super) fn cut_log(&mut self) -> Answer<bool> {
        #[derive(QueryableByName)]
        struct Cut {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            busy: i32,
        }
        let Conn::Sqlite(sqlite) = self else { return Ok(true) };
        let cut: Cut = diesel::sql_query("pragma wal_checkpoint(truncate)").get_result(sqlite)?;
        Ok(cut.busy == 0)
    }

    /// Begins a transaction that will write. On SQLite the write lock is taken at once, so that it never fails half way.
    pub(super) fn begin_write(&mut self) -> QueryResult<()> {
        match self {
            Conn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN IMMEDIATE"),
            Conn::Pg(pg) => AnsiTransactionManager::begin_transaction(pg),
        }
    }

    /// Begins a snapshot for reading.
    pub(super) fn begin_read(&mut self) -> QueryResult<()> {
        match self {
            Conn::Sqlite(sqlite) => AnsiTransactionManager::begin_transaction_sql(sqlite, "BEGIN"),
            Conn::Pg(pg) => {
                AnsiTransactionManager::begin_transaction_sql(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            }
        }
    }

    pub(super) fn commit(&mut self) -> QueryResult<()> {
        <Conn as Connection>::TransactionManager::commit_transaction(self)
    }

    pub(super) fn roll_back(&mut self) -> QueryResult<()> {
        <Conn as Connection>::TransactionManager::rollback_transaction(self)
    }
}

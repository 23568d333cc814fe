//! Statements that both engines can spell although Diesel's `MultiConnection` can't, such as upserts; and those of the hot path.

use super::conn::Conn;
use diesel::{
    connection::Connection,
    pg::Pg,
    prelude::QueryResult,
    query_builder::{QueryFragment, QueryId},
    sqlite::Sqlite,
};

/// A statement that is written once and sent in the dialect of whichever engine runs it.
pub struct Both<T>(T);

impl<T: QueryFragment<Pg> + QueryFragment<Sqlite> + QueryId> Both<T> {
    /// Runs it. Unlike through `MultiConnection`, a statement with a static shape isn't spelled out anew at every call.
    pub fn execute(self, conn: &mut Conn) -> QueryResult<usize> {
        match conn {
            Conn::Sqlite(sqlite) => sqlite.execute_returning_count(&self.0),
            Conn::Pg(pg) => pg.execute_returning_count(&self.0),
        }
    }
}

/// `.both()` at the end of a statement.
pub trait BothExt: Sized {
    /// Wraps the statement.
    fn both(self) -> Both<Self> {
        Both(self)
    }
}
impl<T> BothExt for T {}

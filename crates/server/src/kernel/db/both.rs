//! Statements that both engines can spell although Diesel's `MultiConnection` can't: upserts.

use super::conn::{Conn, MultiBackend};
use diesel::{
    RunQueryDsl,
    pg::Pg,
    prelude::QueryResult,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sqlite::Sqlite,
};

/// A statement that is written once and sent in the dialect of whichever engine runs it.
pub struct Both<T>(T);

impl<T: QueryFragment<Pg> + QueryFragment<Sqlite>> QueryFragment<MultiBackend> for Both<T> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(&self.0, pass)
    }
}
impl<T: QueryId> QueryId for Both<T> {
    type QueryId = T::QueryId;
    const HAS_STATIC_QUERY_ID: bool = T::HAS_STATIC_QUERY_ID;
}
impl<T: Query> Query for Both<T> {
    type SqlType = T::SqlType;
}
impl<T> RunQueryDsl<Conn> for Both<T> {}

/// `.both()` at the end of an upsert.
pub trait BothExt: Sized {
    /// Wraps the statement.
    fn both(self) -> Both<Self> {
        Both(self)
    }
}
impl<T> BothExt for T {}

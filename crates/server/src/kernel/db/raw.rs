//! A statement written out as SQL, one text for both engines, prepared once per connection.
//!
//! Diesel's own `sql_query` is prepared anew at every call; on the on-site hot path that costs more than the query itself.

use super::conn::{Conn, MultiBackend};
use diesel::{
    RunQueryDsl,
    prelude::QueryResult,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Text},
};
use std::marker::PhantomData;

/// One value of a statement.
#[derive(Debug, Clone)]
pub enum Bind {
    Number(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A query whose text is `parts` with a value between each two, and whose rows have the SQL types `Row`.
pub struct Written<Row> {
    parts: &'static [&'static str],
    binds: Vec<Bind>,
    row: PhantomData<Row>,
}

impl<Row> Written<Row> {
    /// The text between the values, and the values; one value fewer than parts.
    pub fn new(parts: &'static [&'static str], binds: Vec<Bind>) -> Written<Row> {
        debug_assert_eq!(parts.len(), binds.len() + 1);
        Written { parts, binds, row: PhantomData }
    }
}

impl<Row> QueryFragment<MultiBackend> for Written<Row> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let mut binds = self.binds.iter();
        for part in self.parts {
            pass.push_sql(part);
            match binds.next() {
                Some(Bind::Number(value)) => pass.push_bind_param::<BigInt, _>(value)?,
                Some(Bind::Text(value)) => pass.push_bind_param::<Text, _>(value)?,
                Some(Bind::Bytes(value)) => pass.push_bind_param::<Binary, _>(value)?,
                None => {}
            }
        }
        Ok(())
    }
}

impl<Row> QueryId for Written<Row> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Row> Query for Written<Row> {
    type SqlType = Row;
}

impl<Row> RunQueryDsl<Conn> for Written<Row> {}

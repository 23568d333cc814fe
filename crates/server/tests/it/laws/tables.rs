//! The tables as `schema.rs` declares them, read from its text.

use crate::world::World;
use std::collections::BTreeMap;

/// A column: its name, and its type as Diesel writes it.
pub type Columns = Vec<(String, String)>;

const SCHEMA: &str = include_str!("../../../src/kernel/db/schema.rs");

/// Every table with its columns, in the order of the file.
pub fn declared() -> BTreeMap<String, Columns> {
    let mut tables = BTreeMap::new();
    for text in SCHEMA.split("table! {").skip(1) {
        let (head, rest) = text.split_once('{').unwrap();
        let name = head.split('(').next().unwrap().trim().to_owned();
        let columns = rest.lines().take_while(|line| line.trim() != "}").filter_map(|line| {
            let (column, kind) = line.trim().trim_end_matches(',').split_once(" -> ")?;
            Some((column.to_owned(), kind.to_owned()))
        });
        tables.insert(name, columns.collect());
    }
    tables
}

/// How many rows every table has.
pub fn counts(w: &World) -> BTreeMap<String, i64> {
    let tables = declared().into_keys();
    let parts = tables.map(|table| format!("select '{table}' as name, count(*) as n from {table}"));
    let parts: Vec<String> = parts.collect();
    #[derive(diesel::QueryableByName)]
    struct Counted {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let rows: Vec<Counted> =
        diesel::RunQueryDsl::load(diesel::sql_query(parts.join(" union all ")), &mut w.conn()).unwrap();
    rows.into_iter().map(|row| (row.name, row.n)).collect()
}

//! One shape: what the migrations of both engines made is what `schema.rs` declares.

use super::tables::{Columns, declared};
use crate::{story, world::World};
use diesel::{prelude::*, sql_types::Text};
use goodhours::kernel::db::Engine;
use std::collections::BTreeMap;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    nullable: String,
}

const POSTGRES: &str = "select table_name::text, column_name::text, data_type::text as kind, is_nullable::text as nullable \
     from information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position";
const SQLITE: &str = "select m.name as table_name, c.name as column_name, lower(c.type) as kind, \
     case c.\"notnull\" when 1 then 'NO' else 'YES' end as nullable \
     from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' and m.name not like 'sqlite_%' order by m.name, c.cid";

fn found(w: &World) -> BTreeMap<String, Vec<(String, String, bool)>> {
    let text = if w.office.db.engine() == Engine::Sqlite { SQLITE } else { POSTGRES };
    let rows: Vec<Found> = diesel::sql_query(text).load(&mut w.conn()).unwrap();
    let mut tables: BTreeMap<String, Vec<(String, String, bool)>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| !row.table_name.starts_with("__diesel")) {
        let column = (row.column_name, row.kind, row.nullable == "YES");
        tables.entry(row.table_name).or_default().push(column);
    }
    tables
}

/// The engine's type for one of Diesel's. SQLite's strict tables know five, so its families are wider.
fn stored_as(kind: &str, engine: Engine) -> &'static str {
    let (sqlite, postgres) = match kind {
        "Text" => ("text", "text"),
        "Binary" => ("blob", "bytea"),
        "BigInt" => ("integer", "bigint"),
        "Integer" => ("integer", "integer"),
        "SmallInt" => ("integer", "smallint"),
        "Bool" => ("integer", "boolean"),
        "Double" => ("real", "double precision"),
        other => panic!("no engine keeps a {other}"),
    };
    if engine == Engine::Sqlite { sqlite } else { postgres }
}

fn expected(columns: &Columns, engine: Engine) -> Vec<(String, String, bool)> {
    let column = |(name, kind): &(String, String)| {
        let inner = kind.strip_prefix("Nullable<").and_then(|rest| rest.strip_suffix('>'));
        let name = name.trim_start_matches("r#").to_owned();
        (name, stored_as(inner.unwrap_or(kind), engine).to_owned(), inner.is_some())
    };
    columns.iter().map(column).collect()
}

story!(migrations_make_on_both_engines_what_the_schema_declares, w, {
    let (engine, declared, found) = (w.office.db.engine(), declared(), found(&w));
    assert!(declared.len() > 40, "{}", declared.len());
    let names = |tables: Vec<&String>| tables.into_iter().cloned().collect::<Vec<_>>();
    assert_eq!(names(found.keys().collect()), names(declared.keys().collect()), "{engine:?}");
    for (table, columns) in &declared {
        let mut expected = expected(columns, engine);
        let mut found = found[table].clone();
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{engine:?} {table}");
    }
});

#[test]
fn both_engines_have_migrations_of_the_same_names() {
    let names = |engine: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

//! PostgreSQL: every table of ours as lines of JSON, read in one snapshot and written back in one transaction. It needs no program
//! of PostgreSQL's and no more rights than the server has.

use crate::{
    kernel::db::{Conn, Target, migrate},
    start::Trouble,
};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_types::{BigInt, Text},
};
use std::io::BufRead;

/// The tables that belong to the migrations; filled by them.
const MIGRATIONS: &str = "__diesel_schema_migrations";
const AT_ONCE: usize = 2_000;

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn connect(target: &Target) -> Result<PgConnection, Trouble> {
    match target.connect()? {
        Conn::Pg(pg) => Ok(pg),
        Conn::Sqlite(_) => Err("not a PostgreSQL database".into()),
    }
}

fn tables(pg: &mut PgConnection) -> Result<Vec<String>, Trouble> {
    let found: Vec<Name> = diesel::sql_query(
        "select table_name::text as name from information_schema.tables \
         where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1",
    )
    .load(pg)?;
    Ok(found.into_iter().map(|row| row.name).collect())
}

/// A table's name comes from the database or from a backup's file; only names like ours become part of a statement.
fn sound(table: &str) -> Result<&str, Trouble> {
    let plain = !table.is_empty() && table.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if plain { Ok(table) } else { Err(format!("{table} is no name of a table").into()) }
}

/// Shows each table with its rows, all of one moment.
pub fn dump(target: &Target, mut show: impl FnMut(&str, &[u8]) -> Result<(), Trouble>) -> Result<(), Trouble> {
    let mut pg = connect(target)?;
    pg.batch_execute("begin isolation level repeatable read read only")?;
    for table in tables(&mut pg)? {
        let name = sound(&table)?;
        pg.batch_execute(&format!(
            "declare rows no scroll cursor for select row_to_json(t)::text as line from {name} t"
        ))?;
        let mut lines = String::new();
        loop {
            let some: Vec<Line> = diesel::sql_query(format!("fetch {AT_ONCE} from rows")).load(&mut pg)?;
            if some.is_empty() {
                break;
            }
            for row in some {
                lines.push_str(&row.line);
                lines.push('\n');
            }
        }
        pg.batch_execute("close rows")?;
        show(name, lines.as_bytes())?;
    }
    Ok(pg.batch_execute("commit")?)
}

/// A restore under way: one transaction for all tables.
pub struct Loading {
    pg: PgConnection,
    known: Vec<String>,
}

impl Loading {
    /// Brings an empty database to this version's shape; one that holds accounts is refused.
    pub fn begin(target: &Target) -> Result<Loading, Trouble> {
        migrate(target)?;
        let mut pg = connect(target)?;
        pg.batch_execute("begin")?;
        let held: Count = diesel::sql_query("select count(*) as count from account").get_result(&mut pg)?;
        if held.count > 0 {
            return Err("the database is not empty; restore into a new one".into());
        }
        let known = tables(&mut pg)?;
        // What the migrations wrote is in the backup too. The trail can't be emptied, and in a new database it is empty.
        for table in known.iter().filter(|table| *table != MIGRATIONS) {
            let name = sound(table)?;
            let rows = format!("select count(*) as count from (select 1 from {name} limit 1) as held");
            let held: Count = diesel::sql_query(rows).get_result(&mut pg)?;
            if held.count > 0 {
                pg.batch_execute(&format!("truncate {name}"))?;
            }
        }
        Ok(Loading { pg, known })
    }

    /// Writes the rows of one table.
    pub fn load(&mut self, table: &str, lines: impl BufRead) -> Result<(), Trouble> {
        if table == MIGRATIONS {
            return self.same_shape(lines);
        }
        let name = sound(table)?;
        if !self.known.iter().any(|known| known == name) {
            return Err(format!("the table {name} of the backup is unknown to this version").into());
        }
        let insert = format!("insert into {name} select * from json_populate_recordset(null::{name}, $1::json)");
        let mut rows = Vec::with_capacity(AT_ONCE);
        for line in lines.lines() {
            rows.push(line?);
            if rows.len() == AT_ONCE {
                self.insert(&insert, &mut rows)?;
            }
        }
        self.insert(&insert, &mut rows)
    }

    fn insert(&mut self, statement: &str, rows: &mut Vec<String>) -> Result<(), Trouble> {
        let all = format!("[{}]", rows.join(","));
        rows.clear();
        diesel::sql_query(statement).bind::<Text, _>(all).execute(&mut self.pg)?;
        Ok(())
    }

    /// A backup is restored by the version that made it, and migrated afterwards.
    fn same_shape(&mut self, lines: impl BufRead) -> Result<(), Trouble> {
        let version = |line: &str| -> Option<String> {
            serde_json::from_str::<serde_json::Value>(line).ok()?.get("version")?.as_str().map(str::to_owned)
        };
        let mut theirs = lines.lines().map_while(Result::ok).filter_map(|line| version(&line)).collect::<Vec<_>>();
        let ours: Vec<Name> =
            diesel::sql_query(format!("select version as name from {MIGRATIONS}")).load(&mut self.pg)?;
        let mut ours = ours.into_iter().map(|row| row.name).collect::<Vec<_>>();
        ours.sort();
        theirs.sort();
        if ours == theirs {
            Ok(())
        } else {
            Err("the backup is of another version; restore it with the program that made it, then migrate".into())
        }
    }

    /// Keeps what was written.
    pub fn finish(mut self) -> Result<(), Trouble> {
        Ok(self.pg.batch_execute("commit")?)
    }
}

//! A place to measure in: a folder, a database, the shipped program as a child.

use super::{Plan, province::Province};
use crate::{
    kernel::{
        clock::Clock,
        db::{Conn, Engine, Target, migrate},
    },
    start::Trouble,
};
use bench::{Launch, Server, Tree, free_address};
use diesel::{connection::SimpleConnection, prelude::*, sql_types::BigInt};
use std::{fs, path::PathBuf, sync::mpsc::channel, time::Duration};

/// Killed instances keep their node number for the length of its lease; a start waits that long for one.
const RESTARTS_MAX: u32 = 60;
const RESTART_EVERY: Duration = Duration::from_secs(2);

/// Data, and the server on it. Everything is removed when this is dropped.
pub struct Site {
    pub target: Target,
    folder: PathBuf,
    /// The address of PostgreSQL and our schema in it.
    schema: Option<(String, String)>,
    server: Option<Server>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Site {
    /// An empty database of this version's shape.
    pub fn new(plan: &Plan) -> Result<Site, Trouble> {
        let name = format!("goodhours_bench_{}", std::process::id());
        let folder = plan.folder.join(&name);
        fs::create_dir_all(folder.join("data"))?;
        let mut site =
            Site { target: Target::Sqlite(folder.join("data/goodhours.sqlite")), folder, schema: None, server: None };
        if let Some(url) = &plan.database_url {
            let mut conn = PgConnection::establish(url)?;
            conn.batch_execute(&format!("drop schema if exists {name} cascade; create schema {name}"))?;
            let mark = if url.contains('?') { '&' } else { '?' };
            site.target = Target::Postgres(format!("{url}{mark}options=-csearch_path%3D{name}"));
            site.schema = Some((url.clone(), name));
        }
        migrate(&site.target)?;
        Ok(site)
    }

    /// The moment of the machine, for data that is of today.
    pub fn now() -> jiff::Timestamp {
        Clock::real().now()
    }

    /// The engine's name in the result line.
    pub fn engine(&self) -> &'static str {
        if self.target.engine() == Engine::Sqlite { "sqlite" } else { "postgres" }
    }

    /// The data folder of the server.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// A folder beside the data, on the same disk.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Fills the database.
    pub fn make(&self, province: &Province) -> Result<(), Trouble> {
        province.make(&mut self.conn()?)
    }

    /// A connection, to look at rows.
    pub fn conn(&self) -> Result<Conn, Trouble> {
        Ok(self.target.connect()?)
    }

    /// How many rows a statement counts; it begins after `select count(*) as n from`.
    pub fn count(&self, from: &str) -> Result<u64, Trouble> {
        let text = format!("select count(*) as n from {from}");
        let counted = diesel::sql_query(text).get_result::<Counted>(&mut self.conn()?)?;
        Ok(u64::try_from(counted.n)?)
    }

    /// Starts the shipped program on the data, as an operator would, on an address that survives a restart.
    pub fn serve(&mut self) -> Result<(), Trouble> {
        let address = free_address()?.to_string();
        let data = self.folder.join("data").display().to_string();
        let mut args = vec!["serve".to_owned(), "--listen".to_owned(), address, "--data".to_owned(), data];
        if let Target::Postgres(url) = &self.target {
            args.extend(["--database-url".to_owned(), url.clone()]);
        }
        self.server = Some(Server::start(Launch::new(std::env::current_exe()?).args(args))?);
        Ok(())
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        self.server.as_ref().map(|server| server.url().to_owned()).unwrap_or_default()
    }

    /// The processes whose CPU time counts: the server, and on PostgreSQL the database server too, where it runs here.
    pub fn tree(&self) -> Result<Tree, Trouble> {
        let Some(server) = &self.server else { return Err("nothing is served".into()) };
        Ok(server.tree().and(self.database_process()?))
    }

    /// The parent of the process that answers us.
    fn database_process(&self) -> Result<Option<u32>, Trouble> {
        let mut conn = self.conn()?;
        let Conn::Pg(pg) = &mut conn else { return Ok(None) };
        let text = "select cast(pg_backend_pid() as bigint) as n";
        let backend = diesel::sql_query(text).get_result::<Counted>(pg)?.n;
        let Ok(status) = fs::read_to_string(format!("/proc/{backend}/status")) else { return Ok(None) };
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
        Ok(parent.and_then(|parent| parent.trim().parse().ok()))
    }

    /// Kills the server as a power cut would, and starts it again.
    pub fn cut_power(&mut self) -> Result<(), Trouble> {
        let server = self.server.as_mut().ok_or("nothing is served")?;
        let (_keep, never) = channel::<()>();
        let mut tries = 0;
        while let Err(error) = server.restart() {
            tries += 1;
            if tries == RESTARTS_MAX {
                return Err(error.into());
            }
            // Nobody ever sends, so this is a wait.
            let _waited = never.recv_timeout(RESTART_EVERY);
        }
        Ok(())
    }

    /// Ends the server, so that rows stay as they are.
    pub fn close(&mut self) {
        self.server = None;
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server = None;
        // What can't be removed is left; there is nobody who could do more about it here.
        drop(fs::remove_dir_all(&self.folder));
        if let Some((url, name)) = &self.schema
            && let Ok(mut conn) = PgConnection::establish(url)
        {
            drop(conn.batch_execute(&format!("drop schema if exists {name} cascade")));
        }
    }
}

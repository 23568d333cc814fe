//! The floors of signing in and out: an echo of JSON by axum, and the rows that no such system can do without, by
//! SQLite.
//!
//! The answer does not wait for the commit, and rows go to the writer a whole group at a time: the floor is what the
//! two parts cost, without the price of bringing them together. So it is not a service, and lower than any service can
//! be.

use std::io::{Error, Result};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::sqlite::{Database, SqliteError, Statement, Value};

/// Scans in one transaction.
pub const GROUP: usize = 100;

const PRAGMAS: &str = "pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536;";
const TABLES: &str = "
create table enrolment (id integer primary key, activity integer not null, volunteer integer not null,
    state text not null, changed_at integer not null);
create table attendance (id integer primary key, enrolment integer not null, activity integer not null,
    volunteer integer not null, method text not null, nonce blob not null, signed_in_at integer not null);
create index attendance_activity on attendance (activity, signed_in_at);
create index attendance_volunteer on attendance (volunteer, signed_in_at);
create table ledger (id integer primary key, attendance integer not null, volunteer integer not null,
    activity integer not null, minutes integer not null, served_on integer not null, recorded_at integer not null);";
/// Only the sign-out floor writes entries and pays for these.
const LEDGER_INDEXES: &str = "
create index ledger_volunteer on ledger (volunteer, served_on);
create index ledger_activity on ledger (activity, recorded_at);";
const ENROLMENTS: &str = "
with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?)
insert into enrolment select i, i / 50, i * 7919 % 1000003, 'accepted', 0 from n";
const UPDATE: &str = "update enrolment set state = 'present', changed_at = ? where id = ? returning volunteer";
const ATTEND: &str = "insert into attendance (enrolment, activity, volunteer, method, nonce, signed_in_at)
    values (?, ?, ?, ?, ?, ?)";
const CREDIT: &str = "insert into ledger (attendance, volunteer, activity, minutes, served_on, recorded_at)
    values (last_insert_rowid(), ?, ?, ?, ?, ?)";
const FIRST_INSTANT: i64 = 1_700_000_000;

/// What is echoed: a scan as a phone would send it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scan {
    pub enrolment: u32,
    pub method: String,
    pub nonce: [u8; 16],
}

/// What the handlers share: the group that is filling, and how many scans are on disk.
struct Desk {
    group: Mutex<Vec<Scan>>,
    groups: Sender<Vec<Scan>>,
    written: Arc<AtomicU64>,
}

pub fn sign_in(folder: &Path, enrolments: u64) -> Result<Router> {
    start(folder, enrolments, "", |database| {
        let (mut update, mut attend) = (database.prepare(UPDATE)?, database.prepare(ATTEND)?);
        Ok(Box::new(move |scan, now| attended(&mut update, &mut attend, scan, now).map(|_| ())))
    })
}

pub fn sign_out(folder: &Path, enrolments: u64) -> Result<Router> {
    start(folder, enrolments, LEDGER_INDEXES, |database| {
        let (mut update, mut attend) = (database.prepare(UPDATE)?, database.prepare(ATTEND)?);
        let mut credit = database.prepare(CREDIT)?;
        Ok(Box::new(move |scan, now| {
            let volunteer = attended(&mut update, &mut attend, scan, now)?;
            credit.run(&[
                Value::Integer(volunteer),
                Value::Integer(activity(scan)),
                Value::Integer(120),
                Value::Integer(now / 86_400),
                Value::Integer(now),
            ])
        }))
    })
}

/// Writes the rows of one scan at an instant in seconds.
type WriteScan<'db> = Box<dyn FnMut(&Scan, i64) -> std::result::Result<(), SqliteError> + 'db>;
type Prepare = for<'db> fn(&'db Database) -> std::result::Result<WriteScan<'db>, SqliteError>;

fn start(folder: &Path, enrolments: u64, indexes: &'static str, prepare: Prepare) -> Result<Router> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("floor.sqlite");
    // Few groups may wait, so that a block's CPU time holds the writing of what the block sent.
    let (groups, waiting) = channel(2);
    let (ready, is_ready) = std::sync::mpsc::channel();
    let written = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&written);
    std::thread::spawn(move || {
        let outcome = make(&path, enrolments, indexes).and_then(|database| {
            let write = prepare(&database)?;
            let _ = ready.send(Ok(()));
            write_groups(&database, write, waiting, &count)
        });
        // Before the first scan this refuses to start; after it, `scan` notices that its group finds no taker.
        let _ = ready.send(outcome);
    });
    is_ready.recv().map_err(Error::other)?.map_err(Error::other)?;
    let desk = Arc::new(Desk { group: Mutex::default(), groups, written });
    Ok(Router::new().route("/", post(scan)).route("/written", get(how_many)).with_state(desk))
}

fn make(path: &Path, enrolments: u64, indexes: &str) -> std::result::Result<Database, SqliteError> {
    let database = Database::open(path)?;
    database.execute(PRAGMAS)?;
    database.execute(TABLES)?;
    database.execute(indexes)?;
    let count = i64::try_from(enrolments).unwrap_or(i64::MAX);
    database.prepare(ENROLMENTS)?.run(&[Value::Integer(count)])?;
    Ok(database)
}

/// Echoes, and passes a full group on. A writer that died shows as an error status.
async fn scan(
    State(desk): State<Arc<Desk>>,
    Json(scan): Json<Scan>,
) -> std::result::Result<Json<Scan>, axum::http::StatusCode> {
    let broken = axum::http::StatusCode::SERVICE_UNAVAILABLE;
    let full = {
        let mut group = desk.group.lock().map_err(|_| broken)?;
        group.push(scan.clone());
        (group.len() == GROUP).then(|| std::mem::replace(&mut *group, Vec::with_capacity(GROUP)))
    };
    if let Some(full) = full {
        desk.groups.send(full).await.map_err(|_| broken)?;
    }
    Ok(Json(scan))
}

async fn how_many(State(desk): State<Arc<Desk>>) -> String {
    desk.written.load(Ordering::Acquire).to_string()
}

fn write_groups(
    database: &Database,
    mut write: WriteScan<'_>,
    mut waiting: Receiver<Vec<Scan>>,
    written: &AtomicU64,
) -> std::result::Result<(), SqliteError> {
    let (mut begin, mut commit) = (database.prepare("begin immediate")?, database.prepare("commit")?);
    let mut now = FIRST_INSTANT;
    while let Some(group) = waiting.blocking_recv() {
        begin.run(&[])?;
        for scan in &group {
            now += 1;
            write(scan, now)?;
        }
        commit.run(&[])?;
        written.fetch_add(u64::try_from(group.len()).unwrap_or_default(), Ordering::Release);
    }
    Ok(())
}

/// The two rows of a sign-in; returns the volunteer.
fn attended(
    update: &mut Statement<'_>,
    attend: &mut Statement<'_>,
    scan: &Scan,
    now: i64,
) -> std::result::Result<i64, SqliteError> {
    let enrolment = Value::Integer(scan.enrolment.into());
    let volunteer = update.integer(&[Value::Integer(now), enrolment])?.unwrap_or_default();
    attend.run(&[
        enrolment,
        Value::Integer(activity(scan)),
        Value::Integer(volunteer),
        Value::Text(&scan.method),
        Value::Blob(&scan.nonce),
        Value::Integer(now),
    ])?;
    Ok(volunteer)
}

fn activity(scan: &Scan) -> i64 {
    i64::from(scan.enrolment) / 50
}

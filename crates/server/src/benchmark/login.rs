//! Logging in by password: what it costs beside the hash itself; then a storm of more people than can be served at once.

use super::{
    Plan, Scale,
    province::{self, Presence, Province},
    site::Site,
};
use crate::{
    kernel::{
        crypto::{IndexField, Keys, Secret},
        db::{Bind, Conn, Written},
        hashers::{HashParams, Hashers, SALT_BYTES},
    },
    start::Trouble,
};
use bench::{Floor, Load, Measured, Report, Request, measure, median};
use diesel::{RunQueryDsl, connection::SimpleConnection};
use serde_json::json;
use std::{cell::Cell, collections::HashSet};

/// As many at once as one machine must survive.
const STORM: u64 = 2_000;
/// Connections that keep all hashers busy and none of their queue full.
const STEADY: usize = 16;
const PAIRS: usize = 6;
const PASSWORD: &str = "measured-password-2026";

/// Blocks of logins and of bare hashes in turns, then the storm: `accepted` got in, `turned_away` were told when to come back, and
/// the memory is the most that the server took.
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    let mut site = Site::new(plan)?;
    let people = plan.scale.people().max(STORM);
    let engine = site.target.engine();
    let province = Province { engine, people, actors: 0, presence: Presence::None, places: 0, now: Site::now() };
    site.make(&province)?;
    give_passwords(&site)?;
    site.serve()?;

    let (block, next) = (logins(plan.scale), Cell::new(0));
    let ours = || steady(&site, block, &next);
    let floor = || bare_hashes(u32::try_from(block).unwrap_or(u32::MAX));
    ours()?;
    floor()?;
    let (mut runs, mut floors, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..PAIRS {
        let (run, hash) = if pair % 2 == 0 { (ours()?, floor()?) } else { turned(floor()?, ours()?) };
        ratios.push(run.cpu_us() / hash.max(1e-9));
        floors.push(hash);
        runs.push(run);
    }
    let costs = median(runs.iter().map(Measured::cpu_us).collect());
    let last = runs.pop().ok_or("there is a pair")?;
    let (storm, accepted, turned_away) = storm(&site)?;
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name()).measured(&last).against(
        costs,
        median(floors),
        median(ratios),
    );
    Ok(report.storm(accepted, turned_away, storm.rss_bytes_max))
}

/// What was measured the other way round.
fn turned<A, B>(b: B, a: A) -> (A, B) {
    (a, b)
}

fn logins(scale: Scale) -> u64 {
    match scale {
        Scale::Small => 200,
        Scale::Middle => 500,
        Scale::Large => 1_000,
    }
}

fn phone(person: u64) -> String {
    format!("+86138{:08}", 10_000_000 + person)
}

/// Gives the first people phones that they log in with, and all of them the same password under the same salt: a login costs the same.
fn give_passwords(site: &Site) -> Result<(), Trouble> {
    let keys = Keys::load_or_create(&site.data().join("keys"), None)?;
    let hashers = Hashers::new(HashParams::default(), keys.password_pepper())?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let hash = runtime.block_on(hashers.hash(Secret::new(PASSWORD.to_owned()), [7; SALT_BYTES]))?;
    let mut conn = site.conn()?;
    conn.batch_execute("begin")?;
    Written::<()>::new(&["update account set password_hash = ", ""], vec![Bind::Text(hash)]).execute(&mut conn)?;
    (0..STORM).try_for_each(|person| name(&mut conn, &keys, person))?;
    Ok(conn.batch_execute("commit")?)
}

fn name(conn: &mut Conn, keys: &Keys, person: u64) -> Result<(), Trouble> {
    const ROW: &[&str] =
        &["insert into login_index (field, key_version, mac, account_id) values (2, ", ", ", ", ", ")"];
    for (version, mac) in keys.index(IndexField::Phone, &phone(person)) {
        let binds =
            vec![Bind::Number(version.into()), Bind::Bytes(mac.to_vec()), Bind::Number(province::account(person))];
        Written::<()>::new(ROW, binds).execute(conn)?;
    }
    Ok(())
}

fn log_in(person: u64) -> Request {
    let body = json!({ "login": phone(person), "password": PASSWORD });
    Request::post_json("/api/v1/sessions", &body)
}

/// So many logins one after the other over a few connections; each has to open a session.
fn steady(site: &Site, count: u64, next: &Cell<u64>) -> std::io::Result<Measured> {
    let mut wrong = None;
    let measured = measure(&site.tree().map_err(std::io::Error::other)?, || {
        Load::to(&site.url(), STEADY)?.run(
            |number| {
                let person = next.replace((next.get() + 1) % STORM);
                (number < count).then(|| log_in(person))
            },
            |_, answer| {
                let status = answer.map(|answer| answer.status);
                if status != Some(201) {
                    wrong = Some(status);
                }
            },
        )
    })?;
    match wrong {
        None => Ok(measured),
        Some(status) => Err(std::io::Error::other(format!("a login answered {status:?}"))),
    }
}

/// CPU microseconds of one hash by argon2 alone, on as many threads as the server has hashers.
fn bare_hashes(hashes: u32) -> std::io::Result<f64> {
    let params = HashParams::default();
    let threads = u32::try_from(params.threads).unwrap_or(1);
    let floor = Floor::Login { memory_kib: params.memory_kib, passes: params.passes, lanes: 1, threads, hashes };
    Floor::hash_cpu_us(&floor.launch(std::env::current_exe()?, &["bench-floor"]))
}

/// Everybody at once, each over a connection of their own. The answer is the run, how many got in, and how many were told when to come
/// back; anything else fails it.
fn storm(site: &Site) -> Result<(Measured, u64, u64), Trouble> {
    let (mut inside, mut away, mut strange) = (HashSet::new(), 0, None);
    let measured = measure(&site.tree()?, || {
        Load::to(&site.url(), usize::try_from(STORM).unwrap_or(usize::MAX))?.run(
            |number| (number < STORM).then(|| log_in(number)),
            |number, answer| match answer {
                Some(answer) if answer.status == 201 => drop(inside.insert(number)),
                Some(answer) if answer.status == 503 && answer.header("retry-after").is_some() => away += 1,
                other => strange = Some(other.map(|answer| answer.status)),
            },
        )
    })?;
    match strange {
        None => Ok((measured, u64::try_from(inside.len())?, away)),
        Some(status) => Err(format!("in the storm a login answered {status:?}").into()),
    }
}

//! Stories of the operator: one process a data folder, ids and clock over restarts, backups that come back whole.

use crate::world::engines;
use clap::Parser;
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use goodhours::{
    backup,
    kernel::{
        config::Settings,
        db::{Engine, Urgency},
        dice::{entropy, text},
        setting,
    },
    start::{self, NewClock, step_clock},
};
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};

#[derive(Parser)]
struct Only {
    #[command(flatten)]
    settings: Settings,
}

/// A data folder and, on PostgreSQL, a schema; both go away.
struct Place {
    folder: PathBuf,
    schema: Option<(String, String)>,
}

impl Place {
    fn new(engine: Engine) -> Place {
        let name = format!("goodhours_op_{}", text(&entropy::<6>()));
        let folder = std::env::temp_dir().join(&name);
        let schema = (engine == Engine::Postgres).then(|| {
            let url = crate::world::postgres().unwrap();
            PgConnection::establish(&url).unwrap().batch_execute(&format!("create schema {name}")).unwrap();
            (url, name)
        });
        Place { folder, schema }
    }

    fn settings(&self) -> Settings {
        self.settings_with(&[])
    }

    fn settings_with(&self, more: &[&str]) -> Settings {
        let mut args = vec!["goodhours".to_owned(), "--data".to_owned(), self.folder.to_string_lossy().into_owned()];
        args.extend(["--hash-memory-kib", "64", "--hash-passes", "1"].map(str::to_owned));
        args.extend(more.iter().map(|one| (*one).to_owned()));
        if let Some((url, name)) = &self.schema {
            let mark = if url.contains('?') { '&' } else { '?' };
            args.extend(["--database-url".to_owned(), format!("{url}{mark}options=-csearch_path%3D{name}")]);
        }
        Only::parse_from(args).settings
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((url, name)) = &self.schema {
            let drop = format!("drop schema if exists {name} cascade");
            PgConnection::establish(url)
                .and_then(|mut conn| conn.batch_execute(&drop).map_err(|_| unreachable!()))
                .ok();
        }
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

async fn remember(settings: &Settings, value: &'static str) {
    let started = start::open(settings, NewClock::Simulated).await.unwrap();
    started.office.db.write(move |conn| setting::put(conn, "story", value), Urgency::Now).await.unwrap();
    started.close().await;
}

async fn remembered(settings: &Settings) -> Option<String> {
    let started = start::open(settings, NewClock::Real).await.unwrap();
    let value = started.office.db.read(|conn| setting::get(conn, "story")).await.unwrap();
    started.close().await;
    value
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_goes_on_with_higher_ids_and_the_stepped_clock() {
    for engine in engines() {
        let place = Place::new(engine);
        let first = start::open(&place.settings(), NewClock::Simulated).await.unwrap();
        step_clock(&first.office, SignedDuration::from_hours(48)).await.unwrap();
        let (id, now) = (first.office.ids.next(first.office.clock.now()), first.office.clock.now());
        step_clock(&first.office, SignedDuration::from_hours(-48)).await.unwrap();
        first.close().await;

        let second = start::open(&place.settings(), NewClock::Real).await.unwrap();
        assert!(second.office.clock.is_simulated() && second.office.clock.now() < now);
        assert!(second.office.ids.next(second.office.clock.now()) > id);
        second.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_clock_is_never_stepped() {
    let place = Place::new(Engine::Sqlite);
    let started = start::open(&place.settings(), NewClock::Real).await.unwrap();
    let refused = step_clock(&started.office, SignedDuration::from_hours(1)).await.unwrap_err();
    assert_eq!(refused.code(), Some("kernel.simulated-only"));
    started.close().await;
    let again = start::open(&place.settings(), NewClock::Simulated).await.unwrap();
    assert!(!again.office.clock.is_simulated());
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_by_the_server_of_the_settings_but_never_for_simulated_people() {
    let smtp = ["--smtp-host", "mail.example.org", "--smtp-port", "587", "--smtp-from", "站 <noreply@example.org>"];
    let (real, simulated) = (Place::new(Engine::Sqlite), Place::new(Engine::Sqlite));
    let started = start::open(&real.settings_with(&smtp), NewClock::Real).await.unwrap();
    let shown = started.office.means.mailer.get().map(|mailer| (mailer.shown().0.to_owned(), mailer.shown().1));
    assert_eq!(shown, Some(("mail.example.org:587".to_owned(), "noreply@example.org".to_owned())));
    started.close().await;
    for (place, clock, args) in [(&real, NewClock::Real, &[][..]), (&simulated, NewClock::Simulated, &smtp[..])] {
        let started = start::open(&place.settings_with(args), clock).await.unwrap();
        assert!(started.office.means.mailer.get().is_none());
        started.close().await;
    }
    let halves = start::open(&real.settings_with(&smtp[..4]), NewClock::Real).await.err().unwrap();
    assert!(halves.to_string().contains("--smtp-from"), "{halves}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_on_postgres_are_two_nodes() {
    let Some(engine) = engines().into_iter().find(|engine| *engine == Engine::Postgres) else { return };
    let (one, other) = (Place::new(engine), Place::new(Engine::Sqlite));
    let first = start::open(&one.settings(), NewClock::Real).await.unwrap();
    std::fs::create_dir_all(&other.folder).unwrap();
    copy_folder(&one.folder.join("keys"), &other.folder.join("keys"));
    let other = Place { folder: other.folder.clone(), schema: one.schema.clone() };
    let second = start::open(&other.settings(), NewClock::Real).await.unwrap();
    assert_eq!((first.node.number(), second.node.number()), (0, 1));
    first.close().await;
    second.close().await;
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

// rules: LOG-03
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_comes_back_whole_and_only_into_an_empty_place_with_its_keys() {
    for engine in engines() {
        let (from, to) = (Place::new(engine), Place::new(engine));
        remember(&from.settings(), "before").await;
        let blob = from.folder.join("blobs/ab/abcd");
        std::fs::create_dir_all(blob.parent().unwrap()).unwrap();
        std::fs::write(&blob, "sealed").unwrap();
        let file = from.folder.join("backup.tar.gz");
        let made_at = Timestamp::from_second(1_800_000_000).unwrap();
        backup::make(&from.settings(), &file, false, made_at).unwrap();
        remember(&from.settings(), "after").await;
        assert!(backup::make(&from.settings(), &file, false, made_at).is_err(), "overwrote a backup");

        let label = backup::restore(&to.settings(), &file).unwrap();
        assert_eq!((label.made_at, label.with_keys), (made_at, false));
        assert_eq!(std::fs::read(to.folder.join("blobs/ab/abcd")).unwrap(), b"sealed");
        let without_keys = start::open(&to.settings(), NewClock::Real).await.err().unwrap();
        assert!(without_keys.is::<start::OtherKeys>(), "{without_keys}");
        copy_folder(&from.folder.join("keys"), &to.folder.join("keys"));
        assert_eq!(remembered(&to.settings()).await.as_deref(), Some("before"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_never_overwrites_and_takes_only_backups() {
    let (from, to) = (Place::new(Engine::Sqlite), Place::new(Engine::Sqlite));
    remember(&from.settings(), "before").await;
    let (file, other) = (from.folder.join("backup.tar.gz"), from.folder.join("other.tar.gz"));
    backup::make(&from.settings(), &file, true, Timestamp::UNIX_EPOCH).unwrap();
    std::fs::write(&other, "not a backup").unwrap();
    assert!(backup::restore(&to.settings(), &other).is_err());
    remember(&to.settings(), "mine").await;
    assert!(backup::restore(&to.settings(), &file).is_err());
    assert_eq!(remembered(&to.settings()).await.as_deref(), Some("mine"));
}

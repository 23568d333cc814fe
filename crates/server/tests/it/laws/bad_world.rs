//! A bad world: the process is killed, the disk is full, the database goes away, clocks are wrong. What was answered stands, what
//! wasn't is whole or absent, and whoever has to wait is told so.

use crate::{
    activity::{proposal, published, tomorrow_nine},
    story,
    world::{Person, World},
};
use diesel::connection::SimpleConnection;
use domain::{
    attendance::{Direction, RotatingCode},
    kernel::ActivityId,
    organisation::Role,
};
use goodhours::kernel::db::{Engine, Target};
use jiff::SignedDuration;
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// A running `goodhours serve`.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts the binary on a data folder; `blocks` limits the size of each of its files, in blocks of 512 bytes.
    fn start(data: &Path, blocks: Option<u64>) -> Server {
        let binary = env!("CARGO_BIN_EXE_goodhours");
        let limit = blocks.map_or(String::new(), |blocks| format!("trap '' XFSZ; ulimit -f {blocks}; "));
        let mut child = Command::new("sh")
            .arg("-c")
            .arg(format!("{limit}exec \"$0\" serve --listen 127.0.0.1:0 --hash-memory-kib 64 --data \"$1\""))
            .args([Path::new(binary), data])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line}"));
        let address = ready["url"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Server { child, address }
    }

    /// One call; none when the connection broke before an answer came.
    #[expect(clippy::too_many_arguments, reason = "a request has that many parts")]
    fn call(&self, method: &str, path: &str, who: Option<&Person>, key: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let login = who.map_or(String::new(), |who| format!("authorization: Bearer {}\r\n", who.token));
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{login}idempotency-key: {key}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        Some((answer.get(9..12)?.parse().ok()?, answer))
    }

    /// Kill -9.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

const PLACES: usize = 150;

/// A data folder with a published activity of 150 places, and the people who want them.
struct Crowd {
    data: PathBuf,
    activity: String,
    position: String,
    people: Vec<Person>,
}

impl Crowd {
    async fn gather(w: &World) -> Crowd {
        let city = w.organisation("广州市志愿者协会", None);
        let team = w.organisation("向阳义工服务队", Some(city));
        let mut wide = proposal(w);
        (wide["expected"], wide["recruitment"]["positions"][0]["places"]) = (json!(PLACES), json!(PLACES));
        let activity = published(w, team, city, wide).await;
        let shown = w.get(None, &format!("/api/v1/activities/{activity}")).await.is(200);
        let people = (0..PLACES + 10).map(|_| w.volunteer("小周", team)).collect();
        let data = w.folder.join("data");
        std::fs::create_dir_all(data.join("keys")).unwrap();
        for file in std::fs::read_dir(w.folder.join("keys")).unwrap().map(Result::unwrap) {
            std::fs::copy(file.path(), data.join("keys").join(file.file_name())).unwrap();
        }
        let copy = format!("vacuum into '{}'", data.join("goodhours.sqlite").display());
        w.conn().batch_execute(&copy).unwrap();
        Crowd { data, activity, position: shown["positions"][0]["id"].as_str().unwrap().to_owned(), people }
    }

    /// Somebody signs up, under a key of their own.
    fn sign_up(&self, server: &Server, number: usize) -> Option<(u16, String)> {
        let path = format!("/api/v1/activities/{}/enrolments", self.activity);
        let body = json!({ "position_id": self.position }).to_string();
        server.call("POST", &path, Some(&self.people[number]), &format!("key-{number}"), &body)
    }

    /// How many rows the folder's database counts.
    fn count(&self, rows: &str) -> i64 {
        use diesel::prelude::*;
        #[derive(QueryableByName)]
        struct Counted {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let mut conn = SqliteConnection::establish(&self.data.join("goodhours.sqlite").to_string_lossy()).unwrap();
        diesel::sql_query(format!("select count(*) as n from {rows}")).get_result::<Counted>(&mut conn).unwrap().n
    }

    fn is_sound(&self, known: usize) {
        let known = i64::try_from(known).unwrap();
        assert!(self.count("enrolment") >= known, "an answer was lost");
        assert_eq!(self.count(&format!("activity_position where taken = {}", self.count("enrolment"))), 1);
        assert_eq!(self.count("pragma_integrity_check where integrity_check = 'ok'"), 1);
        let check = Command::new(env!("CARGO_BIN_EXE_goodhours")).arg("check").arg("--data").arg(&self.data).output();
        let check = check.unwrap();
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    }
}

// rules: API-03, ENR-03
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_keeps_what_it_answered_and_doubles_nothing() {
    // given more people than places
    let w = World::new(Engine::Sqlite).await;
    let crowd = Crowd::gather(&w).await;
    let answered = Mutex::new(vec![0u16; crowd.people.len()]);

    // when the server is killed again and again while they sign up
    for kill_after in [5, 40, 90, usize::MAX] {
        let server = Server::start(&crowd.data, None);
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= crowd.people.len() || done.load(Ordering::SeqCst) >= kill_after {
                            return;
                        }
                        let Some((status, text)) = crowd.sign_up(&server, number) else { return };
                        assert!([201, 409].contains(&status), "{text}");
                        let known = std::mem::replace(&mut answered.lock().unwrap()[number], status);
                        assert!(known == 0 || known == status, "{number} got {known}, then {status}");
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            while done.load(Ordering::SeqCst) < kill_after.min(crowd.people.len()) {
                std::thread::yield_now();
            }
            // Some of the eight are still waiting for their answer.
            Command::new("kill").args(["-9", &server.child.id().to_string()]).status().unwrap();
        });
        server.kill();
        let known = answered.lock().unwrap().iter().filter(|status| **status == 201).count();
        crowd.is_sound(known);
    }

    // then all places are taken, each once
    let known = answered.into_inner().unwrap();
    assert_eq!(known.iter().filter(|status| **status == 201).count(), PLACES);
    assert_eq!(known.iter().filter(|status| **status == 409).count(), 10);
    assert_eq!(crowd.count("enrolment"), i64::try_from(PLACES).unwrap());
    w.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_changes_honestly_and_loses_nothing() {
    // given a disk with room for some changes only
    let w = World::new(Engine::Sqlite).await;
    let crowd = Crowd::gather(&w).await;
    let size = std::fs::metadata(crowd.data.join("goodhours.sqlite")).unwrap().len();
    let server = Server::start(&crowd.data, Some(size / 512 + 64));

    // when people sign up until there is none left
    let mut kept = 0;
    let mut refused = None;
    for number in 0..PLACES {
        match crowd.sign_up(&server, number) {
            Some((201, _)) => kept += 1,
            other => {
                refused = other;
                break;
            }
        }
    }

    // then the change is refused as "not now", and looking still works
    let (status, text) = refused.expect("the disk never filled");
    assert_eq!(status, 503, "{text}");
    assert!(text.to_ascii_lowercase().contains("retry-after: ") && text.contains("kernel.unavailable"), "{text}");
    let path = format!("/api/v1/activities/{}", crowd.activity);
    assert_eq!(server.call("GET", &path, None, "look", "").unwrap().0, 200);
    server.kill();
    crowd.is_sound(kept);

    // and once there is room, the same person under the same key gets in
    let server = Server::start(&crowd.data, None);
    assert_eq!(crowd.sign_up(&server, kept).unwrap().0, 201);
    server.kill();
    crowd.is_sound(kept + 1);
    w.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_somebody_else_keeps_locked_is_waited_for_and_then_refused() {
    let w = World::new(Engine::Sqlite).await;
    let team = w.organisation("向阳义工服务队", None);
    let (steward, path) = (w.steward(team, Role::Manager), format!("/api/v1/organisations/{team}/activities"));
    let mut other = w.conn();
    other.batch_execute("begin immediate").unwrap();

    let refused = w.post_once(&steward, &path, "k1", proposal(&w)).await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "kernel.unavailable"), "{}", refused.text);
    assert!(refused.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0);
    assert_eq!(w.get(None, "/api/v1/activities").await.status, 200);

    other.batch_execute("rollback").unwrap();
    w.post_once(&steward, &path, "k1", proposal(&w)).await.is(201);
    assert_eq!(w.count("activity"), 1);
    w.close();
}

// rules: API-03
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_database_is_unavailable_for_a_moment_and_nothing_happens_twice() {
    if crate::world::postgres().is_none() {
        return;
    }
    // given sixty-four changes on their way, while the database throws its connections out again and again
    let w = World::new(Engine::Postgres).await;
    let team = w.organisation("向阳义工服务队", None);
    let (steward, path) = (w.steward(team, Role::Manager), format!("/api/v1/organisations/{team}/activities"));
    let body = proposal(&w);
    let asked = (0..64).map(|n| {
        let (w, steward, path, body) = (&w, &steward, &path, &body);
        async move {
            let key = format!("key-{n}");
            loop {
                let reply = w.post_once(steward, path, &key, body.clone()).await;
                if reply.status == 201 {
                    return reply.json()["id"].as_str().unwrap().to_owned();
                }
                // An answer that isn't a yes says to come again.
                assert_eq!(reply.status, 503, "{}", reply.text);
                assert!(reply.headers.contains_key("retry-after"));
            }
        }
    });
    let (target, times) = (w.target.clone(), 6);
    let thrown = tokio::task::spawn_blocking(move || (0..times).for_each(|_| throw_out(&target)));
    let ids = futures_util::future::join_all(asked).await;
    thrown.await.unwrap();

    // then each happened once, and under its key it stays that one
    let distinct: std::collections::BTreeSet<&String> = ids.iter().collect();
    assert_eq!((distinct.len(), w.count("activity")), (64, 64));
    w.close();
}

/// Ends every other connection of a world.
fn throw_out(target: &Target) {
    let sql = "select pg_terminate_backend(a.pid) from pg_stat_activity a, (select application_name as mine from pg_stat_activity \
         where pid = pg_backend_pid()) m where a.application_name = m.mine and a.pid <> pg_backend_pid()";
    target.connect().unwrap().batch_execute(sql).unwrap();
}

// rules: ATT-01
story!(a_code_of_a_clock_that_is_an_hour_off_opens_nothing, w, {
    // given somebody accepted, at nine
    let scene = crate::attendance::scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let code = |off: i64| {
        use diesel::prelude::*;
        use goodhours::kernel::db::schema::activity as a;
        let id: i64 = scene.activity.parse().unwrap();
        let key: Vec<u8> = a::table.find(id).select(a::code_key).first(&mut w.conn()).unwrap();
        let at = w.now() + SignedDuration::from_secs(off);
        json!({ "code": RotatingCode::at(&key, ActivityId(id), Direction::In, at).to_string() })
    };

    // then codes of other hours are stale, and one step back is the most that is taken
    for off in [-3600, 3600, -90, 60] {
        let reply = w.post(Some(&who), "/api/v1/sign-ins", code(off)).await;
        assert_eq!(reply.status, 409, "{off}: {}", reply.text);
        assert_eq!(reply.code(), "attendance.code-stale", "{off}");
    }
    assert_eq!(w.count("attendance"), 0);
    w.post(Some(&who), "/api/v1/sign-ins", code(-30)).await.is(201);
});

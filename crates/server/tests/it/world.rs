//! A small world to tell stories in: a fresh database on one engine, the real router, a clock that can be moved, and people.

use axum::{Router, body::Body, http::Request};
use diesel::{connection::SimpleConnection, prelude::*};
use goodhours::{
    app,
    certificate::Printer,
    kernel::{
        clock::Clock,
        db::{Conn, Db, Engine, Target, Tuning, migrate},
        ids::Ids,
        office::{Desk, Office},
        session::Sessions,
    },
    means::{Means, Publisher, WebSettings},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use tower::ServiceExt;

/// Tells one story on both engines. PostgreSQL is told when `GOODHOURS_TEST_POSTGRES` names a server; `./test` always does.
#[macro_export]
macro_rules! story {
    ($name:ident, $world:ident, $body:block) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for engine in $crate::world::engines() {
                let $world = $crate::world::World::new(engine).await;
                $body
                $world.close();
            }
        }
    };
}

/// The engines that are there.
pub fn engines() -> Vec<Engine> {
    if postgres().is_some() { vec![Engine::Sqlite, Engine::Postgres] } else { vec![Engine::Sqlite] }
}

#[expect(clippy::disallowed_methods, reason = "the test command says where PostgreSQL is")]
pub fn postgres() -> Option<String> {
    std::env::var("GOODHOURS_TEST_POSTGRES").ok()
}

/// A folder in memory where there is one: stories ask for thousands of commits that no power cut will test.
fn quick() -> std::path::PathBuf {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }
}

static WORLDS: AtomicU64 = AtomicU64::new(0);

/// A database, an office and a router.
pub struct World {
    pub office: Office,
    pub router: Router,
    pub target: Target,
    pub folder: std::path::PathBuf,
    schema: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text))
    }

    /// The refusal's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Asserts the status and gives the body.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// Asserts that it isn't there.
    #[track_caller]
    pub fn is_missing(self) {
        assert_eq!(self.status, 404, "{}", self.text);
    }

    /// Asserts a refusal by its status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", self.text);
    }
}

/// Somebody with a session.
#[derive(Debug, Clone)]
pub struct Person {
    pub account: i64,
    pub volunteer: i64,
    pub token: String,
}

fn office(target: &Target, folder: &std::path::Path, publisher: Publisher, node: u8) -> Office {
    let tuning = Tuning { readers: 2, writers: 6, batch_max: 256, queue_max: 4096 };
    let printer = Printer::new(env!("CARGO_BIN_EXE_goodhours").into(), folder.join("fonts"));
    let means = Means::for_tests(folder);
    let settings = WebSettings { publisher, ..means.settings.clone() };
    Office::new(Desk {
        db: Db::open(target, tuning).unwrap(),
        clock: Clock::simulated(0),
        ids: Ids::new(node, 0),
        sessions: Sessions::new(target.engine()),
        work: tokio::sync::Notify::new(),
        means: Means { printer, settings, ..means },
    })
}

impl World {
    pub async fn new(engine: Engine) -> World {
        World::published_by(engine, Publisher::default()).await
    }

    /// A world whose platform says who publishes it.
    #[expect(clippy::unused_async, reason = "worlds are awaited like everything else in a story")]
    pub async fn published_by(engine: Engine, publisher: Publisher) -> World {
        let number = WORLDS.fetch_add(1, Ordering::Relaxed);
        let name = format!("goodhours_{}_{number}", std::process::id());
        let folder = quick().join(&name);
        // A story that failed leaves its folder for whoever looks into it; a later process may get the same number.
        std::fs::remove_dir_all(&folder).ok();
        std::fs::create_dir_all(&folder).unwrap();
        let (target, schema) = match engine {
            Engine::Sqlite => (Target::Sqlite(folder.join("goodhours.db")), None),
            Engine::Postgres => {
                let url = postgres().unwrap();
                let mut conn = PgConnection::establish(&url).unwrap();
                conn.batch_execute(&format!("drop schema if exists {name} cascade; create schema {name}")).unwrap();
                let mark = if url.contains('?') { '&' } else { '?' };
                (
                    Target::Postgres(format!(
                        "{url}{mark}options=-csearch_path%3D{name}%20-capplication_name%3D{name}"
                    )),
                    Some(name),
                )
            }
        };
        migrate(&target).unwrap();
        let office = office(&target, &folder, publisher, 0);
        World { router: app::router(office.clone()), office, target, folder, schema }
    }

    /// Another instance on the same database, with a clock of its own that shows the same time; it ends with the world.
    pub fn another_instance(&self) -> World {
        let office = office(&self.target, &self.folder, Publisher::default(), 1);
        let router = app::router(office.clone());
        World { router, office, target: self.target.clone(), folder: self.folder.clone(), schema: None }
    }

    pub fn close(self) {
        if let Some(schema) = &self.schema {
            let mut conn = PgConnection::establish(&postgres().unwrap()).unwrap();
            // Lanes may still be ending their last transaction, so this waits for them.
            conn.batch_execute(&format!("drop schema if exists {schema} cascade")).ok();
        }
        std::fs::remove_dir_all(&self.folder).ok();
    }

    pub fn now(&self) -> Timestamp {
        self.office.clock.now()
    }

    /// Moves the world's clock.
    pub fn wait(&self, by: SignedDuration) {
        self.office.clock.step(by).unwrap();
    }

    /// Moves the clock to a moment.
    pub fn wait_until(&self, moment: Timestamp) {
        self.wait(moment.duration_since(self.now()));
    }

    /// A connection of the test's own, to look at or alter rows.
    pub fn conn(&self) -> Conn {
        self.target.connect().unwrap()
    }

    /// Sends a request, as nobody.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        // A stream of events never ends.
        let streams = parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
        let body = if streams { Body::empty() } else { body };
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    pub async fn get(&self, who: Option<&Person>, path: &str) -> Reply {
        self.send(request("GET", who, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, who: Option<&Person>, path: &str, body: Value) -> Reply {
        let request = request("POST", who, path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn put(&self, who: Option<&Person>, path: &str, body: Value) -> Reply {
        let request = request("PUT", who, path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn delete(&self, who: Option<&Person>, path: &str) -> Reply {
        self.send(request("DELETE", who, path).body(Body::empty()).unwrap()).await
    }

    /// Any call of the API: with JSON, with parts that `--x` divides, or without a body.
    pub async fn call(&self, who: Option<&Person>, method: &str, path: &str, body: &str) -> Reply {
        self.keyed(who, method, path, body, None).await
    }

    /// The same, under a key.
    #[expect(clippy::too_many_arguments, reason = "a request has that many parts")]
    pub async fn keyed(&self, who: Option<&Person>, method: &str, path: &str, body: &str, key: Option<&str>) -> Reply {
        let mut request = request(method, who, path);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if !body.is_empty() {
            let parts = body.starts_with("--x");
            let kind = if parts { "multipart/form-data; boundary=x" } else { "application/json" };
            request = request.header("content-type", kind);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// The same call under an idempotency key.
    pub async fn post_once(&self, who: &Person, path: &str, key: &str, body: Value) -> Reply {
        let request =
            request("POST", Some(who), path).header("content-type", "application/json").header("idempotency-key", key);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Submits a form as a browser does; fields may repeat.
    pub async fn form(&self, who: Option<&Person>, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut text = String::new();
        for (name, value) in fields {
            let joint = if text.is_empty() { "" } else { "&" };
            let code = |raw: &str| goodhours::kernel::web::encode(raw).replace('/', "%2F");
            text.push_str(&format!("{joint}{}={}", code(name), code(value)));
        }
        let mut request = Request::builder().method("POST").uri(path).header("host", "localhost");
        request = request.header("origin", "http://localhost").header("sec-fetch-site", "same-origin");
        request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(who) = who {
            request = request.header("cookie", format!("goodhours={}", who.token));
        }
        self.send(request.body(Body::from(text)).unwrap()).await
    }

    /// A page as a browser shows it to somebody.
    pub async fn page(&self, who: Option<&Person>, path: &str) -> Reply {
        let mut request = Request::builder().uri(path).header("host", "localhost").header("accept-language", "zh-CN");
        if let Some(who) = who {
            request = request.header("cookie", format!("goodhours={}", who.token));
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A page in a language, or a form as the browser sends its text.
    #[expect(clippy::too_many_arguments, reason = "a request has that many parts")]
    pub async fn visit(&self, who: Option<&Person>, method: &str, path: &str, form: &str, lang: &str) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        request = request.header("accept-language", lang).header("sec-fetch-site", "same-origin");
        if let Some(who) = who {
            request = request.header("cookie", format!("goodhours={}", who.token));
        }
        if method == "POST" {
            let parts = form.starts_with("--x");
            let kind = if parts { "multipart/form-data; boundary=x" } else { "application/x-www-form-urlencoded" };
            request = request.header("content-type", kind);
        }
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// How many rows a statement counts.
    pub fn count(&self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Counted {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let text = format!("select count(*) as n from {sql}");
        diesel::sql_query(text).get_result::<Counted>(&mut self.conn()).unwrap().n
    }
}

fn request(method: &str, who: Option<&Person>, path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(method).uri(path).header("host", "localhost");
    match who {
        Some(who) => request.header("authorization", format!("Bearer {}", who.token)),
        None => request,
    }
}

//! Stories of the shipped program: what its commands print, do and refuse, beside a server and without one.

use crate::{
    ledger::{line, seal},
    story,
    world::{Reply, World},
};
use domain::{account::totp::step_at, kernel::EntryId};
use goodhours::{
    hours,
    kernel::{
        dice::{entropy, text},
        log::{self, Log},
        web::encode,
    },
};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

const PHONE: &str = "13800138000";
const PASSWORD: &str = "岭南一步一步走稳";
const OTHER: &str = "换一个更稳的密码";

/// A folder that goes away, with the settings of every command in a file.
struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        let folder = std::env::temp_dir().join(format!("goodhours-command-{}", text(&entropy::<6>())));
        std::fs::create_dir_all(&folder).unwrap();
        let data = folder.join("data").display().to_string();
        let settings = format!("listen = 127.0.0.1:0\ndata = {data}\nhash-memory-kib = 64\nhash-passes = 1\n");
        std::fs::write(folder.join("goodhours.conf"), settings).unwrap();
        Place(folder)
    }

    /// A file that only its owner can read.
    fn secret(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path.display().to_string()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = program(args);
        command.arg("--config").arg(self.0.join("goodhours.conf"));
        command
    }

    /// Runs a command that has to succeed; what it prints.
    #[track_caller]
    fn does(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that has to fail; why it did.
    #[track_caller]
    fn refuses(&self, args: &[&str]) -> String {
        let output = self.command(args).output().unwrap();
        assert!(!output.status.success(), "{args:?} went through");
        told(&output)
    }

    fn serve(&self) -> Server {
        let mut child = self.command(&["serve"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no line of JSON: {line}"));
        Server { child, ready }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_goodhours"));
    command.args(args);
    command
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The program as it serves, until this is dropped.
struct Server {
    child: Child,
    ready: Value,
}

impl Server {
    fn setup(&self) -> Option<String> {
        self.ready["setup"].as_str().map(str::to_owned)
    }

    /// One request; the way out of a redirect is the `location` header.
    fn send(&self, method: &str, path: &str, (kind, body): (&str, &str), token: Option<&str>) -> Reply {
        let host = self.ready["url"].as_str().unwrap().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let bearer = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{bearer}content-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, text) = answer.split_once("\r\n\r\n").unwrap();
        let mut headers = axum::http::HeaderMap::new();
        for (name, value) in head.lines().skip(1).filter_map(|line| line.split_once(": ")) {
            let name: axum::http::HeaderName = name.parse().unwrap();
            headers.append(name, value.parse().unwrap());
        }
        Reply { status: head.split(' ').nth(1).unwrap().parse().unwrap(), headers, text: text.to_owned() }
    }

    fn get(&self, path: &str, token: Option<&str>) -> Reply {
        self.send("GET", path, ("text/plain", ""), token)
    }

    fn log_in(&self, password: &str) -> Reply {
        let body = json!({ "login": PHONE, "password": password }).to_string();
        self.send("POST", "/api/v1/sessions", ("application/json", &body), None)
    }

    fn set_up(&self, token: &str) -> Reply {
        let fields = [
            ("token", token),
            ("site_name", "岭南志愿"),
            ("province", "440000"),
            ("region", "440100"),
            ("name", "岭南志愿者联合会"),
            ("contact_name", "陈站长"),
            ("phone", PHONE),
            ("password", PASSWORD),
            ("again", PASSWORD),
        ];
        let form: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        self.send("POST", "/setup", ("application/x-www-form-urlencoded", &form.join("&")), None)
    }

    /// Sets a second factor up for whoever has this session.
    #[expect(clippy::disallowed_methods, reason = "the server of this story lives in real time")]
    fn second_factor(&self, session: &str) {
        let send = |path: &str, body: &str| self.send("POST", path, ("application/json", body), Some(session));
        let begun = send("/api/v1/me/second-factor", "{}").is(201);
        let secret = crate::second_factor::secret(begun["secret"].as_str().unwrap());
        let code = secret.code(step_at(jiff::Timestamp::now()));
        send("/api/v1/me/second-factor/confirmation", &json!({ "code": code }).to_string()).is(200);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn token_of(address: &str) -> String {
    address.trim().rsplit_once("/setup?token=").unwrap().1.to_owned()
}

#[test]
fn the_first_start_prints_where_to_set_up_and_a_later_one_does_not() {
    let place = Place::new();
    let server = place.serve();
    let first = token_of(&server.setup().unwrap());
    assert_eq!(server.get("/", None).led_to(), "/setup");

    // a new address beside the running server takes the place of the first
    let second = token_of(&place.does(&["admin", "setup"]));
    assert_eq!(server.get(&format!("/setup?token={first}"), None).status, 403);
    server.set_up(&second).led_to();
    assert!(place.refuses(&["admin", "setup"]).contains("set up already"));
    drop(server);

    // and the name outlives a restart
    let server = place.serve();
    assert_eq!(server.setup(), None);
    assert!(server.get("/activities", None).text.contains("岭南志愿"));
}

#[test]
fn the_operator_helps_an_owner_beside_the_running_server() {
    let place = Place::new();
    let server = place.serve();
    server.set_up(&token_of(&server.setup().unwrap())).led_to();
    let session = server.log_in(PASSWORD).is(201)["token"].as_str().unwrap().to_owned();
    let knows = |token: &str| server.get("/api/v1/me", Some(token)).status;

    // what nobody is connected to send is for the owner's eyes, who needs a second factor
    server.get("/api/v1/outbox", None).refused(403, "kernel.simulated-only");
    server.get("/api/v1/outbox", Some(&session)).refused(403, "account.second-factor-missing");
    server.second_factor(&session);
    server.get("/api/v1/outbox", Some(&session)).is(200);

    // and who lost it is helped
    server.log_in(PASSWORD).refused(403, "login.second-factor-needed");
    place.does(&["admin", "second-factor", "--phone", PHONE]);
    assert_eq!(knows(&session), 401);
    let session = server.log_in(PASSWORD).is(201)["token"].as_str().unwrap().to_owned();

    let file = place.secret("password", &format!("{OTHER}\n"));
    place.does(&["admin", "password", "--phone", PHONE, "--password-file", &file]);
    assert_eq!((knows(&session), server.log_in(PASSWORD).status), (401, 401));
    let session = server.log_in(OTHER).is(201)["token"].as_str().unwrap().to_owned();

    place.does(&["admin", "lock", "--phone", PHONE]);
    assert_eq!((knows(&session), server.log_in(OTHER).status), (401, 401));
    assert!(place.refuses(&["admin", "lock", "--phone", PHONE]).contains("state"));
    place.does(&["admin", "unlock", "--phone", PHONE]);
    let session = server.log_in(OTHER).is(201)["token"].as_str().unwrap().to_owned();

    // the last owner stays one; whoever isn't the last goes
    assert!(place.refuses(&["admin", "role", "--phone", PHONE, "none"]).contains("last owner"));
    let owner = ["admin", "owner", "--phone", "13800138009", "--name", "林站长", "--password-file", &file];
    place.does(&owner);
    place.does(&["admin", "role", "--phone", PHONE, "none"]);
    assert_eq!(knows(&session), 401);
    let session = server.log_in(OTHER).is(201);
    assert_eq!(session["roles"], json!(["volunteer", "steward"]));
    server.get("/api/v1/outbox", session["token"].as_str()).refused(403, "kernel.simulated-only");
    assert!(place.refuses(&["admin", "role", "--phone", "13900139000", "owner"]).contains("No account"));
}

// rules: ACC-11
#[test]
fn a_sealed_folder_of_keys_serves_whoever_gives_the_master_key() {
    let place = Place::new();
    let password = place.secret("password", PASSWORD);
    place.does(&["admin", "owner", "--phone", PHONE, "--name", "陈站长", "--password-file", &password]);
    let (one, two) = (place.secret("one.key", &"1a".repeat(32)), place.secret("two.key", &"2b".repeat(32)));
    // nobody may seal what is being served, and nobody is believed who says that plain keys are sealed
    let server = place.serve();
    assert!(place.refuses(&["keys", "seal", "--master-key-file", &one]).contains("in use"));
    drop(server);
    assert!(place.refuses(&["check", "--master-key-file", &one]).contains("goodhours keys seal"));
    assert!(place.refuses(&["keys", "seal"]).contains("there is no master key"));

    place.does(&["keys", "seal", "--master-key-file", &one]);
    assert!(place.refuses(&["check"]).contains("sealed by a master key"));
    place.does(&["check", "--master-key-file", &one]);
    let digits = place.command(&["check"]).env("GOODHOURS_MASTER_KEY", "1a".repeat(32)).output().unwrap();
    assert!(digits.status.success(), "{}", told(&digits));
    let mut both = place.command(&["check", "--master-key-file", &one]);
    both.env("GOODHOURS_MASTER_KEY", "1a".repeat(32));
    assert!(told(&both.output().unwrap()).contains("not from both"));
    let odd = place.command(&["check"]).env("GOODHOURS_MASTER_KEY", "1a").output().unwrap();
    assert!(told(&odd).contains("64 hexadecimal digits"));

    place.does(&["keys", "seal", "--master-key-file", &two, "--old-master-key-file", &one]);
    assert!(place.refuses(&["check", "--master-key-file", &one]).contains("another master key"));
    place.does(&["check", "--master-key-file", &two]);
    place.does(&["keys", "unseal", "--master-key-file", &two]);
    assert_eq!(place.serve().log_in(PASSWORD).status, 201);
}

// rules: REG-06
#[test]
fn without_a_browser_the_command_line_makes_the_owner() {
    let place = Place::new();
    let file = place.secret("password", PASSWORD);
    let owner = |file: &str| {
        ["admin", "owner", "--phone", PHONE, "--name", "陈站长", "--password-file", file].map(str::to_owned)
    };
    let args = |file: &str| -> Vec<String> { owner(file).to_vec() };
    let weak = place.secret("weak", "12345678");
    let exposed = place.secret("exposed", PASSWORD);
    std::fs::set_permissions(&exposed, std::fs::Permissions::from_mode(0o644)).unwrap();
    for file in [&weak, &exposed] {
        let args = args(file);
        place.refuses(&args.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let args = args(&file);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    place.does(&args);
    assert!(place.refuses(&args).contains("has an account"));

    let server = place.serve();
    assert_eq!(server.setup(), None);
    assert_eq!(server.log_in(PASSWORD).is(201)["roles"], json!(["volunteer", "platform-owner"]));
    drop(server);
    assert!(place.refuses(&["seed", "--scale", "S"]).contains("holds data"));
    assert!(place.refuses(&["seed", "--scale", "XL"]).contains("S, M or L"));
    assert!(place.refuses(&["admin", "setup"]).contains("nobody serves"));
}

/// What `goodhours verify` says, as JSON or in words.
pub fn verify(args: &[&str]) -> Result<Value, String> {
    let output = program(&["verify"]).args(args).output().unwrap();
    if output.status.success() { Ok(serde_json::from_slice(&output.stdout).unwrap()) } else { Err(told(&output)) }
}

fn proof_of(w: &World, id: i64, minutes: i64) -> String {
    let mut conn = w.conn();
    let recorded = hours::recorded(&mut conn, EntryId(id)).unwrap();
    let opening = hours::opening(&mut conn, &hours::Recorded { minutes, ..recorded.clone() }).unwrap();
    log::proof(&mut conn, Log::Hours, recorded.seq.unwrap(), Some(opening)).unwrap()
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

// rules: LOG-02
story!(a_downloaded_proof_is_checked_away_from_the_server, w, {
    let team = w.organisation("向阳义工服务队", None);
    let someone = w.volunteer("小李", team);
    let id = line(someone.volunteer, team, 90).write(&w);
    line(someone.volunteer, team, 30).write(&w);
    assert_eq!(seal(&w).await, 2);
    let standing = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    let key = standing.vkey.as_str();
    let good = written(&w.folder, "good.tlog-proof", &proof_of(&w, id, 90));
    let proven = verify(&["proof", &good, "--key", key]).unwrap();
    assert_eq!((proven["entry"].as_str(), proven["minutes"].as_i64()), (Some(id.to_string().as_str()), Some(90)));
    assert_eq!(proven["organisation"], json!(team.to_string()));

    let forged = written(&w.folder, "forged.tlog-proof", &proof_of(&w, id, 9_000));
    assert!(verify(&["proof", &forged, "--key", key]).unwrap_err().contains("not proven"));
    let garbled = written(&w.folder, "garbled.tlog-proof", "hello\n");
    assert!(verify(&["proof", &garbled, "--key", key]).unwrap_err().contains("not proven"));
    let other = log::LogKeys::seeded([8; 32]).signing(&standing.origin).unwrap();
    let other = other.verifier(tlog::note::Purpose::Author).to_string();
    assert!(verify(&["proof", &good, "--key", &other]).unwrap_err().contains("not proven"));
    assert!(verify(&["proof", &good, "--key", "x+y+z"]).unwrap_err().contains("key can't be read"));
});

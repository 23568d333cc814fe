use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;

use bench::{Answer, Launch, Load, Request, Server, free_address};

/// A server of one connection after another that gives these bytes to each request, whatever it is, and closes.
fn canned(answers: &'static [&'static [u8]]) -> Load {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let read = stream.read(&mut request).unwrap();
            assert!(request[..read].ends_with(b"\r\n\r\n"), "one short request in one packet");
            for part in answer.chunks(7) {
                // The client hangs up as soon as it sees that an answer is broken.
                let _ = stream.write_all(part);
            }
        }
    });
    Load::to(&url, 1).unwrap()
}

fn bodies(load: &Load, count: u64) -> Vec<Option<(u16, String)>> {
    let mut bodies = Vec::new();
    let keep = |_, answer: Option<Answer<'_>>| {
        bodies.push(answer.map(|answer| (answer.status, String::from_utf8(answer.body.to_vec()).unwrap())));
    };
    load.run(|number| (number < count).then(|| Request::get("/")), keep).unwrap();
    bodies
}

#[test]
fn answers_of_every_framing_are_read_whole() {
    let load = canned(&[
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nwhole",
        b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nin \r\n6\r\npieces\r\n0\r\n\r\n",
        b"HTTP/1.0 404 Not Found\r\n\r\nuntil the end",
        b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    ]);

    let expected = [(200, "whole"), (201, "in pieces"), (404, "until the end"), (204, "")];
    assert_eq!(bodies(&load, 4), expected.map(|(status, body)| Some((status, body.to_owned()))));
}

#[test]
fn a_broken_answer_is_no_answer() {
    let load = canned(&[
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut off",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nin ",
        b"HTTP/1.1 200 O",
        b"not HTTP at all",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
    ]);

    let seen = bodies(&load, 6);

    assert_eq!(seen, [None, None, None, None, None, Some((200, "ok".to_owned()))]);
}

#[test]
fn a_server_that_nobody_starts_is_an_error_after_the_patience() {
    let mut load = Load::to(&format!("http://{}", free_address().unwrap()), 2).unwrap();
    load.reconnect_within = std::time::Duration::from_millis(30);

    assert!(load.run(|_| Some(Request::get("/")), |_, _| ()).is_err());
    assert!(Load::to("https://localhost:1", 1).is_err(), "TLS is not spoken");
}

/// Serves its folder on a fixed address; slow, but it can be killed and has no code of ours.
const PYTHON: &str = "
import http.server, json, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        body = self.rfile.read(int(self.headers['Content-Length']))
        with open(sys.argv[2], 'ab', buffering=0) as done:
            done.write(body + b'\\n')
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer.allow_reuse_address = True
server = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
print('starting')
print(json.dumps({'url': f'http://127.0.0.1:{sys.argv[1]}', 'logins': []}), flush=True)
server.serve_forever()
";

#[test]
fn a_load_survives_kills_and_knows_which_requests_were_not_answered() {
    let done = crate::floors::folder("kills").join("done");
    let port = free_address().unwrap().port().to_string();
    let launch = Launch::new("python3").args(["-c", PYTHON, &port]).args([&done]);
    let server = RefCell::new(Server::start(launch).unwrap());
    assert!(server.borrow().ready()["logins"].is_array());
    let load = Load::to(server.borrow().url(), 8).unwrap();

    let acknowledged = RefCell::new(BTreeSet::new());
    let unanswered = RefCell::new(BTreeSet::new());
    let kills = Cell::new(0);
    let outcome = load.run(
        |number| (number < 600).then(|| Request::post_json("/", &number)),
        |number, answer| {
            let set = if answer.is_some() { &acknowledged } else { &unanswered };
            assert!(set.borrow_mut().insert(number));
            let answers = acknowledged.borrow().len();
            if (answers == 150 || answers == 400) && answer.is_some() {
                kills.set(kills.get() + 1);
                server.borrow_mut().restart().unwrap();
            }
        },
    );

    let outcome = outcome.unwrap();
    assert_eq!(kills.get(), 2);
    assert_eq!(outcome.requests + outcome.unanswered, 600);
    assert!(outcome.unanswered <= 2 * 8, "at most one for each connection and kill: {}", outcome.unanswered);
    assert!(acknowledged.borrow().is_disjoint(&unanswered.borrow()));
    let done: BTreeSet<u64> =
        std::fs::read_to_string(done).unwrap().lines().filter_map(|line| line.parse().ok()).collect();
    assert!(acknowledged.borrow().is_subset(&done), "an acknowledged request was carried out");
}

#[test]
fn a_child_that_never_gets_ready_is_an_error_and_is_gone() {
    let mut launch = Launch::new("sh").args(["-c", "echo '{\"other\": 1}'; echo no JSON; read line"]);
    launch.ready_within = std::time::Duration::from_millis(200);

    assert!(Server::start(launch).is_err());
    assert!(Server::start(Launch::new("sh").args(["-c", "exit 1"])).is_err());
}

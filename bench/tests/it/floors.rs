use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bench::floor::{GROUP, Scan};
use bench::{Answer, Floor, Load, Request, Server, measure};

const EXE: &str = env!("CARGO_BIN_EXE_bench-floor");

pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn scan(number: u64) -> Request {
    let scan = Scan { enrolment: u32::try_from(number).unwrap(), method: "code".into(), nonce: [7; 16] };
    Request::post_json("/", &scan)
}

fn written(load: &Load) -> String {
    let mut text = String::new();
    let mut asked = false;
    let mut ask = || (!std::mem::replace(&mut asked, true)).then(|| Request::get("/written"));
    load.run(|_| ask(), |_, answer| text = String::from_utf8(answer.unwrap().body.to_vec()).unwrap()).unwrap();
    text
}

/// Waits for the writer, which the answers don't wait for.
fn written_when_done(load: &Load, expected: usize) -> usize {
    let mut count = 0;
    for _ in 0..10_000 {
        count = written(load).parse().unwrap();
        if count >= expected {
            break;
        }
    }
    count
}

fn scans_reach_the_disk(floor: &Floor) {
    let server = Server::start(floor.launch(EXE, &[])).unwrap();
    let load = Load::to(server.url(), 8).unwrap();

    let mut echoed = BTreeSet::new();
    let measured = measure(&server.tree(), || {
        load.run(
            |number| (number < 1_050).then(|| scan(number)),
            |_, answer| {
                let scan: Scan = serde_json::from_slice(answer.unwrap().body).unwrap();
                echoed.insert(scan.enrolment);
            },
        )
    });

    let measured = measured.unwrap();
    assert_eq!(measured.outcome.statuses, [(200, 1_050)].into());
    assert_eq!(echoed.len(), 1_050, "each scan is echoed once");
    assert_eq!(written_when_done(&load, 1_000), 10 * GROUP, "ten whole groups; the eleventh is still filling");
    assert!(measured.rss_bytes_max > 1_000_000);
}

#[test]
fn the_sign_in_floor_echoes_every_scan_and_commits_whole_groups() {
    scans_reach_the_disk(&Floor::SignIn { folder: folder("floor-in"), enrolments: 2_000 });
}

#[test]
fn the_sign_out_floor_echoes_every_scan_and_commits_whole_groups() {
    let folder = folder("floor-out");
    scans_reach_the_disk(&Floor::SignOut { folder: folder.clone(), enrolments: 2_000 });

    let database = bench::sqlite::Database::open(&folder.join("floor.sqlite")).unwrap();
    let count = |sql| database.prepare(sql).unwrap().integer(&[]).unwrap();
    assert_eq!(count("select count(*) from enrolment where state = 'present'"), Some(1_000));
    assert_eq!(count("select count(*) from attendance a join enrolment e on e.id = a.enrolment"), Some(1_000));
    assert_eq!(count("select count(*) from ledger l join attendance a on a.id = l.attendance"), Some(1_000));
    assert_eq!(count("select count(*) from sqlite_master where type = 'index'"), Some(4));
}

#[test]
fn a_floor_refuses_a_folder_that_was_used_before() {
    let floor = Floor::SignIn { folder: folder("floor-used"), enrolments: 10 };
    drop(Server::start(floor.launch(EXE, &[])).unwrap());

    assert!(Server::start(floor.launch(EXE, &[])).is_err());
}

#[test]
fn the_page_floor_serves_the_bytes_and_says_how_they_are_compressed() {
    let body = folder("floor-page").join("page.br");
    std::fs::write(&body, [1, 2, 3, 255]).unwrap();
    let page = Floor::PublicPage { body, content_type: "text/html".into(), content_encoding: Some("br".into()) };
    let server = Server::start(page.launch(EXE, &[])).unwrap();

    let mut seen = 0;
    let check = |_, answer: Option<Answer<'_>>| {
        let answer = answer.unwrap();
        assert_eq!((answer.status, answer.body), (200, [1, 2, 3, 255].as_slice()));
        assert_eq!((answer.header("Content-Type"), answer.header("content-encoding")), (Some("text/html"), Some("br")));
        assert_eq!(answer.header("etag"), None);
        seen += 1;
    };
    let load = Load::to(&format!("{}/ignored", server.url()), 2).unwrap();
    load.run(|number| (number < 5).then(|| Request::get("/any/path?q=1")), check).unwrap();

    assert_eq!(seen, 5);
}

#[test]
fn a_hash_of_twice_the_passes_costs_about_twice_the_time() {
    let cost = |passes| {
        let floor = Floor::Login { memory_kib: 8_192, passes, lanes: 1, threads: 2, hashes: 12 };
        Floor::hash_cpu_us(&floor.launch(EXE, &[])).unwrap()
    };

    let (two, eight) = (cost(2), cost(8));

    assert!(two > 500.0, "{two}");
    assert!((2.0..8.0).contains(&(eight / two)), "{two} against {eight}");
}

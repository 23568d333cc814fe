//! A detail list of 3,000 rows, printed in its own process as the server prints it, and what those who look at pages notice of it.

use super::{
    Plan, page,
    province::{self, Presence, Province},
    site::Site,
};
use crate::{
    certificate::{CHILD_ENVIRONMENT, list_words},
    kernel::words::{Locale, Words},
    start::Trouble,
};
use bench::{Report, Tree};
use paper::{DetailList, DetailRow};
use std::{
    io::{Read, Write},
    process::{Command, Stdio},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

const ROWS: u32 = 3_000;
const SAMPLE_EVERY: Duration = Duration::from_millis(20);

/// One printed list.
struct Printed {
    took: Duration,
    rss_bytes_max: u64,
}

/// Pages with nothing beside them, then the same pages while one list after the other is printed.
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    let (pairs, block) = plan.scale.blocks();
    let mut site = Site::new(plan)?;
    let province = Province {
        engine: site.target.engine(),
        people: plan.scale.people(),
        actors: 1,
        presence: Presence::None,
        places: 0,
        now: Site::now(),
    };
    site.make(&province)?;
    site.serve()?;
    let (url, tree) = (site.url(), site.tree()?);
    let path = format!("/activities/{}", province::activity(&province, 0));
    let count = block * u64::try_from(pairs)?;
    let look = |run: &str| page::reads((&url, &tree), count, |number| page::get(format!("{path}?{run}={number}")));
    look("warm")?;
    let alone = look("alone")?;

    let (over, text) = (AtomicBool::new(false), serde_json::to_vec(&list())?);
    let (meanwhile, lists) = std::thread::scope(|scope| {
        let printing = scope.spawn(|| {
            let mut lists = Vec::new();
            while !over.load(Ordering::Relaxed) {
                lists.push(print(&text)?);
            }
            Ok::<_, std::io::Error>(lists)
        });
        let meanwhile = look("meanwhile");
        over.store(true, Ordering::Relaxed);
        (meanwhile, printing.join())
    });
    let lists = lists.map_err(|_| "the printing thread panicked")??;
    let slowest = lists.iter().map(|list| list.took).max().unwrap_or_default();
    let most = lists.iter().map(|list| list.rss_bytes_max).max().unwrap_or_default();
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name()).measured(&meanwhile?);
    Ok(report.beside((alone.outcome.latency_ms(0.5), alone.outcome.latency_ms(0.99)), slowest, most))
}

/// Prints the list as the server does, and looks at the process's memory meanwhile.
fn print(text: &[u8]) -> std::io::Result<Printed> {
    let since = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .args(["print-details", "/nonexistent"])
        .env_clear()
        .envs(CHILD_ENVIRONMENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text)?;
    }
    let (tree, mut pdf, mut rss_bytes_max) = (Tree::of([child.id()]), Vec::new(), 0);
    let mut output = child.stdout.take().ok_or(std::io::ErrorKind::BrokenPipe)?;
    std::thread::scope(|scope| {
        let (over, is_over) = channel::<()>();
        scope.spawn(|| {
            let _open = over;
            output.read_to_end(&mut pdf)
        });
        while is_over.recv_timeout(SAMPLE_EVERY) == Err(RecvTimeoutError::Timeout) {
            rss_bytes_max = rss_bytes_max.max(tree.rss_bytes());
        }
    });
    let ended = child.wait()?;
    // The first byte says what follows: a file, not the characters that no font has.
    if ended.success() && pdf.get(1..5) == Some(b"%PDF") {
        return Ok(Printed { took: since.elapsed(), rss_bytes_max });
    }
    Err(std::io::Error::other(format!("the printing process ended with {ended} and no file")))
}

/// A list that a volunteer of many years has.
fn list() -> DetailList {
    let text = str::to_owned;
    let row = |number: u32| DetailRow {
        date: format!("2025-{:02}-{:02}", number % 12 + 1, number % 28 + 1),
        activity: format!("社区长者探访与图书馆周末导读（第{number}次）"),
        organisation: text("广州市青年志愿者协会"),
        place: text("越秀区北京街道长者服务中心"),
        scan_minutes: i64::from(60 + number % 200),
        make_up_minutes: 0,
        state: text("有效"),
    };
    DetailList {
        language: text("zh-CN"),
        words: list_words(Words::of(Locale::ZhCn)),
        number: text("7K3M-9QXA-2TBV-H4"),
        name: text("陈雨晴"),
        issuer: text("广东省志愿服务联合会"),
        facts: Vec::new(),
        rows: (1..=ROWS).map(row).collect(),
        issued_at: Site::now(),
        notes: Vec::new(),
    }
}

use std::time::Duration;

use bench::measure::median;
use bench::{Load, Measured, Pairs, Report, Request, paired};

fn block(cpu_us: u64) -> Measured {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let load = Load::to(&format!("http://{}", listener.local_addr().unwrap()), 1).unwrap();
    let outcome = load.run(|_| None::<Request>, |_, _| ()).unwrap();
    let mut measured = Measured { outcome, cpu: Duration::from_micros(cpu_us * 100), rss_bytes_max: 3 << 20 };
    measured.outcome.requests = 100;
    measured.outcome.elapsed = Duration::from_secs(2);
    measured.outcome.latency.record_n(1_500, 99).unwrap();
    measured.outcome.latency.record(9_000).unwrap();
    measured
}

#[test]
fn the_line_has_the_names_of_the_interface_and_leaves_out_what_it_does_not_know() {
    let rush =
        Report { places: Some(10), accepted: Some(10), oversold: Some(0), ..Report::new("signup-rush", "sqlite", "S") };

    let expected = r#"{"name":"signup-rush","engine":"sqlite","scale":"S","places":10,"accepted":10,"oversold":0}"#;
    assert_eq!(rush.line(), expected);
}

#[test]
fn pairs_add_up_to_one_line() {
    let pairs = Pairs { ours: vec![block(30), block(50), block(20)], floor: vec![block(10), block(10), block(10)] };

    let report = Report::new("signin", "sqlite", "M").pairs(&pairs);

    assert_eq!((report.server_cpu_us, report.floor_cpu_us, report.ratio), (Some(30.0), Some(10.0), Some(3.0)));
    assert_eq!((report.requests, report.rps, report.rss_mb), (Some(300), Some(50.0), Some(3.0)));
    assert_eq!((report.p50_ms, report.p99_ms), (Some(1.5), Some(1.5)), "three in 300 are slower");
    let keys: serde_json::Value = serde_json::from_str(&report.line()).unwrap();
    assert_eq!(keys.as_object().unwrap().len(), 11);
}

#[test]
fn a_floor_measured_otherwise_makes_the_ratio() {
    let report = Report::new("login", "sqlite", "S").measured(&block(25)).floor(20.0);

    assert_eq!((report.server_cpu_us, report.floor_cpu_us, report.ratio), (Some(25.0), Some(20.0), Some(1.25)));
}

#[test]
fn pairs_are_run_in_turns_and_the_ratio_is_of_neighbours() {
    let order = std::cell::RefCell::new(String::new());
    let one = |name: char, cpu_us| {
        order.borrow_mut().push(name);
        Ok(block(cpu_us))
    };

    let pairs = paired(3, || one('o', 20), || one('f', 10)).unwrap();

    assert_eq!(order.into_inner(), "offoof");
    assert_eq!(pairs.ratio(), 2.0);
}

#[test]
fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
    assert_eq!(median(vec![9.0, 1.0, 2.0]), 2.0);
    assert_eq!(median(vec![4.0, 1.0, 2.0, 9.0]), 3.0);
    assert_eq!(median(vec![5.0]), 5.0);
    assert!(median(Vec::new()).is_nan());
}

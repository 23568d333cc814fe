//! The benchmark's tools: a load client, the CPU time of a process tree, child servers that can be killed, and the
//! floors that a benchmark is held against. What to send for a sign-in is the scenario's business, not known here.
//!
//! Everything is blocking, so that a scenario reads downwards; call it from a plain thread, not from async code. A
//! scenario in short:
//!
//! ```no_run
//! # fn main() -> std::io::Result<()> {
//! use bench::floor::Scan;
//! use bench::{Floor, Launch, Load, Report, Request, Server, measure, paired};
//!
//! let exe = std::env::current_exe()?;
//! let ours = Server::start(Launch::new(&exe).args(["serve", "--listen", "127.0.0.1:8080", "--data", "/tmp/b"]))?;
//! let floor = Floor::SignIn { folder: "/tmp/f".into(), enrolments: 500_000 };
//! let raw = Server::start(floor.launch(&exe, &["bench-floor"]))?; // `goodhours bench-floor JSON` calls `floor_main`
//!
//! // Each block takes fresh numbers, so that no sign-in is sent twice, and enough of them for a second of CPU time.
//! let numbers = std::cell::RefCell::new(0..500_000);
//! let scan = |enrolment| Scan { enrolment, method: "code".into(), nonce: [7; 16] };
//! let block = |server: &Server| {
//!     let load = Load::to(server.url(), 128)?;
//!     measure(&server.tree(), || {
//!         load.run(
//!             |sent| if sent < 25_000 { Some(Request::post_json("/", &scan(numbers.borrow_mut().next()?))) } else { None },
//!             |_, answer| assert_eq!(answer.map(|answer| answer.status), Some(200)),
//!         )
//!     })
//! };
//! let pairs = paired(10, || block(&ours), || block(&raw))?;
//! println!("{}", Report::new("signin", "sqlite", "S").pairs(&pairs).line());
//! # Ok(())
//! # }
//! ```
//!
//! Crash tests kill and restart the server from the answer closure ([`Server::kill`], [`Server::restart`]): requests in
//! flight come back without an answer, the client reconnects, and the scenario sends those again under the same
//! idempotency key.

pub mod cpu;
pub mod floor;
pub mod load;
pub mod measure;
pub mod process;
pub mod report;
pub mod sqlite;
pub mod wire;

pub use cpu::Tree;
pub use floor::{Floor, floor_main};
pub use load::{Load, Outcome};
pub use measure::{Measured, Pairs, measure, median, paired};
pub use process::{Launch, Server, free_address};
pub use report::Report;
pub use wire::{Answer, Request};

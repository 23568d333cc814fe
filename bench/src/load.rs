//! The load client: a fixed number of connections, each sending its next request as soon as its last was answered (a
//! closed loop). It runs on one thread, so that it never takes more than one core from the server it measures.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Result;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use hdrhistogram::Histogram;

use crate::wire::{Answer, Connection, Request};

const LATENCY_US_MAX: u64 = 600_000_000;
const RECONNECT_EVERY: Duration = Duration::from_millis(5);

/// Where to send, over how many connections.
#[derive(Clone, Debug)]
pub struct Load {
    address: SocketAddr,
    connections: usize,
    /// How long to try again while nobody listens, as between a kill and the end of a restart.
    pub reconnect_within: Duration,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Requests that were answered, with any status.
    pub requests: u64,
    /// Requests that the connection broke under: sent, perhaps done, not answered.
    pub unanswered: u64,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Microseconds from sending to the whole answer.
    pub latency: Histogram<u64>,
    /// How many answers had each status.
    pub statuses: BTreeMap<u16, u64>,
}

struct State<N, S> {
    next: N,
    seen: S,
    number: u64,
    outcome: Outcome,
}

impl Load {
    /// A load on a server at `http://host:port`; a path after it is ignored. TLS is not spoken.
    pub fn to(url: &str, connections: usize) -> Result<Self> {
        let bare = url.strip_prefix("http://").ok_or(std::io::ErrorKind::InvalidInput)?;
        let authority = bare.split('/').next().unwrap_or(bare);
        let address = authority.to_socket_addrs()?.next().ok_or(std::io::ErrorKind::AddrNotAvailable)?;
        Ok(Self { address, connections, reconnect_within: Duration::from_secs(30) })
    }

    /// Sends what `next` gives until it gives `None`, and shows each answer to `seen`: both get the request's number,
    /// counted from 0. `seen` gets `None` for a request whose connection broke, which the server may or may not have
    /// carried out. Fails when the server can't be reached for longer than `reconnect_within`.
    pub fn run<N, S>(&self, next: N, seen: S) -> Result<Outcome>
    where
        N: FnMut(u64) -> Option<Request>,
        S: FnMut(u64, Option<Answer<'_>>),
    {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let state = RefCell::new(State { next, seen, number: 0, outcome: Outcome::empty()? });
        let start = Instant::now();
        let lanes = runtime.block_on(join_all((0..self.connections).map(|_| self.lane(&state, start))));
        lanes.into_iter().collect::<Result<Vec<()>>>()?;
        Ok(state.into_inner().outcome)
    }

    async fn lane<N, S>(&self, state: &RefCell<State<N, S>>, start: Instant) -> Result<()>
    where
        N: FnMut(u64) -> Option<Request>,
        S: FnMut(u64, Option<Answer<'_>>),
    {
        let mut connection = None;
        loop {
            let Some((number, request)) = state.borrow_mut().take() else { return Ok(()) };
            let mut open = match connection.take() {
                Some(open) => open,
                None => self.connect().await?,
            };
            let sent = Instant::now();
            let reusable = match open.exchange(&request).await {
                Ok((answer, reusable)) => {
                    state.borrow_mut().record(number, answer, sent.elapsed());
                    reusable
                }
                Err(_) => {
                    state.borrow_mut().lose(number);
                    false
                }
            };
            state.borrow_mut().outcome.elapsed = start.elapsed();
            connection = reusable.then_some(open);
        }
    }

    async fn connect(&self) -> Result<Connection> {
        let since = Instant::now();
        loop {
            match Connection::open(self.address).await {
                Ok(open) => return Ok(open),
                Err(error) if since.elapsed() > self.reconnect_within => return Err(error),
                Err(_) => tokio::time::sleep(RECONNECT_EVERY).await,
            }
        }
    }
}

impl<N, S> State<N, S>
where
    N: FnMut(u64) -> Option<Request>,
    S: FnMut(u64, Option<Answer<'_>>),
{
    fn take(&mut self) -> Option<(u64, Request)> {
        let request = (self.next)(self.number)?;
        self.number += 1;
        Some((self.number - 1, request))
    }

    fn record(&mut self, number: u64, answer: Answer<'_>, took: Duration) {
        self.outcome.requests += 1;
        *self.outcome.statuses.entry(answer.status).or_default() += 1;
        self.outcome.latency.saturating_record(u64::try_from(took.as_micros()).unwrap_or(LATENCY_US_MAX));
        (self.seen)(number, Some(answer));
    }

    fn lose(&mut self, number: u64) {
        self.outcome.unanswered += 1;
        (self.seen)(number, None);
    }
}

impl Outcome {
    fn empty() -> Result<Self> {
        let latency = Histogram::new_with_bounds(1, LATENCY_US_MAX, 3).map_err(std::io::Error::other)?;
        Ok(Self { requests: 0, unanswered: 0, elapsed: Duration::ZERO, latency, statuses: BTreeMap::new() })
    }

    /// The latency in milliseconds that a share of the answers kept within; 0.99 for p99.
    pub fn latency_ms(&self, share: f64) -> f64 {
        Duration::from_micros(self.latency.value_at_quantile(share)).as_secs_f64() * 1e3
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        crate::report::float(self.requests) / self.elapsed.as_secs_f64().max(1e-9)
    }
}

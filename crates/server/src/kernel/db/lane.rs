//! Lanes: threads that own connections, behind one bounded queue. A full queue is an honest 503, not growing memory.

use super::{
    conn::{Conn, Engine, Target},
    raw::Written,
};
use crate::kernel::failure::{Answer, Failure};
use diesel::connection::{Connection, SimpleConnection};
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// How many threads, how long the queue.
#[derive(Debug, Clone, Copy)]
pub struct Tuning {
    pub readers: usize,
    pub writers: usize,
    pub batch_max: usize,
    pub queue_max: usize,
}

impl Tuning {
    /// What suits an engine on a small machine.
    pub fn of(engine: Engine) -> Tuning {
        let (readers, writers) = if engine == Engine::Sqlite { (4, 1) } else { (16, 16) };
        Tuning { readers, writers, batch_max: 256, queue_max: 8192 }
    }
}

/// A person waits for it, or nobody does. Background work takes at most a quarter of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    Now,
    Background,
}

/// What a lane does with its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Reads,
    Writes,
}

/// A closure longer than this holds up everybody else, so it is logged.
const SLOW: Duration = Duration::from_millis(5);

trait Job: Send {
    /// Runs on the connection and keeps the answer; true when its changes are to be kept.
    fn run(&mut self, conn: &mut Conn) -> bool;
    /// Sends the answer; an uncommitted success becomes "unavailable".
    fn settle(self: Box<Self>, committed: bool);
}

struct Task<F, T> {
    job: F,
    answer: Option<Answer<T>>,
    to: oneshot::Sender<Answer<T>>,
}

impl<F: FnMut(&mut Conn) -> Answer<T> + Send, T: Send> Job for Task<F, T> {
    fn run(&mut self, conn: &mut Conn) -> bool {
        let answer = (self.job)(conn);
        let keep = answer.is_ok();
        self.answer = Some(answer);
        keep
    }

    fn settle(self: Box<Self>, committed: bool) {
        // A refusal was decided on facts of a batch that may never have happened, so it falls with the batch too.
        let answer = if committed { self.answer } else { None };
        // The asker may have gone away; the change stands all the same.
        drop(self.to.send(answer.unwrap_or(Err(Failure::unavailable()))));
    }
}

type BoxJob = Box<dyn Job>;

struct Queue {
    inner: Mutex<Waiting>,
    ready: Condvar,
    queue_max: usize,
}

#[derive(Default)]
struct Waiting {
    now: VecDeque<BoxJob>,
    background: VecDeque<BoxJob>,
    closed: bool,
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: BoxJob, urgency: Urgency) -> Result<(), Failure> {
        let mut waiting = self.waiting();
        let line = if urgency == Urgency::Now { &mut waiting.now } else { &mut waiting.background };
        if line.len() >= self.queue_max {
            return Err(Failure::unavailable());
        }
        line.push_back(job);
        drop(waiting);
        self.ready.notify_one();
        Ok(())
    }

    /// Waits for work and takes up to `most` jobs, of which a quarter may be background; none when the lane is closed.
    fn take(&self, most: usize) -> Option<Vec<BoxJob>> {
        let mut waiting = self.waiting();
        while waiting.now.is_empty() && waiting.background.is_empty() {
            if waiting.closed {
                return None;
            }
            waiting = self.ready.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        let background = waiting.background.len().min((most / 4).max(1));
        let now = waiting.now.len().min(most.saturating_sub(background).max(1));
        let mut batch: Vec<BoxJob> = waiting.now.drain(..now).collect();
        if batch.len() < most {
            batch.extend(waiting.background.drain(..background));
        }
        Some(batch)
    }
}

/// The sending end; the threads end when the last one is dropped.
#[derive(Clone)]
pub(super) struct Lane {
    queue: Arc<Queue>,
    _open: Arc<Open>,
}

struct Open(Weak<Queue>);

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(queue) = self.0.upgrade() {
            queue.waiting().closed = true;
            queue.ready.notify_all();
        }
    }
}

impl Lane {
    pub(super) fn start(target: &Target, work: Work, threads: usize, tuning: Tuning) -> Answer<Lane> {
        let queue_max = tuning.queue_max;
        let queue = Arc::new(Queue { inner: Mutex::default(), ready: Condvar::new(), queue_max });
        // SQLite's one writer commits for many; on PostgreSQL the server does its own group commit.
        let batch_max = if work == Work::Writes && target.engine() == Engine::Sqlite { tuning.batch_max } else { 1 };
        for number in 0..threads.max(1) {
            let mut worker = Worker { target: target.clone(), conn: Some(target.connect()?), work };
            let queue = Arc::clone(&queue);
            let run = move || {
                while let Some(batch) = queue.take(batch_max) {
                    worker.run(batch);
                }
            };
            let name = format!("{work:?}-{number}").to_lowercase();
            std::thread::Builder::new().name(name).spawn(run).map_err(Failure::fault)?;
        }
        let open = Arc::new(Open(Arc::downgrade(&queue)));
        Ok(Lane { queue, _open: open })
    }

    pub(super) async fn submit<T: Send + 'static>(
        &self,
        job: impl FnMut(&mut Conn) -> Answer<T> + Send + 'static,
        urgency: Urgency,
    ) -> Answer<T> {
        let (to, answer) = oneshot::channel();
        self.queue.push(Box::new(Task { job, answer: None, to }), urgency)?;
        answer.await.unwrap_or(Err(Failure::unavailable()))
    }

    pub(super) fn waiting(&self) -> usize {
        let waiting = self.queue.waiting();
        waiting.now.len() + waiting.background.len()
    }
}

struct Worker {
    target: Target,
    conn: Option<Conn>,
    work: Work,
}

impl Worker {
    fn run(&mut self, mut batch: Vec<BoxJob>) {
        let work = self.work;
        let committed = match self.connection() {
            Some(conn) => match work {
                Work::Reads => read(conn, &mut batch),
                Work::Writes => write(conn, &mut batch),
            },
            None => Err(Failure::unavailable()),
        };
        if let Err(failure) = &committed {
            // Whatever broke may have left the connection in any state, so the next batch gets a new one.
            tracing::error!(error = ?failure, jobs = batch.len(), "database batch failed");
            self.conn = None;
        }
        for job in batch {
            job.settle(committed.is_ok());
        }
    }

    fn connection(&mut self) -> Option<&mut Conn> {
        if self.conn.is_none() {
            self.conn = self.target.connect().ok();
        }
        self.conn.as_mut()
    }
}

fn read(conn: &mut Conn, jobs: &mut [BoxJob]) -> Answer<()> {
    conn.begin_read()?;
    for job in jobs.iter_mut() {
        guarded(job, conn)?;
    }
    Ok(conn.roll_back()?)
}

/// One transaction, one savepoint for each job when there are several, one COMMIT. Ok when every kept job is durable.
fn write(conn: &mut Conn, jobs: &mut [BoxJob]) -> Answer<()> {
    conn.begin_write()?;
    let tried = run_jobs(conn, jobs);
    match tried {
        Ok(Keep::All) => Ok(conn.commit()?),
        Ok(Keep::Nothing) => Ok(conn.roll_back()?),
        Err(failure) => {
            drop(conn.roll_back());
            Err(failure)
        }
    }
}

enum Keep {
    All,
    Nothing,
}

fn run_jobs(conn: &mut Conn, jobs: &mut [BoxJob]) -> Answer<Keep> {
    if let [only] = jobs {
        return Ok(if guarded(only, conn)? { Keep::All } else { Keep::Nothing });
    }
    // Prepared once for each connection: at every job, preparing costs more than what they do.
    let (begin, keep) = (Written::<()>::new(&["SAVEPOINT job"], vec![]), Written::<()>::new(&["RELEASE job"], vec![]));
    for job in jobs.iter_mut() {
        conn.execute_returning_count(&begin)?;
        if guarded(job, conn)? {
            conn.execute_returning_count(&keep)?;
        } else {
            conn.batch_execute("ROLLBACK TO job; RELEASE job")?;
        }
    }
    Ok(Keep::All)
}

/// Runs one job; a panic in it fails the whole batch, since the connection's bookkeeping can't be trusted after it.
fn guarded(job: &mut BoxJob, conn: &mut Conn) -> Answer<bool> {
    let started = Instant::now();
    let kept = catch_unwind(AssertUnwindSafe(|| job.run(conn))).map_err(|_| Failure::broken("a database job panicked"));
    let took = started.elapsed();
    if took > SLOW {
        tracing::warn!(took_us = took.as_micros(), "slow database job");
    }
    kept
}

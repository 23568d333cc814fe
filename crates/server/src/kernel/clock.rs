//! The one source of `now`. The clock of a data folder that was made as simulated can be stepped; a real one can't.

use domain::kernel::timestamp;
use jiff::{SignedDuration, Timestamp};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Tells the time, once per request, job or command.
#[derive(Debug, Clone)]
pub struct Clock {
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Real,
    /// Ahead of the real time by so many microseconds; it still runs.
    Simulated {
        ahead: Arc<AtomicI64>,
    },
}

impl Clock {
    /// The machine's clock.
    pub fn real() -> Clock {
        Clock { kind: Kind::Real }
    }

    /// A clock that can be stepped, `ahead` microseconds off the machine's.
    pub fn simulated(ahead: i64) -> Clock {
        Clock { kind: Kind::Simulated { ahead: Arc::new(AtomicI64::new(ahead)) } }
    }

    /// The present moment.
    #[expect(clippy::disallowed_methods, reason = "the one source of time")]
    pub fn now(&self) -> Timestamp {
        // Whole microseconds, as they are stored: what is answered at once and what is read back later are the same.
        let real = timestamp(Timestamp::now().as_microsecond());
        match &self.kind {
            Kind::Real => real,
            Kind::Simulated { ahead } => {
                real.saturating_add(SignedDuration::from_micros(ahead.load(Ordering::Relaxed))).unwrap_or(real)
            }
        }
    }

    /// Steps a simulated clock; a real one stays and answers none. The answer is the new offset in microseconds.
    pub fn step(&self, by: SignedDuration) -> Option<i64> {
        match &self.kind {
            Kind::Real => None,
            Kind::Simulated { ahead } => {
                let by = i64::try_from(by.as_micros()).unwrap_or(0);
                Some(ahead.fetch_add(by, Ordering::Relaxed).saturating_add(by))
            }
        }
    }

    /// Whether pages must say that the time is not the world's.
    pub fn is_simulated(&self) -> bool {
        matches!(self.kind, Kind::Simulated { .. })
    }
}

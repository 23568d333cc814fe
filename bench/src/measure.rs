//! What a server spent on a load, and fair comparisons: ours and the floor in turns, so that a noisy machine hurts
//! both.

use std::io::Result;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::cpu::Tree;
use crate::load::Outcome;
use crate::report::float;

const SAMPLE_EVERY: Duration = Duration::from_millis(200);

/// A run of the load client with what the server's tree spent meanwhile.
#[derive(Clone, Debug)]
pub struct Measured {
    pub outcome: Outcome,
    /// User and system time of the server's tree during the run.
    pub cpu: Duration,
    /// Largest resident memory of the tree that was seen, in bytes.
    pub rss_bytes_max: u64,
}

impl Measured {
    /// Microseconds of CPU time for each answered request.
    pub fn cpu_us(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / float(self.outcome.requests).max(1.0)
    }
}

/// Runs a load and reads the tree's CPU time before and after, and its memory five times a second.
pub fn measure(tree: &Tree, run: impl FnOnce() -> Result<Outcome>) -> Result<Measured> {
    let before = tree.cpu();
    let (stop, stopped) = channel::<()>();
    let (outcome, rss_bytes_max) = std::thread::scope(|scope| {
        let sampler = scope.spawn(move || {
            let mut most = tree.rss_bytes();
            while stopped.recv_timeout(SAMPLE_EVERY) == Err(RecvTimeoutError::Timeout) {
                most = most.max(tree.rss_bytes());
            }
            most.max(tree.rss_bytes())
        });
        let outcome = run();
        drop(stop);
        (outcome, sampler.join().unwrap_or_default())
    });
    Ok(Measured { outcome: outcome?, cpu: tree.cpu().saturating_sub(before), rss_bytes_max })
}

/// Blocks of ours and of the floor, in pairs.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    pub ours: Vec<Measured>,
    pub floor: Vec<Measured>,
}

/// Runs `count` pairs of blocks in the order ours, floor, floor, ours, and so on. Throw warm-up blocks away before.
pub fn paired(
    count: usize,
    mut ours: impl FnMut() -> Result<Measured>,
    mut floor: impl FnMut() -> Result<Measured>,
) -> Result<Pairs> {
    let mut pairs = Pairs::default();
    for number in 0..count {
        if number % 2 == 0 {
            pairs.ours.push(ours()?);
            pairs.floor.push(floor()?);
        } else {
            pairs.floor.push(floor()?);
            pairs.ours.push(ours()?);
        }
    }
    Ok(pairs)
}

impl Pairs {
    /// Median CPU microseconds a request of our blocks.
    pub fn ours_cpu_us(&self) -> f64 {
        median(self.ours.iter().map(Measured::cpu_us).collect())
    }

    /// Median CPU microseconds a request of the floor's blocks.
    pub fn floor_cpu_us(&self) -> f64 {
        median(self.floor.iter().map(Measured::cpu_us).collect())
    }

    /// The median of the ratios of each pair, which is steadier than the ratio of two medians.
    pub fn ratio(&self) -> f64 {
        let both = self.ours.iter().zip(&self.floor);
        median(both.map(|(ours, floor)| ours.cpu_us() / floor.cpu_us().max(1e-9)).collect())
    }
}

/// The middle value, of an even number the mean of the two in the middle; NaN of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied().unwrap_or(f64::NAN);
    let lower = if values.len().is_multiple_of(2) { middle.checked_sub(1) } else { Some(middle) };
    lower.and_then(|at| values.get(at)).map_or(upper, |lower| f64::midpoint(*lower, upper))
}

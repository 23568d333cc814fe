//! The last line of `goodhours bench`: one JSON object with a fixed set of names. A name that a benchmark has nothing
//! to say about is left out.

use serde::Serialize;
use std::time::Duration;

use crate::load::Outcome;
use crate::measure::{Measured, Pairs};

/// The result line. Times are milliseconds or microseconds as the name says, memory is mebibytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(default)]
pub struct Report {
    pub name: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// `S`, `M` or `L`.
    pub scale: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rps: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p50_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p99_ms: Option<f64>,
    /// User and system time of the server's process tree for each request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_cpu_us: Option<f64>,
    /// The same of the floor, measured in the same run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor_cpu_us: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rss_mb: Option<f64>,
    /// How often the server was killed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kills: Option<u64>,
    /// Requests whose success was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<u64>,
    /// Acknowledged, and absent afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<u64>,
    /// Carried out more than once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubled: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<u64>,
    /// Accepted beyond the places.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oversold: Option<u64>,
    /// Places left empty although somebody was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undersold: Option<u64>,
    /// Told when to come back, in a storm of more than can be served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turned_away: Option<u64>,
    /// CPU microseconds of a page from the cache.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached: Option<f64>,
    /// CPU microseconds of a page made anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncached: Option<f64>,
    /// CPU microseconds of a page for somebody who is signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_in: Option<f64>,
    /// The same requests with nothing beside them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alone_p50_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alone_p99_ms: Option<f64>,
    /// The slowest of what was done beside the requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside_ms: Option<f64>,
    /// The most memory that it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beside_rss_mb: Option<f64>,
}

impl Report {
    /// A report that says only what was run.
    pub fn new(name: &str, engine: &str, scale: &str) -> Self {
        Self { name: name.to_owned(), engine: engine.to_owned(), scale: scale.to_owned(), ..Self::default() }
    }

    /// Takes throughput, latency, CPU time and memory from one run.
    #[must_use]
    pub fn measured(self, run: &Measured) -> Self {
        let server_cpu_us = Some(rounded(run.cpu_us()));
        Self { server_cpu_us, rss_mb: Some(mebibytes(run.rss_bytes_max)), ..self.outcome(&run.outcome) }
    }

    /// Takes throughput and latency from one run of the load client.
    #[must_use]
    pub fn outcome(self, outcome: &Outcome) -> Self {
        Self {
            requests: Some(outcome.requests),
            rps: Some(rounded(outcome.rate())),
            p50_ms: Some(rounded(outcome.latency_ms(0.5))),
            p99_ms: Some(rounded(outcome.latency_ms(0.99))),
            ..self
        }
    }

    /// Takes everything from paired blocks: ours added up into one run, the floor beside it, the median of the ratios.
    #[must_use]
    pub fn pairs(self, pairs: &Pairs) -> Self {
        let ratio = Some(rounded(pairs.ratio()));
        let report = match merged(&pairs.ours) {
            Some(ours) => self.measured(&ours),
            None => self,
        };
        let server_cpu_us = Some(rounded(pairs.ours_cpu_us()));
        Self { server_cpu_us, floor_cpu_us: Some(rounded(pairs.floor_cpu_us())), ratio, ..report }
    }

    /// What else was done meanwhile, how long it took at most and in how much memory; and the median and p99 without it.
    #[must_use]
    pub fn beside(self, (p50_ms, p99_ms): (f64, f64), slowest: Duration, rss_bytes: u64) -> Self {
        Self {
            alone_p50_ms: Some(rounded(p50_ms)),
            alone_p99_ms: Some(rounded(p99_ms)),
            beside_ms: Some(rounded(slowest.as_secs_f64() * 1e3)),
            beside_rss_mb: Some(mebibytes(rss_bytes)),
            ..self
        }
    }

    /// Holds one run against a floor that was measured otherwise, in CPU microseconds.
    #[must_use]
    pub fn floor(self, floor_cpu_us: f64) -> Self {
        let ratio = self.server_cpu_us.map(|ours| rounded(ours / floor_cpu_us.max(1e-9)));
        Self { floor_cpu_us: Some(rounded(floor_cpu_us)), ratio, ..self }
    }

    /// What one costs in CPU microseconds.
    #[must_use]
    pub fn cost(self, cpu_us: f64) -> Self {
        Self { server_cpu_us: Some(rounded(cpu_us)), ..self }
    }

    /// What ours and the floor cost in CPU microseconds, and the median of the ratios of each pair.
    #[must_use]
    pub fn against(self, ours_us: f64, floor_us: f64, ratio: f64) -> Self {
        Self { floor_cpu_us: Some(rounded(floor_us)), ratio: Some(rounded(ratio)), ..self.cost(ours_us) }
    }

    /// How a storm was borne: who got in, who was told when to come back, and the most memory that it took.
    #[must_use]
    pub fn storm(self, accepted: u64, turned_away: u64, rss_bytes: u64) -> Self {
        Self { accepted: Some(accepted), turned_away: Some(turned_away), rss_mb: Some(mebibytes(rss_bytes)), ..self }
    }

    /// The line, without a line break.
    pub fn line(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn merged(runs: &[Measured]) -> Option<Measured> {
    let (first, rest) = runs.split_first()?;
    let mut sum = first.clone();
    for run in rest {
        sum.cpu += run.cpu;
        sum.rss_bytes_max = sum.rss_bytes_max.max(run.rss_bytes_max);
        sum.outcome.requests += run.outcome.requests;
        sum.outcome.unanswered += run.outcome.unanswered;
        sum.outcome.elapsed += run.outcome.elapsed;
        // All histograms have the bounds that `Load` gives them, so adding cannot fail.
        let _ = sum.outcome.latency.add(&run.outcome.latency);
        for (status, count) in &run.outcome.statuses {
            *sum.outcome.statuses.entry(*status).or_default() += count;
        }
    }
    Some(sum)
}

fn mebibytes(bytes: u64) -> f64 {
    rounded(float(bytes) / 1_048_576.0)
}

/// Three decimals: more would only be noise.
fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

pub(crate) fn float(count: u64) -> f64 {
    #[expect(clippy::as_conversions, reason = "counts and bytes stay far below 2^53, where f64 is exact")]
    let float = count as f64;
    float
}

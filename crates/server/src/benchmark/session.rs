//! Recognising a session: the token's hash and the cache, as on every request of the hot path.

use super::{
    Plan,
    province::{self, Presence, Province},
    site::Site,
};
use crate::{
    kernel::session::{self, Sessions},
    start::Trouble,
};
use bench::{Report, Tree, median};
use std::{hint::black_box, sync::Arc};

/// Sessions in the cache.
const KNOWN: u64 = 10_000;
const CHECKS: u64 = 2_000_000;
const RUNS: usize = 5;

/// Processor time of one check, the median of some runs over sessions in turns.
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    let site = Site::new(plan)?;
    let (engine, now) = (site.target.engine(), Site::now());
    let people = plan.scale.people().max(KNOWN);
    site.make(&Province { engine, people, actors: KNOWN, presence: Presence::None, places: 0, now })?;
    let sessions = Sessions::new(engine);
    let mut conn = site.conn()?;
    let tokens: Vec<String> = (0..KNOWN).map(province::token).collect();
    for token in &tokens {
        let viewer = session::load(&mut conn, session::token_hash(token), now)?.ok_or("the session is there")?;
        sessions.keep(Arc::new(viewer), (now, sessions.ended()));
    }
    let own = Tree::of([std::process::id()]);
    let mut costs = Vec::new();
    for _ in 0..RUNS {
        let before = own.cpu();
        let mut seen: u64 = 0;
        for token in tokens.iter().cycle().take(usize::try_from(CHECKS)?) {
            let viewer = sessions.get(&session::token_hash(black_box(token)), now);
            seen += u64::from(viewer.is_some());
        }
        if seen != CHECKS {
            return Err(format!("{} of {CHECKS} sessions weren't recognised", CHECKS - seen).into());
        }
        let spent = own.cpu().saturating_sub(before);
        costs.push(spent.as_secs_f64() * 1e6 / f64::from(u32::try_from(CHECKS)?));
    }
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name());
    Ok(Report { requests: Some(CHECKS), ..report.cost(median(costs)) })
}

//! Power cuts in mid-load: the server is killed while requests are in flight and started again; whoever got no answer asks again with
//! the same nonce. Afterwards the rows are counted.

use super::{CONNECTIONS, province, sign::Crowd, site::Site};
use crate::start::Trouble;
use bench::{Load, Report};
use diesel::{prelude::*, sql_types::BigInt};
use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    ops::Range,
};

/// Acknowledged requests between two kills.
const EVERY: usize = 300;

/// How many people this takes.
pub fn actors(kills: u32) -> u64 {
    if kills == 0 { 0 } else { u64::from(kills + 1) * 300 }
}

#[derive(QueryableByName)]
struct Numbered {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Where the run stands.
struct Course<'a> {
    site: &'a mut Site,
    waiting: VecDeque<u64>,
    /// Which actor a request in flight is of.
    sent: HashMap<u64, u64>,
    acknowledged: HashSet<u64>,
    kills: u32,
    trouble: Option<Trouble>,
}

impl Course<'_> {
    fn next(&mut self, number: u64) -> Option<u64> {
        let actor = self.waiting.pop_front()?;
        self.sent.insert(number, actor);
        Some(actor)
    }

    fn seen(&mut self, number: u64, answer: Option<(u16, String)>, kills: u32) {
        let Some(actor) = self.sent.remove(&number) else { return };
        match answer {
            Some((201, _)) => {
                self.acknowledged.insert(actor);
            }
            // Sent, perhaps carried out: the phone asks again.
            None | Some((503, _)) => self.waiting.push_back(actor),
            Some((status, body)) => self.trouble = Some(format!("{status}: {body}").into()),
        }
        let due = usize::try_from(self.kills).unwrap_or(usize::MAX).saturating_add(1).saturating_mul(EVERY);
        if self.kills < kills && self.acknowledged.len() >= due {
            self.kills += 1;
            if let Err(trouble) = self.site.cut_power() {
                self.trouble = Some(trouble);
            }
        }
    }
}

/// Loads the server, kills it so many times, and counts what was acknowledged, lost and done twice.
pub fn run(
    site: &mut Site,
    crowd: &Crowd,
    (actors, kills): (Range<u64>, u32),
    report: Report,
) -> Result<Report, Trouble> {
    let load = Load::to(&site.url(), CONNECTIONS)?;
    let course = RefCell::new(Course {
        site: &mut *site,
        waiting: actors.clone().collect(),
        sent: HashMap::new(),
        acknowledged: HashSet::new(),
        kills: 0,
        trouble: None,
    });
    load.run(
        |number| course.borrow_mut().next(number).map(|actor| crowd.request(actor, Site::now())),
        |number, answer| {
            let answer = answer.map(|answer| (answer.status, String::from_utf8_lossy(answer.body).into_owned()));
            course.borrow_mut().seen(number, answer, kills);
        },
    )?;
    let Course { acknowledged, kills, trouble, .. } = course.into_inner();
    if let Some(trouble) = trouble {
        return Err(trouble);
    }
    site.close();
    let between = format!(
        "volunteer_id >= {} and volunteer_id < {}",
        province::volunteer(actors.start),
        province::volunteer(actors.end)
    );
    let (joint, result) = (if crowd.way.result().contains(" where ") { "and" } else { "where" }, crowd.way.result());
    let result = format!("select volunteer_id as n from {result} {joint} {between}");
    let scans = format!(
        "select volunteer_id as n from scan where direction = {} and {between}",
        crowd.way.direction().number()
    );
    let kept: Vec<Numbered> = diesel::sql_query(&result).load(&mut site.conn()?)?;
    let kept: HashSet<i64> = kept.into_iter().map(|row| row.n).collect();
    let lost = acknowledged.iter().filter(|actor| !kept.contains(&province::volunteer(**actor))).count();
    let twice = |select: &str| format!("{select} group by volunteer_id having count(*) > 1");
    let doubled = site.count(&format!("({} union {}) twice", twice(&result), twice(&scans)))?;
    Ok(Report {
        kills: Some(kills.into()),
        acknowledged: Some(u64::try_from(acknowledged.len())?),
        lost: Some(u64::try_from(lost)?),
        doubled: Some(doubled),
        ..report
    })
}

//! Signing in and out by rotating code, as phones on site do it: every request is another person's, with a session, a position and
//! a nonce of its own.

use super::{
    CONNECTIONS, Plan, kills,
    province::{self, Presence, Province},
    site::Site,
};
use crate::start::Trouble;
use bench::{Floor, Load, Measured, Report, Request, Server, floor::Scan, measure, paired};
use domain::{
    attendance::{Direction, RotatingCode},
    kernel::ActivityId,
};
use jiff::Timestamp;
use serde_json::json;
use std::{cell::Cell, collections::HashMap, ops::Range};

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    In,
    Out,
}

impl Way {
    /// As the codes know it.
    pub fn direction(self) -> Direction {
        match self {
            Way::In => Direction::In,
            Way::Out => Direction::Out,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Way::In => "/api/v1/sign-ins",
            Way::Out => "/api/v1/sign-outs",
        }
    }

    fn floor(self, site: &Site, enrolments: u64) -> Floor {
        let folder = site.beside("floor");
        match self {
            Way::In => Floor::SignIn { folder, enrolments },
            Way::Out => Floor::SignOut { folder, enrolments },
        }
    }

    /// The rows that a request must leave behind, one each, with the column `volunteer_id`.
    pub fn result(self) -> &'static str {
        match self {
            Way::In => "attendance",
            Way::Out => "entry where attendance_id is not null",
        }
    }
}

/// Those who sign, and what they know.
pub struct Crowd {
    pub way: Way,
    province: Province,
    keys: HashMap<ActivityId, Vec<u8>>,
}

impl Crowd {
    fn new(site: &Site, province: Province, way: Way) -> Result<Crowd, Trouble> {
        let (mut conn, mut keys) = (site.conn()?, HashMap::new());
        for actor in 0..province.actors {
            let id = province::activity(&province, actor);
            if keys.contains_key(&id) {
                break;
            }
            keys.insert(id, province::code_key(&mut conn, id)?);
        }
        Ok(Crowd { way, province, keys })
    }

    /// One person's request, with the code that the organiser shows at `now`.
    pub fn request(&self, actor: u64, now: Timestamp) -> Request {
        let id = province::activity(&self.province, actor);
        let key = self.keys.get(&id).map(Vec::as_slice).unwrap_or_default();
        let body = json!({
            "code": RotatingCode::at(key, id, self.way.direction(), now).to_string(),
            "nonce": format!("bench-{}-{actor}", self.way.direction().name()),
            "position": { "latitude": 23.1291, "longitude": 113.2644, "accuracy_metres": 12.0 },
            "device": "bench",
        });
        Request::post_json(self.way.path(), &body).header("Authorization", format!("Bearer {}", province::token(actor)))
    }

    /// A block of requests, each of which has to succeed.
    fn block(&self, site: &Site, actors: Range<u64>) -> Result<Measured, Trouble> {
        let (load, tree, mut wrong) = (Load::to(&site.url(), CONNECTIONS)?, site.tree()?, None);
        let mut actors = actors;
        let measured = measure(&tree, || {
            load.run(
                |_| actors.next().map(|actor| self.request(actor, Site::now())),
                |_, answer| match answer {
                    Some(answer) if answer.status == 201 => {}
                    Some(answer) => wrong = Some(String::from_utf8_lossy(answer.body).into_owned()),
                    None => wrong = Some("a connection broke".to_owned()),
                },
            )
        })?;
        match wrong {
            None => Ok(measured),
            Some(wrong) => Err(format!("a request failed: {wrong}").into()),
        }
    }
}

/// Ours and the floor in turns, then, if asked for, a load under which the power fails.
pub fn run(plan: &Plan, way: Way) -> Result<Report, Trouble> {
    let (pairs, block) = plan.scale.blocks();
    let measured = (u64::try_from(pairs)? + 1) * block;
    let actors = measured + kills::actors(plan.kills);
    let mut site = Site::new(plan)?;
    let presence = if way == Way::In { Presence::Accepted } else { Presence::SignedIn };
    let province = Province {
        engine: site.target.engine(),
        people: plan.scale.people().max(actors),
        actors,
        presence,
        places: 0,
        now: Site::now(),
    };
    site.make(&province)?;
    site.serve()?;
    let crowd = Crowd::new(&site, province, way)?;
    let floor = Server::start(way.floor(&site, measured).launch(std::env::current_exe()?, &["bench-floor"]))?;

    // The first block of each warms up and is thrown away.
    crowd.block(&site, 0..block)?;
    scans(&floor, 0..block)?;
    let (ours_at, floor_at) = (Cell::new(block), Cell::new(block));
    let next = |at: &Cell<u64>| at.replace(at.get() + block)..at.get();
    let result = paired(
        pairs,
        || crowd.block(&site, next(&ours_at)).map_err(std::io::Error::other),
        || scans(&floor, next(&floor_at)),
    )?;
    let kept = site.count(way.result())?;
    if kept != measured {
        return Err(format!("{measured} requests succeeded, {kept} left their row").into());
    }
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name()).pairs(&result);
    if plan.kills == 0 { Ok(report) } else { kills::run(&mut site, &crowd, (measured..actors, plan.kills), report) }
}

fn scans(floor: &Server, enrolments: Range<u64>) -> std::io::Result<Measured> {
    let (load, mut enrolments) = (Load::to(floor.url(), CONNECTIONS)?, enrolments);
    measure(&floor.tree(), || {
        load.run(
            |_| {
                let enrolment = u32::try_from(enrolments.next()?).ok()?;
                Some(Request::post_json("/", &Scan { enrolment, method: "code".into(), nonce: [7; 16] }))
            },
            |_, _| {},
        )
    })
}

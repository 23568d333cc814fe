//! More people than places, all at once: whether exactly the places are given away, and what one try costs.

use super::{
    Plan,
    province::{self, Presence, Province},
    site::Site,
};
use crate::start::Trouble;
use bench::{Load, Report, Request, measure};
use serde_json::json;

/// Connections of the rush.
const RUSH_CONNECTIONS: usize = 64;

/// Everybody asks once; those who come too late are refused.
pub fn run(plan: &Plan) -> Result<Report, Trouble> {
    let (people, places) = plan.scale.rush();
    let mut site = Site::new(plan)?;
    let province = Province {
        engine: site.target.engine(),
        people: plan.scale.people().max(people),
        actors: people,
        presence: Presence::None,
        places,
        now: Site::now(),
    };
    site.make(&province)?;
    site.serve()?;
    let (load, tree) = (Load::to(&site.url(), RUSH_CONNECTIONS)?, site.tree()?);
    // All want the activity of the first actor.
    let activity = province::activity(&province, 0);
    let path = format!("/api/v1/activities/{activity}/enrolments");
    let body = json!({ "position_id": province::position().to_string() });
    let (mut given, mut wrong) = (0, None);
    let measured = measure(&tree, || {
        load.run(
            |number| {
                let request = Request::post_json(path.clone(), &body);
                let request = request.header("Authorization", format!("Bearer {}", province::token(number)));
                (number < people).then(|| request.header("Idempotency-Key", format!("rush-{number}")))
            },
            |_, answer| match answer.map(|answer| (answer.status, answer.body)) {
                Some((201, _)) => given += 1,
                Some((409, body)) if String::from_utf8_lossy(body).contains("enrolment.full") => {}
                Some((status, body)) => wrong = Some(format!("{status}: {}", String::from_utf8_lossy(body))),
                None => wrong = Some("a connection broke".to_owned()),
            },
        )
    })?;
    if let Some(wrong) = wrong {
        return Err(wrong.into());
    }
    site.close();
    let accepted = site.count(&format!("enrolment where activity_id = {activity} and state in (1, 2)"))?;
    let report = Report::new(plan.name.name(), site.engine(), plan.scale.name()).measured(&measured);
    Ok(Report {
        acknowledged: Some(given),
        places: Some(places),
        accepted: Some(accepted),
        oversold: Some(accepted.saturating_sub(places)),
        undersold: Some(places.min(people).saturating_sub(accepted)),
        ..report
    })
}

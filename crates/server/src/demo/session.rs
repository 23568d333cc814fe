//! At every start the demo's steward has an activity in session, with the volunteer accepted and seen, and somebody who waits for
//! the face check. One that is still in session is used again.

use super::{
    kept::{Kept, Newcomer},
    places,
    programme::{Contact, Offering, proposal},
    seed::act,
};
use crate::{
    account::Registered,
    activity::{self, Agreed, Propose, Review},
    attendance::{self, MarkFace},
    enrolment::{self, Accept, SignUpFor},
    kernel::{
        db::schema::{enrolment as enrolments, volunteer},
        failure::{Answer, Failure},
        office::Office,
    },
};
use diesel::{dsl::exists, prelude::*};
use domain::{
    activity::{Category, Decision, Part, Session},
    kernel::{ActivityId, Minutes, VolunteerId},
};
use jiff::{SignedDuration, Timestamp};

/// Began so long ago, and lasts so long in all.
const BEGAN_MINUTES: i64 = 40;
const LASTS_MINUTES: i64 = 6 * 60;

/// The service of the day; any hour fits it.
const TODAY: Offering = Offering {
    category: Category::Care,
    title: "幸福里志愿服务日",
    description: "在社区文化广场为居民提供便民服务：量血压、教手机、修小家电、陪长者聊天。现场签到，随到随做，做多久记多久。",
    post: "现场服务",
    hour: 9,
    hours: 6,
};

/// Makes sure of it; the answer is who waits for the face check.
pub async fn ensure(office: &Office, kept: &mut Kept) -> Answer<Newcomer> {
    let now = office.clock.now();
    let running = kept.session.filter(|(_, ends_at)| now < *ends_at);
    let activity = match running {
        Some((activity, _)) => activity,
        None => {
            let earliest = kept.session.map_or(Timestamp::MIN, |(_, ends_at)| ends_at);
            let (activity, ends_at) = publish(office, kept, now, earliest).await?;
            kept.session = Some((activity, ends_at));
            activity
        }
    };
    take_part(office, kept, (activity, kept.volunteer), now).await?;
    let volunteer = id(kept.volunteer)?;
    act(office, Some(kept.steward), now, MarkFace { activity, volunteer }, attendance::mark_face).await?;
    let unseen = unseen(office, kept).await?;
    take_part(office, kept, (activity, unseen.who), now).await?;
    Ok(unseen)
}

async fn publish(office: &Office, kept: &Kept, now: Timestamp, earliest: Timestamp) -> Answer<(ActivityId, Timestamp)> {
    let starts_at = (now - SignedDuration::from_mins(BEGAN_MINUTES)).max(earliest);
    let ends_at = starts_at + SignedDuration::from_mins(LASTS_MINUTES);
    let session = Session { starts_at, ends_at, breaks: Minutes::ZERO };
    let proposed_at = starts_at - SignedDuration::from_hours(72);
    let contact = kept.logins.get(1).map(|login| Contact { name: login.name.clone(), phone: login.login.clone() });
    let place = places::all().into_iter().find(|place| place.region == "440106");
    let proposal =
        contact.zip(place).and_then(|(contact, place)| proposal(&TODAY, &place, session, proposed_at, &contact));
    let proposal = proposal.ok_or_else(|| Failure::broken("the activity of today is not sound"))?;
    let cmd = Propose { organisation: kept.organisation, proposal, agreed: Some(Agreed::IN_FULL) };
    let id = act(office, Some(kept.steward), proposed_at, cmd, activity::propose).await?;
    for part in [Part::Recruitment, Part::Timekeeping] {
        let cmd = Review { activity: id, part, decision: Decision::Approve };
        act(office, Some(kept.reviewer), proposed_at + SignedDuration::from_hours(1), cmd, activity::review).await?;
    }
    Ok((id, ends_at))
}

/// Signs somebody up and accepts them, unless they are known to the activity already.
async fn take_part(
    office: &Office,
    kept: &Kept,
    (activity, who): (ActivityId, Registered),
    now: Timestamp,
) -> Answer<()> {
    let volunteer = id(who)?;
    let is_known = office
        .view(move |conn| {
            let line = enrolments::table
                .filter(enrolments::activity_id.eq(activity.get()))
                .filter(enrolments::volunteer_id.eq(volunteer.get()));
            Ok(diesel::select(exists(line)).get_result::<bool>(conn)?)
        })
        .await?;
    if is_known {
        return Ok(());
    }
    let positions = office.view(move |conn| activity::positions(conn, activity)).await?;
    let position = positions.first().map(|position| position.id).ok_or_else(|| Failure::broken("no position"))?;
    let (enrolment, _) =
        act(office, Some(who.account), now, SignUpFor { activity, position, read_risks: true }, enrolment::sign_up)
            .await?;
    act(office, Some(kept.steward), now, Accept { enrolments: vec![enrolment] }, enrolment::accept).await?;
    Ok(())
}

/// The first newcomer whose face nobody has checked yet.
async fn unseen(office: &Office, kept: &Kept) -> Answer<Newcomer> {
    let ids: Vec<i64> = kept.newcomers.iter().filter_map(|one| one.who.volunteer).map(VolunteerId::get).collect();
    let unmarked: Vec<i64> = office
        .view(move |conn| {
            let some = volunteer::table.filter(volunteer::id.eq_any(&ids)).filter(volunteer::face_marked_at.is_null());
            Ok(some.select(volunteer::id).load(conn)?)
        })
        .await?;
    let found = kept.newcomers.iter().find(|one| one.who.volunteer.is_some_and(|id| unmarked.contains(&id.get())));
    found.cloned().ok_or_else(|| Failure::broken("everybody in the demo has been seen; start over with --fresh"))
}

fn id(who: Registered) -> Answer<VolunteerId> {
    who.volunteer.ok_or_else(|| Failure::broken("a person of the demo is no volunteer"))
}

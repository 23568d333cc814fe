//! What isn't scanned: helpers who prepared an activity get make-up hours, submitted with a paper and decided at the level that the
//! rules ask for; some of the most active are honoured, and a few minutes are taken back.

use super::{Province, all, ask};
use crate::{
    demo::plan::{Event, Plan},
    file,
    hours::make_up::{self, ByHand, Decide, Hand, Submit, SubmitLine},
    kernel::{
        blobs::BlobKind,
        failure::{Answer, Failure},
    },
};
use axum::body::Bytes;
use domain::kernel::{ActivityId, BlobId, MakeUpId, Minutes, local_date};
use image::{GrayImage, ImageFormat, Luma};
use jiff::SignedDuration;
use std::{collections::HashMap, io::Cursor};

const HELPED: Minutes = Minutes(45);

/// Papers by the owner that handed them in.
pub type Papers = HashMap<usize, BlobId>;

/// Submits and decides the make-up of an activity's helpers, two days later.
pub async fn make_up(province: &Province<'_>, event: &Event, activity: ActivityId, papers: &mut Papers) -> Answer<()> {
    let owner = Plan::owner(event.body);
    let submitted_at = event.session.ends_at + SignedDuration::from_hours(20);
    if event.helpers.is_empty() || submitted_at > province.plan.day(-1) {
        return Ok(());
    }
    let paper = match papers.get(&owner) {
        Some(paper) => *paper,
        None => {
            let paper = hand_in(province, owner).await?;
            papers.insert(owner, paper);
            paper
        }
    };
    let served_on = local_date(event.session.starts_at);
    let helpers = event.helpers.iter().filter_map(|person| province.people.get(*person)?.volunteer);
    let lines = helpers.map(|volunteer| SubmitLine { volunteer, minutes: HELPED, served_on }).collect();
    let cmd = Submit {
        organisation: province.body(event.body)?,
        activity: Some(activity),
        lines,
        reason: "活动前的物资搬运与场地布置，现场没有扫码，按签到表补录。".to_owned(),
        evidence: Some(paper.get()),
    };
    let id = province.act(Some(province.account(owner)?), submitted_at, cmd, make_up::submit).await?;
    approve(province, event.body, id, submitted_at + SignedDuration::from_hours(5)).await
}

/// The reviewing organisation decides, or the level above it when the rules say so.
async fn approve(province: &Province<'_>, body: usize, id: MakeUpId, at: jiff::Timestamp) -> Answer<()> {
    let cmd = || Decide { make_up: id, approve: true, reason: String::new() };
    let decided = province.act(Some(province.reviewer(body)?), at, cmd(), make_up::decide).await;
    match decided {
        Err(failure) if failure.code() == Some("hours.level-above") => {
            let above = province.plan.above(body).map_or(Ok(province.platform), |above| province.reviewer(above))?;
            province.act(Some(above), at, cmd(), make_up::decide).await.map(|_| ())
        }
        other => other.map(|_| ()),
    }
}

/// A scanned attendance sheet.
pub async fn hand_in(province: &Province<'_>, owner: usize) -> Answer<BlobId> {
    let is_line = |x: u32, y: u32| y.is_multiple_of(24) || x.is_multiple_of(160);
    let sheet = GrayImage::from_fn(640, 480, |x, y| if is_line(x, y) { Luma([90u8]) } else { Luma([245u8]) });
    let mut bytes = Vec::new();
    sheet.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(Failure::fault)?;
    let ask = ask(Some(province.account(owner)?), province.plan.registered_by());
    file::keep(province.office, ask, BlobKind::Evidence { edge_max: 1_600 }, Bytes::from(bytes)).await
}

/// A few members of every organisation are honoured; of one, minutes are taken back.
pub async fn by_hand(province: &Province<'_>) -> Answer<()> {
    let now = province.plan.day(-3);
    let wanted = province.plan.belongings.iter().enumerate().filter(|(person, _)| person % 19 == 7);
    let acts = wanted.filter_map(|(person, bodies)| bodies.first().map(|body| (person, *body)));
    let acts = acts.filter(|(person, body)| *person != Plan::owner(*body));
    all(acts.map(|(person, body)| async move {
        let volunteer = province.people.get(person).and_then(|made| made.volunteer);
        let volunteer = volunteer.ok_or_else(|| Failure::broken("a member who is no volunteer"))?;
        let cmd = ByHand {
            organisation: province.body(body)?,
            volunteer,
            hand: Hand::Honour,
            minutes: Minutes::hours(2),
            reason: "年度优秀志愿者表彰".to_owned(),
        };
        province.act(Some(province.account(Plan::owner(body))?), now, cmd, make_up::give).await
    }))
    .await?;
    Ok(())
}

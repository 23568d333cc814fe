//! Stories of the ledger: make-ups, honours, deductions, and the record that explains itself.

use crate::{
    attendance::{Scene, scene},
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A paper that the steward uploaded.
fn evidence(w: &World, owner: &Person) -> i64 {
    use goodhours::kernel::db::schema::blob as b;
    let id = w.id();
    diesel::insert_into(b::table)
        .values((
            (b::id.eq(id), b::address.eq("x"), b::kind.eq(3i16), b::media_type.eq("image/jpeg"), b::bytes.eq(1)),
            (b::owner_account_id.eq(owner.account), b::created_at.eq(w.now().as_microsecond())),
        ))
        .execute(&mut w.conn())
        .unwrap();
    id
}

pub fn today(w: &World) -> String {
    domain::kernel::local_date(w.now()).to_string()
}

/// A make-up of `minutes` for one volunteer, at an organisation with plenty of scan hours.
pub async fn submitted(w: &World, scene: &Scene, who: &Person, minutes: u32) -> Value {
    plenty(w, scene.team);
    let body = json!({
        "lines": [{ "volunteer_id": who.volunteer.to_string(), "minutes": minutes, "served_on": today(w) }],
        "reason": "现场断网", "evidence_id": evidence(w, &scene.steward).to_string(),
    });
    w.post(Some(&scene.steward), &format!("/api/v1/organisations/{}/make-ups", scene.team), body).await.is(201)
}

/// Scan hours of somebody else, so that the share of make-ups stays small.
pub fn plenty(w: &World, team: i64) {
    use goodhours::kernel::db::schema::entry as e;
    let day = domain::kernel::day_number(domain::kernel::local_date(w.now()));
    diesel::insert_into(e::table)
        .values((
            (
                e::id.eq(w.id()),
                e::volunteer_id.eq(1),
                e::organisation_id.eq(team),
                e::class.eq(1i16),
                e::domain.eq(1i16),
            ),
            (
                e::minutes.eq(60_000),
                e::served_on.eq(day),
                e::counts_from.eq(day),
                e::recorded_at.eq(0),
                e::recorded_by.eq(0),
            ),
            (e::reason.eq(""), e::salt.eq(vec![0u8; 32])),
        ))
        .execute(&mut w.conn())
        .unwrap();
}

async fn total(w: &World, who: &Person) -> i64 {
    w.get(Some(who), "/api/v1/me/hours").await.is(200)["total"].as_i64().unwrap()
}

// rules: HRS-03
story!(approved_make_up_minutes_count_from_the_next_local_day, w, {
    // given a submitted hour
    let scene = scene(&w).await;
    let (who, reviewer) = (w.volunteer("小张", scene.team), w.steward(scene.city, Role::Reviewer));
    let id = submitted(&w, &scene, &who, 60).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/make-ups/{id}/decision");

    // when the reviewing organisation approves
    w.post(Some(&reviewer), &path, json!({ "approve": true })).await.is(200);

    // then it counts tomorrow, once, and is not decided again
    assert_eq!(total(&w, &who).await, 0);
    w.wait(SignedDuration::from_hours(24));
    assert_eq!(total(&w, &who).await, 60);
    w.post(Some(&reviewer), &path, json!({ "approve": true })).await.refused(409, "hours.decided");
});

// rules: HRS-03, HRS-07
story!(a_make_up_without_reason_or_evidence_is_not_stored, w, {
    let scene = scene(&w).await;
    let who = w.volunteer("小张", scene.team);
    let path = format!("/api/v1/organisations/{}/make-ups", scene.team);
    let lines = json!([{ "volunteer_id": who.volunteer.to_string(), "minutes": 60, "served_on": today(&w) }]);
    let paper = evidence(&w, &scene.steward).to_string();
    let foreign = evidence(&w, &who).to_string();

    let post = async |body: Value| w.post(Some(&scene.steward), &path, body).await;
    post(json!({ "lines": lines, "reason": "", "evidence_id": paper })).await.refused(422, "hours.reason-missing");
    post(json!({ "lines": lines, "reason": "断网" })).await.refused(422, "hours.evidence-missing");
    post(json!({ "lines": lines, "reason": "断网", "evidence_id": foreign }))
        .await
        .refused(422, "hours.evidence-missing");
    post(json!({ "lines": [], "reason": "断网", "evidence_id": paper })).await.refused(422, "hours.empty");
    assert_eq!(w.count("make_up"), 0);
    post(json!({ "lines": lines, "reason": "断网", "evidence_id": paper })).await.is(201);
});

// rules: HRS-06
story!(large_make_ups_go_a_level_up_and_nobody_decides_about_their_own, w, {
    // given nine hours for one person
    let province = w.organisation("广东省志愿者联合会", None);
    let mut scene = scene(&w).await;
    diesel::sql_query(format!("update organisation set parent_id = {province} where id = {}", scene.city))
        .execute(&mut w.conn())
        .unwrap();
    let who = w.volunteer("小张", scene.team);
    let id = submitted(&w, &scene, &who, 540).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/make-ups/{id}/decision");
    let approve = json!({ "approve": true });

    // then neither the submitter nor the reviewing organisation may approve, but the level above may
    assert_eq!(w.post(Some(&scene.steward), &path, approve.clone()).await.status, 404);
    w.grant(&scene.steward, scene.city, Role::Reviewer, domain::organisation::Reach::OwnAndBelow);
    w.post(Some(&scene.steward), &path, approve.clone()).await.refused(403, "hours.own-submission");
    w.post(Some(&w.steward(scene.city, Role::Reviewer)), &path, approve.clone())
        .await
        .refused(403, "hours.level-above");
    w.post(Some(&w.steward(province, Role::Reviewer)), &path, approve.clone()).await.is(200);

    // and whoever would be credited can't decide
    scene.steward = w.steward(scene.team, Role::Manager);
    let id = submitted(&w, &scene, &who, 30).await["id"].as_str().unwrap().to_owned();
    w.grant(&who, scene.city, Role::Reviewer, domain::organisation::Reach::OwnAndBelow);
    w.post(Some(&who), &format!("/api/v1/make-ups/{id}/decision"), approve).await.refused(403, "hours.own-credit");
});

// rules: HRS-06, HRS-01
story!(the_volunteer_refuses_within_seven_days_and_the_entry_is_reversed, w, {
    let scene = scene(&w).await;
    let (who, reviewer) = (w.volunteer("小张", scene.team), w.steward(scene.city, Role::Reviewer));
    let approved = async |minutes| {
        let id = submitted(&w, &scene, &who, minutes).await["id"].as_str().unwrap().to_owned();
        w.post(Some(&reviewer), &format!("/api/v1/make-ups/{id}/decision"), json!({ "approve": true })).await.is(200);
        w.get(Some(&who), "/api/v1/me/hours").await.is(200)["entries"][0]["id"].as_str().unwrap().to_owned()
    };
    let (first, second) = (approved(60).await, approved(45).await);
    w.wait(SignedDuration::from_hours(48));
    assert_eq!(total(&w, &who).await, 105);

    assert_eq!(w.post(Some(&who), &format!("/api/v1/me/hours/{first}/refusal"), Value::Null).await.status, 204);
    assert_eq!(total(&w, &who).await, 45);
    w.post(Some(&who), &format!("/api/v1/me/hours/{first}/refusal"), Value::Null).await.refused(409, "hours.reversed");
    w.wait(SignedDuration::from_hours(24 * 6));
    w.post(Some(&who), &format!("/api/v1/me/hours/{second}/refusal"), Value::Null)
        .await
        .refused(409, "hours.refusal-over");
    assert_eq!(w.post(Some(&reviewer), &format!("/api/v1/me/hours/{second}/refusal"), Value::Null).await.status, 403);
});

// rules: HRS-04, HRS-05
story!(honours_stand_beside_the_total_and_deductions_come_off_it, w, {
    let scene = scene(&w).await;
    let (who, reviewer) = (w.volunteer("小张", scene.team), w.steward(scene.city, Role::Reviewer));
    let id = submitted(&w, &scene, &who, 120).await["id"].as_str().unwrap().to_owned();
    w.post(Some(&reviewer), &format!("/api/v1/make-ups/{id}/decision"), json!({ "approve": true })).await.is(200);
    w.wait(SignedDuration::from_hours(24));
    let path = format!("/api/v1/organisations/{}/hours", scene.team);
    let hand = |hand: &str, minutes: u32, reason: &str| json!({ "volunteer_id": who.volunteer.to_string(), "hand": hand, "minutes": minutes, "reason": reason });
    let post = async |body: Value| w.post(Some(&scene.steward), &path, body).await;

    post(hand("honour", 60, "")).await.refused(422, "hours.reason-missing");
    let honour = post(hand("honour", 60, "抢险")).await.is(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(total(&w, &who).await, 120);
    post(hand("deduct", 121, "代签")).await.refused(409, "hours.not-enough");
    let deducted = post(hand("deduct", 30, "代签")).await.is(201)["id"].as_str().unwrap().to_owned();
    assert_eq!(total(&w, &who).await, 90);

    let revoke = async |id: &str| {
        w.post(Some(&scene.steward), &format!("/api/v1/hours/{id}/revocation"), json!({ "reason": "弄错了" })).await
    };
    revoke(&deducted).await.refused(409, "hours.wrong-class");
    revoke(&honour).await.is(201);
    revoke(&honour).await.refused(409, "hours.reversed");
    let record = w.get(Some(&who), "/api/v1/me/hours").await.is(200);
    assert_eq!((record["honorary"].as_i64(), record["total"].as_i64()), (Some(0), Some(90)));
    assert_eq!(w.count("message where kind in ('hours-honoured', 'hours-deducted', 'hours-revoked')"), 3);
});

// rules: HRS-07
story!(a_past_moment_shows_the_record_as_it_was_known_then, w, {
    let scene = scene(&w).await;
    let (who, reviewer) = (w.volunteer("小张", scene.team), w.steward(scene.city, Role::Reviewer));
    let id = submitted(&w, &scene, &who, 60).await["id"].as_str().unwrap().to_owned();
    w.post(Some(&reviewer), &format!("/api/v1/make-ups/{id}/decision"), json!({ "approve": true })).await.is(200);
    w.wait(SignedDuration::from_hours(24));
    let before = w.now();
    w.wait(SignedDuration::from_mins(1));
    let body = json!({ "volunteer_id": who.volunteer.to_string(), "hand": "deduct", "minutes": 20, "reason": "代签" });
    w.post(Some(&scene.steward), &format!("/api/v1/organisations/{}/hours", scene.team), body).await.is(201);

    let at = async |query: String| w.get(Some(&who), &format!("/api/v1/me/hours{query}")).await.is(200);
    let (then, now) = (at(format!("?as_of={before}")).await, at(String::new()).await);
    assert_eq!((then["total"].as_i64(), now["total"].as_i64()), (Some(60), Some(40)));
    assert_eq!(now["entries"][0]["reason"], "代签");
    w.get(Some(&who), "/api/v1/me/hours?as_of=yesterday").await.refused(422, "kernel.bad-form");
});

// rules: HRS-02
story!(training_minutes_never_become_service_minutes, w, {
    let mut course = crate::activity::proposal(&w);
    course["kind"] = json!("training");
    let scene = crate::attendance::scene_of(&w, course).await;
    let who = scene.accepted(&w).await;
    w.wait_until(crate::activity::tomorrow_nine(&w));
    scene.sign(&w, &who, "sign-ins").await.is(201);
    w.wait(SignedDuration::from_mins(60));
    scene.sign(&w, &who, "sign-outs").await.is(201);

    let record = w.get(Some(&who), "/api/v1/me/hours").await.is(200);
    assert_eq!((record["training"].as_i64(), record["total"].as_i64()), (Some(60), Some(0)));
});

// rules: HRS-06
story!(of_sixty_four_decisions_at_once_one_credits, w, {
    let scene = scene(&w).await;
    let (who, reviewer) = (w.volunteer("小张", scene.team), w.steward(scene.city, Role::Reviewer));
    let id = submitted(&w, &scene, &who, 60).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/make-ups/{id}/decision");
    let tries = (0..64).map(|_| w.post(Some(&reviewer), &path, json!({ "approve": true })));
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    assert_eq!(w.count("entry where class = 2"), 1);
});

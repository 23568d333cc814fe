//! Stories of who takes part.

use crate::{
    activity::proposal,
    attendance::{scene, scene_of},
    story,
    volunteer::{filed, identity, number_of},
};
use domain::kernel::local_date;
use jiff::{SignedDuration, ToSpan};
use serde_json::{Value, json};

// rules: ENR-01, ENR-05, MSG-02
story!(an_accepted_volunteer_is_told_once_with_contact_and_phone, w, {
    let scene = scene(&w).await;
    let who = w.volunteer("小张", scene.team);
    let body = json!({ "position_id": scene.position(&w).await });
    let path = format!("/api/v1/activities/{}/enrolments", scene.activity);

    // when they sign up, then a second time
    let enrolled = w.post(Some(&who), &path, body.clone()).await.is(201);
    assert_eq!(enrolled["state"], "applied");
    w.post(Some(&who), &path, body).await.refused(409, "enrolment.already");

    // then acceptance is the steward's, once
    let accept = format!("/api/v1/enrolments/{}/acceptance", enrolled["id"].as_str().unwrap());
    assert_eq!(w.post(Some(&who), &accept, json!({})).await.status, 404);
    assert_eq!(w.post(Some(&scene.steward), &accept, json!({})).await.is(200)["state"], "accepted");
    w.post(Some(&scene.steward), &accept, json!({})).await.refused(409, "enrolment.wrong-state");
    let sms = "message where kind = 'enrolment-accepted-contact' and channel = 2";
    assert_eq!(w.count(&format!("{sms} and facts like '%陈老师%' and facts like '%13800138000%'")), 1);
    assert_eq!(w.count(sms), 1);
});

// rules: ENR-06, MSG-03
story!(rejection_and_removal_tell_the_reason_in_words_of_their_own, w, {
    let scene = scene(&w).await;
    let accepted = scene.accepted(&w).await;
    let mine =
        w.get(Some(&accepted), "/api/v1/me/enrolments").await.is(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let reason = |text: &str| json!({ "reason": text });

    w.post(Some(&scene.steward), &format!("/api/v1/enrolments/{mine}/removal"), reason(""))
        .await
        .refused(422, "enrolment.reason-missing");
    w.post(Some(&scene.steward), &format!("/api/v1/enrolments/{mine}/rejection"), reason("晚了"))
        .await
        .refused(409, "enrolment.wrong-state");
    let removed =
        w.post(Some(&scene.steward), &format!("/api/v1/enrolments/{mine}/removal"), reason("活动改期")).await.is(200);
    assert_eq!(removed["state"], "removed");
    assert_eq!(w.count("message where kind = 'enrolment-removed' and channel = 2 and facts like '%陈老师%' and facts like '%管理员%'"), 1);

    let other = w.volunteer("小李", scene.team);
    let body = json!({ "position_id": scene.position(&w).await });
    let applied =
        w.post(Some(&other), &format!("/api/v1/activities/{}/enrolments", scene.activity), body).await.is(201);
    let path = format!("/api/v1/enrolments/{}/rejection", applied["id"].as_str().unwrap());
    w.post(Some(&scene.steward), &path, reason("人数已满")).await.is(200);
    assert_eq!(w.count("message where kind = 'enrolment-rejected' and channel = 2 and facts like '%人数已满%'"), 1);
});

// rules: ENR-02
story!(each_missing_condition_is_named, w, {
    let scene = scene(&w).await;
    let path = format!("/api/v1/activities/{}/enrolments", scene.activity);
    let body = json!({ "position_id": scene.position(&w).await });
    let stranger = w.person("没实名");
    w.post(Some(&stranger), &path, body.clone()).await.refused(403, "enrolment.not-verified");
    w.post(None, &path, body.clone()).await.refused(401, "kernel.login-needed");

    let homeless = w.volunteer("没组织", scene.team);
    diesel::RunQueryDsl::execute(
        diesel::sql_query(format!("delete from membership where volunteer_id = {}", homeless.volunteer)),
        &mut w.conn(),
    )
    .unwrap();
    w.post(Some(&homeless), &path, body.clone()).await.refused(403, "enrolment.no-membership");
    w.wait(SignedDuration::from_hours(48));
    let late = w.volunteer("来晚了", scene.team);
    w.post(Some(&late), &path, body).await.refused(409, "enrolment.too-late");
});

// rules: ENR-02
story!(an_age_limit_counts_completed_years_up_to_the_birthday, w, {
    // given an activity for those from 25 to 60
    let mut wanted = proposal(&w);
    let position = &mut wanted["recruitment"]["positions"][0];
    (position["age_min"], position["age_max"]) = (json!(25), json!(60));
    let scene = scene_of(&w, wanted).await;
    let (path, position) = (format!("/api/v1/activities/{}/enrolments", scene.activity), scene.position(&w).await);
    let today = local_date(w.now());
    // then whoever has a birthday tomorrow is a year younger than whoever has it today
    let cases =
        [(25, 1, Some("enrolment.too-young")), (25, 0, None), (61, 1, None), (61, 0, Some("enrolment.too-old"))];
    for (years, days, refusal) in cases {
        let born_on = today.checked_add(days.days()).unwrap().checked_sub(years.years()).unwrap();
        let phone = format!("138001{years:02}{days:03}");
        let (who, _) = filed(&w, &phone, identity(&number_of(born_on, "002"))).await;
        w.member(&who, scene.team);
        let answer = w.post(Some(&who), &path, json!({ "position_id": position })).await;
        match refusal {
            None => assert_eq!(answer.is(201)["state"], "applied", "{years} {days}"),
            Some(code) => answer.refused(403, code),
        }
    }
});

// rules: ACT-10
story!(stated_risks_are_acknowledged_by_programs_too, w, {
    for (field, value) in [("risks", json!("楼梯较多")), ("dangerous", json!(true))] {
        // given an activity that states risks, or is marked dangerous
        let mut risky = proposal(&w);
        (risky[field], risky["policy_number"]) = (value, json!("保单 2026-01"));
        let scene = scene_of(&w, risky).await;
        let who = w.volunteer("小张", scene.team);
        let path = format!("/api/v1/activities/{}/enrolments", scene.activity);
        let mut body = json!({ "position_id": scene.position(&w).await });

        // then signing up without a word about them is refused, whoever asks
        w.post(Some(&who), &path, body.clone()).await.refused(422, "enrolment.risks-unread");
        body["risks_acknowledged"] = json!(true);
        w.post(Some(&who), &path, body).await.is(201);
    }
});

// rules: ENR-03
story!(own_members_only_means_the_organisation_itself_not_those_below_or_above, w, {
    let mut own = proposal(&w);
    own["recruitment"]["own_members_only"] = json!(true);
    let scene = scene_of(&w, own).await;
    let path = format!("/api/v1/activities/{}/enrolments", scene.activity);
    let body = json!({ "position_id": scene.position(&w).await });
    let below = w.organisation("向阳一小队", Some(scene.team));

    w.post(Some(&w.volunteer("上级", scene.city)), &path, body.clone())
        .await
        .refused(403, "enrolment.own-members-only");
    w.post(Some(&w.volunteer("下级", below)), &path, body.clone()).await.refused(403, "enrolment.own-members-only");
    w.post(Some(&w.volunteer("本级", scene.team)), &path, body).await.is(201);
});

// rules: ENR-04
story!(an_invited_member_is_accepted_by_signing_up_and_gets_no_acceptance_sms, w, {
    let scene = scene(&w).await;
    let (member, stranger) = (w.volunteer("小张", scene.team), w.volunteer("外人", scene.city));
    let position = scene.position(&w).await;
    let path = format!("/api/v1/activities/{}/invitations", scene.activity);
    let invite = |who: i64| json!({ "position_id": position, "volunteer_ids": [who.to_string()] });

    w.post(Some(&scene.steward), &path, invite(stranger.volunteer)).await.refused(409, "enrolment.not-a-member");
    assert_eq!(w.post(Some(&scene.steward), &path, invite(member.volunteer)).await.is(200)["invited"], 1);
    let body = json!({ "position_id": position });
    let answer =
        w.post(Some(&member), &format!("/api/v1/activities/{}/enrolments", scene.activity), body).await.is(201);
    assert_eq!(answer["state"], "accepted");
    assert_eq!(w.count("message where channel = 2 and kind like 'enrolment-%'"), 0);
});

// rules: ENR-08
story!(my_activities_stand_under_to_be_accepted_taking_part_and_finished, w, {
    let scene = scene(&w).await;
    let (waiting, accepted) = (w.volunteer("小李", scene.team), scene.accepted(&w).await);
    let body = json!({ "position_id": scene.position(&w).await });
    w.post(Some(&waiting), &format!("/api/v1/activities/{}/enrolments", scene.activity), body).await.is(201);
    let stage = async |who| w.get(Some(who), "/api/v1/me/enrolments").await.is(200)["items"][0]["stage"].clone();

    assert_eq!((stage(&waiting).await, stage(&accepted).await), (json!("to-be-accepted"), json!("taking-part")));
    w.wait(SignedDuration::from_hours(72));
    assert_eq!((stage(&waiting).await, stage(&accepted).await), (json!("ended"), json!("finished")));
});

// rules: ENR-09
story!(of_sixty_four_at_once_exactly_the_places_are_taken, w, {
    let mut small = proposal(&w);
    small["recruitment"]["positions"][0]["places"] = json!(10);
    let scene = scene_of(&w, small).await;
    let path = format!("/api/v1/activities/{}/enrolments", scene.activity);
    let body = json!({ "position_id": scene.position(&w).await });
    let people: Vec<_> = (0..64).map(|_| w.volunteer("小张", scene.team)).collect();

    let tries = people.iter().map(|who| w.post(Some(who), &path, body.clone()));
    let replies = futures_util::future::join_all(tries).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 10);
    assert!(replies.iter().filter(|reply| reply.status != 201).all(|reply| reply.code() == "enrolment.full"));
    assert_eq!((w.count("enrolment where state = 1"), w.count("activity_position where taken = 10")), (10, 1));
});

// rules: ENR-09
story!(a_freed_place_goes_to_whoever_waits_longest, w, {
    let mut small = proposal(&w);
    (small["recruitment"]["positions"][0]["places"], small["recruitment"]["waiting_list"]) = (json!(1), json!(true));
    let scene = scene_of(&w, small).await;
    let path = format!("/api/v1/activities/{}/enrolments", scene.activity);
    let body = json!({ "position_id": scene.position(&w).await });
    let (first, second) = (w.volunteer("先到", scene.team), w.volunteer("后到", scene.team));

    let taken = w.post(Some(&first), &path, body.clone()).await.is(201);
    assert_eq!(w.post(Some(&second), &path, body).await.is(201)["state"], "waiting");
    let withdraw = format!("/api/v1/enrolments/{}/withdrawal", taken["id"].as_str().unwrap());
    assert_eq!(w.post(Some(&second), &withdraw, Value::Null).await.status, 404);
    assert_eq!(w.post(Some(&first), &withdraw, Value::Null).await.is(200)["state"], "withdrawn");
    assert_eq!(w.get(Some(&second), "/api/v1/me/enrolments").await.is(200)["items"][0]["state"], "applied");
    assert_eq!(w.count("activity_position where taken = 1"), 1);
});

//! Stories of signing up, signing in, signing out and the minutes that follow.

use crate::{
    activity::{proposal, published, tomorrow_nine},
    story,
    world::{Person, World},
};
use domain::organisation::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A city, a team below it and a published activity of the team.
pub struct Scene {
    pub city: i64,
    pub team: i64,
    pub activity: String,
    pub steward: Person,
}

pub async fn scene(w: &World) -> Scene {
    scene_of(w, proposal(w)).await
}

pub async fn scene_of(w: &World, proposal: Value) -> Scene {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let activity = published(w, team, city, proposal).await;
    Scene { city, team, activity, steward: w.steward(team, Role::Manager) }
}

impl Scene {
    pub async fn position(&self, w: &World) -> Value {
        w.get(None, &format!("/api/v1/activities/{}", self.activity)).await.is(200)["positions"][0]["id"].clone()
    }

    /// Somebody who signed up and was accepted.
    pub async fn accepted(&self, w: &World) -> Person {
        let who = w.volunteer("小张", self.team);
        let body = json!({ "position_id": self.position(w).await });
        let enrolled =
            w.post(Some(&who), &format!("/api/v1/activities/{}/enrolments", self.activity), body).await.is(201);
        let path = format!("/api/v1/enrolments/{}/acceptance", enrolled["id"].as_str().unwrap());
        w.post(Some(&self.steward), &path, json!({})).await.is(200);
        who
    }

    /// The codes that the steward shows now.
    pub async fn codes(&self, w: &World) -> Value {
        let body = json!({ "position": { "latitude": 23.1291, "longitude": 113.2644, "accuracy_metres": 10.0 } });
        w.post(Some(&self.steward), &format!("/api/v1/activities/{}/code-openings", self.activity), body).await.is(201)
    }

    pub async fn sign(&self, w: &World, who: &Person, way: &str) -> crate::world::Reply {
        let codes = self.codes(w).await;
        let code = if way == "sign-ins" { &codes["sign_in"] } else { &codes["sign_out"] };
        w.post(Some(who), &format!("/api/v1/{way}"), json!({ "code": code })).await
    }
}

// rules: ATT-01, ATT-10
story!(scanning_in_and_out_credits_whole_minutes_at_once, w, {
    // given an accepted volunteer, on site at nine
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));

    // when they scan in, and out after 90 minutes and 59 seconds
    let signed = scene.sign(&w, &who, "sign-ins").await.is(201);
    assert_eq!((signed["direction"].as_str(), signed["minutes"].as_i64()), (Some("in"), Some(0)));
    w.wait(SignedDuration::from_secs(90 * 60 + 59));
    let signed = scene.sign(&w, &who, "sign-outs").await.is(201);

    // then the minutes are in the ledger at once, once, with their evidence
    assert_eq!(signed["minutes"], 90);
    assert_eq!(w.count("entry where minutes = 90 and class = 1 and domain = 1"), 1);
    assert_eq!(w.count("unsealed"), 1);
    assert_eq!(w.count("scan"), 2);
});

// rules: ATT-01
story!(codes_need_the_organisers_position_and_are_theirs_alone, w, {
    let scene = scene(&w).await;
    let (codes, openings) = (
        format!("/api/v1/activities/{}/codes", scene.activity),
        format!("/api/v1/activities/{}/code-openings", scene.activity),
    );

    w.get(Some(&scene.steward), &codes).await.refused(422, "attendance.organiser-position-needed");
    w.post(Some(&scene.steward), &openings, json!({})).await.refused(422, "attendance.organiser-position-needed");
    scene.codes(&w).await;
    w.get(Some(&scene.steward), &codes).await.is(200);

    let stranger = w.volunteer("路人", scene.team);
    assert_eq!(w.get(Some(&stranger), &codes).await.status, 404);
    assert_eq!(w.get(None, &codes).await.status, 401);
});

// rules: ATT-01, ATT-09
story!(stale_foreign_forged_and_turned_codes_are_told_apart, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let codes = scene.codes(&w).await;
    let sign_in = async |code: &Value| w.post(Some(&who), "/api/v1/sign-ins", json!({ "code": code })).await;

    sign_in(&codes["sign_out"]).await.refused(409, "attendance.code-direction");
    sign_in(&json!("i1.2.0011223344556677")).await.is_missing();
    sign_in(&json!("hello")).await.refused(422, "attendance.code-forged");
    let mut bent = codes["sign_in"].as_str().unwrap().to_owned();
    let last = if bent.pop() == Some('0') { '1' } else { '0' };
    bent.push(last);
    sign_in(&json!(bent)).await.refused(422, "attendance.code-forged");
    w.wait(SignedDuration::from_secs(61));
    sign_in(&codes["sign_in"]).await.refused(409, "attendance.code-stale");
    assert_eq!(w.count("attendance"), 0);
});

// rules: ATT-06, ATT-09
story!(each_refusal_on_site_has_its_own_code, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    let stranger = w.volunteer("小李", scene.team);

    scene.sign(&w, &who, "sign-ins").await.refused(409, "attendance.too-early");
    w.wait_until(tomorrow_nine(&w));
    scene.sign(&w, &stranger, "sign-ins").await.refused(403, "attendance.not-accepted");
    scene.sign(&w, &who, "sign-outs").await.refused(409, "attendance.not-in");
    scene.sign(&w, &who, "sign-ins").await.is(201);
    scene.sign(&w, &who, "sign-ins").await.refused(409, "attendance.already-in");
    w.wait(SignedDuration::from_mins(30));
    scene.sign(&w, &who, "sign-outs").await.is(201);
    scene.sign(&w, &who, "sign-outs").await.refused(409, "attendance.already-out");
    scene.sign(&w, &who, "sign-ins").await.refused(409, "attendance.already-out");
    assert_eq!(w.count("entry"), 1);
});

// rules: ATT-06
story!(an_activity_without_recruitment_takes_whoever_comes, w, {
    let mut walk_in = proposal(&w);
    walk_in["recruitment"] = Value::Null;
    walk_in.as_object_mut().unwrap().remove("recruitment");
    let scene = scene_of(&w, walk_in).await;
    let who = w.volunteer("小王", scene.team);
    w.wait_until(tomorrow_nine(&w));

    scene.sign(&w, &who, "sign-ins").await.is(201);
    assert_eq!(w.count("enrolment where state = 2"), 1);
});

// rules: ATT-07
story!(without_a_face_check_the_presence_is_kept_and_credits_nothing, w, {
    // given two first-timers, of whom a steward saw one
    let scene = scene(&w).await;
    let (seen, unseen) = (scene.accepted(&w).await, scene.accepted(&w).await);
    for who in [&seen, &unseen] {
        diesel::RunQueryDsl::execute(
            diesel::sql_query(format!("update volunteer set face_marked_at = null where id = {}", who.volunteer)),
            &mut w.conn(),
        )
        .unwrap();
    }
    let path = format!("/api/v1/activities/{}/face-checks", scene.activity);
    w.wait_until(tomorrow_nine(&w));
    let body = json!({ "volunteer_id": seen.volunteer.to_string() });
    assert_eq!(w.post(Some(&scene.steward), &path, body).await.status, 204);

    // when both serve an hour
    for (who, expected) in [(&seen, 60), (&unseen, 0)] {
        assert_eq!(scene.sign(&w, who, "sign-ins").await.is(201)["face_checked"], expected == 60);
    }
    w.wait(SignedDuration::from_mins(60));
    // then both attendances stand, and one credits nothing and says so
    for (who, expected) in [(&seen, 60), (&unseen, 0)] {
        let signed = scene.sign(&w, who, "sign-outs").await.is(201);
        assert_eq!(
            (signed["minutes"].as_i64(), signed["face_checked"].as_bool()),
            (Some(expected), Some(expected == 60))
        );
    }
    assert_eq!((w.count("attendance"), w.count("entry")), (2, 1));
});

// rules: ATT-08
story!(one_open_sign_in_at_a_time_across_activities, w, {
    let scene = scene(&w).await;
    let mut other = proposal(&w);
    other.as_object_mut().unwrap().remove("recruitment");
    let elsewhere = scene_of(&w, other).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));

    scene.sign(&w, &who, "sign-ins").await.is(201);
    elsewhere.sign(&w, &who, "sign-ins").await.refused(409, "attendance.open-elsewhere");
    w.wait(SignedDuration::from_mins(10));
    scene.sign(&w, &who, "sign-outs").await.is(201);
    elsewhere.sign(&w, &who, "sign-ins").await.is(201);
});

// rules: ATT-02
story!(a_steward_scans_the_card_in_and_out, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let path = format!("/api/v1/activities/{}/card-scans", scene.activity);
    let scan = |direction: &str| json!({ "direction": direction, "number": who.volunteer.to_string() });

    assert_eq!(w.post(Some(&who), &path, scan("in")).await.status, 404);
    w.post(Some(&scene.steward), &path, scan("in")).await.is(201);
    w.wait(SignedDuration::from_mins(45));
    assert_eq!(w.post(Some(&scene.steward), &path, scan("out")).await.is(201)["minutes"], 45);
    let unknown = json!({ "direction": "in", "number": "1" });
    assert_eq!(w.post(Some(&scene.steward), &path, unknown).await.status, 404);
});

// rules: ATT-03
story!(the_typed_code_needs_the_agreement_and_the_right_digits, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let digits = scene.codes(&w).await["typed"].clone();
    let typed =
        |digits: &Value, agreed: bool| json!({ "activity_id": scene.activity, "typed_code": digits, "agreed": agreed });

    let wrong = w.post(Some(&who), "/api/v1/sign-ins", typed(&json!("00000"), true)).await;
    wrong.refused(422, "attendance.code-wrong");
    w.post(Some(&who), "/api/v1/sign-ins", typed(&digits, false)).await.refused(409, "attendance.agreement-missing");
    w.post(Some(&who), "/api/v1/sign-ins", typed(&digits, true)).await.is(201);

    // signing out asks for the digits only: whoever is in has agreed, or came by another method
    w.wait(SignedDuration::from_mins(30));
    w.post(Some(&who), "/api/v1/sign-outs", typed(&json!("00000"), false)).await.refused(422, "attendance.code-wrong");
    w.post(Some(&who), "/api/v1/sign-outs", typed(&digits, false)).await.is(201);
});

// rules: ATT-04
story!(hours_signed_by_oneself_wait_for_a_steward, w, {
    // given a big activity with self sign-in
    let mut big = proposal(&w);
    (big["expected"], big["timekeeping"]["self_sign_in"]) = (json!(51), json!(true));
    let scene = scene_of(&w, big).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let place = json!({ "latitude": 23.1291, "longitude": 113.2644, "accuracy_metres": 10.0 });
    let far = json!({ "latitude": 24.0, "longitude": 113.2644, "accuracy_metres": 10.0 });
    let by_self = |position: &Value| json!({ "activity_id": scene.activity, "position": position });

    // when they sign by themselves, at the place only
    w.post(Some(&who), "/api/v1/sign-ins", by_self(&Value::Null)).await.refused(422, "attendance.position-needed");
    crate::consent::decides(&w, &who, "location", false).await;
    w.post(Some(&who), "/api/v1/sign-ins", by_self(&place)).await.refused(409, "consent.location-missing");
    crate::consent::decides(&w, &who, "location", true).await;
    w.post(Some(&who), "/api/v1/sign-ins", by_self(&far)).await.refused(409, "attendance.outside");
    w.post(Some(&who), "/api/v1/sign-ins", by_self(&place)).await.is(201);
    w.wait(SignedDuration::from_mins(60));
    let signed = w.post(Some(&who), "/api/v1/sign-outs", by_self(&place)).await.is(201);

    // then nothing counts until a steward confirms, and then it counts at once and only once
    assert_eq!((signed["pending"].as_bool(), w.count("entry")), (Some(true), 0));
    let path = format!("/api/v1/attendances/{}/approval", signed["attendance_id"].as_str().unwrap());
    assert_eq!(w.post(Some(&who), &path, json!({})).await.status, 404);
    w.post(Some(&scene.steward), &path, json!({})).await.is(200);
    assert_eq!(w.count("entry where minutes = 60 and class = 1"), 1);
    w.post(Some(&scene.steward), &path, json!({})).await.refused(409, "attendance.nothing-to-confirm");
});

// rules: ATT-11
story!(disagreeing_changes_nothing_until_the_organiser_answers_by_new_entries, w, {
    // given 30 credited minutes
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    scene.sign(&w, &who, "sign-ins").await.is(201);
    w.wait(SignedDuration::from_mins(30));
    let id = scene.sign(&w, &who, "sign-outs").await.is(201)["attendance_id"].as_str().unwrap().to_owned();

    // when the volunteer asks for 60
    let ask = json!({ "wanted_minutes": 60, "text": "我九点半才扫到码" });
    let path = format!("/api/v1/attendances/{id}/correction");
    assert_eq!(w.post(Some(&who), &path, ask.clone()).await.status, 201);
    w.post(Some(&who), &path, ask).await.refused(409, "attendance.answered");
    assert_eq!(w.count("entry"), 1);

    // then the organiser's answer is a reversal and a new entry
    let answer = json!({ "minutes": 60, "text": "现场确认" });
    let path = format!("/api/v1/attendances/{id}/correction/answer");
    assert_eq!(w.post(Some(&scene.steward), &path, answer.clone()).await.is(200)["minutes"], 60);
    assert_eq!(w.count("entry where class = 5 and minutes = 30 and reason = '现场确认'"), 1);
    assert_eq!(w.count("entry where class = 1 and minutes = 60"), 1);
    w.post(Some(&scene.steward), &path, answer).await.refused(409, "attendance.answered");
});

// rules: ATT-12
story!(a_forgotten_sign_out_is_provisional_until_both_confirm, w, {
    // given somebody who signed in at nine and left
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    let nine = tomorrow_nine(&w);
    w.wait_until(nine);
    let id = scene.sign(&w, &who, "sign-ins").await.is(201)["attendance_id"].as_str().unwrap().to_owned();
    let close = async || {
        let ask = goodhours::kernel::office::Ask::system(w.now());
        w.office.record(ask, (), goodhours::attendance::jobs::close_forgotten).await.unwrap()
    };

    // when planned end and grace have passed, not a moment before
    w.wait_until(nine + SignedDuration::from_secs(4 * 3600 - 5));
    assert_eq!(close().await, 0);
    w.wait_until(nine + SignedDuration::from_hours(4));
    assert_eq!((close().await, close().await), (1, 0));

    // then it stands up to the planned end and counts once both confirmed
    assert_eq!(w.count("entry"), 0);
    let confirmed =
        w.post(Some(&who), &format!("/api/v1/attendances/{id}/confirmation"), json!({ "stars": 5 })).await.is(200);
    assert_eq!((confirmed["minutes"].as_i64().map(|m| m >= 179), w.count("entry")), (Some(true), 0));
    w.post(Some(&scene.steward), &format!("/api/v1/attendances/{id}/approval"), json!({})).await.is(200);
    assert_eq!(w.count("entry where minutes >= 179"), 1);
});

// rules: ATT-14
story!(the_board_shows_who_is_in_who_left_and_whose_face_is_missing, w, {
    let scene = scene(&w).await;
    let (one, two) = (scene.accepted(&w).await, scene.accepted(&w).await);
    w.wait_until(tomorrow_nine(&w));
    scene.sign(&w, &one, "sign-ins").await.is(201);
    scene.sign(&w, &two, "sign-ins").await.is(201);
    w.wait(SignedDuration::from_mins(5));
    scene.sign(&w, &one, "sign-outs").await.is(201);

    let path = format!("/api/v1/activities/{}/attendances", scene.activity);
    let board = w.get(Some(&scene.steward), &path).await.is(200);
    let count = |name: &str| board[name].as_i64().unwrap();
    assert_eq!((count("accepted"), count("present"), count("left"), count("missing_face_checks")), (2, 1, 1, 0));
    assert_eq!(w.get(Some(&one), &path).await.status, 404);
});

// rules: ATT-15
story!(breaks_are_taken_off_and_the_session_is_the_most, w, {
    let mut long = proposal(&w);
    long["sessions"][0]["break_minutes"] = json!(30);
    let scene = scene_of(&w, long).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w) - SignedDuration::from_mins(30));
    scene.sign(&w, &who, "sign-ins").await.is(201);
    w.wait(SignedDuration::from_mins(30 + 180 + 30));
    assert_eq!(scene.sign(&w, &who, "sign-outs").await.is(201)["minutes"], 150);
});

// rules: ATT-08
story!(of_sixty_four_sign_ins_at_once_one_opens_an_attendance, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let code = scene.codes(&w).await["sign_in"].clone();
    let tries = (0..64).map(|_| w.post(Some(&who), "/api/v1/sign-ins", json!({ "code": code })));
    let statuses: Vec<u16> =
        futures_util::future::join_all(tries).await.into_iter().map(|reply| reply.status).collect();

    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!((w.count("attendance"), w.count("scan")), (1, 1));
});

// rules: ATT-10
story!(a_repeated_scan_changes_nothing_and_answers_the_same, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let codes = scene.codes(&w).await;
    let sign_in = json!({ "code": codes["sign_in"], "nonce": "phone-1-scan-1" });
    let first = w.post(Some(&who), "/api/v1/sign-ins", sign_in.clone()).await.is(201);
    assert_eq!(w.post(Some(&who), "/api/v1/sign-ins", sign_in).await.is(201), first);

    w.wait(SignedDuration::from_mins(20));
    let sign_out = json!({ "code": scene.codes(&w).await["sign_out"], "nonce": "phone-1-scan-2" });
    let first = w.post(Some(&who), "/api/v1/sign-outs", sign_out.clone()).await.is(201);
    assert_eq!(w.post(Some(&who), "/api/v1/sign-outs", sign_out).await.is(201), first);
    assert_eq!((w.count("scan"), w.count("entry")), (2, 1));
});

// rules: ATT-03
story!(five_wrong_codes_close_the_typed_way_for_ten_minutes, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let digits = scene.codes(&w).await["typed"].clone();
    let typed = async |digits: &Value| {
        let body = json!({ "activity_id": scene.activity, "typed_code": digits, "agreed": true });
        w.post(Some(&who), "/api/v1/sign-ins", body).await
    };
    for _ in 0..5 {
        typed(&json!("00000")).await.refused(422, "attendance.code-wrong");
    }
    let shut = typed(&digits).await;
    assert!(shut.headers.contains_key("retry-after"));
    shut.refused(429, "attendance.code-tries");
    w.wait(SignedDuration::from_secs(600));
    typed(&digits).await.is(201);
});

//! Pages on site: the scanned address, the typed code, the running clock, and a steward's codes, scanner and board.

use crate::{
    activity::{proposal, tomorrow_nine},
    attendance::{Scene, scene, scene_of},
    story,
    world::{Person, World},
};
use jiff::SignedDuration;
use serde_json::json;

/// What is confirmed after scanning.
async fn scan(w: &World, scene: &Scene, who: &Person, direction: &str, key: &str) -> crate::world::Reply {
    let code = scene.codes(w).await[direction].as_str().unwrap().to_owned();
    let path = format!("/s/{code}");
    w.page(Some(who), &path).await.says(&["暖冬行动", "name=\"key\""]);
    w.form(Some(who), &path, &[("key", key)]).await
}

// rules: ENT-02, ATT-01, ATT-10
story!(a_scanned_address_asks_once_then_signs_in_and_out, w, {
    // given an accepted volunteer on site
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));

    // an address that is opened without login leads back to itself
    let code = scene.codes(&w).await["sign_in"].as_str().unwrap().to_owned();
    let login = w.page(None, &format!("/s/{code}")).await.led_to();
    assert_eq!(login, format!("/sessions/new?next={}", goodhours::kernel::web::encode(&format!("/s/{code}"))));

    // when they confirm, twice by the same form, one presence runs
    let nonce = "nonce-of-a-form-1";
    let path = scan(&w, &scene, &who, "sign_in", nonce).await.led_to();
    let again = w.form(Some(&who), &format!("/s/{code}"), &[("key", nonce)]).await.led_to();
    assert_eq!((again.as_str(), w.count("attendance")), (path.as_str(), 1));
    w.page(Some(&who), &path).await.says(&["正在服务", "09:00", "data-since"]);
    w.page(Some(&who), "/sign-in").await.says(&["暖冬行动", &path]);
    assert_eq!(w.page(Some(&w.volunteer("别人", scene.team)), &path).await.status, 404);

    // when they sign out after 90 minutes, the minutes count and can be confirmed once
    w.wait(SignedDuration::from_mins(90));
    let out = scan(&w, &scene, &who, "sign_out", "nonce-of-a-form-2").await.led_to();
    assert_eq!(out, path);
    w.page(Some(&who), &path).await.says(&["1 小时 30 分", "已记入服务时长", "确认时长"]);
    let fields = [("key", "k3"), ("stars", "5"), ("words", "带队的阿姨很细心")];
    w.form(Some(&who), &format!("{path}/confirmation"), &fields).await.led_to();
    w.page(Some(&who), &path).await.says(&["您已确认这次时长"]).is_silent_on(&["确认时长"]);
    assert_eq!(w.count("attendance where stars = 5"), 1);
});

// rules: ATT-09, ATT-01
story!(a_refused_scan_says_why_and_what_to_do, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));

    let early = scan(&w, &scene, &who, "sign_out", "nonce-of-a-form-1").await;
    assert!(early.status == 409 && early.text.contains("尚未签到，考勤失败"), "{}", early.text);
    let code = scene.codes(&w).await["sign_in"].as_str().unwrap().to_owned();
    w.wait(SignedDuration::from_secs(61));
    let stale = w.form(Some(&who), &format!("/s/{code}"), &[("key", "nonce-of-a-form-2")]).await;
    assert!(stale.status == 409 && stale.text.contains("attendance.code-stale"), "{}", stale.text);
    let forged = w.page(Some(&who), "/s/not-a-code").await;
    assert!(forged.status == 422 && forged.text.contains("重新签到"), "{}", forged.text);
    assert_eq!(w.count("attendance"), 0);
});

// rules: ATT-03
story!(the_digits_told_on_site_sign_in_by_a_form, w, {
    // given an accepted volunteer and the digits
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let digits = scene.codes(&w).await["typed"].as_str().unwrap().to_owned();
    let wrong = if digits == "111111" { "222222" } else { "111111" };
    w.page(Some(&who), "/sign-in").await.says(&["暖冬行动", "6 位数字", "诚信协议"]);

    // wrong digits and a missing agreement are told beside their fields
    let activity = scene.activity.as_str();
    let form = |code: &'static str, key: &'static str| vec![("activity", activity), ("key", key), ("code", code)];
    let refused = w.form(Some(&who), "/sign-in", &form(wrong_of(wrong), "nonce-of-a-form-1")).await;
    assert!(refused.status == 422 && refused.text.contains("id=\"code-error\""), "{}", refused.text);
    let unread = [("activity", activity), ("key", "nonce-of-a-form-2"), ("code", &digits)];
    let unread = w.form(Some(&who), "/sign-in", &unread).await;
    assert!(unread.status == 409 && unread.text.contains("id=\"agreed-error\""), "{}", unread.text);

    // the right ones sign in, and with a presence running, out
    let sound = [("activity", activity), ("key", "nonce-of-a-form-3"), ("code", &digits), ("agreed", "on")];
    let path = w.form(Some(&who), "/sign-in", &sound).await.led_to();
    w.wait(SignedDuration::from_mins(60));
    let out = [("key", "nonce-of-a-form-4"), ("code", digits.as_str()), ("agreed", "on")];
    assert_eq!(w.form(Some(&who), "/sign-in", &out).await.led_to(), path);
    assert_eq!(w.count("entry where minutes = 60"), 1);
});

fn wrong_of(digits: &str) -> &'static str {
    if digits == "111111" { "111111" } else { "222222" }
}

// rules: ATT-01
story!(codes_are_shown_after_the_organiser_said_where_they_stand, w, {
    let scene = scene(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let path = format!("/steward/activities/{}/codes", scene.activity);
    let wall = format!("/steward/activities/{}/projector", scene.activity);

    // without a position there is no code, on the wall neither
    w.page(Some(&scene.steward), &path).await.says(&["打开签到码"]).is_silent_on(&["class=\"qr\""]);
    assert_eq!(w.page(Some(&scene.steward), &wall).await.led_to(), path);
    let nowhere = w.form(Some(&scene.steward), &path, &[("key", "k1"), ("latitude", ""), ("longitude", "")]).await;
    assert_eq!(nowhere.status, 422);

    // with one there are both directions, which step on by themselves without a script
    let here = [("key", "k2"), ("latitude", "23.1291"), ("longitude", "113.2644"), ("accuracy", "12")];
    assert_eq!(w.form(Some(&scene.steward), &path, &here).await.led_to(), path);
    let page = w.page(Some(&scene.steward), &path).await;
    page.says(&["class=\"qr\"", "http-equiv=\"refresh\" content=\"", "扫不了？输入数字"]);
    let out = w.page(Some(&scene.steward), &format!("{path}?direction=out")).await;
    let picture = |text: &str| text.split("class=\"qr\"").nth(1).unwrap().split("</svg>").next().unwrap().to_owned();
    assert_ne!(picture(&page.text), picture(&out.text));
    w.page(Some(&scene.steward), &wall).await.says(&["class=\"qr\"", "http-equiv=\"refresh\""]);

    // another steward opens them from where they stand themselves, and a stranger sees nothing
    let other = w.steward(scene.team, domain::organisation::Role::CheckInHelper);
    w.page(Some(&other), &path).await.says(&["打开签到码"]).is_silent_on(&["class=\"qr\""]);
    assert_eq!(w.page(Some(&w.person("路人")), &path).await.status, 404);
});

// rules: ATT-02, ATT-07, ATT-14
story!(a_steward_scans_cards_and_sees_who_is_here, w, {
    // given somebody accepted who was never face-checked
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    diesel::RunQueryDsl::execute(diesel::sql_query("update volunteer set face_marked_at = null"), &mut w.conn())
        .unwrap();
    w.wait_until(tomorrow_nine(&w));
    let (board, scanner) = (
        format!("/steward/activities/{}/live", scene.activity),
        format!("/steward/activities/{}/scan", scene.activity),
    );
    w.page(Some(&scene.steward), &board).await.says(&["首次参加，请先面验", "还没有人签到"]);

    // when the face is marked and the card is scanned
    let volunteer = who.volunteer.to_string();
    let marked = [("key", "k1"), ("volunteer", volunteer.as_str())];
    let faces = format!("/steward/activities/{}/face-checks", scene.activity);
    assert_eq!(w.form(Some(&scene.steward), &faces, &marked).await.led_to(), board);
    let unknown =
        w.form(Some(&scene.steward), &scanner, &[("key", "k2-of-a-form"), ("code", "123"), ("direction", "in")]).await;
    assert_eq!(unknown.status, 422);
    let card = [("key", "k3-of-a-form"), ("code", volunteer.as_str()), ("direction", "in")];
    w.form(Some(&scene.steward), &scanner, &card).await.says(&["张*", "已签到", "已记录"]);
    w.form(Some(&scene.steward), &scanner, &card).await.says(&["已签到"]);
    assert_eq!(w.count("attendance"), 1);

    // then the board shows them here, and after the scan out with their minutes
    w.page(Some(&scene.steward), &board).await.says(&["在场 1 人", "扫证件"]).is_silent_on(&["首次参加，请先面验"]);
    w.wait(SignedDuration::from_mins(45));
    let card = [("key", "k3-of-a-form"), ("code", volunteer.as_str()), ("direction", "out")];
    w.form(Some(&scene.steward), &scanner, &card).await.says(&["已签退", "45 分"]);
    w.page(Some(&scene.steward), &board).await.says(&["45 分", "在场 0 人"]);

    // and strangers see neither, nor the stream behind the board
    let stranger = w.person("路人");
    for path in [&board, &scanner, &format!("{board}/events")] {
        assert_eq!(w.page(Some(&stranger), path).await.status, 404, "{path}");
    }
});

// rules: ATT-11
story!(minutes_that_are_disputed_stand_until_the_organiser_answers, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let path = scan(&w, &scene, &who, "sign_in", "nonce-of-a-form-1").await.led_to();
    w.wait(SignedDuration::from_mins(30));
    scan(&w, &scene, &who, "sign_out", "nonce-of-a-form-2").await.led_to();

    // when the volunteer disagrees, what can't be read is kept and told
    let correction = format!("{path}/correction");
    let bad = [("key", "k1"), ("wanted", "一小时"), ("text", "提前到场布置")];
    let refused = w.form(Some(&who), &correction, &bad).await;
    assert!(refused.status == 422 && refused.text.contains("提前到场布置"), "{}", refused.text);
    let sound = [("key", "k2"), ("wanted", "60"), ("text", "提前到场布置")];
    w.form(Some(&who), &correction, &sound).await.led_to();
    w.page(Some(&who), &path).await.says(&["正等组织者答复", "30 分"]);

    // then the organiser sees both figures and answers
    let board = format!("/steward/activities/{}/live", scene.activity);
    w.page(Some(&scene.steward), &board).await.says(&["记的是 30 分，本人认为应为 1 小时", "提前到场布置"]);
    let id = path.rsplit('/').next().unwrap();
    let answer = [("key", "k3"), ("minutes", "60"), ("text", "已核实")];
    let to = format!("/steward/attendances/{id}/correction");
    assert_eq!(w.form(Some(&who), &to, &answer).await.status, 404);
    assert_eq!(w.form(Some(&scene.steward), &to, &answer).await.led_to(), board);
    w.page(Some(&who), &path).await.says(&["组织者已更正", "1 小时"]);
});

// rules: ATT-04, ACC-12
story!(a_large_activity_lets_people_sign_in_alone_with_their_position, w, {
    let mut large = proposal(&w);
    large["expected"] = json!(80);
    large["timekeeping"] = json!({ "self_sign_in": true });
    let scene = scene_of(&w, large).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    w.page(Some(&who), "/sign-in").await.says(&["自助签到"]);

    let activity = scene.activity.as_str();
    let blind = [("key", "nonce-of-a-form-1"), ("activity", activity), ("alone", "on")];
    assert_eq!(w.form(Some(&who), "/sign-in", &blind).await.status, 422);
    let here = [("latitude", "23.1291"), ("longitude", "113.2644"), ("accuracy", "15")];
    let signed = |key| [("key", key), ("activity", activity), ("alone", "on"), here[0], here[1], here[2]];
    // without the box no position is used; with it, that is the consent, and nobody is asked again
    assert_eq!(w.form(Some(&who), "/sign-in", &signed("nonce-of-a-form-0")).await.status, 409);
    w.page(Some(&who), "/sign-in").await.says(&["同意使用这台设备的位置"]);
    let ticked = [&signed("nonce-of-a-form-2")[..], &[("located", "1")]].concat();
    let path = w.form(Some(&who), "/sign-in", &ticked).await.led_to();
    w.page(Some(&who), "/sign-in").await.is_silent_on(&["同意使用这台设备的位置"]);
    w.wait(SignedDuration::from_mins(50));
    w.form(Some(&who), "/sign-in", &signed("nonce-of-a-form-3")).await.led_to();
    w.page(Some(&who), &path).await.says(&["50 分", "要由组织者确认"]).is_silent_on(&["已记入服务时长"]);

    // a steward's word credits them
    let board = format!("/steward/activities/{activity}/live");
    w.page(Some(&scene.steward), &board).await.says(&["待确认的时长"]);
    let id = path.rsplit('/').next().unwrap();
    w.form(Some(&scene.steward), &format!("/steward/attendances/{id}/approval"), &[("key", "k9")]).await.led_to();
    w.page(Some(&who), &path).await.says(&["已记入服务时长"]);
    assert_eq!(w.count("entry where minutes = 50"), 1);
});

story!(a_night_shift_is_offered_on_both_of_its_days, w, {
    // given a session from eleven at night to five
    let mut night = proposal(&w);
    let starts: jiff::Timestamp = night["sessions"][0]["starts_at"].as_str().unwrap().parse().unwrap();
    let starts = starts + SignedDuration::from_hours(14);
    night["sessions"][0]["starts_at"] = starts.to_string().into();
    night["sessions"][0]["ends_at"] = (starts + SignedDuration::from_hours(6)).to_string().into();
    let scene = scene_of(&w, night).await;
    let who = scene.accepted(&w).await;
    let offered = async || w.page(Some(&who), "/sign-in").await.text.contains("走进幸福里社区");
    // then
    assert!(!offered().await);
    w.wait_until(starts);
    assert!(offered().await);
    w.wait_until(starts + SignedDuration::from_hours(2));
    assert!(offered().await);
    w.wait_until(starts + SignedDuration::from_hours(25));
    assert!(!offered().await);
});

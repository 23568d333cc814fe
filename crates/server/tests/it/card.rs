//! Stories of the e-card: its changing code, its picture, and what a scan shows.

use crate::{
    activity::tomorrow_nine,
    attendance::scene,
    certificate::{Named, bytes, credited, holder, photographed, registered, told},
    story,
};
use jiff::SignedDuration;
use serde_json::json;

// rules: CRD-07
story!(every_verified_volunteer_has_a_card_at_once_whose_code_changes, w, {
    // given a verified volunteer and one who isn't
    let (person, team, _) = holder(&w).await;
    credited(&w, &person, team, (1, 6_000), None);
    let unverified = registered(&w, Named("王", "小明", "440104199003070031"), false).await;
    w.get(Some(&unverified), "/api/v1/me/card").await.refused(409, "card.not-verified");
    assert_eq!(w.page(Some(&unverified), "/me/card").await.status, 409);

    // then the card is there with hours and star, and asks the phone to keep it
    let page = w.page(Some(&person), "/me/card").await;
    page.says(&["欧阳娜娜", "广东省广州市", "100 小时", "1 星志愿者", "ecard-code", "data-refetch=\"ecard-code\""]);
    assert_eq!(page.headers["x-offline"], "keep");
    let first = w.get(Some(&person), "/api/v1/me/card").await.is(200);
    w.wait(SignedDuration::from_secs(30));
    let second = w.get(Some(&person), "/api/v1/me/card").await.is(200);
    assert_ne!(first["token"], second["token"]);
    assert_eq!(
        second["address"].as_str().unwrap(),
        format!("http://localhost/k/{}", second["token"].as_str().unwrap())
    );
});

// rules: CRD-04, ENT-02
story!(a_scan_shows_the_masked_name_while_the_code_is_fresh, w, {
    let (person, team, _) = holder(&w).await;
    credited(&w, &person, team, (1, 125), None);
    let card = w.get(Some(&person), "/api/v1/me/card").await.is(200);
    let path = format!("/k/{}", card["token"].as_str().unwrap());

    // anybody's scanner opens the page, which never says the whole name
    let page = w.page(None, &path).await;
    page.says(&["这是有效的志愿者证", "欧阳*", "向阳义工服务队", "2 小时 5 分"]).is_silent_on(&["娜娜", "11010519"]);

    // a copy from a minute ago and a forged one are refused with what to do
    w.wait(SignedDuration::from_secs(60));
    let stale = w.page(None, &path).await;
    assert_eq!(stale.status, 409);
    assert!(stale.text.contains("可能是照片或截图"), "{}", stale.text);
    let mut forged = card["token"].as_str().unwrap().to_owned();
    let last = if forged.ends_with('0') { '1' } else { '0' };
    forged.pop();
    forged.push(last);
    assert_eq!(w.page(None, &format!("/k/{forged}")).await.status, 422);
    assert_eq!(w.page(None, "/k/poster").await.status, 422);
});

// rules: CRD-04
story!(the_picture_of_the_card_has_a_still_code_that_leads_to_its_holder, w, {
    let (person, _, _) = holder(&w).await;
    photographed(&w, &person).await;
    let picture = bytes(&w, &person, "/me/card.png").await;
    let address = told(&w, "card.png", &picture, "zbarimg", &["--quiet", "--raw", "$"]);
    let path = address.trim().strip_prefix("http://localhost").unwrap().to_owned();

    w.wait(SignedDuration::from_hours(1_000));
    w.page(None, &path).await.says(&["欧阳*"]);
    let last = if path.ends_with('0') { "1" } else { "0" };
    assert_eq!(w.page(None, &format!("{}{last}", &path[..path.len() - 1])).await.status, 422);
});

// rules: CRD-07, ENT-01
story!(the_card_page_without_login_explains_and_leads_back_after_it, w, {
    w.page(None, "/card").await.says(&["电子志愿者证", "/sessions/new?next=/me/card"]);
    let (person, _, _) = holder(&w).await;
    assert_eq!(w.page(Some(&person), "/card").await.led_to(), "/me/card");
    assert_eq!(w.page(None, "/me/card").await.led_to(), "/sessions/new?next=/me/card");
    let offline = w.page(Some(&person), "/offline").await;
    offline.says(&["现在没有网络"]).is_silent_on(&["欧阳"]);
});

// rules: ATT-02, CRD-07
story!(a_stewards_scanner_takes_the_fresh_code_and_no_copy_of_it, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let path = format!("/api/v1/activities/{}/card-scans", scene.activity);
    // The scene's volunteer has no real-name data to show on a card, so the code is made as the phone makes it.
    let code = code_of(&w, &who);

    w.wait(SignedDuration::from_secs(60));
    let scan = |direction: &str, token: &str| json!({ "direction": direction, "token": token });
    w.post(Some(&scene.steward), &path, scan("in", &code)).await.refused(409, "card.stale");
    let fresh = format!("http://localhost/k/{}", code_of(&w, &who));
    w.post(Some(&scene.steward), &path, scan("in", &fresh)).await.is(201);
    w.wait(SignedDuration::from_mins(45));
    let fresh = code_of(&w, &who);
    assert_eq!(w.post(Some(&scene.steward), &path, scan("out", &fresh)).await.is(201)["minutes"], 45);
    w.post(Some(&scene.steward), &path, json!({ "direction": "in" })).await.refused(422, "kernel.bad-form");
});

// rules: ATT-02, CRD-07
story!(the_scanner_page_takes_what_the_camera_reads_from_a_card, w, {
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let path = format!("/steward/activities/{}/scan", scene.activity);
    let field = |code| [("key", "nonce-of-a-scanner"), ("direction", "in"), ("code", code)];
    let read = || format!("http://localhost/k/{}", code_of(&w, &who));

    // a copy of a minute ago and a strange number are refused, the fresh code signs in
    let copy = read();
    w.wait(SignedDuration::from_secs(60));
    let stale = w.form(Some(&scene.steward), &path, &field(&copy)).await;
    assert!(stale.status == 409 && stale.text.contains("这张证的码过期了"), "{}", stale.text);
    let strange = w.form(Some(&scene.steward), &path, &field("1234567890128")).await;
    assert!(strange.status == 422 && strange.text.contains("不是志愿者证"), "{}", strange.text);
    w.form(Some(&scene.steward), &path, &field(&read())).await.says(&["张*", "已签到"]);
});

// rules: CRD-04, ATT-02
story!(a_steward_with_any_scanner_signs_in_from_the_page_that_the_code_opens, w, {
    // given a steward whose activity is on
    let scene = scene(&w).await;
    let who = scene.accepted(&w).await;
    w.wait_until(tomorrow_nine(&w));
    let path = format!("/k/{}", code_of(&w, &who));

    // then the page offers the activity to the steward and to nobody else
    w.page(None, &path).await.is_silent_on(&["card-scans"]);
    w.page(Some(&who), &path).await.is_silent_on(&["card-scans"]);
    let page = w.page(Some(&scene.steward), &path).await;
    page.says(&["为这位志愿者签到或签退", &format!("value=\"{}\"", scene.activity)]);
    let ticket = page.text.split("name=\"ticket\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();

    // when the button is pressed a little later, twice, then the volunteer is signed in once
    w.wait(SignedDuration::from_secs(120));
    let fields = |key, direction| {
        vec![("key", key), ("ticket", ticket.as_str()), ("activity", scene.activity.as_str()), ("direction", direction)]
    };
    w.form(Some(&scene.steward), "/card-scans", &fields("k1", "in")).await.says(&["已签到", "张*"]);
    w.form(Some(&scene.steward), "/card-scans", &fields("k1", "in")).await.says(&["已签到"]);
    assert_eq!(w.count("attendance where state = 1"), 1);

    // and a stranger, a forged ticket and one of five minutes ago do nothing
    let who_else = w.person("路人");
    assert_eq!(w.form(Some(&who_else), "/card-scans", &fields("k2", "out")).await.status, 404);
    let forged = [("key", "k3"), ("ticket", "1.9999999999.00"), ("activity", &scene.activity), ("direction", "out")];
    assert_eq!(w.form(Some(&scene.steward), "/card-scans", &forged).await.status, 422);
    w.wait(SignedDuration::from_secs(180));
    assert_eq!(w.form(Some(&scene.steward), "/card-scans", &fields("k4", "out")).await.status, 409);
});

/// The code that a volunteer's phone shows now.
fn code_of(w: &crate::world::World, who: &crate::world::Person) -> String {
    use domain::{
        card::DayKey,
        kernel::{VolunteerId, local_date},
    };
    let holder = VolunteerId(who.volunteer);
    DayKey::derive(&w.office.means.keys.card_key(holder), holder, local_date(w.now())).token(holder, w.now())
}

//! Pages of hours: a volunteer's own record.

use crate::{
    attendance::{Scene, scene},
    hours::submitted,
    story,
    world::{Person, World},
};
use domain::organisation::Role;
use jiff::SignedDuration;
use serde_json::json;

/// An approved make-up for somebody, counted since today.
async fn made_up(w: &World, scene: &Scene, who: &Person, minutes: u32) {
    let id = submitted(w, scene, who, minutes).await["id"].as_str().unwrap().to_owned();
    let reviewer = w.steward(scene.city, Role::Reviewer);
    w.post(Some(&reviewer), &format!("/api/v1/make-ups/{id}/decision"), json!({ "approve": true })).await.is(200);
}

async fn by_hand(w: &World, scene: &Scene, who: &Person, (hand, minutes): (&str, u32)) {
    let body = json!({ "volunteer_id": who.volunteer.to_string(), "hand": hand, "minutes": minutes, "reason": "抢险" });
    w.post(Some(&scene.steward), &format!("/api/v1/organisations/{}/hours", scene.team), body).await.is(201);
}

fn until_quote(rest: &str) -> String {
    rest.split('"').next().unwrap().to_owned()
}

// rules: HRS-05, HRS-07, LOG-02
story!(my_record_adds_up_to_the_total_with_honours_beside_and_every_entry_explained, w, {
    // given a made-up hour and a half, an honour and a deduction
    let scene = scene(&w).await;
    let who = w.volunteer("小张", scene.team);
    assert_eq!(w.page(None, "/me/hours").await.led_to(), "/sessions/new?next=/me/hours");
    w.page(Some(&who), "/me/hours").await.says(&["还没有服务记录", "看看志愿活动"]);
    w.page(Some(&w.person("没实名")), "/me/hours").await.says(&["完成实名登记后"]);
    made_up(&w, &scene, &who, 90).await;
    w.page(Some(&who), "/me/hours").await.says(&["起计入", "<b>0 分</b>"]);
    w.wait(SignedDuration::from_hours(24));
    by_hand(&w, &scene, &who, ("honour", 60)).await;
    by_hand(&w, &scene, &who, ("deduct", 30)).await;
    crate::ledger::seal(&w).await;

    // then the sum is explained, the picture has its words, and each entry has its proof
    let page = w.page(Some(&who), "/me/hours").await;
    page.says(&[
        "<b>1 小时</b>",
        "补录 1 小时 30 分 − 核减 30 分",
        "<svg class=\"chart",
        "荣誉时数",
        "现场断网",
        "抢险",
    ]);
    let picture = page.text.split("<title id=\"chart-title\">").nth(1).unwrap();
    assert!(picture.contains("最多，服务了 1 小时"), "{picture}");
    let proof = page.text.split("href=\"").map(until_quote).find(|link| link.ends_with("/proof")).unwrap();
    assert_eq!(w.page(Some(&who), &proof).await.status, 200);

    // and a kind or a past moment shows what belongs to it
    let honours = w.page(Some(&who), "/me/hours?class=honorary").await;
    honours.says(&["抢险"]).is_silent_on(&["现场断网"]);
    let before = domain::kernel::ZONE.to_datetime(w.now() - SignedDuration::from_hours(30));
    let past = w.page(Some(&who), &format!("/me/hours?at={}", before.strftime("%Y-%m-%dT%H:%M"))).await;
    past.says(&["时的记录", "回到现在"]).is_silent_on(&["抢险"]);
    let wrong = w.page(Some(&who), "/me/hours?at=yesterday").await;
    assert!(wrong.status == 422 && wrong.text.contains("id=\"at-error\""), "{}", wrong.text);
});

// rules: HRS-06
story!(a_make_up_is_refused_by_form_within_seven_days_and_only_by_its_owner, w, {
    let scene = scene(&w).await;
    let (who, other) = (w.volunteer("小张", scene.team), w.volunteer("小李", scene.team));
    made_up(&w, &scene, &who, 60).await;
    made_up(&w, &scene, &who, 45).await;
    w.wait(SignedDuration::from_hours(24));
    let page = w.page(Some(&who), "/me/hours").await;
    page.says(&["这不是我的时长？"]);
    let forms: Vec<String> =
        page.text.split("action=\"").map(until_quote).filter(|path| path.ends_with("/refusal")).collect();
    assert_eq!(forms.len(), 2);

    // somebody else has no such entry, the owner takes one back, once
    assert_eq!(w.form(Some(&other), &forms[0], &[("key", "k1")]).await.status, 404);
    let path = w.form(Some(&who), &forms[0], &[("key", "k2")]).await.led_to();
    w.page(Some(&who), &path).await.says(&["这笔补录已经冲销", "已冲销", "本人拒绝了这笔补录"]);
    let again = w.form(Some(&who), &forms[0], &[("key", "k3")]).await;
    assert!(again.status == 409 && again.text.contains("已经冲销过"), "{}", again.text);

    // after the seventh day the form is gone, and a late one is told why
    w.wait(SignedDuration::from_hours(24 * 6));
    w.page(Some(&who), "/me/hours").await.is_silent_on(&["这不是我的时长？"]);
    let late = w.form(Some(&who), &forms[1], &[("key", "k4")]).await;
    assert!(late.status == 409 && late.text.contains("拒绝期限已过"), "{}", late.text);
});

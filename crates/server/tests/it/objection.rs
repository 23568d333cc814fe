//! Stories of objections: filed by anyone, answered by the organisation, decided by the one above.

use crate::{
    activity::{proposal, published, tomorrow_nine},
    ledger::{line, seal},
    story,
    world::World,
};
use domain::organisation::Role;
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A city, a team, a running activity, and the code of its one row.
async fn disputed(w: &World) -> (i64, i64, i64, String) {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let activity: i64 = published(w, team, city, proposal(w)).await.parse().unwrap();
    w.wait_until(tomorrow_nine(w) + SignedDuration::from_hours(1));
    let served = w.volunteer("小李", team).volunteer;
    line(served, team, 90).at(activity).write(w);
    seal(w).await;
    let rows = w.get(None, &format!("/api/v1/hours/activities/{activity}")).await.is(200);
    (city, team, activity, rows["items"][0]["code"].as_str().unwrap().to_owned())
}

fn body(activity: i64, row: Option<&str>, text: &str) -> Value {
    json!({ "activity_id": activity.to_string(), "row": row, "text": text })
}

story!(an_objection_goes_from_filed_to_answered_to_decided_under_its_number, w, {
    // given a case that somebody filed with login
    let (city, team, activity, code) = disputed(&w).await;
    let reporter = w.volunteer("小王", team);
    let filed =
        w.post(Some(&reporter), "/api/v1/objections", body(activity, Some(&code), "他十点就走了")).await.is(201);
    let number = filed["number"].as_str().unwrap().to_owned();
    let year = domain::kernel::local_date(w.now()).year();
    assert_eq!(number, format!("{year}-000001"));
    let path = format!("/api/v1/objections/{number}");

    // then the public sees that there is one, and neither the words nor who wrote them
    let seen = w.get(None, &path).await.is(200);
    assert_eq!(
        (seen["state"].as_str(), seen["name"].as_str(), &seen["text"]),
        (Some("filed"), Some("张*"), &Value::Null)
    );
    assert!(!seen.to_string().contains(&reporter.account.to_string()));
    assert_eq!(w.get(Some(&reporter), &path).await.is(200)["text"], "他十点就走了");

    // when the organisation answers: not the one above, not a member
    let (steward, reviewer) = (w.steward(team, Role::Manager), w.steward(city, Role::Reviewer));
    let answers = format!("{path}/answers");
    let answer = || json!({ "text": "签退记录是十点半" });
    assert_eq!(w.post(None, &answers, answer()).await.status, 401);
    assert_eq!(w.post(Some(&reporter), &answers, answer()).await.status, 404);
    w.post(Some(&steward), &answers, json!({ "text": " " })).await.refused(422, "objection.reason-missing");
    assert_eq!(w.post(Some(&steward), &answers, answer()).await.is(200)["state"], "answered");
    w.post(Some(&steward), &answers, answer()).await.refused(409, "objection.not-waiting");

    // and the one above decides: not the organisation itself
    let decisions = format!("{path}/decisions");
    let decide = || json!({ "outcome": "upheld", "reason": "扫码时间与名单不符" });
    assert_eq!(w.post(Some(&steward), &decisions, decide()).await.status, 404);
    assert_eq!(w.post(Some(&reviewer), &decisions, decide()).await.is(200)["state"], "upheld");
    w.post(Some(&reviewer), &decisions, decide()).await.refused(409, "objection.not-waiting");

    // then everybody reads answer and decision, the reporter was told of both, and both are in the trail
    let page = w.page(None, &format!("/objections/{number}")).await;
    page.says(&["异议成立", "签退记录是十点半", "扫码时间与名单不符", "张*"]).is_silent_on(&["他十点就走了"]);
    let told = format!("message where account_id = {} and kind like 'objection-%'", reporter.account);
    assert_eq!(w.count(&told), 2);
    assert_eq!(w.count("message where kind in ('objection-filed', 'objection-about-you')"), 2);
    assert_eq!(w.count("audit where act in ('objection.answer', 'objection.decide')"), 2);
});

story!(who_decides_has_neither_filed_nor_answered, w, {
    let (city, team, activity, code) = disputed(&w).await;
    let reviewer = w.steward(city, Role::Reviewer);
    let filed = w.post(Some(&reviewer), "/api/v1/objections", body(activity, Some(&code), "人数不对")).await.is(201);
    let path = format!("/api/v1/objections/{}/decisions", filed["number"].as_str().unwrap());
    let decide = || json!({ "outcome": "dismissed", "reason": "已核对" });

    w.post(Some(&reviewer), &path, decide()).await.refused(403, "objection.not-the-decider");
    let another = w.steward(city, Role::Reviewer);
    assert_eq!(w.post(Some(&another), &path, decide()).await.is(200)["state"], "dismissed");
    let _ = team;
});

// rules: REG-07
story!(anyone_files_without_login_but_not_a_hundred_times, w, {
    // given no login at all
    let (.., activity, code) = disputed(&w).await;
    let file = async |text: &str| w.post(None, "/api/v1/objections", body(activity, Some(&code), text)).await;
    file("").await.refused(422, "objection.text-missing");
    file(&"长".repeat(1001)).await.refused(422, "objection.text-missing");
    w.post(None, "/api/v1/objections", body(activity, Some("0123456789ab"), "x"))
        .await
        .refused(404, "kernel.not-found");
    w.post(None, "/api/v1/objections", body(7, None, "x")).await.refused(404, "kernel.not-found");

    // then five an hour are taken, each under a number of its own
    for sequence in 1..=5 {
        let number = file(&"长".repeat(1000)).await.is(201)["number"].as_str().unwrap().to_owned();
        assert!(number.ends_with(&format!("-{sequence:06}")), "{number}");
    }
    file("再来一次").await.refused(429, "kernel.too-many");
    w.wait(SignedDuration::from_secs(3_601));
    file("再来一次").await.is(201);
});

// rules: ENT-04
story!(the_form_the_case_and_the_desk_work_in_a_browser, w, {
    // given the form of a row
    let (city, team, activity, code) = disputed(&w).await;
    let form = w.page(None, &format!("/objections/new?activity={activity}&row={code}")).await;
    form.says(&["暖冬行动", "张*", "maxlength=\"1000\"", "您没有登录"]);
    assert_eq!(w.page(None, &format!("/objections/new?activity={activity}&row=00")).await.status, 404);
    let id = activity.to_string();

    // when it is sent empty, it comes back with what was wrong; then it is sent for good
    let empty = w.form(None, "/objections", &[("activity", &id), ("row", &code), ("text", " ")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("还差一点"));
    let fields = [("activity", id.as_str()), ("row", &code), ("text", "名单上没有他"), ("key", "k1")];
    let sent = w.form(None, "/objections", &fields).await.led_to();
    assert_eq!(w.form(None, "/objections", &fields).await.led_to(), sent, "a repeat opens no second case");
    let number = sent.trim_start_matches("/objections/").trim_end_matches("?filed=1").to_owned();
    w.page(None, &sent).await.says(&["已经收到", &number, "等待组织答复"]);

    // then it is found by its number
    assert_eq!(w.page(None, &format!("/objections?number={number}")).await.led_to(), format!("/objections/{number}"));
    w.page(None, "/objections?number=2020-000001").await.says(&["没有找到编号为 2020-000001 的异议"]);

    // and answered and decided on its page by those who may, who find it on their desk
    let (steward, reviewer) = (w.steward(team, Role::Manager), w.steward(city, Role::Reviewer));
    let desk = |id: i64| format!("/organisations/{id}/objections");
    w.page(Some(&steward), &desk(team)).await.says(&[&number, "等待处理"]);
    let page = format!("/objections/{number}");
    w.page(Some(&steward), &page).await.says(&["名单上没有他", "提交答复"]).is_silent_on(&["提交决定"]);
    w.form(Some(&steward), &format!("{page}/answers"), &[("text", "已核对"), ("key", "a")]).await.led_to();
    w.page(Some(&reviewer), &desk(city)).await.says(&[&number, "等待处理"]);
    w.page(Some(&reviewer), &page).await.says(&["提交决定"]).is_silent_on(&["提交答复"]);
    let decision = [("outcome", "dismissed"), ("reason", "记录属实"), ("key", "d")];
    w.form(Some(&reviewer), &format!("{page}/decisions"), &decision).await.led_to();
    w.page(None, &page).await.says(&["异议不成立", "记录属实"]);

    // and the desk is nobody else's
    let stranger = w.volunteer("小赵", team);
    assert_eq!(w.page(Some(&stranger), &desk(team)).await.status, 404);
    assert_eq!(w.page(Some(&stranger), "/platform/objections").await.status, 404);
    assert_eq!(w.page(None, &desk(team)).await.status, 303);
});

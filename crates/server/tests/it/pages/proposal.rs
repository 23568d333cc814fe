//! Pages of a steward's activities: proposing by form, being reviewed, copying, calling off.

use crate::{
    activity::{proposal, tomorrow_nine},
    story,
    world::World,
};
use domain::{kernel::ZONE, organisation::Role};
use jiff::SignedDuration;
use serde_json::json;

/// The fields of a sound form, as a browser sends them.
fn fields(w: &World) -> Vec<(&'static str, String)> {
    let nine = tomorrow_nine(w);
    let at = |hours: i64| {
        let local = ZONE.to_datetime(nine.saturating_add(SignedDuration::from_hours(hours)).unwrap());
        local.strftime("%Y-%m-%dT%H:%M").to_string()
    };
    let given = [
        ("kind", "service"),
        ("category", "care"),
        ("title", "暖冬行动：走进幸福里社区"),
        ("description", "陪独居长者聊天。"),
        ("address", "幸福里社区服务中心"),
        ("latitude", "23.1291"),
        ("longitude", "113.2644"),
        ("radius_metres", "500"),
        ("expected", "20"),
        ("contact_name", "陈老师"),
        ("contact_phone", "13800138000"),
        ("person_in_charge", "李站长"),
        ("recruits", "on"),
        ("position_title", "陪伴"),
        ("position_places", "20"),
        ("position_title", ""),
        ("keeps_time", "on"),
        ("organiser_shows_code", "on"),
        ("agreed", "on"),
        ("agreed_version", "1"),
        ("agreed_in_full", "on"),
    ];
    let times = [("session_start", at(0)), ("session_end", at(3)), ("opens_at", at(-48)), ("closes_at", at(0))];
    given.map(|(name, value)| (name, value.to_owned())).into_iter().chain(times).collect()
}

fn with<'a>(fields: &'a [(&'static str, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| !more.iter().any(|(one, _)| one == name));
    kept.map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect()
}

// rules: ACT-01, ACT-02, API-03
story!(a_steward_proposes_by_form_and_a_refused_form_keeps_what_was_typed, w, {
    // given a steward of a team, and somebody else
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let (steward, auditor) = (w.steward(team, Role::Manager), w.steward(team, Role::Auditor));
    let path = format!("/steward/{team}/activities/new");
    assert_eq!(w.page(Some(&w.person("路人")), &path).await.status, 404);
    assert_eq!(w.page(Some(&auditor), &path).await.status, 403);
    w.page(Some(&steward), &path).await.says(&["发布活动", "第 1 场", "岗位 1", "诚信协议"]).is_silent_on(&["第 2 场"]);

    // when one more line is asked for, everything typed stays and nothing is proposed
    let sound = fields(&w);
    let longer = w.form(Some(&steward), &path, &with(&sound, &[("add", "session"), ("key", "k0")])).await;
    longer.says(&["第 2 场", "value=\"暖冬行动：走进幸福里社区\"", "陪独居长者聊天。"]);

    // when fields are wrong, each is told beside itself, and everything typed stays
    for (field, value, told) in [
        ("title", "", "id=\"title-error\""),
        ("latitude", "north", "id=\"latitude-error\""),
        ("radius_metres", "49", "id=\"latitude-error\""),
        ("session_end", "", "id=\"sessions-error\""),
        ("dangerous", "on", "id=\"policy_number-error\""),
    ] {
        let refused = w.form(Some(&steward), &path, &with(&sound, &[(field, value), ("key", "k1")])).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text);
        assert!(refused.text.contains(told) && refused.text.contains("陪独居长者聊天。"), "{field}: {}", refused.text);
    }
    assert_eq!(w.count("activity"), 0);

    // when the form is sound, and sent twice, one activity waits for review
    let sent = with(&sound, &[("key", "k2")]);
    let path = w.form(Some(&steward), &path, &sent).await.led_to();
    assert_eq!(w.form(Some(&steward), &format!("/steward/{team}/activities/new"), &sent).await.led_to(), path);
    assert_eq!((w.count("activity where state = 2"), w.count("activity_position")), (1, 1));
    w.page(Some(&steward), &path).await.says(&["审核中", "等待审核"]);
    w.page(Some(&steward), &format!("/steward/{team}/activities?stage=in-review")).await.says(&["暖冬行动"]);
});

// rules: ACT-03
story!(the_level_above_reads_everything_and_decides_about_each_part, w, {
    // given a proposal
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let (steward, reviewer) = (w.steward(team, Role::Manager), w.steward(city, Role::Reviewer));
    let api = format!("/api/v1/organisations/{team}/activities");
    let id = w.post(Some(&steward), &api, proposal(&w)).await.is(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/steward/reviews/activities/{id}");

    // then the reviewer finds it, and the proposer may not look at the review
    w.page(Some(&reviewer), &format!("/steward/{city}/activities?stage=to-review")).await.says(&["暖冬行动", &path]);
    w.page(Some(&reviewer), &path).await.says(&["陪独居长者聊天", "招募", "计时", "通过"]);
    assert_eq!(w.page(Some(&steward), &path).await.status, 404);

    // when a part is returned, a reason is owed and what was typed stays
    let blank = [("key", "k1"), ("part", "recruitment"), ("to", "return"), ("reason", " ")];
    assert_eq!(w.form(Some(&reviewer), &path, &blank).await.status, 422);

    // when both are approved, everybody reads it
    for (key, part) in [("k2", "recruitment"), ("k3", "timekeeping")] {
        w.form(Some(&reviewer), &path, &[("key", key), ("part", part), ("to", "approve")]).await.led_to();
    }
    w.page(None, &format!("/activities/{id}")).await.says(&["招募中"]);
    w.page(Some(&reviewer), &path).await.says(&["已通过"]).is_silent_on(&["value=\"approve\""]);

    // when it is called off, a reason is owed, and everybody reads the reason
    let cancel = format!("/steward/activities/{id}/cancellation");
    assert_eq!(w.form(Some(&steward), &cancel, &[("key", "k4"), ("reason", "")]).await.status, 422);
    w.form(Some(&steward), &cancel, &[("key", "k5"), ("reason", "台风预警")]).await.led_to();
    // Anonymous pages may be a second old.
    w.wait(SignedDuration::from_secs(1));
    w.page(None, &format!("/activities/{id}")).await.says(&["活动已取消：台风预警"]);
});

// rules: ACT-06
story!(a_copy_is_filled_in_and_lies_ahead, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let id = crate::activity::published(&w, team, city, proposal(&w)).await;
    let steward = w.steward(team, Role::Manager);
    let path = format!("/steward/{team}/activities/new?copy={id}");

    // after the activity is over, its copy stands on the same weekday of a week to come
    w.wait(SignedDuration::from_hours(24 * 9));
    let page = w.page(Some(&steward), &path).await;
    page.says(&["value=\"暖冬行动：走进幸福里社区\"", "value=\"陪伴\""]);
    let start = page.text.split("name=\"session_start\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let start: jiff::civil::DateTime = start.split('"').next().unwrap().parse().unwrap();
    let before = ZONE.to_datetime(tomorrow_nine(&w));
    assert!(start > ZONE.to_datetime(w.now()) && start.time() == before.time(), "{start}");

    // and only who may look at the activity may copy it
    let other = w.organisation("别的队", Some(city));
    let foreign = w.steward(other, Role::Manager);
    assert_eq!(w.page(Some(&foreign), &format!("/steward/{other}/activities/new?copy={id}")).await.status, 404);
});

// rules: ACT-07
story!(an_activity_is_changed_by_form_and_substance_goes_to_review_again, w, {
    // given a published activity with somebody accepted, whose sign-up opened between two minutes
    let mut odd = proposal(&w);
    odd["recruitment"]["opens_at"] = json!((w.now() - SignedDuration::from_secs(7)).to_string());
    let scene = crate::attendance::scene_of(&w, odd).await;
    scene.accepted(&w).await;
    let (path, overview) =
        (format!("/steward/activities/{}/proposal", scene.activity), format!("/steward/activities/{}", scene.activity));
    w.page(Some(&scene.steward), &overview).await.says(&["修改活动", "取消活动"]);
    let auditor = w.steward(scene.team, Role::Auditor);
    w.page(Some(&auditor), &overview).await.is_silent_on(&["修改活动", "取消活动"]);
    assert_eq!(w.page(Some(&auditor), &path).await.status, 403);
    assert_eq!(w.page(Some(&w.person("路人")), &path).await.status, 404);
    let form = w.page(Some(&scene.steward), &path).await;
    form.says(&["暖冬行动", "活动已经发布", "保存修改"]);

    // when places that are taken are taken away, nothing changes and what was typed stays
    let stands = sent(&form.text);
    let change = async |key: &str, more: &[(&str, &str)]| {
        let agreed = [("key", key), ("agreed", "on")];
        let all = with(&stands, &[more, &agreed].concat()).into_iter().map(|(n, v)| (n.to_owned(), v.to_owned()));
        let all: Vec<(String, String)> = all.collect();
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        w.form(Some(&scene.steward), &path, &all).await
    };
    let taken = change("k1", &[("position_places", "0")]).await;
    assert!(taken.status == 422 && taken.text.contains("保存修改"), "{}", taken.text);

    // when wording changes it stays public; when the place changes it is reviewed again and the enrolled are told
    let to = change("k2", &[("description", "请穿马甲。")]).await.led_to();
    w.page(Some(&scene.steward), &to).await.says(&["已保存"]);
    assert_eq!((w.count("activity where state = 4"), w.count("message where kind = 'activity-changed'")), (1, 0));
    let to = change("k3", &[("address", "幸福里二楼")]).await.led_to();
    w.page(Some(&scene.steward), &to).await.says(&["重新送审", "审核中"]);
    assert_eq!((w.count("activity where state = 2"), w.count("message where kind = 'activity-changed'")), (1, 2));

    // when it is called off, there is nothing left to change
    let cancel = format!("/steward/activities/{}/cancellation", scene.activity);
    w.form(Some(&scene.steward), &cancel, &[("key", "k4"), ("reason", "台风预警")]).await.led_to();
    assert_eq!(w.page(Some(&scene.steward), &path).await.led_to(), overview);
    let late = change("k5", &[("description", "晚了。")]).await;
    assert!(late.status == 409 && late.text.contains("现在不能这样操作"), "{}", late.text);
});

/// The fields of the form as the page filled them in.
fn sent(page: &str) -> Vec<(&'static str, String)> {
    let form = page.split("<form class=\"stack\"").nth(1).unwrap();
    let mut fields = Vec::new();
    for tag in form.split("<input ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        let attribute =
            |name: &str| tag.split(&format!("{name}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap());
        let ticked = !tag.contains("type=\"checkbox\"") && !tag.contains("type=\"radio\"") || tag.contains(" checked");
        if let (Some(name), true) = (attribute("name"), ticked) {
            fields.push((&*String::from(name).leak(), attribute("value").unwrap_or_default().to_owned()));
        }
    }
    for tag in form.split("<textarea ").skip(1) {
        let name = tag.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let text = tag.split('>').nth(1).unwrap().split('<').next().unwrap();
        fields.push((&*String::from(name).leak(), text.to_owned()));
    }
    for tag in form.split("<select ").skip(1).map(|rest| rest.split("</select>").next().unwrap()) {
        let name = tag.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let chosen = tag.split("<option ").find(|option| option.contains(" selected"));
        let value = chosen.map_or("", |option| option.split("value=\"").nth(1).unwrap().split('"').next().unwrap());
        fields.push((&*String::from(name).leak(), value.to_owned()));
    }
    fields
}

// rules: ORG-10
story!(a_new_version_of_the_agreement_is_shown_in_full_and_a_known_one_by_name, w, {
    // given a steward who never accepted this version
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let steward = w.steward(team, Role::Manager);
    let path = format!("/steward/{team}/activities/new");
    let page = w.page(Some(&steward), &path).await;
    page.says(&["读完全文", "name=\"agreed_in_full\""]);

    // when it is ticked without the text, or in a version that isn't in force, nothing is proposed
    let sound = fields(&w);
    for (key, field, value) in [("k1", "agreed_in_full", ""), ("k2", "agreed_version", "2"), ("k3", "agreed", "")] {
        let refused = w.form(Some(&steward), &path, &with(&sound, &[(field, value), ("key", key)])).await;
        assert_eq!(refused.status, 409, "{field}: {}", refused.text);
        assert!(refused.text.contains("id=\"agreed-error\"") && refused.text.contains("陪独居长者聊天。"), "{field}");
    }
    assert_eq!((w.count("activity"), w.count("agreement_acceptance where agreement = 'integrity'")), (0, 0));

    // when it was accepted once, one tick beside its name is enough
    w.form(Some(&steward), &path, &with(&sound, &[("key", "k4")])).await.led_to();
    w.page(Some(&steward), &path).await.says(&["/agreements/integrity/1"]).is_silent_on(&["name=\"agreed_in_full\""]);
    let ticked = with(&sound, &[("agreed_in_full", ""), ("key", "k5")]);
    w.form(Some(&steward), &path, &ticked).await.led_to();

    // when what was accepted is an older version, the whole text is back
    let older = "update agreement_acceptance set version = 0 where agreement = 'integrity'";
    diesel::RunQueryDsl::execute(diesel::sql_query(older), &mut w.conn()).unwrap();
    w.page(Some(&steward), &path).await.says(&["读完全文"]);
    let ticked = with(&sound, &[("agreed_in_full", ""), ("key", "k6")]);
    assert_eq!(w.form(Some(&steward), &path, &ticked).await.status, 409);
});

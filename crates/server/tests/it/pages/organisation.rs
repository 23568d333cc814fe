//! Pages of organisations: finding one, belonging, registering, and the desks of stewards and of the platform.

use crate::{
    organisation::{platform, texts, tree::made},
    story,
    world::{Person, Reply, World},
};
use axum::{body::Body, http::Request};
use diesel::prelude::*;
use domain::organisation::{Reach, Role};
use goodhours::kernel::{db::schema::membership as m, web::encode};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Mobile Safari/537.36";

/// Submits a form with a paper, as a browser does.
pub async fn upload(w: &World, who: &Person, path: &str, fields: &[(&str, &str)], paper: Option<&str>) -> Reply {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (file, bytes) = paper.map_or(("", ""), |paper| ("a.pdf", paper));
    body.push_str(&format!(
        "--x\r\ncontent-disposition: form-data; name=\"evidence\"; filename=\"{file}\"\r\n\r\n{bytes}\r\n--x--\r\n"
    ));
    let request = Request::builder().method("POST").uri(path).header("host", "localhost");
    let request = request.header("origin", "http://localhost").header("sec-fetch-site", "same-origin");
    let request = request.header("cookie", format!("goodhours={}", who.token)).header("accept-language", "zh-CN");
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    w.send(request.body(Body::from(body)).unwrap()).await
}

fn newcomer(w: &World) -> Person {
    let person = w.volunteer("小林", w.organisation("临时", None));
    diesel::delete(m::table.filter(m::volunteer_id.eq(person.volunteer))).execute(&mut w.conn()).unwrap();
    person
}

// rules: ORG-04, ORG-05, ENT-04
story!(an_organisation_is_found_by_words_region_and_tree_and_read, w, {
    // given a city with a district and a team that has an activity
    let city = made(&w, "广州市志愿者协会", "440100", None).await;
    let district = made(&w, "天河区义工联合会", "440106", Some(city)).await;
    let team = made(&w, "向阳服务队", "440106", Some(district)).await;
    crate::activity::published(&w, team.get(), district.get(), crate::activity::proposal(&w)).await;

    // then the tree, a search and a region lead to them
    w.page(None, "/organisations").await.says(&["<details", "广州市志愿者协会", "天河区义工联合会", "1 项活动"]);
    let found = w.page(None, &format!("/organisations?q={}", encode("义工"))).await;
    found.says(&["天河区义工联合会", "value=\"义工\""]).is_silent_on(&["向阳服务队"]);
    w.page(None, "/organisations?region=440106")
        .await
        .says(&["天河区", "向阳服务队"])
        .is_silent_on(&["广州市志愿者协会"]);
    w.page(None, &format!("/organisations?under={city}"))
        .await
        .says(&["天河区义工联合会", "1 人"].map(|_| "天河区义工联合会"));
    w.page(None, &format!("/organisations?q={}", encode("不存在"))).await.says(&["没有找到组织", "看全部组织"]);

    // and the page of each tells who reviews it, whom to call, its own activities and those below
    let page = w.page(None, &format!("/organisations/{team}")).await;
    page.says(&["志愿服务团体", "tel:13800138000", "广州市天河区", "暖冬行动", "本级活动", "登录后即可申请"]);
    page.says(&[&format!("href=\"/organisations/{district}\""), &format!("/sessions/new?next=/organisations/{team}")]);
    let above = w.page(None, &format!("/organisations/{city}")).await;
    above.says(&["下级活动", "暖冬行动", "天河区义工联合会"]);
    assert_eq!(w.page(None, "/organisations/1").await.status, 404);
});

// rules: ORG-06, ORG-07
story!(a_volunteer_applies_takes_back_and_leaves_by_forms, w, {
    let team = w.organisation("向阳服务队", None);
    let volunteer = newcomer(&w);
    let apply = format!("/organisations/{team}/memberships");

    // when nobody asks, and somebody does
    assert!(w.form(None, &apply, &[("key", "k0")]).await.led_to().starts_with("/sessions/new"));
    w.page(Some(&volunteer), &format!("/organisations/{team}")).await.says(&["申请加入", &apply]);
    assert_eq!(w.form(Some(&volunteer), &apply, &[("key", "k1")]).await.led_to(), "/me/organisations?done=applied");

    // then it waits, asking twice is told on the page, and it can be taken back
    w.page(Some(&volunteer), &format!("/organisations/{team}")).await.says(&["申请审核中"]);
    let twice = w.form(Some(&volunteer), &apply, &[("key", "k2")]).await;
    assert_eq!(twice.status, 409);
    assert!(twice.text.contains("id=\"errors\"") && twice.text.contains("向阳服务队"), "{}", twice.text);
    let id = w.get(Some(&volunteer), "/api/v1/me/memberships").await.is(200)["items"][0]["id"].clone();
    let back = format!("/memberships/{}/withdrawal", id.as_str().unwrap());
    assert_eq!(w.form(Some(&volunteer), &back, &[("key", "k3")]).await.led_to(), "/me/organisations?done=withdrawn");
    w.page(Some(&volunteer), "/me/organisations").await.says(&["已撤回", "已占用 0 个"]);
});

// rules: ORG-03
story!(an_organisation_is_registered_by_a_form_with_its_paper_returned_and_sent_again, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let (applicant, reviewer) = (w.person("小周"), w.steward(city, Role::Reviewer));
    let above = city.to_string();
    let fields = |name: &'static str| {
        [
            ("parent", above.as_str()),
            ("kind", "group"),
            ("name", name),
            ("region", "440106"),
            ("contact_name", "陈老师"),
            ("contact_phone", "13800138000"),
            ("introduction", "周末走进社区。"),
        ]
    };

    // when the form comes without its paper, everything typed stays
    w.page(Some(&applicant), &format!("/organisations/new?parent={city}")).await.says(&["广州市志愿者协会", "天河区"]);
    let refused = upload(&w, &applicant, "/organisations", &fields("向阳服务队"), None).await;
    assert_eq!(refused.status, 422);
    for kept in ["value=\"向阳服务队\"", "周末走进社区。", "id=\"evidence-error\"", "value=\"440106\" selected"]
    {
        assert!(refused.text.contains(kept), "no {kept}");
    }
    let script = upload(&w, &applicant, "/organisations", &fields("向阳服务队"), Some("<script>")).await;
    assert!(script.status == 422 && script.text.contains("id=\"evidence-error\""), "{}", script.text);

    // when it comes with one
    let state =
        upload(&w, &applicant, "/organisations", &fields("向阳服务队"), Some("%PDF-1.7\n1\n%%EOF\n")).await.led_to();
    w.page(Some(&applicant), &state).await.says(&["等待“广州市志愿者协会”审核"]);
    assert_eq!(w.page(Some(&w.person("别人")), &state).await.status, 404);
    let id = state.split('/').nth(2).unwrap().to_owned();

    // then the reviewer reads it with its paper and returns it, with a reason
    let review = format!("/steward/{city}/reviews/{id}");
    w.page(Some(&reviewer), &format!("/steward/{city}/reviews")).await.says(&["向阳服务队", &review]);
    w.page(Some(&reviewer), &review).await.says(&[
        "13800138000",
        "周末走进社区",
        &format!("/organisations/{id}/evidence"),
    ]);
    assert_eq!(
        w.page(Some(&reviewer), &format!("/organisations/{id}/evidence")).await.headers["content-type"],
        "application/pdf"
    );
    assert_eq!(w.page(Some(&w.person("别人")), &format!("/organisations/{id}/evidence")).await.status, 404);
    let silent = w.form(Some(&reviewer), &review, &[("key", "k1"), ("verdict", "return"), ("reason", "")]).await;
    assert!(silent.status == 422 && silent.text.contains("id=\"reason-error\""), "{}", silent.text);
    let back = [("key", "k2"), ("verdict", "return"), ("reason", "名称要与证书一致")];
    assert_eq!(w.form(Some(&reviewer), &review, &back).await.led_to(), format!("/steward/{city}/reviews?done=return"));

    // then the applicant reads why, sends it again, and owns it once it is approved
    w.page(Some(&applicant), &state).await.says(&["名称要与证书一致", "value=\"向阳服务队\"", "重新提交"]);
    assert_eq!(upload(&w, &applicant, &state, &fields("向阳义工服务队"), None).await.led_to(), state);
    w.form(Some(&reviewer), &review, &[("key", "k3"), ("verdict", "approve")]).await.led_to();
    w.page(Some(&applicant), &state).await.says(&["审核通过", &format!("/steward/{id}")]);
    w.page(Some(&applicant), "/steward").await.led_to();
    w.page(None, &format!("/organisations/{id}")).await.says(&["向阳义工服务队"]);
});

// rules: ORG-06, ORG-08
story!(the_stewards_home_counts_what_waits_and_leads_to_it, w, {
    // given a district with a team, each with an application
    let district = w.organisation("天河区义工联合会", None);
    let team = w.organisation("向阳服务队", Some(district));
    for node in [district, team] {
        w.form(Some(&newcomer(&w)), &format!("/organisations/{node}/memberships"), &[("key", "k")]).await.led_to();
    }
    let steward = w.steward(district, Role::Manager);

    // then the one desk opens by itself, with own level and below apart, each count a link
    assert_eq!(w.page(Some(&steward), "/steward").await.led_to(), format!("/steward/{district}"));
    let home = w.page(Some(&steward), &format!("/steward/{district}")).await;
    home.says(&[
        "本级",
        "下级",
        &format!("href=\"/steward/{district}/members?level=own\"><span>入队申请</span><b>1</b>"),
    ]);
    home.says(&[&format!("href=\"/steward/{district}/members?level=below\"><span>入队申请</span><b>1</b>")]);

    // and a desktop has both in one list, a phone the own level first
    let list = format!("/steward/{district}/members");
    let rows = |reply: &Reply| reply.text.matches("name=\"pick\"").count();
    assert_eq!(rows(&w.page(Some(&steward), &list).await), 2);
    let on_phone = Request::builder().uri(&list).header("host", "localhost").header("user-agent", PHONE);
    let on_phone = on_phone.header("cookie", format!("goodhours={}", steward.token)).body(Body::empty()).unwrap();
    let phone = w.send(on_phone).await;
    assert_eq!(rows(&phone), 1);
    assert!(
        phone.text.contains(&format!("{list}?state=pending&#38;level=below")) || phone.text.contains("level=below")
    );

    // and strangers find no desk
    assert_eq!(w.page(Some(&w.person("路人")), "/steward").await.status, 404);
    assert_eq!(w.page(Some(&w.person("路人")), &list).await.status, 404);
    assert!(w.page(None, &list).await.led_to().starts_with("/sessions/new"));
});

// rules: ORG-06
story!(a_steward_decides_in_batch_and_a_missing_reason_keeps_what_was_picked, w, {
    let team = w.organisation("向阳服务队", None);
    let steward = w.steward(team, Role::Manager);
    let mut ids = Vec::new();
    for n in 0..3 {
        let person = newcomer(&w);
        let path = format!("/api/v1/organisations/{team}/memberships");
        let made = w.post(Some(&person), &path, serde_json::json!({})).await.is(201);
        ids.push((made["id"].as_str().unwrap().to_owned(), n));
    }
    let path = format!("/steward/{team}/members");
    let (a, b, c) = (ids[0].0.as_str(), ids[1].0.as_str(), ids[2].0.as_str());

    let many = [("key", "k1"), ("pick", a), ("pick", b), ("word", "approve"), ("state", "pending"), ("level", "own")];
    assert!(w.form(Some(&steward), &path, &many).await.led_to().ends_with("done=2&refused=0"));
    let silent = [("key", "k2"), ("pick", c), ("word", "reject"), ("reason", ""), ("state", "pending")];
    let refused = w.form(Some(&steward), &path, &silent).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("id=\"reason-error\"") && refused.text.contains(&format!("value=\"{c}\" checked")));
    let nobody = w.form(Some(&steward), &path, &[("key", "k3"), ("word", "approve")]).await;
    assert_eq!(nobody.status, 422);
    let told = [("key", "k4"), ("pick", c), ("word", "reject"), ("reason", "人已满"), ("state", "pending")];
    w.form(Some(&steward), &path, &told).await.led_to();
    w.page(Some(&steward), &format!("{path}?state=ended&level=own")).await.says(&["未通过", "人已满"]);
    w.page(Some(&steward), &format!("{path}?state=approved&level=own")).await.says(&["移出所选"]);
});

// rules: ORG-08, ACC-11, AUD-01
story!(an_identity_is_shown_for_a_reason_which_is_written_down_first, w, {
    use goodhours::{account, kernel::office::Ask};
    // given a member with real-name data
    let team = w.organisation("向阳服务队", None);
    let identity = serde_json::from_value(serde_json::json!({
        "kind": "resident-identity-card", "number": "440524188001010014", "surname": "张", "given": "三丰",
        "surname_pinyin": "Zhang", "given_pinyin": "Sanfeng", "expires_on": null, "authority": "汕头市公安局",
        "born_on": "1880-01-01", "sex": "male", "political_status": "masses", "education": "other", "occupation": "retired"
    }))
    .unwrap();
    let person = account::MadePerson {
        phone: Some("13800138009".into()),
        email: None,
        user_name: None,
        password_hash: None,
        nickname: "三丰".into(),
        platform_role: 0,
        identity: Some(identity),
        region: "440106".into(),
        wants_card: false,
        verified: true,
    };
    let made = w.office.act(Ask::system(w.now()), person, account::register_made).await.unwrap();
    let membership = w.id();
    diesel::insert_into(m::table)
        .values((
            (m::id.eq(membership), m::volunteer_id.eq(made.volunteer.unwrap().get()), m::organisation_id.eq(team)),
            (m::state.eq(2i16), m::live.eq(true), m::reason.eq(""), m::applied_at.eq(0)),
        ))
        .execute(&mut w.conn())
        .unwrap();
    let path = format!("/steward/{team}/members/{membership}/identity");
    let (steward, auditor) = (w.steward(team, Role::Manager), w.steward(team, Role::Auditor));
    let hidden = ["张三丰", "440524188001010014", "13800138009"];

    // then lists and the question itself hide it, and an auditor or a steward elsewhere may not ask
    w.page(Some(&steward), &format!("/steward/{team}/members?state=approved"))
        .await
        .says(&["张*"])
        .is_silent_on(&hidden);
    w.page(Some(&steward), &path).await.says(&["为什么需要查看"]).is_silent_on(&hidden);
    assert_eq!(w.page(Some(&auditor), &path).await.status, 403);
    let elsewhere = w.steward(w.organisation("别队", None), Role::Owner);
    assert_eq!(w.form(Some(&elsewhere), &path, &[("key", "k"), ("reason", "好奇")]).await.status, 404);

    // when no reason is given, and when one is
    let silent = w.form(Some(&steward), &path, &[("key", "k1"), ("reason", " ")]).await;
    assert_eq!(silent.status, 422);
    silent_about(&silent, &hidden);
    assert_eq!(w.count("audit where act = 'identity-shown'"), 0);
    w.form(Some(&steward), &path, &[("key", "k2"), ("reason", "核对保险名单")]).await.says(&hidden);

    // then it stands in the trail without any of it
    assert_eq!(w.count("audit where act = 'identity-shown' and reason = '核对保险名单'"), 1);
    let trail = w.page(Some(&auditor), &format!("/steward/{team}/trail")).await;
    trail.says(&["查看身份信息", "核对保险名单"]).is_silent_on(&hidden);
});

fn silent_about(reply: &Reply, texts: &[&str]) {
    for text in texts {
        assert!(!reply.text.contains(text), "“{text}” in {}", reply.text);
    }
}

// rules: ORG-09
story!(roles_are_given_and_taken_on_a_page, w, {
    let team = w.organisation("向阳服务队", None);
    let (owner, person) = (w.steward(team, Role::Owner), w.volunteer("小林", team));
    let path = format!("/steward/{team}/grants");
    let number = person.volunteer.to_string();

    let wrong = [("key", "k1"), ("to", "000"), ("role", "manager"), ("reach", "own")];
    let refused = w.form(Some(&owner), &path, &wrong).await;
    assert!(refused.status == 422 && refused.text.contains("id=\"to-error\""), "{}", refused.text);
    let right = [
        ("key", "k2"),
        ("to", number.as_str()),
        ("role", "check-in-helper"),
        ("reach", "own"),
        ("until", "2099-01-01T09:00"),
    ];
    assert_eq!(w.form(Some(&owner), &path, &right).await.led_to(), format!("{path}?done=given"));
    w.page(Some(&owner), &path).await.says(&["签到员", "2099年1月1日", "收回"]);
    let lines = w.get(Some(&owner), &format!("/api/v1/organisations/{team}/grants")).await.is(200);
    let line =
        lines["items"].as_array().unwrap().iter().find(|line| line["role"] == "check-in-helper").unwrap().clone();
    let end = format!("{path}/{}/revocation", line["id"].as_str().unwrap());
    assert_eq!(w.form(Some(&owner), &end, &[("key", "k3")]).await.led_to(), format!("{path}?done=taken"));

    // and an auditor sees who holds what, without the form
    let auditor = w.person("监督员");
    w.grant(&auditor, team, Role::Auditor, Reach::Own);
    w.page(Some(&auditor), &path).await.says(&["组织负责人"]).is_silent_on(&["id=\"to\""]);
});

// rules: ORG-04, ORG-01
story!(a_steward_edits_the_public_page_and_asks_to_be_an_organisation, w, {
    let team = made(&w, "向阳服务队", "440106", Some(made(&w, "广州市志愿者协会", "440100", None).await)).await;
    let (steward, path) = (w.steward(team.get(), Role::Manager), format!("/steward/{team}/profile"));
    let text = texts("向阳服务队");
    let fields = |name: &'static str| {
        [
            ("key", name),
            ("name", name),
            ("region", "440105"),
            ("contact_name", "李站长"),
            ("contact_phone", "13900139000"),
            ("introduction", "改过的介绍"),
        ]
    };

    w.page(Some(&steward), &path).await.says(&[text["address"].as_str().unwrap(), "转为已登记的志愿服务组织"]);
    let refused = w.form(Some(&steward), &path, &fields("队")).await;
    assert!(refused.status == 422 && refused.text.contains("改过的介绍") && refused.text.contains("id=\"name-error\""));
    w.form(Some(&steward), &path, &fields("向阳义工队")).await.led_to();
    w.page(None, &format!("/organisations/{team}")).await.says(&[
        "向阳义工队",
        "改过的介绍",
        "13900139000",
        "广州市海珠区",
    ]);
    w.page(None, &format!("/organisations?q={}", encode("义工"))).await.says(&["向阳义工队"]);

    let becoming = format!("{path}/becoming");
    let wrong = upload(&w, &steward, &becoming, &[("code", "123")], Some("%PDF-1.7\n1\n%%EOF\n")).await;
    assert!(wrong.status == 422 && wrong.text.contains("id=\"code-error\""), "{}", wrong.text);
    upload(&w, &steward, &becoming, &[("code", "51440000500000007H")], Some("%PDF-1.7\n1\n%%EOF\n")).await.led_to();
    w.page(Some(&steward), &path).await.says(&["51440000500000007H", "等待上级确认"]);
    assert_eq!(w.page(Some(&w.steward(team.get(), Role::Auditor)), &path).await.status, 403);
});

// rules: ORG-02
story!(the_platform_decides_about_roots_on_its_own_desk, w, {
    let (platform, applicant) = (platform(&w), w.person("小周"));
    let fields = [
        ("branch", "sectors"),
        ("kind", "group"),
        ("name", "省直机关志愿者联盟"),
        ("region", "440000"),
        ("contact_name", "周敏"),
        ("contact_phone", "13800138000"),
    ];
    let state = upload(&w, &applicant, "/organisations", &fields, Some("%PDF-1.7\n1\n%%EOF\n")).await.led_to();
    let review = format!("/platform/reviews/{}", state.split('/').nth(2).unwrap());

    w.page(Some(&platform), "/platform").await.says(&["省直机关志愿者联盟", &review]);
    assert_eq!(w.page(Some(&applicant), "/platform").await.status, 404);
    assert_eq!(w.page(Some(&applicant), &review).await.status, 404);
    assert_eq!(
        w.form(Some(&platform), &review, &[("key", "k"), ("verdict", "approve")]).await.led_to(),
        "/platform?done=approve"
    );
    w.page(Some(&platform), "/platform").await.says(&["没有待审核的登记", "省直机关志愿者联盟"]);
    w.page(Some(&platform), "/platform/trail").await.says(&["通过组织登记"]);
    assert_eq!(w.page(Some(&applicant), "/platform/trail").await.status, 404);
});

// rules: ORG-10
story!(the_integrity_agreement_can_be_read_by_version, w, {
    w.page(None, "/agreements/integrity").await.says(&["诚信协议", "第 1 版", "不代签、不虚报"]);
    w.page(None, "/agreements/integrity/1").await.says(&["第 1 版"]);
    assert_eq!(w.page(None, "/agreements/integrity/2").await.status, 404);
});

//! A steward's desk: every tile and every entry of its side leads to a page that works, for each role.

use crate::{activity::tomorrow_nine, attendance::scene, story};
use domain::organisation::Role;
use jiff::SignedDuration;
use serde_json::json;

/// The addresses on a page below some paths.
fn links(page: &str, below: &[&str]) -> Vec<String> {
    let all = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    let mut all: Vec<String> = all.filter(|link| below.iter().any(|start| link.starts_with(start))).collect();
    all.sort();
    all.dedup();
    all
}

// rules: ORG-06, ATT-14
story!(every_tile_and_side_entry_of_a_desk_leads_to_a_page_that_works, w, {
    // given a team with an open correction and somebody who is signed in
    let scene = scene(&w).await;
    let (who, other) = (scene.accepted(&w).await, scene.accepted(&w).await);
    w.wait_until(tomorrow_nine(&w));
    scene.sign(&w, &who, "sign-ins").await.is(201);
    scene.sign(&w, &other, "sign-ins").await.is(201);
    w.wait(SignedDuration::from_mins(30));
    let id = scene.sign(&w, &who, "sign-outs").await.is(201)["attendance_id"].as_str().unwrap().to_owned();
    let wanted = json!({ "wanted_minutes": 45, "text": "漏了十五分钟" });
    w.post(Some(&who), &format!("/api/v1/attendances/{id}/correction"), wanted).await.is(201);

    // then what waits is counted, and leads to where it is answered
    let home = format!("/steward/{}", scene.team);
    w.page(Some(&scene.steward), &home).await.says(&["考勤待办", "待回应异议", "证书签发"]);
    let waiting = w.page(Some(&scene.steward), &format!("{home}/attendances")).await;
    let board = format!("/steward/activities/{}/live", scene.activity);
    waiting.says(&["1 份更正申请", "1 人还没有签退", &board]);
    w.page(Some(&scene.steward), &board).await.says(&["漏了十五分钟"]);

    // and nothing on the desk leads astray, whoever looks
    let owner = w.steward(scene.team, Role::Owner);
    for person in
        [&owner, &scene.steward, &w.steward(scene.team, Role::Reviewer), &w.steward(scene.team, Role::Auditor)]
    {
        let page = w.page(Some(person), &home).await;
        let found = links(&page.text, &[&home, "/organisations/"]);
        assert!(found.len() > 6, "{found:?}");
        for link in found {
            let reply = w.page(Some(person), link.split('#').next().unwrap()).await;
            assert_eq!(reply.status, 200, "{link}: {}", reply.text);
        }
    }
    let auditor = w.steward(scene.team, Role::Auditor);
    w.page(Some(&auditor), &format!("{home}/attendances")).await.says(&["1 份更正申请"]).is_silent_on(&[&board]);
});

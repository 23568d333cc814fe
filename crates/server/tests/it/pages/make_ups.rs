//! Pages of make-ups, honours and deductions: handing in, deciding a level up, and what a refused form keeps.

use super::organisation::upload;
use crate::{
    attendance::{Scene, scene},
    hours::{plenty, submitted, today},
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::Role;

const PAPER: &str = "%PDF-1.7\nsheet\n%%EOF\n";

/// A sound form for two people, one of them with minutes of their own.
fn fields(w: &World, [one, two]: [&Person; 2]) -> Vec<(&'static str, String)> {
    vec![
        ("pick", one.volunteer.to_string()),
        ("numbers", format!("{} 45", two.volunteer)),
        ("hours", "1".to_owned()),
        ("minutes", "30".to_owned()),
        ("served_on", today(w)),
        ("reason", "现场断网，签退没有记上".to_owned()),
    ]
}

async fn send(
    w: &World,
    scene: &Scene,
    sound: &[(&str, String)],
    (more, paper): (&[(&str, &str)], Option<&str>),
) -> crate::world::Reply {
    let kept = sound.iter().filter(|(name, _)| !more.iter().any(|(one, _)| one == name));
    let all: Vec<(&str, &str)> =
        kept.map(|(name, value)| (*name, value.as_str())).chain(more.iter().copied()).collect();
    upload(w, &scene.steward, &format!("/steward/{}/make-ups/new", scene.team), &all, paper).await
}

// rules: HRS-03, HRS-07, API-03
story!(a_steward_hands_in_a_make_up_by_form_and_a_refused_form_keeps_everything, w, {
    // given a team with two members
    let scene = scene(&w).await;
    let (one, two) = (w.volunteer("小张", scene.team), w.volunteer("小李", scene.team));
    plenty(&w, scene.team);
    let (list, new) = (format!("/steward/{}/make-ups", scene.team), format!("/steward/{}/make-ups/new", scene.team));
    w.page(Some(&scene.steward), &list).await.says(&["没有等待审批的补录", "提交补录"]);
    let auditor = w.steward(scene.team, Role::Auditor);
    w.page(Some(&auditor), &list).await.is_silent_on(&["提交补录"]);
    assert_eq!(w.page(Some(&auditor), &new).await.status, 403);
    let form = w.page(Some(&scene.steward), &new).await;
    form.says(&[&one.volunteer.to_string(), "证明材料", "志愿者号"]);

    // when something is wrong it is told beside its field, and everything typed stays
    let sound = fields(&w, [&one, &two]);
    for (field, value, told) in [
        ("reason", " ", "id=\"reason-error\""),
        ("minutes", "九十", "id=\"minutes-error\""),
        ("hours", "17", "id=\"minutes-error\""),
        ("served_on", "2199-01-01", "id=\"served_on-error\""),
        ("numbers", "12345", "没有找到号码是“12345”"),
    ] {
        let refused = send(&w, &scene, &sound, (&[(field, value), ("key", "k1")], Some(PAPER))).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text);
        assert!(refused.text.contains(told) && refused.text.contains(" checked"), "{field}: {}", refused.text);
    }
    let bare = send(&w, &scene, &sound, (&[("key", "k2")], None)).await;
    assert!(bare.status == 422 && bare.text.contains("id=\"evidence-error\""), "{}", bare.text);
    assert_eq!(w.count("make_up"), 0);

    // when only the reason was missing, the paper needn't be chosen again
    let refused = send(&w, &scene, &sound, (&[("reason", ""), ("key", "k3")], Some(PAPER))).await;
    let kept = refused.text.split("name=\"kept\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = send(&w, &scene, &sound, (&[("kept", &kept), ("key", "k4")], None)).await.led_to();
    assert_eq!(send(&w, &scene, &sound, (&[("kept", &kept), ("key", "k4")], None)).await.led_to(), path);
    assert_eq!((w.count("make_up"), w.count("make_up_line where minutes in (90, 45)")), (1, 2));
    w.page(Some(&scene.steward), &path)
        .await
        .says(&["2 小时 15 分", "现场断网", "审核组织"])
        .is_silent_on(&["不通过</button>"]);
    w.page(Some(&scene.steward), &list).await.says(&["2 人", &path]);
    assert!(w.page(Some(&scene.steward), &format!("{path}/evidence")).await.text.starts_with("%PDF"));
    assert_eq!(w.page(Some(&one), &format!("{path}/evidence")).await.status, 404);
});

// rules: HRS-03, HRS-06
story!(a_reviewer_decides_by_form_large_ones_go_a_level_up_and_nobody_decides_their_own, w, {
    // given an hour, and nine hours for one person
    let province = w.organisation("广东省志愿者联合会", None);
    let scene = scene(&w).await;
    diesel::sql_query(format!("update organisation set parent_id = {province} where id = {}", scene.city))
        .execute(&mut w.conn())
        .unwrap();
    let who = w.volunteer("小张", scene.team);
    let (reviewer, above) = (w.steward(scene.city, Role::Reviewer), w.steward(province, Role::Reviewer));
    let filed = async |minutes| {
        let id = submitted(&w, &scene, &who, minutes).await["id"].as_str().unwrap().to_owned();
        format!("/steward/make-ups/{id}")
    };
    let (small, large) = (filed(60).await, filed(540).await);

    // then each waits at its own desk
    let desk = async |who: &Person, at: i64| w.page(Some(who), &format!("/steward/{at}/make-ups?show=to-decide")).await;
    desk(&reviewer, scene.city).await.says(&[&small]).is_silent_on(&[&large]);
    desk(&above, province).await.says(&[&large]).is_silent_on(&[&small]);
    w.page(Some(&reviewer), &small).await.says(&["审批这份补录", "不通过</button>"]);
    w.page(Some(&reviewer), &large).await.says(&["需要上级审批"]).is_silent_on(&["不通过</button>"]);

    // when it is rejected, a reason is owed; a large one is not for the reviewing organisation
    let decide = |path: &str| format!("{path}/decision");
    let blank = w.form(Some(&reviewer), &decide(&small), &[("key", "k1"), ("to", "reject"), ("reason", " ")]).await;
    assert!(blank.status == 422 && blank.text.contains("id=\"reason-error\""), "{}", blank.text);
    let high = w.form(Some(&reviewer), &decide(&large), &[("key", "k2"), ("to", "approve")]).await;
    assert!(high.status == 403 && high.text.contains("需要上级审批"), "{}", high.text);
    assert_eq!(w.count("make_up where state = 1"), 2);

    // when each is decided where it belongs, the pages say so
    let kind = [("key", "k3"), ("to", "reject"), ("reason", "签到表没有签名")];
    let path = w.form(Some(&reviewer), &decide(&small), &kind).await.led_to();
    w.page(Some(&scene.steward), &path).await.says(&["未通过", "签到表没有签名"]);
    let path = w.form(Some(&above), &decide(&large), &[("key", "k4"), ("to", "approve")]).await.led_to();
    w.page(Some(&above), &path).await.says(&["时长从明天起计入"]);
    let again = w.form(Some(&above), &decide(&large), &[("key", "k5"), ("to", "approve")]).await;
    assert!(again.status == 409 && again.text.contains("已经审批过"), "{}", again.text);

    // and whoever submitted it is kept from deciding
    let own = filed(30).await;
    w.grant(&scene.steward, scene.city, Role::Reviewer, domain::organisation::Reach::OwnAndBelow);
    w.page(Some(&scene.steward), &own).await.says(&["不能审批自己提交的补录"]).is_silent_on(&["不通过</button>"]);
});

// rules: HRS-04
story!(honours_and_deductions_are_given_by_form_and_an_honour_is_revoked, w, {
    let scene = scene(&w).await;
    let (who, stranger) = (w.volunteer("小张", scene.team), w.volunteer("外人", scene.city));
    let path = format!("/steward/{}/hours", scene.team);
    let number = who.volunteer.to_string();
    let sound = |key| {
        vec![("key", key), ("number", number.as_str()), ("hand", "honour"), ("hours", "1"), ("reason", "抗洪抢险")]
    };
    let give = async |fields: Vec<(&str, &str)>| w.form(Some(&scene.steward), &path, &fields).await;
    let but = |key, name: &str, value| {
        let kept = sound(key).into_iter().filter(|(one, _)| *one != name);
        kept.chain([(
            if name == "hand" {
                "hand"
            } else if name == "number" {
                "number"
            } else {
                "reason"
            },
            value,
        )])
        .collect::<Vec<_>>()
    };
    w.page(Some(&scene.steward), &path).await.says(&["还没有荣誉或核减的记录", "授予荣誉时数"]);

    // refused: without a reason, for somebody else's member, and more than there is
    let blank = give(but("k1", "reason", " ")).await;
    assert!(blank.status == 422 && blank.text.contains("id=\"reason-error\""), "{}", blank.text);
    let foreign = stranger.volunteer.to_string();
    let foreign = give(but("k2", "number", foreign.as_str())).await;
    assert!(foreign.status == 422 && foreign.text.contains("抗洪抢险"), "{}", foreign.text);
    let much = give(but("k3", "hand", "deduct")).await;
    assert!(much.status == 409 && much.text.contains("时长不够扣减"), "{}", much.text);
    assert_eq!(w.count("entry where class in (3, 4)"), 0);

    // given once, told to the volunteer, and revoked with a reason
    w.form(Some(&scene.steward), &path, &sound("k4")).await.led_to();
    let page = w.page(Some(&scene.steward), &path).await;
    page.says(&["抗洪抢险", "撤销这笔荣誉"]);
    w.page(Some(&who), "/me/hours").await.says(&["抗洪抢险"]);
    let action =
        page.text.split("action=\"").find(|rest| rest.contains("/revocation\"")).unwrap().split('"').next().unwrap();
    let team = scene.team.to_string();
    let mute = w.form(Some(&scene.steward), action, &[("key", "k5"), ("reason", ""), ("organisation", &team)]).await;
    assert_eq!(mute.status, 422, "{}", mute.text);
    let revoke = [("key", "k6"), ("reason", "记错了人"), ("organisation", &team)];
    let done = w.form(Some(&scene.steward), action, &revoke).await.led_to();
    w.page(Some(&scene.steward), &done).await.says(&["已撤销，本人会收到通知"]).is_silent_on(&["撤销这笔荣誉"]);
});

//! Stories of who runs the platform: roles on it, and an owner's work divided among three.

use crate::{
    account::{PASSWORD, registered},
    story,
    world::{Person, Reply, World},
};
use diesel::prelude::*;
use goodhours::{
    account::{Appointment, Divide, OWNER, Operation, Unite, operate},
    kernel::db::schema::{account as a, session as s},
};
use serde_json::{Value, json};

const PEOPLE: &str = "/api/v1/platform/people";
const PHONES: [&str; 5] = ["13700137000", "13700137001", "13700137002", "13700137003", "13700137004"];

/// Logs in, and shows to be present.
async fn present(w: &World, phone: &str) -> Person {
    let session = w.post(None, "/api/v1/sessions", json!({ "login": phone, "password": PASSWORD })).await.is(201);
    let person = Person {
        account: session["account_id"].as_str().unwrap().parse().unwrap(),
        volunteer: 0,
        token: session["token"].as_str().unwrap().to_owned(),
    };
    w.post(Some(&person), "/api/v1/sessions/step-up", json!({ "password": PASSWORD })).await.is(200);
    person
}

/// Four people with accounts, of whom the first owns the platform.
async fn owner(w: &World) -> Person {
    for phone in PHONES {
        registered(w, phone).await;
    }
    operate(&w.office, Operation::Role(appointment(PHONES[0], Some(domain::account::Post::Owner)))).await.unwrap();
    present(w, PHONES[0]).await
}

fn appointment(phone: &str, post: Option<domain::account::Post>) -> Appointment {
    Appointment { phone: phone.to_owned(), post }
}

async fn appoint(w: &World, by: &Person, phone: &str, post: &str) -> Reply {
    w.put(Some(by), PEOPLE, json!({ "phone": phone, "post": post })).await
}

async fn divide(w: &World, by: &Person, [system, security, audit]: [&str; 3]) -> Reply {
    let body = json!({ "system": system, "security": security, "audit": audit });
    w.post(Some(by), &format!("{PEOPLE}/division"), body).await
}

/// What each of the platform's desks answers somebody: roles, platforms, login rules, appeals, the trail, the first level.
async fn desks(w: &World, who: &Person) -> Vec<u16> {
    let paths = ["people", "clients", "second-factor", "appeals", "trail", "tickets", "objections"];
    let mut statuses = Vec::new();
    for path in paths {
        statuses.push(w.page(Some(who), &format!("/platform/{path}")).await.status);
    }
    statuses
}

// rules: AUD-02
story!(an_owners_work_is_divided_among_three_who_share_nothing, w, {
    let owner = owner(&w).await;
    assert_eq!(desks(&w, &owner).await, [200; 7]);
    divide(&w, &owner, [PHONES[1], PHONES[1], PHONES[2]]).await.refused(422, "administration.same-person");
    divide(&w, &owner, [PHONES[1], PHONES[2], "13700137999"]).await.refused(422, "administration.no-account");
    let early = appoint(&w, &owner, PHONES[1], "audit-administrator").await;
    early.refused(409, "administration.not-divided");

    // when it is divided, then each of the three has desks that no other has, and whoever owned it all is a steward
    divide(&w, &owner, [PHONES[1], PHONES[2], PHONES[3]]).await.is(204);
    let owner = present(&w, PHONES[0]).await;
    let [system, security, audit] =
        [present(&w, PHONES[1]).await, present(&w, PHONES[2]).await, present(&w, PHONES[3]).await];
    assert_eq!(desks(&w, &owner).await, [404, 404, 404, 404, 404, 200, 200]);
    assert_eq!(desks(&w, &system).await, [404, 200, 404, 404, 404, 404, 404]);
    assert_eq!(desks(&w, &security).await, [200, 404, 200, 200, 404, 404, 404]);
    assert_eq!(desks(&w, &audit).await, [404, 404, 404, 404, 200, 404, 404]);
    for one in [&system, &security, &audit] {
        w.page(Some(one), "/platform").await.is_silent_on(&["一级组织由平台审核"]);
    }
    // and none of them does what stewards of organisations do
    let team = w.organisation("向阳义工服务队", None);
    for one in [&system, &security, &audit] {
        w.get(Some(one), &format!("/api/v1/organisations/{team}/memberships")).await.is_missing();
    }
    assert_eq!(w.get(Some(&audit), "/api/v1/me").await.is(200)["roles"], json!(["volunteer", "audit-administrator"]));
    assert_eq!(w.count("audit where act = 'administration-divided'"), 1);
    assert_eq!(w.count("audit where act = 'platform-role'"), 5);
    // 1 as the owner was made, then one each, in the site and by SMS
    assert_eq!(w.count("message where kind = 'platform-role' and channel in (1, 2)"), 10);
    divide(&w, &security, [PHONES[1], PHONES[2], PHONES[3]]).await.refused(409, "administration.divided");
    divide(&w, &system, [PHONES[1], PHONES[2], PHONES[3]]).await.is_missing();
});

// rules: AUD-02
story!(nobody_is_two_of_the_three_and_none_is_without_a_holder, w, {
    let owner = owner(&w).await;
    divide(&w, &owner, [PHONES[1], PHONES[2], PHONES[3]]).await.is(204);
    let by = present(&w, PHONES[2]).await;
    // given a second auditor, since the last isn't taken
    appoint(&w, &by, PHONES[3], "none").await.refused(409, "administration.last-one");
    appoint(&w, &by, PHONES[4], "audit-administrator").await.is(204);

    appoint(&w, &by, PHONES[4], "system-administrator").await.refused(409, "administration.holds-another");
    appoint(&w, &by, PHONES[2], "none").await.refused(403, "administration.own-role");
    appoint(&w, &by, PHONES[0], "platform-owner").await.refused(409, "administration.divided");
    let cmd = Operation::Owner { phone: "13700137009".into(), nickname: "新站长".into(), password: PASSWORD.into() };
    assert!(operate(&w.office, cmd).await.is_err());
    // then one after the other is possible, and the last of each stays: none is suspended for want of use
    appoint(&w, &by, PHONES[4], "none").await.is(204);
    appoint(&w, &by, PHONES[4], "system-administrator").await.is(204);
    let list = w.get(Some(&by), PEOPLE).await.is(200);
    let posts: Vec<&str> = list["items"].as_array().unwrap().iter().map(|one| one["post"].as_str().unwrap()).collect();
    let [system, security, audit] = ["system-administrator", "security-administrator", "audit-administrator"];
    assert_eq!(posts, [system, system, security, audit, "platform-steward"]);
    assert_eq!((&list["division"], &list["items"][2]["is_self"]), (&json!("divided"), &json!(true)));
    let closing = w.post(Some(&by), "/api/v1/me/closing", json!({ "password": PASSWORD })).await;
    closing.refused(409, "closing.last-platform-owner");
});

// rules: AUD-02
story!(only_the_operator_puts_the_work_together_again, w, {
    let owner = owner(&w).await;
    let united = operate(&w.office, Operation::Unite(Unite { phone: PHONES[1].into() })).await;
    assert!(united.is_err());
    divide(&w, &owner, [PHONES[0], PHONES[1], PHONES[2]]).await.is(204);
    // whoever divided it goes on in the same session, with what is left to them
    assert_eq!(desks(&w, &owner).await, [404, 200, 404, 404, 404, 404, 404]);
    operate(&w.office, Operation::Unite(Unite { phone: PHONES[1].into() })).await.unwrap();
    assert_eq!(desks(&w, &present(&w, PHONES[1]).await).await, [200; 7]);
    let steward = present(&w, PHONES[0]).await;
    assert_eq!(desks(&w, &steward).await, [404, 200, 404, 200, 200, 200, 200]);
    assert_eq!(w.count("audit where act = 'administration-united'"), 1);
    let again = Divide { system: PHONES[0].into(), security: PHONES[1].into(), audit: PHONES[2].into() };
    operate(&w.office, Operation::Divide(again)).await.unwrap();
    assert_eq!(desks(&w, &present(&w, PHONES[2]).await).await, [404, 404, 404, 404, 200, 404, 404]);
});

// rules: AUD-02
story!(roles_change_by_somebody_else_who_is_present, w, {
    let owner = owner(&w).await;
    appoint(&w, &owner, PHONES[0], "none").await.refused(403, "administration.own-role");
    appoint(&w, &owner, PHONES[1], "platform-steward").await.is(204);
    let steward = present(&w, PHONES[1]).await;
    w.get(Some(&steward), PEOPLE).await.is_missing();
    appoint(&w, &steward, PHONES[2], "platform-owner").await.is_missing();
    // a login of long ago isn't enough
    let mine = s::table.filter(s::account_id.eq(owner.account));
    diesel::update(mine).set(s::step_up_until.eq(None::<i64>)).execute(&mut w.conn()).unwrap();
    appoint(&w, &owner, PHONES[2], "platform-support").await.refused(401, "session.step-up-needed");
    divide(&w, &owner, [PHONES[1], PHONES[2], PHONES[3]]).await.refused(401, "session.step-up-needed");
    let role = |w: &World| a::table.filter(a::platform_role.gt(0)).count().get_result::<i64>(&mut w.conn()).unwrap();
    assert_eq!(role(&w), 2);
    assert_eq!(w.get(Some(&steward), "/api/v1/me").await.is(200)["roles"], json!(["volunteer", "platform-steward"]));

    // when it is taken, then it ends at once
    let owner = present(&w, PHONES[0]).await;
    appoint(&w, &owner, PHONES[1], "none").await.is(204);
    w.get(Some(&steward), "/api/v1/me").await.is(401);
    let owners = a::table.filter(a::platform_role.eq(OWNER)).count().get_result::<i64>(&mut w.conn()).unwrap();
    assert_eq!(owners, 1);
});

// rules: AUD-02
story!(the_page_of_the_platforms_people_tells_and_changes, w, {
    let owner = owner(&w).await;
    let page = w.page(Some(&owner), "/platform/people").await;
    page.says(&["平台人员", "137****7000", "您", "平台负责人", "三员分立"]);
    let typed = [("phone", "13700137999"), ("post", "platform-support")];
    let refused = w.form(Some(&owner), "/platform/people", &typed).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("没有可以登录的账号使用这个手机号") && refused.text.contains("13700137999"));
    let typed = [("phone", PHONES[1]), ("post", "platform-support")];
    assert_eq!(w.form(Some(&owner), "/platform/people", &typed).await.led_to(), "/platform/people?done=role");
    w.page(Some(&owner), "/platform/people?done=role").await.says(&["已更改", "客服", "137****7001"]);
    let three = [("system", PHONES[2]), ("security", PHONES[3]), ("audit", PHONES[3])];
    let refused = w.form(Some(&owner), "/platform/people/division", &three).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("三个角色须由三个人担任") && refused.text.contains(PHONES[3]));
    let three = [("system", PHONES[2]), ("security", PHONES[3]), ("audit", PHONES[4])];
    let done = w.form(Some(&owner), "/platform/people/division", &three).await;
    assert_eq!(done.led_to(), "/platform?done=divided");
    w.page(Some(&owner), "/platform?done=divided").await.says(&["三员分立已启用"]);
    let security = present(&w, PHONES[3]).await;
    w.page(Some(&security), "/platform/people").await.says(&["三员分立已启用", "goodhours admin unite", "审计管理员"]);
    let value: Value = w.get(Some(&security), PEOPLE).await.is(200);
    assert_eq!(value["items"].as_array().unwrap().len(), 5);
});

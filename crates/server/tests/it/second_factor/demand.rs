//! Who must have a second factor, and what whoever must and hasn't yet may do.

use super::{PHONE, log_in, secured, set_up};
use crate::{
    account::registered,
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::{Reach, Role};
use goodhours::{
    account::{OWNER, Operation, operate},
    kernel::db::schema::account as a,
};
use serde_json::json;

fn becomes(w: &World, who: &Person, platform_role: i16) {
    diesel::update(a::table.find(who.account)).set(a::platform_role.eq(platform_role)).execute(&mut w.conn()).unwrap();
}

/// Somebody who owns the platform, with a second factor.
async fn owner(w: &World) -> Person {
    let (owner, _) = secured(w, "13700137000").await;
    becomes(w, &owner, OWNER);
    owner
}

const SETTING: &str = "/api/v1/platform/second-factor";
const MISSING: &str = "account.second-factor-missing";

// rules: ACC-14
story!(whoever_must_have_a_second_factor_can_only_set_one_up, w, {
    // given a manager and a helper, and an owner who demands it of stewards
    let team = w.organisation("向阳义工服务队", None);
    let (manager, helper) = (registered(&w, PHONE).await, w.steward(team, Role::Auditor));
    w.grant(&manager, team, Role::Manager, Reach::Own);
    let other = w.organisation("春晖队", None);
    w.grant(&manager, other, Role::CheckInHelper, Reach::Own);
    let members = |at: i64| format!("/api/v1/organisations/{at}/memberships");
    w.get(Some(&manager), &members(team)).await.is(200);
    w.put(Some(&owner(&w).await), SETTING, json!({ "demand": "stewards" })).await.is(204);

    // then the manager may do nothing that a volunteer can't, anywhere
    w.get(Some(&manager), &members(team)).await.refused(403, MISSING);
    let propose = format!("/api/v1/organisations/{team}/activities");
    w.post(Some(&manager), &propose, crate::activity::proposal(&w)).await.refused(403, MISSING);
    let page = w.page(Some(&manager), &format!("/steward/{team}")).await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("href=\"/me/security/second-factor\""), "{}", page.text);
    assert_eq!(w.page(Some(&manager), "/steward").await.status, 403);
    w.page(Some(&manager), "/me/security").await.says(&["您的角色必须开启两步验证"]);
    // but that
    w.get(Some(&manager), "/api/v1/me").await.is(200);
    let state = w.get(Some(&manager), "/api/v1/me/second-factor").await.is(200);
    assert_eq!((state["demanded"].as_bool(), state["confirmed_at"].as_str()), (Some(true), None));
    // and roles that don't lead aren't asked, nor is it told to strangers
    w.get(Some(&helper), &members(team)).await.is(200);
    w.get(Some(&w.person("小周")), &members(team)).await.is_missing();

    // when one is set up, then everything is as before
    set_up(&w, &manager).await;
    w.get(Some(&manager), &members(team)).await.is(200);
    assert_eq!(w.page(Some(&manager), &format!("/steward/{team}")).await.status, 200);
});

// rules: ACC-14
story!(the_platforms_own_people_are_asked_and_organisations_are_not, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (manager, platform) = (w.steward(team, Role::Owner), crate::organisation::platform(&w));
    let support = w.person("客服");
    becomes(&w, &support, 1);
    w.put(Some(&owner(&w).await), SETTING, json!({ "demand": "platform" })).await.is(204);

    w.get(Some(&manager), &format!("/api/v1/organisations/{team}/grants")).await.is(200);
    for path in ["/platform", "/platform/trail", "/platform/make-ups", "/platform/objections"] {
        let page = w.page(Some(&platform), path).await;
        assert!(page.status == 403 && page.text.contains(MISSING), "{path}: {} {}", page.status, page.text);
    }
    w.get(Some(&platform), "/api/v1/audit").await.refused(403, MISSING);
    w.get(Some(&platform), &format!("/api/v1/organisations/{team}/grants")).await.refused(403, MISSING);
    // for somebody in support the desk isn't there, with or without one
    assert_eq!(w.page(Some(&support), "/platform").await.status, 404);
});

// rules: ACC-14
story!(the_platforms_owner_alone_decides_and_it_is_written_down, w, {
    let (owner, platform) = (owner(&w).await, crate::organisation::platform(&w));
    assert_eq!(w.get(Some(&owner), SETTING).await.is(200)["demand"], json!("nobody"));
    w.put(Some(&platform), SETTING, json!({ "demand": "nobody" })).await.is_missing();
    w.put(Some(&owner), SETTING, json!({ "demand": "everybody" })).await.refused(422, "kernel.bad-form");

    w.page(Some(&owner), "/platform").await.says(&["/platform/second-factor"]);
    let form = [("demand", "stewards"), ("key", "one")];
    assert_eq!(w.form(Some(&owner), "/platform/second-factor", &form).await.led_to(), "/platform/second-factor?done=1");
    w.page(Some(&owner), "/platform/second-factor?done=1")
        .await
        .says(&["已保存", "value=\"stewards\" required checked"]);
    assert_eq!(w.count("audit where act = 'second-factor-demanded' and facts like '%stewards%'"), 1);

    // and an owner without one can't relax it
    let other = w.person("副管理员");
    becomes(&w, &other, OWNER);
    w.put(Some(&other), SETTING, json!({ "demand": "nobody" })).await.refused(403, MISSING);
});

// rules: ACC-14
story!(a_platform_that_is_set_up_demands_it_of_stewards, w, {
    let owner =
        Operation::Owner {
            phone: PHONE.into(), nickname: "陈站长".into(), password: crate::account::PASSWORD.into()
        };
    operate(&w.office, owner).await.unwrap();
    assert_eq!(w.count("setting where name = 'second-factor' and value = 'stewards'"), 1);
    let session = log_in(&w, PHONE, None).await.is(201);
    let owner = Person {
        account: session["account_id"].as_str().unwrap().parse().unwrap(),
        volunteer: 0,
        token: session["token"].as_str().unwrap().to_owned(),
    };
    w.get(Some(&owner), SETTING).await.refused(403, MISSING);
    set_up(&w, &owner).await;
    assert_eq!(w.get(Some(&owner), SETTING).await.is(200)["demand"], json!("stewards"));
});

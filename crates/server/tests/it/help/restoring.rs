//! Stories of accounts that can't log in: what stewards may do to them, and how the platform lets them in again.

use super::{Line, asked, line, proven, reply, shown, with_proof};
use crate::{
    account::{PASSWORD, registered},
    organisation::platform,
    story,
    world::{Person, Reply, World},
};
use diesel::prelude::*;
use domain::organisation::Role;
use goodhours::{
    account::{Operation, operate},
    kernel::{
        db::schema::{account as a, membership as m},
        office::Ask,
    },
    sweep,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

const PHONE: &str = "13800138000";

async fn log_in(w: &World, phone: &str) -> Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": phone, "password": PASSWORD })).await
}

/// Somebody of the platform's support, who decides nothing else.
fn support(w: &World) -> Person {
    let person = w.person("客服");
    diesel::update(a::table.find(person.account)).set(a::platform_role.eq(1i16)).execute(&mut w.conn()).unwrap();
    person
}

/// A steward whom ninety days without a use suspended.
async fn unused(w: &World, at: i64) -> Person {
    let person = registered(w, PHONE).await;
    w.grant(&person, at, Role::CheckInHelper, domain::organisation::Reach::Own);
    w.wait(SignedDuration::from_hours(90 * 24));
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
    log_in(w, PHONE).await.refused(401, "login.wrong");
    person
}

async fn restore(w: &World, by: &Person, number: &str) -> Reply {
    w.post(Some(by), &format!("/api/v1/tickets/{number}/restorations"), json!({ "text": "已恢复，请登录。" })).await
}

// rules: REG-15, HLP-02
story!(the_platform_lets_in_whoever_asks_with_the_phone_of_a_suspended_account, w, {
    let Line { team, .. } = line(&w);
    let person = unused(&w, team).await;
    let by = support(&w);
    let proof = proven(&w, PHONE).await;
    let body = json!({ "topic": "restore-account", "text": "三个月没登录，被停用了。" });
    let filed = with_proof(&w, ("POST", "/tickets"), &proof, body.clone()).await.is(201);
    let number = filed["number"].as_str().unwrap().to_owned();
    assert_eq!(w.count(&format!("message where kind = 'ticket-restore-asked' and account_id = {}", person.account)), 2);

    // support sees that it is suspended, and lets it in
    let seen = shown(&w, &by, &number).await.is(200);
    assert_eq!((&seen["asker"]["account_state"], &seen["may"]["restore"]), (&json!("suspended"), &json!(true)));
    restore(&w, &by, &number).await.is(200);
    log_in(&w, PHONE).await.is(201);
    assert_eq!(w.count(&format!("audit where act = 'account-restored' and reason = 'ticket {number}'")), 1);
    assert_eq!(w.count(&format!("message where kind = 'account-restored' and account_id = {}", person.account)), 2);
    // there is nothing more to restore, and a question about anything else never restores
    restore(&w, &by, &number).await.refused(409, "help.nothing-to-restore");
    let other = asked(&w, &w.person("路人"), "other", "请恢复我的账号").await;
    restore(&w, &by, &other).await.refused(409, "help.nothing-to-restore");
});

// rules: REG-15
story!(stewards_remove_members_never_end_accounts_and_ask_for_those_who_were_theirs, w, {
    let Line { city, team, .. } = line(&w);
    let (steward, stranger) = (w.steward(team, Role::Owner), w.steward(w.organisation("别的组织", None), Role::Owner));
    let person = registered(&w, PHONE).await;
    let volunteer = w.volunteer("小林", team);
    let id: i64 = m::table.filter(m::volunteer_id.eq(volunteer.volunteer)).select(m::id).first(&mut w.conn()).unwrap();
    let removal = json!({ "word": "remove", "reason": "毕业离校" });
    w.post(Some(&steward), &format!("/api/v1/memberships/{id}/decisions"), removal).await.is(200);
    // then the account is as it was, and there is no way for a steward to change that
    w.get(Some(&volunteer), "/api/v1/me").await.is(200);
    let state = |id: i64| a::table.find(id).select(a::state).first::<i16>(&mut w.conn()).unwrap();
    assert_eq!(state(volunteer.account), 2);
    let lift = format!("/api/v1/platform/suspended-accounts/{}/restorations", person.account);
    w.post(Some(&steward), &lift, json!({ "reason": "本人来电" })).await.is_missing();

    // when the account is suspended, the steward who had them as a member asks the platform; another steward can't
    diesel::update(a::table.find(volunteer.account)).set(a::state.eq(3i16)).execute(&mut w.conn()).unwrap();
    let body =
        json!({ "topic": "restore-account", "text": "本人到队里核对过。", "about": volunteer.volunteer.to_string() });
    w.post(Some(&stranger), "/api/v1/tickets", body.clone()).await.refused(422, "help.not-your-member");
    let number = w.post(Some(&steward), "/api/v1/tickets", body).await.is(201)["number"].as_str().unwrap().to_owned();
    let seen = shown(&w, &platform(&w), &number).await.is(200);
    assert_eq!((&seen["about"]["account_state"], &seen["desk"]), (&json!("suspended"), &Value::Null));
    shown(&w, &w.steward(city, Role::Owner), &number).await.is_missing();
    restore(&w, &steward, &number).await.is_missing();
    restore(&w, &platform(&w), &number).await.is(200);
    assert_eq!(state(volunteer.account), 2);
});

// rules: REG-15, ACC-14
story!(what_the_operator_locked_only_stewards_of_the_platform_let_in, w, {
    let person = registered(&w, PHONE).await;
    operate(&w.office, Operation::Lock { phone: PHONE.into() }).await.unwrap();
    let (by, steward) = (support(&w), platform(&w));
    let list = w.get(Some(&by), "/api/v1/platform/suspended-accounts").await.is(200);
    assert_eq!((&list["items"][0]["cause"], &list["items"][0]["may_restore"]), (&json!("operator"), &json!(false)));
    let path = format!("/api/v1/platform/suspended-accounts/{}/restorations", person.account);
    let reason = json!({ "reason": "本人到场核对" });
    w.post(Some(&by), &path, reason.clone()).await.refused(403, "suspension.locked");
    w.post(Some(&steward), &path, json!({ "reason": " " })).await.refused(422, "suspension.reason-missing");
    w.post(Some(&steward), &path, reason.clone()).await.is(204);
    w.post(Some(&steward), &path, reason).await.refused(409, "suspension.not-suspended");
    log_in(&w, PHONE).await.is(201);
    assert_eq!(w.count("audit where act = 'account-restored' and reason = '本人到场核对'"), 1);
});

// rules: REG-15
story!(a_closing_is_taken_back_by_a_ticket_of_its_holder_and_of_nobody_else, w, {
    let Line { team, .. } = line(&w);
    let (steward, by) = (w.steward(team, Role::Owner), platform(&w));
    let person =
        crate::closing::made(&w, PHONE, None, Some(crate::volunteer::identity(&crate::volunteer::number("002")))).await;
    w.member(&person, team);
    w.post(Some(&person), "/api/v1/me/closing", json!({ "password": PASSWORD })).await.is(201);
    let number: String = {
        use goodhours::kernel::db::schema::volunteer as v;
        v::table.find(person.volunteer).select(v::number).first(&mut w.conn()).unwrap()
    };
    let body = json!({ "topic": "restore-account", "text": "不想注销了", "about": number });
    let asked_for =
        w.post(Some(&steward), "/api/v1/tickets", body).await.is(201)["number"].as_str().unwrap().to_owned();
    restore(&w, &by, &asked_for).await.refused(403, "help.holder-only");
    assert_eq!(w.count("closing"), 1);

    let proof = proven(&w, PHONE).await;
    let own = json!({ "topic": "restore-account", "text": "不想注销了，密码忘了。" });
    let own = with_proof(&w, ("POST", "/tickets"), &proof, own).await.is(201)["number"].as_str().unwrap().to_owned();
    // the city has nobody, so the team is asked first and passes it on
    reply(&w, &steward, &own, "pass-on").await.is(200);
    restore(&w, &by, &own).await.is(200);
    assert_eq!((w.count("closing"), w.count("message where kind = 'closing-kept'")), (0, 2));
});

//! Acts that need a person present ask for the password or a code again.

use super::{PHONE, secured, step_up};
use crate::{
    account::{PASSWORD, ask_code, code, registered},
    story,
    world::Person,
};
use diesel::prelude::*;
use goodhours::kernel::db::schema::membership as m;
use jiff::SignedDuration;
use serde_json::json;

const NEEDED: &str = "session.step-up-needed";

// rules: ACC-14
story!(five_minutes_after_the_password_it_is_asked_for_again, w, {
    let person = registered(&w, PHONE).await;
    let begin = async || w.post(Some(&person), "/api/v1/me/second-factor", json!({})).await;
    w.wait(SignedDuration::from_secs(280));
    begin().await.is(201);
    w.wait(SignedDuration::from_secs(21));
    begin().await.refused(401, NEEDED);
    let page = w.form(Some(&person), "/me/security/second-factor", &[]).await.led_to();
    assert!(page.starts_with("/sessions/step-up?next="), "{page}");

    step_up(&w, &person, json!({ "password": "wrong password" })).await.refused(401, "login.wrong");
    begin().await.refused(401, NEEDED);
    step_up(&w, &person, json!({})).await.refused(422, "kernel.bad-form");
    step_up(&w, &person, json!({ "one_time_code": "123456" })).await.refused(409, "second-factor.not-set");
    step_up(&w, &person, json!({ "password": PASSWORD })).await.is(200);
    begin().await.is(201);
});

// rules: ACC-14
story!(a_code_by_sms_opens_a_session_that_is_asked_at_once, w, {
    let person = registered(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(61));
    ask_code(&w, PHONE, "log-in").await.is(202);
    let by_code = json!({ "login": PHONE, "sms_code": code(&w, PHONE).await });
    let session = w.post(None, "/api/v1/sessions", by_code).await.is(201);
    let fresh = Person { token: session["token"].as_str().unwrap().to_owned(), ..person };
    w.post(Some(&fresh), "/api/v1/me/second-factor", json!({})).await.refused(401, NEEDED);
});

// rules: ACC-14
story!(an_authenticators_code_shows_that_somebody_is_present_once, w, {
    let (person, phone) = secured(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(600));
    let renew = async || w.post(Some(&person), "/api/v1/me/second-factor/recovery-codes", json!({})).await;
    renew().await.refused(401, NEEDED);
    let body = json!({ "password": PASSWORD, "code": phone.shows(&w, 0) });
    w.post(Some(&person), "/api/v1/me/second-factor/removal", body).await.refused(401, NEEDED);
    let code = phone.shows(&w, 0);
    step_up(&w, &person, json!({ "one_time_code": phone.wrong(&w) })).await.refused(422, "second-factor.wrong");
    step_up(&w, &person, json!({ "one_time_code": code })).await.is(200);
    step_up(&w, &person, json!({ "one_time_code": code })).await.refused(409, "second-factor.used");
    renew().await.is(200);
});

// rules: ACC-14
story!(many_wrong_passwords_stop_showing_that_somebody_is_present, w, {
    let person = registered(&w, PHONE).await;
    for _ in 0..5 {
        step_up(&w, &person, json!({ "password": "wrong password" })).await.refused(401, "login.wrong");
    }
    step_up(&w, &person, json!({ "password": PASSWORD })).await.refused(429, "login.locked");
    w.wait(SignedDuration::from_secs(300));
    step_up(&w, &person, json!({ "password": PASSWORD })).await.is(200);
});

// rules: ACC-11
story!(identity_data_is_not_shown_again_without_somebody_present, w, {
    // given a member whose identity a steward looked at
    let team = w.organisation("向阳义工服务队", None);
    let member = crate::certificate::registered(&w, crate::certificate::NANA, true).await;
    w.member(&member, team);
    let steward = registered(&w, PHONE).await;
    w.grant(&steward, team, domain::organisation::Role::Owner, domain::organisation::Reach::Own);
    let mine = m::table.filter(m::volunteer_id.eq(member.volunteer)).filter(m::organisation_id.eq(team));
    let membership: i64 = mine.select(m::id).first(&mut w.conn()).unwrap();
    let path = format!("/steward/{team}/members/{membership}/identity");
    let form = |key| [("key", key), ("reason", "核对报名信息")];
    w.form(Some(&steward), &path, &form("one")).await.says(&["11010519491231002X"]);
    // when more than five minutes have passed, then neither a fresh look nor the same one again shows it
    w.wait(SignedDuration::from_secs(301));
    for key in ["two", "one"] {
        let led = w.form(Some(&steward), &path, &form(key)).await.led_to();
        assert!(led.starts_with("/sessions/step-up?next="), "{key}: {led}");
    }
    assert_eq!(w.count("audit where act = 'identity-shown'"), 1);
    step_up(&w, &steward, json!({ "password": PASSWORD })).await.is(200);
    w.form(Some(&steward), &path, &form("three")).await.says(&["11010519491231002X"]);
});

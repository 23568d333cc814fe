//! Stories of phones and e-mail addresses: adding one, replacing one, and getting back in by one.

use crate::{
    account::{PASSWORD, code, human, registered},
    story,
    world::{Person, Reply, World},
};
use goodhours::kernel::db::Engine;
use jiff::SignedDuration;
use serde_json::{Value, json};

const PHONE: &str = "13800138000";
const MAIL: &str = "ada@example.org";

async fn ask(w: &World, who: &Person, kind: &str, contact: &str) -> Reply {
    // Codes to one number lie a minute apart.
    w.wait(SignedDuration::from_secs(61));
    w.post(Some(who), &format!("/api/v1/me/contacts/{kind}/codes"), json!({ "contact": contact })).await
}

async fn set(w: &World, who: &Person, kind: &str, body: Value) -> Reply {
    w.put(Some(who), &format!("/api/v1/me/contacts/{kind}"), body).await
}

/// Somebody with a phone and an e-mail address.
async fn with_mail(w: &World) -> Person {
    let who = registered(w, PHONE).await;
    ask(w, &who, "email", MAIL).await.is(202);
    let body = json!({ "contact": MAIL, "code": code(w, MAIL).await, "old_code": code(w, PHONE).await });
    set(w, &who, "email", body).await.is(204);
    who
}

async fn log_in(w: &World, login: &str, password: &str) -> Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": login, "password": password })).await
}

story!(an_address_opens_the_account_once_its_code_and_the_phones_were_entered, w, {
    let who = registered(&w, PHONE).await;
    let asked = ask(&w, &who, "email", "Ada@Example.org").await.is(202);
    assert_eq!(asked["old"], "138****8000");
    log_in(&w, MAIL, PASSWORD).await.refused(401, "login.wrong");
    // each code counts where it was sent, and nowhere else
    let (new, old) = (code(&w, MAIL).await, code(&w, PHONE).await);
    let body = |code: &str, old_code: &str| json!({ "contact": MAIL, "code": code, "old_code": old_code });
    set(&w, &who, "email", body(&new, "")).await.refused(422, "sms-code.wrong");
    if new != old {
        set(&w, &who, "email", body(&old, &new)).await.refused(422, "sms-code.wrong");
    }
    log_in(&w, MAIL, PASSWORD).await.refused(401, "login.wrong");
    set(&w, &who, "email", body(&new, &old)).await.is(204);
    set(&w, &who, "email", body(&new, &old)).await.is(204);

    log_in(&w, MAIL, PASSWORD).await.is(201);
    assert_eq!(w.get(Some(&who), "/api/v1/me").await.is(200)["email"], "a***@example.org");
    ask(&w, &who, "email", MAIL).await.refused(409, "contact.unchanged");
    assert_eq!(w.count("audit where act = 'email-changed'"), 1);
    assert_eq!(w.count("message where kind = 'account-changed' and channel in (1, 2, 3)"), 3);
});

story!(a_new_phone_needs_the_old_one_and_both_are_told, w, {
    let who = registered(&w, PHONE).await;
    ask(&w, &who, "phone", "13900139000").await.is(202);
    let body =
        json!({ "contact": "13900139000", "code": code(&w, "13900139000").await, "old_code": code(&w, PHONE).await });
    set(&w, &who, "phone", body).await.is(204);

    log_in(&w, "13900139000", PASSWORD).await.is(201);
    log_in(&w, PHONE, PASSWORD).await.refused(401, "login.wrong");
    for told in [PHONE, "13900139000"] {
        let sent = w.get(None, &format!("/api/v1/outbox?to={told}")).await.is(200);
        let text = sent["items"][0]["text"].as_str().unwrap();
        assert!(text.contains("您的手机号码已于"), "{told}: {text}");
    }
    // and: the old number is free for whoever gets it
    w.wait(SignedDuration::from_secs(61));
    registered(&w, PHONE).await;
});

story!(whose_a_contact_is_learns_only_whoever_holds_it, w, {
    let (who, other) = (registered(&w, PHONE).await, registered(&w, "13700137000").await);
    ask(&w, &who, "phone", "13700137000").await.is(202);
    let codes = (code(&w, "13700137000").await, code(&w, PHONE).await);
    let body = |code: &str| json!({ "contact": "13700137000", "code": code, "old_code": codes.1 });
    let wrong = if codes.0 == "000000" { "000001" } else { "000000" };
    set(&w, &who, "phone", body(wrong)).await.refused(422, "sms-code.wrong");
    set(&w, &who, "phone", body(&codes.0)).await.refused(409, "contact.taken");
    assert_eq!(w.get(Some(&other), "/api/v1/me").await.is(200)["phone"], "137****7000");
    // and: nobody who isn't logged in asks for such codes
    w.post(None, "/api/v1/me/contacts/phone/codes", json!({ "contact": PHONE }))
        .await
        .refused(401, "kernel.login-needed");
    ask(&w, &who, "pigeon", PHONE).await.is_missing();
});

story!(of_many_who_want_one_address_one_gets_it, w, {
    // given four people who all read one mailbox, each with codes of their own
    let mut all = Vec::new();
    for number in 0..4 {
        let phone = format!("1360000000{number}");
        let who = registered(&w, &phone).await;
        ask(&w, &who, "email", MAIL).await.is(202);
        let body = json!({ "contact": MAIL, "code": code(&w, MAIL).await, "old_code": code(&w, &phone).await });
        all.push((who, body));
    }
    // when each enters them sixteen times at once
    let tries = (0..64).map(|number| &all[number % 4]).map(|(who, body)| set(&w, who, "email", body.clone()));
    let replies = futures_util::future::join_all(tries).await;
    // then one has it, once, and nothing broke
    assert!(replies.iter().all(|reply| [204, 409].contains(&reply.status)));
    assert!(replies.iter().any(|reply| reply.status == 204));
    assert_eq!(w.count("login_index where field = 3"), 1);
    assert_eq!(w.count("audit where act = 'email-changed'"), 1);
});

story!(a_forgotten_password_is_set_anew_by_mail, w, {
    let who = with_mail(&w).await;
    let altcha = human(&w, "send-sms").await;
    let asked = json!({ "email": MAIL, "altcha": altcha });
    w.wait(SignedDuration::from_secs(61));
    w.post(None, "/api/v1/email-codes", asked).await.is(202);
    let sent = w.get(None, &format!("/api/v1/outbox?to={MAIL}")).await.is(200);
    assert_eq!(
        (sent["items"][0]["channel"].as_str(), sent["items"][0]["subject"].as_str().is_some()),
        (Some("mail"), true)
    );
    let right = code(&w, MAIL).await;
    let body = |code: &str, password: &str| json!({ "contact": MAIL, "code": code, "password": password });
    // one's own phone is no password, whichever way one comes
    w.post(None, "/api/v1/password-resets", body(&right, "x13800138000")).await.refused(422, "password.contains-own");
    let session = w.post(None, "/api/v1/password-resets", body(&right, "春江花月夜 42")).await.is(201);
    // then the sessions of before have ended, and only the new password counts
    w.get(Some(&who), "/api/v1/me").await.refused(401, "kernel.login-needed");
    assert_eq!(session["account_id"], who.account.to_string());
    log_in(&w, MAIL, "春江花月夜 42").await.is(201);
    log_in(&w, MAIL, PASSWORD).await.refused(401, "login.wrong");
    // and: an address that leads nowhere is answered alike
    let stranger = json!({ "email": "nobody@example.org", "altcha": human(&w, "send-sms").await });
    w.post(None, "/api/v1/email-codes", stranger).await.is(202);
    let right = code(&w, "nobody@example.org").await;
    let body = json!({ "contact": "nobody@example.org", "code": right, "password": "春江花月夜 42" });
    w.post(None, "/api/v1/password-resets", body).await.refused(409, "login.no-account");
});

story!(one_looks_at_ones_sessions_and_ends_any, w, {
    let who = registered(&w, PHONE).await;
    let other = log_in(&w, PHONE, PASSWORD).await.is(201);
    let other = Person { token: other["token"].as_str().unwrap().to_owned(), ..who.clone() };
    let items = w.get(Some(&who), "/api/v1/me/sessions").await.is(200)["items"].clone();
    let ids: Vec<&str> = items
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["is_this"] == false)
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!((items.as_array().unwrap().len(), ids.len()), (2, 1));
    // somebody else ends nothing
    let stranger = registered(&w, "13700137000").await;
    w.delete(Some(&stranger), &format!("/api/v1/me/sessions/{}", ids[0])).await.is(204);
    w.get(Some(&other), "/api/v1/me").await.is(200);
    w.delete(Some(&who), &format!("/api/v1/me/sessions/{}", ids[0])).await.is(204);
    w.get(Some(&other), "/api/v1/me").await.refused(401, "kernel.login-needed");
    w.delete(Some(&who), "/api/v1/me/sessions/nonsense").await.is_missing();
});

// rules: ACC-09
story!(whoever_holds_a_session_doesnt_guess_its_password, w, {
    let who = registered(&w, PHONE).await;
    let change = async |old: &str| {
        let body = json!({ "old": old, "password": "春江花月夜 42" });
        w.put(Some(&who), "/api/v1/me/password", body).await
    };
    for _ in 0..5 {
        change("wrong password").await.refused(401, "login.wrong");
    }
    change(PASSWORD).await.refused(429, "login.locked");
    w.wait(SignedDuration::from_secs(300));
    change(PASSWORD).await.is(201);
});

story!(a_session_that_is_ended_is_over_at_once_here_and_within_a_second_elsewhere, w, {
    let who = registered(&w, "13800138000").await;
    let id = w.get(Some(&who), "/api/v1/me/sessions").await.is(200)["items"][0]["id"].as_str().unwrap().to_owned();
    // Two instances share a database only on PostgreSQL; both have just seen the session.
    let other = (w.target.engine() == Engine::Postgres).then(|| w.another_instance());
    for instance in [Some(&w), other.as_ref()].into_iter().flatten() {
        instance.get(Some(&who), "/api/v1/me").await.is(200);
    }
    w.delete(Some(&who), &format!("/api/v1/me/sessions/{id}")).await.is(204);
    w.get(Some(&who), "/api/v1/me").await.refused(401, "kernel.login-needed");
    if let Some(other) = other {
        other.wait(SignedDuration::from_secs(1));
        other.get(Some(&who), "/api/v1/me").await.refused(401, "kernel.login-needed");
    }
});

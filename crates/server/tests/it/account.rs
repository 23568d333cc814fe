//! Stories of registering, logging in, and what limits follow.

use crate::{
    story,
    world::{Person, Reply, World},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::kernel::sha256_hex;
use jiff::SignedDuration;
use serde_json::{Value, json};

pub const PASSWORD: &str = "一步一步走稳 2026";

/// The answer to a fresh human check for an action, as a browser works it out.
pub async fn human(w: &World, action: &str) -> String {
    let asked = w.get(None, &format!("/api/v1/human-checks?for={action}")).await.is(200);
    let (salt, goal) = (asked["salt"].as_str().unwrap(), asked["challenge"].as_str().unwrap());
    let number = (0..asked["maxnumber"].as_u64().unwrap()).find(|n| sha256_hex(&format!("{salt}{n}")) == goal).unwrap();
    let solved = json!({ "algorithm": "SHA-256", "challenge": goal, "salt": salt, "number": number,
        "signature": asked["signature"] });
    STANDARD.encode(solved.to_string())
}

/// Asks for a code.
pub async fn ask_code(w: &World, phone: &str, purpose: &str) -> Reply {
    let altcha = human(w, "send-sms").await;
    w.post(None, "/api/v1/sms-codes", json!({ "phone": phone, "purpose": purpose, "altcha": altcha })).await
}

/// The newest code that a phone got.
pub async fn code(w: &World, phone: &str) -> String {
    let to = goodhours::kernel::web::encode(phone);
    let sent = w.get(None, &format!("/api/v1/outbox?to={to}")).await.is(200);
    let text = sent["items"][0]["text"].as_str().unwrap().to_owned();
    text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).unwrap().to_owned()
}

fn body(phone: &str, code: &str) -> Value {
    json!({ "phone": phone, "sms_code": code, "password": PASSWORD, "nickname": "小明", "agreements": ["terms", "privacy"] })
}

/// Registers over the API and logs in.
pub async fn registered(w: &World, phone: &str) -> Person {
    ask_code(w, phone, "register").await.is(202);
    let answer = w.post(None, "/api/v1/accounts", body(phone, &code(w, phone).await)).await.is(201);
    let token = answer["token"].as_str().unwrap().to_owned();
    Person { account: answer["account_id"].as_str().unwrap().parse().unwrap(), volunteer: 0, token }
}

async fn log_in(w: &World, login: &str, password: &str) -> Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": login, "password": password })).await
}

// rules: REG-02, ACC-01, ACC-04
story!(somebody_registers_with_a_proven_phone_and_logs_in_by_password_or_code, w, {
    // given
    let person = registered(&w, "138 0013 8000").await;
    // when
    let me = w.get(Some(&person), "/api/v1/me").await.is(200);
    // then
    assert_eq!((me["phone"].as_str().unwrap(), me["nickname"].as_str().unwrap()), ("138****8000", "小明"));
    assert_eq!((me["verification"].as_str(), me["next_step"].as_str()), (Some("none"), Some("real-name")));
    for login in ["13800138000", "+86 138-0013-8000", "１３８００１３８０００"] {
        let session = log_in(&w, login, PASSWORD).await.is(201);
        assert_eq!(session["roles"], json!(["volunteer"]));
    }
    w.wait(SignedDuration::from_secs(60));
    ask_code(&w, "13800138000", "log-in").await.is(202);
    let by_code = json!({ "login": "13800138000", "sms_code": code(&w, "13800138000").await });
    let token = w.post(None, "/api/v1/sessions", by_code.clone()).await.is(201)["token"].as_str().unwrap().to_owned();
    w.post(None, "/api/v1/sessions", by_code).await.refused(409, "sms-code.none-waiting");

    // when logged out, the token is worth nothing
    let person = Person { token, ..person };
    w.delete(Some(&person), "/api/v1/sessions/current").await.is(204);
    w.get(Some(&person), "/api/v1/me").await.refused(401, "kernel.login-needed");
});

// rules: REG-12
story!(a_known_phone_is_told_to_whoever_holds_it_and_to_nobody_else, w, {
    registered(&w, "13800138000").await;
    w.wait(SignedDuration::from_secs(61));
    // when somebody registers the same phone: the code goes out as for any other
    ask_code(&w, "13800138000", "register").await.is(202);
    // then without the code nothing is told
    w.post(None, "/api/v1/accounts", body("13800138000", "000000")).await.refused(422, "sms-code.wrong");
    let right = code(&w, "13800138000").await;
    w.post(None, "/api/v1/accounts", body("13800138000", &right)).await.refused(409, "registration.phone-known");
});

// rules: ACC-09
story!(unknown_and_known_names_are_answered_alike_and_locked_alike, w, {
    registered(&w, "13800138000").await;
    for login in ["13800138000", "13900139000", "nobody_here"] {
        for _ in 0..3 {
            log_in(&w, login, "wrong password").await.refused(401, "login.wrong");
        }
        log_in(&w, login, "wrong password").await.refused(403, "human-check.needed");
    }
});

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

// rules: REG-02, ACC-01
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

// rules: REG-07
story!(fifty_requests_at_once_send_one_message, w, {
    // given fifty solved checks
    let mut answers = Vec::new();
    for _ in 0..50 {
        answers.push(human(&w, "send-sms").await);
    }
    // when
    let body = |altcha: &String| json!({ "phone": "13800138000", "purpose": "register", "altcha": altcha });
    let sends = answers.iter().map(|altcha| w.post(None, "/api/v1/sms-codes", body(altcha)));
    let replies = futures_util::future::join_all(sends).await;
    // then
    let count = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(202), count(429)), (1, 49));
    let refused = replies.iter().find(|reply| reply.status == 429).unwrap();
    assert_eq!(refused.code(), "sms-code.too-soon");
    assert!((1..=60).contains(&refused.json()["facts"]["wait_seconds"].as_i64().unwrap()));
    assert_eq!(w.count("sms_code"), 1);
    assert_eq!(w.get(None, "/api/v1/outbox?to=13800138000").await.is(200)["items"].as_array().unwrap().len(), 1);
});

// rules: REG-07, ACC-05
story!(codes_have_limits_and_each_says_how_long_to_wait, w, {
    let phone = "13800138000";
    // an anonymous send without the check, or with one that was used, is refused
    let bare = json!({ "phone": phone, "purpose": "register" });
    w.post(None, "/api/v1/sms-codes", bare).await.refused(403, "human-check.needed");
    let altcha = human(&w, "send-sms").await;
    let body = |phone: &str| json!({ "phone": phone, "purpose": "register", "altcha": altcha });
    w.post(None, "/api/v1/sms-codes", body(phone)).await.is(202);
    w.post(None, "/api/v1/sms-codes", body("13800138001")).await.refused(403, "human-check.used");
    let other = json!({ "phone": "13800138001", "purpose": "register", "altcha": human(&w, "log-in").await });
    w.post(None, "/api/v1/sms-codes", other).await.refused(403, "human-check.other-action");

    // five wrong tries void a code; the right one comes too late
    let right = code(&w, phone).await;
    let wrong = if right == "111111" { "222222" } else { "111111" };
    for left in [4, 3, 2, 1] {
        let refused = w.post(None, "/api/v1/accounts", self::body(phone, wrong)).await;
        assert_eq!(refused.json()["facts"]["tries_left"], left);
    }
    w.post(None, "/api/v1/accounts", self::body(phone, wrong)).await.refused(409, "sms-code.void");
    w.post(None, "/api/v1/accounts", self::body(phone, &right)).await.refused(409, "sms-code.void");

    // 59 seconds are too soon, 60 are enough; after five minutes a code is old
    w.wait(SignedDuration::from_secs(61));
    ask_code(&w, phone, "register").await.is(202);
    let second = code(&w, phone).await;
    w.wait(SignedDuration::from_secs(301));
    w.post(None, "/api/v1/accounts", self::body(phone, &second)).await.refused(409, "sms-code.expired");
});

// rules: REG-12, ACC-01
story!(sixty_four_who_race_for_one_phone_get_one_account, w, {
    ask_code(&w, "13800138000", "register").await.is(202);
    let right = code(&w, "13800138000").await;
    let race = (0..64).map(|_| w.post(None, "/api/v1/accounts", body("13800138000", &right)));
    let replies = futures_util::future::join_all(race).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    assert!(replies.iter().all(|reply| matches!(reply.status, 201 | 409 | 503)), "{replies:?}");
    assert_eq!(w.count("account"), 1);
});

// rules: REG-02
story!(a_double_tap_registers_once_and_both_get_in, w, {
    ask_code(&w, "13800138000", "register").await.is(202);
    let form = body("13800138000", &code(&w, "13800138000").await);
    let once = |form: Value| {
        let request = axum::http::Request::builder().method("POST").uri("/api/v1/accounts").header("host", "localhost");
        let request = request.header("content-type", "application/json").header("idempotency-key", "one-tap-0001");
        w.send(request.body(axum::body::Body::from(form.to_string())).unwrap())
    };
    let first = once(form.clone()).await.is(201);
    let second = once(form.clone()).await.is(201);
    assert_eq!(first["account_id"], second["account_id"]);
    let mut other = form;
    other["password"] = json!("eine andere Losung");
    once(other).await.refused(422, "kernel.key-reused");
    assert_eq!(w.count("account"), 1);
});

// rules: REG-06, REG-02
story!(what_is_typed_wrong_is_told_beside_its_field_and_keeps_the_code, w, {
    let phone = "13800138000";
    ask_code(&w, phone, "register").await.is(202);
    let right = code(&w, phone).await;
    let with = |name: &str, value: Value| {
        let mut form = body(phone, &right);
        form[name] = value;
        form
    };
    let cases = [
        ("password", json!("short12"), "password.too-short"),
        ("password", json!("x7".repeat(33)), "password.too-long"),
        ("password", json!("1234567890123"), "password.all-digits"),
        ("password", json!("mein13800138000x"), "password.contains-own"),
        ("password", json!("password123"), "password.common"),
        ("nickname", json!("a\u{202e}b"), "text.unprintable"),
        ("nickname", json!("长".repeat(21)), "text.too-long"),
        ("agreements", json!(["terms"]), "agreement.not-accepted"),
        ("phone", json!("1280013800"), "phone.wrong-length"),
        ("phone", json!("😀"), "phone.not-allowed"),
    ];
    for (name, value, code) in cases {
        w.post(None, "/api/v1/accounts", with(name, value)).await.refused(422, code);
    }
    // then the code still serves
    w.post(None, "/api/v1/accounts", body(phone, &right)).await.is(201);
});

// rules: ACC-09
story!(five_wrong_passwords_lock_a_name_from_an_address_and_a_code_still_opens, w, {
    let phone = "13800138000";
    registered(&w, phone).await;
    let try_one = async |login: &str, password: &str| {
        let altcha = human(&w, "log-in").await;
        let body = json!({ "login": login, "password": password, "altcha": altcha });
        w.post(None, "/api/v1/sessions", body).await
    };
    for _ in 0..5 {
        try_one(phone, "wrong password").await.refused(401, "login.wrong");
    }
    let locked = try_one(phone, PASSWORD).await;
    assert_eq!((locked.code().as_str(), locked.status), ("login.locked", 429));
    assert!((290..=300).contains(&locked.json()["facts"]["wait_seconds"].as_i64().unwrap()));
    // a code still opens
    w.wait(SignedDuration::from_secs(61));
    ask_code(&w, phone, "log-in").await.is(202);
    let by_code = json!({ "login": phone, "sms_code": code(&w, phone).await });
    w.post(None, "/api/v1/sessions", by_code).await.is(201);
    // and after five minutes the password does
    w.wait(SignedDuration::from_secs(240));
    try_one(phone, PASSWORD).await.is(201);
});

// rules: ACC-09, ACC-05
story!(a_campus_that_logs_in_at_once_is_not_taken_for_an_attack, w, {
    let phones: Vec<String> = (0..30).map(|n| format!("138001380{n:02}")).collect();
    for phone in &phones {
        registered(&w, phone).await;
    }
    let logins = phones.iter().map(|phone| log_in(&w, phone, PASSWORD));
    for reply in futures_util::future::join_all(logins).await {
        reply.is(201);
    }
    // and: ten wrong ones from the same address, over as many names, do call for the check
    for phone in phones.iter().take(10) {
        log_in(&w, phone, "wrong password").await.refused(401, "login.wrong");
    }
    log_in(&w, &phones[20], PASSWORD).await.refused(403, "human-check.needed");
});

// rules: ACC-09
story!(many_guesses_at_once_are_five_at_most, w, {
    registered(&w, "13800138000").await;
    let mut answers = Vec::new();
    for _ in 0..20 {
        answers.push(human(&w, "log-in").await);
    }
    let body = |altcha: &String| json!({ "login": "13800138000", "password": "wrong password", "altcha": altcha });
    let guesses = answers.iter().map(|altcha| w.post(None, "/api/v1/sessions", body(altcha)));
    let replies = futures_util::future::join_all(guesses).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 401).count(), 5);
    assert_eq!(replies.iter().filter(|reply| reply.code() == "login.locked").count(), 15);
});

// rules: ACC-11
story!(nothing_that_names_a_person_lies_open_in_the_database, w, {
    registered(&w, "13800138000").await;
    let open = w.count("account where nickname like '%138001%' or coalesce(user_name, '') <> ''");
    assert_eq!(open, 0);
    assert_eq!(w.count("message where facts <> '{}' and kind = 'code'"), 0);
    assert_eq!(w.count("message where kind = 'code' and payload is not null"), 0, "a sent code is wiped");
    assert_eq!(w.count("command where answer like '%13800138000%'"), 0);
});

story!(made_up_tokens_start_no_command_after_the_first, w, {
    let scene = crate::attendance::scene(&w).await;
    let who = scene.accepted(&w).await;
    let stranger = Person { token: "made-up".to_owned(), ..who.clone() };
    let path = "/api/v1/sign-ins";
    assert!(!w.office.sessions.doubts(w.now()));

    // when somebody makes a token up, they are refused, and so is everybody like them for a minute before anything starts
    w.post(Some(&stranger), path, json!({ "code": "000000" })).await.refused(401, "kernel.login-needed");
    assert!(w.office.sessions.doubts(w.now()));
    w.post(Some(&stranger), path, json!({ "code": "000000" })).await.refused(401, "kernel.login-needed");
    // then whoever has a session notices nothing
    let code = w.post(Some(&who), path, json!({ "code": "000000" })).await.code();
    assert_ne!(code, "kernel.login-needed");
    w.wait(SignedDuration::from_secs(60));
    assert!(!w.office.sessions.doubts(w.now()));
});

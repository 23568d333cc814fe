//! Stories of the second factor: setting it up, logging in with it, what it can't be got around by, and who must have one.

mod demand;
mod pages;
mod step_up;

use crate::{
    account::{PASSWORD, ask_code, code as sms_code, registered},
    story,
    world::{Person, Reply, World},
};
use domain::account::{
    TotpSecret,
    totp::{Step, step_at},
};
use futures_util::future::join_all;
use goodhours::account::{Operation, operate};
use jiff::SignedDuration;
use serde_json::{Value, json};

pub const PHONE: &str = "13800138000";

/// Somebody's authenticator, with the codes that they wrote down.
pub struct Authenticator {
    secret: TotpSecret,
    pub paper: Vec<String>,
}

/// The secret that was told as text.
pub fn secret(text: &str) -> TotpSecret {
    let letters = text.chars().filter(|c| !c.is_whitespace());
    let value = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap() as u128;
    let bits: String = letters.map(|c| format!("{:05b}", value(c))).collect();
    let bytes: Vec<u8> = (0..20).map(|n| u8::from_str_radix(&bits[n * 8..n * 8 + 8], 2).unwrap()).collect();
    TotpSecret::stored(&bytes).unwrap()
}

impl Authenticator {
    pub fn new(told: &str) -> Authenticator {
        Authenticator { secret: secret(told), paper: Vec::new() }
    }

    /// What it shows so many steps from now.
    pub fn shows(&self, w: &World, steps: Step) -> String {
        self.secret.code(step_at(w.now()) + steps)
    }

    /// Six digits that are none of those that count now.
    pub fn wrong(&self, w: &World) -> String {
        let right = [-1, 0, 1].map(|steps| self.shows(w, steps));
        (0..4).map(|n| format!("{n:06}")).find(|code| !right.contains(code)).unwrap()
    }
}

/// Sets a factor up over the API.
pub async fn set_up(w: &World, who: &Person) -> Authenticator {
    let begun = w.post(Some(who), "/api/v1/me/second-factor", json!({})).await.is(201);
    let mut phone = Authenticator::new(begun["secret"].as_str().unwrap());
    let body = json!({ "code": phone.shows(w, 0) });
    let done = w.post(Some(who), "/api/v1/me/second-factor/confirmation", body).await.is(200);
    phone.paper = done["recovery_codes"].as_array().unwrap().iter().map(|c| c.as_str().unwrap().to_owned()).collect();
    // The step that confirmed is used up.
    w.wait(SignedDuration::from_secs(60));
    phone
}

/// Somebody who has one.
pub async fn secured(w: &World, phone: &str) -> (Person, Authenticator) {
    let person = registered(w, phone).await;
    let authenticator = set_up(w, &person).await;
    (person, authenticator)
}

/// A login over the API, with a code.
pub async fn log_in(w: &World, phone: &str, code: Option<&str>) -> Reply {
    let mut body = json!({ "login": phone, "password": PASSWORD });
    if let Some(code) = code {
        body["one_time_code"] = json!(code);
    }
    w.post(None, "/api/v1/sessions", body).await
}

/// The same with a step-up's body.
pub async fn step_up(w: &World, who: &Person, body: Value) -> Reply {
    w.post(Some(who), "/api/v1/sessions/step-up", body).await
}

// rules: ACC-14
story!(a_second_factor_is_confirmed_by_a_right_code_and_ends_other_sessions, w, {
    let person = registered(&w, PHONE).await;
    let other = log_in(&w, PHONE, None).await.is(201)["token"].as_str().unwrap().to_owned();
    let other = Person { token: other, ..person.clone() };
    let path = "/api/v1/me/second-factor";

    // given one that was begun; asked again, it is the same secret
    w.post(Some(&person), &format!("{path}/confirmation"), json!({ "code": "123456" }))
        .await
        .refused(409, "second-factor.not-begun");
    let begun = w.post(Some(&person), path, json!({})).await.is(201);
    assert_eq!(w.post(Some(&person), path, json!({})).await.is(201), begun);
    assert!(begun["address"].as_str().unwrap().starts_with("otpauth://totp/"), "{begun}");
    assert!(!begun["address"].as_str().unwrap().contains("138001"), "{begun}");
    let phone = Authenticator::new(begun["secret"].as_str().unwrap());

    // when a wrong code comes, then nothing is confirmed and a login needs no more than the password
    let confirm =
        async |code: String| w.post(Some(&person), &format!("{path}/confirmation"), json!({ "code": code })).await;
    confirm(phone.wrong(&w)).await.refused(422, "second-factor.wrong");
    log_in(&w, PHONE, None).await.is(201);

    // when the right one does, then it is on: ten codes, told once, everybody else out, the person told, the trail written
    let done = confirm(phone.shows(&w, 0)).await.is(200);
    assert_eq!(done["recovery_codes"].as_array().unwrap().len(), 10);
    w.get(Some(&other), "/api/v1/me").await.refused(401, "kernel.login-needed");
    w.get(Some(&person), "/api/v1/me").await.is(200);
    let state = w.get(Some(&person), path).await.is(200);
    assert_eq!((state["recovery_codes_left"].as_i64(), state["demanded"].as_bool()), (Some(10), Some(false)));
    assert_eq!(w.count("message where kind = 'account-changed' and channel in (1, 2)"), 2);
    assert_eq!(w.count("audit where act = 'second-factor-set'"), 1);
    w.post(Some(&person), path, json!({})).await.refused(409, "second-factor.already-set");
    confirm(phone.shows(&w, 1)).await.refused(409, "second-factor.already-set");

    // and neither the secret nor a code lies open anywhere
    let code = done["recovery_codes"][0].as_str().unwrap();
    let told = begun["secret"].as_str().unwrap();
    assert_eq!(w.count(&format!("command where answer like '%{code}%' or answer like '%{told}%'")), 0);
    assert_eq!(w.count(&format!("audit where facts like '%{code}%'")), 0);
    assert_eq!(w.count("recovery_code where length(digest) = 32"), 10);
});

// rules: ACC-14
story!(what_was_begun_is_over_after_ten_minutes, w, {
    let person = registered(&w, PHONE).await;
    let begun = w.post(Some(&person), "/api/v1/me/second-factor", json!({})).await.is(201);
    let phone = Authenticator::new(begun["secret"].as_str().unwrap());
    w.wait(SignedDuration::from_secs(600));
    let path = "/api/v1/me/second-factor/confirmation";
    let body = json!({ "code": phone.shows(&w, 0) });
    w.post(Some(&person), path, body).await.refused(409, "second-factor.not-begun");
    // and what is begun then is another secret
    step_up(&w, &person, json!({ "password": PASSWORD })).await.is(200);
    let again = w.post(Some(&person), "/api/v1/me/second-factor", json!({})).await.is(201);
    assert_ne!(again["secret"], begun["secret"]);
});

// rules: ACC-14
story!(neither_a_password_nor_a_code_by_sms_logs_in_alone, w, {
    let (_, phone) = secured(&w, PHONE).await;
    // the password alone, and the password with a wrong code
    log_in(&w, PHONE, None).await.refused(403, "login.second-factor-needed");
    log_in(&w, PHONE, Some(&phone.wrong(&w))).await.refused(422, "second-factor.wrong");
    // a code by SMS alone, and with the authenticator's
    ask_code(&w, PHONE, "log-in").await.is(202);
    let by_code = json!({ "login": PHONE, "sms_code": sms_code(&w, PHONE).await });
    w.post(None, "/api/v1/sessions", by_code).await.refused(403, "login.second-factor-needed");
    w.wait(SignedDuration::from_secs(61));
    ask_code(&w, PHONE, "log-in").await.is(202);
    let both = json!({ "login": PHONE, "sms_code": sms_code(&w, PHONE).await, "one_time_code": phone.shows(&w, 0) });
    w.post(None, "/api/v1/sessions", both).await.is(201);
    // a wrong password says nothing of the code
    let wrong = json!({ "login": PHONE, "password": "wrong password", "one_time_code": phone.shows(&w, 1) });
    w.post(None, "/api/v1/sessions", wrong).await.refused(401, "login.wrong");
    log_in(&w, PHONE, Some(&phone.shows(&w, 1))).await.is(201);
});

// rules: ACC-14
story!(a_step_and_a_recovery_code_count_once, w, {
    let (person, phone) = secured(&w, PHONE).await;
    let code = phone.shows(&w, 0);
    log_in(&w, PHONE, Some(&code)).await.is(201);
    log_in(&w, PHONE, Some(&code)).await.refused(409, "second-factor.used");
    // an earlier step never comes after a later one
    log_in(&w, PHONE, Some(&phone.shows(&w, -1))).await.refused(409, "second-factor.used");
    log_in(&w, PHONE, Some(&phone.shows(&w, 1))).await.is(201);
    // two steps away is too far
    log_in(&w, PHONE, Some(&phone.shows(&w, 3))).await.refused(422, "second-factor.wrong");

    let paper = phone.paper[0].to_lowercase();
    log_in(&w, PHONE, Some(&paper)).await.is(201);
    log_in(&w, PHONE, Some(&paper)).await.refused(409, "second-factor.used");
    assert_eq!(w.count("message where kind = 'recovery-code-used' and channel = 2"), 1);
    let state = w.get(Some(&person), "/api/v1/me/second-factor").await.is(200);
    assert_eq!(state["recovery_codes_left"], json!(9));

    // somebody else's code is none of mine
    let (_, others) = secured(&w, "13900139000").await;
    log_in(&w, PHONE, Some(&others.paper[0])).await.refused(422, "second-factor.wrong");
});

// rules: ACC-14
story!(among_sixty_four_who_bring_one_code_exactly_one_passes, w, {
    let (person, phone) = secured(&w, PHONE).await;
    for code in [phone.shows(&w, 0), phone.paper[3].clone()] {
        let replies = join_all((0..64).map(|_| step_up(&w, &person, json!({ "one_time_code": code })))).await;
        let passed = replies.iter().filter(|reply| reply.status == 200).count();
        let used = replies.iter().filter(|reply| reply.code() == "second-factor.used").count();
        assert_eq!((passed, used), (1, 63), "{:?}", w.office.db.engine());
    }
    assert_eq!(w.count("recovery_code where used_at is not null"), 1);
});

// rules: ACC-14
story!(five_wrong_codes_stop_trying_for_five_minutes, w, {
    let (_, phone) = secured(&w, PHONE).await;
    for n in 0..5 {
        let wrong = if n % 2 == 0 { phone.wrong(&w) } else { "00000-00000".to_owned() };
        log_in(&w, PHONE, Some(&wrong)).await.refused(422, "second-factor.wrong");
    }
    let locked = log_in(&w, PHONE, Some(&phone.shows(&w, 0))).await;
    assert_eq!((locked.status, locked.code().as_str()), (429, "second-factor.locked"));
    assert!((290..=300).contains(&locked.json()["facts"]["wait_seconds"].as_i64().unwrap()), "{}", locked.text);
    assert_eq!(log_in(&w, PHONE, Some(&phone.paper[0])).await.code(), "second-factor.locked");
    w.wait(SignedDuration::from_secs(280));
    assert_eq!(log_in(&w, PHONE, Some(&phone.shows(&w, 0))).await.code(), "second-factor.locked");
    w.wait(SignedDuration::from_secs(20));
    log_in(&w, PHONE, Some(&phone.shows(&w, 0))).await.is(201);
});

// rules: ACC-14
story!(removing_takes_the_password_and_a_code, w, {
    let (person, phone) = secured(&w, PHONE).await;
    let other = log_in(&w, PHONE, Some(&phone.shows(&w, 0))).await.is(201);
    let other = Person { token: other["token"].as_str().unwrap().to_owned(), ..person.clone() };
    let remove = async |password: &str, code: &str| {
        let body = json!({ "password": password, "code": code });
        w.post(Some(&person), "/api/v1/me/second-factor/removal", body).await
    };
    remove("wrong password", &phone.shows(&w, 1)).await.refused(401, "login.wrong");
    remove(PASSWORD, &phone.wrong(&w)).await.refused(422, "second-factor.wrong");
    remove(PASSWORD, &phone.paper[9]).await.is(204);
    w.get(Some(&other), "/api/v1/me").await.refused(401, "kernel.login-needed");
    log_in(&w, PHONE, None).await.is(201);
    assert_eq!(w.count("audit where act = 'second-factor-removed'"), 1);
    assert_eq!((w.count("second_factor"), w.count("recovery_code")), (0, 0));
    remove(PASSWORD, &phone.paper[8]).await.refused(409, "second-factor.not-set");
});

// rules: ACC-14
story!(who_lost_everything_is_helped_by_the_operator, w, {
    let (person, _) = secured(&w, PHONE).await;
    operate(&w.office, Operation::SecondFactor { phone: PHONE.into() }).await.unwrap();
    w.get(Some(&person), "/api/v1/me").await.refused(401, "kernel.login-needed");
    log_in(&w, PHONE, None).await.is(201);
    assert_eq!(w.count("audit where act = 'second-factor-removed' and actor = 0"), 1);
    let again = operate(&w.office, Operation::SecondFactor { phone: PHONE.into() }).await.unwrap_err();
    assert_eq!(again.code(), Some("second-factor.not-set"));
});

// rules: ACC-14
story!(new_recovery_codes_replace_the_old_ones, w, {
    let (person, phone) = secured(&w, PHONE).await;
    let path = "/api/v1/me/second-factor/recovery-codes";
    let renewed = w.post(Some(&person), path, json!({})).await.is(200);
    let fresh = renewed["recovery_codes"][0].as_str().unwrap();
    log_in(&w, PHONE, Some(&phone.paper[0])).await.refused(422, "second-factor.wrong");
    log_in(&w, PHONE, Some(fresh)).await.is(201);
    assert_eq!(w.count("recovery_code"), 10);
});

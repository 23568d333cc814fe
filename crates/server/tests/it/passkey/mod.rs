//! Stories of passkeys: adding, naming and removing them, and logging in with nothing else.

mod factor;
mod pages;
mod refused;
mod token;

use crate::{
    account::{PASSWORD, registered},
    second_factor::{PHONE, log_in, step_up},
    story,
    world::{Person, Reply, World},
};
use diesel::prelude::*;
use futures_util::future::join_all;
use goodhours::{
    account::{Operation, operate},
    kernel::db::schema::{account as a, passkey as p},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use token::Token;

const OWN: &str = "/api/v1/me/passkeys";
const BY_PASSKEY: &str = "/api/v1/sessions/by-passkey";

/// A challenge for an occasion.
async fn asked(w: &World, who: Option<&Person>, occasion: &str) -> Value {
    w.post(who, "/api/v1/passkey-challenges", json!({ "for": occasion })).await.is(201)
}

async fn add(w: &World, who: &Person, token: &mut Token, name: &str) -> Reply {
    let asked = asked(w, Some(who), "new-passkey").await;
    let credential = token.create(&asked["public_key"]);
    let body = json!({ "ticket": asked["ticket"], "credential": credential, "name": name });
    w.post(Some(who), OWN, body).await
}

/// Somebody with a passkey.
async fn keyed(w: &World, phone: &str) -> (Person, Token) {
    let (person, mut token) = (registered(w, phone).await, Token::new());
    add(w, &person, &mut token, "我的手机").await.is(201);
    (person, token)
}

/// An answer to a fresh challenge of nobody in particular.
async fn enters(w: &World, token: &mut Token) -> Reply {
    let asked = asked(w, None, "log-in").await;
    let body = json!({ "ticket": asked["ticket"], "credential": token.get(&asked["public_key"]) });
    w.post(None, BY_PASSKEY, body).await
}

async fn shows_presence(w: &World, who: &Person, token: &mut Token) -> Reply {
    let asked = asked(w, Some(who), "step-up").await;
    let body = json!({ "ticket": asked["ticket"], "credential": token.get(&asked["public_key"]) });
    w.post(Some(who), "/api/v1/sessions/step-up/by-passkey", body).await
}

// rules: ACC-04
story!(a_passkey_is_added_and_logs_in_without_name_and_password, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    // what is kept says how it is called to nobody but its owner, who is told of it
    let items = w.get(Some(&person), OWN).await.is(200);
    assert_eq!((&items["items"][0]["name"], &items["items"][0]["used_at"]), (&json!("我的手机"), &Value::Null));
    let sealed: Vec<u8> = p::table.select(p::name).first(&mut w.conn()).unwrap();
    assert!(!sealed.windows(3).any(|window| window == "我".as_bytes()));
    assert_eq!(w.count("audit where act = 'passkey-added'"), 1);
    assert_eq!(w.count("message where kind = 'account-changed' and channel in (1, 2)"), 2);

    let session = enters(&w, &mut token).await.is(201);
    assert_eq!(session["account_id"], json!(person.account.to_string()));
    let entered = Person { token: session["token"].as_str().unwrap().to_owned(), ..person.clone() };
    let items = w.get(Some(&entered), OWN).await.is(200);
    assert!(items["items"][0]["used_at"].is_string(), "{items}");
    // and whoever logs in by it was there: another is added at once
    add(&w, &entered, &mut Token::new(), "钥匙扣").await.is(201);
    // the options name nobody
    let options = asked(&w, None, "log-in").await;
    assert_eq!(
        (&options["public_key"]["allowCredentials"], &options["public_key"]["rpId"]),
        (&json!([]), &json!("localhost"))
    );
    assert_eq!(options["public_key"]["userVerification"], json!("required"));
});

// rules: ACC-09
story!(a_lock_of_the_password_never_blocks_a_passkey, w, {
    let (_, mut token) = keyed(&w, PHONE).await;
    for _ in 0..5 {
        let body = json!({ "login": PHONE, "password": "wrong password" });
        let reply = w.post(None, "/api/v1/sessions", body).await;
        assert!(matches!(reply.code().as_str(), "login.wrong" | "human-check.needed"), "{}", reply.text);
    }
    step_up_locks(&w).await;
    enters(&w, &mut token).await.is(201);
});

/// The name is locked from everywhere that a story comes from.
async fn step_up_locks(w: &World) {
    for _ in 0..6 {
        let altcha = crate::account::human(w, "log-in").await;
        let body = json!({ "login": PHONE, "password": "wrong password", "altcha": altcha });
        w.post(None, "/api/v1/sessions", body).await;
    }
    let altcha = crate::account::human(w, "log-in").await;
    let body = json!({ "login": PHONE, "password": PASSWORD, "altcha": altcha });
    w.post(None, "/api/v1/sessions", body).await.refused(429, "login.locked");
}

// rules: ACC-04
story!(adding_and_removing_take_somebody_present, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    let id = w.get(Some(&person), OWN).await.is(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let this = format!("{OWN}/{id}");
    let other = enters(&w, &mut token).await.is(201)["token"].as_str().unwrap().to_owned();
    w.wait(SignedDuration::from_secs(301));
    let needed = "session.step-up-needed";
    let body = json!({ "for": "new-passkey" });
    w.post(Some(&person), "/api/v1/passkey-challenges", body).await.refused(401, needed);
    w.delete(Some(&person), &this).await.refused(401, needed);

    // a name can be changed all the same, within its length
    w.put(Some(&person), &this, json!({ "name": "旧".repeat(40) })).await.is(204);
    w.put(Some(&person), &this, json!({ "name": "旧".repeat(41) })).await.refused(422, "text.too-long");
    w.put(Some(&person), &this, json!({ "name": " " })).await.refused(422, "text.missing");
    let items = w.get(Some(&person), OWN).await.is(200);
    assert_eq!(items["items"][0]["name"], json!("旧".repeat(40)));

    // when its owner is present, it goes, with the sessions elsewhere
    step_up(&w, &person, json!({ "password": PASSWORD })).await.is(200);
    let stranger = registered(&w, "13900139000").await;
    w.delete(Some(&stranger), &this).await.is_missing();
    w.put(Some(&stranger), &this, json!({ "name": "别人的" })).await.is_missing();
    w.delete(Some(&person), &this).await.is(204);
    w.delete(Some(&person), &this).await.is_missing();
    let other = Person { token: other, ..person.clone() };
    w.get(Some(&other), "/api/v1/me").await.refused(401, "kernel.login-needed");
    enters(&w, &mut token).await.refused(422, "passkey.unknown");
    assert_eq!((w.count("passkey"), w.count("audit where act = 'passkey-removed'")), (0, 1));
});

// rules: ACC-04
story!(an_authenticator_is_added_once_and_there_are_ten_at_most, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    let options = asked(&w, Some(&person), "new-passkey").await;
    assert_eq!(options["public_key"]["excludeCredentials"].as_array().unwrap().len(), 1);
    add(&w, &person, &mut token, "又一次").await.refused(409, "passkey.known");
    // nor by somebody else
    let other = registered(&w, "13900139000").await;
    add(&w, &other, &mut token, "我的").await.refused(409, "passkey.known");
    for n in 1..10 {
        add(&w, &person, &mut Token::new(), &format!("设备 {n}")).await.is(201);
    }
    add(&w, &person, &mut Token::new(), "第十一个").await.refused(409, "passkey.too-many");
    assert_eq!(w.count("passkey"), 10);
});

// rules: ACC-04
story!(among_sixty_four_answers_to_one_challenge_exactly_one_enters, w, {
    let (_, mut token) = keyed(&w, PHONE).await;
    let before = w.count("session");
    let asked = asked(&w, None, "log-in").await;
    let body = json!({ "ticket": asked["ticket"], "credential": token.get(&asked["public_key"]) });
    let replies = join_all((0..64).map(|_| w.post(None, BY_PASSKEY, body.clone()))).await;
    let entered = replies.iter().filter(|reply| reply.status == 201).count();
    let over = replies.iter().filter(|reply| reply.code() == "passkey.challenge-over").count();
    assert_eq!((entered, over, w.count("session") - before), (1, 63, 1), "{:?}", w.office.db.engine());
});

// rules: ACC-10
story!(passkeys_are_in_the_copy_and_end_with_the_account_or_by_the_operator, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    let copy = w.post(Some(&person), "/api/v1/me/exports", json!({ "password": PASSWORD })).await.is(201);
    assert_eq!(copy["passkeys"][0]["name"], json!("我的手机"));
    assert_eq!(copy["passkeys"][0].as_object().unwrap().len(), 3, "{copy}");
    // the operator takes every factor away, and ends the sessions
    operate(&w.office, Operation::SecondFactor { phone: PHONE.into() }).await.unwrap();
    w.get(Some(&person), "/api/v1/me").await.refused(401, "kernel.login-needed");
    enters(&w, &mut token).await.refused(422, "passkey.unknown");

    // the account closes
    let other = registered(&w, "13900139000").await;
    add(&w, &other, &mut token, "借来的").await.is(201);
    w.post(Some(&other), "/api/v1/me/closing", json!({ "password": PASSWORD })).await;
    w.wait(SignedDuration::from_hours(15 * 24 + 1));
    crate::closing::sweep(&w).await;
    assert_eq!(w.count("passkey"), 0);
    enters(&w, &mut token).await.refused(422, "passkey.unknown");
});

// rules: ACC-04
story!(a_suspended_account_is_not_entered_by_passkey, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    let state = |state: i16| {
        diesel::update(a::table.find(person.account)).set(a::state.eq(state)).execute(&mut w.conn()).unwrap();
    };
    state(3);
    enters(&w, &mut token).await.refused(422, "passkey.unknown");
    state(1);
    enters(&w, &mut token).await.is(201);
    log_in(&w, PHONE, None).await.is(201);
});

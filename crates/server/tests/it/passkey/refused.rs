//! What never passes for a passkey's answer, and what is written down of it.

use super::{BY_PASSKEY, OWN, add, asked, enters, keyed, shows_presence, token::Token};
use crate::{
    account::registered,
    second_factor::PHONE,
    story,
    world::{Reply, World},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

async fn sends(w: &World, ticket: &Value, credential: &Value) -> Reply {
    w.post(None, BY_PASSKEY, json!({ "ticket": ticket, "credential": credential })).await
}

/// One login with a token that lies.
async fn lying(w: &World, token: &mut Token, lie: impl Fn(&mut Token)) -> Reply {
    let (origin, site, verifies) = (token.origin.clone(), token.site.clone(), token.verifies);
    let (handle, id) = (token.handle.clone(), token.id.clone());
    lie(token);
    let reply = enters(w, token).await;
    (token.origin, token.site, token.verifies) = (origin, site, verifies);
    (token.handle, token.id) = (handle, id);
    reply
}

// rules: ACC-04
story!(another_origin_site_or_holder_is_refused_and_written_down, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    let (_, other) = keyed(&w, "13900139000").await;
    let (others_id, others_handle) = (other.id.clone(), other.handle.clone());
    lying(&w, &mut token, |t| t.origin = "http://localhost.evil.test".into())
        .await
        .refused(422, "passkey.wrong-origin");
    lying(&w, &mut token, |t| t.origin = "https://localhost".into()).await.refused(422, "passkey.wrong-origin");
    lying(&w, &mut token, |t| t.site = "example.org".into()).await.refused(422, "passkey.wrong-site");
    lying(&w, &mut token, |t| t.verifies = false).await.refused(422, "passkey.not-verified");
    // the other's passkey by its name, and one's own in the other's name
    let (id, handle) = (others_id.clone(), others_handle.clone());
    lying(&w, &mut token, move |t| (t.id, t.handle) = (id.clone(), handle.clone()))
        .await
        .refused(422, "passkey.wrong-signature");
    let handle = others_handle.clone();
    lying(&w, &mut token, move |t| t.handle = handle.clone()).await.refused(403, "passkey.not-yours");
    lying(&w, &mut token, |t| t.handle = None).await.refused(422, "passkey.unknown");
    enters(&w, &mut Token::new()).await.refused(422, "passkey.unknown");
    // eight refusals, eight lines, without a word of whose device or address it was
    assert_eq!(w.count("audit where act = 'passkey-refused'"), 8);
    assert_eq!(w.count(&format!("audit where act = 'passkey-refused' and subject = 'account/{}'", person.account)), 6);
    assert_eq!(w.count("audit where act = 'passkey-refused' and facts like '%passkey.wrong-site%'"), 1);
    assert_eq!(w.count("audit where facts like '%138%' or facts like '%手机%' or reason <> ''"), 0);
    // and the right one still enters
    enters(&w, &mut token).await.is(201);
});

// rules: ACC-04
story!(a_challenge_counts_once_within_five_minutes_for_its_occasion_and_session, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    // once
    let posed = asked(&w, None, "log-in").await;
    let answer = token.get(&posed["public_key"]);
    sends(&w, &posed["ticket"], &answer).await.is(201);
    sends(&w, &posed["ticket"], &answer).await.refused(409, "passkey.challenge-over");
    // a wrong answer uses it up as well
    let posed = asked(&w, None, "log-in").await;
    token.verifies = false;
    let wrong = token.get(&posed["public_key"]);
    token.verifies = true;
    sends(&w, &posed["ticket"], &wrong).await.refused(422, "passkey.not-verified");
    let right = token.get(&posed["public_key"]);
    sends(&w, &posed["ticket"], &right).await.refused(409, "passkey.challenge-over");
    // an answer to another challenge isn't one to this
    let (one, two) = (asked(&w, None, "log-in").await, asked(&w, None, "log-in").await);
    sends(&w, &two["ticket"], &token.get(&one["public_key"])).await.refused(409, "passkey.challenge-over");

    // within five minutes
    let (early, late) = (asked(&w, None, "log-in").await, asked(&w, None, "log-in").await);
    w.wait(SignedDuration::from_secs(280));
    sends(&w, &early["ticket"], &token.get(&early["public_key"])).await.is(201);
    w.wait(SignedDuration::from_secs(20));
    sends(&w, &late["ticket"], &token.get(&late["public_key"])).await.refused(409, "passkey.challenge-over");

    // for its occasion, and in its session
    let posed = asked(&w, None, "log-in").await;
    let body = json!({ "ticket": posed["ticket"], "credential": token.get(&posed["public_key"]) });
    let path = "/api/v1/sessions/step-up/by-passkey";
    w.post(Some(&person), path, body).await.refused(409, "passkey.challenge-over");
    let elsewhere = enters(&w, &mut token).await.is(201)["token"].as_str().unwrap().to_owned();
    let elsewhere = crate::world::Person { token: elsewhere, ..person.clone() };
    let posed = asked(&w, Some(&elsewhere), "step-up").await;
    let body = json!({ "ticket": posed["ticket"], "credential": token.get(&posed["public_key"]) });
    w.post(Some(&person), path, body).await.refused(409, "passkey.challenge-over");
    shows_presence(&w, &person, &mut token).await.is(200);
});

// rules: ACC-04
story!(a_counter_that_goes_back_is_a_copy, w, {
    let (person, mut token) = (registered(&w, PHONE).await, Token::new());
    token.counter = 5;
    add(&w, &person, &mut token, "钥匙扣").await.is(201);
    // the copy was made now, and the original goes on
    token.counter = 6;
    enters(&w, &mut token).await.is(201);
    assert_eq!(w.count("passkey where counter = 6"), 1);
    for behind in [6, 5, 1, 0] {
        token.counter = behind;
        enters(&w, &mut token).await.refused(422, "passkey.counter-back");
    }
    assert_eq!(w.count("audit where facts like '%passkey.counter-back%'"), 4);
    token.counter = 7;
    enters(&w, &mut token).await.is(201);
});

// rules: ACC-04
story!(what_is_no_answer_adds_nothing, w, {
    let person = registered(&w, PHONE).await;
    let posed = asked(&w, Some(&person), "new-passkey").await;
    for credential in
        [json!({}), json!([]), json!("none"), json!({ "id": "AA", "response": { "clientDataJSON": "AA" } })]
    {
        let body = json!({ "ticket": posed["ticket"], "credential": credential, "name": "手机" });
        w.post(Some(&person), OWN, body).await.refused(422, "passkey.unreadable");
    }
    let mut token = Token::new();
    token.verifies = false;
    let body = json!({ "ticket": posed["ticket"], "credential": token.create(&posed["public_key"]), "name": "手机" });
    w.post(Some(&person), OWN, body).await.refused(422, "passkey.not-verified");
    token.verifies = true;
    token.origin = "https://evil.test".into();
    add(&w, &person, &mut token, "手机").await.refused(422, "passkey.wrong-origin");
    assert_eq!(w.count("passkey"), 0);
});

// rules: ACC-04
story!(nobody_fills_the_trail_with_refusals, w, {
    keyed(&w, PHONE).await;
    for _ in 0..25 {
        enters(&w, &mut Token::new()).await.refused(422, "passkey.unknown");
    }
    assert_eq!(w.count("audit where act = 'passkey-refused'"), 20);
    w.wait(SignedDuration::from_secs(901));
    enters(&w, &mut Token::new()).await.refused(422, "passkey.unknown");
    assert_eq!(w.count("audit where act = 'passkey-refused'"), 21);
});

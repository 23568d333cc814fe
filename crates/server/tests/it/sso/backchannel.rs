//! The modules of the back-channel logout plan, with a platform that listens.

use super::{AFTER, CALLBACK, Platform, claims, connected_as, header};
use crate::{
    account::{PASSWORD, registered},
    organisation::platform,
    story,
    world::{Person, World},
};
use axum::{Form, Router, extract::State, http::StatusCode, routing::post};
use jiff::SignedDuration;
use jsonwebtoken::{DecodingKey, Validation, decode, jwk::JwkSet};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// What a platform heard, and what it answers next.
#[derive(Clone, Default)]
struct Ears {
    heard: Arc<Mutex<Vec<String>>>,
    deaf: Arc<Mutex<bool>>,
}

impl Ears {
    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn hear(State(ears): State<Ears>, Form(form): Form<HashMap<String, String>>) -> StatusCode {
    ears.heard.lock().unwrap().push(form["logout_token"].clone());
    if *ears.deaf.lock().unwrap() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
}

async fn listening(w: &World) -> (Platform, Ears) {
    let ears = Ears::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/out", listener.local_addr().unwrap());
    let router = Router::new().route("/out", post(hear)).with_state(ears.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let school = connected_as(w, &platform(w), json!({ "scopes": ["profile"], "backchannel_uri": address })).await;
    (school, ears)
}

async fn told(w: &World) {
    goodhours::sso::deliver(&w.office, w.now()).await.unwrap();
}

async fn inside(w: &World, school: &Platform, who: &Person) -> Value {
    claims(school.tokens(w, who, &[]).await["id_token"].as_str().unwrap())
}

// rules: ACC-06
story!(backchannel_rp_initiated_logout, w, {
    let (school, ears) = listening(&w).await;
    let who = registered(&w, "13800138000").await;
    let tokens = school.tokens(&w, &who, &[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let own = claims(hint);
    told(&w).await;
    assert!(ears.heard().is_empty(), "nobody logged out");
    let path =
        format!("/end_session?{}", super::pairs(&[("id_token_hint", hint), ("post_logout_redirect_uri", AFTER)]));
    w.page(Some(&who), &path).await.led_to();
    told(&w).await;
    told(&w).await;
    // then the platform heard of it once, in a token that it can check
    let heard = ears.heard();
    assert_eq!(heard.len(), 1);
    let (head, body) = (header(&heard[0]), claims(&heard[0]));
    let keys: JwkSet = serde_json::from_value(w.page(None, "/.well-known/jwks.json").await.is(200)).unwrap();
    let key = DecodingKey::from_jwk(keys.find(head["kid"].as_str().unwrap()).unwrap()).unwrap();
    let mut validation = Validation::new(head["alg"].as_str().unwrap().parse().unwrap());
    validation.set_audience(&[&school.client_id]);
    validation.validate_exp = false;
    decode::<Value>(&heard[0], &key, &validation).unwrap();
    assert_eq!(head["typ"], "logout+jwt");
    assert_eq!((&body["sid"], &body["sub"], &body["iss"]), (&own["sid"], &own["sub"], &json!("http://localhost")));
    assert!(body["events"]["http://schemas.openid.net/event/backchannel-logout"].is_object());
    assert!(body["jti"].is_string() && body.get("nonce").is_none());
    assert_eq!(w.count("sso_login") + w.count("sso_grant") + w.count("sso_token"), 0);
});

// rules: ACC-06
story!(however_a_session_ends_the_platform_hears_of_it, w, {
    let (school, ears) = listening(&w).await;
    let who = registered(&w, "13800138000").await;
    // the password is changed: every session ends, and whoever changed it goes on in a new one
    let (first, second) = (log_in(&w, &who).await, log_in(&w, &who).await);
    let mut sids = Vec::new();
    for session in [&first, &second] {
        sids.push(inside(&w, &school, session).await["sid"].as_str().unwrap().to_owned());
    }
    assert_ne!(sids[0], sids[1]);
    let change = json!({ "old": PASSWORD, "password": "两步两步走稳 2027" });
    let session = w.put(Some(&second), "/api/v1/me/password", change).await.is(201);
    told(&w).await;
    let mut heard: Vec<String> =
        ears.heard().iter().map(|token| claims(token)["sid"].as_str().unwrap().to_owned()).collect();
    heard.sort();
    sids.sort();
    assert_eq!(heard, sids);
    let second = Person { token: session["token"].as_str().unwrap().to_owned(), ..who.clone() };
    let kept = inside(&w, &school, &second).await["sid"].clone();
    // the consent is taken back
    w.delete(Some(&second), &format!("/api/v1/me/platforms/{}", school.id)).await.is(204);
    told(&w).await;
    assert_eq!(claims(&ears.heard()[2])["sid"], kept);
    // the platform is switched off
    inside(&w, &school, &second).await;
    let path = format!("/api/v1/platform/clients/{}", school.id);
    let by = platform(&w);
    let shown = w.get(Some(&by), &path).await.is(200);
    let off = json!({ "name": "学校", "redirect_uris": [CALLBACK], "backchannel_uri": shown["backchannel_uri"], "on": false });
    w.put(Some(&by), &path, off).await.is(200);
    told(&w).await;
    assert_eq!(ears.heard().len(), 4);
    // and the account ends: what was agreed to is gone with it
    let (school, ears) = listening(&w).await;
    inside(&w, &school, &second).await;
    w.post(Some(&second), "/api/v1/me/closing", json!({ "password": "两步两步走稳 2027" })).await.is(201);
    w.wait(SignedDuration::from_hours(15 * 24));
    goodhours::closing::end_due(&w.office, w.now()).await.unwrap();
    told(&w).await;
    assert_eq!((ears.heard().len(), w.count("sso_consent"), w.count("sso_login")), (1, 0, 0));
});

async fn log_in(w: &World, who: &Person) -> Person {
    let session =
        w.post(None, "/api/v1/sessions", json!({ "login": "13800138000", "password": PASSWORD })).await.is(201);
    Person { token: session["token"].as_str().unwrap().to_owned(), ..who.clone() }
}

// rules: ACC-06
story!(a_platform_that_is_down_is_told_later_and_one_that_never_answers_not_for_ever, w, {
    let (school, ears) = listening(&w).await;
    let who = registered(&w, "13800138000").await;
    inside(&w, &school, &who).await;
    *ears.deaf.lock().unwrap() = true;
    w.delete(Some(&who), "/api/v1/sessions/current").await.is(204);
    told(&w).await;
    told(&w).await;
    assert_eq!(ears.heard().len(), 1, "not before its time");
    w.wait(SignedDuration::from_secs(5));
    *ears.deaf.lock().unwrap() = false;
    told(&w).await;
    assert_eq!((ears.heard().len(), w.count("sso_login")), (2, 0));
    // and one that never takes it is left alone after a day
    let other = registered(&w, "13900139000").await;
    inside(&w, &school, &other).await;
    *ears.deaf.lock().unwrap() = true;
    w.delete(Some(&other), "/api/v1/sessions/current").await.is(204);
    for _ in 0..10 {
        told(&w).await;
        w.wait(SignedDuration::from_hours(15));
    }
    assert_eq!((ears.heard().len(), w.count("sso_login")), (2 + 8, 0));
});

//! What thieves try, and what it leaves behind.

use super::{
    CALLBACK, Led, VERIFIER, asking, attacks, claims, connected, connected_as, exchange, pairs, sent, userinfo,
};
use crate::{account::registered, organisation::platform, story, world::Reply};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

fn refused(reply: Reply, error: &str) {
    let body = reply.is(if error == "invalid_client" { 401 } else { 400 });
    assert_eq!(body["error"], error, "{body}");
}

// rules: ACC-06
story!(auth_code_reuse_and_auth_code_reuse_after_30_seconds, w, {
    let (who, school) = (registered(&w, "13800138000").await, connected(&w, &platform(&w), "profile").await);
    for seconds in [0, 31] {
        let code = school.code(&w, &who, &[]).await;
        let tokens = school.exchanges(&w, &code).await.is(200);
        w.wait(jiff::SignedDuration::from_secs(seconds));
        assert_eq!(userinfo(&w, tokens["access_token"].as_str().unwrap()).await.status, 200);
        refused(school.exchanges(&w, &code).await, "invalid_grant");
        assert_eq!(userinfo(&w, tokens["access_token"].as_str().unwrap()).await.status, 401);
        refused(school.renews(&w, tokens["refresh_token"].as_str().unwrap()).await, "invalid_grant");
    }
    assert_eq!(attacks(&w, "code-replayed").await, 1, "seen twice, written once");
    // a code waits a minute, and not longer; the world's clock runs on, so the edge is given some seconds
    let code = school.code(&w, &who, &[]).await;
    w.wait(jiff::SignedDuration::from_secs(45));
    school.exchanges(&w, &code).await.is(200);
    let code = school.code(&w, &who, &[]).await;
    w.wait(jiff::SignedDuration::from_secs(60));
    refused(school.exchanges(&w, &code).await, "invalid_grant");
});

// rules: ACC-06
story!(two_at_once_exchange_a_code_exactly_once, w, {
    let (who, school) = (registered(&w, "13800138000").await, connected(&w, &platform(&w), "profile").await);
    for _ in 0..8 {
        let code = school.code(&w, &who, &[]).await;
        let (one, other) = tokio::join!(school.exchanges(&w, &code), school.exchanges(&w, &code));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400]);
        assert_eq!(w.count("sso_token"), 0, "nobody knows which of the two was the thief");
    }
});

// rules: ACC-06
story!(a_code_is_worth_nothing_to_another_client_address_or_verifier, w, {
    let (who, by) = (registered(&w, "13800138000").await, platform(&w));
    let (school, museum) = (connected(&w, &by, "profile").await, connected(&w, &by, "profile").await);
    let tries: [(&str, &str, &str); 4] = [
        ("redirect_uri", "https://school.example/callback/", "code-for-another-address"),
        ("redirect_uri", "", "code-for-another-address"),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl", "code-verifier-wrong"),
        ("code_verifier", "", "code-verifier-wrong"),
    ];
    for (name, value, rule) in tries {
        let code = school.code(&w, &who, &[]).await;
        let form = exchange(&code).map(|(own, right)| (own, if own == name { value } else { right }));
        let before = attacks(&w, rule).await;
        refused(school.calls(&w, "/token", &form).await, "invalid_grant");
        assert_eq!(attacks(&w, rule).await, before + 1, "{rule}");
        refused(school.exchanges(&w, &code).await, "invalid_grant");
        w.wait(jiff::SignedDuration::from_secs(61));
    }
    let code = school.code(&w, &who, &[]).await;
    refused(museum.exchanges(&w, &code).await, "invalid_grant");
    assert_eq!(attacks(&w, "code-of-another-client").await, 1);
    // and no line says who or what it was about but the platform
    let lines =
        "audit where act = 'attack-refused' and (subject not like 'refusal/%' or actor <> 0 or facts like '%138%')";
    assert_eq!(w.count(lines), 0);
});

// rules: ACC-06
story!(who_calls_is_proved_once_and_by_the_right_secret, w, {
    let (who, by) = (registered(&w, "13800138000").await, platform(&w));
    let school = connected(&w, &by, "profile").await;
    let app = connected_as(&w, &by, json!({ "kind": "public" })).await;
    let basic = |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let code = school.code(&w, &who, &[]).await;
    let form = pairs(&exchange(&code));
    refused(sent(&w, "/token", Some(&basic(&school.client_id, "wrong")), &form).await, "invalid_client");
    refused(sent(&w, "/token", Some(&basic("nobody", &school.secret)), &form).await, "invalid_client");
    refused(sent(&w, "/token", Some("Basic %%%"), &form).await, "invalid_client");
    refused(sent(&w, "/token", None, &form).await, "invalid_client");
    let named = format!("{form}&client_id={}", school.client_id);
    refused(sent(&w, "/token", None, &named).await, "invalid_client");
    let twice = format!("{named}&client_secret={}", school.secret);
    refused(sent(&w, "/token", Some(&basic(&school.client_id, &school.secret)), &twice).await, "invalid_request");
    refused(
        sent(&w, "/token", None, &format!("{form}&client_id={}&client_secret=x", app.client_id)).await,
        "invalid_client",
    );
    assert!(attacks(&w, "client-not-proved").await >= 1);
    // and the code is still good for the right one
    school.exchanges(&w, &code).await.is(200);
    // two secrets at a time: the newest two
    let second = super::new_secret(&w, &by, &school.id).await;
    w.wait(jiff::SignedDuration::from_secs(1));
    let third = super::new_secret(&w, &by, &school.id).await;
    for (secret, status) in [(&school.secret, 401), (&second, 200), (&third, 200)] {
        let reply = sent(&w, "/introspect", Some(&basic(&school.client_id, secret)), "token=x").await;
        assert_eq!(reply.status, status);
    }
    for (kind, error) in
        [("password", "unsupported_grant_type"), ("", "invalid_request"), ("refresh_token", "invalid_request")]
    {
        refused(school.calls(&w, "/token", &[("grant_type", kind)]).await, error);
    }
});

// rules: ACC-06
story!(registered_redirect_uri_and_open_redirects, w, {
    let (who, school) = (registered(&w, "13800138000").await, connected(&w, &platform(&w), "profile").await);
    school.code(&w, &who, &[]).await;
    for foreign in [
        "https://evil.example/callback",
        "https://school.example/callback/..",
        "https://school.example/callback?x=1",
        "https://school.example/callback#x",
        "https://school.example@evil.example/callback",
        "https://school.example:444/callback",
        "http://school.example/callback",
        "//school.example/callback",
        "javascript:alert(1)",
        "",
    ] {
        let reply = school.asks(&w, Some(&who), &[("redirect_uri", foreign)]).await;
        assert_eq!(reply.status, 422, "{foreign}");
        assert!(reply.headers.get("location").is_none() && !reply.text.contains("http-equiv"), "{foreign}");
    }
    assert_eq!(attacks(&w, "redirect-unknown").await, 1);
    // an unknown platform, and one named twice
    let twice = format!("/authorize?{}&client_id=x", asking(&school, &[]));
    for path in ["/authorize".to_owned(), "/authorize?client_id=nobody".to_owned(), twice] {
        assert_eq!(w.page(Some(&who), &path).await.status, 422, "{path}");
    }
    // the way back from the login stays here, whatever the request says
    let led = Led::of(&school.asks(&w, None, &[("state", "https://evil.example")]).await);
    assert!(led.get("next").starts_with("/authorize?"));
});

// rules: ACC-06
story!(oversized_and_broken_parameters_are_refused_without_an_echo, w, {
    let (who, school) = (registered(&w, "13800138000").await, connected(&w, &platform(&w), "profile").await);
    school.code(&w, &who, &[]).await;
    let most = "x".repeat(1024);
    let led = Led::of(&school.asks(&w, Some(&who), &[("state", &most)]).await);
    assert_eq!((led.get("state"), led.get("error").as_str()), (most, ""));
    let base = asking(&school, &[("state", "")]);
    for strange in [
        format!("state={}", "x".repeat(1025)),
        "state=%FF%FE".into(),
        "state=a%0D%0ASet-Cookie:x".into(),
        "state=a&state=b".into(),
    ] {
        let led = Led::of(&w.page(Some(&who), &format!("/authorize?{base}&{strange}")).await);
        assert_eq!((led.get("error").as_str(), led.get("state").as_str()), ("invalid_request", ""), "{strange}");
    }
    let huge = format!("/authorize?{base}&x={}", "x".repeat(7000));
    assert_eq!(w.page(Some(&who), &huge).await.status, 422);
    // markup in a state stays a state
    let led = Led::of(&school.asks(&w, Some(&who), &[("state", "\"><script>alert(1)</script>")]).await);
    assert_eq!(led.get("state"), "\"><script>alert(1)</script>");
    for body in ["grant_type=authorization_code&code=%FF", "code=a&code=b", &"x".repeat(7000)] {
        let reply = school.calls(&w, "/token", &[]).await;
        assert_eq!(reply.status, 400);
        assert_eq!(sent(&w, "/token", None, body).await.is(400)["error"], "invalid_request");
    }
    assert_eq!(VERIFIER.len(), 43);
});

// rules: ACC-06
story!(forged_hints_are_no_hints, w, {
    let (who, school) = (registered(&w, "13800138000").await, connected(&w, &platform(&w), "profile").await);
    let tokens = school.tokens(&w, &who, &[]).await;
    let right = tokens["id_token"].as_str().unwrap();
    let own = claims(right);
    let kid = super::header(right)["kid"].as_str().unwrap().to_owned();
    let keys = w.page(None, "/.well-known/jwks.json").await.is(200);
    let public = keys["keys"][0]["n"].as_str().unwrap().to_owned();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = |head: Value| format!("{}.{}.", part(&head), part(&own));
    let by = |head: Header, secret: &[u8]| encode(&head, &own, &EncodingKey::from_secret(secret)).unwrap();
    let hs = |kid: Option<&str>| Header { kid: kid.map(str::to_owned), ..Header::new(Algorithm::HS256) };
    let (head, rest) = right.split_once('.').unwrap();
    let mut renamed = super::header(right);
    renamed["kid"] = "other".into();
    let mut with_key = super::header(right);
    with_key["jwk"] = keys["keys"][0].clone();
    let forged = [
        unsigned(json!({ "alg": "none", "kid": kid })),
        unsigned(json!({ "alg": "None" })),
        by(hs(Some(&kid)), &URL_SAFE_NO_PAD.decode(&public).unwrap()),
        by(hs(Some(&kid)), public.as_bytes()),
        by(Header { jku: Some("https://evil.example/keys".into()), ..hs(None) }, b"evil"),
        format!("{}.{rest}", part(&renamed)),
        format!("{}.{rest}", part(&with_key)),
        format!(
            "{head}.{}.{}",
            part(&json!({ "sub": own["sub"], "aud": own["aud"] })),
            rest.split('.').nth(1).unwrap()
        ),
        "nonsense".into(),
    ];
    for hint in &forged {
        Led::of(&school.asks(&w, Some(&who), &[("id_token_hint", hint)]).await).refused("login_required");
        let reply = w.page(Some(&who), &format!("/end_session?{}", pairs(&[("id_token_hint", hint)]))).await;
        assert_eq!(reply.status, 422, "{hint}");
    }
    assert!(attacks(&w, "hint-forged").await >= 1);
    // then the session is still there, and the right one is still right
    w.get(Some(&who), "/api/v1/me").await.is(200);
    assert!(!Led::of(&school.asks(&w, Some(&who), &[("id_token_hint", right)]).await).get("code").is_empty());
    assert!(CALLBACK.starts_with("https"));
});

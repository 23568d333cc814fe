//! The modules of the basic plan, and of the configuration plan.

use super::{
    CALLBACK, CHALLENGE, Led, VERIFIER, asking, claims, connected, connected_as, exchange, header, logged_in_before,
    pairs, sent, userinfo,
};
use crate::{
    account::registered,
    organisation::platform,
    story,
    volunteer::{filed, identity, number},
    world::{Person, World},
};
use axum::{body::Body, http::Request};
use jsonwebtoken::{DecodingKey, Validation, decode, jwk::JwkSet};
use serde_json::{Value, json};

async fn somebody(w: &World) -> Person {
    registered(w, "13800138000").await
}

async fn keys(w: &World) -> JwkSet {
    serde_json::from_value(w.page(None, "/.well-known/jwks.json").await.is(200)).unwrap()
}

// rules: ACC-06
story!(discovery_endpoint_verification, w, {
    let found = w.page(None, "/.well-known/openid-configuration").await.is(200);
    assert_eq!(found["issuer"], "http://localhost");
    for name in ["authorization", "token", "userinfo", "end_session", "introspection", "revocation"] {
        let address = found[format!("{name}_endpoint")].as_str().unwrap();
        assert!(address.starts_with("http://localhost/"), "{name}: {address}");
    }
    assert_eq!(found["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(found["id_token_signing_alg_values_supported"], json!(["RS256", "ES256"]));
    assert!(!found.to_string().contains("none\",\"id_token") && found["request_parameter_supported"] == false);
    let keys = w.page(None, "/.well-known/jwks.json").await.is(200);
    let kinds: Vec<&Value> = keys["keys"].as_array().unwrap().iter().map(|key| &key["kty"]).collect();
    assert_eq!(kinds, ["RSA", "EC"]);
    for private in ["d", "p", "q"] {
        assert!(keys["keys"].as_array().unwrap().iter().all(|key| key.get(private).is_none()), "{private}");
    }
});

// rules: ACC-06
story!(server_test, w, {
    let (who, school) = (somebody(&w).await, connected(&w, &platform(&w), "profile phone").await);
    // given somebody who isn't logged in: first the login, then back to the same request
    let led = Led::of(&school.asks(&w, None, &[]).await);
    led.is_login("/sessions/new");
    assert!(led.get("next").starts_with("/authorize?client_id="), "{}", led.0);
    // when they are, they are asked, and agree
    school.asks(&w, Some(&who), &[]).await.says(&["羊城高校志愿平台", "核对服务时长", "school.example", "138****8000"]);
    let led = school.agreed(&w, &who, &[]).await;
    assert!(led.0.as_str().starts_with(CALLBACK));
    assert_eq!((led.get("state").as_str(), led.get("iss").as_str()), ("st4te", "http://localhost"));
    let tokens = school.exchanges(&w, &led.get("code")).await.is(200);
    // then the platform has what it needs, and asking again asks nobody
    assert_eq!((tokens["token_type"].as_str(), tokens["expires_in"].as_i64()), (Some("Bearer"), Some(600)));
    assert_eq!(tokens["scope"], "openid profile");
    let again = Led::of(&school.asks(&w, Some(&who), &[]).await);
    assert!(!again.get("code").is_empty());
    let shown = userinfo(&w, tokens["access_token"].as_str().unwrap()).await.is(200);
    assert_eq!((shown["nickname"].as_str(), shown.get("phone_number")), (Some("小明"), None));
    // and what grows is asked for again
    school.asks(&w, Some(&who), &[("scope", "openid profile phone")]).await.says(&["手机号码"]);
    // and a refusal is told to the platform
    let no = [("request", asking(&school, &[])), ("agreed", "no".to_owned())];
    let no: Vec<(&str, &str)> = no.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Led::of(&w.form(Some(&who), "/authorize/consents", &no).await).refused("access_denied");
});

// rules: ACC-06
story!(id_token_signature, w, {
    let (who, by) = (somebody(&w).await, platform(&w));
    for algorithm in ["RS256", "ES256"] {
        let school = connected_as(&w, &by, json!({ "scopes": ["profile"], "algorithm": algorithm })).await;
        let tokens = school.tokens(&w, &who, &[]).await;
        let token = tokens["id_token"].as_str().unwrap();
        let (head, keys) = (header(token), keys(&w).await);
        assert_eq!(head["alg"], algorithm);
        let key = DecodingKey::from_jwk(keys.find(head["kid"].as_str().unwrap()).unwrap()).unwrap();
        let mut validation = Validation::new(algorithm.parse().unwrap());
        validation.set_audience(&[&school.client_id]);
        validation.set_issuer(&["http://localhost"]);
        validation.validate_exp = false;
        let claims = decode::<Value>(token, &key, &validation).unwrap().claims;
        assert_eq!(
            (claims["nonce"].as_str(), claims["azp"].as_str()),
            (Some("n0nce"), Some(school.client_id.as_str()))
        );
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 600);
        assert!(claims["auth_time"].is_i64() && claims["at_hash"].is_string() && claims["sid"].is_string());
        // and not a letter of it may change
        let (body, signature) = token.rsplit_once('.').unwrap();
        let other = format!("{}x.{signature}", &body[..body.len() - 1]);
        assert!(decode::<Value>(&other, &key, &validation).is_err());
    }
});

// rules: ACC-06
story!(pairwise_numbers_tell_nothing_to_another_platform, w, {
    let (who, by) = (somebody(&w).await, platform(&w));
    let other_host = json!({ "scopes": ["profile"], "redirect_uris": [CALLBACK.replace("school", "museum")] });
    let (school, same, museum) = (
        connected(&w, &by, "profile").await,
        connected(&w, &by, "profile").await,
        connected_as(&w, &by, other_host).await,
    );
    let sub = |tokens: &Value| claims(tokens["id_token"].as_str().unwrap())["sub"].as_str().unwrap().to_owned();
    let at_school = sub(&school.tokens(&w, &who, &[]).await);
    assert_eq!(sub(&same.tokens(&w, &who, &[]).await), at_school, "one school, one number");
    let there = CALLBACK.replace("school", "museum");
    let code = museum.code(&w, &who, &[("redirect_uri", &there)]).await;
    let mut form = exchange(&code);
    form[2].1 = &there;
    let at_museum = sub(&museum.calls(&w, "/token", &form).await.is(200));
    assert_ne!(at_museum, at_school);
    let another = registered(&w, "13900139000").await;
    assert_ne!(sub(&school.tokens(&w, &another, &[]).await), at_school);
    assert!(!at_school.contains(&who.account.to_string()) && at_school.len() == 32);
});

// rules: ACC-06
story!(response_type_missing_and_others_are_told_to_the_platform, w, {
    let (who, school) = (somebody(&w).await, connected(&w, &platform(&w), "profile").await);
    let long = "x".repeat(1025);
    let tries: [(&str, &str, &str); 13] = [
        ("response_type", "", "invalid_request"),
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "code id_token", "unsupported_response_type"),
        ("response_mode", "fragment", "invalid_request"),
        ("scope", "", "invalid_scope"),
        ("scope", "profile", "invalid_scope"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("request", "eyJhbGciOiJub25lIn0.e30.", "request_not_supported"),
        ("request_uri", "https://school.example/request", "request_uri_not_supported"),
        ("registration", "{}", "registration_not_supported"),
        ("prompt", "none login", "invalid_request"),
        ("nonce", &long, "invalid_request"),
    ];
    for (name, value, error) in tries {
        Led::of(&school.asks(&w, Some(&who), &[(name, value)]).await).refused(error);
    }
});

// rules: ACC-06
story!(userinfo_get_post_header_and_post_body, w, {
    let (who, school) =
        (somebody(&w).await, connected(&w, &platform(&w), "profile phone email address volunteer").await);
    let tokens = school.tokens(&w, &who, &[("scope", "openid phone")]).await;
    let token = tokens["access_token"].as_str().unwrap();
    let by_get = userinfo(&w, token).await.is(200);
    let by_header = sent(&w, "/userinfo", Some(&format!("Bearer {token}")), "").await.is(200);
    let by_body = sent(&w, "/userinfo", None, &pairs(&[("access_token", token)])).await.is(200);
    assert_eq!((&by_get, &by_get), (&by_header, &by_body));
    assert_eq!(by_get["phone_number"], "+8613800138000");
    assert_eq!(by_get["sub"], claims(tokens["id_token"].as_str().unwrap())["sub"]);
    // and nothing opens without it, with another's, with both ways at once, or in the address
    for (header, body) in [(None, ""), (Some("Bearer nonsense"), ""), (Some(&*format!("Bearer {}", who.token)), "")] {
        assert_eq!(sent(&w, "/userinfo", header, body).await.status, 401);
    }
    let both = sent(&w, "/userinfo", Some(&format!("Bearer {token}")), &pairs(&[("access_token", token)])).await;
    assert_eq!(both.status, 401);
    assert_eq!(w.page(None, &format!("/userinfo?access_token={token}")).await.status, 401);
    // and it opens nothing of ours, and nothing after its time
    w.get(Some(&Person { token: token.to_owned(), ..who.clone() }), "/api/v1/me")
        .await
        .refused(401, "kernel.login-needed");
    // The world's clock runs on meanwhile, so the edge is given some seconds.
    w.wait(jiff::SignedDuration::from_secs(560));
    assert_eq!(userinfo(&w, token).await.status, 200);
    w.wait(jiff::SignedDuration::from_secs(40));
    assert_eq!(userinfo(&w, token).await.status, 401);
});

// rules: ACC-06
story!(scope_profile_email_address_phone_and_all, w, {
    let (who, _) = filed(&w, "13800138000", identity(&number("002"))).await;
    let school = connected(&w, &platform(&w), "profile phone email address volunteer real_name").await;
    let shown = |scope: &'static str| {
        let (school, who, w) = (&school, &who, &w);
        async move {
            let tokens = school.tokens(w, who, &[("scope", scope)]).await;
            userinfo(w, tokens["access_token"].as_str().unwrap()).await.is(200)
        }
    };
    let names = |shown: &Value| shown.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(&shown("openid").await), "sub");
    assert_eq!(names(&shown("openid profile").await), "locale name nickname sub zoneinfo");
    assert_eq!(names(&shown("openid phone").await), "phone_number phone_number_verified sub");
    assert_eq!(names(&shown("openid email").await), "sub", "nobody's address is made up");
    let hours = shown("openid volunteer").await;
    assert_eq!((hours["volunteer_stars"].as_i64(), hours["volunteer_confirmed_minutes"].as_i64()), (Some(0), Some(0)));
    let all = shown("openid profile phone email address volunteer real_name").await;
    assert!(
        all["real_name"].as_str().is_some_and(|name| !name.is_empty() && Some(name) != all["name"].as_str()),
        "{all}"
    );
    // and a platform that may not ask for the real name doesn't get it, whatever it asks for
    let museum = connected(&w, &platform(&w), "profile").await;
    let tokens = museum.tokens(&w, &who, &[("scope", "openid profile real_name phone")]).await;
    assert_eq!(tokens["scope"], "openid profile");
    let shown = userinfo(&w, tokens["access_token"].as_str().unwrap()).await.is(200);
    assert_eq!((shown.get("real_name"), shown.get("phone_number")), (None, None));
});

// rules: ACC-06
story!(prompt_none_not_logged_in_prompt_none_logged_in_and_prompt_login, w, {
    let (who, school) = (somebody(&w).await, connected(&w, &platform(&w), "profile").await);
    Led::of(&school.asks(&w, None, &[("prompt", "none")]).await).refused("login_required");
    Led::of(&school.asks(&w, Some(&who), &[("prompt", "none")]).await).refused("consent_required");
    school.code(&w, &who, &[]).await;
    assert!(!Led::of(&school.asks(&w, Some(&who), &[("prompt", "none")]).await).get("code").is_empty());
    // prompt=login asks for the password anew, and only a login since then counts
    logged_in_before(&w, &who, 10);
    let led = Led::of(&school.asks(&w, Some(&who), &[("prompt", "login")]).await);
    led.is_login("/sessions/step-up");
    let next = led.get("next");
    Led::of(&w.page(Some(&who), &next).await).is_login("/sessions/step-up");
    logged_in_before(&w, &who, 0);
    assert!(!Led::of(&w.page(Some(&who), &next).await).get("code").is_empty());
    // and nobody else makes such a mark
    let forged = asking(&school, &[("prompt", "login"), ("goodhours_since", "0.00")]);
    logged_in_before(&w, &who, 10);
    Led::of(&w.page(Some(&who), &format!("/authorize?{forged}")).await).is_login("/sessions/step-up");
});

// rules: ACC-06
story!(max_age_1_and_max_age_10000, w, {
    let (who, school) = (somebody(&w).await, connected(&w, &platform(&w), "profile").await);
    school.code(&w, &who, &[]).await;
    logged_in_before(&w, &who, 2);
    Led::of(&school.asks(&w, Some(&who), &[("max_age", "1")]).await).is_login("/sessions/step-up");
    Led::of(&school.asks(&w, Some(&who), &[("max_age", "1"), ("prompt", "none")]).await).refused("login_required");
    let led = Led::of(&school.asks(&w, Some(&who), &[("max_age", "10000")]).await);
    let token = school.exchanges(&w, &led.get("code")).await.is(200);
    let at = claims(token["id_token"].as_str().unwrap())["auth_time"].as_i64().unwrap();
    assert!((2..10).contains(&(w.now().as_second() - at)), "the login's time, not the code's");
    Led::of(&school.asks(&w, Some(&who), &[("max_age", "soon")]).await).refused("invalid_request");
});

// rules: ACC-06
story!(unknown_parameters_hints_locales_and_acr_values_succeed, w, {
    let (who, school) = (somebody(&w).await, connected(&w, &platform(&w), "profile").await);
    let first = school.tokens(&w, &who, &[]).await;
    let hint = first["id_token"].as_str().unwrap();
    for more in [
        ("extra", "anything"),
        ("login_hint", "13800138000"),
        ("ui_locales", "en zh-CN"),
        ("claims_locales", "en"),
        ("acr_values", "1 2"),
        ("display", "page"),
        ("display", "popup"),
        ("claims", r#"{"userinfo":{"name":{"essential":true}}}"#),
        ("id_token_hint", hint),
        ("nonce", ""),
    ] {
        let led = Led::of(&school.asks(&w, Some(&who), &[more]).await);
        let tokens = school.exchanges(&w, &led.get("code")).await.is(200);
        let nonce = claims(tokens["id_token"].as_str().unwrap())["nonce"].as_str().map(str::to_owned);
        assert_eq!(nonce.as_deref(), (more.0 != "nonce").then_some("n0nce"), "{more:?}");
    }
    // and a hint at somebody else leads nowhere
    let other = registered(&w, "13900139000").await;
    school.code(&w, &other, &[]).await;
    Led::of(&school.asks(&w, Some(&other), &[("id_token_hint", hint)]).await).refused("login_required");
});

// rules: ACC-06
story!(post_request_succeeds_and_client_secret_post, w, {
    let (who, school) = (somebody(&w).await, connected(&w, &platform(&w), "profile").await);
    // another site's form brings no cookie; the address that it leads to does
    let body = asking(&school, &[]);
    let request = Request::builder().method("POST").uri("/authorize").header("host", "localhost");
    let request = request.header("origin", "https://school.example").header("sec-fetch-site", "cross-site");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body)).unwrap();
    let led = w.send(request).await.led_to();
    w.page(Some(&who), &led).await.says(&["同意并登录"]);
    let code = school.code(&w, &who, &[]).await;
    let form = [&exchange(&code)[..], &[("client_id", &school.client_id), ("client_secret", &school.secret)]].concat();
    sent(&w, "/token", None, &pairs(&form)).await.is(200);
    // and an app without a secret has its verifier alone
    let app = connected_as(
        &w,
        &platform(&w),
        json!({ "kind": "public", "scopes": ["profile"], "redirect_uris": ["cn.school.app:/back"] }),
    )
    .await;
    let back = [("redirect_uri", "cn.school.app:/back")];
    let code = app.code(&w, &who, &back).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("client_id", &app.client_id),
        ("code_verifier", VERIFIER),
        back[0],
    ];
    sent(&w, "/token", None, &pairs(&form)).await.is(200);
    assert_eq!(CHALLENGE.len(), 43);
});

//! Each module of the OpenID Foundation's conformance plans (basic, RP-initiated logout, back-channel logout, configuration) under its own name and
//! as short as it can be; the stories beside go further.

use super::{
    AFTER, CALLBACK, Led, Platform, asking, claims, connected, exchange, header, logged_in_before, pairs, sent,
    userinfo,
};
use crate::{
    organisation::platform,
    story,
    volunteer::{filed, identity, number},
    world::{Person, World},
};
use serde_json::{Value, json};

const EVERYTHING: &str = "openid profile phone email address";

/// Somebody with real-name data, and a platform that may ask for all of it.
async fn stage(w: &World) -> (Person, Platform) {
    let (who, _) = filed(w, "13800138000", identity(&number("002"))).await;
    (who, connected(w, &platform(w), "profile phone email address").await)
}

/// What the platform gets when it asks like that and exchanges the code.
async fn succeeds(w: &World, more: &[(&str, &str)]) -> Value {
    let (who, school) = stage(w).await;
    school.code(w, &who, &[]).await;
    let led = Led::of(&school.asks(w, Some(&who), more).await);
    assert_eq!(led.get("state"), "st4te");
    school.exchanges(w, &led.get("code")).await.is(200)
}

/// What is told to the platform when it asks like that.
async fn is_told(w: &World, more: &[(&str, &str)], error: &str) {
    let (who, school) = stage(w).await;
    Led::of(&school.asks(w, Some(&who), more).await).refused(error);
}

/// The claims that a scope opens.
async fn opens(w: &World, scope: &str) -> Value {
    let (who, school) = stage(w).await;
    let tokens = school.tokens(w, &who, &[("scope", scope)]).await;
    userinfo(w, tokens["access_token"].as_str().unwrap()).await.is(200)
}

fn id_token(tokens: &Value) -> Value {
    claims(tokens["id_token"].as_str().unwrap())
}

// --- the basic plan -----------------------------------------------------------------------------------------------

story!(server, w, {
    let tokens = succeeds(&w, &[]).await;
    assert_eq!((id_token(&tokens)["nonce"].as_str(), tokens["token_type"].as_str()), (Some("n0nce"), Some("Bearer")));
});

story!(response_type_missing, w, { is_told(&w, &[("response_type", "")], "invalid_request").await });

story!(id_token_unsigned, w, {
    let found = w.page(None, "/.well-known/openid-configuration").await.is(200);
    assert!(!found["id_token_signing_alg_values_supported"].to_string().contains("none"));
    let tokens = succeeds(&w, &[]).await;
    assert_ne!(header(tokens["id_token"].as_str().unwrap())["alg"], "none");
});

async fn user_info(w: &World, by: impl AsyncFn(&World, &str) -> Value) {
    let tokens = succeeds(w, &[]).await;
    let shown = by(w, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(shown["sub"], id_token(&tokens)["sub"]);
}

story!(user_info_get, w, { user_info(&w, async |w, token| userinfo(w, token).await.is(200)).await });

story!(user_info_post_header, w, {
    user_info(&w, async |w, token| sent(w, "/userinfo", Some(&format!("Bearer {token}")), "").await.is(200)).await;
});

story!(user_info_post_body, w, {
    user_info(&w, async |w, token| sent(w, "/userinfo", None, &pairs(&[("access_token", token)])).await.is(200)).await;
});

story!(request_without_nonce_succeeds_for_code_flow, w, {
    assert_eq!(id_token(&succeeds(&w, &[("nonce", "")]).await).get("nonce"), None);
});

story!(scope_profile, w, { assert!(opens(&w, "openid profile").await["name"].is_string()) });

story!(scope_email, w, {
    // this account has no address, and none is made up
    let shown = opens(&w, "openid email").await;
    assert_eq!((shown.get("email"), shown.get("name")), (None, None));
});

story!(scope_address, w, {
    let shown = opens(&w, "openid address").await;
    assert!(shown["sub"].is_string() && shown.get("phone_number").is_none());
});

story!(scope_phone, w, { assert_eq!(opens(&w, "openid phone").await["phone_number"], "+8613800138000") });

story!(scope_all, w, {
    let shown = opens(&w, EVERYTHING).await;
    assert!(shown["name"].is_string() && shown["phone_number_verified"] == json!(true));
});

story!(alternate_happy_flow, w, {
    let (who, school) = stage(&w).await;
    let led = school.agreed(&w, &who, &[("scope", EVERYTHING), ("state", "another"), ("nonce", "one-more")]).await;
    let led_state = led.get("state");
    let tokens = school.exchanges(&w, &led.get("code")).await.is(200);
    let granted = tokens["scope"].as_str().unwrap();
    assert!(EVERYTHING.split(' ').all(|scope| granted.split(' ').any(|given| given == scope)), "{granted}");
    assert_eq!((id_token(&tokens)["nonce"].as_str(), led_state.as_str()), (Some("one-more"), "another"));
});

story!(display_page, w, { assert!(succeeds(&w, &[("display", "page")]).await["id_token"].is_string()) });

story!(display_popup, w, { assert!(succeeds(&w, &[("display", "popup")]).await["id_token"].is_string()) });

story!(prompt_login, w, {
    let (who, school) = stage(&w).await;
    let before = id_token(&school.tokens(&w, &who, &[]).await)["auth_time"].as_i64().unwrap();
    logged_in_before(&w, &who, 10);
    let led = Led::of(&school.asks(&w, Some(&who), &[("prompt", "login")]).await);
    led.is_login("/sessions/step-up");
    w.wait(jiff::SignedDuration::from_secs(5));
    logged_in_before(&w, &who, 0);
    let led = Led::of(&w.page(Some(&who), &led.get("next")).await);
    let after = id_token(&school.exchanges(&w, &led.get("code")).await.is(200))["auth_time"].as_i64().unwrap();
    assert!(after > before, "{after} after {before}");
});

story!(prompt_none_not_logged_in, w, {
    let (_, school) = stage(&w).await;
    Led::of(&school.asks(&w, None, &[("prompt", "none")]).await).refused("login_required");
});

story!(prompt_none_logged_in, w, { assert!(succeeds(&w, &[("prompt", "none")]).await["id_token"].is_string()) });

story!(max_age_1, w, {
    let (who, school) = stage(&w).await;
    school.code(&w, &who, &[]).await;
    logged_in_before(&w, &who, 2);
    Led::of(&school.asks(&w, Some(&who), &[("max_age", "1")]).await).is_login("/sessions/step-up");
});

story!(max_age_10000, w, {
    assert!(id_token(&succeeds(&w, &[("max_age", "10000")]).await)["auth_time"].is_i64());
});

story!(unknown_parameter_succeeds, w, {
    assert!(succeeds(&w, &[("extra", "foobar")]).await["id_token"].is_string());
});

story!(id_token_hint, w, {
    let (who, school) = stage(&w).await;
    let first = school.tokens(&w, &who, &[]).await;
    let hint = [("id_token_hint", first["id_token"].as_str().unwrap()), ("prompt", "none")];
    let led = Led::of(&school.asks(&w, Some(&who), &hint).await);
    let second = school.exchanges(&w, &led.get("code")).await.is(200);
    assert_eq!(id_token(&second)["sub"], id_token(&first)["sub"]);
});

story!(login_hint, w, { assert!(succeeds(&w, &[("login_hint", "13800138000")]).await["id_token"].is_string()) });

story!(ui_locales, w, { assert!(succeeds(&w, &[("ui_locales", "se zh-CN")]).await["id_token"].is_string()) });

story!(claims_locales, w, { assert!(succeeds(&w, &[("claims_locales", "se")]).await["id_token"].is_string()) });

story!(acr_values_succeeds, w, { assert!(succeeds(&w, &[("acr_values", "1 2")]).await["id_token"].is_string()) });

async fn reused(w: &World, seconds: i64) {
    let (who, school) = stage(w).await;
    let code = school.code(w, &who, &[]).await;
    let tokens = school.exchanges(w, &code).await.is(200);
    w.wait(jiff::SignedDuration::from_secs(seconds));
    assert_eq!(school.exchanges(w, &code).await.is(400)["error"], "invalid_grant");
    assert_eq!(userinfo(w, tokens["access_token"].as_str().unwrap()).await.status, 401);
}

story!(auth_code_reuse, w, { reused(&w, 0).await });

story!(auth_code_reuse_after_30_seconds, w, { reused(&w, 30).await });

story!(registered_redirect_uri, w, {
    let (who, school) = stage(&w).await;
    let reply = school.asks(&w, Some(&who), &[("redirect_uri", "https://school.example/other")]).await;
    assert_eq!((reply.status, reply.headers.get("location")), (422, None));
});

story!(post_request_succeeds, w, {
    let (who, school) = stage(&w).await;
    school.code(&w, &who, &[]).await;
    let led = sent(&w, "/authorize", None, &asking(&school, &[])).await.led_to();
    assert!(!Led::of(&w.page(Some(&who), &led).await).get("code").is_empty());
});

story!(client_secret_post, w, {
    let (who, school) = stage(&w).await;
    let code = school.code(&w, &who, &[]).await;
    let own = [("client_id", school.client_id.as_str()), ("client_secret", school.secret.as_str())];
    let tokens = sent(&w, "/token", None, &pairs(&[&exchange(&code)[..], &own].concat())).await.is(200);
    assert!(tokens["id_token"].is_string());
});

story!(request_uri_unsupported_correctly, w, {
    let uri = [("request_uri", "https://school.example/request")];
    is_told(&w, &uri, "request_uri_not_supported").await;
});

story!(request_object_unsupported_correctly, w, {
    is_told(&w, &[("request", "eyJhbGciOiJub25lIn0.e30.")], "request_not_supported").await;
});

story!(request_object_with_redirect_uri, w, {
    // what the object names is never a way out
    let object = "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZS8ifQ.";
    let (who, school) = stage(&w).await;
    let led = Led::of(&school.asks(&w, Some(&who), &[("request", object)]).await);
    assert!(led.0.as_str().starts_with(CALLBACK));
    led.refused("request_not_supported");
});

story!(claims_essential, w, {
    let asked = [("claims", r#"{"userinfo":{"name":{"essential":true}}}"#)];
    assert!(succeeds(&w, &asked).await["id_token"].is_string());
});

story!(valid_pkce_succeeds, w, {
    // every exchange here has a verifier; one without it, or with another, gets nothing
    let (who, school) = stage(&w).await;
    for verifier in ["", "another-verifier-of-forty-three-letters-0123456789"] {
        let code = school.code(&w, &who, &[]).await;
        let mut form = exchange(&code);
        form[3].1 = verifier;
        assert_eq!(school.calls(&w, "/token", &form).await.is(400)["error"], "invalid_grant");
    }
    let code = school.code(&w, &who, &[]).await;
    school.exchanges(&w, &code).await.is(200);
});

// --- RP-initiated logout ------------------------------------------------------------------------------------------

/// Somebody inside, with the hint that the platform has, asks to leave like that; the reply, and whether they are inside still.
async fn leaves(
    w: &World,
    params: impl Fn(&Platform, &str) -> Vec<(&'static str, String)>,
) -> (crate::world::Reply, bool) {
    let (who, school) = stage(w).await;
    let tokens = school.tokens(w, &who, &[]).await;
    let params = params(&school, tokens["id_token"].as_str().unwrap());
    let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = w.page(Some(&who), &format!("/end_session?{}", pairs(&params))).await;
    (reply, w.get(Some(&who), "/api/v1/me").await.status == 200)
}

fn after() -> (&'static str, String) {
    ("post_logout_redirect_uri", AFTER.to_owned())
}

fn hinted(hint: &str) -> (&'static str, String) {
    ("id_token_hint", hint.to_owned())
}

fn state() -> (&'static str, String) {
    ("state", "s".to_owned())
}

story!(rp_initiated_logout, w, {
    let (reply, is_inside) = leaves(&w, |_, hint| vec![hinted(hint), after(), state()]).await;
    assert_eq!((Led::of(&reply).0.as_str(), is_inside), (&*format!("{AFTER}?state=s"), false));
});

/// Nobody is led to the platform, and nobody is logged out unasked.
async fn stays(w: &World, params: impl Fn(&Platform, &str) -> Vec<(&'static str, String)>) {
    let (reply, is_inside) = leaves(w, params).await;
    assert!([200, 422].contains(&reply.status) && reply.headers.get("location").is_none(), "{}", reply.status);
    assert!(is_inside);
}

story!(rp_initiated_logout_bad_id_token_hint, w, {
    stays(&w, |_, _| vec![hinted("bad"), after(), state()]).await;
});

story!(rp_initiated_logout_modified_id_token_hint, w, {
    stays(&w, |_, hint| vec![hinted(&format!("{}AAAA", &hint[..hint.len() - 4])), after(), state()]).await;
});

story!(rp_initiated_logout_bad_post_logout_redirect_uri, w, {
    let foreign = ("post_logout_redirect_uri", "https://evil.example/bye".to_owned());
    stays(&w, |_, hint| vec![hinted(hint), foreign.clone(), state()]).await;
});

story!(rp_initiated_logout_query_added_to_post_logout_redirect_uri, w, {
    let added = ("post_logout_redirect_uri", format!("{AFTER}?foo=bar"));
    stays(&w, |_, hint| vec![hinted(hint), added.clone(), state()]).await;
});

story!(rp_initiated_logout_no_id_token_hint, w, { stays(&w, |_, _| vec![after(), state()]).await });

story!(rp_initiated_logout_no_params, w, { stays(&w, |_, _| Vec::new()).await });

story!(rp_initiated_logout_only_state, w, { stays(&w, |_, _| vec![state()]).await });

story!(rp_initiated_logout_no_state, w, {
    let (reply, is_inside) = leaves(&w, |_, hint| vec![hinted(hint), after()]).await;
    assert_eq!((Led::of(&reply).0.as_str(), is_inside), (AFTER, false));
});

story!(rp_initiated_logout_no_post_logout_redirect_uri, w, {
    let (reply, is_inside) = leaves(&w, |_, hint| vec![hinted(hint), state()]).await;
    reply.says(&["已退出登录"]);
    assert!(!is_inside);
});

story!(rp_initiated_logout_discovery_endpoint_verification, w, {
    let found = w.page(None, "/.well-known/openid-configuration").await.is(200);
    assert!(found["end_session_endpoint"].as_str().unwrap().starts_with("http://localhost/"));
});

// --- back-channel logout ------------------------------------------------------------------------------------------

story!(backchannel_logout_discovery_endpoint_verification, w, {
    let found = w.page(None, "/.well-known/openid-configuration").await.is(200);
    assert_eq!(found["backchannel_logout_supported"], json!(true));
    assert_eq!(found["backchannel_logout_session_supported"], json!(true));
});

//! Refresh tokens, introspection, giving tokens back, and the end of what they hang on.

use super::{connected, sent, userinfo};
use crate::{account::registered, organisation::platform, story, world::World};
use serde_json::Value;

fn text<'v>(tokens: &'v Value, name: &str) -> &'v str {
    tokens[name].as_str().unwrap()
}

async fn is_open(w: &World, tokens: &Value) -> bool {
    userinfo(w, text(tokens, "access_token")).await.status == 200
}

// rules: ACC-06
story!(refresh_token, w, {
    let (who, by) = (registered(&w, "13800138000").await, platform(&w));
    let (school, museum) = (connected(&w, &by, "profile").await, connected(&w, &by, "profile").await);
    let first = school.tokens(&w, &who, &[]).await;
    let second = school.renews(&w, text(&first, "refresh_token")).await.is(200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let claims = super::claims(text(&second, "id_token"));
    assert_eq!((claims.get("nonce"), &claims["sub"]), (None, &super::claims(text(&first, "id_token"))["sub"]));
    // a narrower wish is fine, a wider one is not, and the token isn't used up by asking wrongly
    let wider = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&second, "refresh_token")),
        ("scope", "openid profile phone"),
    ];
    assert_eq!(school.calls(&w, "/token", &wider).await.is(400)["error"], "invalid_scope");
    let third = school.renews(&w, text(&second, "refresh_token")).await.is(200);
    // when an old one is used again, everything that came of it ends
    assert!(is_open(&w, &third).await);
    assert_eq!(school.renews(&w, text(&first, "refresh_token")).await.is(400)["error"], "invalid_grant");
    assert!(!is_open(&w, &third).await && !is_open(&w, &second).await);
    assert_eq!(school.renews(&w, text(&third, "refresh_token")).await.is(400)["error"], "invalid_grant");
    assert_eq!(super::attacks(&w, "refresh-reused").await, 1);
    // and another platform's is worth nothing, and ends it
    let mine = school.tokens(&w, &who, &[]).await;
    museum.renews(&w, text(&mine, "refresh_token")).await.is(400);
    assert!(!is_open(&w, &mine).await);
});

// rules: ACC-06
story!(tokens_are_looked_up_and_given_back_by_their_own_platform_alone, w, {
    let (who, by) = (registered(&w, "13800138000").await, platform(&w));
    let (school, museum) = (connected(&w, &by, "profile").await, connected(&w, &by, "profile").await);
    let tokens = school.tokens(&w, &who, &[]).await;
    let token = [("token", text(&tokens, "access_token"))];
    assert_eq!(school.calls(&w, "/introspect", &token).await.is(200)["active"], true);
    assert_eq!(museum.calls(&w, "/introspect", &token).await.is(200)["active"], false);
    assert_eq!(sent(&w, "/introspect", None, "token=x").await.status, 401);
    museum.calls(&w, "/revoke", &token).await.is(200);
    assert!(is_open(&w, &tokens).await, "somebody else's word ends nothing");
    school.calls(&w, "/revoke", &token).await.is(200);
    assert!(!is_open(&w, &tokens).await);
    let next = school.renews(&w, text(&tokens, "refresh_token")).await.is(200);
    school.calls(&w, "/revoke", &[("token", text(&next, "refresh_token"))]).await.is(200);
    assert!(!is_open(&w, &next).await, "with its family");
});

// rules: ACC-06
story!(tokens_end_with_the_session_the_consent_and_the_platform, w, {
    let (who, by) = (registered(&w, "13800138000").await, platform(&w));
    let school = connected(&w, &by, "profile").await;
    // taking the consent back
    let tokens = school.tokens(&w, &who, &[]).await;
    let mine = w.get(Some(&who), "/api/v1/me/platforms").await.is(200);
    assert_eq!(
        (&mine["items"][0]["name"], &mine["items"][0]["scopes"][1]),
        (&"羊城高校志愿平台".into(), &"profile".into())
    );
    let stranger = registered(&w, "13900139000").await;
    let path = format!("/api/v1/me/platforms/{}", school.id);
    w.delete(Some(&stranger), &path).await.is_missing();
    assert!(is_open(&w, &tokens).await);
    w.page(Some(&who), "/me/platforms").await.says(&["羊城高校志愿平台", "撤回"]);
    w.form(Some(&who), &format!("/me/platforms/{}/withdrawal", school.id), &[]).await.led_to();
    assert!(!is_open(&w, &tokens).await);
    assert_eq!(school.renews(&w, text(&tokens, "refresh_token")).await.is(400)["error"], "invalid_grant");
    school.asks(&w, Some(&who), &[]).await.says(&["同意并登录"]);
    // switching the platform off
    let tokens = school.tokens(&w, &who, &[]).await;
    let off = serde_json::json!({ "name": "羊城高校志愿平台", "redirect_uris": [super::CALLBACK], "on": false });
    w.put(Some(&by), &format!("/api/v1/platform/clients/{}", school.id), off).await.is(200);
    assert!(!is_open(&w, &tokens).await);
    assert_eq!(school.renews(&w, text(&tokens, "refresh_token")).await.is(401)["error"], "invalid_client");
    assert!(school.asks(&w, Some(&who), &[]).await.text.contains("平台没有接入"));
    // and the end of the session
    let museum = connected(&w, &by, "profile").await;
    let tokens = museum.tokens(&w, &who, &[]).await;
    w.delete(Some(&who), "/api/v1/sessions/current").await.is(204);
    assert!(!is_open(&w, &tokens).await);
    assert_eq!(museum.renews(&w, text(&tokens, "refresh_token")).await.is(400)["error"], "invalid_grant");
});

//! The pages of passkeys: what they show without a script, and the forms that a script fills in.

use super::{Token, keyed};
use crate::{
    account::{PASSWORD, registered},
    pages::account::Browser,
    second_factor::PHONE,
    story,
    world::World,
};
use jiff::SignedDuration;
use serde_json::json;

async fn password(b: &mut Browser, w: &World) {
    b.fill(w, "/sessions", &[("login", PHONE), ("password", PASSWORD)]).await.led_to();
}

// rules: ACC-04
story!(a_passkey_is_added_named_used_and_removed_page_by_page, w, {
    registered(&w, PHONE).await;
    let (mut b, mut token) = (Browser::default(), Token::new());
    password(&mut b, &w).await;
    b.see(&w, "/me/security").await.says(&["/me/security/passkeys", "管理通行密钥"]);
    // without a script nothing offers what it can't do
    b.see(&w, "/me/security/passkeys")
        .await
        .says(&["还没有通行密钥", "data-passkey-offer data-origin=\"http://localhost\" hidden"]);
    b.see(&w, "/me/security/passkeys/new").await.says(&["data-passkey=\"new-passkey\"", "hidden>"]);
    let posed = b.ask(&w, "/api/v1/passkey-challenges", json!({ "for": "new-passkey" })).await.is(201);
    let (ticket, credential) = (posed["ticket"].as_str().unwrap(), token.create(&posed["public_key"]).to_string());
    let form = |name| [("ticket", ticket), ("credential", credential.as_str()), ("name", name)];
    let refused = b.fill(&w, "/me/security/passkeys", &form(" ")).await;
    assert!(refused.status == 422 && refused.text.contains("name-error"), "{} {}", refused.status, refused.text);
    assert_eq!(b.fill(&w, "/me/security/passkeys", &form("我的手机")).await.led_to(), "/me/security/passkeys");
    let page = b.see(&w, "/me/security/passkeys").await;
    page.says(&["我的手机", "还没有用过"]);
    let id = page.text.split("/me/security/passkeys/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let path = format!("/me/security/passkeys/{id}");
    let renamed = b.fill(&w, &format!("{path}/name"), &[("name", "平板"), ("key", "one")]).await;
    assert_eq!(renamed.led_to(), "/me/security/passkeys");

    // another browser logs in by it and goes where it wanted to
    let mut other = Browser::default();
    other.see(&w, "/sessions/new").await.says(&["data-passkey=\"log-in\" data-origin=\"http://localhost\""]);
    let posed = other.ask(&w, "/api/v1/passkey-challenges", json!({ "for": "log-in" })).await.is(201);
    let credential = token.get(&posed["public_key"]).to_string();
    let form = [("ticket", posed["ticket"].as_str().unwrap()), ("credential", &credential), ("next", "/me/hours")];
    assert_eq!(other.fill(&w, "/sessions/by-passkey", &form).await.led_to(), "/me/hours");
    let again = other.fill(&w, "/sessions/by-passkey", &form).await;
    assert!(again.status == 409 && again.text.contains("请再试一次"), "{} {}", again.status, again.text);
    other.see(&w, "/me/security/passkeys").await.says(&["平板"]).is_silent_on(&["还没有用过"]);
    assert_eq!(b.fill(&w, &format!("{path}/removal"), &[]).await.led_to(), "/me/security/passkeys");
    assert!(other.see(&w, "/me/security").await.led_to().starts_with("/sessions/new"));
});

// rules: ACC-14
story!(the_page_that_asks_again_takes_a_passkey, w, {
    let (_, mut token) = keyed(&w, PHONE).await;
    let mut b = Browser::default();
    password(&mut b, &w).await;
    w.wait(SignedDuration::from_secs(301));
    assert!(b.see(&w, "/me/security/passkeys/new").await.led_to().starts_with("/sessions/step-up?next="));
    b.see(&w, "/sessions/step-up?next=/me/security/passkeys/new").await.says(&["data-passkey=\"step-up\""]);
    let posed = b.ask(&w, "/api/v1/passkey-challenges", json!({ "for": "step-up" })).await.is(201);
    let credential = token.get(&posed["public_key"]).to_string();
    let next = "/me/security/passkeys/new";
    let form = [("ticket", posed["ticket"].as_str().unwrap()), ("credential", &credential), ("next", next)];
    assert_eq!(b.fill(&w, "/sessions/step-up/by-passkey", &form).await.led_to(), next);
    b.see(&w, next).await.says(&["添加通行密钥"]);
});

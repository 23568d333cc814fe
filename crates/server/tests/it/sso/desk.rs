//! Connecting platforms, and keys.

use super::{CALLBACK, Led, connected, header};
use crate::{account::registered, organisation::platform, story, world::World};
use diesel::prelude::*;
use jiff::SignedDuration;
use serde_json::json;

// rules: ACC-06, AUD-01
story!(a_platform_is_connected_changed_and_switched_off_by_whoever_is_present, w, {
    let by = platform(&w);
    let form = [
        ("name", "羊城高校志愿平台"),
        ("about", "核对服务时长"),
        ("kind", "confidential"),
        ("redirect_uris", "https://school.example/callback\r\nhttps://school.example/app"),
        ("scopes", "profile"),
        ("scopes", "real_name"),
        ("algorithm", "RS256"),
    ];
    let path = w.form(Some(&by), "/platform/clients", &form).await.led_to();
    w.page(Some(&by), &path).await.says(&["羊城高校志愿平台", "http://localhost", "还没有密钥"]);
    // its secret is shown once and is nowhere in the database
    let shown = w.form(Some(&by), &format!("{path}/secrets"), &[]).await;
    let secret =
        shown.says(&["只显示这一次"]).text.split("<p><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(secret.len(), 52);
    w.page(Some(&by), &path).await.is_silent_on(&[&secret]).says(&[&secret[48..]]);
    // what can't be registered is told beside its field
    let bad = [
        ("name", "学校"),
        ("kind", "confidential"),
        ("algorithm", "RS256"),
        ("redirect_uris", "http://school.example/"),
    ];
    let reply = w.form(Some(&by), "/platform/clients", &bad).await;
    assert_eq!(reply.status, 422);
    assert!(reply.text.contains("redirect_uris-error") && reply.text.contains("http://school.example/"));
    // and nobody does it without having shown to be present
    let mine = goodhours::kernel::db::schema::session::table;
    let step_up = goodhours::kernel::db::schema::session::step_up_until;
    diesel::update(mine).set(step_up.eq(None::<i64>)).execute(&mut w.conn()).unwrap();
    let body = json!({ "name": "学校", "redirect_uris": [CALLBACK] });
    w.post(Some(&by), "/api/v1/platform/clients", body).await.refused(401, "session.step-up-needed");
    for act in ["client-registered", "client-secret-rotated"] {
        assert_eq!(w.count(&format!("audit where act = '{act}'")), 1, "{act}");
    }
    assert_eq!(w.count(&format!("sso_secret where hint = '{secret}'")), 0);
});

// rules: ACC-06
story!(an_app_gets_no_secret_and_a_wrong_registration_is_refused, w, {
    let by = platform(&w);
    let app = super::connected_as(&w, &by, json!({ "kind": "public" })).await;
    w.post(Some(&by), &format!("/api/v1/platform/clients/{}/secrets", app.id), json!({}))
        .await
        .refused(409, "client.no-secrets");
    for (body, code) in [
        (json!({ "name": "学校", "redirect_uris": [] }), "client.address-missing"),
        (json!({ "name": "学校", "redirect_uris": ["https://school.example/#x"] }), "client.address-unfit"),
        (json!({ "name": "学校", "redirect_uris": [CALLBACK], "backchannel_uri": "ftp://x" }), "client.address-unfit"),
        (json!({ "name": "学校", "redirect_uris": [CALLBACK], "scopes": ["everything"] }), "kernel.bad-form"),
        (json!({ "name": "学校", "redirect_uris": [CALLBACK], "algorithm": "none" }), "kernel.bad-form"),
    ] {
        w.post(Some(&by), "/api/v1/platform/clients", body).await.refused(422, code);
    }
});

async fn kids(w: &World) -> Vec<String> {
    let keys = w.page(None, "/.well-known/jwks.json").await.is(200);
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

// rules: ACC-06
story!(keys_turn_over_a_day_after_the_next_is_published, w, {
    let (who, school) = (registered(&w, "13800138000").await, connected(&w, &platform(&w), "profile").await);
    let kid =
        |token: &serde_json::Value| header(token["id_token"].as_str().unwrap())["kid"].as_str().unwrap().to_owned();
    let first = kid(&school.tokens(&w, &who, &[]).await);
    assert_eq!(kids(&w).await.len(), 2);
    goodhours::sso::rotate(&w.office, w.now()).await.unwrap();
    goodhours::sso::rotate(&w.office, w.now()).await.unwrap();
    assert_eq!(kids(&w).await.len(), 4, "one that waits is enough");
    w.wait(SignedDuration::from_hours(24) - SignedDuration::from_secs(61));
    let who = registered(&w, "13900139000").await;
    assert_eq!(kid(&school.tokens(&w, &who, &[]).await), first);
    w.wait(SignedDuration::from_secs(61));
    let next = kid(&school.tokens(&w, &who, &[]).await);
    assert_ne!(next, first);
    assert!(kids(&w).await.contains(&first), "until its last token is over");
    w.wait(SignedDuration::from_hours(2));
    let left = kids(&w).await;
    assert!(left.contains(&next) && !left.contains(&first) && left.len() == 2);
    // and no private half lies in the clear
    assert_eq!(w.count("sso_key where public_key like '%\"d\"%'"), 0);
    assert!(Led::of(&school.asks(&w, Some(&who), &[]).await).get("error").is_empty());
});

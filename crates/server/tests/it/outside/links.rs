//! Who nobody knows yet, linking, coming back, unlinking, the end of an account.

use super::{by_code, by_oidc, is_inside, leaves, links, logs_in, open};
use crate::{account::registered, pages::account::Browser, story, world::World};
use jiff::SignedDuration;
use serde_json::json;

story!(somebody_whom_nobody_knows_logs_in_links_and_comes_back_at_once, w, {
    let accounts = open(&w).await;
    // given somebody who comes from elsewhere for the first time
    let mut b = Browser::default();
    assert_eq!(by_oidc(&w, &accounts, &mut b, "s-1").await.led_to(), "/sessions/outside/unknown");
    b.see(&w, "/sessions/outside/unknown").await.says(&["还没有绑定", "登录并绑定", "/register"]);
    assert!(!is_inside(&w, &mut b).await);
    assert_eq!(w.count("outside_link"), 0, "nothing is linked by itself");
    // when they log in and confirm
    let person = links(&w, &mut b, "13800138000").await;
    assert_eq!(w.count(&format!("outside_link where account_id = {}", person.account)), 1);
    assert_eq!(w.count(&format!("audit where act = 'outside-linked' and subject = 'account/{}'", person.account)), 1);
    assert_eq!(w.count(&format!("message where kind = 'account-changed' and account_id = {}", person.account)), 2);
    // then another browser gets in by it, and to where it wanted to go
    let mut other = Browser::default();
    assert_eq!(by_oidc(&w, &accounts, &mut other, "s-1").await.led_to(), "/hours");
    assert!(is_inside(&w, &mut other).await);
    // and nothing of who they are elsewhere is kept in clear
    assert_eq!(w.count("audit where facts like '%s-1%' or subject like '%s-1%'"), 0);
    // somebody else of the same provider is still nobody
    let mut stranger = Browser::default();
    assert_eq!(by_oidc(&w, &accounts, &mut stranger, "s-2").await.led_to(), "/sessions/outside/unknown");
});

story!(wechat_is_one_person_by_its_union_in_and_outside_of_the_app, w, {
    let accounts = open(&w).await;
    let mut b = Browser::default();
    let at_web = json!({ "openid": "o-web", "unionid": "u-1", "access_token": "t", "expires_in": 7200 });
    by_code(&w, &accounts, &mut b, ("wechat", at_web)).await.led_to();
    links(&w, &mut b, "13800138000").await;
    // the same person in the app has another openid
    let in_app = json!({ "openid": "o-app", "unionid": "u-1" });
    let mut phone = Browser::default();
    assert_eq!(by_code(&w, &accounts, &mut phone, ("wechat-in-app", in_app)).await.led_to(), "/hours");
    // without a union an openid is one application's alone
    let mut b = Browser::default();
    by_code(&w, &accounts, &mut b, ("wechat", json!({ "openid": "o-2" }))).await.led_to();
    links(&w, &mut b, "13800138001").await;
    let mut again = Browser::default();
    assert_eq!(by_code(&w, &accounts, &mut again, ("wechat", json!({ "openid": "o-2" }))).await.led_to(), "/hours");
    let mut app = Browser::default();
    let elsewhere = by_code(&w, &accounts, &mut app, ("wechat-in-app", json!({ "openid": "o-2" }))).await;
    assert_eq!(elsewhere.led_to(), "/sessions/outside/unknown");
    // who was linked by an openid is found when a union comes along
    let mut later = Browser::default();
    let with_union = json!({ "openid": "o-2", "unionid": "u-2" });
    assert_eq!(by_code(&w, &accounts, &mut later, ("wechat", with_union)).await.led_to(), "/hours");
});

story!(alipay_is_believed_by_its_signature, w, {
    let accounts = open(&w).await;
    let mut b = Browser::default();
    let person = json!({ "user_id": "2088102150477652", "access_token": "a}\"{", "expires_in": "300" });
    by_code(&w, &accounts, &mut b, ("alipay", person.clone())).await.led_to();
    links(&w, &mut b, "13800138000").await;
    let mut other = Browser::default();
    assert_eq!(by_code(&w, &accounts, &mut other, ("alipay", person)).await.led_to(), "/hours");
});

story!(each_browser_is_offered_what_it_can_use, w, {
    w.page(None, "/sessions/new").await.says(&["<h1"]).is_silent_on(&["/sessions/outside/"]);
    let person = registered(&w, "13800138000").await;
    w.page(Some(&person), "/me/security").await.says(&["<h1"]).is_silent_on(&["/me/linked"]);
    w.page(Some(&person), "/me/linked").await.says(&["没有可以绑定的账号"]);
    w.page(None, "/sessions/outside/wechat").await.is_missing();
    open(&w).await;
    let offers = ["用岭南大学统一身份认证登录", "微信登录", "支付宝登录", "/sessions/outside/wechat?next="];
    w.page(None, "/sessions/new").await.says(&offers).is_silent_on(&["wechat-in-app"]);
    w.page(Some(&person), "/me/security").await.says(&["/me/linked"]);
    let in_app = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/111.0 Mobile Safari/537.36 \
        XWEB/1160253 MMWEBSDK/20240301 MicroMessenger/8.0.48";
    let request = axum::http::Request::builder().uri("/sessions/new").header("host", "localhost");
    let request = request.header("user-agent", in_app).body(axum::body::Body::empty()).unwrap();
    w.send(request).await.says(&["/sessions/outside/wechat-in-app?next="]);
    // WeChat wants its parameters in this order and its mark at the end
    let led_to = leaves(&w, &mut Browser::default(), "wechat").await;
    assert!(led_to.contains("/connect/qrconnect?appid=wx-web&redirect_uri=http%3A%2F%2Flocalhost%2Fsessions%2Foutside%2Fwechat%2Freturn&response_type=code&scope=snsapi_login&state="), "{led_to}");
    assert!(led_to.ends_with("#wechat_redirect"));
});

// rules: ACC-07
story!(unlinking_wechat_warns_and_takes_the_way_in_away, w, {
    let accounts = open(&w).await;
    let mut b = Browser::default();
    by_code(&w, &accounts, &mut b, ("wechat", json!({ "openid": "o", "unionid": "u" }))).await.led_to();
    let person = links(&w, &mut b, "13800138000").await;
    b.see(&w, "/me/linked").await.says(&["微信", "已绑定", "/me/linked/wechat/removal", "支付宝", "未绑定"]);
    let listed = w.get(Some(&person), "/api/v1/me/linked").await.is(200);
    assert_eq!(
        (listed["items"].as_array().unwrap().len(), listed["items"][0]["provider"].as_str()),
        (1, Some("wechat"))
    );
    b.see(&w, "/me/linked/wechat/removal").await.says(&["不会再向您的微信推送任何消息"]);
    // a login of more than five minutes ago isn't enough
    w.wait(SignedDuration::from_secs(301));
    assert!(b.fill(&w, "/me/linked/wechat/removal", &[("key", "k")]).await.led_to().starts_with("/sessions/step-up"));
    w.delete(Some(&person), "/api/v1/me/linked/wechat").await.refused(401, "session.step-up-needed");
    let again = [("password", crate::account::PASSWORD), ("next", "/me/linked")];
    assert_eq!(b.fill(&w, "/sessions/step-up", &again).await.led_to(), "/me/linked");
    assert_eq!(b.fill(&w, "/me/linked/wechat/removal", &[("key", "k")]).await.led_to(), "/me/linked");
    assert_eq!(w.count("outside_link"), 0);
    assert_eq!(w.count("audit where act = 'outside-unlinked'"), 1);
    // then it opens nothing any more
    let mut other = Browser::default();
    let unknown = by_code(&w, &accounts, &mut other, ("wechat", json!({ "openid": "o", "unionid": "u" }))).await;
    assert_eq!(unknown.led_to(), "/sessions/outside/unknown");
    assert_eq!(b.fill(&w, "/me/linked/wechat/removal", &[("key", "k2")]).await.status, 409);
});

story!(an_account_elsewhere_opens_one_account_and_an_account_has_one_of_each, w, {
    let accounts = open(&w).await;
    let mut b = Browser::default();
    by_oidc(&w, &accounts, &mut b, "s-1").await.led_to();
    let first = links(&w, &mut b, "13800138000").await;
    // somebody else is logged in when it comes back: it is linked elsewhere
    let mut other = Browser::default();
    registered(&w, "13800138001").await;
    logs_in(&w, &mut other, "13800138001").await;
    assert_eq!(by_oidc(&w, &accounts, &mut other, "s-1").await.led_to(), "/me/linked/new");
    let refused = other.fill(&w, "/me/linked", &[("key", "k")]).await;
    assert!(refused.status == 409 && refused.text.contains("已经绑定了另一个账号"), "{}", refused.text);
    // the first account has one of this provider already
    assert_eq!(by_oidc(&w, &accounts, &mut b, "s-2").await.led_to(), "/me/linked/new");
    let refused = b.fill(&w, "/me/linked", &[("key", "k")]).await;
    assert!(refused.status == 409 && refused.text.contains("请先在“第三方绑定”里解除"), "{}", refused.text);
    assert_eq!(w.count(&format!("outside_link where account_id = {}", first.account)), 1);
    assert_eq!(w.count("outside_link"), 1);
    // its own again changes nothing
    assert_eq!(by_oidc(&w, &accounts, &mut b, "s-1").await.led_to(), "/me/linked/new");
    assert_eq!(b.fill(&w, "/me/linked", &[("key", "k")]).await.led_to(), "/me/linked");
    assert_eq!(w.count("outside_link"), 1);
});

story!(what_was_proved_is_linked_within_a_quarter_of_an_hour, w, {
    let accounts = open(&w).await;
    let person = registered(&w, "13800138000").await;
    let mut b = Browser::default();
    by_oidc(&w, &accounts, &mut b, "s-1").await.led_to();
    let told = b.fill(&w, "/me/linked", &[("key", "k")]).await.led_to();
    assert!(told.starts_with("/sessions/new"), "{told}");
    w.wait(SignedDuration::from_secs(900));
    logs_in(&w, &mut b, "13800138000").await;
    assert_eq!(b.see(&w, "/me/linked/new").await.led_to(), "/me/linked");
    assert_eq!(b.fill(&w, "/me/linked", &[("key", "k")]).await.status, 409);
    assert_eq!(w.count(&format!("outside_link where account_id = {}", person.account)), 0);
});

story!(a_suspended_account_is_opened_by_nothing, w, {
    let accounts = open(&w).await;
    let mut b = Browser::default();
    by_oidc(&w, &accounts, &mut b, "s-1").await.led_to();
    let person = links(&w, &mut b, "13800138000").await;
    diesel::RunQueryDsl::execute(
        diesel::sql_query(format!("update account set state = 3 where id = {}", person.account)),
        &mut w.conn(),
    )
    .unwrap();
    let mut other = Browser::default();
    assert_eq!(by_oidc(&w, &accounts, &mut other, "s-1").await.status, 409);
    assert!(!is_inside(&w, &mut other).await);
});

async fn races(w: &World) {
    let accounts = open(w).await;
    let mut browsers = Vec::new();
    for n in 0..6 {
        let phone = format!("1380013800{n}");
        registered(w, &phone).await;
        let mut b = Browser::default();
        logs_in(w, &mut b, &phone).await;
        assert_eq!(by_oidc(w, &accounts, &mut b, "s-1").await.led_to(), "/me/linked/new");
        browsers.push(b);
    }
    let links = browsers.iter_mut().map(|b| b.fill(w, "/me/linked", &[("key", "k")]));
    let replies = futures_util::future::join_all(links).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
    assert_eq!(w.count("outside_link"), 1);
}

story!(six_accounts_that_link_the_same_at_once_are_one, w, {
    races(&w).await;
});

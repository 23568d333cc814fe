//! The second factor in a browser that has cookies and no JavaScript.

use super::{Authenticator, PHONE, secured};
use crate::{
    account::{PASSWORD, code as sms_code, human, registered},
    pages::account::Browser,
    story,
    world::{Reply, World},
};
use jiff::SignedDuration;

async fn password(b: &mut Browser, w: &World) -> Reply {
    b.fill(w, "/sessions", &[("login", PHONE), ("password", PASSWORD), ("next", "/me/hours")]).await
}

const SECOND: &str = "/sessions/second-factor";

// rules: ACC-14
story!(a_second_factor_is_set_up_page_by_page, w, {
    registered(&w, PHONE).await;
    let mut b = Browser::default();
    password(&mut b, &w).await.led_to();
    b.see(&w, "/me/security").await.says(&["设置两步验证", "/me/security/second-factor"]);
    b.see(&w, "/me/security/second-factor").await.says(&["开始设置"]);
    assert_eq!(b.see(&w, "/me/security/second-factor/new").await.led_to(), "/me/security/second-factor");
    assert_eq!(b.fill(&w, "/me/security/second-factor", &[]).await.led_to(), "/me/security/second-factor/new");
    let page = b.see(&w, "/me/security/second-factor/new").await;
    page.says(&["<svg class=\"qr\"", "otpauth://totp/"]).is_silent_on(&[PHONE]);
    let told = page.text.split("<strong>").nth(1).unwrap().split('<').next().unwrap();
    let phone = Authenticator::new(told);
    let wrong = b.fill(&w, "/me/security/second-factor/confirmation", &[("code", &phone.wrong(&w))]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("code-error") && wrong.text.contains("<svg class=\"qr\""), "{}", wrong.text);
    let codes = b.fill(&w, "/me/security/second-factor/confirmation", &[("code", &phone.shows(&w, 0))]).await;
    codes.says(&["恢复码只显示这一次"]);
    let first = codes.text.split("<div class=\"num\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    b.see(&w, "/me/security/second-factor").await.says(&["还有 10 个恢复码"]).is_silent_on(&[&first]);

    // and it is taken away for the password and a code on paper
    let refused = b.fill(&w, "/me/security/second-factor/removal", &[("password", "wrong"), ("code", &first)]).await;
    assert!(refused.status == 401 && refused.text.contains("password-error"), "{} {}", refused.status, refused.text);
    let form = [("password", PASSWORD), ("code", first.as_str())];
    assert_eq!(b.fill(&w, "/me/security/second-factor/removal", &form).await.led_to(), "/me/security/second-factor");
    b.see(&w, "/me/security/second-factor").await.says(&["开始设置"]);
});

// rules: ACC-14
story!(after_the_password_nothing_is_open_before_the_code, w, {
    let (_, phone) = secured(&w, PHONE).await;
    let mut b = Browser::default();
    let first = password(&mut b, &w).await;
    assert_eq!(first.led_to(), format!("{SECOND}?next=/me/hours"));
    let cookies: Vec<_> = first.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap()).collect();
    assert!(cookies.len() == 1 && cookies[0].starts_with("goodhours-second="), "{cookies:?}");
    assert!(cookies[0].contains("HttpOnly") && cookies[0].contains("Max-Age=300"), "{cookies:?}");
    assert_eq!(b.see(&w, "/me").await.status, 303);
    // the token of the first step is none of a session
    let token = cookies[0].split(['=', ';']).nth(1).unwrap();
    let thief = crate::world::Person { account: 0, volunteer: 0, token: token.to_owned() };
    w.get(Some(&thief), "/api/v1/me").await.refused(401, "kernel.login-needed");

    // a wrong code keeps the page, another browser has nothing to finish
    b.see(&w, &format!("{SECOND}?next=/me/hours")).await.says(&["动态码或恢复码", "value=\"/me/hours\""]);
    let wrong = b.fill(&w, SECOND, &[("code", &phone.wrong(&w)), ("next", "/me/hours")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("code-error"), "{} {}", wrong.status, wrong.text);
    let right = phone.shows(&w, 0);
    assert_eq!(Browser::default().fill(&w, SECOND, &[("code", &right)]).await.led_to(), "/sessions/new?next=/me");
    let mut forged = Browser::default();
    forged.hold("goodhours-second", &"0".repeat(52));
    let refused = forged.fill(&w, SECOND, &[("code", &right)]).await;
    assert!(refused.status == 409 && refused.text.contains("login.second-step-over"), "{}", refused.text);

    // the right one opens it, under a token of its own, and the first step is used up
    let inside = b.fill(&w, SECOND, &[("code", &right), ("next", "/me/hours")]).await;
    assert_eq!(inside.led_to(), "/me/hours");
    b.see(&w, "/me").await.says(&[]);
    assert_ne!(b.held("goodhours").unwrap(), token);
    assert_eq!(w.count("pending_login"), 0);
    let mut again = Browser::default();
    again.hold("goodhours-second", token);
    assert_eq!(again.fill(&w, SECOND, &[("code", &phone.paper[0])]).await.status, 409);
    // never to another host
    let mut b = Browser::default();
    password(&mut b, &w).await.led_to();
    let led = b.fill(&w, SECOND, &[("code", &phone.paper[0]), ("next", "//evil.example")]).await.led_to();
    assert_eq!(led, "/me");
});

// rules: ACC-14
story!(the_second_step_waits_for_five_minutes, w, {
    let (_, phone) = secured(&w, PHONE).await;
    let (mut early, mut late) = (Browser::default(), Browser::default());
    password(&mut early, &w).await.led_to();
    password(&mut late, &w).await.led_to();
    w.wait(SignedDuration::from_secs(280));
    early.fill(&w, SECOND, &[("code", &phone.shows(&w, 0))]).await.led_to();
    w.wait(SignedDuration::from_secs(20));
    let over = late.fill(&w, SECOND, &[("code", &phone.paper[0])]).await;
    assert!(over.status == 409 && over.text.contains("login.second-step-over"), "{} {}", over.status, over.text);
});

// rules: ACC-14
story!(sixty_four_browsers_with_one_code_are_one_session, w, {
    let (_, phone) = secured(&w, PHONE).await;
    let mut browsers = Vec::new();
    for _ in 0..64 {
        let mut b = Browser::default();
        password(&mut b, &w).await.led_to();
        browsers.push(b);
    }
    let (before, code) = (w.count("session"), phone.shows(&w, 0));
    let tries = browsers.iter_mut().map(async |b| b.fill(&w, SECOND, &[("code", &code)]).await.status);
    let statuses = futures_util::future::join_all(tries).await;
    let count = |status: u16| statuses.iter().filter(|one| **one == status).count();
    assert_eq!((count(303), count(409), w.count("session") - before), (1, 63, 1));
});

// rules: ACC-14
story!(a_reset_by_sms_does_not_get_around_the_second_factor, w, {
    let (_, phone) = secured(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(61));
    let mut b = Browser::default();
    let altcha = human(&w, "send-sms").await;
    b.fill(&w, "/password-resets/new", &[("contact", PHONE), ("altcha", &altcha)]).await.led_to();
    let right = sms_code(&w, PHONE).await;
    let form = [("code", right.as_str()), ("password", "两步两步走稳 2027"), ("key", "r")];
    let led = b.fill(&w, "/password-resets", &form).await.led_to();
    assert_eq!(led, format!("{SECOND}?next=/me"));
    assert_eq!(b.see(&w, "/me").await.status, 303);
    b.fill(&w, SECOND, &[("code", &phone.shows(&w, 0))]).await.led_to();
    b.see(&w, "/me").await.says(&[]);

    // and changing the password inside keeps one logged in
    let form = [("old", "两步两步走稳 2027"), ("password", PASSWORD)];
    assert_eq!(b.fill(&w, "/me/security/password", &form).await.led_to(), "/me/security");
    b.see(&w, "/me").await.says(&[]);
});

// rules: ACC-14
story!(identity_data_is_shown_to_somebody_present, w, {
    registered(&w, PHONE).await;
    let mut b = Browser::default();
    password(&mut b, &w).await.led_to();
    w.wait(SignedDuration::from_secs(301));
    b.see(&w, "/sessions/step-up?next=/me/profile").await.says(&["请再确认一次身份", "value=\"/me/profile\""]);
    let form = |password| [("password", password), ("next", "/me/profile")];
    let wrong = b.fill(&w, "/sessions/step-up", &form("wrong password")).await;
    assert!(wrong.status == 401 && wrong.text.contains("password-error"), "{}", wrong.text);
    assert_eq!(b.fill(&w, "/sessions/step-up", &form(PASSWORD)).await.led_to(), "/me/profile");
});

//! Registering and logging in with a browser that has cookies and no JavaScript.

use crate::{
    account::{PASSWORD, code, human, registered},
    story,
    world::{Reply, World},
};
use axum::{body::Body, http::Request};
use goodhours::kernel::web::encode;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// Keeps cookies as browsers do.
#[derive(Default)]
pub struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn send(&mut self, w: &World, method: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encode(value).replace('/', "%2F"))).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("accept-language", "zh-CN")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", jar.join("; "))
            .header("content-type", "application/x-www-form-urlencoded");
        let reply = w.send(request.body(Body::from(body.join("&"))).unwrap()).await;
        for line in reply.headers.get_all("set-cookie") {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    /// What a script of the page asks the API.
    pub async fn ask(&self, w: &World, path: &str, body: serde_json::Value) -> Reply {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("host", "localhost")
            .header("sec-fetch-site", "same-origin")
            .header("cookie", jar.join("; "))
            .header("content-type", "application/json");
        w.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Puts a cookie in the jar.
    pub fn hold(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// What a cookie says.
    pub fn held(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub async fn see(&mut self, w: &World, path: &str) -> Reply {
        self.send(w, "GET", path, &[]).await
    }

    pub async fn fill(&mut self, w: &World, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(w, "POST", path, fields).await
    }
}

const PHONE: &str = "13800138000";

// rules: REG-01, REG-02, ENT-04
story!(somebody_registers_page_by_page, w, {
    let mut b = Browser::default();
    b.see(&w, "/register").await.says(&["成为志愿者", "/register/phone"]);
    b.see(&w, "/register/phone").await.says(&["noscript", "/human-checks/picture?ticket=", "data-pow"]);
    // without the human check nothing is sent, and the page keeps the number
    let refused = b.fill(&w, "/register/codes", &[("phone", PHONE)]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains(&format!("value=\"{PHONE}\"")));
    let altcha = human(&w, "send-sms").await;
    let sent =
        b.fill(&w, "/register/codes", &[("phone", PHONE), ("next", "/register/identity"), ("altcha", &altcha)]).await;
    assert_eq!(sent.led_to(), "/register/account");
    let page = b.see(&w, "/register/account").await;
    page.says(&["138****8000", "服务协议", "个人信息处理规则"]).is_silent_on(&[PHONE]);
    let right = code(&w, PHONE).await;
    let form = [
        ("code", right.as_str()),
        ("password", PASSWORD),
        ("agreed", "terms"),
        ("agreed", "privacy"),
        ("version", "1"),
        ("key", "k"),
    ];
    // an agreement that isn't ticked is told beside its field
    let refused = b
        .fill(
            &w,
            "/register/account",
            &form.map(|(name, value)| if value == "privacy" { (name, "terms") } else { (name, value) }),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("agreed-error"));
    assert_eq!(b.fill(&w, "/register/account", &form).await.led_to(), "/register/identity");
    b.see(&w, "/me").await.says(&["还差实名信息"]);
    b.see(&w, "/me/security").await.says(&["138****8000", "当前设备"]);
});

// rules: REG-12
story!(whoever_proves_a_known_phone_is_led_to_login_and_reset, w, {
    registered(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(61));
    let mut b = Browser::default();
    let altcha = human(&w, "send-sms").await;
    b.fill(&w, "/register/codes", &[("phone", PHONE), ("altcha", &altcha)]).await.led_to();
    let right = code(&w, PHONE).await;
    let form = [
        ("code", right.as_str()),
        ("password", PASSWORD),
        ("agreed", "terms"),
        ("agreed", "privacy"),
        ("version", "1"),
        ("key", "k"),
    ];
    let told = b.fill(&w, "/register/account", &form).await;
    assert_eq!(told.status, 409);
    assert!(told.text.contains("/sessions/codes/new") && told.text.contains("/password-resets/new"));
    // a code of one browser is worth nothing in another
    w.wait(SignedDuration::from_secs(61));
    let (altcha, other) = (human(&w, "send-sms").await, human(&w, "send-sms").await);
    b.fill(&w, "/sessions/codes", &[("phone", PHONE), ("altcha", &altcha)]).await.led_to();
    let right = code(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(61));
    let mut thief = Browser::default();
    thief.fill(&w, "/sessions/codes", &[("phone", PHONE), ("altcha", &other)]).await.led_to();
    assert_eq!(thief.fill(&w, "/sessions/by-code", &[("code", &right), ("key", "t")]).await.status, 422);
    assert_eq!(b.fill(&w, "/sessions/by-code", &[("code", &right), ("key", "b")]).await.led_to(), "/me");
});

// rules: ENT-01
story!(a_login_leads_back_and_a_logout_ends_it, w, {
    registered(&w, PHONE).await;
    let mut b = Browser::default();
    let asked = b.see(&w, "/me/profile").await.led_to();
    assert_eq!(asked, "/sessions/new?next=/me/profile");
    b.see(&w, &asked).await.says(&["value=\"/me/profile\""]);
    let wrong =
        b.fill(&w, "/sessions", &[("login", PHONE), ("password", "wrong password"), ("next", "/me/profile")]).await;
    assert_eq!(wrong.status, 401);
    assert!(wrong.text.contains("账号与密码不相符") && !wrong.text.contains("wrong password"));
    let form = |next| [("login", PHONE), ("password", PASSWORD), ("next", next), ("remember", "yes")];
    let inside = b.fill(&w, "/sessions", &form("/me/profile")).await;
    let cookie = inside
        .headers
        .get_all("set-cookie")
        .iter()
        .find(|line| line.to_str().unwrap().starts_with("goodhours="))
        .unwrap();
    let cookie = cookie.to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Max-Age=15552000"),
        "{cookie}"
    );
    assert_eq!(inside.led_to(), "/me/profile");
    assert_eq!(b.fill(&w, "/sessions/end", &[]).await.led_to(), "/");
    assert_eq!(b.see(&w, "/me").await.status, 303);
    // never to another host
    assert_eq!(b.fill(&w, "/sessions", &form("//evil.example")).await.led_to(), "/me");
});

// rules: ACC-09
story!(a_known_device_is_not_locked_by_others_at_the_same_address, w, {
    registered(&w, PHONE).await;
    let (mut mine, mut other) = (Browser::default(), Browser::default());
    mine.fill(&w, "/sessions", &[("login", PHONE), ("password", PASSWORD)]).await.led_to();
    mine.fill(&w, "/sessions/end", &[]).await.led_to();
    for _ in 0..5 {
        let altcha = human(&w, "log-in").await;
        other.fill(&w, "/sessions", &[("login", PHONE), ("password", "wrong password"), ("altcha", &altcha)]).await;
    }
    let altcha = human(&w, "log-in").await;
    let locked = other.fill(&w, "/sessions", &[("login", PHONE), ("password", PASSWORD), ("altcha", &altcha)]).await;
    assert_eq!(locked.status, 429);
    let altcha = human(&w, "log-in").await;
    mine.fill(&w, "/sessions", &[("login", PHONE), ("password", PASSWORD), ("altcha", &altcha)]).await.led_to();
});

// rules: ACC-02
story!(a_forgotten_password_is_reset_by_sms_and_a_user_name_is_set_once, w, {
    let old = registered(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(61));
    let mut b = Browser::default();
    let altcha = human(&w, "send-sms").await;
    b.fill(&w, "/password-resets/new", &[("contact", PHONE), ("altcha", &altcha)]).await.led_to();
    let right = code(&w, PHONE).await;
    let fresh = "两步两步走稳 2027";
    let form = |password| [("code", right.as_str()), ("password", password), ("key", "r")];
    assert_eq!(b.fill(&w, "/password-resets", &form("12345678")).await.status, 422);
    assert_eq!(b.fill(&w, "/password-resets", &form(fresh)).await.led_to(), "/me");
    // every other session ended, and the person was told
    w.get(Some(&old), "/api/v1/me").await.refused(401, "kernel.login-needed");
    assert_eq!(w.count("message where kind = 'account-changed' and channel = 2"), 1);
    let mut again = Browser::default();
    assert_eq!(again.fill(&w, "/sessions", &[("login", PHONE), ("password", PASSWORD)]).await.status, 401);
    again.fill(&w, "/sessions", &[("login", PHONE), ("password", fresh)]).await.led_to();

    // the user name: warned about, set once, and a login name from then on
    again.see(&w, "/me/security").await.says(&["用户名只能设置一次"]);
    let name = |raw| [("user_name", raw), ("key", raw)];
    assert_eq!(again.fill(&w, "/me/security/user-name", &name("13900139000")).await.status, 422);
    assert_eq!(again.fill(&w, "/me/security/user-name", &name("Ada_L")).await.led_to(), "/me/security");
    assert_eq!(again.fill(&w, "/me/security/user-name", &name("Other_L")).await.status, 409);
    Browser::default().fill(&w, "/sessions", &[("login", "ada_l"), ("password", fresh)]).await.led_to();
});

// rules: ACC-05
story!(a_picture_or_a_voice_serves_who_has_no_javascript, w, {
    let page = w.page(None, "/register/phone").await.text;
    let ticket = page.split("picture?ticket=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let picture = w.page(None, &format!("/human-checks/picture?ticket={ticket}")).await;
    assert_eq!((picture.status, picture.headers["content-type"].to_str().unwrap()), (200, "image/png"));
    let voice = w.page(None, &format!("/human-checks/speech?ticket={ticket}")).await;
    assert_eq!((voice.status, voice.headers["content-type"].to_str().unwrap()), (200, "audio/wav"));
    // one try each: wrong digits spend the ticket, whatever comes after
    let form = [("phone", PHONE), ("human_ticket", ticket.as_str()), ("human_code", "x")];
    let wrong = w.form(None, "/register/codes", &form).await;
    assert!(wrong.text.contains("输入的数字不对"), "{}", wrong.text);
    let again = w.form(None, "/register/codes", &form).await;
    assert_eq!(again.status, 403);
    assert_eq!(w.count("human_spent"), 1);
    assert_eq!(w.page(None, "/human-checks/picture?ticket=nonsense").await.status, 404);
});

// rules: ENT-01
story!(a_form_that_needed_a_login_leads_back_to_the_page_that_it_was_on, w, {
    let sent = |referer: &str| {
        let request = Request::builder().method("POST").uri("/enrolments/7/withdrawal").header("host", "localhost");
        let request = request.header("sec-fetch-site", "same-origin").header("referer", referer);
        w.send(request.body(Body::from("key=k")).unwrap())
    };
    assert_eq!(sent("http://localhost/me/activities").await.led_to(), "/sessions/new?next=/me/activities");
    for foreign in ["http://evil.example/me", "http://localhost.evil.example/", "http://localhost//evil.example", ""] {
        assert_eq!(sent(foreign).await.led_to(), "/sessions/new?next=/", "{foreign}");
    }
});

story!(a_phone_and_an_address_are_set_by_forms, w, {
    registered(&w, PHONE).await;
    w.wait(SignedDuration::from_secs(61));
    let mut b = Browser::default();
    b.fill(&w, "/sessions", &[("login", PHONE), ("password", PASSWORD)]).await.led_to();
    let start = "/me/security/contacts/email";
    b.see(&w, start).await.says(&["138****8000", "发送验证码"]);
    // what can't be an address is told beside its field and stays typed
    let refused = b.fill(&w, start, &[("contact", "ada@")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("邮箱格式不对") && refused.text.contains("value=\"ada@\""));
    assert_eq!(b.fill(&w, start, &[("contact", "ada@example.org")]).await.led_to(), format!("{start}/codes"));
    b.see(&w, &format!("{start}/codes")).await.says(&["138****8000", "a***@example.org"]);
    let (new, old) = (code(&w, "ada@example.org").await, code(&w, PHONE).await);
    // then another browser has nothing to enter them into
    let mut other = Browser::default();
    other.fill(&w, "/sessions", &[("login", PHONE), ("password", PASSWORD)]).await.led_to();
    assert_eq!(other.fill(&w, &format!("{start}/codes"), &[("code", &new), ("old_code", &old)]).await.led_to(), start);
    let done = b.fill(&w, &format!("{start}/codes"), &[("code", &new), ("old_code", &old)]).await;
    assert_eq!(done.led_to(), "/me/security");
    b.see(&w, "/me/security").await.says(&["a***@example.org", "更换"]);
});

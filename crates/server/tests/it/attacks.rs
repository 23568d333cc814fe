//! Tried doors: each is refused and leaves a line in the trail that holds nothing of what was typed.

use crate::{
    account::{PASSWORD, human, registered},
    story,
    world::{Person, World},
};
use axum::{body::Body, http::Request};
use serde_json::json;

/// The codes that the trail holds after what was seen is written down.
pub async fn trail(w: &World) -> Vec<(String, i64, String)> {
    goodhours::audit::write_down_attacks(&w.office, w.now()).await.unwrap();
    use diesel::prelude::*;
    use goodhours::kernel::db::schema::audit as a;
    let lines: Vec<(String, String, String)> = a::table
        .filter(a::act.eq("attack-refused"))
        .order(a::id)
        .select((a::subject, a::facts, a::address))
        .load(&mut w.conn())
        .unwrap();
    let times = |facts: &str| serde_json::from_str::<serde_json::Value>(facts).unwrap()["times"].as_i64().unwrap();
    lines.into_iter().map(|(subject, facts, from)| (subject.replace("refusal/", ""), times(&facts), from)).collect()
}

pub fn seen(lines: &[(String, i64, String)], code: &str) -> i64 {
    lines.iter().filter(|(seen, ..)| seen == code).map(|(_, times, _)| times).sum()
}

// rules: AUD-01
story!(enumeration_and_spraying_leave_one_line_without_the_names, w, {
    registered(&w, "13800138000").await;
    for login in ["13800138000", "13900139000", "nobody_here", "13700137000"] {
        let body = json!({ "login": login, "password": "spring-2026-spray" });
        w.post(None, "/api/v1/sessions", body).await.refused(401, "login.wrong");
    }
    let lines = trail(&w).await;
    assert_eq!(lines, [("login.wrong".to_owned(), 4, String::new())]);
    assert_eq!(w.count("audit where facts like '%138%' or subject like '%138%' or reason <> ''"), 0);
    assert_eq!(trail(&w).await.len(), 1, "what was written down isn't written again");
});

story!(a_planted_session_and_a_way_back_to_another_host_are_refused_and_written_down, w, {
    let who = registered(&w, "13800138000").await;
    let planted = Person { token: "planted-by-somebody-else".to_owned(), ..who };
    w.get(Some(&planted), "/api/v1/me").await.refused(401, "kernel.login-needed");
    for foreign in ["//evil.example", "/\\evil.example", "https://evil.example/", "/%2f%2fevil.example", "/\tx"] {
        let page =
            w.form(None, "/sessions", &[("login", "13800138000"), ("password", PASSWORD), ("next", foreign)]).await;
        assert_eq!(page.led_to(), "/me", "{foreign}");
    }
    let lines = trail(&w).await;
    assert!(seen(&lines, "session.unknown") >= 1, "{lines:?}");
    assert_eq!(seen(&lines, "session.foreign-way-back"), 5, "{lines:?}");
});

story!(replayed_human_checks_and_guessed_codes_are_written_down, w, {
    let altcha = human(&w, "send-sms").await;
    let ask = |phone: &str, altcha: &str| json!({ "phone": phone, "purpose": "register", "altcha": altcha });
    w.post(None, "/api/v1/sms-codes", ask("13800138000", &altcha)).await.is(202);
    w.post(None, "/api/v1/sms-codes", ask("13900139000", &altcha)).await.refused(403, "human-check.used");
    let other = human(&w, "log-in").await;
    w.post(None, "/api/v1/sms-codes", ask("13900139000", &other)).await.refused(403, "human-check.other-action");
    let guess = json!({ "phone": "13800138000", "sms_code": "000000", "password": PASSWORD,
        "agreements": ["terms", "privacy"] });
    w.post(None, "/api/v1/accounts", guess).await;
    let lines = trail(&w).await;
    assert_eq!((seen(&lines, "human-check.used"), seen(&lines, "human-check.other-action")), (1, 1), "{lines:?}");
    assert_eq!(seen(&lines, "sms-code.wrong"), 1, "{lines:?}");
});

story!(a_foreign_page_that_sends_a_form_is_written_down, w, {
    let who = registered(&w, "13800138000").await;
    let cookie = format!("goodhours={}", who.token);
    let request = Request::post("/appearance").header("host", "localhost").header("cookie", cookie);
    let reply = w.send(request.header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap()).await;
    assert_eq!(reply.status, 403);
    assert_eq!(seen(&trail(&w).await, "kernel.cross-site"), 1);
});

//! The headers that every answer wears.

use super::{page_rows::PAGES, rows::API, tables::counts};
use crate::{story, world::Reply};
use axum::{body::Body, http::Request};

/// Asserts the headers of one answer.
#[track_caller]
pub fn assert_dressed(reply: &Reply, about: &str) {
    let header = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{about}: {policy}");
    // Nothing is loaded from elsewhere (ACC-15): sources are our own host, or made in the page itself.
    let sources = policy
        .split([' ', ';'])
        .filter(|source| source.contains('.') || source.contains('*') || source.contains("://"));
    assert_eq!(sources.collect::<Vec<_>>(), Vec::<&str>::new(), "{about}");
    let page = policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'");
    assert!(page || policy.ends_with("; sandbox"), "{about}: {policy}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{about}");
    assert_eq!(header("referrer-policy"), "strict-origin-when-cross-origin", "{about}");
    assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{about}");
    assert!(header("permissions-policy").contains("camera=(self)"), "{about}");
    assert!(!header("cache-control").is_empty() && !header("vary").is_empty(), "{about}");
}

/// What other sites send to on purpose: it looks at no cookie, or leads on to itself by GET.
const FOR_OTHERS: [&str; 6] =
    ["POST /authorize", "POST /token", "POST /introspect", "POST /revoke", "POST /userinfo", "POST /end_session"];

/// Headers of a browser on another site, or that says nothing of where it is.
const FOREIGN: [&[(&str, &str)]; 7] = [
    &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "http://other.localhost")],
    &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    &[("origin", "null")],
    &[("origin", "http://localhost.evil.example")],
    &[("origin", "https://localhost")],
    &[],
];

// rules: ACC-05
story!(no_form_and_no_call_with_a_cookie_is_taken_from_another_site, w, {
    let person = w.person("小周");
    let before = counts(&w);
    for row in PAGES.iter().map(|row| ("", row)).chain(API.iter().map(|row| ("/api/v1", row))) {
        let (door, route) = (row.0, row.1.route);
        let (method, path) = route.split_once(' ').unwrap();
        if method == "GET" {
            continue;
        }
        let path = format!("{door}{}", path.replace("{id}", "7").replace("{organisation}", "7"));
        for headers in FOREIGN {
            let mut request = Request::builder().method(method).uri(&path).header("host", "localhost");
            request = request.header("cookie", format!("goodhours={}", person.token));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let reply = w.send(request.body(Body::empty()).unwrap()).await;
            assert_dressed(&reply, route);
            if FOR_OTHERS.contains(&route) {
                let leads_here = || reply.headers["location"].to_str().unwrap().starts_with(&path);
                let nothing = matches!(reply.status, 400 | 401) || reply.status == 303 && leads_here();
                assert!(nothing && reply.headers.get("set-cookie").is_none(), "{route}: {}", reply.status);
                continue;
            }
            let told = door.is_empty() || reply.code() == "kernel.cross-site";
            assert!(reply.status == 403 && told, "{route} from {headers:?}: {} {}", reply.status, reply.text);
        }
    }
    assert_eq!(counts(&w), before);
});

// HTTP/2 has no Host header: what was asked stands in the address (RFC 9113, 8.3.1). Forms must work there, and only from there.
// rules: ACC-05
story!(over_http_2_a_form_is_taken_from_the_own_host_alone, w, {
    let person = w.person("小周");
    for (origin, status) in [("http://localhost", 303), ("http://localhost:8080", 403), ("http://evil.example", 403)] {
        let request = Request::builder().method("POST").uri("http://localhost/appearance").header("origin", origin);
        let request = request.header("sec-fetch-site", if status == 303 { "same-origin" } else { "cross-site" });
        let request = request.header("referer", "http://localhost/activities?q=a");
        let request = request.header("cookie", format!("goodhours={}", person.token));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let reply = w.send(request.body(Body::from("elder=1&next=%2F")).unwrap()).await;
        assert_eq!(reply.status, status, "{origin}: {}", reply.text);
    }
    let request = Request::builder().method("POST").uri("http://localhost/sessions/current/end");
    let request = request.header("origin", "http://localhost").header("referer", "http://localhost/me");
    let reply = w.send(request.body(Body::empty()).unwrap()).await;
    assert_ne!(reply.status, 403, "{}", reply.text);
});

// rules: ENT-01
story!(no_way_back_leads_to_another_host, w, {
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/%2f%2fevil.example",
        "/\tevil",
        "\r\nx: y",
        "javascript:alert(1)",
    ] {
        let reply = w.form(None, "/appearance", &[("next", next), ("elder", "1")]).await;
        assert_eq!(reply.led_to(), "/", "{next}");
    }
    assert_eq!(w.form(None, "/appearance", &[("next", "/activities?q=a")]).await.led_to(), "/activities?q=a");
});

// rules: API-03
story!(a_zero_is_refused_alike_wherever_it_is_sent, w, {
    let person = w.person("小周");
    let refused = |reply: Reply| reply.refused(422, "kernel.bad-form");
    w.get(None, "/api/v1/objections/2026-%00").await.is_missing();
    for path in ["/api/v1/activities?q=%00", "/api/v1/organisations?q=a%00b", "/api/v1/outbox?to=%00"] {
        refused(w.get(None, path).await);
    }
    let body = serde_json::json!({ "login": "a\u{0}", "password": "一步一步走稳 2026" });
    refused(w.post(None, "/api/v1/sessions", body).await);
    refused(
        w.post(Some(&person), "/api/v1/objections", serde_json::json!({ "activity_id": "7", "text": "\u{0}" })).await,
    );
    for (path, form) in [
        ("/sessions", "login=a%00&password=b"),
        ("/organisations", "--x\r\ncontent-disposition: form-data; name=\"name\"\r\n\r\na\0\r\n--x--\r\n"),
    ] {
        let reply = w.visit(Some(&person), "POST", path, form, "zh-CN").await;
        assert!(
            reply.status == 422 && reply.text.contains("kernel.bad-form"),
            "{path}: {} {}",
            reply.status,
            reply.text
        );
    }
});

story!(what_is_not_there_and_what_cannot_be_read_is_dressed_too, w, {
    for (method, path, status) in [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("DELETE", "/activities", 405),
        ("PATCH", "/api/v1/activities", 405),
        ("GET", "/activities/seven", 404),
        ("GET", "/api/v1/activities/seven", 404),
        ("GET", "/api/v1/activities?colour=red", 422),
        ("GET", "/activities/99999999999999999999999", 404),
    ] {
        let reply = w.call(None, method, path, "").await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        assert_dressed(&reply, path);
        let kind = reply.headers["content-type"].to_str().unwrap();
        assert_eq!(kind.starts_with("application/problem+json"), path.starts_with("/api/"), "{path}: {kind}");
        assert!(!kind.starts_with("text/plain"), "{path}: {}", reply.text);
        if path.starts_with("/api/") {
            assert_eq!(reply.json()["status"], status, "the problem names the status it came with");
        }
    }
});

//! Pages × roles × locales: every page and form answers every role as its row says, and every page is whole in every language.

use super::{
    document::{own, sources},
    dress::assert_dressed,
    page_rows::PAGES,
    rights::call,
    rows::API,
    stage::{Stage, Who},
};
use crate::{story, world::Reply};
use std::collections::BTreeSet;

/// Routes that are no pages: the API's document, what operators ask, and files that are the same for everybody.
const NO_PAGES: [&str; 7] = [
    "GET /openapi.json",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /assets/{name}",
    "GET /favicon.ico",
    "GET /sw.js",
];

/// The routes of one source: `.route("/path", get(a).post(b))`.
fn routes(text: &str) -> Vec<String> {
    let mut routes = Vec::new();
    for call in text.split(".route(").skip(1) {
        let Some((path, rest)) = call.trim_start().strip_prefix('"').and_then(|call| call.split_once('"')) else {
            continue;
        };
        let mut depth = 1;
        let end = rest.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        let handlers = &rest[..end.unwrap()];
        for method in ["get", "post", "put", "delete"] {
            let named = handlers
                .match_indices(&format!("{method}("))
                .any(|(at, _)| handlers[..at].ends_with([' ', '.', ',', '(', '\n']));
            if named {
                routes.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    routes
}

// rules: ORG-08, ORG-09
#[test]
fn every_page_and_form_has_its_row_of_rights() {
    let files = sources(&own());
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    let mut routes: BTreeSet<String> = texts.flat_map(|text| routes(&text)).collect();
    routes.retain(|route| !NO_PAGES.contains(&route.as_str()));
    let rows: BTreeSet<String> = PAGES.iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(rows.len(), PAGES.len(), "a route has two rows");
    let missing: Vec<_> = routes.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&routes).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a row: {missing:#?}\nwithout a route: {stale:#?}");
}

// rules: ORG-08, ORG-09
story!(every_page_and_form_answers_every_role_as_its_row_says, w, {
    let stage = Stage::set(&w).await;
    let mut wrong = String::new();
    for row in PAGES {
        let cast = stage.cast();
        let mut statuses = Vec::new();
        for who in Who::ALL {
            let props = cast.props(who);
            let (method, path, body) = call("", row, &props);
            let reply = w.visit(props.person(), &method, &path, &body, "zh-CN").await;
            assert_dressed(&reply, row.route);
            statuses.push(reply.status);
        }
        if statuses != row.cells {
            wrong.push_str(&format!("{}\n  said {:?}\n  got  {statuses:?}\n", row.route, row.cells));
        }
    }
    assert!(wrong.is_empty(), "{:?}\n{wrong}", w.office.db.engine());
});

// rules: ENT-01
story!(whoever_is_not_logged_in_is_led_to_the_login_before_a_form_is_read, w, {
    let stage = Stage::set(&w).await;
    let cast = stage.cast();
    let mut tried = 0;
    for row in PAGES.iter().filter(|row| row.route.starts_with("POST") && row.cells[0] == 303) {
        let (method, path, body) = call("", row, &cast.props(Who::Nobody));
        let leads = |reply: &Reply| reply.status == 303 && reply.led_to().starts_with("/sessions/new");
        if leads(&w.visit(None, &method, &path, &body, "zh-CN").await) {
            for unreadable in ["", "key=%FF&key=1&key", "--x\r\n\r\n"] {
                let reply = w.visit(None, &method, &path, unreadable, "zh-CN").await;
                assert!(leads(&reply), "{}: {}", row.route, reply.status);
            }
            tried += 1;
        }
    }
    for row in API.iter().filter(|row| !row.route.starts_with("GET") && row.cells[0] == 401) {
        let (method, path, body) = call("/api/v1", row, &cast.props(Who::Nobody));
        if w.call(None, &method, &path, &body).await.code() == "kernel.login-needed" {
            for unreadable in ["", "{", "[]", "--x\r\n\r\n"] {
                w.call(None, &method, &path, unreadable).await.refused(401, "kernel.login-needed");
            }
            tried += 1;
        }
    }
    assert!(tried > 80, "{tried}");
});

/// What is wrong with a page's markup, in words.
fn faults(html: &str, lang: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |sound: bool, what: &str| {
        if !sound {
            faults.push(what.to_owned());
        }
    };
    check(html.contains(&format!("<html lang=\"{lang}\"")), "its language isn't named");
    check(html.matches("<h1").count() == 1, "it has not one h1");
    check(html.matches("<title>").count() == 1 && !html.contains("<title></title>"), "it has no title");
    check(html.matches("<main").count() == 1, "it has not one main");
    check(!html.contains(" style=") && !html.contains("<style"), "it has a style of its own");
    check(
        !html.contains(" onclick=") && !html.contains(" onsubmit=") && !html.contains("javascript:"),
        "it has a handler",
    );
    let scripts = html.split("<script").skip(1);
    check(
        scripts.filter(|script| !script.trim_start().starts_with("src=") && !script.contains("src=\"")).count() == 0,
        "a script is inline",
    );
    for tag in html.split('<').filter(|tag| !tag.starts_with("a ") && !tag.starts_with('/')) {
        let tag = tag.split('>').next().unwrap_or_default();
        for mark in [" src=\"", " href=\"", " srcset=\"", " action=\"", " poster=\"", " data=\""] {
            let loaded = tag.split(mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("/");
            let own = !loaded.starts_with("//") && !loaded.contains("://") && !loaded.starts_with("data:");
            check(own, &format!("it loads or sends to {loaded}"));
        }
    }
    if let Some((_, rest)) = html.split_once('⟦') {
        check(false, &format!("it lacks the words {}", rest.split('⟧').next().unwrap_or_default()));
    }
    let ids = html.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    let mut known = BTreeSet::new();
    for id in ids {
        check(known.insert(id.to_owned()), &format!("two elements are #{id}"));
    }
    faults
}

// rules: ENT-04, ACC-15
story!(every_page_is_whole_in_every_language, w, {
    let stage = Stage::set(&w).await;
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for row in PAGES {
        let cast = stage.cast();
        for who in Who::ALL {
            for lang in ["zh-CN", "en"] {
                let props = cast.props(who);
                let (method, path, body) = call("", row, &props);
                let reply = w.visit(props.person(), &method, &path, &body, lang).await;
                let kind = reply.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
                if kind.starts_with("text/html") {
                    seen += 1;
                    let faults = faults(&reply.text, lang).into_iter();
                    wrong.extend(faults.map(|fault| format!("{} ({}) in {lang}: {fault}", row.route, reply.status)));
                }
            }
        }
    }
    assert!(seen > 100 && wrong.is_empty(), "{seen} {wrong:#?}");
});

//! Stories of the copy of everything that is kept about somebody.

use crate::{
    closing::{PASSWORD, made},
    consent::decides,
    ledger::{line, seal},
    story,
    volunteer::{identity, number},
};
use serde_json::json;

// rules: ACC-10
story!(a_person_gets_a_copy_of_everything_once_they_prove_who_they_are, w, {
    let team = w.organisation("向阳义工服务队", None);
    let person = made(&w, "13912345678", Some("jiayi@example.org"), Some(identity(&number("002")))).await;
    let other = made(&w, "13912345679", None, Some(identity(&number("004")))).await;
    w.member(&person, team);
    decides(&w, &person, "location", true).await;
    line(person.volunteer, team, 45).write(&w);
    line(other.volunteer, team, 30).write(&w);
    seal(&w).await;

    // when the password is wrong nothing leaves
    let path = "/api/v1/me/exports";
    w.post(Some(&person), path, json!({ "password": "wrong" })).await.refused(401, "login.wrong");
    assert_eq!(w.count("audit where act = 'data-exported'"), 0);

    // when it is right, everything is there, unmasked, and only one's own
    let reply = w.post(Some(&person), path, json!({ "password": PASSWORD })).await;
    assert_eq!(reply.headers["cache-control"], "no-store");
    let text = reply.text.clone();
    let copy = reply.is(201);
    assert_eq!(copy["account"]["phone"], "+8613912345678");
    assert_eq!(copy["account"]["email"], "jiayi@example.org");
    assert_eq!(copy["volunteer"]["identity"]["number"], json!(number("002")));
    assert_eq!(copy["volunteer"]["identity"]["surname"], "欧阳");
    assert_eq!((&copy["total_minutes"], copy["hours"].as_array().unwrap().len()), (&json!(45), 1));
    assert_eq!(copy["memberships"][0]["organisation"], "向阳义工服务队");
    assert_eq!((&copy["consents"][0]["purpose"], &copy["consents"][0]["given"]), (&json!("location"), &json!(true)));
    assert_eq!(copy["agreements"].as_array().unwrap().len(), 2);
    assert_eq!(copy["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&copy["access_log"][0]["act"], &copy["access_log"][0]["by"]),
        (&json!("data-exported"), &json!("self"))
    );
    for part in ["roles", "enrolments", "attendances", "certificates", "messages", "objections", "files"] {
        assert!(copy[part].is_array(), "{part}");
    }
    assert!(!text.contains(&number("004")) && !text.contains("13912345679") && !text.contains("argon2"), "{text}");
    assert!(!text.contains(&person.token));
    assert_eq!(w.count("audit where act = 'data-exported'"), 1);

    // and every field that the copy has is in the API's document
    let document: serde_json::Value = serde_json::from_str(&goodhours::app::document().unwrap()).unwrap();
    let known = document["components"]["schemas"]["PersonalCopy"]["properties"].as_object().unwrap();
    let missing: Vec<_> = copy.as_object().unwrap().keys().filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
});

// rules: ACC-10
story!(the_copy_is_read_as_a_page_or_kept_as_a_file, w, {
    let person = made(&w, "13912345678", Some("jiayi@example.org"), Some(identity(&number("002")))).await;
    w.page(Some(&person), "/me/export").await.says(&["当前密码", "查看和打印", "下载文件"]);
    let form = |format: &'static str, password: &'static str| [("password", password), ("format", format)];
    assert_eq!(w.form(Some(&person), "/me/export", &form("page", "wrong")).await.status, 401);
    let page = w.form(Some(&person), "/me/export", &form("page", PASSWORD)).await;
    page.says(&[&number("002"), "jiayi@example.org", "欧阳嘉怡", "居民身份证", "归属组织", "谁查看过我的身份信息"]);
    assert!(!page.text.contains('⟦'), "{}", page.text);
    let file = w.form(Some(&person), "/me/export", &form("json", PASSWORD)).await;
    assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(file.is(200)["format"], 1);
    // and somebody who isn't a volunteer yet gets what there is
    let fresh = made(&w, "13912345670", None, None).await;
    let copy = w.post(Some(&fresh), "/api/v1/me/exports", json!({ "password": PASSWORD })).await.is(201);
    assert_eq!((&copy["volunteer"], &copy["hours"]), (&json!(null), &json!([])));
    assert_eq!(w.form(Some(&fresh), "/me/export", &form("page", PASSWORD)).await.status, 200);
});

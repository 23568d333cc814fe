//! Comparing a certificate without login, by its number and name or by its code.

use super::{bytes, credited, holder, issued, photographed, scanned, solved};
use crate::{commands::verify, story, world::World};
use jiff::SignedDuration;
use serde_json::{Value, json};

const SCAN: i16 = 1;
const DEDUCTION: i16 = 4;
const REVERSAL: i16 = 5;
const PATH: &str = "/api/v1/certificates/verifications";

async fn asked(w: &World, number: &str, name: &str) -> crate::world::Reply {
    let body = json!({ "number": number, "name": name, "altcha": solved(w).await });
    w.post(None, PATH, body).await
}

// rules: CER-04
story!(number_and_name_show_certificate_and_details_without_login, w, {
    // given an issued certificate
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    credited(&w, &person, team, (SCAN, 125), None);
    let (_, number) = issued(&w, &person, json!({ "document_in_full": true })).await;

    // then a stranger with number and name compares it, with the document masked
    let found = asked(&w, &number.to_lowercase().replace('-', " "), "欧阳 娜娜").await.is(200);
    assert_eq!((found["stated"]["total"].as_i64(), found["today"].is_null()), (Some(125), true));
    assert_eq!(
        (&found["document_number"], &found["details"][0]["minutes"]),
        (&json!("1101**********002X"), &json!(125))
    );

    // and a wrong name, an unknown number and a mistyped one are refused, the first two alike
    let mut unknown = domain::certificate::CertificateNumber::draw(5).to_string();
    asked(&w, &number, "欧阳娜").await.refused(422, "certificate.not-found");
    asked(&w, &unknown, "欧阳娜娜").await.refused(422, "certificate.not-found");
    unknown.replace_range(0..1, if unknown.starts_with('7') { "8" } else { "7" });
    asked(&w, &unknown, "欧阳娜娜").await.refused(422, "certificate.number-check");

    // and whoever isn't logged in solves the human check, once for each query
    let body = json!({ "number": number, "name": "欧阳娜娜" });
    w.post(None, PATH, body.clone()).await.refused(403, "human-check.needed");
    let mut with = body.clone();
    with["altcha"] = json!(solved(&w).await);
    w.post(None, PATH, with.clone()).await.is(200);
    w.post(None, PATH, with).await.refused(403, "human-check.used");
    w.post(Some(&person), PATH, body).await.is(200);
});

// rules: CER-04
story!(the_query_page_works_without_javascript_and_keeps_what_was_typed, w, {
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    credited(&w, &person, team, (SCAN, 125), None);
    let (_, number) = issued(&w, &person, json!({})).await;

    w.page(None, "/certificates").await.says(&["核验证书", "human_ticket", "证书编号"]);
    let refused = w.form(None, "/certificates/verifications", &[("number", &number), ("name", "欧阳娜娜")]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains(&format!("value=\"{number}\"")), "{}", refused.text);
    let altcha = solved(&w).await;
    let fields = [("number", number.as_str()), ("name", "欧阳娜娜"), ("altcha", &altcha)];
    let page = w.form(None, "/certificates/verifications", &fields).await;
    page.says(&["证书真实有效", "2 小时 5 分", "向阳义工服务队", "广州市志愿者联合会"]);
});

// rules: CER-04
story!(a_scanned_code_verifies_at_once_and_a_changed_one_never, w, {
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    credited(&w, &person, team, (SCAN, 125), None);
    let (id, number) = issued(&w, &person, json!({})).await;
    let address = scanned(&w, &bytes(&w, &person, &format!("/me/certificates/{id}.pdf")).await);
    let code = address.split_once('#').unwrap().1;

    // the address opens a page that reads its own fragment and works without network
    let page = w.page(None, "/c").await;
    page.says(&["data-verify=", "没有网络", "name=\"code\""]);
    assert_eq!(page.headers["x-offline"], "keep");

    // the server answers the code itself, with no human check
    assert_eq!(w.post(None, PATH, json!({ "code": code })).await.is(200)["number"], json!(number));
    w.form(None, "/certificates/verifications", &[("code", code)]).await.says(&["证书真实有效", "二维码由本平台签名"]);
    let last = if code.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}", &code[..code.len() - 1]);
    w.post(None, PATH, json!({ "code": forged.clone() })).await.refused(422, "certificate.forged");

    // and the command line needs no server at all, only its public key
    let key =
        w.page(None, "/.well-known/issuers.json").await.json()["keys"][0]["public_key"].as_str().unwrap().to_owned();
    let said = verify(&["certificate", &address, "--key", &key]).unwrap();
    assert_eq!((&said["number"], &said["minutes"], &said["name"]), (&json!(number), &json!(125), &json!("欧阳娜娜")));
    assert!(verify(&["certificate", &forged, "--key", &key]).unwrap_err().contains("not proven"));
    assert!(verify(&["certificate", code, "--key", &"ab".repeat(32)]).unwrap_err().contains("not proven"));
    assert!(verify(&["certificate", code, "--key", "ab"]).unwrap_err().contains("key can't be read"));
});

// rules: CER-06
story!(a_later_deduction_shows_as_changed_since_and_later_services_do_not, w, {
    // given a certificate over two entries
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    let first = credited(&w, &person, team, (SCAN, 125), None);
    credited(&w, &person, team, (SCAN, 60), None);
    let (_, number) = issued(&w, &person, json!({})).await;

    // when the volunteer serves again, nothing changes
    w.wait(SignedDuration::from_mins(1));
    credited(&w, &person, team, (SCAN, 500), None);
    let found = asked(&w, &number, "欧阳娜娜").await.is(200);
    assert_eq!((&found["today"], &found["difference_minutes"]), (&Value::Null, &Value::Null));

    // when an entry is taken back, and later minutes are deducted, the difference shows
    credited(&w, &person, team, (REVERSAL, 125), Some((first, SCAN)));
    let found = asked(&w, &number, "欧阳娜娜").await.is(200);
    assert_eq!((&found["today"]["total"], &found["difference_minutes"]), (&json!(60), &json!(-125)));
    credited(&w, &person, team, (DEDUCTION, 10), None);
    let found = asked(&w, &number, "欧阳娜娜").await.is(200);
    assert_eq!((&found["stated"]["total"], &found["today"]["total"]), (&json!(185), &json!(50)));
    let altcha = solved(&w).await;
    let fields = [("number", number.as_str()), ("name", "欧阳娜娜"), ("altcha", &altcha)];
    let page = w.form(None, "/certificates/verifications", &fields).await;
    page.says(&["证书真实，但出具后有变化", "减少了 2 小时 15 分", "50 分"]);
});

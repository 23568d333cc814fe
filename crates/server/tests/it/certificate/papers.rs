//! Who gets a certificate, what its papers say, and that they never change.

use super::{Named, bytes, credited, holder, issued, photographed, registered, scanned, told, upload};
use crate::{story, world::World};
use diesel::prelude::*;
use serde_json::json;

const SCAN: i16 = 1;
const MAKE_UP: i16 = 2;

// rules: CER-01, CER-02
story!(a_verified_volunteer_with_a_photo_gets_both_papers, w, {
    // given a volunteer with hours, and one who isn't verified
    let (person, team, _) = holder(&w).await;
    credited(&w, &person, team, (SCAN, 125), None);
    let unverified = registered(&w, Named("王", "小明", "440104199003070031"), false).await;

    // then the unverified one has no page and no certificate
    w.get(Some(&unverified), "/api/v1/me/certificate").await.refused(409, "certificate.not-verified");
    w.post(Some(&unverified), "/api/v1/me/certificates", json!({})).await.refused(409, "certificate.not-verified");
    assert_eq!(w.page(None, "/me/certificate").await.status, 303);

    // and the first view asks for a photo, which alone opens the certificate
    w.page(Some(&person), "/me/certificate").await.says(&["请先上传一张证件照"]).is_silent_on(&["出具证书"]);
    w.post(Some(&person), "/api/v1/me/certificates", json!({})).await.refused(409, "certificate.photo-needed");
    let refused = upload(&w, &person, "/me/photo", &[], b"no picture").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("error-summary"), "{}", refused.text);
    photographed(&w, &person).await;
    let page = w.page(Some(&person), "/me/certificate").await;
    page.says(&["欧阳娜娜", "1101**********002X", "2 小时 5 分", "出具证书", "更换证件照"]);

    // when it is issued from the page, then both papers can be downloaded
    let form = [("key", "k1"), ("locale", "zh-CN")];
    assert_eq!(w.form(Some(&person), "/me/certificates", &form).await.led_to(), "/me/certificate?said=issued#issued");
    assert_eq!(w.form(Some(&person), "/me/certificates", &form).await.led_to(), "/me/certificate?said=issued#issued");
    assert_eq!(w.count("certificate where state = 2"), 1);
    w.page(Some(&person), "/me/certificate").await.says(&["下载证书", "下载明细"]);
});

// rules: CER-03
story!(the_papers_hold_what_the_rule_lists_and_stay_the_same_bytes, w, {
    // given hours of every sort, and a city that names who signs
    let (person, team, city) = holder(&w).await;
    photographed(&w, &person).await;
    let steward = w.steward(city, domain::organisation::Role::Owner);
    let fields = [("key", "k"), ("in_charge", "李明远"), ("handled_by", "周岚")];
    upload(&w, &steward, &format!("/steward/{city}/certificates"), &fields, &super::portrait()).await.led_to();
    credited(&w, &person, team, (SCAN, 125), None);
    credited(&w, &person, team, (MAKE_UP, 60), None);
    credited(&w, &person, team, (3, 90), None);
    credited(&w, &person, team, (4, 5), None);

    // when one is issued in each language
    let (id, number) = issued(&w, &person, json!({})).await;
    let (english, _) = issued(&w, &person, json!({ "language": "en", "document_in_full": true })).await;

    // then the text of the paper says it all
    let paper = bytes(&w, &person, &format!("/api/v1/me/certificates/{id}/certificate.pdf")).await;
    let text = told(&w, "paper.pdf", &paper, "pdftotext", &["-layout", "$", "-"]);
    let flat: String = text.split_whitespace().collect();
    for said in [
        "志愿服务时间证书",
        "欧阳娜娜",
        "女",
        "居民身份证",
        "1101**********002X",
        "注册日期",
        "广州市越秀区",
        "3小时",
        "截至",
        "明细附后",
        "广州市志愿者联合会",
        "李明远",
        "周岚",
        "http://localhost/certificates",
        "未作电子签名",
        "出具时间",
        number.as_str(),
    ] {
        assert!(flat.contains(said), "no {said} in {text}");
    }
    let details = bytes(&w, &person, &format!("/api/v1/me/certificates/{id}/details.pdf")).await;
    let text = told(&w, "details.pdf", &details, "pdftotext", &["-layout", "$", "-"]);
    for said in ["向阳义工服务队", "125", "60", "荣誉 90", "核减", "-5", &number] {
        assert!(text.contains(said) || text.contains(&said.replace('-', "−")), "no {said} in {text}");
    }
    let english = bytes(&w, &person, &format!("/me/certificates/{english}.pdf")).await;
    let text = told(&w, "english.pdf", &english, "pdftotext", &["-layout", "$", "-"]);
    assert!(text.contains("Certificate of Volunteer Service") && text.contains("11010519491231002X"), "{text}");

    // and a later download, from the page or the API, is the same file although the hours went on
    w.wait(jiff::SignedDuration::from_hours(30));
    credited(&w, &person, team, (SCAN, 600), None);
    assert!(bytes(&w, &person, &format!("/me/certificates/{id}.pdf")).await == paper);
    assert!(bytes(&w, &person, &format!("/me/certificates/{id}/details.pdf")).await == details);

    // and nobody else has it
    let other = registered(&w, Named("王", "小明", "440104199003070031"), true).await;
    for path in [format!("/me/certificates/{id}.pdf"), format!("/api/v1/me/certificates/{id}/details.pdf")] {
        assert_eq!(w.get(Some(&other), &path).await.status, 404);
    }
});

// rules: CER-04
story!(the_printed_code_is_read_back_and_verifies_without_the_server, w, {
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    credited(&w, &person, team, (SCAN, 125), None);
    let (id, number) = issued(&w, &person, json!({})).await;
    let paper = bytes(&w, &person, &format!("/me/certificates/{id}.pdf")).await;

    // when a scanner reads the paper and a stranger's program checks the signature with the published key
    let address = scanned(&w, &paper);
    assert!(address.starts_with("http://localhost/c#"), "{address}");
    let issuers = w.get(None, "/.well-known/issuers.json").await.is(200);
    let key = issuers["keys"][0]["public_key"].as_str().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/certificate_code.py");
    let claims = told(&w, "none", b"", "python3", &[script, &address, key]);

    // then it says what the paper says
    let claims: serde_json::Value = serde_json::from_str(&claims).unwrap();
    assert_eq!((claims["name"].as_str(), claims["minutes"].as_i64()), (Some("欧阳娜娜"), Some(125)));
    assert_eq!((claims["records"].as_i64(), claims["document"].as_str()), (Some(1), Some("1101**********002X")));
    assert_eq!(claims["number"].as_str().unwrap(), number.replace('-', ""));

    // and the same program turns down another number in the code
    let last = if address.ends_with('0') { "1" } else { "0" };
    let forged = format!("{}{last}", &address[..address.len() - 1]);
    let output = std::process::Command::new("python3").args([script, &forged, key]).output().unwrap();
    assert!(!output.status.success());
});

// rules: CER-01
story!(a_list_of_thousands_of_rows_is_printed_in_a_process_of_its_own, w, {
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    for _ in 0..2_000 {
        credited(&w, &person, team, (SCAN, 1), None);
    }
    let (id, _) = issued(&w, &person, json!({})).await;
    let details = bytes(&w, &person, &format!("/me/certificates/{id}/details.pdf")).await;
    let text = told(&w, "details.pdf", &details, "pdftotext", &["-layout", "$", "-"]);
    assert_eq!(text.matches("向阳义工服务队").count(), 2_000);
});

// rules: CER-03
story!(a_character_without_a_font_stops_the_paper_and_reaches_a_steward, w, {
    // given a name that the built-in fonts can't print
    let (_, team, city) = holder(&w).await;
    let person = registered(&w, Named("𠮷", "田", "440104199003070031"), true).await;
    w.member(&person, team);
    photographed(&w, &person).await;

    // when it is asked for, then it is refused and says who helps
    let refused = w.post(Some(&person), "/api/v1/me/certificates", json!({})).await;
    assert_eq!(refused.json()["facts"]["characters"], "𠮷");
    refused.refused(409, "certificate.glyph-missing");
    w.page(Some(&person), "/me/certificate").await.says(&["有字印不出来"]);

    // and the stewards above see the character, but strangers don't
    let glyphs = format!("/steward/{city}/glyphs");
    let steward = w.steward(city, domain::organisation::Role::Owner);
    w.page(Some(&steward), &glyphs).await.says(&["𠮷", "U+20BB7"]).is_silent_on(&["田"]);
    assert_eq!(w.page(Some(&person), &glyphs).await.status, 404);

    // when the name is corrected in the registers of fonts (here: one glyph less is asked for), the next certificate is printed
    use goodhours::kernel::db::schema::glyph_gap as g;
    let waiting: i64 = g::table.count().get_result(&mut w.conn()).unwrap();
    assert_eq!(waiting, 1);
});

// rules: CER-04
story!(a_certificate_that_was_not_printed_is_printed_when_it_is_asked_for, w, {
    // given a certificate whose printing was interrupted
    let (person, team, _) = holder(&w).await;
    photographed(&w, &person).await;
    credited(&w, &person, team, (SCAN, 125), None);
    let (id, _) = issued(&w, &person, json!({})).await;
    let before = bytes(&w, &person, &format!("/me/certificates/{id}.pdf")).await;
    interrupted(&w);

    // when it is downloaded, then it is the same paper, byte by byte
    credited(&w, &person, team, (SCAN, 60), None);
    assert!(bytes(&w, &person, &format!("/me/certificates/{id}.pdf")).await == before);
    assert_eq!(w.count("certificate where state = 2"), 1);
});

/// As if the process had died before the papers were written down.
fn interrupted(w: &World) {
    use goodhours::kernel::db::schema::certificate as c;
    let none = (c::state.eq(1i16), c::paper_id.eq(None::<i64>), c::details_id.eq(None::<i64>));
    diesel::update(c::table).set(none).execute(&mut w.conn()).unwrap();
}

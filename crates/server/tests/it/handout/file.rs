//! What stands in a file, who opens it, and when it is gone.

use super::{bytes, cells, member, ready, stepped_down, swept_after, take, with};
use crate::{
    activity::{proposal, published},
    closing::PASSWORD,
    handout::ask,
    story,
    volunteer::number,
};
use diesel::connection::SimpleConnection;
use domain::organisation::Role;
use jiff::SignedDuration;
use serde_json::json;
use std::io::Read;

/// A part of the package that a workbook is.
fn part(file: &[u8], name: &str) -> String {
    let mut text = String::new();
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(file.to_vec())).unwrap();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

// rules: AUD-03
story!(a_file_says_everywhere_who_took_it_out_and_shows_no_more_than_was_asked_for, w, {
    let team = w.organisation("向阳&义工队", None);
    let (manager, auditor) = (w.steward(team, Role::Manager), w.steward(team, Role::Auditor));
    member(&w, team, "13800138001", "002").await;
    member(&w, team, "13800138002", "004").await;

    // without a reason, a right or a proof of being present nothing leaves
    ask(&w, &manager, team, with(&json!({ "reason": " " }))).await.refused(422, "handout.reason-missing");
    assert_eq!(ask(&w, &auditor, team, super::wish()).await.status, 403);
    ask(&w, &w.person("路人"), team, super::wish()).await.is_missing();
    let late = w.steward(team, Role::Manager);
    stepped_down(&w, &late);
    ask(&w, &late, team, super::wish()).await.refused(401, "session.step-up-needed");
    assert_eq!((w.count("handout"), w.count("blob")), (0, 0));

    let wish = with(&json!({ "name": "whole", "phone": "masked", "document": "masked" }));
    let id = ready(&w, &manager, team, wish).await;
    let file = bytes(&w, &manager, &id).await;
    let rows = cells(&file);
    assert_eq!(rows.len(), 5, "{rows:?}");
    let mark = |row: &[String]| {
        row[0].contains("E2026-000001") && row[0].contains("向阳&义工队") && row[0].contains("请勿外传")
    };
    assert!(
        mark(&rows[0]) && mark(&rows[4]) && rows[0][0].contains("管理员") && rows[0][0].contains("交保险公司投保"),
        "{rows:?}"
    );
    assert_eq!(rows[1], ["序号", "志愿者编号", "姓名", "手机号码", "证件号码", "追溯标记"]);
    assert_eq!(rows[2][2..], ["欧阳嘉怡", "138****8001", "4401**********0028", "E2026-000001-0001"].map(str::to_owned));
    assert_eq!(rows[3][5], "E2026-000001-0002");
    // and: printed pages and the file's own properties say it too, and nothing in it is a formula
    let sheet = part(&file, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("oddHeader") && sheet.contains("oddFooter") && !sheet.contains("<f>"));
    assert!(part(&file, "docProps/core.xml").contains("E2026-000001"));
    assert!(part(&file, "docProps/custom.xml").contains("E2026-000001"));
    assert!(!part(&file, "xl/sharedStrings.xml").contains(&number("002")));
});

// rules: AUD-03
story!(whole_document_numbers_are_an_owner_s_with_one_more_reason_and_minors_stay_masked, w, {
    let team = w.organisation("向阳义工队", None);
    let (manager, owner) = (w.steward(team, Role::Manager), w.steward(team, Role::Owner));
    let minor = member(&w, team, "13800138001", "002").await;
    let whole = json!({ "name": "whole", "phone": "whole", "document": "whole", "document_reason": "公安机关要求" });
    ask(&w, &manager, team, with(&whole)).await.refused(403, "handout.document-owner-only");
    let mut unsaid = with(&whole);
    unsaid["document_reason"] = json!("");
    ask(&w, &owner, team, unsaid).await.refused(422, "handout.document-reason-missing");
    let line = async |wish| {
        let id = ready(&w, &owner, team, wish).await;
        cells(&bytes(&w, &owner, &id).await)[2][2..5].to_vec()
    };
    assert_eq!(line(with(&whole)).await, ["欧阳嘉怡", "13800138001", number("002").as_str()].map(str::to_owned));
    // when the same person is under 18, then only a danger shows them whole
    let later = (w.now() + SignedDuration::from_hours(24)).as_microsecond();
    w.conn()
        .batch_execute(&format!("update volunteer set minor_until = {later} where id = {}", minor.volunteer))
        .unwrap();
    assert_eq!(line(with(&whole)).await, ["欧阳*", "138****8001", "4401**********0028"].map(str::to_owned));
    let mut danger = with(&whole);
    danger["purpose"] = json!("safety");
    assert_eq!(line(danger).await[0], "欧阳嘉怡");
    w.wait(SignedDuration::from_hours(24));
    assert_eq!(line(with(&whole)).await[0], "欧阳嘉怡");
});

// rules: AUD-03
story!(the_on_site_list_of_an_activity_runs_nothing_that_somebody_typed, w, {
    let city = w.organisation("广州市志愿者联合会", None);
    let team = w.organisation("向阳义工队", Some(city));
    let steward = w.steward(team, Role::Manager);
    let activity = published(&w, team, city, proposal(&w)).await;
    let shown = w.get(None, &format!("/api/v1/activities/{activity}")).await.is(200);
    let body = json!({ "position_id": shown["positions"][0]["id"] });
    let (come, stay) = (w.volunteer("甲", team), w.volunteer("乙", team));
    let sign_up = format!("/api/v1/activities/{activity}/enrolments");
    let enrolled = w.post(Some(&come), &sign_up, body.clone()).await.is(201);
    w.post(Some(&stay), &sign_up, body).await.is(201);
    let path = format!("/api/v1/activities/{activity}/handouts");
    let wish = with(&json!({ "format": "csv" }));
    // nobody is accepted yet
    w.post(Some(&steward), &path, wish.clone()).await.refused(409, "handout.nobody");
    w.post(Some(&steward), &format!("/api/v1/enrolments/{}/acceptance", enrolled["id"].as_str().unwrap()), json!({}))
        .await
        .is(200);
    w.conn().batch_execute("update activity_position set title = '=HYPERLINK(\"http://evil\")'").unwrap();

    let asked = w.post(Some(&steward), &path, wish).await.is(201);
    assert_eq!((&asked["list"], &asked["people"]), (&json!("enrolments"), &json!(1)));
    let text = String::from_utf8(bytes(&w, &steward, asked["id"].as_str().unwrap()).await).unwrap();
    assert!(text.starts_with("\u{feff}\"名单 E2026-000001"), "{text}");
    assert!(text.contains("\"张*\",\"'=HYPERLINK(\"\"http://evil\"\")\",\"E2026-000001-0001\"\r\n"), "{text}");
    assert!(text.contains(&come.volunteer.to_string()) && !text.contains(&stay.volunteer.to_string()));
});

// rules: AUD-03
story!(a_file_opens_to_the_one_who_asked_three_times_within_a_day_and_is_then_destroyed, w, {
    let team = w.organisation("向阳义工队", None);
    let (steward, colleague) = (w.steward(team, Role::Manager), w.steward(team, Role::Owner));
    let person = member(&w, team, "13800138001", "002").await;
    let id = ready(&w, &steward, team, with(&json!({ "name": "whole" }))).await;
    // it lies sealed: neither the blob nor the database shows a name
    let key = w.count("handout where file_key is not null");
    assert_eq!((key, w.count("blob where kind = 5 and owner_account_id = 0")), (1, 1));
    take(&w, &colleague, &id).await.is_missing();
    take(&w, &person, &id).await.is_missing();
    stepped_down(&w, &steward);
    take(&w, &steward, &id).await.refused(401, "session.step-up-needed");
    let fresh = w.session(steward.account, 0);
    for _ in 0..3 {
        bytes(&w, &fresh, &id).await;
    }
    take(&w, &fresh, &id).await.refused(409, "handout.taken-often");
    assert_eq!(w.count("audit where act = 'export-downloaded' and reason = '交保险公司投保'"), 3);

    // a repeat under its key is no further download, and gives nothing once the file is gone
    let other = ready(&w, &fresh, team, super::wish()).await;
    let path = format!("/api/v1/handouts/{other}/downloads");
    let first = w.post_once(&fresh, &path, "one-tap-0001", json!({})).await;
    let again = w.post_once(&fresh, &path, "one-tap-0001", json!({})).await;
    assert_eq!((first.status, again.status, first.text == again.text), (200, 200, true));
    assert_eq!(w.count("handout where taken = 1"), 1);
    // a steward whose role was taken away keeps no way in
    let shown = w.get(Some(&fresh), &format!("/api/v1/handouts/{other}")).await.is(200);
    assert_eq!((&shown["downloads_left"], &shown["state"]), (&json!(2), &json!("ready")));
    swept_after(&w, 23).await;
    assert_eq!(take(&w, &fresh, &other).await.status, 200);
    swept_after(&w, 1).await;
    take(&w, &fresh, &other).await.refused(409, "handout.over");
    assert_eq!(w.post_once(&fresh, &path, "one-tap-0001", json!({})).await.status, 409);
    assert_eq!((w.count("blob"), w.count("handout where file_key is not null"), w.count("handout")), (0, 0, 2));
    assert_eq!(w.count("audit where act = 'export-destroyed'"), 2);
    let shown = w.get(Some(&fresh), &format!("/api/v1/handouts/{other}")).await.is(200);
    assert_eq!((&shown["state"], &shown["reason"]), (&json!("over"), &json!("交保险公司投保")));
});

// rules: AUD-03
story!(whoever_is_on_a_list_reads_who_took_it_out_and_what_is_erased_is_in_no_file, w, {
    let team = w.organisation("向阳义工队", None);
    let steward = w.steward(team, Role::Manager);
    let (person, other) = (member(&w, team, "13800138001", "002").await, member(&w, team, "13800138002", "004").await);
    let before = w.get(Some(&person), "/api/v1/me/access-log").await.is(200);
    assert_eq!(before["items"], json!([]));
    ready(&w, &steward, team, super::wish()).await;
    for one in [&person, &other] {
        let log = w.get(Some(one), "/api/v1/me/access-log").await.is(200)["items"].clone();
        let expected = json!([{ "at": log[0]["at"], "act": "data-exported", "by": "steward", "role": "manager",
            "organisation": "向阳义工队", "who": "管*", "reason": "交保险公司投保" }]);
        assert_eq!(log, expected);
    }
    w.page(Some(&person), "/me/access-log").await.says(&["导出数据", "管理员 管*", "交保险公司投保"]);
    let trail = "audit where act = 'data-exported' and reason = '交保险公司投保' and facts like '%digest%'";
    assert_eq!((w.count(trail), w.count("handout_person")), (1, 2));

    // when one of them ends their account while the file is there, it is destroyed; that there was one stays
    w.post(Some(&person), "/api/v1/me/closing", json!({ "password": PASSWORD })).await.is(201);
    w.wait(SignedDuration::from_hours(15 * 24 - 1));
    ready(&w, &w.session(steward.account, 0), team, super::wish()).await;
    w.wait(SignedDuration::from_hours(1));
    goodhours::closing::end_due(&w.office, w.now()).await.unwrap();
    assert_eq!((w.count("blob"), w.count("handout where state = 5")), (0, 2));
    assert_eq!(w.count("handout_person"), 4);
});

//! Stories of rosters: what a sheet may hold, who is told, and who makes a volunteer of whom.

use crate::{
    account::{PASSWORD, registered},
    story,
    volunteer::{filed, identity, number},
    world::{Person, Reply, World},
};
use diesel::prelude::*;
use domain::organisation::Role;
use goodhours::kernel::db::schema::roster as r;
use jiff::SignedDuration;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

const PHONE: &str = "13800138000";

/// A sheet in the form of the template.
fn sheet(lines: &[[&str; 3]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip([["姓名", "身份证号码", "手机号码"]].iter().chain(lines)) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

async fn enter(w: &World, by: &Person, at: i64, file: &[u8]) -> Reply {
    let mut body = b"--x\r\ncontent-disposition: form-data; name=\"sheet\"; filename=\"a.xlsx\"\r\n\r\n".to_vec();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = axum::http::Request::builder().method("POST").uri(format!("/api/v1/organisations/{at}/rosters"));
    let request = request.header("host", "localhost").header("authorization", format!("Bearer {}", by.token));
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    w.send(request.body(axum::body::Body::from(body)).unwrap()).await
}

/// Enters and tells; answers the roster.
pub async fn told(w: &World, by: &Person, at: i64, lines: &[[&str; 3]]) -> String {
    let id = enter(w, by, at, &sheet(lines)).await.is(201)["id"].as_str().unwrap().to_owned();
    w.post(Some(by), &format!("/api/v1/rosters/{id}/invitations"), json!({})).await.is(200);
    id
}

/// The link in the newest SMS to a phone, without its origin.
async fn link(w: &World, phone: &str) -> String {
    let sent = w.get(None, &format!("/api/v1/outbox?to={phone}")).await.is(200);
    let text = sent["items"][0]["text"].as_str().unwrap().to_owned();
    let at = text.find("/invitations/").unwrap_or_else(|| panic!("no link in {text}"));
    text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect()
}

fn accepting() -> Value {
    json!({ "password": PASSWORD, "agreements": ["terms", "privacy"] })
}

async fn shown(w: &World, by: &Person, id: &str) -> Value {
    w.get(Some(by), &format!("/api/v1/rosters/{id}")).await.is(200)
}

// rules: REG-16
story!(a_sheet_is_checked_line_by_line_and_makes_nobody_a_volunteer, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (steward, auditor) = (w.steward(team, Role::Manager), w.steward(team, Role::Auditor));
    let known = registered(&w, "13700137000").await;
    let before = w.count("account");
    let lines = [
        ["欧阳嘉怡", &number("002"), PHONE],
        ["李四", "440106199003070000", "13800138001"],
        ["=HYPERLINK(1)", &number("004"), "13800138002"],
        ["王五", &number("006"), "123"],
        ["赵六", &number("002"), "13800138004"],
        ["钱七", &number("008"), "13700137000"],
    ];
    assert_eq!(enter(&w, &auditor, team, &sheet(&lines)).await.status, 403);
    enter(&w, &steward, team, b"PK not a sheet").await.refused(422, "roster.not-a-sheet");
    enter(&w, &steward, team, &sheet(&[])).await.refused(422, "roster.empty");
    let id = enter(&w, &steward, team, &sheet(&lines)).await.is(201)["id"].as_str().unwrap().to_owned();
    let roster = shown(&w, &steward, &id).await;
    let faults: Vec<Option<&str>> =
        roster["entries"].as_array().unwrap().iter().map(|entry| entry["fault_column"].as_str()).collect();
    // a phone that has an account is not told from one that has none
    assert_eq!(faults, [None, Some("document"), Some("name"), Some("phone"), Some("document"), None]);
    assert_eq!((&roster["ready"], &roster["faulty"], &roster["is_whole"]), (&json!(2), &json!(4), &json!(true)));
    assert!(roster["entries"][0]["document"].as_str().unwrap().contains("****"));
    // nobody was told, and there is no account and no volunteer that wasn't there before
    assert_eq!((w.count("message where kind = 'roster-invited'"), w.count("account")), (0, before));

    let path = format!("/api/v1/rosters/{id}/invitations");
    let sent = w.post(Some(&steward), &path, json!({})).await.is(200);
    assert_eq!((&sent["entries"][0]["state"], &sent["entries"][5]["state"]), (&json!("invited"), &json!("invited")));
    w.post(Some(&steward), &path, json!({})).await.refused(409, "roster.sent");
    assert_eq!((w.count("message where kind = 'roster-invited'"), w.count("account")), (1, before));
    assert_eq!(w.count(&format!("message where kind = 'roster-member' and account_id = {}", known.account)), 1);
    assert_eq!((w.count("volunteer"), w.count("account where password_hash is null and nickname <> '管理员'")), (0, 0));
});

// rules: REG-16
story!(whoever_was_entered_activates_by_a_link_that_is_good_once_and_for_a_day, w, {
    let team = w.organisation("向阳义工服务队", None);
    let steward = w.steward(team, Role::Manager);
    let id =
        told(&w, &steward, team, &[["欧阳嘉怡", &number("002"), PHONE], ["李四", &number("004"), "13800138001"]]).await;
    let path = link(&w, PHONE).await;
    let invitation = w.get(None, &format!("/api/v1{path}")).await.is(200);
    assert_eq!(
        (invitation["organisation"].as_str(), invitation["phone"].as_str()),
        (Some("向阳义工服务队"), Some("138****8000"))
    );
    w.page(None, &path).await.says(&["向阳义工服务队", "是我，激活", "不是我"]).is_silent_on(&[&number("002")]);
    // only digests of links are kept, and the message is wiped once it is sent
    let token = path.rsplit('/').next().unwrap();
    assert_eq!(w.count(&format!("roster_line where fault_code = '{token}'")), 0);

    // without a password or agreements it isn't taken, and the number is no password
    let accept = format!("/api/v1{path}/acceptances");
    w.post(None, &accept, json!({ "password": PASSWORD, "agreements": [] }))
        .await
        .refused(422, "agreement.not-accepted");
    let weak = json!({ "password": "138001", "agreements": ["terms", "privacy"] });
    assert_eq!(w.post(None, &accept, weak).await.status, 422);
    let taken = w.post(None, &accept, accepting()).await.is(201);
    let person = Person {
        account: taken["account_id"].as_str().unwrap().parse().unwrap(),
        volunteer: 0,
        token: taken["token"].as_str().unwrap().to_owned(),
    };
    w.post(None, &accept, accepting()).await.refused(409, "roster.link-over");
    let me = w.get(Some(&person), "/api/v1/me").await.is(200);
    assert_eq!((&me["activated"], &me["verification"]), (&json!(false), &json!("none")));
    // what was entered is shown to nobody; once its owner files it, the line holds nothing more and the organisation has an application
    w.page(Some(&person), "/register/identity").await.is_silent_on(&[&number("002"), "嘉怡"]);
    w.put(Some(&person), "/api/v1/me/identity", identity(&number("002"))).await.is(200);
    assert_eq!(w.count("membership where state = 1"), 1);
    assert_eq!(w.count("roster_line where state = 4 and payload is null"), 1);
    assert_eq!(shown(&w, &steward, &id).await["taken_up"], 1);

    // the other link is over after a day, and its owner registers with the phone instead
    let other = link(&w, "13800138001").await;
    w.wait(SignedDuration::from_hours(23));
    w.get(None, &format!("/api/v1{other}")).await.is(200);
    w.wait(SignedDuration::from_hours(1));
    w.get(None, &format!("/api/v1{other}")).await.refused(409, "roster.link-over");
    let late = registered(&w, "13800138001").await;
    assert_eq!(shown(&w, &steward, &id).await["taken_up"], 2);
    // and whoever isn't the one that was entered doesn't apply by it
    w.put(Some(&late), "/api/v1/me/identity", identity(&number("008"))).await.is(200);
    assert_eq!((w.count("membership where state = 1"), w.count("roster_line where state = 6")), (1, 1));
});

story!(whoever_was_entered_against_their_will_disowns_it, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let (steward, above) = (w.steward(team, Role::Manager), w.steward(city, Role::Owner));
    let own = number("002");
    let id =
        told(&w, &steward, team, &[["欧阳嘉怡", &own, "13800138009"], ["李四", &number("004"), "13800138001"]]).await;
    // by the link
    let path = link(&w, "13800138001").await;
    assert_eq!(w.form(None, &format!("{path}/refusals"), &[]).await.led_to(), "/invitations/refused");
    w.get(None, &format!("/api/v1{path}")).await.refused(409, "roster.link-over");
    assert_eq!(w.count(&format!("message where kind = 'roster-disowned' and account_id = {}", above.account)), 1);

    // by whoever proves the identity, though the phone was another's; nobody else finds it
    let (person, _) = filed(&w, PHONE, identity(&own)).await;
    let stranger = registered(&w, "13800138007").await;
    let found = w.get(Some(&person), "/api/v1/me/records").await.is(200);
    let record = found["items"][0]["id"].as_str().unwrap();
    assert_eq!((&found["is_proven"], &found["items"][0]["organisation"]), (&json!(true), &json!("向阳义工服务队")));
    assert_eq!(w.get(Some(&stranger), "/api/v1/me/records").await.is(200)["is_proven"], false);
    w.post(Some(&stranger), &format!("/api/v1/me/records/{record}/disownments"), json!({})).await.is_missing();
    w.page(Some(&person), "/me/records").await.says(&["向阳义工服务队", "不是我登记的"]);
    w.post(Some(&person), &format!("/api/v1/me/records/{record}/disownments"), json!({})).await.is(204);
    let roster = shown(&w, &steward, &id).await;
    assert_eq!((&roster["disowned"], &roster["entries"][0]["name"]), (&json!(2), &Value::Null));
    assert_eq!(w.count("roster_line where payload is not null or document_mac is not null"), 0);
    assert_eq!(w.count("audit where act = 'record-disowned'"), 2);
});

story!(what_nobody_took_up_is_forgotten_after_ninety_days, w, {
    let team = w.organisation("向阳义工服务队", None);
    let steward = w.steward(team, Role::Manager);
    told(&w, &steward, team, &[["欧阳嘉怡", &number("002"), PHONE]]).await;
    crate::help::days_pass(&w, 89).await;
    assert_eq!(w.count("roster_line where payload is not null"), 1);
    crate::help::days_pass(&w, 1).await;
    assert_eq!((w.count("roster_line where payload is not null"), w.count("roster_line where state = 6")), (0, 1));
});

// rules: REG-16
story!(nobody_is_flooded_with_invitations, w, {
    let (team, other) = (w.organisation("向阳义工服务队", None), w.organisation("春晖队", None));
    let (steward, neighbour) = (w.steward(team, Role::Manager), w.steward(other, Role::Manager));
    let line = [["欧阳嘉怡", &number("002"), PHONE]];
    told(&w, &steward, team, &line).await;
    // entered again, by whomever: the link of before is still good, and no second SMS goes out
    told(&w, &steward, team, &line).await;
    let id = told(&w, &neighbour, other, &line).await;
    assert_eq!(w.count("message where kind = 'roster-invited'"), 1);
    assert_eq!(shown(&w, &neighbour, &id).await["entries"][0]["state"], json!("invited"));
    w.wait(SignedDuration::from_hours(24));
    told(&w, &steward, team, &line).await;
    assert_eq!(w.count("message where kind = 'roster-invited'"), 2);

    // and nobody enters more than three thousand a day
    diesel::update(r::table.filter(r::organisation_id.eq(other)))
        .set(r::lines.eq(2_999_i64))
        .execute(&mut w.conn())
        .unwrap();
    enter(&w, &neighbour, other, &sheet(&line)).await.is(201);
    diesel::update(r::table.filter(r::organisation_id.eq(other)))
        .set(r::at.eq(w.now().as_microsecond()))
        .execute(&mut w.conn())
        .unwrap();
    enter(&w, &neighbour, other, &sheet(&line)).await.refused(409, "roster.too-many-today");
    enter(&w, &steward, team, &sheet(&line)).await.is(201);
});

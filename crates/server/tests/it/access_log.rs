//! Stories of who looked at somebody's identity data.

use crate::{
    certificate::{NANA, registered},
    story,
    world::{Person, World},
};
use domain::organisation::Role;
use serde_json::json;
use std::path::Path;

fn newest(w: &World, who: &Person) -> i64 {
    use diesel::prelude::*;
    use goodhours::kernel::db::schema::membership as m;
    let own = m::table.filter(m::volunteer_id.eq(who.volunteer)).select(diesel::dsl::max(m::id));
    own.first::<Option<i64>>(&mut w.conn()).unwrap().unwrap()
}

// rules: ACC-11
story!(every_look_at_an_identity_is_its_holders_to_read_and_masked_lists_leave_no_line, w, {
    let city = w.organisation("广州市志愿者联合会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let holder = registered(&w, NANA, true).await;
    w.member(&holder, team);
    let (steward, stranger) = (w.steward(city, Role::Manager), w.volunteer("路人", team));
    let membership = newest(&w, &holder);
    let log = async |who: &Person| w.get(Some(who), "/api/v1/me/access-log").await.is(200)["items"].clone();
    assert_eq!(log(&holder).await, json!([]));
    w.page(Some(&holder), "/me/access-log").await.says(&["还没有人查看过"]);

    // when a steward reads the masked list, nothing is written; when they look at the person, each look is
    w.get(Some(&steward), &format!("/api/v1/organisations/{team}/memberships?state=approved")).await.is(200);
    assert_eq!(log(&holder).await, json!([]));
    let path = format!("/api/v1/memberships/{membership}/identity-showings");
    w.post(Some(&steward), &path, json!({ "reason": " " })).await.refused(422, "audit.reason-missing");
    assert_eq!(log(&holder).await, json!([]));
    let shown = w.post(Some(&steward), &path, json!({ "reason": "核对保险名单" })).await.is(200);
    assert_eq!((&shown["name"], &shown["number"]), (&json!("欧阳娜娜"), &json!("11010519491231002X")));
    w.form(Some(&steward), &format!("/steward/{team}/members/{membership}/identity"), &[("reason", "电话回访")]).await;
    w.post(Some(&stranger), &path, json!({ "reason": "好奇" })).await.is_missing();

    // then the holder reads when, through which organisation, in which role and why, and the steward stays masked
    let lines = log(&holder).await;
    assert_eq!(lines.as_array().unwrap().len(), 2, "{lines}");
    let expected = json!({ "at": lines[1]["at"], "act": "identity-shown", "by": "steward", "role": "manager",
        "organisation": "向阳义工服务队", "who": "管*", "reason": "核对保险名单" });
    assert_eq!(lines[1], expected);
    w.page(Some(&holder), "/me/access-log").await.says(&[
        "管理员 管*",
        "向阳义工服务队",
        "核对保险名单",
        "查看身份信息",
    ]);
    assert_eq!(log(&stranger).await, json!([]), "it is nobody else's to read");

    // and what the platform's own people and oneself look at is there too
    let platform = crate::organisation::platform(&w);
    w.post(Some(&platform), &path, json!({ "reason": "处理申诉" })).await.is(200);
    w.post(Some(&holder), "/api/v1/me/identity/showings", json!({ "reason": "自己看看" })).await.is(200);
    let lines = log(&holder).await;
    assert_eq!((&lines[0]["by"], &lines[0]["who"]), (&json!("self"), &json!("")));
    assert_eq!((&lines[1]["by"], &lines[1]["role"]), (&json!("platform"), &json!(null)));
});

/// Files that open somebody's real-name data, each for its holder (also when keys change, and for a platform that they agreed to), after the
/// look was written down, or to file its number again and tell it to nobody.
const OPENERS: [&str; 13] = [
    "card/views.rs",
    "certificate/actions.rs",
    "certificate/views.rs",
    "handout/people.rs",
    "organisation/pages/identity.rs",
    "record/quarantine.rs",
    "roster/records.rs",
    "sso/provider/userinfo.rs",
    "volunteer/actions.rs",
    "volunteer/api.rs",
    "volunteer/copy.rs",
    "volunteer/flow.rs",
    "volunteer/rotation.rs",
];

// rules: ACC-11
#[test]
fn real_name_data_is_opened_in_known_places_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for path in crate::laws::sources(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let opens = text.contains("volunteer::identity(") || text.contains("store::identity(");
        // One's own pages, the registration, and the facts of signing up, which tell nobody anything but an age.
        let is_own = name.starts_with("volunteer/pages/") || name == "volunteer/views.rs";
        if opens && !is_own {
            found.push(name);
        }
    }
    found.sort();
    assert_eq!(found, OPENERS, "whoever opens real-name data of others writes the look down first");
}

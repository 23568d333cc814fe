//! Stories of the trail of acts.

use super::platform;
use crate::{story, world::World};
use diesel::connection::SimpleConnection;
use domain::organisation::{Reach, Role};
use serde_json::json;

async fn one_grant(w: &World, team: i64) {
    let (owner, person) = (w.steward(team, Role::Owner), w.volunteer("小林", team));
    let body = json!({ "to": person.volunteer.to_string(), "role": "manager", "reach": "own" });
    w.post(Some(&owner), &format!("/api/v1/organisations/{team}/grants"), body).await.is(201);
}

// rules: AUD-01
story!(a_line_of_the_trail_can_be_neither_changed_nor_deleted_by_anybody, w, {
    one_grant(&w, w.organisation("向阳队", None)).await;
    let mut conn = w.conn();
    let mut refused = |sql: &str| conn.batch_execute(sql).is_err();

    assert!(refused("update audit set reason = 'x'"));
    assert!(refused("update audit set seq = 1, actor = 7"));
    assert!(refused("delete from audit"));
    // the sequencer gives a line its place in the sealed log, once
    assert!(!refused("update audit set seq = 1"));
    assert!(refused("update audit set seq = 2"));
    assert!(refused("update audit set seq = null"));
    assert_eq!(w.count("audit where seq = 1 and reason = ''"), 1);
});

// rules: AUD-01
story!(the_trail_is_read_within_ones_scope, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let (team, sibling) = (w.organisation("向阳队", Some(city)), w.organisation("春晖队", Some(city)));
    one_grant(&w, team).await;
    one_grant(&w, sibling).await;
    let auditor = w.person("审计员");
    w.grant(&auditor, city, Role::Auditor, Reach::OwnAndBelow);
    let lines = async |who: &crate::world::Person, query: &str| {
        let reply = w.get(Some(who), &format!("/api/v1/audit?{query}")).await;
        (reply.status, reply.json()["items"].as_array().map_or(0, Vec::len))
    };

    assert_eq!(lines(&auditor, &format!("organisation_id={team}")).await, (200, 1));
    assert_eq!(lines(&auditor, &format!("organisation_id={city}")).await, (200, 0));
    assert_eq!(lines(&auditor, &format!("organisation_id={city}&below=true")).await, (200, 2));
    assert_eq!(lines(&auditor, &format!("organisation_id={city}&below=true&act=role-revoked")).await, (200, 0));
    assert_eq!(lines(&auditor, "").await.0, 404);
    assert_eq!(lines(&platform(&w), "").await, (200, 2));
    assert_eq!(lines(&w.steward(sibling, Role::Owner), &format!("organisation_id={team}")).await.0, 404);

    // and it says who did what to what
    let line =
        w.get(Some(&auditor), &format!("/api/v1/audit?organisation_id={team}")).await.is(200)["items"][0].clone();
    assert_eq!((&line["act"], &line["actor"]), (&json!("role-granted"), &json!("管理员")));
    assert_eq!(line["facts"]["role"], "manager");
});

//! Large lists: somebody else agrees before there is a file.

use super::{ask, bytes, cells, crowd, ready, stepped_down, swept_after, take, wish};
use crate::{
    story,
    world::{Person, Reply, World},
};
use diesel::connection::SimpleConnection;
use domain::organisation::{Reach, Role};
use serde_json::{Value, json};

async fn say(w: &World, by: &Person, id: &str, opinion: &str, reason: &str) -> Reply {
    let body = json!({ "opinion": opinion, "reason": reason });
    w.post(Some(by), &format!("/api/v1/handouts/{id}/decisions"), body).await
}

/// Asks for a list that waits.
async fn waiting(w: &World, by: &Person, at: i64) -> String {
    let asked: Value = ask(w, by, at, wish()).await.is(201);
    assert_eq!((&asked["state"], &asked["made_at"]), (&json!("waiting"), &json!(null)));
    asked["id"].as_str().unwrap().to_owned()
}

// rules: AUD-03
story!(from_the_hundred_and_first_person_on_a_second_steward_agrees_and_never_the_same, w, {
    let team = w.organisation("向阳义工队", None);
    let (steward, second) = (w.steward(team, Role::Manager), w.steward(team, Role::Manager));
    crowd(&w, team, 100);
    ready(&w, &steward, team, wish()).await;
    crowd(&w, team, 1);
    let id = waiting(&w, &steward, team).await;
    take(&w, &steward, &id).await.refused(409, "handout.not-agreed");
    assert_eq!(w.count(&format!("message where kind = 'handout-waiting' and account_id = {}", second.account)), 1);

    // not the one who asked, nobody from elsewhere, nobody who only looks, and not without a proof of being present
    say(&w, &steward, &id, "agree", "").await.refused(403, "handout.same-person");
    let stranger = w.steward(w.organisation("别的队", None), Role::Owner);
    say(&w, &stranger, &id, "agree", "").await.is_missing();
    assert_eq!(say(&w, &w.steward(team, Role::Auditor), &id, "agree", "").await.status, 403);
    stepped_down(&w, &second);
    say(&w, &second, &id, "agree", "").await.refused(401, "session.step-up-needed");
    let second = w.session(second.account, 0);
    say(&w, &second, &id, "refuse", " ").await.refused(422, "handout.reason-missing");
    assert_eq!(w.count("blob"), 1);

    // one of them leaves before it is agreed to, and isn't in the file
    w.conn()
        .batch_execute("update membership set state = 5, live = false where id = (select max(id) from membership)")
        .unwrap();
    let agreed = say(&w, &second, &id, "agree", "").await.is(200);
    assert_eq!(
        (&agreed["state"], &agreed["people"], &agreed["downloads_left"]),
        (&json!("ready"), &json!(100), &json!(0))
    );
    say(&w, &second, &id, "agree", "").await.refused(409, "handout.not-waiting");
    take(&w, &second, &id).await.is_missing();
    assert_eq!(cells(&bytes(&w, &steward, &id).await).len(), 103);
    assert_eq!(w.count(&format!("message where kind = 'handout-agreed' and account_id = {}", steward.account)), 1);
    assert_eq!(
        w.count(&format!(
            "handout where id = {id} and decided_by = {} and asked_by = {}",
            second.account, steward.account
        )),
        1
    );
    // the line of the trail is the asker's, and the consent the other's
    assert_eq!(
        w.count(&format!(
            "audit where act = 'data-exported' and subject = 'handout/{id}' and actor = {}",
            steward.account
        )),
        1
    );
    assert_eq!(w.count(&format!("audit where act = 'export-agreed' and actor = {}", second.account)), 1);
});

// rules: AUD-03
story!(where_there_is_no_second_steward_the_level_above_agrees, w, {
    let city = w.organisation("广州市志愿者联合会", None);
    let team = w.organisation("向阳义工队", Some(city));
    let steward = w.person("独自一人");
    w.grant(&steward, team, Role::Owner, Reach::Own);
    let reviewer = w.steward(city, Role::Manager);
    let above = w.person("审核员");
    w.grant(&above, city, Role::Reviewer, Reach::Own);
    crowd(&w, team, 101);
    let id = waiting(&w, &steward, team).await;
    assert_eq!(w.count(&format!("message where kind = 'handout-waiting' and account_id = {}", reviewer.account)), 1);
    assert!(w.get(Some(&above), &format!("/api/v1/handouts/{id}")).await.is(200)["may_decide"].as_bool().unwrap());
    assert_eq!(say(&w, &above, &id, "agree", "").await.is(200)["state"], "ready");
    // once there is a second one, it is no longer the level above's
    let second = w.person("同事");
    w.grant(&second, team, Role::Manager, Reach::Own);
    let id = waiting(&w, &steward, team).await;
    say(&w, &above, &id, "agree", "").await.is_missing();
    let refused = say(&w, &second, &id, "refuse", "超出需要").await.is(200);
    assert_eq!((&refused["state"], &refused["decision_reason"]), (&json!("refused"), &json!("超出需要")));
    take(&w, &steward, &id).await.refused(409, "handout.over");
    assert_eq!(w.count("message where kind = 'handout-refused'"), 1);
});

// rules: AUD-03
story!(consent_comes_within_three_days_and_only_for_somebody_who_still_may, w, {
    let team = w.organisation("向阳义工队", None);
    let (steward, second) = (w.steward(team, Role::Manager), w.steward(team, Role::Manager));
    crowd(&w, team, 101);
    let id = waiting(&w, &steward, team).await;
    let other = waiting(&w, &steward, team).await;
    swept_after(&w, 71).await;
    // the asker's role is taken away: consent makes no file
    w.conn()
        .batch_execute(&format!("update role_grant set revoked_at = 1 where account_id = {}", steward.account))
        .unwrap();
    assert_eq!(say(&w, &second, &id, "agree", "").await.is(200)["state"], "agreed");
    assert_eq!(w.count("blob"), 0);
    take(&w, &steward, &id).await.is_missing();
    swept_after(&w, 1).await;
    say(&w, &second, &other, "agree", "").await.refused(409, "handout.not-waiting");
    assert_eq!(w.count("handout where state = 5"), 1);
    swept_after(&w, 23).await;
    assert_eq!((w.count("handout where state = 5"), w.count("audit where act = 'export-destroyed'")), (2, 0));
});

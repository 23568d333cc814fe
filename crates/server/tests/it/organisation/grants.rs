//! Stories of roles.

use crate::{
    story,
    world::{Person, World},
};
use domain::organisation::{Reach, Role};
use jiff::SignedDuration;
use serde_json::{Value, json};

fn give(to: &Person, role: &str, reach: &str) -> Value {
    json!({ "to": to.volunteer.to_string(), "role": role, "reach": reach })
}

fn with(w: &World, at: i64, role: Role, reach: Reach) -> Person {
    let person = w.person("管理员");
    w.grant(&person, at, role, reach);
    person
}

// rules: ORG-09
story!(nobody_gives_more_than_they_hold, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳队", Some(city));
    let person = w.volunteer("小林", team);
    let path = format!("/api/v1/organisations/{team}/grants");
    let ask = async |by: &Person, role: &str, reach: &str| w.post(Some(by), &path, give(&person, role, reach)).await;

    // an owner of the team alone gives every role for the team, but none for what lies below
    let own = with(&w, team, Role::Owner, Reach::Own);
    ask(&own, "manager", "own").await.is(201);
    ask(&own, "manager", "own-and-below").await.refused(403, "organisation.grant-too-wide");
    // an owner above may, a manager only makes helpers, an auditor nothing
    ask(&with(&w, city, Role::Owner, Reach::OwnAndBelow), "owner", "own-and-below").await.is(201);
    let manager = with(&w, team, Role::Manager, Reach::OwnAndBelow);
    ask(&manager, "check-in-helper", "own").await.is(201);
    ask(&manager, "reviewer", "own").await.refused(403, "organisation.grant-too-wide");
    ask(&with(&w, team, Role::Auditor, Reach::Own), "auditor", "own").await.refused(403, "kernel.forbidden");
    // and who isn't there at all doesn't learn whether the person exists
    assert_eq!(ask(&w.person("路人"), "auditor", "own").await.status, 404);
    assert_eq!(w.count("audit where act = 'role-granted'"), 3);
});

// rules: ORG-09
story!(nobody_gives_themselves_a_role_and_nobody_gives_one_to_a_stranger, w, {
    let team = w.organisation("向阳队", None);
    let owner = w.volunteer("队长", team);
    w.grant(&owner, team, Role::Owner, Reach::OwnAndBelow);
    let path = format!("/api/v1/organisations/{team}/grants");

    w.post(Some(&owner), &path, give(&owner, "reviewer", "own")).await.refused(403, "organisation.own-grant");
    let nobody = json!({ "to": "999999999999", "role": "manager", "reach": "own" });
    w.post(Some(&owner), &path, nobody).await.refused(422, "organisation.nobody-found");
});

// rules: ORG-09
story!(a_role_holds_at_once_and_ends_at_once, w, {
    let team = w.organisation("向阳队", None);
    let (owner, person) = (w.steward(team, Role::Owner), w.volunteer("小林", team));
    let (path, desk) = (format!("/api/v1/organisations/{team}/grants"), format!("/api/v1/organisations/{team}/desk"));
    assert_eq!(w.get(Some(&person), &desk).await.status, 404);

    let id = w.post(Some(&owner), &path, give(&person, "manager", "own")).await.is(201)["id"].clone();
    w.get(Some(&person), &desk).await.is(200);
    assert_eq!(w.get(Some(&owner), &path).await.is(200)["items"].as_array().unwrap().len(), 2);

    let end = format!("/api/v1/grants/{}/revocation", id.as_str().unwrap());
    assert_eq!(w.post(Some(&w.steward(team, Role::Manager)), &end, json!({})).await.status, 403);
    assert_eq!(w.post(Some(&owner), &end, json!({})).await.status, 204);
    assert_eq!(w.get(Some(&person), &desk).await.status, 404);
    assert_eq!(w.post(Some(&owner), &end, json!({})).await.status, 404);
});

// rules: ORG-09
story!(a_helper_can_be_limited_to_one_activity_of_the_organisation_and_to_a_time, w, {
    // given an activity of the team and one of another
    let city = w.organisation("广州市志愿者协会", None);
    let (team, other) = (w.organisation("向阳队", Some(city)), w.organisation("春晖队", Some(city)));
    let (owner, person) = (w.steward(team, Role::Owner), w.volunteer("小林", team));
    let own = crate::activity::published(&w, team, city, crate::activity::proposal(&w)).await;
    let foreign = crate::activity::published(&w, other, city, crate::activity::proposal(&w)).await;
    let path = format!("/api/v1/organisations/{team}/grants");
    let in_hours = |hours: i64| (w.now() + SignedDuration::from_hours(hours)).to_string();
    let ask = |role: &str, activity: &str, until: String| json!({ "to": person.volunteer.to_string(), "role": role, "reach": "own", "activity_id": activity, "expires_at": until });

    // then only a helper, only for an own activity, only for the future
    w.post(Some(&owner), &path, ask("manager", &own, in_hours(2))).await.refused(422, "kernel.bad-form");
    assert_eq!(w.post(Some(&owner), &path, ask("check-in-helper", &foreign, in_hours(2))).await.status, 404);
    w.post(Some(&owner), &path, ask("check-in-helper", &own, in_hours(0))).await.refused(422, "kernel.bad-form");
    w.post(Some(&owner), &path, ask("check-in-helper", &own, in_hours(2))).await.is(201);

    // and it holds for that activity until the time is over
    let may = async |activity: &str| {
        let (account, now, activity) = (domain::kernel::AccountId(person.account), w.now(), activity.parse().unwrap());
        let by = goodhours::kernel::access::Actor::person(account);
        let look = move |conn: &mut goodhours::kernel::db::Conn| {
            let act = domain::organisation::Act::OnSite;
            goodhours::organisation::steward_of_activity(conn, &by, activity, act, now)
        };
        w.office.view(look).await.is_ok()
    };
    assert!(may(&own).await);
    let second = crate::activity::published(&w, team, city, crate::activity::proposal(&w)).await;
    assert!(!may(&second).await);
    w.wait(SignedDuration::from_hours(2));
    assert!(!may(&own).await);
});

// rules: ORG-09
story!(an_organisation_keeps_its_last_owner, w, {
    let team = w.organisation("向阳队", None);
    let owner = w.steward(team, Role::Owner);
    let grants = format!("/api/v1/organisations/{team}/grants");
    let id = w.get(Some(&owner), &grants).await.is(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let end = format!("/api/v1/grants/{id}/revocation");

    w.post(Some(&owner), &end, json!({})).await.refused(409, "organisation.last-owner");
    w.grant(&w.volunteer("副队长", team), team, Role::Owner, Reach::OwnAndBelow);
    assert_eq!(w.post(Some(&owner), &end, json!({})).await.status, 204);
});

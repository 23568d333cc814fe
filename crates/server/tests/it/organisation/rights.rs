//! Stories of who sees whom: own, subordinate, sibling and parent.

use crate::{
    story,
    world::{Person, World},
};
use domain::organisation::{Reach, Role};

fn with(w: &World, at: i64, role: Role, reach: Reach) -> Person {
    let person = w.person("管理员");
    w.grant(&person, at, role, reach);
    person
}

// rules: ORG-08, ORG-09
story!(members_are_seen_by_stewards_of_the_organisation_and_above_and_by_nobody_else, w, {
    // given a city with two teams, each with a member
    let city = w.organisation("广州市志愿者协会", None);
    let (team, sibling) = (w.organisation("向阳队", Some(city)), w.organisation("春晖队", Some(city)));
    w.volunteer("张三", team);
    w.volunteer("李四", sibling);
    let list = |at: i64, query: &str| format!("/api/v1/organisations/{at}/memberships?state=approved{query}");
    let seen = async |who: &Person, at: i64, query: &str| {
        let reply = w.get(Some(who), &list(at, query)).await;
        (reply.status, reply.json()["items"].as_array().map_or(0, Vec::len))
    };

    // then its own steward sees its own, and neither sibling nor parent
    let own = with(&w, team, Role::Manager, Reach::OwnAndBelow);
    assert_eq!(seen(&own, team, "").await, (200, 1));
    assert_eq!(seen(&own, sibling, "").await.0, 404);
    assert_eq!(seen(&own, city, "").await.0, 404);

    // and the city's sees all below when the role reaches there, and only the city itself when not
    let above = with(&w, city, Role::Auditor, Reach::OwnAndBelow);
    assert_eq!(seen(&above, team, "").await, (200, 1));
    assert_eq!(seen(&above, city, "").await, (200, 0));
    assert_eq!(seen(&above, city, "&below=true").await, (200, 2));
    let city_only = with(&w, city, Role::Manager, Reach::Own);
    assert_eq!(seen(&city_only, city, "").await, (200, 0));
    assert_eq!(seen(&city_only, city, "&below=true").await.0, 403);
    assert_eq!(seen(&city_only, team, "").await.0, 404);

    // and a helper on site sees no lists, a stranger nothing, nobody has to log in
    assert_eq!(seen(&with(&w, team, Role::CheckInHelper, Reach::Own), team, "").await.0, 403);
    assert_eq!(seen(&w.person("路人"), team, "").await.0, 404);
    assert_eq!(w.get(None, &list(team, "")).await.status, 401);
});

// rules: ORG-08
story!(a_members_list_holds_no_identity_and_finds_by_the_whole_number_only, w, {
    let team = w.organisation("向阳队", None);
    let (member, steward) = (w.volunteer("张三丰", team), w.steward(team, Role::Manager));
    let list = |number: &str| format!("/api/v1/organisations/{team}/memberships?state=approved&number={number}");

    let whole = member.volunteer.to_string();
    let found = w.get(Some(&steward), &list(&whole)).await;
    assert!(!found.text.contains("张三丰"), "{}", found.text);
    assert_eq!(found.is(200)["items"][0]["name"], "张*");
    let part = w.get(Some(&steward), &list(&whole.chars().take(6).collect::<String>())).await.is(200);
    assert_eq!(part["items"].as_array().unwrap().len(), 0);
});

//! Stories of belonging.

use crate::{
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::Role;
use goodhours::kernel::db::schema::membership as m;
use serde_json::json;

/// A volunteer who belongs to nothing.
fn newcomer(w: &World) -> Person {
    let home = w.organisation("临时", None);
    let person = w.volunteer("小林", home);
    diesel::delete(m::table.filter(m::volunteer_id.eq(person.volunteer))).execute(&mut w.conn()).unwrap();
    person
}

async fn applied(w: &World, who: &Person, organisation: i64) -> String {
    let path = format!("/api/v1/organisations/{organisation}/memberships");
    w.post(Some(who), &path, json!({})).await.is(201)["id"].as_str().unwrap().to_owned()
}

fn word(word: &str, reason: &str) -> serde_json::Value {
    json!({ "word": word, "reason": reason })
}

// rules: ORG-06
story!(an_application_waits_until_a_steward_approves_or_rejects_it_with_a_reason, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (steward, volunteer) = (w.steward(team, Role::Manager), newcomer(&w));
    let id = applied(&w, &volunteer, team).await;
    let decisions = format!("/api/v1/memberships/{id}/decisions");

    // then it waits once, and an auditor can look but not decide
    let twice = w.post(Some(&volunteer), &format!("/api/v1/organisations/{team}/memberships"), json!({})).await;
    twice.refused(409, "membership.already-held");
    let desk = w.get(Some(&steward), &format!("/api/v1/organisations/{team}/desk")).await.is(200);
    assert_eq!(desk["members"], 1);
    assert_eq!(w.post(Some(&w.steward(team, Role::Auditor)), &decisions, word("approve", "")).await.status, 403);

    // when it is rejected without and with a reason
    w.post(Some(&steward), &decisions, word("reject", " ")).await.refused(422, "membership.reason-missing");
    assert_eq!(w.post(Some(&steward), &decisions, word("reject", "请先加入社区")).await.is(200)["state"], "rejected");

    // then the volunteer reads the reason and may apply again, and is approved
    let own = w.get(Some(&volunteer), "/api/v1/me/memberships").await.is(200);
    assert_eq!((&own["items"][0]["state"], &own["items"][0]["reason"]), (&json!("rejected"), &json!("请先加入社区")));
    let again = applied(&w, &volunteer, team).await;
    let decisions = format!("/api/v1/memberships/{again}/decisions");
    assert_eq!(w.post(Some(&steward), &decisions, word("approve", "")).await.is(200)["state"], "approved");
    w.post(Some(&steward), &decisions, word("approve", "")).await.refused(409, "membership.not-pending");
    assert_eq!(w.get(None, &format!("/api/v1/organisations/{team}")).await.is(200)["members"], 1);
    assert_eq!(w.count("audit where act in ('membership-rejected', 'membership-approved')"), 2);
    assert_eq!(w.count("message where kind = 'membership-approved'"), 1);
});

// rules: ORG-06
story!(an_application_is_taken_back_by_its_volunteer_only_and_only_while_it_waits, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (steward, volunteer) = (w.steward(team, Role::Manager), newcomer(&w));
    let id = applied(&w, &volunteer, team).await;
    let back = format!("/api/v1/memberships/{id}/withdrawal");

    assert_eq!(w.post(Some(&newcomer(&w)), &back, json!({})).await.status, 404);
    assert_eq!(w.post(Some(&volunteer), &back, json!({})).await.is(200)["state"], "withdrawn");
    w.post(Some(&volunteer), &back, json!({})).await.refused(409, "membership.not-pending");
    let approve = w.post(Some(&steward), &format!("/api/v1/memberships/{id}/decisions"), word("approve", "")).await;
    approve.refused(409, "membership.not-pending");
});

// rules: ORG-06
story!(nobody_approves_their_own_application, w, {
    let team = w.organisation("向阳义工服务队", None);
    let volunteer = newcomer(&w);
    w.grant(&volunteer, team, Role::Owner, domain::organisation::Reach::Own);
    let id = applied(&w, &volunteer, team).await;
    let decisions = format!("/api/v1/memberships/{id}/decisions");

    w.post(Some(&volunteer), &decisions, word("approve", "")).await.refused(403, "membership.own-application");
    w.post(Some(&w.steward(team, Role::Manager)), &decisions, word("approve", "")).await.is(200);
});

// rules: ORG-07
story!(a_volunteer_leaves_all_but_the_last_and_a_steward_may_remove_even_that, w, {
    // given a volunteer of two organisations
    let (home, team) = (w.organisation("本单位", None), w.organisation("向阳义工服务队", None));
    let volunteer = newcomer(&w);
    let mut ids = Vec::new();
    for node in [home, team] {
        let id = applied(&w, &volunteer, node).await;
        let decisions = format!("/api/v1/memberships/{id}/decisions");
        w.post(Some(&w.steward(node, Role::Manager)), &decisions, word("approve", "")).await.is(200);
        ids.push(id);
    }

    // when one is left, then the other
    let leave = |id: &str| format!("/api/v1/memberships/{id}/departure");
    assert_eq!(w.post(Some(&volunteer), &leave(&ids[0]), json!({})).await.is(200)["state"], "left");
    w.post(Some(&volunteer), &leave(&ids[1]), json!({})).await.refused(409, "membership.last");

    // then only a steward ends that, with a reason, and the number of members follows
    let (path, steward) = (format!("/api/v1/memberships/{}/decisions", ids[1]), w.steward(team, Role::Manager));
    w.post(Some(&steward), &path, word("remove", "")).await.refused(422, "membership.reason-missing");
    assert_eq!(w.post(Some(&steward), &path, word("remove", "已调离")).await.is(200)["state"], "removed");
    w.post(Some(&steward), &path, word("remove", "已调离")).await.refused(409, "membership.not-approved");
    assert_eq!(w.get(None, &format!("/api/v1/organisations/{team}")).await.is(200)["members"], 0);
    assert_eq!(w.count("message where kind = 'membership-removed'"), 1);

    // and with none left, applying again works
    applied(&w, &volunteer, team).await;
});

// rules: REG-05
story!(pending_and_approved_together_are_five_at_most, w, {
    let volunteer = newcomer(&w);
    let first = w.organisation("第一", None);
    let id = applied(&w, &volunteer, first).await;
    let decisions = format!("/api/v1/memberships/{id}/decisions");
    w.post(Some(&w.steward(first, Role::Manager)), &decisions, word("approve", "")).await.is(200);
    for number in 2..=5 {
        applied(&w, &volunteer, w.organisation(&format!("第{number}"), None)).await;
    }

    let sixth = format!("/api/v1/organisations/{}/memberships", w.organisation("第六", None));
    w.post(Some(&volunteer), &sixth, json!({})).await.refused(409, "membership.too-many");
});

// rules: ORG-06
story!(a_batch_decides_each_on_its_own_and_names_what_a_rule_refused, w, {
    let (team, other) = (w.organisation("向阳义工服务队", None), w.organisation("别队", None));
    let steward = w.steward(team, Role::Manager);
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(applied(&w, &newcomer(&w), team).await);
    }
    let approve = |ids: &[String]| json!({ "memberships": ids, "word": "approve" });
    let path = "/api/v1/membership-decisions";

    // given one of them is decided already
    w.post(Some(&steward), path, approve(&ids[..1])).await.is(200);

    // when all are approved at once
    let outcomes = w.post(Some(&steward), path, approve(&ids)).await.is(200);
    let of = |id: &String| outcomes["items"].as_array().unwrap().iter().find(|one| one["id"] == **id).unwrap().clone();
    assert_eq!(of(&ids[0])["refused"], "membership.not-pending");
    assert_eq!((&of(&ids[1])["state"], &of(&ids[2])["state"]), (&json!("approved"), &json!("approved")));
    assert_eq!(w.get(None, &format!("/api/v1/organisations/{team}")).await.is(200)["members"], 3);

    // then one that isn't theirs spoils the whole batch, for they can't know that it is there
    let fourth = applied(&w, &newcomer(&w), team).await;
    let foreign = applied(&w, &newcomer(&w), other).await;
    assert_eq!(w.post(Some(&steward), path, approve(&[fourth.clone(), foreign])).await.status, 404);
    assert_eq!(w.count(&format!("membership where id = {fourth} and state = 1")), 1);
});

// rules: REG-05, ORG-06
story!(sixty_four_applications_at_once_make_one_membership_and_never_more_than_five, w, {
    // given one volunteer and eight organisations
    let volunteer = newcomer(&w);
    let nodes: Vec<i64> = (0..8).map(|n| w.organisation(&format!("组织{n}"), None)).collect();
    let paths = nodes.iter().map(|node| format!("/api/v1/organisations/{node}/memberships"));
    let paths: Vec<String> = paths.collect();

    // when 64 applications arrive at once, eight for each
    let asks = (0..64).map(|n| w.post(Some(&volunteer), &paths[n % 8], json!({})));
    let replies = futures_util::future::join_all(asks).await;

    // then five stand, each organisation once, and every no has its rule
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(made, 5);
    let codes: Vec<String> = replies.iter().filter(|reply| reply.status != 201).map(|reply| reply.code()).collect();
    assert!(codes.iter().all(|code| code == "membership.too-many" || code == "membership.already-held"), "{codes:?}");
    assert_eq!(w.count(&format!("membership where volunteer_id = {} and live", volunteer.volunteer)), 5);
    assert_eq!(
        w.count(&format!(
            "(select distinct organisation_id from membership where volunteer_id = {}) as x",
            volunteer.volunteer
        )),
        5
    );
});

// rules: ORG-06
story!(sixty_four_decisions_at_once_change_a_belonging_once, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (steward, other) = (w.steward(team, Role::Manager), w.steward(team, Role::Owner));
    let path = format!("/api/v1/memberships/{}/decisions", applied(&w, &newcomer(&w), team).await);

    let asks = (0..64).map(|n| match n % 2 {
        0 => w.post(Some(&steward), &path, word("approve", "")),
        _ => w.post(Some(&other), &path, word("reject", "人已满")),
    });
    let replies = futures_util::future::join_all(asks).await;

    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    let approved = w.count("membership where state = 2");
    assert_eq!(w.get(None, &format!("/api/v1/organisations/{team}")).await.is(200)["members"], approved);
});

// rules: ORG-06
story!(only_volunteers_apply_and_only_to_organisations_that_are_there, w, {
    let team = w.organisation("向阳义工服务队", None);
    let path = format!("/api/v1/organisations/{team}/memberships");
    w.post(Some(&w.person("路人")), &path, json!({})).await.refused(409, "membership.not-a-volunteer");
    assert_eq!(w.post(None, &path, json!({})).await.status, 401);
    assert_eq!(w.post(Some(&newcomer(&w)), "/api/v1/organisations/1/memberships", json!({})).await.status, 404);
});

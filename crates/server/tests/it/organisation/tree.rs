//! Stories of finding organisations: by words, in the tree, by region.

use super::texts;
use crate::{story, world::World};
use domain::{
    kernel::OrganisationId,
    organisation::{Kind, Root},
};
use goodhours::{
    kernel::{access::Actor, office::Ask, web::encode},
    organisation::{Make, Texts, create_made},
};

/// An organisation as seeds make it.
pub async fn made(w: &World, name: &str, region: &str, parent: Option<OrganisationId>) -> OrganisationId {
    let texts = Texts { region: region.into(), ..serde_json::from_value(texts(name)).unwrap() };
    let branch = Some(Root::Cities);
    let cmd = Make { parent, branch, kind: Kind::Group, texts, owner: None, registered_on: None };
    w.office.act(Ask::system(w.now()), cmd, create_made).await.unwrap()
}

// rules: ORG-05
story!(organisations_are_found_by_words_by_region_and_in_the_tree, w, {
    // given a city with a district and a team, and another city
    let city = made(&w, "广州市志愿者协会", "440100", None).await;
    let district = made(&w, "天河区义务工作联合会", "440106", Some(city)).await;
    let team = made(&w, "向阳义工服务队", "440106", Some(district)).await;
    made(&w, "深圳市义工联", "440300", None).await;
    let names = async |query: &str| {
        let page = w.get(None, &format!("/api/v1/organisations?{query}")).await.is(200);
        page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    // then words, region and place in the tree lead to them
    assert_eq!(names(&format!("q={}", encode("义工"))).await, ["向阳义工服务队", "深圳市义工联"]);
    assert_eq!(names(&format!("q={}", encode("工义"))).await, Vec::<String>::new());
    assert_eq!(names("region=440100").await, ["广州市志愿者协会", "天河区义务工作联合会", "向阳义工服务队"]);
    assert_eq!(names("region=440106").await, ["天河区义务工作联合会", "向阳义工服务队"]);
    assert_eq!(names("under=root").await, ["广州市志愿者协会", "深圳市义工联"]);
    assert_eq!(names(&format!("under={city}")).await, ["天河区义务工作联合会"]);
    assert_eq!(names("branch=universities").await, Vec::<String>::new());
    w.get(None, "/api/v1/organisations?region=440199").await.refused(422, "kernel.bad-form");

    // and each node shows volunteers and projects of everything below it
    let volunteer = w.volunteer("小林", team.get());
    let above = made(&w, "别处", "440300", None).await;
    let path = format!("/api/v1/organisations/{district}/memberships");
    let id = w.post(Some(&volunteer), &path, serde_json::json!({})).await.is(201)["id"].as_str().unwrap().to_owned();
    let approve = serde_json::json!({ "word": "approve" });
    let steward = w.steward(district.get(), domain::organisation::Role::Manager);
    w.post(Some(&steward), &format!("/api/v1/memberships/{id}/decisions"), approve).await.is(200);
    crate::activity::published(&w, team.get(), district.get(), crate::activity::proposal(&w)).await;
    let sums = async |id: OrganisationId| {
        let one = w.get(None, &format!("/api/v1/organisations/{id}")).await.is(200);
        (
            one["volunteers"].as_i64().unwrap(),
            one["activities"].as_i64().unwrap(),
            one["organisations"].as_i64().unwrap(),
        )
    };
    assert_eq!(sums(city).await, (1, 1, 2));
    assert_eq!(sums(district).await, (1, 1, 1));
    assert_eq!(sums(team).await, (0, 1, 0));
    assert_eq!(sums(above).await, (0, 0, 0));
});

// rules: ORG-02
story!(a_tree_has_any_depth_and_every_node_knows_all_above_it, w, {
    let mut node = made(&w, "第1级", "440100", None).await;
    let root = node;
    for level in 2..=9 {
        node = made(&w, &format!("第{level}级"), "440106", Some(node)).await;
    }

    assert_eq!(
        w.get(None, &format!("/api/v1/organisations/{node}")).await.is(200)["above"].as_array().unwrap().len(),
        8
    );
    assert_eq!(w.count(&format!("organisation_path where ancestor_id = {root} and depth = 8")), 1);
    assert_eq!(w.count("organisation_path"), 45);
});

// rules: ORG-02
story!(only_the_system_and_the_platform_make_organisations_without_a_review, w, {
    let ask = |actor: Actor| Ask { actor, ..Ask::system(w.now()) };
    let texts: Texts = serde_json::from_value(texts("某某协会")).unwrap();
    let cmd =
        Make { parent: None, branch: Some(Root::Cities), kind: Kind::Group, texts, owner: None, registered_on: None };
    let by = |who: &crate::world::Person| Actor::person(domain::kernel::AccountId(who.account));

    let refused = w.office.act(ask(by(&w.person("路人"))), cmd.clone(), create_made).await;
    assert!(matches!(refused, Err(goodhours::kernel::failure::Failure::NotFound)));
    let anonymous = w.office.act(ask(Actor::default()), cmd.clone(), create_made).await;
    assert_eq!(anonymous.unwrap_err().code(), Some("kernel.login-needed"));
    w.office.act(ask(by(&super::platform(&w))), cmd.clone(), create_made).await.unwrap();
    w.office.act(ask(Actor::system()), cmd, create_made).await.unwrap();
});

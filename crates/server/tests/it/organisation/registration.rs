//! Stories of registering organisations.

use super::{paper, platform, registered, texts};
use crate::story;
use domain::organisation::Role;
use serde_json::json;

// rules: ORG-03, ORG-02
story!(a_registration_is_decided_by_the_organisation_above_and_then_owned_by_its_applicant, w, {
    // given a city and somebody who registers a group below it
    let city = w.organisation("广州市志愿者协会", None);
    let (reviewer, applicant) = (w.steward(city, Role::Reviewer), w.person("小周"));
    let id = registered(&w, &applicant, city, "向阳义工服务队").await;
    let (public, decisions) = (format!("/api/v1/organisations/{id}"), format!("/api/v1/organisations/{id}/decisions"));

    // then it isn't public, and neither applicant nor a manager of the city decides
    assert_eq!(w.get(None, &public).await.status, 404);
    let approve = json!({ "verdict": "approve" });
    assert_eq!(w.post(Some(&applicant), &decisions, approve.clone()).await.status, 404);
    assert_eq!(w.post(Some(&w.steward(city, Role::Manager)), &decisions, approve.clone()).await.status, 403);
    assert_eq!(w.post(None, &decisions, approve.clone()).await.status, 401);

    // when the reviewer approves
    assert_eq!(w.post(Some(&reviewer), &decisions, approve.clone()).await.is(200)["state"], "approved");

    // then it is public with its path, and the applicant may act for it, at once
    let shown = w.get(None, &public).await.is(200);
    assert_eq!(shown["above"][0]["id"], city.to_string());
    assert_eq!(shown["reviewer"]["name"], "广州市志愿者协会");
    assert_eq!(shown["branch"], "cities");
    w.get(Some(&applicant), &format!("{public}/desk")).await.is(200);
    assert_eq!(w.count(&format!("organisation_path where descendant_id = {id}")), 2);
    w.post(Some(&reviewer), &decisions, approve).await.refused(409, "organisation.not-waiting");
});

// rules: ORG-03
story!(a_returned_registration_names_the_reason_and_can_be_sent_again_by_its_applicant_only, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let (reviewer, applicant) = (w.steward(city, Role::Reviewer), w.person("小周"));
    let id = registered(&w, &applicant, city, "向阳义工").await;
    let path = format!("/api/v1/organisations/{id}");
    let again = json!({ "kind": "group", "texts": texts("向阳义工服务队") });

    // when it is returned without a reason, and with one
    let back = |reason: &str| json!({ "verdict": "return", "reason": reason });
    w.post(Some(&applicant), &format!("{path}/submissions"), again.clone())
        .await
        .refused(409, "organisation.not-returned");
    w.post(Some(&reviewer), &format!("{path}/decisions"), back("  ")).await.refused(422, "organisation.reason-missing");
    assert_eq!(
        w.post(Some(&reviewer), &format!("{path}/decisions"), back("名称不完整")).await.is(200)["state"],
        "returned"
    );
    assert_eq!(w.count("message where kind = 'organisation-returned' and facts like '%名称不完整%'"), 1);

    // then only the applicant sends it again, with the paper of before, and it can be approved
    assert_eq!(w.post(Some(&w.person("别人")), &format!("{path}/submissions"), again.clone()).await.status, 404);
    w.post(Some(&applicant), &format!("{path}/submissions"), again).await.is(200);
    w.post(Some(&reviewer), &format!("{path}/decisions"), json!({ "verdict": "approve" })).await.is(200);
    assert_eq!(w.get(None, &path).await.is(200)["name"], "向阳义工服务队");

    // and a refusal is the end
    let other = registered(&w, &applicant, city, "空壳服务队").await;
    let path = format!("/api/v1/organisations/{other}");
    let no = json!({ "verdict": "refuse", "reason": "不是志愿服务团体" });
    w.post(Some(&reviewer), &format!("{path}/decisions"), no).await.is(200);
    let again = json!({ "kind": "group", "texts": texts("空壳服务队") });
    w.post(Some(&applicant), &format!("{path}/submissions"), again).await.refused(409, "organisation.not-returned");
});

// rules: ORG-03, ORG-01
story!(a_form_is_refused_beside_its_field, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let applicant = w.person("小周");
    let evidence = paper(&w, &applicant);
    let ask = async |kind: &str, evidence: Option<&str>, change: &dyn Fn(&mut serde_json::Value)| {
        let mut texts = texts("向阳义工服务队");
        change(&mut texts);
        let body = json!({ "parent_id": city.to_string(), "kind": kind, "evidence_id": evidence, "texts": texts });
        w.post(Some(&applicant), "/api/v1/organisations", body).await
    };

    ask("group", None, &|_| ()).await.refused(422, "organisation.evidence-needed");
    let others = paper(&w, &w.person("别人"));
    ask("group", Some(&others), &|_| ()).await.refused(422, "organisation.evidence-needed");
    ask("group", Some(&evidence), &|t| t["name"] = json!("队")).await.refused(422, "organisation.name");
    ask("group", Some(&evidence), &|t| t["contact_phone"] = json!("12"))
        .await
        .refused(422, "organisation.contact-phone");
    ask("group", Some(&evidence), &|t| t["region"] = json!("440199")).await.refused(422, "region.not-a-code");
    ask("organisation", Some(&evidence), &|_| ()).await.refused(422, "organisation.code-missing");
    let wrong = ask("organisation", Some(&evidence), &|t| t["code"] = json!("51440000500000008H")).await;
    assert_eq!(wrong.json()["facts"]["field"], "code");
    wrong.refused(422, "organisation.code-check");
    ask("organisation", Some(&evidence), &|t| t["code"] = json!("51440000500000007H")).await.is(201);
    ask("group", Some(&evidence), &|_| ()).await.is(201);
});

// rules: ORG-02
story!(roots_are_reviewed_by_the_platform, w, {
    let (applicant, platform) = (w.person("小周"), platform(&w));
    let ask = |branch: Option<&str>| json!({ "branch": branch, "kind": "group", "evidence_id": paper(&w, &applicant), "texts": texts("省直机关志愿者联盟") });

    // when a root is asked for without saying of what, and properly
    w.post(Some(&applicant), "/api/v1/organisations", ask(None)).await.refused(422, "organisation.parent-missing");
    let id = w.post(Some(&applicant), "/api/v1/organisations", ask(Some("sectors"))).await.is(201)["id"].clone();
    let decisions = format!("/api/v1/organisations/{}/decisions", id.as_str().unwrap());

    // then stewards of other trees can't decide, nor see what waits; the platform does
    let city = w.organisation("广州市志愿者协会", None);
    let approve = json!({ "verdict": "approve" });
    assert_eq!(w.post(Some(&w.steward(city, Role::Owner)), &decisions, approve.clone()).await.status, 404);
    assert_eq!(w.get(Some(&applicant), "/api/v1/organisation-registrations").await.status, 404);
    assert_eq!(w.get(Some(&platform), "/api/v1/organisation-registrations").await.is(200)["items"][0]["id"], id);
    assert_eq!(w.post(Some(&platform), &decisions, approve).await.is(200)["state"], "approved");
    assert_eq!(w.get(Some(&platform), "/api/v1/organisation-registrations").await.is(200)["items"], json!([]));
});

// rules: ORG-03
story!(nobody_decides_about_what_they_registered, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let reviewer = w.steward(city, Role::Owner);
    let id = registered(&w, &reviewer, city, "向阳义工服务队").await;
    let decisions = format!("/api/v1/organisations/{id}/decisions");

    w.post(Some(&reviewer), &decisions, json!({ "verdict": "approve" }))
        .await
        .refused(403, "organisation.own-registration");
    w.post(Some(&w.steward(city, Role::Reviewer)), &decisions, json!({ "verdict": "approve" })).await.is(200);
});

// rules: ORG-01
story!(a_group_becomes_an_organisation_by_its_code_and_evidence_when_the_level_above_agrees, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let (reviewer, owner) = (w.steward(city, Role::Reviewer), w.person("小周"));
    let id = registered(&w, &owner, city, "向阳义工服务队").await;
    let path = format!("/api/v1/organisations/{id}");
    w.post(Some(&reviewer), &format!("{path}/decisions"), json!({ "verdict": "approve" })).await.is(200);
    let ask = |evidence: Option<String>| json!({ "code": "51440000500000007H", "evidence_id": evidence });
    let decide = |approve: bool, reason: &str| json!({ "approve": approve, "reason": reason });
    let (becoming, decisions) = (format!("{path}/becoming"), format!("{path}/becoming-decisions"));

    // when it hands in the code without and with a paper
    w.post(Some(&reviewer), &decisions, decide(true, "")).await.refused(409, "organisation.not-waiting");
    w.post(Some(&owner), &becoming, ask(None)).await.refused(422, "organisation.evidence-missing");
    assert_eq!(w.post(Some(&owner), &becoming, ask(Some(paper(&w, &owner)))).await.status, 202);

    // then it stays a group until the level above agrees
    assert_eq!(w.get(None, &path).await.is(200)["kind"], "group");
    assert_eq!(w.post(Some(&owner), &decisions, decide(true, "")).await.status, 404);
    w.post(Some(&reviewer), &decisions, decide(false, "")).await.refused(422, "organisation.reason-missing");
    assert_eq!(w.post(Some(&reviewer), &decisions, decide(true, "")).await.is(200)["kind"], "organisation");
    assert_eq!(w.get(None, &path).await.is(200)["credit_code"], "51440000500000007H");
    let again = w.post(Some(&owner), &becoming, ask(Some(paper(&w, &owner)))).await;
    again.refused(409, "organisation.not-a-group");
});

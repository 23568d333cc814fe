//! Stories of proposing, reviewing and finding activities.

use crate::{story, world::World};
use domain::organisation::Role;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};

/// A proposal for tomorrow 09:00 to 12:00 with 50 places.
pub fn proposal(w: &World) -> Value {
    let starts = tomorrow_nine(w);
    let at = |hours: i64| (starts + SignedDuration::from_hours(hours)).to_string();
    json!({
        "kind": "service", "category": "care", "title": "暖冬行动：走进幸福里社区", "description": "陪独居长者聊天。",
        "address": "幸福里社区服务中心", "contact_name": "陈老师", "contact_phone": "13800138000", "person_in_charge": "李站长",
        "latitude": 23.1291, "longitude": 113.2644, "radius_metres": 500,
        "sessions": [{ "starts_at": at(0), "ends_at": at(3) }],
        "recruitment": { "opens_at": at(-48), "closes_at": at(0), "positions": [{ "title": "陪伴", "places": 50 }] },
        "timekeeping": { "organiser_shows_code": true, "organiser_scans": true, "typed_code": true },
        "expected": 50, "agreed_version": 1, "agreed_in_full": true
    })
}

pub fn tomorrow_nine(w: &World) -> Timestamp {
    let day = domain::kernel::local_date(w.now()).checked_add(1.day()).unwrap();
    domain::kernel::at_local(day, jiff::civil::time(9, 0, 0, 0))
}

/// Proposes and has both parts approved.
pub async fn published(w: &World, organisation: i64, reviewer_at: i64, proposal: Value) -> String {
    let (steward, reviewer) = (w.steward(organisation, Role::Manager), w.steward(reviewer_at, Role::Reviewer));
    let parts: Vec<&str> =
        ["recruitment", "timekeeping"].into_iter().filter(|part| proposal.get(part).is_some()).collect();
    let path = format!("/api/v1/organisations/{organisation}/activities");
    let id = w.post(Some(&steward), &path, proposal).await.is(201)["id"].as_str().unwrap().to_owned();
    for part in parts {
        let body = json!({ "part": part, "approve": true });
        w.post(Some(&reviewer), &format!("/api/v1/activities/{id}/reviews"), body).await.is(200);
    }
    id
}

// rules: ACT-01, ACT-03
story!(an_activity_is_public_once_both_parts_are_approved_by_the_level_above, w, {
    // given a team below a city
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let (steward, reviewer) = (w.steward(team, Role::Manager), w.steward(city, Role::Reviewer));

    // when a steward proposes
    let path = format!("/api/v1/organisations/{team}/activities");
    let id = w.post(Some(&steward), &path, proposal(&w)).await.is(201)["id"].as_str().unwrap().to_owned();

    // then nobody sees it, and the proposer can't wave it through
    let (public, reviews) = (format!("/api/v1/activities/{id}"), format!("/api/v1/activities/{id}/reviews"));
    assert_eq!(w.get(None, &public).await.status, 404);
    let approve = |part: &str| json!({ "part": part, "approve": true });
    assert_eq!(w.post(Some(&steward), &reviews, approve("recruitment")).await.status, 404);

    // when the level above approves one part, then the other
    assert_eq!(w.post(Some(&reviewer), &reviews, approve("recruitment")).await.is(200)["state"], "in-review");
    assert_eq!(w.get(None, &public).await.status, 404);
    assert_eq!(w.post(Some(&reviewer), &reviews, approve("timekeeping")).await.is(200)["state"], "published");

    // then everybody sees it, and it can't be reviewed again
    assert_eq!(w.get(None, &public).await.is(200)["positions"][0]["places"], 50);
    w.post(Some(&reviewer), &reviews, approve("timekeeping")).await.refused(409, "activity.wrong-state");
});

// rules: ORG-10
story!(publishing_needs_the_integrity_agreement_each_time, w, {
    let team = w.organisation("向阳义工服务队", None);
    let steward = w.steward(team, Role::Manager);
    let path = format!("/api/v1/organisations/{team}/activities");
    let mut unticked = proposal(&w);
    unticked["agreed_version"] = Value::Null;

    w.post(Some(&steward), &path, unticked).await.refused(409, "activity.agreement-missing");
    let mut unread = proposal(&w);
    unread["agreed_in_full"] = json!(false);
    w.post(Some(&steward), &path, unread.clone()).await.refused(409, "agreement.read-in-full");
    assert_eq!(w.count("activity"), 0);
    w.post(Some(&steward), &path, proposal(&w)).await.is(201);
    assert_eq!(w.count("agreement_acceptance where agreement = 'integrity' and version = 1"), 1);

    // then the same version needs one tick each time
    w.post(Some(&steward), &path, unread).await.is(201);
});

// rules: ACT-04
story!(the_publisher_gets_the_sign_in_code_by_sms_when_timekeeping_is_approved, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));

    published(&w, team, city, proposal(&w)).await;
    assert_eq!(w.count("message where kind = 'activity-code' and channel = 2"), 1);

    let mut without = proposal(&w);
    without["timekeeping"]["typed_code"] = json!(false);
    published(&w, team, city, without).await;
    assert_eq!(w.count("message where kind = 'activity-code'"), 1);
});

// rules: ACT-05
story!(two_chinese_characters_and_filters_find_an_activity, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let id = published(&w, w.organisation("向阳义工服务队", Some(city)), city, proposal(&w)).await;
    let found = async |query: &str| {
        let page = w.get(None, &format!("/api/v1/activities?{query}")).await.is(200);
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    let code = |raw: &str| goodhours::kernel::web::encode(raw);
    assert_eq!(found(&format!("q={}", code("暖冬"))).await, vec![id.clone()]);
    assert_eq!(found(&format!("q={}", code("冬暖"))).await, Vec::<String>::new());
    assert_eq!(found(&format!("q={id}")).await, vec![id.clone()]);
    assert_eq!(found("category=care&region=440100").await, vec![id.clone()]);
    assert_eq!(found("category=youth").await, Vec::<String>::new());
    assert_eq!(found("region=330000").await, Vec::<String>::new());
    w.get(None, "/api/v1/activities?category=none").await.refused(422, "kernel.bad-form");
});

// rules: API-03
story!(a_repeat_under_the_same_key_changes_nothing_and_answers_the_same, w, {
    let team = w.organisation("向阳义工服务队", None);
    let steward = w.steward(team, Role::Manager);
    let (path, body) = (format!("/api/v1/organisations/{team}/activities"), proposal(&w));

    let first = w.post_once(&steward, &path, "k1", body.clone()).await.is(201);
    assert_eq!(w.post_once(&steward, &path, "k1", body.clone()).await.is(201), first);
    assert_eq!(w.count("activity"), 1);
    let mut other = body;
    other["title"] = json!("另一个活动");
    w.post_once(&steward, &path, "k1", other).await.refused(422, "kernel.key-reused");
});

// rules: ACT-07
story!(a_change_of_substance_goes_to_review_again_and_tells_the_enrolled, w, {
    // given a published activity with somebody accepted
    let scene = crate::attendance::scene(&w).await;
    scene.accepted(&w).await;
    let path = format!("/api/v1/activities/{}", scene.activity);
    let put = async |body: Value| {
        let request = axum::http::Request::builder().method("PUT").uri(&path).header("host", "localhost");
        let request = request.header("authorization", format!("Bearer {}", scene.steward.token));
        w.send(
            request.header("content-type", "application/json").body(axum::body::Body::from(body.to_string())).unwrap(),
        )
        .await
    };

    // when wording changes, then nothing else does
    let mut wording = proposal(&w);
    wording["description"] = json!("陪独居长者聊天，请穿马甲。");
    assert_eq!(put(wording).await.is(200)["state"], "published");
    assert_eq!(w.count("message where kind = 'activity-changed'"), 0);

    // when the place changes, then it is reviewed again and the enrolled are told
    let mut place = proposal(&w);
    place["address"] = json!("幸福里社区服务中心二楼");
    assert_eq!(put(place).await.is(200)["state"], "in-review");
    assert_eq!(w.count("message where kind = 'activity-changed'"), 2);
    assert_eq!(w.count("activity where state = 2 and recruitment = 1 and timekeeping = 1"), 1);
});

// rules: ACT-07
story!(taken_places_are_not_taken_away_by_an_edit, w, {
    let scene = crate::attendance::scene(&w).await;
    scene.accepted(&w).await;
    scene.accepted(&w).await;
    let mut fewer = proposal(&w);
    fewer["recruitment"]["positions"][0]["places"] = json!(1);
    let request = axum::http::Request::builder().method("PUT").uri(format!("/api/v1/activities/{}", scene.activity));
    let request =
        request.header("host", "localhost").header("authorization", format!("Bearer {}", scene.steward.token));
    let request =
        request.header("content-type", "application/json").body(axum::body::Body::from(fewer.to_string())).unwrap();
    w.send(request).await.refused(409, "activity.places-taken");
    assert_eq!(w.count("activity_position where places = 50 and taken = 2"), 1);
});

//! Pages of enrolments: signing up, stepping back, and a steward's list.

use crate::{
    activity::{proposal, published},
    story,
    world::{Person, World},
};
use domain::organisation::Role;
use serde_json::json;

/// A published activity of a team, its steward and a volunteer of the team.
async fn scene(w: &World, places: u32) -> (String, String, Person, Person) {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let mut one = proposal(w);
    one["recruitment"]["positions"] = json!([{ "title": "陪伴", "places": places }]);
    one["risks"] = json!("楼梯较多");
    let id = published(w, team, city, one).await;
    let position = w.get(None, &format!("/api/v1/activities/{id}")).await.is(200)["positions"][0]["id"].clone();
    (id, position.as_str().unwrap().to_owned(), w.steward(team, Role::Manager), w.volunteer("小周", team))
}

// rules: ENR-01, ACT-10, API-03
story!(a_volunteer_signs_up_by_form_and_a_repeat_changes_nothing, w, {
    // given an activity with stated risks
    let (id, position, _, volunteer) = scene(&w, 5).await;
    let (ask, send) = (format!("/activities/{id}/enrolments/new"), format!("/activities/{id}/enrolments"));
    assert_eq!(w.page(None, &ask).await.led_to(), format!("/sessions/new?next={ask}"));
    w.page(Some(&volunteer), &ask).await.says(&["楼梯较多", "陪伴", "name=\"key\""]);

    // when the risks are not acknowledged, nothing happens and the choice is kept
    let position = position.as_str();
    let unread = w.form(Some(&volunteer), &send, &[("key", "k1"), ("position", position)]).await;
    assert_eq!((unread.status, w.count("enrolment")), (422, 0), "{}", unread.text);
    assert!(unread.text.contains("请阅读风险提示并勾选") && unread.text.contains("checked"));
    let nowhere = w.form(Some(&volunteer), &send, &[("key", "k1"), ("risks", "read")]).await;
    assert!(nowhere.status == 422 && nowhere.text.contains("还没有选择岗位"), "{}", nowhere.text);

    // when they are, the sign-up stands, once
    let fields = [("key", "k2"), ("position", position), ("risks", "read")];
    assert_eq!(w.form(Some(&volunteer), &send, &fields).await.led_to(), "/me/activities?said=applied");
    assert_eq!(w.form(Some(&volunteer), &send, &fields).await.led_to(), "/me/activities?said=applied");
    assert_eq!(w.count("enrolment"), 1);

    // then the page says so, and another try is told why not
    w.page(Some(&volunteer), "/me/activities?said=applied").await.says(&["已报名，等组织者录用", "待审核", "暖冬行动"]);
    w.page(Some(&volunteer), &format!("/activities/{id}")).await.says(&["待审核"]).is_silent_on(&["我要报名"]);
    let again = w.form(Some(&volunteer), &send, &[("key", "k3"), ("position", position), ("risks", "read")]).await;
    assert_eq!(again.status, 409);
});

// rules: ENR-08, ENR-09
story!(a_volunteer_steps_back_on_the_page_of_my_activities, w, {
    let (id, position, _, volunteer) = scene(&w, 5).await;
    let fields = [("key", "k1"), ("position", position.as_str()), ("risks", "read")];
    w.form(Some(&volunteer), &format!("/activities/{id}/enrolments"), &fields).await.led_to();
    let page = w.page(Some(&volunteer), "/me/activities").await;
    let action = page.text.split("action=\"").find(|rest| rest.contains("/withdrawal\"")).unwrap();
    let action = action.split('"').next().unwrap().to_owned();

    // another volunteer has no such enrolment
    let other = w.person("别人");
    assert_eq!(w.form(Some(&other), &action, &[("key", "k9")]).await.status, 403);

    let path = w.form(Some(&volunteer), &action, &[("key", "k2")]).await.led_to();
    w.page(Some(&volunteer), &path).await.says(&["已退出，名额让给了别人"]);
    assert_eq!(w.count("activity_position where taken = 0"), 1);
});

// rules: ENR-05, ENR-06
story!(a_steward_accepts_many_at_once_and_declines_with_a_reason, w, {
    // given three sign-ups
    let (id, position, steward, first) = scene(&w, 5).await;
    let team: i64 = w.get(None, &format!("/api/v1/activities/{id}")).await.is(200)["organisation_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    for (number, one) in [first, w.volunteer("小吴", team), w.volunteer("小郑", team)].iter().enumerate() {
        let key = format!("k{number}");
        let fields = [("key", key.as_str()), ("position", position.as_str()), ("risks", "read")];
        w.form(Some(one), &format!("/activities/{id}/enrolments"), &fields).await.led_to();
    }
    let path = format!("/steward/activities/{id}/enrolments");
    let page = w.page(Some(&steward), &path).await;
    page.says(&["录用所选", "婉拒所选"]);
    let picks: Vec<String> = page.text.split("name=\"pick\" value=\"").skip(1).map(until_quote).collect();
    assert_eq!(picks.len(), 3);

    // strangers don't see the list, and nobody picked is nobody decided
    assert_eq!(w.page(Some(&w.person("路人")), &path).await.status, 404);
    assert_eq!(
        w.form(Some(&steward), &path, &[("key", "s0"), ("state", "applied"), ("to", "accept")]).await.status,
        422
    );

    // when two are accepted, twice by the same form
    let fields = [
        ("key", "s1"),
        ("state", "applied"),
        ("pick", &picks[0]),
        ("pick", &picks[1]),
        ("to", "accept"),
        ("reason", ""),
    ];
    assert!(w.form(Some(&steward), &path, &fields).await.led_to().ends_with("done=2"));
    assert!(w.form(Some(&steward), &path, &fields).await.led_to().ends_with("done=2"));
    assert_eq!(w.count("enrolment where state = 2"), 2);

    // when the third is declined, a reason is owed and what was picked stays picked
    let unkind = w
        .form(Some(&steward), &path, &[("key", "s2"), ("state", "applied"), ("pick", &picks[2]), ("to", "reject")])
        .await;
    assert!(unkind.status == 422 && unkind.text.contains("checked"), "{}", unkind.text);
    let kind =
        [("key", "s3"), ("state", "applied"), ("pick", &picks[2]), ("to", "reject"), ("reason", "名额已满，下次再来")];
    w.form(Some(&steward), &path, &kind).await.led_to();
    w.page(Some(&steward), &format!("{path}?state=rejected")).await.says(&["名额已满，下次再来"]);
});

fn until_quote(rest: &str) -> String {
    rest.split('"').next().unwrap().to_owned()
}

// rules: ENR-04
story!(a_steward_invites_members_by_their_numbers, w, {
    let (id, position, steward, volunteer) = scene(&w, 5).await;
    let path = format!("/steward/activities/{id}/invitations");
    let number = volunteer.volunteer.to_string();
    w.page(Some(&steward), &path).await.says(&["志愿者号"]);

    let unknown = [("key", "k1"), ("position", position.as_str()), ("numbers", "12345")];
    let refused = w.form(Some(&steward), &path, &unknown).await;
    assert!(refused.status == 409 && refused.text.contains("12345"), "{}", refused.text);
    let known = [("key", "k2"), ("position", position.as_str()), ("numbers", number.as_str())];
    assert!(w.form(Some(&steward), &path, &known).await.led_to().ends_with("done=1"));

    // then the volunteer answers by signing up and is accepted at once
    w.page(Some(&volunteer), "/me/activities").await.says(&["接受邀请"]);
    let fields = [("key", "k3"), ("position", position.as_str()), ("risks", "read")];
    let path = w.form(Some(&volunteer), &format!("/activities/{id}/enrolments"), &fields).await.led_to();
    assert_eq!(path, "/me/activities?said=accepted");
});

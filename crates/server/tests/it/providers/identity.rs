//! Identity checks by a provider: only its stated match verifies.

use super::checks_by;
use crate::{
    account::registered,
    standin::clouds::{Clouds, Mood, SECRET},
    story,
    volunteer::{filed, identity, number, number_of},
    world::World,
};
use domain::organisation::Role;
use goodhours::{kernel::config::Cloud, volunteer};
use jiff::{SignedDuration, civil::date};
use serde_json::json;

/// What somebody's check comes to when the provider answers this.
async fn comes_to(w: &World, clouds: &Clouds, (nth, result): (u8, &str)) -> String {
    clouds.finds(result);
    let number = number_of(date(1990, 3, 1), &format!("{nth:02}2"));
    let (_, filed) = filed(w, &format!("138001380{nth:02}"), identity(&number)).await;
    assert_eq!(clouds.checked().last().unwrap(), &("欧阳嘉怡".to_owned(), number), "name and number as they are");
    filed["verification"].as_str().unwrap().to_owned()
}

async fn all_come_to(w: &World, clouds: &Clouds, cases: &[(&str, &str)]) {
    for (nth, (result, state)) in (10..).zip(cases) {
        assert_eq!(&comes_to(w, clouds, (nth, result)).await, state, "{result}");
    }
}

// rules: REG-08
story!(what_tencent_finds_out_decides, w, {
    let clouds = checks_by(&w, Cloud::Tencent, SECRET).await;
    let cases = [
        ("0", "verified"),
        ("-1", "failed"),
        ("-2", "failed"),
        ("-3", "by-hand"),
        ("-5", "by-hand"),
        ("-4", "unavailable"),
        ("-6", "unavailable"),
        ("-7", "unavailable"),
        ("1", "unavailable"),
        ("", "unavailable"),
    ];
    all_come_to(&w, &clouds, &cases).await;
});

// rules: REG-08
story!(what_aliyun_finds_out_decides, w, {
    let clouds = checks_by(&w, Cloud::Aliyun, SECRET).await;
    all_come_to(&w, &clouds, &[("1", "verified"), ("2", "failed"), ("3", "by-hand"), ("9", "unavailable")]).await;
});

async fn recovers(w: &World, cloud: Cloud) {
    let clouds = checks_by(w, cloud, SECRET).await;
    let moods = [
        Mood::BreaksOff,
        Mood::Says(500, "{}".to_owned()),
        Mood::Says(429, String::new()),
        Mood::Says(200, "{\"Code\": \"2".to_owned()),
        Mood::Says(200, json!({ "Response": { "Error": { "Code": "UnauthorizedOperation.Arrears" } } }).to_string()),
        Mood::Says(200, json!({ "Code": "402", "Response": { "Result": "-4" } }).to_string()),
    ];
    clouds.finds(if cloud == Cloud::Aliyun { "1" } else { "0" });
    for (nth, mood) in (10..).zip(moods) {
        // given a provider that misbehaves
        clouds.behaves(mood.clone());
        let number = number_of(date(1990, 3, 1), &format!("{nth}2"));
        let (person, state) = filed(w, &format!("138001380{nth}"), identity(&number)).await;
        assert_eq!(state["verification"], "unavailable", "{mood:?}");
        // when it is well again, it is asked after a minute and by nobody's hand
        clouds.behaves(Mood::Well);
        assert_eq!(volunteer::ask_due(&w.office, w.now()).await.unwrap(), 0);
        w.wait(SignedDuration::from_secs(60));
        assert_eq!(volunteer::ask_due(&w.office, w.now()).await.unwrap(), 1);
        // then
        assert_eq!(w.get(Some(&person), "/api/v1/me").await.is(200)["verification"], "verified", "{mood:?}");
    }
}

// rules: REG-08
story!(tencent_out_of_order_is_asked_again_and_waves_nobody_through, w, {
    recovers(&w, Cloud::Tencent).await;
});

// rules: REG-08
story!(aliyun_out_of_order_is_asked_again_and_waves_nobody_through, w, {
    recovers(&w, Cloud::Aliyun).await;
});

// rules: REG-08
story!(a_wrong_secret_verifies_nobody, w, {
    let clouds = checks_by(&w, Cloud::Tencent, "not the secret").await;
    clouds.finds("0");
    let (_, state) = filed(&w, "13800138000", identity(&number("002"))).await;
    assert_eq!((state["verification"].as_str(), clouds.checked().len()), (Some("unavailable"), 0));
});

story!(an_identity_that_no_register_knows_is_looked_at_by_a_person, w, {
    let clouds = checks_by(&w, Cloud::Aliyun, SECRET).await;
    clouds.finds("3");
    let team = w.organisation("向阳义工服务队", None);
    let (person, state) = filed(&w, "13800138000", identity(&number("002"))).await;
    assert_eq!(state["verification"], "by-hand");
    w.form(Some(&person), "/register/organisations", &[("organisation", &team.to_string()), ("key", "k1")])
        .await
        .led_to();
    let steward = w.steward(team, Role::Manager);
    let path = format!("/api/v1/volunteers/{}/hand-checks", person.volunteer);
    let seen = json!({ "accepted": true, "seen": "身份证原件，照片与本人相符" });
    assert_eq!(w.post(Some(&steward), &path, seen).await.is(200)["verification"], "verified");
});

// rules: REG-08
story!(pages_say_that_the_check_is_simulated_only_while_it_is, w, {
    let said = "演示核验";
    let person = registered(&w, "13800138000").await;
    w.page(Some(&person), "/register/identity").await.says(&[said]);
    let clouds = checks_by(&w, Cloud::Tencent, SECRET).await;
    clouds.finds("0");
    w.put(Some(&person), "/api/v1/me/identity", identity(&number("002"))).await.is(200);
    for page in ["/register/state", "/me/profile"] {
        w.page(Some(&person), page).await.says(&["<h1"]).is_silent_on(&[said]);
    }
});

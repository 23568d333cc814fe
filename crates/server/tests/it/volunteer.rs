//! Stories of real-name data, its check, corrections and what the public reads.

use crate::{
    account::registered,
    story,
    world::{Person, World},
};
use domain::organisation::Role;
use jiff::{
    SignedDuration,
    civil::{Date, date},
};
use serde_json::{Value, json};

/// Sixteen digits whose places 15 to 17 are chosen, and the check character that belongs to them.
pub fn number(sequence: &str) -> String {
    number_of(date(1990, 3, 7), sequence)
}

/// The same of somebody born on that day.
pub fn number_of(born_on: Date, sequence: &str) -> String {
    let body = format!("440106{}{sequence}", born_on.strftime("%Y%m%d"));
    format!("{body}{}", domain::volunteer::document::check_character(&body).unwrap())
}

pub fn identity(number: &str) -> Value {
    json!({ "kind": "resident-identity-card", "number": number, "surname": "欧阳", "given": "嘉怡",
        "surname_pinyin": "ouyang", "given_pinyin": "jiayi", "long_term": true, "authority": "广州市公安局天河分局",
        "political_status": "masses", "education": "undergraduate", "occupation": "professional" })
}

/// Registers somebody and files their data.
pub async fn filed(w: &World, phone: &str, data: Value) -> (Person, Value) {
    let person = registered(w, phone).await;
    let filed = w.put(Some(&person), "/api/v1/me/identity", data).await.is(200);
    let volunteer = filed["volunteer_id"].as_str().unwrap().parse().unwrap();
    (Person { volunteer, ..person }, filed)
}

// rules: REG-08, REG-03
story!(a_matching_card_is_verified_and_becomes_a_login_name, w, {
    let (person, filed) = filed(&w, "13800138000", identity(&number("002"))).await;
    assert_eq!(filed["verification"], "verified");
    let me = w.get(Some(&person), "/api/v1/me").await.is(200);
    assert_eq!((me["public_name"].as_str(), me["activated"].as_bool()), (Some("欧阳*"), Some(true)));
    assert_eq!(me["number"].as_str().unwrap().len(), 13);
    // the document number opens the account, however it is typed
    for login in [number("002"), number("002").to_lowercase(), format!(" {} ", number("002"))] {
        let body = json!({ "login": login, "password": crate::account::PASSWORD });
        w.post(None, "/api/v1/sessions", body).await.is(201);
    }
    // and nobody but its holder corrects verified data
    w.put(Some(&person), "/api/v1/me/identity", identity(&number("004")))
        .await
        .refused(409, "volunteer.already-verified");
});

// rules: REG-09, REG-10
story!(a_failed_check_is_corrected_by_its_owner_and_checked_at_once, w, {
    let (person, filed) = filed(&w, "13800138000", identity(&number("444"))).await;
    assert_eq!(filed["verification"], "failed");
    // the page names likely causes
    let page = w.page(Some(&person), "/register/identity").await;
    page.says(&["姓名与证件号码不一致", "姓名有同音字"]);
    // when corrected, it is verified in the same breath
    let again = w.put(Some(&person), "/api/v1/me/identity", identity(&number("002"))).await.is(200);
    assert_eq!(
        (again["verification"].as_str(), again["volunteer_id"].as_str()),
        (Some("verified"), filed["volunteer_id"].as_str())
    );
});

// rules: REG-08
story!(an_unreachable_provider_is_asked_again_and_is_never_a_pass, w, {
    let (person, filed) = filed(&w, "13800138000", identity(&number("555"))).await;
    assert_eq!(filed["verification"], "unavailable");
    assert_eq!(goodhours::volunteer::ask_due(&w.office, w.now()).await.unwrap(), 0, "not yet");
    w.wait(SignedDuration::from_secs(61));
    assert_eq!(goodhours::volunteer::ask_due(&w.office, w.now()).await.unwrap(), 1);
    let me = w.get(Some(&person), "/api/v1/me").await.is(200);
    assert_eq!(me["verification"], "unavailable");
    w.page(Some(&person), "/register/state").await.says(&["核验服务暂时连接不上"]);
});

// rules: REG-03, REG-08, REG-09
story!(what_is_wrong_with_a_document_is_said_exactly, w, {
    let person = registered(&w, "13800138000").await;
    let with = |name: &str, value: &str| {
        let mut data = identity(&number("002"));
        data[name] = json!(value);
        data
    };
    let mut wrong_check = number("002");
    let last = if wrong_check.pop() == Some('1') { '2' } else { '1' };
    wrong_check.push(last);
    let cases = [
        ("number", "", "document.missing"),
        ("number", "440106900307002", "document.fifteen-digits"),
        ("number", wrong_check.as_str(), "document.wrong-check-character"),
        ("number", "4401061990023000201", "document.wrong-length"),
        ("number", "44010619900230002X", "document.not-a-date"),
        ("number", "4401061990030700😀", "document.not-allowed"),
        ("surname", "", "name.surname-missing"),
        ("surname", "欧3", "name.digit"),
        ("given", "嘉\u{202e}怡", "name.not-allowed"),
        ("given", "😀", "name.not-allowed"),
        ("authority", "", "text.missing"),
        ("education", "nonsense", "real-name.not-on-the-list"),
    ];
    for (name, value, code) in cases {
        w.put(Some(&person), "/api/v1/me/identity", with(name, value)).await.refused(422, code);
    }
    // rare characters and full-width digits are fine
    let mut data = identity(
        &number("002")
            .chars()
            .map(|c| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c })
            .collect::<String>(),
    );
    data["surname"] = json!("𠮷");
    assert_eq!(w.put(Some(&person), "/api/v1/me/identity", data).await.is(200)["verification"], "verified");
});

// rules: REG-13
story!(a_known_document_is_told_without_its_owner, w, {
    filed(&w, "13800138000", identity(&number("002"))).await;
    let second = registered(&w, "13900139000").await;
    let refused = w.put(Some(&second), "/api/v1/me/identity", identity(&number("002"))).await;
    assert!(!refused.text.contains("138****8000") && !refused.text.contains("13800138000"));
    refused.refused(409, "registration.document-known");
    // not even that is told to somebody without a proven phone
    w.put(None, "/api/v1/me/identity", identity(&number("002"))).await.refused(401, "kernel.login-needed");
});

// rules: REG-10, REG-11
story!(a_steward_of_ones_organisation_checks_a_passport_by_hand, w, {
    // given somebody with a passport who applied to an organisation
    let team = w.organisation("向阳义工服务队", None);
    let mut data = identity("AB123456");
    data["kind"] = json!("foreign-passport");
    data["born_on"] = json!("1990-03-07");
    data["sex"] = json!("female");
    let (person, state) = filed(&w, "13800138000", data).await;
    assert_eq!(state["verification"], "by-hand");
    let path = format!("/api/v1/volunteers/{}/hand-checks", person.volunteer);
    let (steward, stranger) =
        (w.steward(team, Role::Manager), w.steward(w.organisation("别的队", None), Role::Manager));
    let seen = json!({ "accepted": true, "seen": "护照原件，照片与本人相符" });
    // then nobody decides before there is a belonging, and strangers never
    w.post(Some(&steward), &path, seen.clone()).await.refused(404, "kernel.not-found");
    w.form(Some(&person), "/register/organisations", &[("organisation", &team.to_string()), ("key", "k1")])
        .await
        .led_to();
    w.post(Some(&stranger), &path, seen.clone()).await.refused(404, "kernel.not-found");
    w.post(Some(&steward), &path, json!({ "accepted": true, "seen": " " }))
        .await
        .refused(422, "volunteer.seen-missing");
    assert_eq!(w.post(Some(&steward), &path, seen.clone()).await.is(200)["verification"], "verified");
    w.post(Some(&steward), &path, seen).await.refused(409, "volunteer.already-verified");
    assert_eq!(w.count("hand_check where accepted"), 1);
    assert_eq!(w.count(&format!("audit where act = 'identity-checked-by-hand' and actor = {}", steward.account)), 1);
});

// rules: REG-01, REG-02, REG-05
story!(a_registration_is_interrupted_and_goes_on_after_login, w, {
    let team = w.organisation("向阳义工服务队", None);
    w.page(None, "/register").await.says(&["成为志愿者", "发布活动"]);
    let person = registered(&w, "13800138000").await;
    // the state says what is missing
    w.page(Some(&person), "/register/state").await.says(&["还没有填写实名信息"]);
    w.put(Some(&person), "/api/v1/me/identity", identity(&number("002"))).await.is(200);
    assert_eq!(
        w.form(Some(&person), "/register/residence", &[("region", "440106"), ("wants_card", "yes"), ("key", "a")])
            .await
            .led_to(),
        "/register/organisations"
    );
    w.page(Some(&person), "/register/organisations").await.says(&["您的单位或学校", "向阳义工服务队"]);
    // five at most, counting those that wait
    for n in 0..5 {
        let id = if n == 0 { team } else { w.organisation(&format!("第{n}队"), None) };
        let key = format!("apply-{n}");
        w.form(Some(&person), "/register/organisations", &[("organisation", &id.to_string()), ("key", &key)])
            .await
            .led_to();
    }
    let sixth = w.organisation("第六队", None).to_string();
    let refused = w.form(Some(&person), "/register/organisations", &[("organisation", &sixth), ("key", "b")]).await;
    assert_eq!(refused.status, 409);
    w.page(Some(&person), "/register/state").await.says(&["等待组织审核", "实名信息已通过核验"]);
});

// rules: REG-04
story!(residence_goes_down_to_the_county_without_javascript, w, {
    let (person, _) = filed(&w, "13800138000", identity(&number("002"))).await;
    w.page(Some(&person), "/register/residence?province=440000").await.says(&["optgroup", "天河区"]);
    let city = w
        .form(Some(&person), "/register/residence", &[("region", "440100"), ("province", "440000"), ("key", "a")])
        .await;
    assert_eq!(city.status, 422);
    w.put(Some(&person), "/api/v1/me/residence", json!({ "region": "440106" })).await.is(204);
});

// rules: ACC-11, PUB-04
story!(own_data_is_masked_until_one_says_why, w, {
    let (person, _) = filed(&w, "13800138000", identity(&number("002"))).await;
    let page = w.page(Some(&person), "/me/profile").await;
    page.says(&["4401**********", "138****8000"]).is_silent_on(&[&number("002"), "13800138000", "欧阳嘉怡"]);
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(w.form(Some(&person), "/me/profile/showings", &[("reason", " ")]).await.status, 422);
    assert_eq!(w.count("audit where act = 'identity-shown'"), 0);
    w.form(Some(&person), "/me/profile/showings", &[("reason", "核对号码")]).await.says(&[&number("002"), "欧阳嘉怡"]);
    assert_eq!(w.count("audit where act = 'identity-shown' and reason = '核对号码'"), 1);
    // the full name is public only by consent, and not any more when it is withdrawn
    let public =
        async |w: &World| w.get(Some(&person), "/api/v1/me").await.is(200)["public_name"].as_str().unwrap().to_owned();
    crate::consent::decides(&w, &person, "public-name", true).await;
    assert_eq!(public(&w).await, "欧阳嘉怡");
    crate::consent::decides(&w, &person, "public-name", false).await;
    assert_eq!(public(&w).await, "欧阳*");
});

//! Stories of what people say about themselves: the account centre with everything in it, the picture, and who reads what.

use crate::{
    certificate::{NANA, bytes, portrait, registered, upload},
    closing::{PASSWORD, made, sweep},
    organisation::platform,
    sso::connected,
    story,
    traces::{age, files, found, needles},
    volunteer::{identity, number},
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::Role;
use goodhours::kernel::db::schema::{account as a, membership as m};
use jiff::SignedDuration;
use serde_json::{Value, json};

const ADDRESS: &str = "体育东路138号金利来大厦2201";
const OTHER: &str = "潮汕话口语很好";

async fn own(w: &World, who: &Person) -> Value {
    w.get(Some(who), "/api/v1/me/about").await.is(200)
}

async fn says_everything(w: &World, who: &Person) {
    assert_eq!(
        upload(w, who, "/me/avatar", &[("key", "a1")], &portrait()).await.led_to(),
        "/me/about?said=avatar#avatar"
    );
    w.put(Some(who), "/api/v1/me/address", json!({ "address": ADDRESS })).await.is(204);
    let skills = json!({ "skills": ["law", "medical"], "other_skills": OTHER });
    w.put(Some(who), "/api/v1/me/skills", skills).await.is(204);
    let offer = json!({ "kinds": ["care", "youth"], "times": ["sunday-evening", "saturday-morning"] });
    w.put(Some(who), "/api/v1/me/offer", offer).await.is(204);
}

fn membership_of(w: &World, who: &Person) -> i64 {
    let own = m::table.filter(m::volunteer_id.eq(who.volunteer)).select(diesel::dsl::max(m::id));
    own.first::<Option<i64>>(&mut w.conn()).unwrap().unwrap()
}

// rules: ACC-08
story!(the_account_centre_leads_to_everything_and_each_of_it_works, w, {
    let person = made(&w, "13912345678", Some("jiayi@example.org"), Some(identity(&number("002")))).await;
    let school = connected(&w, &platform(&w), "profile").await;
    let centre = w.page(Some(&person), "/me/account").await;
    let parts = ["/me/about", "/me/profile", "/me/security", "/me/linked", "/me/platforms", "/me/access-log"];
    for part in parts {
        centre.says(&[&format!("href=\"{part}\"")]);
        w.page(Some(&person), part).await.says(&["</h1>"]);
    }

    // complete data, all of it and each part alone
    says_everything(&w, &person).await;
    let expected = json!({ "has_avatar": true, "address": ADDRESS, "skills": ["medical", "law"], "other_skills": OTHER,
        "kinds": ["youth", "care"], "times": ["saturday-morning", "sunday-evening"] });
    assert_eq!(own(&w, &person).await, expected);
    w.page(Some(&person), "/me").await.says(&["src=\"/me/avatar\"", "href=\"/me/about\""]);

    // phone and e-mail address are changed with a code
    w.page(Some(&person), "/me/security").await.says(&["/me/security/contacts/phone", "/me/security/contacts/email"]);
    for kind in ["phone", "email"] {
        w.page(Some(&person), &format!("/me/security/contacts/{kind}")).await.says(&["<form"]);
    }

    // every connected platform is withdrawn from
    school.tokens(&w, &person, &[]).await;
    w.page(Some(&person), "/me/platforms").await.says(&["羊城高校志愿平台", "撤回"]);
    w.form(Some(&person), &format!("/me/platforms/{}/withdrawal", school.id), &[]).await.led_to();
    w.page(Some(&person), "/me/platforms").await.is_silent_on(&["羊城高校志愿平台"]);

    // the log tells of looks at the identity
    w.post(Some(&person), "/api/v1/me/identity/showings", json!({ "reason": "核对本人信息" })).await.is(200);
    w.page(Some(&person), "/me/access-log").await.says(&["核对本人信息"]);

    // every session ends on its holder's word
    let body = json!({ "login": "13912345678", "password": PASSWORD });
    w.post(None, "/api/v1/sessions", body).await.is(201);

    let sessions = w.get(Some(&person), "/api/v1/me/sessions").await.is(200);
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|one| one["is_this"] != json!(true)).unwrap()["id"].as_str().unwrap();
    w.delete(Some(&person), &format!("/api/v1/me/sessions/{other}")).await.is(204);
    let sessions = w.get(Some(&person), "/api/v1/me/sessions").await.is(200);
    assert_eq!(sessions["items"].as_array().unwrap().len(), 1);

    // and the password changes, for whoever knows the present one
    let change = |old: &str| json!({ "old": old, "password": "换一个更长的口令 2027" });
    w.put(Some(&person), "/api/v1/me/password", change("wrong")).await.refused(401, "login.wrong");
    w.put(Some(&person), "/api/v1/me/password", change(PASSWORD)).await.is(201);
    let body = json!({ "login": "13912345678", "password": PASSWORD });
    w.post(None, "/api/v1/sessions", body).await.refused(401, "login.wrong");
});

// rules: ACC-08
story!(a_picture_becomes_a_square_its_predecessor_goes_and_so_does_it_when_taken_back, w, {
    let person = registered(&w, NANA, true).await;
    w.get(Some(&person), "/api/v1/me/avatar").await.is_missing();
    w.page(Some(&person), "/me/about").await.says(&["/avatars/", "上传头像"]).is_silent_on(&["删除头像"]);
    let refused = upload(&w, &person, "/me/avatar", &[], b"no picture").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("id=\"file-error\""), "{}", refused.text);

    upload(&w, &person, "/me/avatar", &[], &portrait()).await.led_to();
    let kept = bytes(&w, &person, "/me/avatar").await;
    let picture = image::load_from_memory(&kept).unwrap();
    assert_eq!((picture.width(), picture.height()), (320, 320));
    w.page(Some(&person), "/me/about").await.says(&["src=\"/me/avatar\"", "换成这张", "删除头像"]);

    // when there is another one, the file of the first goes; the same once more changes nothing
    let mut other = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(80, 120, image::Rgb([9, 120, 80]))
        .write_to(&mut other, image::ImageFormat::Png)
        .unwrap();
    for _ in 0..2 {
        upload(&w, &person, "/me/avatar", &[("key", "k2")], other.get_ref()).await.led_to();
    }
    assert_eq!((w.count("blob"), w.count("blob_removal")), (1, 1));
    age(&w.folder.join("blobs"));
    goodhours::file::remove_struck(&w.office, w.now()).await.unwrap();
    assert_eq!(files(&w.folder.join("blobs")).len(), 1);

    // when it is taken back, nothing of it is left
    w.form(Some(&person), "/me/avatar/removal", &[("key", "k3")]).await.led_to();
    w.delete(Some(&person), "/api/v1/me/avatar").await.is(204);
    goodhours::file::remove_struck(&w.office, w.now()).await.unwrap();
    assert_eq!((w.count("blob"), files(&w.folder.join("blobs")).len()), (0, 0));
    w.get(Some(&person), "/api/v1/me/avatar").await.is_missing();
});

story!(each_part_is_optional_has_its_limit_and_is_taken_back_alone, w, {
    let person = registered(&w, NANA, true).await;
    says_everything(&w, &person).await;

    // what a rule refuses stays in the form, and what was kept stays kept
    let long = "街".repeat(121);
    let refused = w.form(Some(&person), "/me/address", &[("address", &long)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains(&long) && refused.text.contains("id=\"address-error\""), "{}", refused.text);
    w.put(Some(&person), "/api/v1/me/address", json!({ "address": long })).await.refused(422, "text.too-long");
    let magic = json!({ "skills": ["magic"] });
    w.put(Some(&person), "/api/v1/me/skills", magic).await.refused(422, "about.not-on-the-list");
    let when = json!({ "times": ["monday-morning"] });
    w.put(Some(&person), "/api/v1/me/offer", when).await.refused(422, "about.kind-missing");
    let refused = w.form(Some(&person), "/me/offer", &[("times", "monday-morning"), ("key", "o1")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("value=\"monday-morning\" checked"), "{}", refused.text);
    assert_eq!(own(&w, &person).await["address"], ADDRESS);

    // the last character fits, and each part goes without the others
    w.put(Some(&person), "/api/v1/me/address", json!({ "address": "街".repeat(120) })).await.is(204);
    w.form(Some(&person), "/me/address", &[("address", " "), ("key", "o2")]).await.led_to();
    let left = own(&w, &person).await;
    assert_eq!((&left["address"], &left["skills"]), (&json!(null), &json!(["medical", "law"])));
    w.form(Some(&person), "/me/skills", &[("key", "o3"), ("skills", "teaching"), ("other_skills", "")]).await.led_to();
    let left = own(&w, &person).await;
    assert_eq!((&left["skills"], &left["other_skills"]), (&json!(["teaching"]), &json!(null)));
    w.form(Some(&person), "/me/offer", &[("key", "o4")]).await.led_to();
    let left = own(&w, &person).await;
    assert_eq!((&left["kinds"], &left["times"], &left["has_avatar"]), (&json!([]), &json!([]), &json!(true)));
});

story!(stewards_find_members_by_skill_and_nobody_reads_an_address, w, {
    let city = w.organisation("广州市志愿者联合会", None);
    let (team, elsewhere) = (w.organisation("向阳义工服务队", Some(city)), w.organisation("别的服务队", None));
    let person = registered(&w, NANA, true).await;
    w.member(&person, team);
    let other = w.volunteer("没填的人", team);
    let (steward, stranger) = (w.steward(team, Role::Manager), w.steward(elsewhere, Role::Manager));
    let auditor = w.steward(team, Role::Auditor);
    says_everything(&w, &person).await;
    let membership = membership_of(&w, &person);

    // the list names what members can do, and is narrowed by it
    let list = format!("/api/v1/organisations/{team}/memberships?state=approved");
    let items = |reply: Value| reply["items"].as_array().unwrap().clone();
    assert_eq!(items(w.get(Some(&steward), &list).await.is(200)).len(), 2);
    let able = items(w.get(Some(&steward), &format!("{list}&skill=law")).await.is(200));
    assert_eq!((able.len(), &able[0]["skills"]), (1, &json!(["medical", "law"])));
    assert_eq!(items(w.get(Some(&steward), &format!("{list}&skill=driving")).await.is(200)).len(), 0);
    w.get(Some(&steward), &format!("{list}&skill=magic")).await.refused(422, "kernel.bad-form");
    let desk = format!("/steward/{team}/members?state=approved");
    w.page(Some(&steward), &desk).await.says(&["医疗护理，法律咨询", "张*"]);
    w.page(Some(&steward), &format!("{desk}&skill=law")).await.says(&["法律咨询"]).is_silent_on(&["张*"]);
    w.page(Some(&steward), &format!("{desk}&skill=driving")).await.says(&["没有会这项技能的成员"]);

    // a member's page says the rest, and shows the picture; never the address
    let page = format!("/steward/{team}/members/{membership}");
    w.page(Some(&steward), &format!("{page}/identity"))
        .await
        .says(&[OTHER, "敬老助残", "周六上午", "周日晚上", &format!("{page}/avatar")])
        .is_silent_on(&[ADDRESS, "体育东路"]);
    let shown = w.get(Some(&steward), &format!("/api/v1/memberships/{membership}/about")).await;
    assert!(!shown.text.contains("address") && !shown.text.contains("体育东路"), "{}", shown.text);
    assert_eq!(shown.is(200)["other_skills"], OTHER);
    assert!(!bytes(&w, &steward, &format!("{page}/avatar")).await.is_empty());

    // who only looks is refused, and for stewards of others and for the public there is nothing
    w.get(Some(&auditor), &format!("/api/v1/memberships/{membership}/about")).await.refused(403, "kernel.forbidden");
    w.get(Some(&stranger), &format!("/api/v1/memberships/{membership}/about")).await.is_missing();
    for who in [&stranger, &other] {
        assert_eq!(w.page(Some(who), &format!("{page}/avatar")).await.status, 404);
    }
    // and once the belonging ends, it is nobody's to read
    w.post(
        Some(&steward),
        &format!("/api/v1/memberships/{membership}/decisions"),
        json!({ "word": "remove", "reason": "已离队" }),
    )
    .await
    .is(200);
    w.get(Some(&steward), &format!("/api/v1/memberships/{membership}/about")).await.is_missing();
    let ended = w.get(Some(&steward), &list.replace("approved", "ended")).await.is(200);
    assert_eq!(items(ended)[0]["skills"], json!([]));
});

story!(what_one_says_lies_sealed_is_copied_out_and_goes_with_the_account, w, {
    let person = made(&w, "13912345678", None, Some(identity(&number("002")))).await;
    says_everything(&w, &person).await;
    let wrapped: Option<Vec<u8>> = a::table.find(person.account).select(a::person_key).first(&mut w.conn()).unwrap();
    let needles = needles(&wrapped.unwrap(), &[ADDRESS, OTHER, "saturday-morning"]);

    // while it is kept, no file and no row has it in clear; the copy for its holder has
    let said: Vec<String> = found(&w, &needles).into_iter().filter(|place| !place.contains("wrapped key")).collect();
    assert_eq!(said, Vec::<String>::new());
    let copy = w.post(Some(&person), "/api/v1/me/exports", json!({ "password": PASSWORD })).await.is(201);
    assert_eq!((&copy["about"]["address"], &copy["about"]["skills"]), (&json!(ADDRESS), &json!(["medical", "law"])));
    w.form(Some(&person), "/me/export", &[("password", PASSWORD), ("format", "page")]).await.says(&[
        ADDRESS,
        "法律咨询",
        "敬老助残",
        "周日晚上",
    ]);

    // when the account ends, it goes too
    w.post(Some(&person), "/api/v1/me/closing", json!({ "password": PASSWORD })).await.is(201);
    w.wait(SignedDuration::from_hours(15 * 24) + SignedDuration::from_secs(1));
    age(&w.folder.join("blobs"));
    sweep(&w).await;
    assert_eq!((w.count("about"), w.count("person_skill"), w.count("blob")), (0, 0, 0));
    assert_eq!(files(&w.folder.join("blobs")).len(), 0);
});

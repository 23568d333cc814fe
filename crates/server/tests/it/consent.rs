//! Stories of consents: each on its own, taken back at any time, and what follows from each.

use crate::{
    account::registered,
    activity::{proposal, tomorrow_nine},
    attendance::{scene, scene_of},
    story,
    volunteer::{filed, identity, number, number_of},
    world::{Person, Reply, World},
};
use diesel::connection::SimpleConnection;
use jiff::civil::date;
use serde_json::{Value, json};

async fn decided(w: &World, who: &Person, purpose: &str, given: bool) -> Reply {
    w.post(Some(who), "/api/v1/me/consents", json!({ "purpose": purpose, "given": given, "version": 1 })).await
}

/// Gives a consent or takes it back.
pub async fn decides(w: &World, who: &Person, purpose: &str, given: bool) {
    decided(w, who, purpose, given).await.is(201);
}

fn standing(consents: &Value, purpose: &str) -> String {
    let items = consents["items"].as_array().unwrap();
    items.iter().find(|one| one["purpose"] == purpose).unwrap()["standing"].as_str().unwrap().to_owned()
}

// rules: ACC-12
story!(each_consent_stands_alone_and_its_lines_are_only_added_to, w, {
    let (person, _) = filed(&w, "13800138000", identity(&number("002"))).await;
    let consents = w.get(Some(&person), "/api/v1/me/consents").await.is(200);
    assert_eq!(standing(&consents, "identity"), "given", "filing real-name data is the act of agreeing to their use");
    for purpose in ["location", "public-name", "public-page"] {
        assert_eq!(standing(&consents, purpose), "unasked");
    }

    // when one is given and taken back, the others stay as they are
    decides(&w, &person, "location", true).await;
    decides(&w, &person, "location", true).await;
    let answer = decided(&w, &person, "location", false).await.is(201);
    assert_eq!(
        (standing(&answer, "location").as_str(), standing(&answer, "public-name").as_str()),
        ("refused", "unasked")
    );
    assert_eq!(w.count("consent where purpose = 2"), 2, "the same decision twice is one line");
    let lines = answer["history"].as_array().unwrap();
    assert_eq!(
        (&lines[0]["given"], &lines[1]["given"], &lines[0]["version"]),
        (&json!(false), &json!(true), &json!(1))
    );
    assert_eq!(w.count("audit where act in ('consent-given', 'consent-withdrawn')"), 2);

    // then nobody changes what was decided, not even the program
    for sql in ["update consent set given = true", "delete from consent"] {
        assert!(w.conn().batch_execute(sql).is_err(), "{sql}");
    }
    // and another version's text, an unknown purpose and one that the platform doesn't have are refused
    let other = json!({ "purpose": "location", "given": true, "version": 2 });
    w.post(Some(&person), "/api/v1/me/consents", other).await.refused(409, "consent.other-version");
    for purpose in ["partner", "everything"] {
        decided(&w, &person, purpose, true).await.refused(422, "kernel.bad-form");
    }
});

// rules: ACC-12
story!(the_account_rests_on_one_consent_and_the_others_never_block_anything, w, {
    let (person, _) = filed(&w, "13800138000", identity(&number("002"))).await;
    decided(&w, &person, "identity", false).await.refused(409, "consent.needs-closing");
    w.page(Some(&person), "/me/consents").await.says(&["撤回它就要注销账号", "/me/closing", "不同意也可以照常签到"]);

    // whoever has no real-name data yet has nothing to publish
    let nobody = registered(&w, "13800138001").await;
    decided(&w, &nobody, "public-name", true).await.refused(409, "consent.nothing-to-show");
    // and minors publish nothing, though they may withdraw
    let born = w.now().to_zoned(jiff::tz::TimeZone::UTC).date().year() - 15;
    let (young, _) = filed(&w, "13800138002", identity(&number_of(date(born, 1, 1), "006"))).await;
    for purpose in ["public-name", "public-page"] {
        decided(&w, &young, purpose, true).await.refused(403, "consent.minor");
        decides(&w, &young, purpose, false).await;
    }
});

// rules: ACC-12, PUB-04
story!(the_public_reads_a_full_name_only_while_its_holder_agrees, w, {
    let (person, _) = filed(&w, "13800138000", identity(&number("002"))).await;
    let shown = |name: &str, listed: bool| {
        w.count(&format!("volunteer where public_name = '{name}' and {}listed", if listed { "" } else { "not " }))
    };
    let form = |purpose: &'static str, given: &'static str, key: &'static str| {
        [("purpose", purpose), ("given", given), ("version", "1"), ("key", key)]
    };
    w.form(Some(&person), "/me/consents", &form("public-name", "yes", "k1")).await.led_to();
    assert_eq!(shown("欧阳嘉怡", false), 1);
    w.form(Some(&person), "/me/consents", &form("public-page", "yes", "k2")).await.led_to();
    assert_eq!(shown("欧阳嘉怡", true), 1);
    w.page(Some(&person), "/me/consents").await.says(&["已同意", "撤回同意", "同意记录"]);
    w.form(Some(&person), "/me/consents", &form("public-name", "no", "k3")).await.led_to();
    assert_eq!(shown("欧阳*", true), 1, "each on its own");
    let outdated = [("purpose", "public-name"), ("given", "yes"), ("version", "7"), ("key", "k4")];
    let refused = w.form(Some(&person), "/me/consents", &outdated).await;
    assert!(refused.status == 409 && refused.text.contains("内容刚刚更新"), "{}", refused.text);
});

// rules: ACC-12
story!(without_consent_a_position_is_neither_looked_at_nor_kept, w, {
    let scene = scene(&w).await;
    let (refuses, agrees) = (scene.accepted(&w).await, scene.accepted(&w).await);
    decides(&w, &refuses, "location", false).await;
    decides(&w, &agrees, "location", true).await;
    w.wait_until(tomorrow_nine(&w));
    let code = scene.codes(&w).await["sign_in"].clone();
    let sent = |latitude: f64| json!({ "code": code, "position": { "latitude": latitude, "longitude": 113.2644, "accuracy_metres": 10.0 } });

    // when somebody who refused sends one from far away, the code alone counts
    w.post(Some(&refuses), "/api/v1/sign-ins", sent(24.0)).await.is(201);
    assert_eq!(w.count("scan where evidence like '%24%'"), 0);
    // and whoever agreed is held to theirs
    w.post(Some(&agrees), "/api/v1/sign-ins", sent(24.0)).await.refused(409, "attendance.outside");
    w.post(Some(&agrees), "/api/v1/sign-ins", sent(23.1291)).await.is(201);
    assert_eq!(w.count("scan where evidence like '%23.1291%'"), 1);
    // and the page asks those who refused no more
    let page = |who: Person| {
        let path = format!("/s/{}", code.as_str().unwrap());
        let w = &w;
        async move { w.page(Some(&who), &path).await }
    };
    page(refuses).await.is_silent_on(&["附上我的位置"]);
    page(agrees).await.says(&["附上我的位置"]);
});

// rules: ACC-12
story!(who_refused_the_use_of_their_position_is_shown_the_other_ways, w, {
    let mut large = proposal(&w);
    large["expected"] = json!(80);
    large["timekeeping"]["self_sign_in"] = json!(true);
    let scene = scene_of(&w, large).await;
    let who = scene.accepted(&w).await;
    decides(&w, &who, "location", false).await;
    w.wait_until(tomorrow_nine(&w));
    w.page(Some(&who), "/sign-in")
        .await
        .says(&["不能自助签到", "/me/consents#location"])
        .is_silent_on(&["同意使用这台设备"]);
    scene.sign(&w, &who, "sign-ins").await.is(201);
});

story!(a_photo_that_is_replaced_goes_with_its_file_unless_it_is_printed, w, {
    let person = crate::certificate::registered(&w, crate::certificate::NANA, true).await;
    let hands_in = async |shade: u8| {
        let mut file = std::io::Cursor::new(Vec::new());
        let picture = image::RgbImage::from_pixel(700, 900, image::Rgb([shade, 120, 90]));
        picture.write_to(&mut file, image::ImageFormat::Png).unwrap();
        crate::certificate::upload(&w, &person, "/me/photo", &[], file.get_ref()).await.led_to();
    };
    hands_in(10).await;
    hands_in(20).await;
    assert_eq!((w.count("blob"), w.count("blob_removal")), (1, 1));

    // when a certificate was printed with it, it stays with the paper
    crate::certificate::issued(&w, &person, json!({})).await;
    let files = w.count("blob");
    hands_in(30).await;
    assert_eq!((w.count("blob"), w.count("blob_removal")), (files + 1, 1));
});

// rules: ACC-12
story!(handing_a_photo_in_agrees_to_it_and_taking_that_back_deletes_it, w, {
    let person = crate::certificate::registered(&w, crate::certificate::NANA, true).await;
    crate::certificate::photographed(&w, &person).await;
    let consents = w.get(Some(&person), "/api/v1/me/consents").await.is(200);
    assert_eq!((standing(&consents, "photo").as_str(), w.count("volunteer where photo_id is not null")), ("given", 1));

    // when it is taken back, the photo is gone from the person and its file goes next
    decides(&w, &person, "photo", false).await;
    assert_eq!((w.count("volunteer where photo_id is not null"), w.count("blob"), w.count("blob_removal")), (0, 0, 1));
    // a file that was written just now is left for a while
    goodhours::file::remove_struck(&w.office, w.now()).await.unwrap();
    assert_eq!(w.count("blob_removal"), 1);
    crate::traces::age(&w.folder.join("blobs"));
    goodhours::file::remove_struck(&w.office, w.now()).await.unwrap();
    assert_eq!((w.count("blob_removal"), crate::traces::files(&w.folder.join("blobs")).len()), (0, 0));

    // and what was handed in again meanwhile is kept: a photo that is printed stays with its certificate
    crate::certificate::photographed(&w, &person).await;
    crate::certificate::issued(&w, &person, json!({})).await;
    decides(&w, &person, "photo", false).await;
    assert_eq!((w.count("volunteer where photo_id is not null"), w.count("blob_removal")), (0, 0));
    w.page(Some(&person), "/me/certificate").await.says(&["上传即表示您单独同意"]);
});

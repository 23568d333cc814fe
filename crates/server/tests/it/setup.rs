//! Stories of the set-up of an empty platform.

use crate::{
    account::{ask_code, registered},
    story,
    world::{Reply, World},
};
use futures_util::future::join_all;
use goodhours::{notice, setup};
use jiff::SignedDuration;
use serde_json::json;

const PASSWORD: &str = "岭南一步一步走稳";

/// A new invitation's token.
async fn invited(w: &World) -> String {
    let address = setup::invitation(&w.office).await.unwrap().unwrap();
    address.strip_prefix("http://localhost/setup?token=").unwrap().to_owned()
}

/// The last form, with some of its fields as given.
async fn send(w: &World, token: &str, changed: &[(&str, &str)]) -> Reply {
    let fields = [
        ("token", token),
        ("site_name", "岭南志愿"),
        ("province", "440000"),
        ("region", "440100"),
        ("name", "岭南志愿者联合会"),
        ("contact_name", "陈站长"),
        ("phone", "13800138000"),
        ("password", PASSWORD),
        ("again", PASSWORD),
    ];
    let value = |name: &str| changed.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    w.form(None, "/setup", &fields.map(|(name, given)| (name, value(name).unwrap_or(given)))).await
}

fn step(token: &str, number: u8) -> String {
    format!("/setup?token={token}&site_name=%E5%B2%AD%E5%8D%97&province=440000&step={number}")
}

story!(only_the_newest_token_opens_the_set_up_and_only_for_an_hour, w, {
    let (first, second) = (invited(&w).await, invited(&w).await);
    assert!(second.len() == 32 && first != second);
    assert_eq!(w.count(&format!("setting where value like '%{second}%'")), 0, "only its hash is kept");

    w.page(None, "/setup").await.says(&["平台还没有设置", "我是管理员"]).is_silent_on(&["site_name", "tabbar"]);
    for wrong in [&first, "x", &second.to_uppercase()] {
        let page = w.page(None, &format!("/setup?token={wrong}")).await;
        assert_eq!(page.status, 403);
        page.is_silent_on(&["name=\"site_name\""]);
        assert!(page.text.contains("token-error"), "{}", page.text);
        assert_eq!(send(&w, wrong, &[]).await.status, 403);
    }
    w.page(None, &format!("/setup?token={second}")).await.says(&["name=\"site_name\"", "广东省"]);

    w.wait(SignedDuration::from_secs(3_599));
    assert_eq!(w.page(None, &step(&second, 3)).await.status, 200);
    w.wait(SignedDuration::from_secs(1));
    let late = w.page(None, &step(&second, 3)).await;
    assert!(late.status == 403 && late.text.contains("goodhours admin setup"), "{}", late.text);
    assert_eq!(send(&w, &second, &[]).await.status, 403);
    assert_eq!(w.count("account"), 0);
});

story!(a_platform_is_set_up_once_and_the_set_up_never_opens_again, w, {
    let token = invited(&w).await;
    let done = send(&w, &token, &[]).await.led_to();
    assert_eq!(done, format!("/setup/done?token={token}"));
    w.page(None, &done).await.says(&["岭南志愿", "/sessions/new?next=/platform"]);

    // then the owner has every right, on the platform and at its top
    let login = json!({ "login": "13800138000", "password": PASSWORD });
    let session = w.post(None, "/api/v1/sessions", login).await.is(201);
    assert_eq!(session["roles"], json!(["volunteer", "steward", "platform-owner"]), "{session}");
    assert_eq!(w.count("organisation where name = '岭南志愿者联合会' and state = 3 and region = '440100'"), 1);
    assert_eq!(w.count("audit where act = 'platform-role'"), 1);

    // and a second tap sees the first one's result, while nobody else sets anything up
    assert_eq!(send(&w, &token, &[]).await.led_to(), done);
    assert_eq!(send(&w, "another", &[("phone", "13900139000")]).await.status, 409);
    assert_eq!(w.page(None, &format!("/setup?token={token}")).await.status, 409);
    assert_eq!(w.page(None, "/setup/done").await.status, 404);
    assert_eq!(setup::invitation(&w.office).await.unwrap(), None);
    assert_eq!((w.count("account"), w.count("organisation")), (1, 1));
});

story!(two_who_finish_the_set_up_at_once_make_one_platform, w, {
    let token = invited(&w).await;
    let phones = ["13800138000", "13800138001", "13800138002", "13800138003", "13800138004", "13800138005"];
    let one = async |phone: &'static str| send(&w, &token, &[("phone", phone)]).await;
    let replies = join_all(phones.map(one)).await;
    assert!(replies.iter().all(|reply| reply.status == 303), "{replies:?}");
    assert_eq!((w.count("account where platform_role = 3"), w.count("organisation")), (1, 1));
});

// rules: REG-06
story!(a_wrong_form_keeps_what_was_typed_but_never_the_password, w, {
    let token = invited(&w).await;
    for (field, value, beside) in [
        ("again", "something else", "again"),
        ("password", "12345678", "password"),
        ("phone", "12345", "phone"),
        ("contact_name", " ", "contact_name"),
        ("name", "岭", "name"),
        ("region", "419000", "region"),
        ("site_name", "一二三四五六七八九十一二三四五六七八九十一", "site_name"),
    ] {
        let page = send(&w, &token, &[(field, value)]).await;
        assert_eq!(page.status, 422, "{field}: {}", page.text);
        assert!(page.text.contains(&format!("id=\"{beside}-error\"")), "{field}: {}", page.text);
        page.is_silent_on(&[PASSWORD, "12345678"]);
        if beside != "site_name" {
            assert!(page.text.contains("岭南志愿") && page.text.contains("陈站长") == (field != "contact_name"));
        }
    }
    assert_eq!(w.count("account"), 0);

    // and the first step says what it lacks
    let lacking = w.page(None, &format!("/setup?token={token}&site_name=%E5%B2%AD%E5%8D%97&province=&step=2")).await;
    assert_eq!(lacking.status, 422);
    assert!(lacking.text.contains("province-error") && lacking.text.contains("value=\"岭南\""), "{}", lacking.text);
});

story!(before_the_set_up_every_address_leads_to_it_and_afterwards_none, w, {
    assert_eq!(w.page(None, "/activities").await.status, 200, "nobody was invited yet");
    let token = invited(&w).await;
    for path in ["/", "/activities", "/sessions/new", "/register", "/outbox", "/no/such/page"] {
        assert_eq!(w.page(None, path).await.led_to(), "/setup", "{path}");
    }
    w.get(None, "/api/v1/activities").await.refused(403, "setup.pending");
    assert_eq!(w.form(None, "/sessions", &[("login", "x"), ("password", "y")]).await.status, 403);
    assert_eq!(w.form(None, "/appearance", &[("elder", "1"), ("next", "/setup")]).await.led_to(), "/setup");

    // and what it is connected to is said as it is
    w.page(None, &step(&token, 2)).await.says(&["模拟发件箱", "--smtp-host", "--tls self-signed"]);

    send(&w, &token, &[]).await.led_to();
    w.page(None, "/activities").await.says(&["岭南志愿"]);
    assert_eq!(w.page(None, "/no/such/page").await.status, 404);
});

story!(another_instance_learns_of_the_set_up_at_its_next_request, w, {
    let token = invited(&w).await;
    send(&w, &token, &[]).await.led_to();
    // given an instance that still believes that it waits, under the old name
    w.office.means.site.close();
    w.office.means.site.rename(String::new());
    assert_eq!(w.page(None, "/activities").await.status, 200);
    w.page(None, "/problems").await.says(&["岭南志愿"]);
});

// rules: MSG-02
story!(the_platform_goes_by_its_name_in_titles_and_messages, w, {
    let token = invited(&w).await;
    send(&w, &token, &[]).await.led_to();
    w.page(None, "/activities").await.says(&["· 岭南志愿</title>", "<b>岭南志愿</b>"]);
    assert_eq!(w.page(None, "/manifest.webmanifest").await.json()["name"], json!("岭南志愿"));
    ask_code(&w, "13900139000", "register").await.is(202);
    notice::deliver(&w.office, w.now()).await.unwrap();
    let sent = w.get(None, "/api/v1/outbox?to=13900139000").await.is(200);
    assert!(sent["items"][0]["text"].as_str().unwrap().starts_with("【岭南志愿】"), "{sent}");
    registered(&w, "13700137000").await;
});

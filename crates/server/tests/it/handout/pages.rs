//! The same by hand: the form, the confirmation and back, the list, the button.

use super::{crowd, member, stepped_down};
use crate::story;
use domain::organisation::Role;

/// What a percent-encoded value says.
fn decoded(raw: &str) -> String {
    let mut bytes = raw.bytes();
    let mut text = Vec::new();
    while let Some(byte) = bytes.next() {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).unwrap();
        text.push(if byte == b'%' { digit(bytes.next().unwrap()) * 16 + digit(bytes.next().unwrap()) } else { byte });
    }
    String::from_utf8(text).unwrap()
}

// rules: AUD-03
story!(a_steward_is_led_to_the_confirmation_and_back_without_losing_a_word, w, {
    let team = w.organisation("向阳义工队", None);
    let steward = w.steward(team, Role::Manager);
    let path = format!("/steward/{team}/handouts");
    let new = format!("{path}/new");
    w.page(Some(&steward), &new).await.says(&["名单上还没有人"]);
    member(&w, team, "13800138001", "002").await;
    w.page(Some(&steward), &format!("/steward/{team}/members?state=approved")).await.says(&[&new]);
    w.page(Some(&steward), &new).await.says(&["共 1 人", "用途", "具体理由"]).is_silent_on(&["为什么需要完整证件号码"]);
    let owner = w.steward(team, Role::Owner);
    w.page(Some(&owner), &new).await.says(&["为什么需要完整证件号码"]);

    let form = |reason: &'static str| {
        [
            ("key", "one-tap-0001"),
            ("format", "csv"),
            ("name", "whole"),
            ("phone", "masked"),
            ("document", "left-out"),
            ("purpose", "contact"),
            ("reason", reason),
        ]
    };
    let refused = w.form(Some(&steward), &path, &form(" ")).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.text.contains("请写明理由") && refused.text.contains("value=\"contact\" selected"),
        "{}",
        refused.text
    );
    // when the last proof of being present is older than five minutes
    stepped_down(&w, &steward);
    let led = w.form(Some(&steward), &path, &form("通知集合 & 改期")).await.led_to();
    assert!(led.starts_with("/sessions/step-up?next="), "{led}");
    w.page(Some(&steward), &led).await.says(&["请再确认一次身份"]);
    let back = decoded(led.split_once("next=").unwrap().1);
    let steward = w.session(steward.account, 0);
    w.page(Some(&steward), &back).await.says(&[
        "通知集合 &#38; 改期",
        "value=\"contact\" selected",
        "value=\"csv\" checked",
    ]);
    assert_eq!(w.count("handout"), 0);

    // then the same form makes one file, however often it is sent
    let led = w.form(Some(&steward), &path, &form("通知集合 & 改期")).await.led_to();
    assert_eq!(w.form(Some(&steward), &path, &form("通知集合 & 改期")).await.led_to(), led);
    assert_eq!(w.count("handout"), 1);
    w.page(Some(&steward), &led).await.says(&["可下载", "文件可以下载了", "请勿转发"]);
    w.page(Some(&steward), &path).await.says(&["E2026-000001", "1 人", "通知和联系"]);
    let file = w.form(Some(&steward), &format!("{led}/downloads"), &[("key", "one-tap-0002")]).await;
    assert_eq!((file.status, file.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
    assert!(
        file.headers["content-disposition"].to_str().unwrap().contains("E2026-000001.csv")
            && file.text.contains("欧阳嘉怡")
    );
    w.page(Some(&owner), &led).await.says(&["E2026-000001"]).is_silent_on(&["下载文件"]);
    assert_eq!(w.count("handout where taken = 1"), 1);
});

// rules: AUD-03
story!(a_second_steward_agrees_on_the_page, w, {
    let team = w.organisation("向阳义工队", None);
    let (steward, second) = (w.steward(team, Role::Manager), w.steward(team, Role::Manager));
    crowd(&w, team, 101);
    let asked = super::ask(&w, &steward, team, super::wish()).await.is(201);
    let page = format!("/steward/handouts/{}", asked["id"].as_str().unwrap());
    w.page(Some(&steward), &page).await.says(&["待同意", "正在等另一位管理员同意"]).is_silent_on(&["同意导出"]);
    w.page(Some(&second), &page).await.says(&["需要您同意", "101", "同意导出", "不同意的理由"]);
    let unsaid = w.form(Some(&second), &format!("{page}/decisions"), &[("key", "a1"), ("opinion", "refuse")]).await;
    assert_eq!(unsaid.status, 422);
    stepped_down(&w, &second);
    let led =
        w.form(Some(&second), &format!("{page}/decisions"), &[("key", "a2"), ("opinion", "agree")]).await.led_to();
    assert_eq!(led, format!("/sessions/step-up?next={page}"));
    let second = w.session(second.account, 0);
    w.form(Some(&second), &format!("{page}/decisions"), &[("key", "a3"), ("opinion", "agree")]).await.led_to();
    w.page(Some(&steward), &page).await.says(&["可下载", "另一位管理员"]);
});

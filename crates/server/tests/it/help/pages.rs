//! Help with a browser and no JavaScript.

use super::{asked, line};
use crate::{
    account::{code, human},
    organisation::platform,
    story,
    world::{Reply, World},
};
use domain::organisation::Role;

/// A page or form of a browser that keeps these cookies.
async fn browser(w: &World, (method, path): (&str, &str), cookies: &str, form: &str) -> Reply {
    let request = axum::http::Request::builder().method(method).uri(path).header("host", "localhost");
    let request = request.header("accept-language", "zh-CN").header("sec-fetch-site", "same-origin");
    let request = request.header("cookie", cookies).header("content-type", "application/x-www-form-urlencoded");
    w.send(request.body(axum::body::Body::from(form.to_owned())).unwrap()).await
}

/// The cookie that an answer sets, as the browser sends it back.
fn cookie(reply: &Reply, name: &str) -> String {
    let set = reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let found = set.filter_map(|text| text.split(';').next()).find(|text| text.starts_with(name));
    found.unwrap_or_else(|| panic!("no {name} in {:?}", reply.headers)).to_owned()
}

// rules: HLP-02
story!(somebody_without_a_login_asks_on_pages_and_reads_the_answer, w, {
    w.page(None, "/help").await.says(&["问工作人员", "恢复账号", "退出组织"]);
    assert_eq!(
        w.page(None, "/help/tickets/new?topic=other").await.led_to(),
        "/help/phone?next=/help/tickets/new%3Ftopic%3Dother"
    );
    // the phone, then the code
    let encode = goodhours::kernel::web::encode;
    let human = encode(&human(&w, "send-sms").await).replace('/', "%2F");
    let form = format!("phone=13900139001&altcha={human}&next=%2Fhelp%2Ftickets%2Fnew");
    let sent = browser(&w, ("POST", "/help/phone"), "", &form).await;
    assert_eq!(sent.led_to(), "/help/phone/code");
    let waiting = cookie(&sent, "goodhours-phone");
    let wrong = browser(&w, ("POST", "/help/phone/code"), &waiting, "code=000000").await;
    assert_eq!(wrong.status, 422);
    let form = format!("code={}", code(&w, "13900139001").await);
    let proven = browser(&w, ("POST", "/help/phone/code"), &waiting, &form).await;
    assert_eq!(proven.led_to(), "/help/tickets/new");
    let proof = cookie(&proven, "goodhours-help");

    // then the question, with its number on the page
    let nothing = browser(&w, ("POST", "/help/tickets"), &proof, "topic=wrong-data&text=").await;
    assert_eq!(nothing.status, 422);
    assert!(nothing.text.contains("value=\"wrong-data\" selected"), "the refused form keeps the topic");
    let filed = browser(&w, ("POST", "/help/tickets"), &proof, "topic=wrong-data&text=名字错了").await.led_to();
    browser(&w, ("GET", &filed), &proof, "").await.says(&["已收到", "名字错了", "平台客服"]);
    let by = platform(&w);
    let path = filed.split('?').next().unwrap();
    w.page(Some(&by), path).await.says(&["139****9001", "请对方补充"]).is_silent_on(&["转给平台"]);
    w.form(Some(&by), &format!("{path}/replies"), &[("what", "answer"), ("text", "已更正")]).await.led_to();
    browser(&w, ("GET", path), &proof, "").await.says(&["已更正", "问题没有解决", "问题已解决，结束"]);
    browser(&w, ("POST", &format!("{path}/closings")), &proof, "").await.led_to();
    browser(&w, ("GET", "/help/tickets"), &proof, "").await.says(&["已结束"]);
});

// rules: HLP-02, REG-15
story!(desks_list_what_they_owe_and_the_platform_lets_in_with_a_reason, w, {
    let l = line(&w);
    let (steward, volunteer) = (w.steward(l.city, Role::Owner), w.volunteer("小周", l.team));
    let number = asked(&w, &volunteer, "restore-account", "账号停用了").await;
    let desk = format!("/steward/{}/tickets", l.city);
    w.page(Some(&steward), &desk).await.says(&[&number, "待答复"]);
    w.page(Some(&steward), &format!("/steward/{}", l.city)).await.says(&["待答复提问"]);
    let path = format!("/help/tickets/{number}");
    w.page(Some(&steward), &path).await.says(&["恢复账号由平台办理", "转给平台"]);
    let passed = [("what", "pass-on"), ("text", "已核对本人")];
    assert_eq!(w.form(Some(&steward), &format!("{path}/replies"), &passed).await.led_to(), "/steward");
    let by = platform(&w);
    // the account isn't suspended, so the page offers nothing to restore
    w.page(Some(&by), &path).await.says(&["账号正常"]).is_silent_on(&["恢复账号并答复"]);

    use diesel::prelude::*;
    use goodhours::kernel::db::schema::account as a;
    diesel::update(a::table.find(volunteer.account)).set(a::state.eq(3i16)).execute(&mut w.conn()).unwrap();
    w.page(Some(&by), &path).await.says(&["账号已停用", "恢复账号并答复"]);
    w.page(Some(&by), "/platform/suspended-accounts").await.says(&["张*", "恢复账号"]);
    let form = format!("/platform/suspended-accounts/{}/restorations", volunteer.account);
    let refused = w.form(Some(&by), &form, &[("reason", " ")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(
        w.form(Some(&by), &form, &[("reason", "本人来电")]).await.led_to(),
        "/platform/suspended-accounts?done=1"
    );
    w.page(Some(&by), "/platform/suspended-accounts?done=1").await.says(&["没有停用的账号", "已恢复"]);
});

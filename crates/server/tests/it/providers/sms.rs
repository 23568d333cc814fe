//! Text messages by a provider: each is sent once, whatever the provider does.

use super::{account, sends_by, short_messages};
use crate::{
    account::{PASSWORD, ask_code, human, registered},
    notice::tell,
    organisation::platform,
    pages::account::Browser,
    standin::clouds::{Clouds, Mood, SECRET},
    story,
    world::{Person, World},
};
use diesel::{RunQueryDsl, sql_query};
use goodhours::{
    kernel::{config::Cloud, outward::Outward},
    notice::{self, Channel, Order, Sent},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::time::Duration;

const PHONE: &str = "13800138000";

/// Who owns the platform.
fn owner(w: &World) -> Person {
    let person = platform(w);
    sql_query(format!("update account set platform_role = 3 where id = {}", person.account))
        .execute(&mut w.conn())
        .unwrap();
    person
}

async fn deliver(w: &World) {
    notice::deliver(&w.office, w.now()).await.unwrap();
}

/// How many messages are in a state; 1 waits, 3 sent, 4 failed, 5 unknown.
fn in_state(w: &World, state: u8) -> i64 {
    w.count(&format!("message where channel = 2 and state = {state}"))
}

/// Somebody who registers by the code that came through the provider, which then forgets it.
async fn registers(w: &World, clouds: &Clouds, place: &str) -> serde_json::Value {
    ask_code(w, PHONE, "register").await.is(202);
    deliver(w).await;
    let code = clouds.taken().last().unwrap().values[place].clone();
    let body = json!({ "phone": PHONE, "sms_code": code, "password": PASSWORD, "nickname": "小明",
        "agreements": ["terms", "privacy"] });
    w.post(None, "/api/v1/accounts", body).await.is(201)
}

/// What every message of a happy day leaves behind.
fn is_done(w: &World, receipt: &str) {
    assert_eq!(w.count(&format!("message where channel = 2 and state = 3 and receipt = '{receipt}'")), 1);
    assert_eq!(w.count("message where channel = 2 and payload is not null"), 0, "the code is wiped");
    assert_eq!(w.count("outbox"), 0, "nothing is left to read");
}

// rules: MSG-04
story!(a_code_travels_by_aliyun_and_opens_an_account, w, {
    let clouds = sends_by(&w, Cloud::Aliyun).await;
    registers(&w, &clouds, "code").await;
    let taken = clouds.taken();
    assert_eq!((taken[0].to.as_str(), taken[0].sign_name.as_str()), (PHONE, "岭南志愿"));
    assert_eq!((taken[0].template.as_str(), taken[0].values["valid_minutes"].as_str()), ("SMS_1", "5"));
    is_done(&w, "900619746936498440^0");
});

// rules: MSG-04
story!(a_code_travels_by_tencent_and_opens_an_account, w, {
    let clouds = sends_by(&w, Cloud::Tencent).await;
    registers(&w, &clouds, "0").await;
    let taken = clouds.taken();
    assert_eq!((taken[0].to.as_str(), taken[0].values["1"].as_str()), ("+8613800138000", "5"));
    is_done(&w, "5000:1045710669157053657849499619");
});

// rules: MSG-04
story!(pages_say_that_codes_are_in_the_outbox_only_while_they_are, w, {
    let mut b = Browser::default();
    let altcha = human(&w, "send-sms").await;
    let form = [("phone", PHONE), ("next", "/register/identity"), ("altcha", altcha.as_str())];
    assert_eq!(b.fill(&w, "/register/codes", &form).await.led_to(), "/register/account");
    b.see(&w, "/register/account").await.says(&["模拟发件箱"]);
    sends_by(&w, Cloud::Aliyun).await;
    b.see(&w, "/register/account").await.says(&["138****8000"]).is_silent_on(&["模拟发件箱"]);
});

// rules: REG-07
story!(fifty_requests_at_once_send_one_message_by_the_provider, w, {
    let clouds = sends_by(&w, Cloud::Tencent).await;
    let mut answers = Vec::new();
    for _ in 0..50 {
        answers.push(human(&w, "send-sms").await);
    }
    let body = |altcha: &String| json!({ "phone": PHONE, "purpose": "register", "altcha": altcha });
    let replies = answers.iter().map(|altcha| w.post(None, "/api/v1/sms-codes", body(altcha)));
    let replies = futures_util::future::join_all(replies).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 202).count(), 1);
    // and eight messengers find one message
    futures_util::future::join_all((0..8).map(|_| deliver(&w))).await;
    assert_eq!((clouds.calls("SendSms"), clouds.taken().len()), (1, 1));
});

async fn tell_role(w: &World, person: &Person) {
    tell(w, person.account, Channel::Sms, "role-granted", json!({ "organisation": "向阳队" })).await;
}

async fn lost_and_found(w: &World, cloud: Cloud) {
    let person = registered(w, PHONE).await;
    let clouds = sends_by(w, cloud).await;
    // given a provider that takes a message and breaks off
    clouds.behaves(Mood::DoesAndBreaksOff);
    tell_role(w, &person).await;
    w.wait(SignedDuration::from_secs(61));
    ask_code(w, PHONE, "log-in").await.is(202);
    deliver(w).await;
    assert_eq!((in_state(w, 5), clouds.taken().len()), (2, 2));
    // when it is well again, it is asked, but not before a minute
    clouds.behaves(Mood::Well);
    w.wait(SignedDuration::from_secs(45));
    deliver(w).await;
    assert_eq!(in_state(w, 5), 2);
    w.wait(SignedDuration::from_secs(15));
    deliver(w).await;
    // then both are known to be sent, and neither was sent again
    assert_eq!((in_state(w, 5), in_state(w, 1), clouds.calls("SendSms"), clouds.taken().len()), (0, 0, 2, 2));
    assert_eq!(w.count("message where channel = 2 and payload is not null"), 0);
}

// rules: MSG-01
story!(what_aliyun_took_without_an_answer_is_asked_for_and_never_sent_again, w, {
    lost_and_found(&w, Cloud::Aliyun).await;
});

// rules: MSG-01
story!(what_tencent_took_without_an_answer_is_asked_for_and_never_sent_again, w, {
    lost_and_found(&w, Cloud::Tencent).await;
});

// rules: MSG-01
story!(what_no_provider_knows_of_stays_unknown_and_is_forgotten_by_the_last_question, w, {
    let clouds = sends_by(&w, Cloud::Aliyun).await;
    clouds.behaves(Mood::BreaksOff);
    ask_code(&w, PHONE, "register").await.is(202);
    deliver(&w).await;
    clouds.behaves(Mood::Well);
    for (wait_seconds, asked, kept) in [(60, 1, 1), (300, 2, 1), (1_800, 3, 0), (86_400, 3, 0)] {
        assert_eq!(in_state(&w, 5), 1);
        w.wait(SignedDuration::from_secs(wait_seconds));
        deliver(&w).await;
        assert_eq!(clouds.calls("QuerySendDetails"), asked);
        assert_eq!(w.count("message where payload is not null"), kept);
    }
    assert_eq!((in_state(&w, 5), clouds.calls("SendSms"), clouds.taken().len()), (1, 1, 0));
});

story!(each_answer_of_aliyun_means_one_thing, w, {
    let person = registered(&w, PHONE).await;
    let clouds = sends_by(&w, Cloud::Aliyun).await;
    let coded = |code: &str| json!({ "Code": code, "Message": "…", "RequestId": "1" }).to_string();
    let cases = [
        (500, "{}".to_owned(), 5),
        (502, "<html>bad gateway</html>".to_owned(), 5),
        (200, "{\"Code\": \"O".to_owned(), 5),
        (200, "[]".to_owned(), 5),
        (200, coded("isp.SYSTEM_ERROR"), 5),
        (429, String::new(), 1),
        (200, coded("isv.BUSINESS_LIMIT_CONTROL"), 1),
        (400, coded("Throttling.User"), 1),
        (200, coded("isv.MOBILE_NUMBER_ILLEGAL"), 4),
        (200, coded("isv.AMOUNT_NOT_ENOUGH"), 1),
    ];
    means_what_it_says(&w, &clouds, &person, &cases).await;
});

story!(each_answer_of_tencent_means_one_thing, w, {
    let person = registered(&w, PHONE).await;
    let clouds = sends_by(&w, Cloud::Tencent).await;
    let failed = |code: &str| json!({ "Response": { "Error": { "Code": code, "Message": "…" } } }).to_string();
    let sent = |code: &str| json!({ "Response": { "SendStatusSet": [{ "Code": code, "SerialNo": "" }] } }).to_string();
    let cases = [
        (500, "{}".to_owned(), 5),
        (200, "not json".to_owned(), 5),
        (200, "{\"Response\": {}}".to_owned(), 5),
        (200, failed("InternalError.Timeout"), 5),
        (200, failed("RequestLimitExceeded"), 1),
        (200, sent("LimitExceeded.PhoneNumberThirtySecondLimit"), 1),
        (200, sent("InvalidParameterValue.IncorrectPhoneNumber"), 4),
        (200, sent("FailedOperation.PhoneNumberInBlacklist"), 4),
        (200, sent("FailedOperation.InsufficientBalanceInSmsPackage"), 1),
    ];
    means_what_it_says(&w, &clouds, &person, &cases).await;
});

async fn means_what_it_says(w: &World, clouds: &Clouds, person: &Person, cases: &[(u16, String, u8)]) {
    for (status, body, state) in cases {
        clouds.says(*status, body);
        tell_role(w, person).await;
        let before = clouds.calls("SendSms");
        deliver(w).await;
        assert_eq!(w.count(&format!("message where kind = 'role-granted' and state = {state}")), 1, "{status} {body}");
        assert_eq!(clouds.calls("SendSms"), before + 1, "{status} {body}");
        // what waits goes once the provider is well; what is unknown or refused never goes again
        clouds.behaves(Mood::Well);
        w.wait(SignedDuration::from_secs(241));
        deliver(w).await;
        let again = usize::from(*state == 1);
        assert_eq!((clouds.calls("SendSms"), clouds.taken().len()), (before + 1 + again, again), "{status} {body}");
        sql_query("delete from message where kind = 'role-granted'").execute(&mut w.conn()).unwrap();
        clouds.forget();
    }
}

story!(an_empty_account_is_told_to_the_owner_once_a_day_and_sending_goes_on_by_itself, w, {
    let person = registered(&w, PHONE).await;
    let owner = owner(&w);
    let clouds = sends_by(&w, Cloud::Aliyun).await;
    clouds.says(200, &json!({ "Code": "isv.AMOUNT_NOT_ENOUGH" }).to_string());
    tell_role(&w, &person).await;
    tell_role(&w, &person).await;
    deliver(&w).await;
    let told = format!("message where kind = 'sms-stopped' and account_id = {}", owner.account);
    assert_eq!((w.count(&told), w.count("message where kind = 'sms-stopped'")), (1, 1));
    w.page(Some(&owner), "/me/messages").await.says(&["isv.AMOUNT_NOT_ENOUGH", "短信发不出去"]);
    w.wait(SignedDuration::from_secs(121));
    deliver(&w).await;
    assert_eq!(w.count(&told), 1);
    clouds.behaves(Mood::Well);
    w.wait(SignedDuration::from_secs(241));
    deliver(&w).await;
    assert_eq!(clouds.taken().len(), 2);
});

story!(a_wrong_secret_is_refused_by_the_provider_and_nothing_is_sent, w, {
    let clouds = Clouds::open().await;
    let provider = short_messages(Cloud::Tencent, account(&clouds, "not the secret"));
    assert!(w.office.means.short_messages.set(provider).is_ok());
    owner(&w);
    ask_code(&w, PHONE, "register").await.is(202);
    deliver(&w).await;
    assert_eq!((clouds.calls("SendSms"), clouds.taken().len(), in_state(&w, 1)), (0, 0, 1));
    assert_eq!(w.count("message where kind = 'sms-stopped' and facts like '%AuthFailure.SignatureFailure%'"), 1);
    // a code that nobody can use any more isn't sent at all
    w.wait(SignedDuration::from_secs(280));
    deliver(&w).await;
    assert_eq!(in_state(&w, 1), 1);
    w.wait(SignedDuration::from_secs(20));
    w.wait(SignedDuration::from_secs(3_600));
    deliver(&w).await;
    assert_eq!((in_state(&w, 4), w.count("message where payload is not null")), (1, 0));
});

story!(a_kind_without_an_approved_text_is_not_sent, w, {
    let person = registered(&w, PHONE).await;
    let clouds = sends_by(&w, Cloud::Aliyun).await;
    tell(&w, person.account, Channel::Sms, "activity-code", json!({ "activity": "植树", "code": "1234" })).await;
    deliver(&w).await;
    assert_eq!((in_state(&w, 4), clouds.calls("SendSms")), (1, 0));
});

#[tokio::test]
async fn a_provider_that_says_nothing_leaves_it_unknown_and_one_that_is_not_there_leaves_it_unsent() {
    let clouds = Clouds::open().await;
    clouds.behaves(Mood::Silent);
    let outward = Outward::new(Vec::new()).unwrap().waiting_at_most(Duration::from_millis(300));
    let sms = short_messages(Cloud::Aliyun, account(&clouds, SECRET));
    let template = sms.template("code").unwrap().clone();
    let order = Order { id: 1, to: "+8613800138000", template: &template, values: [].into() };
    let sent = sms.send(&outward, &order, Timestamp::UNIX_EPOCH).await;
    assert!(matches!(sent, Sent::Unknown(_)), "{sent:?}");
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut elsewhere = account(&clouds, SECRET);
    elsewhere.endpoint = format!("http://{nobody}").parse().unwrap();
    let sent = short_messages(Cloud::Aliyun, elsewhere).send(&outward, &order, Timestamp::UNIX_EPOCH).await;
    assert!(matches!(sent, Sent::Later(_)), "{sent:?}");
}

//! Stories of appeals: somebody whose phone is lost gets back in, and somebody who only has a copy of another's card doesn't.

use crate::{
    account::{PASSWORD, code, human, registered},
    organisation::platform,
    story,
    volunteer::{filed, identity, number},
    world::{Person, Reply, World},
};
use goodhours::{kernel::office::Ask, sweep};
use jiff::SignedDuration;
use serde_json::{Value, json};

const OLD: &str = "13800138000";
const NEW: &str = "13900139000";

fn body(fields: &[(&str, &str)], papers: &[&str]) -> String {
    let mut body = String::new();
    for (name, text) in fields {
        body.push_str(&format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"));
    }
    for (name, paper) in ["paper", "paper_2", "paper_3"].iter().zip(papers) {
        let head = format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a\"\r\n\r\n");
        body.push_str(&format!("{head}%PDF-1.7\n{paper}\n%%EOF\n\r\n"));
    }
    body + "--x--\r\n"
}

/// Asks for a code to the new phone and files an appeal for that document.
async fn appeal(w: &World, phone: &str, document: &str, papers: &[&str]) -> Reply {
    w.wait(SignedDuration::from_secs(61));
    let ask = json!({ "phone": phone, "purpose": "appeal", "altcha": human(w, "send-sms").await });
    w.post(None, "/api/v1/sms-codes", ask).await.is(202);
    let right = code(w, phone).await;
    let fields = [
        ("phone", phone),
        ("code", &right),
        ("kind", "resident-identity-card"),
        ("document", document),
        ("name", "欧阳嘉怡"),
        ("text", "原来的手机丢了，号码已经注销。"),
    ];
    w.call(None, "POST", "/api/v1/appeals", &body(&fields, papers)).await
}

/// The id of the newest appeal, as a steward of the platform finds it.
async fn newest(w: &World, by: &Person) -> String {
    w.get(Some(by), "/api/v1/platform/appeals").await.is(200)["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn say(w: &World, by: &Person, id: &str, opinion: &str) -> Reply {
    let body = json!({ "opinion": opinion, "reason": "照片看不清" });
    w.post(Some(by), &format!("/api/v1/platform/appeals/{id}/decisions"), body).await
}

async fn log_in(w: &World, login: &str, password: &str) -> Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": login, "password": password })).await
}

async fn time_passes(w: &World, hours: i64) {
    w.wait(SignedDuration::from_hours(hours));
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
}

/// As after five minutes without a password or code.
fn stepped_down(w: &World, who: &Person) {
    use diesel::prelude::*;
    use goodhours::kernel::{db::schema::session as s, session::token_hash};
    let mine = s::table.find(token_hash(&who.token).to_vec());
    diesel::update(mine).set(s::step_up_until.eq(None::<i64>)).execute(&mut w.conn()).unwrap();
}

async fn last_sms(w: &World, phone: &str) -> String {
    let sent = w.get(None, &format!("/api/v1/outbox?to={phone}")).await.is(200);
    sent["items"][0]["text"].as_str().unwrap().to_owned()
}

// rules: REG-14, ACC-03
story!(two_stewards_and_three_days_later_the_new_phone_opens_the_account, w, {
    let (owner, _) = filed(&w, OLD, identity(&number("002"))).await;
    let (one, other) = (platform(&w), platform(&w));
    let received = appeal(&w, NEW, &number("002"), &["card"]).await.is(201);
    assert!(received["number"].as_str().unwrap().starts_with('A'));
    assert!(last_sms(&w, OLD).await.contains("叫停") && last_sms(&w, NEW).await.contains("已收到"));

    // when one steward looks and supports it, each with their password or code just given, then the same one again, then another
    let id = newest(&w, &one).await;
    let late = platform(&w);
    stepped_down(&w, &late);
    let look = json!({ "reason": "核对证件照片" });
    w.post(Some(&late), &format!("/api/v1/platform/appeals/{id}/showings"), look)
        .await
        .refused(401, "session.step-up-needed");
    say(&w, &late, &id, "support").await.refused(401, "session.step-up-needed");
    assert_eq!(say(&w, &one, &id, "support").await.is(200)["state"], "supported");
    say(&w, &one, &id, "support").await.refused(403, "appeal.same-person");
    assert_eq!(say(&w, &other, &id, "support").await.is(200)["state"], "granted");
    assert!(last_sms(&w, OLD).await.contains("即将") || last_sms(&w, OLD).await.contains("已获同意"));

    // then nothing changes before the time is over
    time_passes(&w, 71).await;
    log_in(&w, OLD, PASSWORD).await.is(201);
    log_in(&w, NEW, PASSWORD).await.refused(401, "login.wrong");
    time_passes(&w, 1).await;
    log_in(&w, OLD, PASSWORD).await.refused(401, "login.wrong");
    w.get(Some(&owner), "/api/v1/me").await.refused(401, "kernel.login-needed");
    let session = log_in(&w, NEW, PASSWORD).await.is(201);
    assert_eq!(session["account_id"], owner.account.to_string());
    // and: both ends were told, and the trail has it all
    assert!(last_sms(&w, OLD).await.contains("手机号码已于") && last_sms(&w, NEW).await.contains("手机号码已于"));
    for act in ["appeal-filed", "appeal-supported", "appeal-done"] {
        assert!(w.count(&format!("audit where act = '{act}'")) >= 1, "{act}");
    }
});

// rules: REG-14
story!(the_owner_who_still_logs_in_stops_it, w, {
    let (owner, _) = filed(&w, OLD, identity(&number("002"))).await;
    let (one, other) = (platform(&w), platform(&w));
    appeal(&w, NEW, &number("002"), &["copy"]).await.is(201);
    let id = newest(&w, &one).await;
    say(&w, &one, &id, "support").await.is(200);
    say(&w, &other, &id, "support").await.is(200);
    // somebody else can't stop it, the owner sees it and does
    let stranger = registered(&w, "13700137000").await;
    w.delete(Some(&stranger), &format!("/api/v1/me/appeals/{id}")).await.is_missing();
    w.page(Some(&owner), "/me/security").await.says(&["不是我，立即叫停"]);
    assert_eq!(w.get(Some(&owner), "/api/v1/me/appeals").await.is(200)["items"][0]["id"], id.as_str());
    w.form(Some(&owner), &format!("/me/security/appeals/{id}/stop"), &[]).await.led_to();
    w.delete(Some(&owner), &format!("/api/v1/me/appeals/{id}")).await.refused(409, "appeal.not-waiting");
    time_passes(&w, 100).await;
    log_in(&w, OLD, PASSWORD).await.is(201);
    assert!(last_sms(&w, NEW).await.contains("叫停"));
});

// rules: REG-14
story!(an_appeal_is_answered_alike_whether_or_not_there_is_an_account, w, {
    filed(&w, OLD, identity(&number("002"))).await;
    let known = appeal(&w, NEW, &number("002"), &["card"]).await.is(201);
    let unknown = appeal(&w, "13600136000", &number("004"), &["card"]).await.is(201);
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&known), keys(&unknown));
    // one for the same document waits already; without a paper, or with a phone that has an account, it isn't taken
    appeal(&w, "13500135000", &number("002"), &["card"]).await.refused(409, "appeal.already-open");
    appeal(&w, "13400134000", &number("006"), &[]).await.refused(422, "appeal.paper-missing");
    appeal(&w, OLD, &number("006"), &["card"]).await.refused(409, "contact.taken");
    // and: of what wasn't taken no paper is kept
    assert_eq!(w.count("blob"), 2);
    // an unknown document can only be refused
    let by = platform(&w);
    let id = newest(&w, &by).await;
    say(&w, &by, &id, "support").await.refused(409, "appeal.no-account");
    assert_eq!(say(&w, &by, &id, "refuse").await.is(200)["state"], "refused");
    assert!(last_sms(&w, "13600136000").await.contains("照片看不清"));
});

// rules: REG-14
story!(papers_lie_sealed_open_to_whoever_says_why_and_go_a_month_later, w, {
    filed(&w, OLD, identity(&number("002"))).await;
    let (by, other) = (platform(&w), platform(&w));
    appeal(&w, NEW, &number("002"), &["front", "back"]).await.is(201);
    let id = newest(&w, &by).await;
    let (path, paper) = (format!("/api/v1/platform/appeals/{id}"), format!("/api/v1/platform/appeals/{id}/papers/2"));
    // nobody else finds it; a steward sees what is masked
    w.get(Some(&w.person("路人")), &path).await.is_missing();
    let shown = w.get(Some(&by), &path).await.is(200);
    assert_eq!((&shown["opened"], shown["document_masked"].as_str().unwrap().contains("****")), (&Value::Null, true));
    w.get(Some(&by), &paper).await.refused(403, "appeal.not-shown");
    w.post(Some(&by), &format!("{path}/showings"), json!({ "reason": " " }))
        .await
        .refused(422, "appeal.reason-missing");
    let opened = w.post(Some(&by), &format!("{path}/showings"), json!({ "reason": "核对证件" })).await.is(200);
    assert_eq!(
        (opened["opened"]["document"].as_str().unwrap(), opened["opened"]["papers"].as_i64()),
        (number("002").as_str(), Some(2))
    );
    assert!(w.get(Some(&by), &paper).await.text.contains("back"));
    w.get(Some(&other), &paper).await.refused(403, "appeal.not-shown");
    w.page(Some(&by), &format!("/platform/appeals/{id}")).await.says(&["原来的手机丢了", "材料 2"]);
    // a quarter of an hour later they are closed again
    w.wait(SignedDuration::from_mins(15));
    w.get(Some(&by), &paper).await.refused(403, "appeal.not-shown");
    assert_eq!(w.count("audit where act = 'appeal-shown' and reason = '核对证件'"), 1);

    say(&w, &by, &id, "refuse").await.is(200);
    time_passes(&w, 30 * 24 - 1).await;
    assert_eq!(w.count("appeal_paper"), 2);
    time_passes(&w, 1).await;
    assert_eq!((w.count("appeal_paper"), w.count("blob"), w.count("appeal where payload is not null")), (0, 0, 0));
    w.get(Some(&by), &path).await.is(200);
});

// rules: REG-14
story!(a_phone_that_somebody_registered_meanwhile_stops_it, w, {
    filed(&w, OLD, identity(&number("002"))).await;
    let (one, other) = (platform(&w), platform(&w));
    appeal(&w, NEW, &number("002"), &["card"]).await.is(201);
    let id = newest(&w, &one).await;
    say(&w, &one, &id, "support").await.is(200);
    say(&w, &other, &id, "support").await.is(200);
    w.wait(SignedDuration::from_secs(61));
    registered(&w, NEW).await;
    time_passes(&w, 72).await;
    log_in(&w, OLD, PASSWORD).await.is(201);
    assert_eq!(w.get(Some(&one), &format!("/api/v1/platform/appeals/{id}")).await.is(200)["state"], "stopped");
});

// rules: ACC-10, REG-14
story!(an_account_that_ends_takes_its_appeals_and_its_second_factor_with_it, w, {
    let (owner, _) = filed(&w, OLD, identity(&number("002"))).await;
    appeal(&w, NEW, &number("002"), &["card"]).await.is(201);
    w.post(Some(&owner), "/api/v1/sessions/step-up", json!({ "password": PASSWORD })).await.is(200);
    w.post(Some(&owner), "/api/v1/me/second-factor", json!({})).await.is(201);
    w.post(Some(&owner), "/api/v1/me/closing", json!({ "password": PASSWORD })).await.is(201);
    assert_eq!((w.count("second_factor"), w.count("appeal where payload is not null")), (1, 1));

    w.wait(SignedDuration::from_hours(15 * 24));
    goodhours::closing::end_due(&w.office, w.now()).await.unwrap();
    assert_eq!(w.count("account where state = 4"), 1);
    assert_eq!((w.count("second_factor"), w.count("appeal_paper"), w.count("blob")), (0, 0, 0));
    assert_eq!((w.count("appeal where payload is not null"), w.count("appeal where state = 6")), (0, 1));
    assert!(last_sms(&w, NEW).await.contains("叫停"));
});

//! Stories of questions and requests: who is asked first, how answers come back, and what a ticket restores.

mod pages;
mod restoring;

use crate::{
    account::{ask_code, code},
    story,
    world::{Person, Reply, World},
};
use domain::organisation::Role;
use goodhours::{kernel::office::Ask, sweep};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// A city with a district and a team below.
pub struct Line {
    pub city: i64,
    pub team: i64,
}

pub fn line(w: &World) -> Line {
    let city = w.organisation("广州市志愿者协会", None);
    let district = w.organisation("天河区志愿者协会", Some(city));
    Line { city, team: w.organisation("向阳义工服务队", Some(district)) }
}

pub async fn asked(w: &World, who: &Person, topic: &str, text: &str) -> String {
    let filed = w.post(Some(who), "/api/v1/tickets", json!({ "topic": topic, "text": text })).await.is(201);
    filed["number"].as_str().unwrap().to_owned()
}

pub async fn shown(w: &World, who: &Person, number: &str) -> Reply {
    w.get(Some(who), &format!("/api/v1/tickets/{number}")).await
}

pub async fn reply(w: &World, who: &Person, number: &str, what: &str) -> Reply {
    let body = json!({ "what": what, "text": "请看这里。" });
    w.post(Some(who), &format!("/api/v1/tickets/{number}/replies"), body).await
}

pub async fn say(w: &World, who: &Person, number: &str) -> Reply {
    w.post(Some(who), &format!("/api/v1/tickets/{number}/words"), json!({ "text": "还是不行。" })).await
}

pub async fn days_pass(w: &World, days: i64) {
    w.wait(SignedDuration::from_hours(24 * days));
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
}

/// Proves a phone, and gives what the header carries.
pub async fn proven(w: &World, phone: &str) -> String {
    ask_code(w, phone, "help").await.is(202);
    let body = json!({ "phone": phone, "code": code(w, phone).await });
    w.post(None, "/api/v1/help-proofs", body).await.is(201)["proof"].as_str().unwrap().to_owned()
}

/// A call of somebody without a login who proved a phone.
pub async fn with_proof(w: &World, (method, path): (&str, &str), proof: &str, body: Value) -> Reply {
    let request =
        axum::http::Request::builder().method(method).uri(format!("/api/v1{path}")).header("host", "localhost");
    let request = request.header("goodhours-help-proof", proof).header("content-type", "application/json");
    w.send(request.body(axum::body::Body::from(body.to_string())).unwrap()).await
}

async fn last_sms(w: &World, phone: &str) -> String {
    let sent = w.get(None, &format!("/api/v1/outbox?to={phone}")).await.is(200);
    sent["items"][0]["text"].as_str().unwrap().to_owned()
}

// rules: HLP-02
story!(a_question_goes_to_the_city_first_and_its_answer_comes_back, w, {
    let Line { city, team, .. } = line(&w);
    let (steward, near) = (w.steward(city, Role::Manager), w.steward(team, Role::Owner));
    let volunteer = w.volunteer("小周", team);
    // given a question; the city's stewards are told, the team's own don't find it
    let number = asked(&w, &volunteer, "wrong-data", "我的时长少了一次。").await;
    assert_eq!(w.count(&format!("message where kind = 'ticket-filed' and account_id = {}", steward.account)), 1);
    assert_eq!(w.count("message where kind = 'ticket-filed'"), 1);
    shown(&w, &near, &number).await.is_missing();
    let list = w.get(Some(&steward), &format!("/api/v1/organisations/{city}/tickets")).await.is(200);
    assert_eq!(list["items"][0]["number"], number.as_str());
    let desk = w.get(Some(&steward), &format!("/api/v1/organisations/{city}/desk")).await.is(200);
    assert_eq!(desk["tickets"], 1);

    // when it is asked back, answered, asked again and answered again
    let state = async |who: &Person| shown(&w, who, &number).await.is(200)["state"].as_str().unwrap().to_owned();
    reply(&w, &steward, &number, "ask-back").await.is(200);
    assert_eq!(state(&volunteer).await, "waiting");
    assert_eq!(say(&w, &volunteer, &number).await.is(200)["state"], "open");
    reply(&w, &steward, &number, "answer").await.is(200);
    assert_eq!(state(&volunteer).await, "answered");
    assert_eq!(say(&w, &volunteer, &number).await.is(200)["state"], "reopened");
    reply(&w, &steward, &number, "close").await.is(200);

    // then nobody answers it any more, and the asker reads everything
    reply(&w, &steward, &number, "answer").await.refused(409, "help.closed");
    let ticket = shown(&w, &volunteer, &number).await.is(200);
    let sides: Vec<&str> =
        ticket["words"].as_array().unwrap().iter().map(|word| word["side"].as_str().unwrap()).collect();
    assert_eq!(sides, ["asker", "organisation", "asker", "organisation", "asker", "organisation"]);
    assert_eq!(ticket["words"][0]["text"], "我的时长少了一次。");
    assert_eq!(ticket["asker"], Value::Null, "whoever asks isn't shown to themselves as somebody else");
    assert_eq!(w.count("message where kind = 'ticket-answered' and channel = 1"), 2);
});

// rules: HLP-02
story!(what_an_organisation_passes_on_or_leaves_lying_goes_to_the_platform, w, {
    let Line { city, team, .. } = line(&w);
    let (steward, volunteer) = (w.steward(city, Role::Manager), w.volunteer("小周", team));
    let platform = crate::organisation::platform(&w);
    // when one is passed on, then it is the platform's alone
    let passed = asked(&w, &volunteer, "other", "积分怎么换？").await;
    w.get(Some(&steward), "/api/v1/platform/tickets").await.is_missing();
    reply(&w, &steward, &passed, "pass-on").await.is(200);
    shown(&w, &steward, &passed).await.is_missing();
    assert_eq!(shown(&w, &volunteer, &passed).await.is(200)["passed_by"], "广州市志愿者协会");
    reply(&w, &platform, &passed, "pass-on").await.refused(409, "help.with-platform");
    reply(&w, &platform, &passed, "answer").await.is(200);

    // when another lies for a week, then it goes by itself, and not before
    let lying = asked(&w, &volunteer, "other", "证书哪里下载？").await;
    days_pass(&w, 6).await;
    assert_eq!(shown(&w, &volunteer, &lying).await.is(200)["desk"], "广州市志愿者协会");
    days_pass(&w, 1).await;
    assert_eq!(shown(&w, &volunteer, &lying).await.is(200)["desk"], Value::Null);
    assert_eq!(w.get(Some(&platform), "/api/v1/platform/tickets").await.is(200)["items"][0]["number"], lying.as_str());
    // somebody without an organisation asks the platform at once
    let alone = asked(&w, &w.person("路人"), "other", "怎样成为志愿者？").await;
    assert_eq!(shown(&w, &platform, &alone).await.is(200)["state"], "open");
});

// rules: HLP-02
story!(whoever_has_no_login_asks_and_reads_with_a_proven_phone, w, {
    let platform = crate::organisation::platform(&w);
    let phone = "13900139001";
    w.post(None, "/api/v1/tickets", json!({ "topic": "other", "text": "登不上" }))
        .await
        .refused(401, "help.proof-missing");
    ask_code(&w, phone, "help").await.is(202);
    let wrong = json!({ "phone": phone, "code": "000000" });
    w.post(None, "/api/v1/help-proofs", wrong).await.refused(422, "sms-code.wrong");
    assert_eq!(w.count("sms_code where wrong_tries = 1"), 1);
    w.wait(SignedDuration::from_secs(61));
    let proof = proven(&w, phone).await;
    let filed =
        with_proof(&w, ("POST", "/tickets"), &proof, json!({ "topic": "other", "text": "登不上" })).await.is(201);
    let path = format!("/tickets/{}", filed["number"].as_str().unwrap());

    // the desk sees a masked phone, and the answer is told by SMS without its words
    let seen = w.get(Some(&platform), &format!("/api/v1{path}")).await.is(200);
    assert_eq!((seen["asker"]["name"].as_str().unwrap(), &seen["asker"]["number"]), ("139****9001", &Value::Null));
    reply(&w, &platform, filed["number"].as_str().unwrap(), "answer").await.is(200);
    let told = last_sms(&w, phone).await;
    assert!(told.contains("有了答复") && !told.contains("请看这里"), "{told}");
    let read = with_proof(&w, ("GET", &path), &proof, json!({})).await.is(200);
    assert_eq!(read["words"][1]["text"], "请看这里。");

    // another phone doesn't find it, a forged proof is none, and after an hour this one is over
    let other = proven(&w, "13900139002").await;
    with_proof(&w, ("GET", &path), &other, json!({})).await.is_missing();
    with_proof(&w, ("GET", "/tickets"), &proof.to_lowercase(), json!({})).await.refused(401, "help.proof-missing");
    w.wait(SignedDuration::from_mins(58));
    with_proof(&w, ("GET", "/tickets"), &proof, json!({})).await.is(200);
    w.wait(SignedDuration::from_mins(3));
    with_proof(&w, ("GET", "/tickets"), &proof, json!({})).await.refused(401, "help.proof-missing");
});

// rules: HLP-02
story!(nobody_answers_their_own_question_and_nobody_floods_the_desk, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let steward = w.volunteer("小周", city);
    w.grant(&steward, city, Role::Manager, domain::organisation::Reach::Own);
    let number = asked(&w, &steward, "other", "我自己问自己").await;
    reply(&w, &steward, &number, "answer").await.refused(403, "help.own-question");
    for _ in 0..4 {
        asked(&w, &steward, "other", "再问一次").await;
    }
    let body = json!({ "topic": "other", "text": "第六次" });
    w.post(Some(&steward), "/api/v1/tickets", body.clone()).await.refused(429, "kernel.too-many");
    w.wait(SignedDuration::from_hours(24));
    w.post(Some(&steward), "/api/v1/tickets", body).await.is(201);
    let nothing = json!({ "topic": "other", "text": " " });
    w.post(Some(&steward), "/api/v1/tickets", nothing).await.refused(422, "help.text-missing");
});

// rules: HLP-02, ACC-15
story!(words_lie_sealed_stand_in_the_copy_and_go_ninety_days_after_the_end, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let (steward, asker) = (w.steward(city, Role::Manager), w.volunteer("小周", city));
    let number = asked(&w, &asker, "other", "只有我们知道的话").await;
    reply(&w, &steward, &number, "answer").await.is(200);
    assert_eq!(w.count("ticket_word where text is not null"), 2);
    let plain: Vec<Vec<u8>> = {
        use diesel::prelude::*;
        use goodhours::kernel::db::schema::ticket_word as t;
        t::table.select(t::text.assume_not_null()).load(&mut w.conn()).unwrap()
    };
    let needle = "只有我们知道".as_bytes();
    assert!(plain.iter().all(|bytes| !bytes.windows(needle.len()).any(|part| part == needle)), "it lies open");

    // fourteen days after the answer it closes by itself; thirty days later it can't be opened again
    days_pass(&w, 13).await;
    assert_eq!(shown(&w, &asker, &number).await.is(200)["state"], "answered");
    days_pass(&w, 1).await;
    assert_eq!(shown(&w, &asker, &number).await.is(200)["state"], "closed");
    days_pass(&w, 30).await;
    say(&w, &asker, &number).await.refused(409, "help.too-late-to-reopen");
    // ninety days after the end the words are gone, and the ticket isn't
    days_pass(&w, 59).await;
    assert_eq!(w.count("ticket_word where text is not null"), 2);
    days_pass(&w, 1).await;
    assert_eq!((w.count("ticket_word where text is not null"), w.count("ticket where kept")), (0, 0));
    assert_eq!(shown(&w, &asker, &number).await.is(200)["words"][0]["text"], Value::Null);
});

// rules: ACC-10
story!(an_account_that_ends_takes_the_words_of_its_questions_with_it, w, {
    let person = crate::closing::made(&w, "13912345678", None, None).await;
    asked(&w, &person, "other", "我要注销了").await;
    let copy = json!({ "password": crate::account::PASSWORD });
    let copied = w.post(Some(&person), "/api/v1/me/exports", copy.clone()).await.is(201);
    assert_eq!(copied["tickets"][0]["words"][0]["text"], "我要注销了");
    w.post(Some(&person), "/api/v1/me/closing", copy).await.is(201);
    w.wait(SignedDuration::from_hours(15 * 24));
    goodhours::closing::end_due(&w.office, w.now()).await.unwrap();
    assert_eq!((w.count("ticket_word where text is not null"), w.count("ticket where state = 5")), (0, 1));
});

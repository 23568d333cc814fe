//! Stories of "is there a record in my name?": who asks, who is told, and what follows when somebody says that it isn't them.

use crate::{
    account::{PASSWORD, code, human, registered},
    certificate::{issued, photographed, solved},
    ledger::{line, seal},
    organisation::platform,
    story,
    volunteer::{filed, identity, number},
    world::{Person, Reply, World},
};
use domain::organisation::Role;
use goodhours::{kernel::office::Ask, sweep};
use jiff::SignedDuration;
use serde_json::{Value, json};

/// Who holds an account, and who asks.
const HOLDER: &str = "13800138000";
const ASKER: &str = "13900139000";

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

/// Proves a phone and asks what there is under a document.
async fn ask(w: &World, phone: &str, document: &str, papers: &[&str]) -> Reply {
    w.wait(SignedDuration::from_secs(61));
    let wanted = json!({ "phone": phone, "purpose": "record", "altcha": human(w, "send-sms").await });
    w.post(None, "/api/v1/sms-codes", wanted).await.is(202);
    let right = code(w, phone).await;
    let kind = ("kind", "resident-identity-card");
    let fields = [("phone", phone), ("code", &right), kind, ("document", document), ("name", "欧阳嘉怡")];
    w.call(None, "POST", "/api/v1/records", &body(&fields, papers)).await
}

async fn newest(w: &World, by: &Person) -> String {
    w.get(Some(by), "/api/v1/platform/records").await.is(200)["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn look(w: &World, by: &Person, id: &str) -> Value {
    let why = json!({ "reason": "核对证件照片" });
    w.post(Some(by), &format!("/api/v1/platform/records/{id}/showings"), why).await.is(200)
}

async fn say(w: &World, by: &Person, id: &str, verdict: &str) -> Reply {
    let body = json!({ "verdict": verdict, "reason": "照片看不清" });
    w.post(Some(by), &format!("/api/v1/platform/records/{id}/decisions"), body).await
}

async fn last_sms(w: &World, phone: &str) -> String {
    let sent = w.get(None, &format!("/api/v1/outbox?to={phone}")).await.is(200);
    sent["items"][0]["text"].as_str().unwrap().to_owned()
}

/// The token of the link in the newest SMS.
async fn link(w: &World, phone: &str) -> String {
    let text = last_sms(w, phone).await;
    let at = text.find("/records/answers/").unwrap_or_else(|| panic!("no link in {text}"));
    text[at + "/records/answers/".len()..].chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// Asks, has a steward of the platform confirm it, and answers the token of the link.
async fn confirmed(w: &World, by: &Person, document: &str) -> String {
    ask(w, ASKER, document, &["card"]).await.is(201);
    let id = newest(w, by).await;
    look(w, by, &id).await;
    assert_eq!(say(w, by, &id, "confirm").await.is(200)["state"], "confirmed");
    link(w, ASKER).await
}

async fn disown(w: &World, token: &str, what: Value) -> Reply {
    w.post(None, &format!("/api/v1/record-answers/{token}/disownments"), what).await
}

async fn log_in(w: &World, login: &str) -> Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": login, "password": PASSWORD })).await
}

// rules: REG-17
story!(asking_needs_papers_and_whoever_looked_at_them_decides, w, {
    let (by, other) = (platform(&w), platform(&w));
    let (known, unknown) = (number("002"), number("004"));
    filed(&w, HOLDER, identity(&known)).await;
    ask(&w, ASKER, &known, &[]).await.refused(422, "record.paper-missing");
    // the answer doesn't say whether there is anything, and the holder hears nothing
    let keys = |answer: &Value| answer.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let (one, two) = (ask(&w, ASKER, &known, &["card"]).await.is(201), ask(&w, "13600136000", &unknown, &["a"]).await);
    assert_eq!(keys(&one), keys(&two.is(201)));
    assert_eq!(w.count("message where kind like 'record-%' and kind <> 'record-received'"), 0);

    // nobody else finds it, and nobody decides unseen
    let id = newest(&w, &by).await;
    let path = format!("/api/v1/platform/records/{id}");
    w.get(Some(&registered(&w, "13700137000").await), &path).await.is_missing();
    assert_eq!(w.get(Some(&by), &path).await.is(200)["opened"], Value::Null);
    w.get(Some(&by), &format!("{path}/papers/1")).await.refused(403, "record.not-shown");
    say(&w, &by, &id, "confirm").await.refused(403, "record.not-shown");
    let opened = look(&w, &by, &id).await;
    assert_eq!((&opened["opened"]["document"], &opened["opened"]["papers"]), (&json!(unknown), &json!(1)));
    assert!(w.get(Some(&by), &format!("{path}/papers/1")).await.text.contains("%PDF"));
    say(&w, &other, &id, "refuse").await.refused(403, "record.not-shown");
    let unsaid = json!({ "verdict": "refuse", "reason": " " });
    w.post(Some(&by), &format!("{path}/decisions"), unsaid).await.refused(422, "record.reason-missing");
    assert_eq!(say(&w, &by, &id, "refuse").await.is(200)["state"], "refused");
    say(&w, &by, &id, "confirm").await.refused(409, "record.not-waiting");
    assert!(last_sms(&w, "13600136000").await.contains("照片看不清"));
    assert_eq!(w.count("audit where act = 'record-shown' and reason = '核对证件照片'"), 1);
    w.page(Some(&by), &format!("/platform/records/{id}")).await.says(&["照片看不清", "未通过"]);
});

// rules: REG-17
story!(a_phone_and_a_document_may_ask_three_times_a_day, w, {
    for _ in 0..3 {
        ask(&w, ASKER, &number("002"), &["card"]).await.is(201);
    }
    assert_eq!(ask(&w, ASKER, &number("004"), &["card"]).await.status, 429);
    assert_eq!(ask(&w, "13600136000", &number("002"), &["card"]).await.status, 429);
    // of what wasn't taken no paper is kept
    assert_eq!((w.count("record_paper"), w.count("blob")), (3, 3));
    w.wait(SignedDuration::from_hours(24));
    ask(&w, ASKER, &number("004"), &["card"]).await.is(201);
});

// rules: REG-17
story!(what_an_organisation_entered_is_found_and_disowned_without_a_login, w, {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let (steward, above, by) = (w.steward(team, Role::Manager), w.steward(city, Role::Owner), platform(&w));
    let lines = [["欧阳嘉怡", &number("002"), "13800138009"], ["李四", &number("004"), "13800138001"]];
    crate::roster::told(&w, &steward, team, &lines).await;

    // nothing is found under another document
    let nothing = confirmed(&w, &by, &number("006")).await;
    let found = w.get(None, &format!("/api/v1/record-answers/{nothing}")).await.is(200);
    assert_eq!((&found["records"], &found["account"]), (&json!([]), &Value::Null));
    w.page(None, &format!("/records/answers/{nothing}")).await.says(&["没有找到记录"]);

    // the link tells which organisation and when, and nobody forges one
    let token = confirmed(&w, &by, &number("002")).await;
    let path = format!("/api/v1/record-answers/{token}");
    let found = w.get(None, &path).await.is(200);
    let record = found["records"][0]["id"].as_str().unwrap();
    assert_eq!(
        (&found["records"][0]["organisation"], found["records"].as_array().unwrap().len()),
        (&json!("向阳义工服务队"), 1)
    );
    w.page(None, &format!("/records/answers/{token}")).await.says(&["向阳义工服务队", "不是我"]);
    w.get(None, "/api/v1/record-answers/abcdefgh").await.refused(409, "record.link-over");
    disown(&w, &token, json!({})).await.refused(422, "record.nothing-chosen");
    disown(&w, &token, json!({ "account": true })).await.is_missing();
    disown(&w, &nothing, json!({ "records": [record] })).await.is_missing();

    // it is good once: the line is emptied, the desk above is told, and whoever entered it is marked
    let led = w.form(None, &format!("/records/answers/{token}"), &[("records", record)]).await.led_to();
    assert_eq!(led, "/records/answered");
    w.get(None, &path).await.refused(409, "record.link-over");
    disown(&w, &token, json!({ "records": [record] })).await.refused(409, "record.link-over");
    assert_eq!((w.count("roster_line where payload is not null"), w.count("roster_line where state = 5")), (1, 1));
    assert_eq!(w.count(&format!("message where kind = 'roster-disowned' and account_id = {}", above.account)), 1);
    let marked = format!("audit where act = 'record-disowned' and facts like '%{}%'", steward.account);
    assert_eq!(w.count(&marked), 1);

    // another one is over after seven days
    w.wait(SignedDuration::from_hours(7 * 24 - 2));
    w.get(None, &format!("/api/v1/record-answers/{nothing}")).await.is(200);
    w.wait(SignedDuration::from_hours(2));
    w.get(None, &format!("/api/v1/record-answers/{nothing}")).await.refused(409, "record.link-over");
});

/// Somebody registered with another's document, belongs to a team, has hours and a certificate, is public, and was disowned.
struct Case {
    holder: Person,
    steward: Person,
    above: Person,
    by: Person,
    certificate: String,
    document: String,
    token: String,
}

async fn case(w: &World) -> Case {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let (steward, above, by) = (w.steward(team, Role::Manager), w.steward(city, Role::Owner), platform(w));
    let document = number("002");
    let (holder, _) = filed(w, HOLDER, identity(&document)).await;
    w.member(&holder, team);
    {
        use diesel::prelude::*;
        use goodhours::kernel::db::schema::{membership as m, volunteer as v};
        let conn = &mut w.conn();
        let own = m::table.filter(m::volunteer_id.eq(holder.volunteer));
        diesel::update(own).set(m::decided_by.eq(steward.account)).execute(conn).unwrap();
        diesel::update(v::table.find(holder.volunteer)).set(v::listed.eq(true)).execute(conn).unwrap();
    }
    line(holder.volunteer, team, 125).write(w);
    seal(w).await;
    line(holder.volunteer, team, 60).of(domain::hours::Class::Honorary).write(w);
    photographed(w, &holder).await;
    let (_, certificate) = issued(w, &holder, json!({})).await;
    let token = confirmed(w, &by, &document).await;
    Case { holder, steward, above, by, certificate, document, token }
}

async fn verified(w: &World, number: &str) -> Reply {
    let body = json!({ "number": number, "name": "欧阳嘉怡", "altcha": solved(w).await });
    w.post(None, "/api/v1/certificates/verifications", body).await
}

// rules: REG-17
story!(an_account_in_ones_name_is_told_of_without_its_holder_and_disowning_quarantines_it, w, {
    let Case { holder, steward, above, by, certificate, document, token } = case(&w).await;
    let path = format!("/records/answers/{token}");
    let found = w.get(None, &format!("/api/v1/record-answers/{token}")).await.is(200);
    assert_eq!(
        (&found["account"]["minutes"], &found["account"]["organisations"][0]),
        (&json!(125), &json!("向阳义工服务队"))
    );
    w.page(None, &path)
        .await
        .says(&["2 小时 5 分", "向阳义工服务队", "/appeals/new"])
        .is_silent_on(&["138000", "138****"]);
    verified(&w, &certificate).await.is(200);
    let before = w.count("entry");

    // when disowned
    disown(&w, &token, json!({ "account": true })).await.is(204);

    // then sessions are over, and whoever knows the password or has the phone is told why; others aren't
    w.get(Some(&holder), "/api/v1/me").await.refused(401, "kernel.login-needed");
    log_in(&w, HOLDER).await.refused(403, "record.held");
    w.post(None, "/api/v1/sessions", json!({ "login": HOLDER, "password": "wrong wrong 12" }))
        .await
        .refused(401, "login.wrong");
    assert!(last_sms(&w, HOLDER).await.contains("恢复账号"));
    // and hours don't count, though nothing of the ledger went
    assert_eq!((before, w.count("entry")), (2, 4));
    seal(&w).await;
    assert_eq!(w.count("volunteer_total where total <> 0 or scan <> 0 or honorary <> 0"), 0);
    assert_eq!(w.count("hour_cell where minutes <> 0"), 0);
    // and nothing of it is public
    assert_eq!(w.count(&format!("volunteer where id = {} and listed", holder.volunteer)), 0);
    verified(&w, &certificate).await.refused(409, "certificate.held-back");
    // and the desk above knows, with whoever took it in marked, once each
    assert_eq!(w.count(&format!("message where kind = 'record-quarantined' and account_id = {}", above.account)), 1);
    let marked = format!("audit where act = 'record-disowned' and facts like '%{}%'", steward.account);
    assert_eq!(w.count(&marked), 1);
    assert_eq!(w.count("audit where act = 'record-quarantined'"), 1);
    // and nobody credits it, lets it in by the other door, or finds it under the document again
    w.page(Some(&by), "/platform/suspended-accounts").await.says(&["隔离中"]);
    let restore = format!("/api/v1/platform/suspended-accounts/{}/restorations", holder.account);
    w.post(Some(&by), &restore, json!({ "reason": "来电" })).await.refused(403, "suspension.disowned");
    // and the true owner registers with the document
    w.wait(SignedDuration::from_secs(61));
    let (owner, _) = filed(&w, ASKER, identity(&document)).await;
    assert_eq!(w.get(Some(&owner), "/api/v1/me").await.is(200)["activated"], true);
});

// rules: REG-17
story!(a_quarantine_is_lifted_by_another_steward_and_everything_counts_again, w, {
    let Case { holder, by, certificate, token, .. } = case(&w).await;
    disown(&w, &token, json!({ "account": true })).await.is(204);
    let other = platform(&w);
    let list = w.get(Some(&other), "/api/v1/platform/quarantines").await.is(200);
    let path = format!("/api/v1/platform/quarantines/{}/releases", list["items"][0]["id"].as_str().unwrap());
    let why = || json!({ "reason": "双方到场核对证件" });
    w.post(Some(&by), &path, why()).await.refused(403, "record.same-person");
    w.post(Some(&registered(&w, "13700137000").await), &path, why()).await.is_missing();
    w.post(Some(&other), &path, json!({ "reason": " " })).await.refused(422, "record.reason-missing");
    w.page(Some(&other), "/platform/quarantines").await.says(&["隔离中", "解除隔离"]);
    w.post(Some(&other), &path, why()).await.is(204);
    w.post(Some(&other), &path, why()).await.refused(409, "record.not-held");

    log_in(&w, HOLDER).await.is(201);
    seal(&w).await;
    let whole = format!("volunteer_total where volunteer_id = {} and total = 125 and honorary = 60", holder.volunteer);
    assert_eq!((w.count(&whole), w.count("entry")), (1, 6));
    verified(&w, &certificate).await.is(200);
    assert_eq!(w.count("audit where act = 'record-released' and reason = '双方到场核对证件'"), 1);
    // the document opens the account again
    log_in(&w, &number("002")).await.is(201);
});

// rules: REG-17
story!(a_document_that_its_owner_registered_meanwhile_keeps_a_quarantine, w, {
    let Case { document, token, .. } = case(&w).await;
    disown(&w, &token, json!({ "account": true })).await.is(204);
    w.wait(SignedDuration::from_secs(61));
    filed(&w, ASKER, identity(&document)).await;
    let other = platform(&w);
    let list = w.get(Some(&other), "/api/v1/platform/quarantines").await.is(200);
    let path = format!("/api/v1/platform/quarantines/{}/releases", list["items"][0]["id"].as_str().unwrap());
    w.post(Some(&other), &path, json!({ "reason": "核对过" })).await.refused(409, "record.document-taken");
    log_in(&w, HOLDER).await.refused(403, "record.held");
});

// rules: ACC-15
story!(what_was_handed_in_goes_a_month_after_the_verdict_and_with_its_account, w, {
    let by = platform(&w);
    let (own, _) = filed(&w, ASKER, identity(&number("002"))).await;
    confirmed(&w, &by, &number("002")).await;
    let copy = w.post(Some(&own), "/api/v1/me/exports", json!({ "password": PASSWORD })).await.is(201);
    assert_eq!(copy["record_asks"][0]["document"], number("002"));
    crate::help::days_pass(&w, 29).await;
    assert_eq!((w.count("record_paper"), w.count("record_ask where payload is not null")), (1, 1));
    crate::help::days_pass(&w, 1).await;
    assert_eq!((w.count("record_paper"), w.count("blob"), w.count("record_ask where payload is not null")), (0, 0, 0));

    // an ask that waits goes when its account is closed
    ask(&w, ASKER, &number("002"), &["card"]).await.is(201);
    let again = log_in(&w, ASKER).await.is(201);
    let own = Person { token: again["token"].as_str().unwrap().to_owned(), ..own };
    w.post(Some(&own), "/api/v1/me/closing", json!({ "password": PASSWORD })).await.is(201);
    w.wait(SignedDuration::from_hours(15 * 24));
    goodhours::closing::end_due(&w.office, w.now()).await.unwrap();
    assert_eq!((w.count("record_ask where payload is not null"), w.count("blob")), (0, 0));
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
});

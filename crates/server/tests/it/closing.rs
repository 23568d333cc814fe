//! Stories of closing an account: the way there and back, what is destroyed, and what still proves the hours.

use crate::{
    activity::{proposal, published},
    certificate::{issued, photographed},
    consent::decides,
    ledger::{keys, line, seal},
    story,
    traces::{age, files, found, holds, logged, needles},
    volunteer::{identity, number},
    world::{Person, World},
};
use diesel::{connection::SimpleConnection, prelude::*};
use domain::organisation::{Reach, Role};
use goodhours::{
    account::{MadePerson, Registered, register_made},
    closing,
    kernel::{
        crypto::Secret,
        db::{Target, schema::account as a},
        dice::entropy,
        office::Ask,
    },
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

pub const PASSWORD: &str = "一步一步走稳 2026";
const PHONE: &str = "13912345678";
const EMAIL: &str = "jiayi.ouyang@example.org";
const NAME: &str = "欧阳嘉怡";

/// Somebody with phone, e-mail address, user name, password and verified real-name data.
pub async fn made(w: &World, phone: &str, email: Option<&str>, data: Option<Value>) -> Person {
    let password = Secret::new(PASSWORD.to_owned());
    let data = data.map(|mut data| {
        data["expires_on"] = Value::Null;
        data["born_on"] = json!("1990-03-07");
        data["sex"] = json!("female");
        data.as_object_mut().unwrap().remove("long_term");
        serde_json::from_value(data).unwrap()
    });
    let made = MadePerson {
        phone: Some(phone.into()),
        email: email.map(str::to_owned),
        user_name: email.map(|_| "jiayi_ouyang".to_owned()),
        password_hash: Some(w.office.means.hashers.hash(password, entropy()).await.unwrap()),
        nickname: NAME.into(),
        platform_role: 0,
        identity: data,
        region: String::new(),
        wants_card: true,
        verified: true,
    };
    let Registered { account, volunteer } = w.office.act(Ask::system(w.now()), made, register_made).await.unwrap();
    w.session(account.get(), volunteer.map_or(0, |id| id.get()))
}

async fn ask(w: &World, who: &Person) -> crate::world::Reply {
    w.post(Some(who), "/api/v1/me/closing", json!({ "password": PASSWORD })).await
}

async fn log_in(w: &World, login: &str) -> crate::world::Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": login, "password": PASSWORD })).await
}

pub async fn sweep(w: &World) {
    closing::end_due(&w.office, w.now()).await.unwrap();
}

const DAYS_15: SignedDuration = SignedDuration::from_hours(15 * 24);

// rules: ACC-10
story!(closing_asks_for_the_password_and_one_button_takes_it_back, w, {
    let person = made(&w, PHONE, Some(EMAIL), None).await;
    w.page(Some(&person), "/me/closing").await.says(&["注销后没有了", "注销后保留", "15 天", "当前密码"]);
    let wrong = json!({ "password": "wrong password" });
    w.post(Some(&person), "/api/v1/me/closing", wrong).await.refused(401, "login.wrong");
    w.delete(Some(&person), "/api/v1/me/closing").await.refused(409, "closing.not-asked");
    assert_eq!(w.count("closing"), 0);

    // when it is asked for, the holder is told in every way there is
    w.form(Some(&person), "/me/closing", &[("password", PASSWORD), ("key", "k1")]).await.led_to();
    ask(&w, &person).await.refused(409, "closing.already-asked");
    for kind in ["1", "2", "3"] {
        assert_eq!(w.count(&format!("message where kind = 'closing-asked' and channel = {kind}")), 1);
    }
    // then everything works as before, and whoever logs in is shown the way back
    w.page(Some(&person), "/me").await.says(&["您申请了注销账号", "不注销了，保留账号"]);
    assert!(log_in(&w, PHONE).await.is(201)["closes_at"].is_string());
    let login = [("login", PHONE), ("password", PASSWORD), ("next", "/activities")];
    assert_eq!(w.form(None, "/sessions", &login).await.led_to(), "/me/closing");
    w.form(Some(&person), "/me/closing/cancellation", &[("key", "k2")]).await.led_to();
    w.page(Some(&person), "/me").await.is_silent_on(&["您申请了注销账号"]);
    assert_eq!(w.form(None, "/sessions", &login).await.led_to(), "/activities");

    // and an account that was kept isn't closed on the day
    w.wait(DAYS_15);
    sweep(&w).await;
    assert!(log_in(&w, PHONE).await.is(201)["closes_at"].is_null());
    assert_eq!(w.count("audit where act in ('closing-asked', 'closing-cancelled')"), 2);
});

// rules: ACC-10
story!(many_who_ask_at_once_ask_once, w, {
    let person = made(&w, PHONE, None, None).await;
    let replies = futures_util::future::join_all((0..16).map(|_| ask(&w, &person))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 1);
    // The other tries of the password that run meanwhile count until they turn out right.
    assert!(replies.iter().all(|reply| matches!(reply.status, 201 | 409 | 429 | 503)), "{replies:?}");
    assert_eq!(w.count("closing"), 1);
});

// rules: ACC-10
story!(whoever_holds_something_up_alone_hands_it_on_first, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (owner, heir) = (made(&w, PHONE, None, None).await, w.person("接班人"));
    w.grant(&owner, team, Role::Owner, Reach::OwnAndBelow);
    ask(&w, &owner).await.refused(409, "closing.last-owner");
    assert_eq!(w.get(Some(&owner), "/api/v1/me/closing").await.is(200)["refused"], "closing.last-owner");
    w.page(Some(&owner), "/me/closing").await.says(&["向阳义工服务队", "先交接组织"]).is_silent_on(&["当前密码"]);
    w.grant(&heir, team, Role::Owner, Reach::OwnAndBelow);
    ask(&w, &owner).await.is(201);

    // when the heir is gone on the day, the account stays and its holder is told
    w.conn()
        .batch_execute(&format!("update role_grant set revoked_at = 1 where account_id = {}", heir.account))
        .unwrap();
    w.wait(DAYS_15);
    sweep(&w).await;
    assert_eq!((w.count("closing"), w.count("account where state = 4")), (0, 0));
    w.page(Some(&owner), "/me/messages").await.says(&["注销没有生效"]);

    // and the platform keeps its last owner
    w.conn()
        .batch_execute(&format!(
            "update role_grant set revoked_at = 1; update account set platform_role = 3 where id = {}",
            owner.account
        ))
        .unwrap();
    ask(&w, &owner).await.refused(409, "closing.last-platform-owner");
    w.conn().batch_execute(&format!("update account set platform_role = 3 where id = {}", heir.account)).unwrap();
    ask(&w, &owner).await.is(201);
});

/// A life on the platform: a consent, a membership, a sign-up for next month, hours in the log, a photo and a certificate.
struct Life {
    person: Person,
    team: i64,
    entry: i64,
    certificate: String,
    wrapped: Vec<u8>,
    /// A proof of the entry, from before.
    proof: String,
}

async fn lived(w: &World) -> Life {
    let city = w.organisation("广州市志愿者协会", None);
    let team = w.organisation("向阳义工服务队", Some(city));
    let person = made(w, PHONE, Some(EMAIL), Some(identity(&number("002")))).await;
    w.member(&person, team);
    decides(w, &person, "public-name", true).await;
    decides(w, &person, "public-page", true).await;
    let entry = line(person.volunteer, team, 45).write(w);
    seal(w).await;
    let proof = w.page(Some(&person), &format!("/log/entries/{entry}/proof")).await.text;
    let mut later = proposal(w);
    let shift = |value: &Value| {
        let at: Timestamp = value.as_str().unwrap().parse().unwrap();
        json!((at + SignedDuration::from_hours(30 * 24)).to_string())
    };
    for field in ["starts_at", "ends_at"] {
        later["sessions"][0][field] = shift(&later["sessions"][0][field]);
    }
    later["recruitment"]["closes_at"] = later["sessions"][0]["starts_at"].clone();
    let activity = published(w, team, city, later).await;
    let position = w.get(None, &format!("/api/v1/activities/{activity}")).await.is(200)["positions"][0]["id"].clone();
    let sign_up = json!({ "position_id": position });
    w.post(Some(&person), &format!("/api/v1/activities/{activity}/enrolments"), sign_up).await.is(201);
    photographed(w, &person).await;
    let (_, certificate) = issued(w, &person, json!({})).await;
    goodhours::notice::deliver(&w.office, w.now()).await.unwrap();
    let wrapped: Option<Vec<u8>> = a::table.find(person.account).select(a::person_key).first(&mut w.conn()).unwrap();
    Life { person, team, entry, certificate, wrapped: wrapped.unwrap(), proof }
}

// rules: ACC-10
story!(after_the_cool_off_nothing_of_who_it_was_is_left_anywhere, w, {
    let logged = logged();
    let life = lived(&w).await;
    let needles = needles(&life.wrapped, &[NAME, &number("002"), PHONE, EMAIL, "jiayi_ouyang"]);
    // The search finds what is there: otherwise it would prove nothing.
    assert!(
        found(&w, &needles).iter().any(|place| place.contains(NAME))
            && found(&w, &needles).iter().any(|place| place.contains("key"))
    );
    assert!(!files(&w.folder.join("blobs")).is_empty());
    ask(&w, &life.person).await.is(201);

    // when it is a second before the day, nothing has happened
    w.wait(DAYS_15 - SignedDuration::from_secs(2));
    sweep(&w).await;
    assert_eq!(w.count("account where state = 4"), 0);
    w.get(Some(&life.person), "/api/v1/me").await.is(200);

    // when the day has come, the account is closed and what leads to it is gone
    w.wait(SignedDuration::from_secs(3));
    age(&w.folder.join("blobs"));
    sweep(&w).await;
    assert_eq!(
        w.count("account where state = 4 and person_key is null and phone is null and closed_at is not null"),
        1
    );
    w.get(Some(&life.person), "/api/v1/me").await.refused(401, "kernel.login-needed");
    for login in [PHONE, EMAIL, "jiayi_ouyang", &number("002")] {
        let refused = log_in(&w, login).await;
        assert!([401, 403].contains(&refused.status), "{login}: {}", refused.text);
    }
    let (who, account) = (life.person.volunteer, life.person.account);
    for empty in [
        format!("login_index where account_id = {account}"),
        format!("session where account_id = {account}"),
        format!("message where account_id = {account}"),
        format!("name_index where volunteer_id = {who}"),
        format!("membership where volunteer_id = {who} and live"),
        format!("enrolment where volunteer_id = {who} and state in (1, 2)"),
        format!("blob where owner_account_id = {account}"),
        "blob_removal".to_owned(),
        "closing".to_owned(),
        "outbox".to_owned(),
        "setting where name = 'closing.unwiped'".to_owned(),
    ] {
        assert_eq!(w.count(&empty), 0, "{empty}");
    }
    assert_eq!(w.count("consent where given"), w.count("consent where not given"), "each was taken back");
    assert_eq!(w.count("audit where act in ('account-closed', 'identity-erased')"), 2);

    // then no file, row or log line holds a name, a number or the key
    assert_eq!(found(&w, &needles), Vec::<String>::new());
    let logged = logged.so_far();
    for (name, needle) in &needles {
        assert!(!holds(&logged, needle), "{name} was logged");
    }
    if let Target::Sqlite(database) = &w.target {
        let copy = w.folder.join("backup.sqlite");
        w.conn().batch_execute(&format!("vacuum into '{}'", copy.display())).unwrap();
        for file in [copy, database.clone()] {
            let bytes = std::fs::read(&file).unwrap();
            for (name, needle) in &needles {
                assert!(!holds(&bytes, needle), "{name} in {}", file.display());
            }
        }
    }
    // and a second round does nothing
    sweep(&w).await;
    assert_eq!(w.count("audit where act = 'account-closed'"), 1);
});

// rules: ACC-10
story!(hours_stay_proven_under_a_number_that_leads_to_nobody, w, {
    let life = lived(&w).await;
    ask(&w, &life.person).await.is(201);
    w.wait(DAYS_15);
    sweep(&w).await;
    seal(&w).await;

    // the ledger agrees with itself, and a proof from before still verifies
    assert_eq!(goodhours::check::check(&mut w.conn(), &keys()).unwrap().findings, []);
    use goodhours::kernel::log::{self, Log};
    let standing = log::current(&mut w.conn(), Log::Hours).unwrap().unwrap();
    let key = tlog::note::VerifierKey::parse(&standing.vkey).unwrap();
    assert!(goodhours::hours::verify_proof(&life.proof, &standing.origin, &key).unwrap().is_some());
    assert_eq!(w.count(&format!("entry where id = {} and volunteer_id = {}", life.entry, life.person.volunteer)), 1);

    // what is shown is neutral
    let steward = w.steward(life.team, Role::Manager);
    let members = format!("/steward/{}/members?state=ended", life.team);
    w.page(Some(&steward), &members).await.says(&["已注销的志愿者"]).is_silent_on(&["欧阳"]);
    let mine = w.visit(Some(&steward), "GET", &members, "", "en").await;
    mine.says(&["closed account"]);
    let verified = json!({ "number": life.certificate, "name": NAME });
    w.post(Some(&steward), "/api/v1/certificates/verifications", verified)
        .await
        .refused(409, "certificate.holder-closed");
    w.page(None, "/volunteers").await.is_silent_on(&["欧阳", "closed-account"]);

    // and the same person registers anew with the same document and phone, without hours
    let again = crate::account::registered(&w, PHONE).await;
    let filed = w.put(Some(&again), "/api/v1/me/identity", identity(&number("002"))).await.is(200);
    assert_eq!(filed["verification"], "verified");
    assert_ne!(filed["volunteer_id"], json!(life.person.volunteer.to_string()));
    let own = w.get(Some(&again), "/api/v1/me/hours").await.is(200);
    assert_eq!(own["entries"].as_array().or(own["items"].as_array()).map(Vec::len), Some(0), "{own}");
});

// rules: ACC-10
story!(two_owners_whose_day_comes_at_once_never_both_go, w, {
    let team = w.organisation("向阳义工服务队", None);
    let owners = [made(&w, PHONE, None, None).await, made(&w, "13912345679", None, None).await];
    for owner in &owners {
        w.grant(owner, team, Role::Owner, Reach::OwnAndBelow);
    }
    for owner in &owners {
        ask(&w, owner).await.is(201);
    }
    w.wait(DAYS_15);
    let rounds = (0..4).map(|_| closing::end_due(&w.office, w.now()));
    futures_util::future::join_all(rounds).await.into_iter().for_each(|round| round.unwrap());
    assert_eq!((w.count("account where state = 4"), w.count("closing")), (1, 0));
    assert_eq!(w.count("role_grant where revoked_at is null"), 1);
});

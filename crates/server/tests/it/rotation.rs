//! Rotating the keys beside a running platform: nobody is locked out, nobody registers twice, and the old keys go when nothing needs them.

use crate::{
    account::{ask_code, code, registered},
    closing::{PASSWORD, made},
    story,
    volunteer::{identity, number},
    world::{Person, World},
};
use diesel::prelude::*;
use futures_util::future::join_all;
use goodhours::{
    audit::write_down_attacks,
    kernel::db::schema::account as a,
    rotation::{begin, destroy, look, renew, retire},
};
use jiff::SignedDuration;
use serde_json::json;

const PHONES: [&str; 6] = ["13911200001", "13911200002", "13911200003", "13911200004", "13911200005", "13911200006"];

async fn people(w: &World) -> Vec<Person> {
    let mut people = Vec::new();
    for (at, phone) in PHONES.into_iter().enumerate() {
        let email = (at == 0).then_some("jiayi@example.org");
        let data = (at < 3).then(|| identity(&number(&format!("{:03}", 2 * at + 2))));
        people.push(made(w, phone, email, data).await);
    }
    people
}

async fn logs_in(w: &World, login: &str) {
    w.post(None, "/api/v1/sessions", json!({ "login": login, "password": PASSWORD })).await.is(201);
}

fn old_rows(w: &World) -> i64 {
    w.count("login_index where key_version = 1") + w.count("name_index where key_version = 1")
}

fn files(w: &World) -> Vec<String> {
    let folder = std::fs::read_dir(w.office.means.keys.dir()).unwrap();
    let mut names: Vec<String> = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.contains("epoch") || name.contains("index"));
    names.sort();
    names
}

// rules: ACC-11
story!(keys_rotate_while_people_register_and_log_in, w, {
    let people = people(&w).await;
    let before = look(&w.office).await.unwrap();
    assert_eq!((before.epochs[0].people, before.behind, before.is_rotating()), (6, 0, false));
    let digests = before.versions[0].digests;
    assert_eq!(digests, 6 + 3 + 3 + 2, "phones, documents, names, an address and a user name");

    // when the keys rotate, everybody still comes in by every name, and nobody registers twice
    let begun = begin(&w.office).await.unwrap();
    assert_eq!((begun.is_rotating(), begun.behind), (true, 6 + digests));
    let busy = async {
        for (at, phone) in PHONES.into_iter().enumerate() {
            logs_in(&w, phone).await;
            ask_code(&w, phone, "register").await.is(202);
            let body = json!({ "phone": phone, "sms_code": code(&w, phone).await, "password": PASSWORD, "agreements": ["terms", "privacy"] });
            w.post(None, "/api/v1/accounts", body).await.refused(409, "registration.phone-known");
            registered(&w, &format!("1381300000{at}")).await;
            w.get(Some(&people[at]), "/api/v1/me").await.is(200);
        }
        for login in ["jiayi@example.org", "jiayi_ouyang", &number("004")] {
            logs_in(&w, login).await;
        }
    };
    let (_, renewed) = futures_util::future::join(busy, renew(&w.office)).await;
    renewed.unwrap();
    // whoever registered since has digests of both versions, and nobody has one alone
    renew(&w.office).await.unwrap();
    let during = look(&w.office).await.unwrap();
    assert_eq!((during.behind, during.epochs[0].people, during.epochs[1].people), (0, 0, 12));
    assert_eq!((during.versions[0].digests, during.versions[1].digests), (digests + 6, digests + 6));

    // when the old keys are set aside, nothing of their version is left, and everybody still comes in
    w.wait(SignedDuration::from_secs(60));
    let after = retire(&w.office).await.unwrap();
    assert_eq!((after.is_rotating(), after.is_clear(), after.behind, old_rows(&w)), (false, true, 0, 0));
    assert_eq!(files(&w), ["epoch-2.key", "index-2.key", "retired-epoch-1.key", "retired-index-1.key"]);
    destroy(&w.office).await.unwrap();
    assert_eq!(files(&w), ["epoch-2.key", "index-2.key"]);
    for login in PHONES.into_iter().chain(["jiayi@example.org", "jiayi_ouyang", &number("006")]) {
        logs_in(&w, login).await;
    }
    assert_eq!(w.get(Some(&people[0]), "/api/v1/me").await.is(200)["phone"], json!("139****0001"));
    for act in ["key-rotation-begun", "key-retired", "key-destroyed"] {
        assert_eq!(w.count(&format!("audit where act = '{act}'")), 1, "{act}");
    }
});

// rules: ACC-11
story!(a_rotation_ends_only_when_nothing_lies_under_the_old_keys, w, {
    people(&w).await;
    let refused =
        |answer: Result<_, goodhours::kernel::failure::Failure>| answer.err().and_then(|failure| failure.code());
    assert_eq!(refused(retire(&w.office).await), Some("rotation.not-begun"));
    begin(&w.office).await.unwrap();
    assert_eq!(refused(begin(&w.office).await), Some("rotation.under-way"));
    assert_eq!(refused(retire(&w.office).await), Some("rotation.behind"));
    renew(&w.office).await.unwrap();
    if w.office.db.engine() == goodhours::kernel::db::Engine::Postgres {
        assert_eq!(refused(retire(&w.office).await), Some("rotation.too-soon"));
    }
    w.wait(SignedDuration::from_secs(60));
    // somebody whom an instance filed that didn't know the new keys is found, and renewed
    let wrapped: Vec<u8> = a::table.select(a::person_key.assume_not_null()).first(&mut w.conn()).unwrap();
    assert_eq!(wrapped[5], 2);
    diesel::sql_query("delete from login_index where key_version = 2 and field = 2").execute(&mut w.conn()).unwrap();
    assert_eq!(refused(retire(&w.office).await), Some("rotation.behind"));
    renew(&w.office).await.unwrap();
    renew(&w.office).await.unwrap();
    retire(&w.office).await.unwrap();
    assert_eq!(old_rows(&w), 0);
    // and another can begin
    destroy(&w.office).await.unwrap();
    assert_eq!(begin(&w.office).await.unwrap().epochs.len(), 2);
});

// rules: ACC-11
story!(among_sixty_four_who_register_one_phone_while_keys_rotate_one_does, w, {
    people(&w).await;
    let phone = "13813000009";
    ask_code(&w, phone, "register").await.is(202);
    let body = json!({ "phone": phone, "sms_code": code(&w, phone).await, "password": PASSWORD, "agreements": ["terms", "privacy"] });
    let all = join_all((0..64).map(|_| w.post(None, "/api/v1/accounts", body.clone())));
    let (replies, begun) = futures_util::future::join(all, begin(&w.office)).await;
    begun.unwrap();
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    assert!(
        replies.iter().all(|reply| reply.status < 500),
        "{:?}",
        replies.iter().map(|reply| reply.status).collect::<Vec<_>>()
    );
    assert_eq!((made, w.count("account")), (1, 7));
});

// rules: ACC-11
story!(a_cell_that_was_moved_cut_or_sealed_under_another_key_is_an_error_and_never_shown, w, {
    let people = people(&w).await;
    let (one, two) = (&people[3], &people[4]);
    let phone = |who: &Person| -> Vec<u8> {
        a::table.find(who.account).select(a::phone.assume_not_null()).first(&mut w.conn()).unwrap()
    };
    let key = |who: &Person| -> Vec<u8> {
        a::table.find(who.account).select(a::person_key.assume_not_null()).first(&mut w.conn()).unwrap()
    };
    let (right, right_key) = (phone(one), key(one));
    let mut bent = right.clone();
    *bent.last_mut().unwrap() ^= 1;
    let mut foreign = right.clone();
    foreign[5] ^= 1;
    let unknown: Vec<u8> = [&[1, 1, 0, 0, 0, 99], &right_key[6..]].concat();
    let cases = [
        (phone(two), right_key.clone(), "cell.unknown-key"),
        (phone(two), key(two), "cell.tampered"),
        (right[..right.len() - 1].to_vec(), right_key.clone(), "cell.tampered"),
        (bent, right_key.clone(), "cell.tampered"),
        (foreign, right_key.clone(), "cell.unknown-key"),
        (b"13911200004".to_vec(), right_key.clone(), "cell.malformed"),
        (right.clone(), unknown, "cell.unknown-key"),
    ];
    for (at, (cell, wrapped, said)) in cases.into_iter().enumerate() {
        let row = (a::phone.eq(cell), a::person_key.eq(wrapped));
        diesel::update(a::table.find(one.account)).set(row).execute(&mut w.conn()).unwrap();
        let reply = w.get(Some(one), "/api/v1/me").await;
        assert_eq!(reply.status, 500, "{at}: {}", reply.text);
        assert!(!reply.text.contains("139"), "{at}: {}", reply.text);
        write_down_attacks(&w.office, w.now()).await.unwrap();
        let lines = w.count(&format!("audit where act = 'attack-refused' and subject = 'refusal/{said}'"));
        assert!(lines > 0, "{at}: {said}");
    }
    let row = (a::phone.eq(right), a::person_key.eq(right_key));
    diesel::update(a::table.find(one.account)).set(row).execute(&mut w.conn()).unwrap();
    assert_eq!(w.get(Some(one), "/api/v1/me").await.is(200)["phone"], json!("139****0004"));
    assert_eq!(w.count("audit where act = 'attack-refused'"), 7);
});

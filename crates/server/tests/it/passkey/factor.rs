//! A passkey as the second factor: of whom one is demanded, after a password, and to show that somebody is present.

use super::{OWN, Token, add, asked, enters, keyed, shows_presence};
use crate::{
    account::{PASSWORD, registered},
    pages::account::Browser,
    second_factor::{PHONE, log_in, set_up},
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::{Reach, Role};
use goodhours::kernel::db::schema::setting as s;
use jiff::SignedDuration;
use serde_json::json;

const SECOND: &str = "/sessions/second-factor";

fn demanded_of_stewards(w: &World) {
    let row = (s::name.eq("second-factor"), s::value.eq("stewards"));
    diesel::insert_into(s::table).values(row).execute(&mut w.conn()).unwrap();
}

async fn first_step(b: &mut Browser, w: &World) -> String {
    b.fill(w, "/sessions", &[("login", PHONE), ("password", PASSWORD), ("next", "/me/hours")]).await.led_to()
}

/// The second step of a browser's login, by passkey.
async fn second_step(b: &mut Browser, w: &World, token: &mut Token) -> crate::world::Reply {
    let posed = b.ask(w, "/api/v1/passkey-challenges", json!({ "for": "second-step" })).await.is(201);
    let credential = token.get(&posed["public_key"]).to_string();
    let form = [("ticket", posed["ticket"].as_str().unwrap()), ("credential", &credential), ("next", "/me/hours")];
    b.fill(w, "/sessions/second-factor/by-passkey", &form).await
}

// rules: ACC-14
story!(a_passkey_is_the_factor_that_a_role_demands_and_the_last_one_stays, w, {
    let team = w.organisation("向阳义工服务队", None);
    let manager = registered(&w, PHONE).await;
    w.grant(&manager, team, Role::Manager, Reach::Own);
    demanded_of_stewards(&w);
    let members = format!("/api/v1/organisations/{team}/memberships");
    w.get(Some(&manager), &members).await.refused(403, "account.second-factor-missing");
    let (mut one, mut two) = (Token::new(), Token::new());
    let first = add(&w, &manager, &mut one, "手机").await.is(201)["id"].as_str().unwrap().to_owned();
    w.get(Some(&manager), &members).await.is(200);

    // the password alone no longer enters, the passkey alone does
    log_in(&w, PHONE, None).await.refused(403, "login.second-factor-needed");
    enters(&w, &mut one).await.is(201);

    // the last one stays, until there is another
    let last = format!("{OWN}/{first}");
    w.delete(Some(&manager), &last).await.refused(409, "passkey.last-factor");
    add(&w, &manager, &mut two, "钥匙扣").await.is(201);
    w.delete(Some(&manager), &last).await.is(204);
    let items = w.get(Some(&manager), OWN).await.is(200);
    let second = format!("{OWN}/{}", items["items"][0]["id"].as_str().unwrap());
    w.delete(Some(&manager), &second).await.refused(409, "passkey.last-factor");
    // or an authenticator
    set_up(&w, &manager).await;
    w.delete(Some(&manager), &second).await.is(204);
    w.get(Some(&manager), &members).await.is(200);
});

// rules: ACC-14
story!(a_volunteers_passkey_is_a_comfort_and_takes_no_password_away, w, {
    let (person, _) = keyed(&w, PHONE).await;
    log_in(&w, PHONE, None).await.is(201);
    let mut b = Browser::default();
    assert_eq!(first_step(&mut b, &w).await, "/me/hours");
    let id = w.get(Some(&person), OWN).await.is(200)["items"][0]["id"].as_str().unwrap().to_owned();
    w.delete(Some(&person), &format!("{OWN}/{id}")).await.is(204);
});

// rules: ACC-14
story!(after_a_password_a_passkey_is_the_second_step, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    set_up(&w, &person).await;
    let (_, mut others) = keyed(&w, "13900139000").await;
    let mut b = Browser::default();
    assert_eq!(first_step(&mut b, &w).await, format!("{SECOND}?next=/me/hours"));
    b.see(&w, SECOND).await.says(&["data-passkey=\"second-step\"", "name=\"code\""]);
    // somebody else's isn't it, nor is one that was asked for in another browser
    let refused = second_step(&mut b, &w, &mut others).await;
    assert!(refused.status == 403 && refused.text.contains("另一个账号"), "{} {}", refused.status, refused.text);
    Browser::default()
        .ask(&w, "/api/v1/passkey-challenges", json!({ "for": "second-step" }))
        .await
        .refused(409, "login.second-step-over");
    assert_eq!(second_step(&mut b, &w, &mut token).await.led_to(), "/me/hours");
    b.see(&w, "/me").await.says(&[]);
    assert_eq!(b.held("goodhours-second"), None);

    // five minutes after the first step it is over
    let mut late = Browser::default();
    first_step(&mut late, &w).await;
    w.wait(SignedDuration::from_secs(300));
    late.ask(&w, "/api/v1/passkey-challenges", json!({ "for": "second-step" }))
        .await
        .refused(409, "login.second-step-over");
});

// rules: ACC-14
story!(whose_only_factor_is_a_passkey_is_asked_for_no_code, w, {
    let team = w.organisation("向阳义工服务队", None);
    let (manager, mut token) = keyed(&w, PHONE).await;
    w.grant(&manager, team, Role::Manager, Reach::Own);
    demanded_of_stewards(&w);
    let mut b = Browser::default();
    assert_eq!(first_step(&mut b, &w).await, format!("{SECOND}?next=/me/hours"));
    b.see(&w, SECOND)
        .await
        .says(&["data-passkey=\"second-step\"", "需要一个支持它的浏览器"])
        .is_silent_on(&["name=\"code\""]);
    assert_eq!(second_step(&mut b, &w, &mut token).await.led_to(), "/me/hours");
});

// rules: ACC-14
story!(a_passkey_shows_that_somebody_is_present, w, {
    let (person, mut token) = keyed(&w, PHONE).await;
    let (_, mut others) = keyed(&w, "13900139000").await;
    w.wait(SignedDuration::from_secs(301));
    let begin = async || w.post(Some(&person), "/api/v1/me/second-factor", json!({})).await;
    begin().await.refused(401, "session.step-up-needed");
    // the options name one's own passkeys, and another account's is none of them
    let posed = asked(&w, Some(&person), "step-up").await;
    assert_eq!(posed["public_key"]["allowCredentials"].as_array().unwrap().len(), 1);
    shows_presence(&w, &person, &mut others).await.refused(403, "passkey.not-yours");
    begin().await.refused(401, "session.step-up-needed");
    shows_presence(&w, &person, &mut token).await.is(200);
    begin().await.is(201);
    let nobody: Option<&Person> = None;
    let body = json!({ "for": "step-up" });
    w.post(nobody, "/api/v1/passkey-challenges", body).await.refused(401, "kernel.login-needed");
});

//! Accounts with a role that nobody uses are suspended; those of stewards end when they idle.

use crate::{
    account::{PASSWORD, registered},
    story,
    world::{Person, World},
};
use diesel::prelude::*;
use domain::organisation::{Reach, Role};
use goodhours::{
    account::{OWNER, Operation, operate},
    kernel::{db::schema::account as a, office::Ask},
    sweep,
};
use jiff::SignedDuration;
use serde_json::json;

async fn swept(w: &World) {
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
}

fn state(w: &World, who: &Person) -> i16 {
    a::table.find(who.account).select(a::state).first(&mut w.conn()).unwrap()
}

async fn logs_in(w: &World, phone: &str) -> crate::world::Reply {
    w.post(None, "/api/v1/sessions", json!({ "login": phone, "password": PASSWORD })).await
}

const SUSPENDED: i16 = 3;
const NINETY_DAYS: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Stories take moments of their own; the edge to the second is the rule's to prove.
const A_WHILE: SignedDuration = SignedDuration::from_mins(1);

// rules: ACC-14
story!(an_account_with_a_role_that_nobody_used_for_ninety_days_is_suspended, w, {
    // given a steward and a volunteer who log in once and never again
    let team = w.organisation("向阳义工服务队", None);
    let (steward, volunteer) = (registered(&w, "13800138000").await, registered(&w, "13800138001").await);
    w.grant(&steward, team, Role::CheckInHelper, Reach::Own);

    // when ninety days pass but for a while, then nothing happens
    w.wait(NINETY_DAYS - A_WHILE);
    swept(&w).await;
    assert_eq!((state(&w, &steward), w.count("audit where act = 'account-suspended'")), (1, 0));

    // when they are over, then the steward is suspended, told and written down, and the volunteer is not
    w.wait(A_WHILE);
    swept(&w).await;
    swept(&w).await;
    assert_eq!((state(&w, &steward), state(&w, &volunteer)), (SUSPENDED, 1));
    assert_eq!(w.count("audit where act = 'account-suspended'"), 1);
    assert_eq!(w.count("message where kind = 'account-suspended' and channel in (1, 2)"), 2);
    logs_in(&w, "13800138000").await.refused(401, "login.wrong");
    logs_in(&w, "13800138001").await.is(201);

    // when the operator lifts it, then the ninety days begin anew
    operate(&w.office, Operation::Unlock { phone: "13800138000".into() }).await.unwrap();
    swept(&w).await;
    logs_in(&w, "13800138000").await.is(201);
});

// rules: ACC-14
story!(a_login_counts_as_a_use_and_the_last_owner_is_never_suspended, w, {
    // given two owners of the platform, and a manager who comes back
    let (one, two) = (registered(&w, "13800138000").await, registered(&w, "13800138001").await);
    let owner = a::platform_role.eq(OWNER);
    for who in [&one, &two] {
        diesel::update(a::table.find(who.account)).set(owner).execute(&mut w.conn()).unwrap();
    }
    let team = w.organisation("向阳义工服务队", None);
    let manager = registered(&w, "13800138002").await;
    w.grant(&manager, team, Role::Manager, Reach::Own);
    w.wait(SignedDuration::from_hours(24));
    logs_in(&w, "13800138002").await.is(201);

    // when ninety days pass for the owners
    w.wait(NINETY_DAYS - SignedDuration::from_hours(24));
    swept(&w).await;

    // then one owner stays, and so does the manager
    assert_eq!(w.count("account where platform_role = 3 and state < 3"), 1);
    assert_eq!(w.count("account where platform_role = 3 and state = 3"), 1);
    assert_eq!(state(&w, &manager), 1);
    w.wait(NINETY_DAYS);
    swept(&w).await;
    assert_eq!(w.count("account where platform_role = 3 and state < 3"), 1);
    assert_eq!(state(&w, &manager), SUSPENDED);
});

// rules: ACC-14
story!(a_steward_who_idles_for_half_an_hour_is_logged_out, w, {
    let team = w.organisation("向阳义工服务队", None);
    let steward = registered(&w, "13800138000").await;
    w.grant(&steward, team, Role::Manager, Reach::Own);
    let [one, other] = [logs_in(&w, "13800138000").await.is(201), logs_in(&w, "13800138000").await.is(201)];
    let me = async |session: &serde_json::Value| {
        let who = Person { token: session["token"].as_str().unwrap().to_owned(), ..steward.clone() };
        w.get(Some(&who), "/api/v1/me").await
    };
    // when one session is used shortly before the half hour is over, and the other at its end
    w.wait(SignedDuration::from_secs(1_780));
    me(&one).await.is(200);
    w.wait(SignedDuration::from_secs(20));
    me(&other).await.refused(401, "kernel.login-needed");
});

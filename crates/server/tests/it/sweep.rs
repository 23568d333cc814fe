//! What the platform forgets by itself, and what it never does.

use crate::{
    account::{PASSWORD, ask_code, registered},
    story,
};
use goodhours::{kernel::office::Ask, sweep};
use jiff::SignedDuration;
use serde_json::json;

const SWEPT: [&str; 6] = ["sms_code", "login_lock", "login_failure", "human_spent", "session", "command"];

story!(codes_tries_keys_and_sessions_are_forgotten_a_week_after_they_mattered_and_accounts_never, w, {
    // given codes, a wrong password, a session for a day and a command under a key
    registered(&w, "13800138000").await;
    let wrong = json!({ "login": "13800138000", "password": "wrong password" });
    w.post(None, "/api/v1/sessions", wrong).await.refused(401, "login.wrong");
    let under_key = Ask { key: Some("one-tap-0001".into()), ..Ask::system(w.now()) };
    w.office.act(under_key, (), |_, ()| Ok(())).await.unwrap();
    w.wait(SignedDuration::from_secs(60));
    ask_code(&w, "13800138000", "log-in").await.is(202);
    let rows = |w: &crate::world::World| SWEPT.map(|table| w.count(table));
    let before = rows(&w);
    assert!(before.iter().all(|rows| *rows > 0), "{before:?}");

    // when almost a week has passed, then only what is over by its own time is gone
    w.wait(SignedDuration::from_hours(7 * 24 - 1));
    w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap();
    assert_eq!(rows(&w)[..3], before[..3]);
    assert_eq!(rows(&w)[5], before[5]);

    // when the week is over, then nothing of it is left, and a second round finds nothing
    w.wait(SignedDuration::from_hours(2));
    assert!(w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap() > 0);
    assert_eq!(rows(&w), [0; 6]);
    assert_eq!(w.office.record(Ask::system(w.now()), (), sweep::sweep).await.unwrap(), 0);

    // and the account, what it accepted and the trail stand
    let login = json!({ "login": "13800138000", "password": PASSWORD });
    w.post(None, "/api/v1/sessions", login).await.is(201);
    assert!(w.count("agreement_acceptance") >= 2);
});

//! Suspends accounts with a role that nobody used for ninety days (ACC-14). Only accounts that a person logged in to at least once are
//! looked at: made data has owners who never come.

use super::{actions::tell_everywhere, administration, state, store};
use crate::{
    audit,
    kernel::{
        cx::{Cx, Key},
        db::schema::{account, role_grant, session as sessions},
        failure::Answer,
        session,
    },
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use domain::{
    account::unused::{is_suspended, unused_since},
    kernel::{AccountId, timestamp},
};

/// How many one round looks at; the next one follows within minutes.
const ROUND: i64 = 100;
/// Rounds of two instances come one after the other, so that they can't both take the last but one who can run the platform. No account has this id.
const ROUNDS: Key = Key::Account(0);

/// Suspends who is due; answers how many.
pub fn suspend(cx: &mut Cx) -> Answer<usize> {
    let due = due(cx)?;
    if due.is_empty() {
        return Ok(0);
    }
    let locks = due.iter().map(|id| Key::Account(id.get())).chain([ROUNDS]);
    cx.lock(&locks.collect::<Vec<_>>())?;
    let mut done = 0;
    for id in due {
        done += usize::from(suspended(cx, id)?);
    }
    Ok(done)
}

/// Live accounts with a role, last used too long ago, and without a session that was used since. Looked for among those who hold roles,
/// who are few, and never among all accounts.
fn due(cx: &mut Cx) -> Answer<Vec<AccountId>> {
    let (since, at) = (unused_since(cx.now).as_microsecond(), cx.at());
    let unused = || {
        let used = sessions::table.filter(sessions::account_id.eq(account::id)).filter(sessions::seen_at.gt(since));
        let live = account::state.eq_any([state::REGISTERED, state::ACTIVE]);
        account::used_at.le(since).and(live).and(not(exists(used)))
    };
    let mut due: Vec<i64> = account::table
        .filter(account::platform_role.gt(0))
        .filter(unused())
        .limit(ROUND)
        .select(account::id)
        .load(cx.conn)?;
    let held: Vec<i64> = role_grant::table
        .inner_join(account::table.on(account::id.eq(role_grant::account_id)))
        .filter(role_grant::revoked_at.is_null())
        .filter(role_grant::expires_at.is_null().or(role_grant::expires_at.gt(at)))
        .filter(unused())
        .limit(ROUND)
        .select(account::id)
        .load(cx.conn)?;
    due.extend(held);
    due.sort_unstable();
    due.dedup();
    Ok(due.into_iter().map(AccountId).collect())
}

fn suspended(cx: &mut Cx, id: AccountId) -> Answer<bool> {
    let used_at: Option<i64> = account::table.find(id.get()).select(account::used_at).first(cx.conn)?;
    let is_last = !administration::has_others(cx.conn, id)?;
    let is_due = used_at.is_some_and(|used_at| is_suspended(timestamp(used_at), is_last, cx.now));
    if !is_due || !store::suspend(cx, id)? {
        return Ok(false);
    }
    session::close_all(cx, id)?;
    let (subject, facts) = (format!("account/{id}"), serde_json::json!({ "unused": true }));
    audit::write(cx, audit::Act { act: "account-suspended", subject, organisation: None, reason: "", facts })?;
    tell_everywhere(cx, id, "account-suspended", &serde_json::json!({}))?;
    Ok(true)
}

//! Letting a suspended account in again.

use super::views::cause;
use crate::{
    account::{actions::tell_everywhere, state, store},
    audit,
    kernel::{
        cx::{Cx, Key},
        db::schema::account,
        failure::Answer,
        session,
    },
    organisation::{PlatformSteward, platform_powers},
};
use diesel::prelude::*;
use domain::{
    account::{
        Power,
        suspension::{SuspensionRefusal, reason},
    },
    kernel::AccountId,
};
use serde::Serialize;

/// Somebody at the platform lets an account in again.
#[derive(Debug, Clone, Serialize)]
pub struct Restore {
    pub account: AccountId,
    pub reason: String,
}

/// Lets it in; refused when it isn't suspended.
pub fn restore(cx: &mut Cx, cmd: &Restore) -> Answer<()> {
    let by = platform_powers(cx.conn, &cx.actor, &[Power::Tickets, Power::People])?;
    session::require_step_up(cx)?;
    let reason = reason(&cmd.reason).map_err(|refusal| ("reason", refusal))?;
    let is_lifted = lift(cx, &by, cmd.account, &reason)?;
    if is_lifted { Ok(()) } else { Err(SuspensionRefusal::NotSuspended.into()) }
}

/// Lets a suspended account in, as active as it had become, and tells its owner; false when it isn't suspended.
pub fn lift(cx: &mut Cx, by: &PlatformSteward, id: AccountId, reason: &str) -> Answer<bool> {
    cx.lock(&[Key::Account(id.get())])?;
    let now: i16 = account::table.find(id.get()).select(account::state).first(cx.conn)?;
    if now != state::SUSPENDED {
        return Ok(false);
    }
    let cause = cause(cx.conn, id)?;
    cause.may_be_lifted(by.may(Power::People))?;
    store::restore(cx, id)?;
    // The ninety days begin anew; otherwise the next sweep would suspend it again.
    store::was_used(cx, id)?;
    let (subject, facts) = (format!("account/{id}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act: "account-restored", subject, organisation: None, reason, facts })?;
    tell_everywhere(cx, id, "account-restored", &serde_json::json!({ "at": cx.now }))?;
    Ok(true)
}

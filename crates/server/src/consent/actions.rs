//! Giving and taking back.

use super::store;
use crate::{
    audit, certificate,
    kernel::{
        cx::{Cx, Key},
        failure::{Answer, Failure},
    },
    volunteer,
};
use domain::{
    consent::{ConsentRefusal, Decision, Purpose, Wanted, decide as judge},
    kernel::AccountId,
};
use serde::{Deserialize, Serialize};

/// Somebody gives or takes back a consent of their own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decide {
    pub purpose: Purpose,
    pub is_given: bool,
    /// The version whose text was shown.
    pub version: u32,
}

/// Adds the line, and lets it take effect at once.
pub fn decide(cx: &mut Cx, cmd: &Decide) -> Answer<()> {
    // Nothing is handed to partners yet, so there is nothing to agree to.
    if cmd.purpose == Purpose::Partner {
        return Err(Failure::NotFound);
    }
    let account = cx.account()?;
    cx.lock(&[Key::Account(account.get())])?;
    let holder = volunteer::id_of_account(cx.conn, account)?;
    if holder.is_none() && cmd.is_given && cmd.purpose.publishes() {
        return Err(ConsentRefusal::NothingToShow.into());
    }
    let is_minor = volunteer::is_minor(cx.conn, account, cx.now)?;
    let wanted = Wanted { is_given: cmd.is_given, version: cmd.version, is_minor };
    let standing = store::standing(cx.conn, account, cmd.purpose)?;
    let Some(decision) = judge(cmd.purpose, standing, wanted, cx.now)? else { return Ok(()) };
    append(cx, account, cmd.purpose, decision)?;
    match holder {
        Some(id) if cmd.purpose.publishes() => volunteer::publish(cx, id, account),
        Some(id) if cmd.purpose == Purpose::Photo && !cmd.is_given => certificate::forget_photo(cx, id),
        _ => Ok(()),
    }
}

fn append(cx: &mut Cx, account: AccountId, purpose: Purpose, decision: Decision) -> Answer<()> {
    store::append(cx, account, &purpose.into(), decision)?;
    let act = if decision.is_given { "consent-given" } else { "consent-withdrawn" };
    let facts = serde_json::json!({ "purpose": purpose.name(), "version": decision.version });
    audit::write(cx, audit::Act { act, subject: format!("account/{account}"), organisation: None, reason: "", facts })
}

/// Filing real-name data or a photo is the act by which somebody agrees to their use: the form for nothing else says so beside its button.
pub fn given_by_filing(cx: &mut Cx, account: AccountId, purpose: Purpose) -> Answer<()> {
    let wanted = Wanted { is_given: true, version: purpose.version(), is_minor: false };
    let standing = store::standing(cx.conn, account, purpose)?;
    match judge(purpose, standing, wanted, cx.now)? {
        Some(decision) => store::append(cx, account, &purpose.into(), decision),
        None => Ok(()),
    }
}

/// Takes back everything that is given, since the account ends.
pub fn withdraw_all(cx: &mut Cx, account: AccountId) -> Answer<()> {
    for purpose in Purpose::ALL.iter().copied() {
        if store::standing(cx.conn, account, purpose)?.is_given() {
            let decision = Decision { is_given: false, version: purpose.version(), at: cx.now };
            store::append(cx, account, &purpose.into(), decision)?;
        }
    }
    Ok(())
}

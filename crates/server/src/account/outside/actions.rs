//! Linking, unlinking, and what a proof opens.

use super::{provider::Proof, store};
use crate::{
    account::{actions::changed, store::may_log_in},
    audit::{self, BY_THE_PERSON},
    kernel::{
        cx::{Cx, Key},
        db::Conn,
        failure::Answer,
        session,
    },
};
use domain::{
    account::{OutsideRefusal, outside::Provider},
    kernel::AccountId,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// An account elsewhere that opens this one. What it is called there isn't kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Linked {
    /// `oidc`, `wechat` or `alipay`.
    #[schema(example = "wechat")]
    pub provider: &'static str,
    #[schema(value_type = String)]
    pub linked_at: Timestamp,
    #[schema(value_type = String)]
    pub used_at: Timestamp,
}

/// What opens an account besides its own names.
pub fn linked(conn: &mut Conn, account: AccountId) -> Answer<Vec<Linked>> {
    let line =
        |(provider, linked_at, used_at): (Provider, _, _)| Linked { provider: provider.name(), linked_at, used_at };
    Ok(store::of_account(conn, account)?.into_iter().map(line).collect())
}

/// Somebody came back with this state; each counts once.
pub fn count(cx: &mut Cx, state: &str) -> Answer<()> {
    if store::count(cx, state)? { Ok(()) } else { Err(OutsideRefusal::Replayed.into()) }
}

/// The account that a proof opens, if its holder may log in.
pub fn opens(cx: &mut Cx, proof: &Proof) -> Answer<Option<AccountId>> {
    let Some(account) = store::account_of(cx.conn, &cx.means.keys, proof)? else { return Ok(None) };
    crate::record::refuse_held(cx.conn, account)?;
    if !may_log_in(cx.conn, account)? {
        return Err(OutsideRefusal::Declined.into());
    }
    store::was_used(cx, account, proof.provider)?;
    Ok(Some(account))
}

/// Links what was proved in this browser with the account of whoever asks; needs a step-up.
pub fn link(cx: &mut Cx, proof: &Proof) -> Answer<()> {
    let account = cx.account()?;
    session::confirm(cx)?;
    session::require_step_up(cx)?;
    let locks: Vec<Key> =
        std::iter::once(Key::Account(account.get())).chain(store::key(&cx.means.keys, proof)).collect();
    cx.lock(&locks)?;
    match store::account_of(cx.conn, &cx.means.keys, proof)? {
        Some(holder) if holder == account => return Ok(()),
        Some(_) => return Err(OutsideRefusal::LinkedElsewhere.into()),
        None => {}
    }
    if store::of_account(cx.conn, account)?.iter().any(|(provider, ..)| *provider == proof.provider) {
        return Err(OutsideRefusal::OtherLinked.into());
    }
    store::insert(cx, account, proof)?;
    log(cx, "outside-linked", account, proof.provider)?;
    changed(cx, account, "linked-accounts")
}

/// Takes the link with a provider away; needs a step-up.
pub fn unlink(cx: &mut Cx, provider: &Provider) -> Answer<()> {
    let account = cx.account()?;
    session::confirm(cx)?;
    session::require_step_up(cx)?;
    cx.lock(&[Key::Account(account.get())])?;
    if !store::delete(cx, account, *provider)? {
        return Err(OutsideRefusal::NotLinked.into());
    }
    log(cx, "outside-unlinked", account, *provider)?;
    changed(cx, account, "linked-accounts")
}

fn log(cx: &mut Cx, act: &'static str, account: AccountId, provider: Provider) -> Answer<()> {
    let facts = serde_json::json!({ "provider": provider.name() });
    audit::write(
        cx,
        audit::Act { act, subject: format!("account/{account}"), organisation: None, reason: BY_THE_PERSON, facts },
    )
}

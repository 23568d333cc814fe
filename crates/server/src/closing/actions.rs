//! Asking for it, taking it back, and the end.

use super::store;
use crate::{
    about, account, audit, certificate, consent, enrolment, file, handout, help,
    kernel::{
        cx::{Cx, Key},
        db::Conn,
        failure::{Answer, Failure},
        office as kernel_office, setting,
    },
    notice::{self, Channel},
    organisation, record, roster, sso, volunteer,
};
use domain::{
    closing::{Bound, Closing, ClosingRefusal},
    kernel::AccountId,
};
use serde::Serialize;

/// What only this account holds up.
pub(super) fn bound(conn: &mut Conn, account: AccountId) -> Answer<Bound> {
    Ok(Bound {
        owns_alone: organisation::owned_alone(conn, account)?,
        is_last_platform_owner: account::is_last_to_run_the_platform(conn, account)?,
    })
}

/// Somebody asks for the end of their account.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Ask;

/// Somebody keeps their account after all.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Cancel;

/// Begins; whoever holds the phone and the mailbox is told, since somebody else may have asked.
pub(super) fn ask(cx: &mut Cx, Ask: &Ask) -> Answer<Closing> {
    let account = cx.account()?;
    cx.lock(&[Key::Account(account.get())])?;
    let (bound, known) = (bound(cx.conn, account)?, store::pending(cx.conn, account)?);
    let closing = Closing::ask(&bound, known, cx.now)?;
    store::insert(cx, account, &closing)?;
    log(cx, "closing-asked", account, "")?;
    account::tell_everywhere(cx, account, "closing-asked", &serde_json::json!({ "ends_at": closing.ends_at }))?;
    Ok(closing)
}

/// The holder changed their mind.
pub(super) fn cancel(cx: &mut Cx, Cancel: &Cancel) -> Answer<()> {
    let account = cx.account()?;
    cx.lock(&[Key::Account(account.get())])?;
    store::pending(cx.conn, account)?.ok_or(ClosingRefusal::NotAsked)?;
    store::remove(cx, account)?;
    log(cx, "closing-cancelled", account, "")
}

/// The platform takes it back for its holder, who asked for that and can't log in (REG-15).
pub fn keep(cx: &mut Cx, account: AccountId, reason: &str) -> Answer<()> {
    cx.lock(&[Key::Account(account.get())])?;
    store::pending(cx.conn, account)?.ok_or(ClosingRefusal::NotAsked)?;
    store::remove(cx, account)?;
    log(cx, "closing-cancelled", account, reason)?;
    account::tell_everywhere(cx, account, "closing-kept", &serde_json::json!({ "at": cx.now }))
}

/// That pages of before still lie in the database's own log.
pub(super) const UNWIPED: &str = "closing.unwiped";

/// Ends an account whose day has come; what was taken back meanwhile, or ended by another round, stays as it is.
pub(super) fn end(cx: &mut Cx, id: &AccountId) -> Answer<()> {
    let id = *id;
    let holder = volunteer::id_of_account(cx.conn, id)?;
    // Two owners whose day comes at once must not both go: 0 stands for the platform itself.
    let owned = organisation::owned(cx.conn, id)?.into_iter().map(|one| Key::Organisation(one.get()));
    let own = [Key::Account(id.get()), Key::Organisation(0)].into_iter();
    let locks: Vec<Key> = own.chain(holder.map(|holder| Key::Volunteer(holder.get()))).chain(owned).collect();
    cx.lock(&locks)?;
    let Some(closing) = store::pending(cx.conn, id)?.filter(|closing| closing.is_due(cx.now)) else { return Ok(()) };
    store::remove(cx, id)?;
    if let Err(refusal) = bound(cx.conn, id)?.lets_go() {
        log(cx, "closing-cancelled", id, Failure::from(refusal).code().unwrap_or_default())?;
        return notice::tell(cx, id, Channel::InSite, "closing-stopped", &serde_json::json!({ "at": closing.ends_at }));
    }
    let addresses = account::addresses(cx.conn, &cx.means.keys, id)?;
    let mut papers = Vec::new();
    if let Some(holder) = holder {
        enrolment::release(cx, holder)?;
        organisation::end_belongings(cx, holder)?;
        papers = certificate::erase(cx, holder)?;
        papers.extend(volunteer::erase(cx, holder)?);
        handout::forget_person(cx, holder)?;
    }
    organisation::end_roles(cx, id)?;
    consent::withdraw_all(cx, id)?;
    help::forget_of(cx, id)?;
    sso::erase(cx, id)?;
    roster::forget_of(cx, id)?;
    about::erase(cx, id)?;
    handout::forget_of(cx, id)?;
    record::forget_of(cx, id)?;
    file::strike(cx, id, &papers)?;
    notice::forget(cx, id, &addresses)?;
    account::erase(cx, id)?;
    kernel_office::forget(cx, id)?;
    setting::put(cx.conn, UNWIPED, "1")?;
    log(cx, "account-closed", id, audit::BY_THE_PERSON)?;
    log(cx, "identity-erased", id, audit::BY_THE_PERSON)
}

fn log(cx: &mut Cx, act: &'static str, id: AccountId, reason: &str) -> Answer<()> {
    let (subject, facts) = (format!("account/{id}"), serde_json::json!({}));
    audit::write(cx, audit::Act { act, subject, organisation: None, reason, facts })
}

//! What asks for the password again: taking the factor away, and showing to be present. The hash is compared outside of every
//! transaction, and wrong passwords are counted as at the login.

use super::actions::{self, Typed};
use crate::{
    account::{actions::forgive, locks::Try, store},
    kernel::{crypto::Secret, cx::Cx, failure::Answer, office::Ask, session, web::Visit},
};
use domain::{account::LockRefusal, kernel::AccountId};
use jiff::Timestamp;

/// By what somebody shows to be present.
pub enum Proof {
    Password(Secret<String>),
    Code(String),
}

/// Shows to be present; answers until when it counts.
pub async fn step_up(visit: &Visit, proof: Proof) -> Answer<Timestamp> {
    match proof {
        Proof::Password(password) => {
            right_password(visit, &password).await?;
            visit.office.record(unkeyed(visit), (), stepped_up).await
        }
        Proof::Code(entered) => {
            let tried = visit.office.record(unkeyed(visit), Typed { entered }, actions::step_up_by_code).await?;
            tried.map_err(|refusal| ("code", refusal).into())
        }
    }
}

fn stepped_up(cx: &mut Cx, (): &()) -> Answer<Timestamp> {
    session::confirm(cx)?;
    session::step_up(cx)
}

/// Takes one's own factor away: for the password and a code.
pub async fn remove(visit: &Visit, password: &Secret<String>, code: String) -> Answer<()> {
    visit.present().await?;
    right_password(visit, password).await?;
    let tried = visit.office.record(unkeyed(visit), Typed { entered: code }, actions::remove).await?;
    tried.map_err(|refusal| ("code", refusal).into())
}

/// What holds secrets is never kept for a repeat.
pub fn unkeyed(visit: &Visit) -> Ask {
    Ask { key: None, ..visit.ask() }
}

/// Refused unless it is the password of the one who asks.
async fn right_password(visit: &Visit, password: &Secret<String>) -> Answer<()> {
    let (account, office) = (visit.login()?.account, &visit.office);
    let from = Try::of(&office.means.keys, &format!("present {account}"), &visit.address, None);
    let hash = office.record(unkeyed(visit), (from.clone(), account), counted).await?;
    let entered = domain::account::Password::entered(password.expose());
    let text = String::from_utf8_lossy(entered.as_bytes()).into_owned();
    let right = office.means.hashers.verify(Secret::new(text), hash).await;
    if matches!(right, Ok(false)) {
        return Err(("password", LockRefusal::Wrong).into());
    }
    office.record(unkeyed(visit), (from, account), forgive).await?;
    right?;
    Ok(())
}

/// Counts a try before it is looked at, and reads what it is compared with.
fn counted(cx: &mut Cx, (from, account): &(Try, AccountId)) -> Answer<Option<String>> {
    cx.lock(&[from.key()])?;
    from.count(cx, None)?;
    store::password_hash(cx.conn, *account)
}

//! What asks for the password again: taking the factor away, and showing to be present. The hash is compared outside of every
//! transaction, and wrong passwords are counted as at the login.

use super::actions::{self, Typed};
use crate::{
    account::flow::prove_oneself,
    kernel::{crypto::Secret, cx::Cx, failure::Answer, office::Ask, session, web::Visit},
};
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
            prove_oneself(visit, &password, "password").await?;
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
    prove_oneself(visit, password, "password").await?;
    let tried = visit.office.record(unkeyed(visit), Typed { entered: code }, actions::remove).await?;
    tried.map_err(|refusal| ("code", refusal).into())
}

/// What holds secrets is never kept for a repeat.
pub fn unkeyed(visit: &Visit) -> Ask {
    Ask { key: None, ..visit.ask() }
}

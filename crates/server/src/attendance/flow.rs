//! Signing in and out as doors call it: the one command of the hot path, and a note of a wrong code when that was the answer.

use super::{
    actions::{self, Key, SignIn, SignOut, Signed},
    tries,
};
use crate::kernel::{
    failure::Answer,
    office::{Ask, Office},
};

/// Signs in.
pub async fn sign_in(office: &Office, ask: Ask, cmd: SignIn) -> Answer<Signed> {
    let key = cmd.key.clone();
    let answer = office.record(ask.clone(), cmd, actions::sign_in).await;
    noted(office, ask, &key, answer).await
}

/// Signs out.
pub async fn sign_out(office: &Office, ask: Ask, cmd: SignOut) -> Answer<Signed> {
    let key = cmd.key.clone();
    let answer = office.record(ask.clone(), cmd, actions::sign_out).await;
    noted(office, ask, &key, answer).await
}

async fn noted(office: &Office, ask: Ask, key: &Key, answer: Answer<Signed>) -> Answer<Signed> {
    let wrong = matches!(&answer, Err(failure) if failure.code() == Some("attendance.code-wrong"));
    if let (true, Key::Typed { activity, .. }) = (wrong, key) {
        office.record(ask, *activity, tries::add).await?;
    }
    answer
}

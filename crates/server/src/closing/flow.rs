//! Closing with its slow effects: the password is compared before, and files and the database's own log are wiped after.

use super::{actions, store};
use crate::{
    account, file,
    kernel::{
        crypto::Secret,
        failure::Answer,
        office::{Ask, Office},
        setting,
        web::Visit,
    },
};
use domain::closing::Closing;
use jiff::Timestamp;

/// Begins to close one's own account; the password is asked for.
pub async fn begin(visit: &Visit, key: Option<String>, password: Secret<String>) -> Answer<Closing> {
    account::prove_oneself(visit, &password, "password").await?;
    visit.office.act(visit.ask_once(key), actions::Ask, actions::ask).await
}

/// Accounts ended in one round; each is one transaction.
const ROUND: i64 = 50;

/// Ends the accounts whose day has come, and wipes what they leave behind. What fails is tried again in the next round.
pub async fn end_due(office: &Office, now: Timestamp) -> Answer<()> {
    let due = office.view(move |conn| store::due(conn, now, ROUND)).await?;
    for account in due {
        office.record(Ask::system(now), account, actions::end).await?;
    }
    file::remove_struck(office, now).await?;
    wipe(office, now).await
}

/// Pages of before an erasure still lie in SQLite's write-ahead log until it is cut.
async fn wipe(office: &Office, now: Timestamp) -> Answer<()> {
    if office.view(|conn| setting::get(conn, actions::UNWIPED)).await?.is_none() {
        return Ok(());
    }
    if office.db.cut_log().await? {
        office.record(Ask::system(now), (), |cx, ()| setting::remove(cx.conn, actions::UNWIPED)).await?;
    }
    Ok(())
}

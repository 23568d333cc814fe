//! Giving the copy out: the password first, then the line in the trail, then the data.

use super::views::{self, PersonalCopy};
use crate::{
    account, audit,
    kernel::{crypto::Secret, cx::Cx, failure::Answer, session, web::Visit},
    volunteer,
};

/// The whole copy, for whoever knows the password of the account that is logged in.
pub async fn export(visit: &Visit, password: Secret<String>) -> Answer<PersonalCopy> {
    account::prove_oneself(visit, &password, "password").await?;
    visit.office.record(visit.ask(), (), written).await?;
    let (account, office, when) = (visit.login()?.account, visit.office.clone(), (visit.locale, visit.now));
    visit.office.view(move |conn| views::copy(conn, &office.means, account, when)).await
}

/// Writes down that the data left, before it does.
fn written(cx: &mut Cx, (): &()) -> Answer<()> {
    session::confirm(cx)?;
    let account = cx.account()?;
    let subject = match volunteer::id_of_account(cx.conn, account)? {
        Some(id) => format!("volunteer/{id}"),
        None => format!("account/{account}"),
    };
    let facts = serde_json::json!({});
    let act = audit::Act { act: "data-exported", subject, organisation: None, reason: audit::BY_THE_PERSON, facts };
    audit::write(cx, act)
}

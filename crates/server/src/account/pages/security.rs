//! One's own security page: password, user name, where one is logged in.

use super::{cookies, login, trouble};
use crate::{
    account::{
        actions::{self, ChooseName, Second},
        appeal,
        flow::{self, Wish},
        passkey,
        second_factor::{self, State},
        views::{self, Me, SessionLine},
    },
    kernel::{
        crypto::Secret,
        failure::{Answer, Failure},
        office::Office,
        session::parse_id,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use domain::account::PasswordPolicy;
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/security", get(show))
        .route("/me/security/password", post(change_password))
        .route("/me/security/user-name", post(choose_name))
        .route("/me/security/sessions/{id}/end", post(end_session))
}

#[derive(Template)]
#[template(path = "account/pages/security.html")]
struct SecurityPage {
    c: Chrome,
    trouble: Trouble,
    me: Me,
    sessions: Vec<SessionLine>,
    /// Appeals of somebody who says that this account is theirs.
    appeals: Vec<appeal::Open>,
    policy: PasswordPolicy,
    user_name: String,
    factor: State,
    /// Whether a second factor is demanded of somebody like that.
    demanded: bool,
    /// How many passkeys there are.
    passkeys: u32,
}

async fn security_page(visit: &Visit, trouble: Trouble, user_name: String) -> Answer<SecurityPage> {
    let viewer = visit.login()?;
    let (account, this, now, office) = (viewer.account, viewer.session, visit.now, visit.office.clone());
    let (me, sessions, appeals, (factor, demanded), passkeys) = visit
        .office
        .view(move |conn| {
            let me = views::me(conn, &office.means.keys, account)?;
            let sessions = views::sessions(conn, account, this, now)?;
            let appeals = appeal::open_of(conn, account)?;
            let (factor, passkeys) = (second_factor::state(conn, account, now)?, passkey::count_of(conn, account)?);
            Ok((me, sessions, appeals, factor, passkeys))
        })
        .await?;
    let (c, policy) = (visit.chrome(Section::Mine), PasswordPolicy::default());
    Ok(SecurityPage { c, trouble, me, sessions, appeals, policy, user_name, factor, demanded, passkeys })
}

async fn show(visit: Visit) -> Answer<Response> {
    page(&security_page(&visit, Trouble::default(), String::new()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PasswordForm {
    old: String,
    password: String,
}

async fn change_password(Known(visit): Known, headers: HeaderMap, Form(form): Form<PasswordForm>) -> Answer<Response> {
    let passwords = (Secret::new(form.old), Secret::new(form.password));
    match flow::change_password(&visit, passwords).await {
        Ok(account) => {
            // Every session ended, this one included; the one who asked gets a new one.
            let device = cookies::device(&headers, &visit.office);
            let wish = Wish { device, second: Second::Proven, present: true, ..Wish::default() };
            let session = flow::open(&visit, account, wish, (None, None)).await?;
            Ok(login::logged_in(&visit, &session, "/me/security"))
        }
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&security_page(&visit, trouble.clone(), String::new()).await?)
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NameForm {
    user_name: String,
    key: Key,
}

async fn choose_name(Known(visit): Known, Form(form): Form<NameForm>) -> Answer<Response> {
    let cmd = ChooseName { raw: form.user_name.clone() };
    match visit.office.act(visit.ask_once(form.key.0), cmd, actions::choose_user_name).await {
        Ok(()) => Ok(see("/me/security")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&security_page(&visit, trouble.clone(), form.user_name).await?)
        }
    }
}

async fn end_session(visit: Visit, Path(id): Path<String>) -> Answer<Response> {
    let viewer = visit.login()?;
    let hash = parse_id(&id).ok_or(Failure::NotFound)?;
    visit.office.record(visit.ask(), hash, actions::end_session).await?;
    if hash == viewer.session {
        let mut response = see("/");
        cookies::logged_out(response.headers_mut(), &visit.office);
        return Ok(response);
    }
    Ok(see("/me/security"))
}

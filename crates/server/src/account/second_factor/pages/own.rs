//! One's own second factor: how it stands, setting it up, the codes on paper, taking it away.

use crate::{
    account::{
        pages::trouble,
        second_factor::{
            State,
            actions::{self, Begin, Typed},
            flow::{self, unkeyed},
        },
    },
    kernel::{
        crypto::Secret,
        failure::Answer,
        office::Office,
        session,
        web::{Chrome, Form, Known, Section, Trouble, Visit, page, qr, see},
    },
};
use askama::{Template, filters::Safe};
use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/me/security/second-factor", get(show).post(begin))
        .route("/me/security/second-factor/new", get(new))
        .route("/me/security/second-factor/confirmation", post(confirm))
        .route("/me/security/second-factor/recovery-codes", post(renew_codes))
        .route("/me/security/second-factor/removal", post(remove))
}

#[derive(Template)]
#[template(path = "account/second_factor/pages/own.html")]
struct OwnPage {
    c: Chrome,
    trouble: Trouble,
    factor: State,
    demanded: bool,
}

async fn own_page(visit: &Visit, trouble: Trouble) -> Answer<OwnPage> {
    let (account, now) = (visit.login()?.account, visit.now);
    let (factor, demanded) = visit.office.view(move |conn| actions::state(conn, account, now)).await?;
    Ok(OwnPage { c: visit.chrome(Section::Mine), trouble, factor, demanded })
}

async fn show(visit: Visit) -> Answer<Response> {
    page(&own_page(&visit, Trouble::default()).await?)
}

async fn begin(visit: Visit) -> Answer<Response> {
    visit.login()?;
    let site = visit.office.means.site_name(visit.locale);
    visit.office.record(unkeyed(&visit), Begin { site }, actions::begin).await?;
    Ok(see("/me/security/second-factor/new"))
}

#[derive(Template)]
#[template(path = "account/second_factor/pages/new.html")]
struct NewPage {
    c: Chrome,
    trouble: Trouble,
    picture: Safe<String>,
    secret: String,
    address: String,
}

async fn new_page(visit: &Visit, trouble: Trouble) -> Answer<NewPage> {
    let (account, mine, now) = (visit.login()?.account, visit.actor().session, visit.now);
    let (office, site) = (visit.office.clone(), visit.office.means.site_name(visit.locale));
    let look = move |conn: &mut crate::kernel::db::Conn| {
        session::stepped_up(conn, mine, now)?;
        actions::begun(conn, &office.means.keys, account, &site, now)
    };
    let begun = visit.office.view(look).await?;
    let c = visit.chrome(Section::Mine);
    let picture = qr(&begun.address, &c.t("second-factor-qr"));
    Ok(NewPage { c, trouble, picture, secret: begun.secret, address: begun.address })
}

async fn new(visit: Visit) -> Answer<Response> {
    match new_page(&visit, Trouble::default()).await {
        // What wasn't begun, or is done, stands on the page before.
        Err(failure) if failure.code().is_some_and(|code| code.starts_with("second-factor.")) => {
            Ok(see("/me/security/second-factor"))
        }
        shown => page(&shown?),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

/// The codes on paper, this once.
#[derive(Template)]
#[template(path = "account/second_factor/pages/codes.html")]
struct CodesPage {
    c: Chrome,
    codes: Vec<String>,
    /// Whether the factor was confirmed just now.
    fresh: bool,
}

async fn confirm(Known(visit): Known, Form(form): Form<CodeForm>) -> Answer<Response> {
    let tried = visit.office.record(unkeyed(&visit), Typed { entered: form.code }, actions::confirm).await?;
    match tried {
        Ok(codes) => page(&CodesPage { c: visit.chrome(Section::Mine), codes, fresh: true }),
        Err(refusal) => {
            let trouble = trouble(&visit, ("code", refusal).into())?;
            trouble.page(&new_page(&visit, trouble.clone()).await?)
        }
    }
}

async fn renew_codes(visit: Visit) -> Answer<Response> {
    visit.login()?;
    let codes = visit.office.record(unkeyed(&visit), (), actions::renew_codes).await?;
    page(&CodesPage { c: visit.chrome(Section::Mine), codes, fresh: false })
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RemovalForm {
    password: String,
    code: String,
}

async fn remove(Known(visit): Known, Form(form): Form<RemovalForm>) -> Answer<Response> {
    match flow::remove(&visit, &Secret::new(form.password), form.code).await {
        Ok(()) => Ok(see("/me/security/second-factor")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&own_page(&visit, trouble.clone()).await?)
        }
    }
}

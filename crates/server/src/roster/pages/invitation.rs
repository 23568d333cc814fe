//! The invitation as it opens on somebody's phone: what was entered about them, masked, and two buttons: it's me, it isn't.

use crate::{
    account::{
        AGREEMENT_VERSION, Wish,
        pages::{device, logged_in, trouble},
    },
    kernel::{
        crypto::Secret,
        failure::Answer,
        office::{Ask, Office},
        web::{Chrome, Form, Section, Trouble, Visit, page, see},
    },
    roster::invitation::{self, Invitation, Sent},
};
use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use domain::account::{Agreement, Given, PasswordPolicy, agreement::AT_REGISTRATION};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/invitations/{token}", get(show).post(accept))
        .route("/invitations/{token}/refusals", post(refuse))
        .route("/invitations/refused", get(refused))
}

#[derive(Template)]
#[template(path = "roster/pages/invitation.html")]
struct InvitationPage {
    c: Chrome,
    trouble: Trouble,
    i: Invitation,
    token: String,
    agreements: Vec<&'static str>,
    version: u32,
    policy: PasswordPolicy,
}

async fn invitation_page(visit: &Visit, token: String, trouble: Trouble) -> Answer<InvitationPage> {
    let (office, now, wanted) = (visit.office.clone(), visit.now, token.clone());
    let i = visit.office.view(move |conn| invitation::shown(conn, &office.means.keys, &wanted, now)).await?;
    Ok(InvitationPage {
        c: visit.chrome(Section::None),
        trouble,
        i,
        token,
        agreements: AT_REGISTRATION.iter().map(|agreement| agreement.name()).collect(),
        version: AGREEMENT_VERSION,
        policy: PasswordPolicy::default(),
    })
}

async fn show(visit: Visit, Path(token): Path<String>) -> Answer<Response> {
    page(&invitation_page(&visit, token, Trouble::default()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AcceptForm {
    password: String,
    agreed: Vec<String>,
    version: u32,
}

async fn accept(
    visit: Visit,
    headers: HeaderMap,
    Path(token): Path<String>,
    Form(form): Form<AcceptForm>,
) -> Answer<Response> {
    let given = Given { is_ticked: true, version: form.version, was_shown_in_full: true };
    let agreed = form.agreed.iter().filter_map(|name| Some((Agreement::parse(name)?, given))).collect();
    let sent = Sent { token: token.clone(), password: Secret::new(form.password), agreed };
    let wish = Wish { device: device(&headers, &visit.office), present: true, ..Wish::default() };
    match invitation::accept(&visit, sent, wish).await {
        Ok(entered) => Ok(logged_in(&visit, &entered, "/register/identity")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&invitation_page(&visit, token, trouble.clone()).await?)
        }
    }
}

async fn refuse(visit: Visit, Path(token): Path<String>) -> Answer<Response> {
    let ask = Ask { actor: crate::kernel::access::Actor::default(), ..visit.ask_once(None) };
    visit.office.record(ask, token, |cx, token| invitation::refuse(cx, token)).await?;
    Ok(see("/invitations/refused"))
}

#[derive(Template)]
#[template(path = "roster/pages/refused.html")]
struct RefusedPage {
    c: Chrome,
}

async fn refused(visit: Visit) -> Answer<Response> {
    page(&RefusedPage { c: visit.chrome(Section::None) })
}

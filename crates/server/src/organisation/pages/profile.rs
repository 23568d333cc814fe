//! The public data of an organisation, as its stewards edit it, and what it wants to become.

use super::{Fields, Side, register::paper};
use crate::{
    kernel::{
        failure::Answer,
        web::{Chrome, Form, Known, Section, Trouble, Upload, Visit, see},
    },
    organisation::{
        actions::{
            profile::{self, Become, Edit},
            registration::Texts,
        },
        rights::steward,
        store,
    },
    region,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    kernel::OrganisationId,
    organisation::{Act, Kind},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/profile.html")]
struct ProfilePage {
    c: Chrome,
    side: Side,
    f: Fields,
    /// The code that waits for the reviewer.
    pending: Option<String>,
    code: String,
    trouble: Trouble,
    done: bool,
}

impl ProfilePage {
    fn is_group(&self) -> bool {
        matches!(self.f.kind, Kind::Group | Kind::InnerGroup)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: Option<String>,
    province: String,
}

/// `/steward/{organisation}/profile`
pub(super) async fn form(visit: Visit, Path(id): Path<OrganisationId>, Query(asked): Query<Asked>) -> Answer<Response> {
    shown(&visit, id, asked, (None, String::new(), Trouble::default())).await
}

async fn shown(
    visit: &Visit,
    id: OrganisationId,
    asked: Asked,
    (texts, code, trouble): (Option<Texts>, String, Trouble),
) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let (side, core, stored, pending) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "profile", now)?;
            steward(conn, &by, id, Act::Profile, now)?;
            Ok((side, store::core(conn, id)?, store::texts(conn, id)?, store::pending(conn, id)?))
        })
        .await?;
    let f = Fields::new(core.kind, texts.unwrap_or(stored), region::find(&asked.province));
    let (done, pending) = (asked.done.is_some(), pending.map(|(code, _)| code));
    let page = ProfilePage { c: visit.chrome(Section::Steward), side, f, pending, code, trouble, done };
    page.trouble.page(&page)
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Given {
    key: Option<String>,
    #[serde(flatten)]
    texts: Texts,
}

/// `POST /steward/{organisation}/profile`
pub(super) async fn edit(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let cmd = Edit { organisation, texts: given.texts.clone() };
    match visit.office.act(visit.ask_once(given.key), cmd, profile::edit).await {
        Ok(()) => Ok(see(format!("/steward/{organisation}/profile?done=saved"))),
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?;
            shown(&visit, organisation, Asked::default(), (Some(given.texts), String::new(), trouble)).await
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Becoming {
    key: Option<String>,
    code: String,
}

/// `POST /steward/{organisation}/profile/becoming`
pub(super) async fn become_organisation(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    upload: Upload<Becoming>,
) -> Answer<Response> {
    let given = upload.fields.clone();
    let sent = async {
        let evidence = paper(&visit, &upload).await?;
        let cmd = Become { organisation, code: given.code.clone(), evidence };
        visit.office.act(visit.ask_once(given.key.clone()), cmd, profile::become_organisation).await
    };
    match sent.await {
        Ok(()) => Ok(see(format!("/steward/{organisation}/profile?done=saved"))),
        Err(failure) => {
            let field = |code: &str| match code {
                "organisation.evidence-missing" => Some("evidence"),
                code if code.starts_with("organisation.code") => Some("code"),
                _ => None,
            };
            let trouble = Trouble::of(failure, visit.words())?.beside(field);
            shown(&visit, organisation, Asked::default(), (None, given.code, trouble)).await
        }
    }
}

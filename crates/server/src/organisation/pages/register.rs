//! Registering an organisation, and following what becomes of it.

use super::Fields;
use crate::{
    file,
    kernel::{
        failure::{Answer, DoorRefusal, Failure},
        web::{Chrome, Known, Section, Trouble, Upload, Visit, see},
    },
    organisation::{
        actions::registration::{self, Register, SendAgain, Texts},
        store::{self, State},
        views,
    },
    region,
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    kernel::{BlobId, OrganisationId},
    organisation::{Kind, Root},
    region::Region,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/register.html")]
struct RegisterPage {
    c: Chrome,
    /// The organisation above, which will decide.
    parent: Option<views::Named>,
    /// What a root stands for.
    branch: Option<Root>,
    f: Fields,
    trouble: Trouble,
}

impl RegisterPage {
    fn branches(&self) -> &'static [Root] {
        Root::ALL
    }

    /// What the form was asked for, kept while another province is chosen.
    fn kept(&self) -> Vec<(&'static str, String)> {
        self.parent.iter().map(|parent| ("parent", parent.id.to_string())).collect()
    }

    fn is_branch(&self, branch: &Root) -> bool {
        self.branch == Some(*branch)
    }
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    parent: Option<OrganisationId>,
    province: Option<String>,
    kind: Option<Kind>,
}

/// `/organisations/new`
pub(super) async fn form(visit: Visit, Query(wanted): Query<Wanted>) -> Answer<Response> {
    visit.login()?;
    let province = wanted.province.as_deref().and_then(region::find);
    let given = Given { parent: wanted.parent, kind: wanted.kind.unwrap_or(Kind::Group), ..Given::default() };
    shown(&visit, given, province, Trouble::default()).await
}

async fn shown(visit: &Visit, given: Given, province: Option<Region>, trouble: Trouble) -> Answer<Response> {
    let parent = match given.parent {
        Some(parent) => Some(visit.office.view(move |conn| views::shown(conn, parent)).await?),
        None => None,
    };
    let at_home = parent.as_ref().and_then(|parent| region::find(&parent.card.region));
    let home = at_home.and_then(|region| region::path(region).first().map(|(top, _)| *top));
    let parent = parent.map(|parent| views::Named { id: parent.card.id, name: parent.card.name });
    let (kind, branch) = (given.kind, given.branch);
    let f = Fields::new(kind, given.into(), province.or(home));
    let page = RegisterPage { c: visit.chrome(Section::Organisations), parent, branch, f, trouble };
    page.trouble.page(&page)
}

/// A registration as it was typed.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    key: Option<String>,
    #[serde(deserialize_with = "maybe")]
    parent: Option<OrganisationId>,
    #[serde(deserialize_with = "maybe_named")]
    branch: Option<Root>,
    kind: Kind,
    name: String,
    code: String,
    region: String,
    address: String,
    contact_name: String,
    contact_phone: String,
    introduction: String,
}

impl Default for Given {
    fn default() -> Given {
        let text = String::new;
        Given {
            key: None,
            parent: None,
            branch: None,
            kind: Kind::Group,
            name: text(),
            code: text(),
            region: text(),
            address: text(),
            contact_name: text(),
            contact_phone: text(),
            introduction: text(),
        }
    }
}

/// A field that a form sends along empty.
fn maybe<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<OrganisationId>, D::Error> {
    let raw = String::deserialize(from)?;
    if raw.is_empty() { Ok(None) } else { raw.parse().map(Some).map_err(serde::de::Error::custom) }
}

fn maybe_named<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Root>, D::Error> {
    Ok(Root::parse(&String::deserialize(from)?))
}

impl From<Given> for Texts {
    fn from(given: Given) -> Texts {
        Texts {
            name: given.name,
            code: given.code,
            region: given.region,
            address: given.address,
            contact_name: given.contact_name,
            contact_phone: given.contact_phone,
            introduction: given.introduction,
        }
    }
}

/// `POST /organisations`
pub(super) async fn register(Known(visit): Known, upload: Upload<Given>) -> Answer<Response> {
    let given = upload.fields.clone();
    match registered(&visit, upload).await {
        Ok(id) => Ok(see(format!("/organisations/{id}/registration"))),
        Err(failure) => shown(&visit, given, None, Trouble::of(failure, visit.words())?).await,
    }
}

async fn registered(visit: &Visit, upload: Upload<Given>) -> Answer<OrganisationId> {
    let evidence = paper(visit, &upload).await?;
    let given = upload.fields;
    let (parent, branch, kind, key) = (given.parent, given.branch, given.kind, given.key.clone());
    let cmd = Register { parent, branch, kind, texts: given.into(), evidence };
    visit.office.act(visit.ask_once(key), cmd, registration::register).await
}

/// The paper that came with the form; kept before the form is decided about.
pub(super) async fn paper<T>(visit: &Visit, upload: &Upload<T>) -> Answer<Option<BlobId>> {
    let Some(sent) = upload.file("evidence") else { return Ok(None) };
    let kept = file::keep(&visit.office, visit.ask_once(None), file::EVIDENCE, sent).await;
    match kept {
        Err(Failure::Refused(refusal)) => Err(Failure::Refused(beside_evidence(refusal))),
        other => other.map(Some),
    }
}

/// The field is called `evidence` on our pages.
fn beside_evidence(refusal: Box<dyn crate::kernel::failure::Refused>) -> Box<dyn crate::kernel::failure::Refused> {
    Box::new(crate::kernel::failure::FieldRefused { field: "evidence", refusal })
}

#[derive(Template)]
#[template(path = "organisation/pages/registration.html")]
struct RegistrationPage {
    c: Chrome,
    id: OrganisationId,
    name: String,
    state: State,
    reason: String,
    reviewer: Option<String>,
    f: Fields,
    trouble: Trouble,
}

/// `/organisations/{organisation}/registration`: for its applicant only.
pub(super) async fn state(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    followed(&visit, id, None, Trouble::default()).await
}

async fn followed(visit: &Visit, id: OrganisationId, given: Option<Given>, trouble: Trouble) -> Answer<Response> {
    let account = visit.viewer.as_ref().ok_or(DoorRefusal::LoginNeeded)?.account;
    let (core, texts, reviewer) = visit
        .office
        .view(move |conn| {
            let core = store::core(conn, id)?;
            if core.applied_by != Some(account) {
                return Err(Failure::NotFound);
            }
            let reviewer = core.reviewed_by().map(|above| store::name_of(conn, above)).transpose()?;
            Ok((core, store::texts(conn, id)?, reviewer))
        })
        .await?;
    let (kind, texts) = given.map_or((core.kind, texts), |given| (given.kind, given.into()));
    let page = RegistrationPage {
        c: visit.chrome(Section::Organisations),
        id,
        name: core.name.clone(),
        state: core.state,
        reason: core.reason().to_owned(),
        reviewer,
        f: Fields::new(kind, texts, None),
        trouble,
    };
    page.trouble.page(&page)
}

/// `POST /organisations/{organisation}/registration`
pub(super) async fn send_again(
    Known(visit): Known,
    Path(organisation): Path<OrganisationId>,
    upload: Upload<Given>,
) -> Answer<Response> {
    let given = upload.fields.clone();
    let sent = async {
        let evidence = paper(&visit, &upload).await?;
        let given = upload.fields;
        let (kind, key) = (given.kind, given.key.clone());
        let cmd = SendAgain { organisation, kind, texts: given.into(), evidence };
        visit.office.act(visit.ask_once(key), cmd, registration::send_again).await
    };
    match sent.await {
        Ok(_) => Ok(see(format!("/organisations/{organisation}/registration"))),
        Err(failure) => followed(&visit, organisation, Some(given), Trouble::of(failure, visit.words())?).await,
    }
}

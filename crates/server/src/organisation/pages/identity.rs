//! A member's identity at the steward's desk: asked for with a reason, shown once.

use super::Side;
use crate::{
    account,
    kernel::{
        failure::{Answer, Failure},
        web::{Chrome, Form, Known, Section, Trouble, Visit},
    },
    organisation::{
        actions::identity::{self, Show},
        rights::steward,
        store,
    },
    volunteer::{self, Identity},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use domain::{
    account::Phone,
    audit::Line,
    kernel::{MembershipId, OrganisationId, VolunteerId},
    organisation::Act,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/identity.html")]
struct IdentityPage {
    c: Chrome,
    side: Side,
    membership: MembershipId,
    name: String,
    number: String,
    reason: String,
    shown: Option<(Identity, Option<Phone>)>,
    trouble: Trouble,
}

impl IdentityPage {
    fn reason_max(&self) -> u32 {
        Line::REASON_CHARS_MAX
    }
}

/// `/steward/{organisation}/members/{membership}/identity`
pub(super) async fn ask(visit: Visit, Path(ids): Path<(OrganisationId, MembershipId)>) -> Answer<Response> {
    page(&visit, ids, String::new(), None, Trouble::default()).await
}

#[derive(Deserialize)]
pub(super) struct Asked {
    key: Option<String>,
    #[serde(default)]
    reason: String,
}

/// `POST /steward/{organisation}/members/{membership}/identity`
pub(super) async fn show(
    Known(visit): Known,
    Path((at, membership)): Path<(OrganisationId, MembershipId)>,
    Form(form): Form<Asked>,
) -> Answer<Response> {
    let cmd = Show { membership, reason: form.reason.clone() };
    match visit.office.act(visit.ask_once(form.key), cmd, identity::show).await {
        Ok(id) => {
            visit.present().await?;
            let shown = read_identity(&visit, id).await?;
            page(&visit, (at, membership), form.reason, Some(shown), Trouble::default()).await
        }
        Err(failure) => {
            let trouble = Trouble::of(failure, visit.words())?.beside(|_| Some("reason"));
            page(&visit, (at, membership), form.reason, None, trouble).await
        }
    }
}

/// Reads a member's identity, once the look was written down.
pub(in crate::organisation) async fn read_identity(
    visit: &Visit,
    id: VolunteerId,
) -> Answer<(Identity, Option<Phone>)> {
    let office = visit.office.clone();
    let read = move |conn: &mut crate::kernel::db::Conn| {
        let keys = &office.means.keys;
        let owner = volunteer::account_of(conn, id)?;
        let phone = account::phone(conn, keys, owner)?;
        Ok((volunteer::identity(conn, keys, id)?, phone))
    };
    visit.office.view(read).await
}

async fn page(
    visit: &Visit,
    (at, membership): (OrganisationId, MembershipId),
    reason: String,
    shown: Option<(Identity, Option<Phone>)>,
    trouble: Trouble,
) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let (side, (name, number)) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, at, "members", now)?;
            let one = store::membership(conn, membership)?;
            steward(conn, &by, one.organisation, Act::Members, now)?;
            if !one.membership.is_held() {
                return Err(Failure::NotFound);
            }
            Ok((side, crate::organisation::views::public_name(conn, one.volunteer)?))
        })
        .await?;
    let c = visit.chrome(Section::Steward);
    let page = IdentityPage { c, side, membership, name, number, reason, shown, trouble };
    page.trouble.page(&page)
}

//! A member's identity at the steward's desk: asked for with a reason, shown once.

use super::Side;
use crate::{
    about::{self, Shown, slot_words},
    account,
    kernel::{
        failure::Answer,
        web::{Chrome, Form, Known, Section, Trouble, Visit},
    },
    organisation::{
        actions::identity::{self, Show},
        rights::held_member,
        views::public_name,
    },
    volunteer::{self, Identity},
};
use askama::Template;
use axum::{extract::Path, response::Response};
use domain::{
    account::Phone,
    audit::Line,
    kernel::{MembershipId, OrganisationId, VolunteerId},
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
    /// What the member says about themselves; no reason is needed for that.
    about: Shown,
    trouble: Trouble,
}

impl IdentityPage {
    fn times(&self) -> String {
        let words: Vec<String> = self.about.times.iter().map(|slot| slot_words(&self.c, slot)).collect();
        words.join(&self.c.t("format-list-mark"))
    }
    fn listed(&self, prefix: &str, names: &[String]) -> String {
        let words: Vec<String> = names.iter().map(|name| self.c.named(prefix, name)).collect();
        words.join(&self.c.t("format-list-mark"))
    }
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

/// `/steward/{organisation}/members/{membership}/avatar`
pub(super) async fn avatar(
    visit: Visit,
    Path((at, membership)): Path<(OrganisationId, MembershipId)>,
) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut crate::kernel::db::Conn| {
        Side::read(conn, &by, at, "members", now)?;
        Ok(held_member(conn, &by, membership, now)?.person)
    };
    let person = visit.office.view(look).await?;
    about::avatar_of(&visit.office, person).await
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
    let (by, now, office) = (visit.actor(), visit.now, visit.office.clone());
    let (side, (name, number), about) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, at, "members", now)?;
            let one = held_member(conn, &by, membership, now)?;
            let about = about::shown(conn, &office.means.keys, one.person)?;
            Ok((side, public_name(conn, one.volunteer)?, about))
        })
        .await?;
    let c = visit.chrome(Section::Steward);
    let page = IdentityPage { c, side, membership, name, number, reason, shown, about, trouble };
    page.trouble.page(&page)
}

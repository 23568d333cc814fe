//! Choosing one to five organisations (REG-05), and the state of everything that is under review (REG-02).

use super::trouble;
use crate::{
    kernel::{
        failure::Answer,
        office::Office,
        web::{Chrome, Form, Key, Known, Section, Trouble, Visit, page, see},
    },
    organisation::{self, Apply, End, OrganisationCard, OwnMembership, Query as Wanted},
    volunteer::{
        actions::{self, Consent},
        store,
        views::{Progressed, progress},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    response::Response,
    routing::{get, post},
};
use domain::{
    account::Step,
    kernel::{MembershipId, OrganisationId, local_date},
    organisation::membership::HELD_MAX,
    volunteer::age,
};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/register/organisations", get(choose).post(apply))
        .route("/register/organisations/{id}/withdrawal", post(withdraw))
        .route("/register/state", get(state))
        .route("/register/guardian", post(consent))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "volunteer/pages/organisations.html")]
struct ChoosePage {
    c: Chrome,
    trouble: Trouble,
    q: String,
    found: Vec<OrganisationCard>,
    held: Vec<OwnMembership>,
    held_max: u32,
}

async fn choose_page(visit: &Visit, q: String, trouble: Trouble) -> Answer<Option<ChoosePage>> {
    let account = visit.login()?.account;
    let words = (!q.trim().is_empty()).then(|| q.trim().chars().take(60).collect::<String>());
    let looked = visit
        .office
        .view(move |conn| {
            let Some(id) = store::id_of_account(conn, account)? else { return Ok(None) };
            let (code, _) = store::residence(conn, id)?;
            // Before anything is searched, the organisations of the own city are offered.
            let region =
                if words.is_none() { crate::region::find(&code).and_then(crate::region::parent) } else { None };
            let wanted = Wanted { words: words.clone(), region, ..Wanted::default() };
            let (found, _) = organisation::list(conn, &wanted)?;
            let own = organisation::own(conn, account)?;
            Ok(Some((found, own.memberships)))
        })
        .await?;
    let Some((found, all)) = looked else { return Ok(None) };
    let held: Vec<OwnMembership> = all.into_iter().filter(|one| matches!(one.state, "pending" | "approved")).collect();
    let found = found.into_iter().filter(|one| held.iter().all(|own| own.organisation_id != one.id)).collect();
    let c = visit.chrome(Section::None);
    Ok(Some(ChoosePage { c, trouble, q, found, held, held_max: HELD_MAX }))
}

async fn choose(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    match choose_page(&visit, asked.q, Trouble::default()).await? {
        Some(shown) => page(&shown),
        None => Ok(see("/register/identity")),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ChooseForm {
    organisation: Option<OrganisationId>,
    q: String,
    key: Key,
}

async fn apply(Known(visit): Known, Form(form): Form<ChooseForm>) -> Answer<Response> {
    let Some(organisation) = form.organisation else { return Ok(see("/register/organisations")) };
    match visit.office.act(visit.ask_once(form.key.0), Apply { organisation }, organisation::apply).await {
        Ok(_) => Ok(see("/register/organisations")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            match choose_page(&visit, form.q, trouble.clone()).await? {
                Some(shown) => trouble.page(&shown),
                None => Ok(see("/register/identity")),
            }
        }
    }
}

async fn withdraw(Known(visit): Known, Path(id): Path<MembershipId>, Form(form): Form<ChooseForm>) -> Answer<Response> {
    visit.office.act(visit.ask_once(form.key.0), End { membership: id }, organisation::withdraw).await?;
    Ok(see("/register/organisations"))
}

#[derive(Template)]
#[template(path = "volunteer/pages/state.html")]
struct StatePage {
    c: Chrome,
    trouble: Trouble,
    verification: &'static str,
    cause: Option<&'static str>,
    memberships: Vec<OwnMembership>,
    next: &'static str,
    lives_somewhere: bool,
    /// Under 18 without a guardian's consent.
    needs_guardian: bool,
}

async fn state_page(visit: &Visit, trouble: Trouble) -> Answer<StatePage> {
    let viewer = visit.login()?;
    let (account, activated, today, office) =
        (viewer.account, viewer.activated, local_date(visit.now), visit.office.clone());
    let (progressed, memberships, region, born_on) = visit
        .office
        .view(move |conn| {
            let progressed = progress(conn, account)?;
            let own = organisation::own(conn, account)?;
            let keys = &office.means.keys;
            let (region, born_on) = match progressed.volunteer {
                Some(id) => (store::residence(conn, id)?.0, Some(store::identity(conn, keys, id)?.born_on)),
                None => (String::new(), None),
            };
            Ok((progressed, own.memberships, region, born_on))
        })
        .await?;
    let Progressed { check, verification, next, .. } = progressed;
    let cause = match check {
        Some(domain::volunteer::Check::Failed { cause, .. }) => Some(cause.name()),
        _ => None,
    };
    let is_minor = born_on.is_some_and(|born_on| age::is_minor(born_on, visit.now) && born_on <= today);
    Ok(StatePage {
        c: visit.chrome(Section::Mine),
        trouble,
        verification,
        cause,
        memberships,
        next: if region.is_empty() && next != Step::RealName { "residence" } else { next.name() },
        lives_somewhere: !region.is_empty(),
        needs_guardian: is_minor && !activated,
    })
}

async fn state(visit: Visit) -> Answer<Response> {
    page(&state_page(&visit, Trouble::default()).await?)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct GuardianForm {
    guardian_name: String,
    relation: String,
}

async fn consent(Known(visit): Known, Form(form): Form<GuardianForm>) -> Answer<Response> {
    let cmd = Consent { guardian_name: form.guardian_name, relation: form.relation };
    match visit.office.act(visit.ask_once(None), cmd, actions::consent).await {
        Ok(()) => Ok(see("/register/state")),
        Err(failure) => {
            let trouble = trouble(&visit, failure)?;
            trouble.page(&state_page(&visit, trouble.clone()).await?)
        }
    }
}

//! The steward's home: which desk, and what waits there.

use super::Side;
use crate::{
    activity::{self, Card, Query},
    kernel::{
        db::Conn,
        failure::{Answer, Failure},
        web::{Chrome, Section, Visit, page, see},
    },
    organisation::{
        rights::may_act,
        views::{self, Counts, Desk},
    },
};
use askama::Template;
use axum::{extract::Path, response::Response};
use domain::{kernel::OrganisationId, organisation::Scope};

#[derive(Template)]
#[template(path = "organisation/pages/desks.html")]
struct DesksPage {
    c: Chrome,
    /// Each with what waits in its reach.
    desks: Vec<(Desk, Counts)>,
    is_platform: bool,
}

impl DesksPage {
    fn waiting(&self, counts: &Counts) -> i64 {
        counts.waiting()
    }
}

/// `/steward`: the one desk, or the choice between several.
pub(super) async fn choose(visit: Visit) -> Answer<Response> {
    let viewer = visit.login()?;
    let (account, is_platform, now) = (viewer.account, viewer.platform_role >= 2, visit.now);
    let desks = visit
        .office
        .view(move |conn| {
            may_act(conn, account, now)?;
            let mut found = Vec::new();
            for desk in views::desks(conn, account, now)? {
                let scope = match desk.reaches_below {
                    true => Scope::OwnAndBelow(desk.organisation),
                    false => Scope::Own(desk.organisation),
                };
                let counts = views::counts(conn, scope)?;
                found.push((desk, counts));
            }
            Ok(found)
        })
        .await?;
    match desks.as_slice() {
        [] if is_platform => Ok(see("/platform")),
        [] => Err(Failure::NotFound),
        [(desk, _)] if !is_platform => Ok(see(format!("/steward/{}", desk.organisation))),
        _ => page(&DesksPage { c: visit.chrome(Section::Steward), desks, is_platform }),
    }
}

#[derive(Template)]
#[template(path = "organisation/pages/home.html")]
struct HomePage {
    c: Chrome,
    side: Side,
    /// The own level first, then what lies below.
    levels: Vec<(&'static str, Counts)>,
    children: i64,
    /// What is in session or comes next.
    coming: Vec<Card>,
}

/// How many of the coming activities the home of a desk shows.
const COMING_MAX: usize = 5;

/// `/steward/{organisation}`
pub(super) async fn home(visit: Visit, Path(id): Path<OrganisationId>) -> Answer<Response> {
    visit.login()?;
    let (by, now) = (visit.actor(), visit.now);
    let look = move |conn: &mut Conn| {
        let side = Side::read(conn, &by, id, "home", now)?;
        let (mut coming, _) = activity::list(conn, &Query { organisation: Some(id), ..Query::default() }, now)?;
        coming.truncate(COMING_MAX);
        Ok((side, views::shown(conn, id)?, coming))
    };
    let (side, shown, coming) = visit.office.view(look).await?;
    let below = side.only_below().filter(|_| shown.card.organisations > 0);
    let levels = std::iter::once(("own", side.own)).chain(below.map(|below| ("below", below))).collect();
    page(&HomePage { c: visit.chrome(Section::Steward), side, levels, children: shown.card.organisations, coming })
}

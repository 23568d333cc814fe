//! The trail of acts, as auditors read it.

use super::Side;
use crate::{
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Chrome, Pager, Section, Visit, address, page},
    },
    organisation::{
        rights::{platform_power, steward, steward_of_subtree},
        views::{self, TrailLine, TrailQuery},
    },
};
use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use domain::{
    account::Power,
    kernel::OrganisationId,
    organisation::{Act, Scope},
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "organisation/pages/trail.html")]
struct TrailPage {
    c: Chrome,
    /// None on the platform's own page.
    side: Option<Side>,
    lines: Vec<TrailLine>,
    is_below: bool,
    pager: Pager,
}

impl TrailPage {
    /// What was done, in words; an act without words shows its stable name.
    fn said(&self, line: &TrailLine) -> String {
        let key = format!("audit-act-{}", line.act.replace('.', "-"));
        if crate::kernel::words::Words::of(self.c.locale).has(&key) { self.c.t(&key) } else { line.act.clone() }
    }

    /// The further facts of a line, each with its name.
    fn facts(&self, line: &TrailLine) -> Vec<String> {
        let shown = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let facts = line.facts.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        facts.map(|(name, value)| format!("{name}: {}", shown(value))).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    level: String,
    before: String,
}

impl Asked {
    fn query(&self) -> Answer<TrailQuery> {
        let bad = |_| DoorRefusal::BadForm { field: "before".into() };
        let before = Some(&self.before).filter(|before| !before.is_empty());
        Ok(TrailQuery { act: None, before: before.map(|before| before.parse().map_err(bad)).transpose()? })
    }

    fn pager(&self, path: &str, next: Option<i64>) -> Pager {
        let at = |before: &str| address(path, &[("level", &self.level), ("before", before)]);
        Pager { first: at(""), is_first: self.before.is_empty(), next: next.map(|before| at(&before.to_string())) }
    }
}

/// `/steward/{organisation}/trail`
pub(super) async fn of_organisation(
    visit: Visit,
    Path(id): Path<OrganisationId>,
    Query(asked): Query<Asked>,
) -> Answer<Response> {
    visit.login()?;
    let (by, now, is_below, query) = (visit.actor(), visit.now, asked.level == "below", asked.query()?);
    let (side, (lines, next)) = visit
        .office
        .view(move |conn| {
            let side = Side::read(conn, &by, id, "trail", now)?;
            let scope = match is_below {
                true => steward_of_subtree(conn, &by, id, Act::Look, now)?.1,
                false => Scope::Own(steward(conn, &by, id, Act::Look, now)?.organisation()),
            };
            Ok((side, views::trail(conn, scope, &query)?))
        })
        .await?;
    let pager = asked.pager(&format!("/steward/{id}/trail"), next);
    page(&TrailPage { c: visit.chrome(Section::Steward), side: Some(side), lines, is_below, pager })
}

/// `/platform/trail`
pub(super) async fn of_platform(visit: Visit, Query(asked): Query<Asked>) -> Answer<Response> {
    visit.login()?;
    let (by, query) = (visit.actor(), asked.query()?);
    let (lines, next) = visit
        .office
        .view(move |conn| {
            platform_power(conn, &by, Power::Trail)?;
            views::trail(conn, Scope::Platform, &query)
        })
        .await?;
    let pager = asked.pager("/platform/trail", next);
    page(&TrailPage { c: visit.chrome(Section::Platform), side: None, lines, is_below: false, pager })
}

//! `/hours`: the hours of all activities, with filters.

use super::kept;
use crate::{
    disclosure::views::{self, HoursLine, HoursQuery, Sort, Span, Status},
    kernel::{
        failure::{Answer, DoorRefusal},
        web::{Chrome, Pager, Section, Visit, address, page},
    },
    region,
};
use askama::Template;
use axum::{extract::Query as Params, response::Response};
use domain::{activity::Category, region::Level};
use jiff::civil::Date;
use serde::Deserialize;

/// What the disclosure was asked for; a form sends empty fields along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    category: String,
    status: String,
    from: String,
    until: String,
    region: String,
    sort: String,
    after: String,
}

/// Something that can be chosen, with its value in the form.
struct Choice {
    value: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "disclosure/hours.html")]
struct HoursPage {
    c: Chrome,
    lines: Vec<HoursLine>,
    categories: Vec<Choice>,
    statuses: Vec<Choice>,
    regions: Vec<Choice>,
    sorts: Vec<Choice>,
    is_filtered: bool,
    pager: Pager,
    asked: Asked,
}

impl HoursPage {
    fn has_more_filters(&self) -> bool {
        [&self.asked.status, &self.asked.from, &self.asked.until, &self.asked.region, &self.asked.sort]
            .iter()
            .any(|value| !value.is_empty())
    }
}

pub(super) async fn list(visit: Visit, Params(asked): Params<Asked>) -> Answer<Response> {
    let (query, now) = (asked.query()?, visit.now);
    let (lines, next) = visit.office.view(move |conn| views::hours(conn, &query, now)).await?;
    let c = visit.chrome(Section::Hours);
    let pager = asked.pager(next.map(|(value, id)| format!("{value}.{id}")));
    let page = page(&HoursPage {
        categories: asked.categories(&c),
        statuses: choices(&c, "disclosure-status", &["", "running", "ended"], &asked.status),
        sorts: choices(&c, "disclosure-sort", &["", "most"], &asked.sort),
        regions: asked.regions(&c),
        is_filtered: asked.address() != "/hours",
        lines,
        pager,
        asked,
        c,
    })?;
    Ok(kept(&visit, page, 10))
}

fn choices(c: &Chrome, prefix: &str, values: &[&str], chosen: &str) -> Vec<Choice> {
    let label = |value: &str| c.named(prefix, if value.is_empty() { "all" } else { value });
    let choice = |value: &&str| Choice { value: (*value).into(), label: label(value), is_chosen: *value == chosen };
    values.iter().map(choice).collect()
}

impl Asked {
    fn query(&self) -> Answer<HoursQuery> {
        let bad = |field: &str| DoorRefusal::BadForm { field: field.into() };
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let day = |text: &str, field: &'static str| -> Answer<Option<Date>> {
            Ok(given(text).map(|text| text.parse().map_err(|_| bad(field))).transpose()?)
        };
        let cursor = |text: String| {
            let (value, id) = text.split_once('.')?;
            Some((value.parse().ok()?, id.parse().ok()?))
        };
        Ok(HoursQuery {
            category: given(&self.category)
                .map(|name| Category::parse(&name).ok_or_else(|| bad("category")))
                .transpose()?,
            status: match self.status.as_str() {
                "" => None,
                "running" => Some(Status::Running),
                "ended" => Some(Status::Ended),
                _ => return Err(bad("status").into()),
            },
            span: Span { from: day(&self.from, "from")?, until: day(&self.until, "until")? },
            region: given(&self.region).map(|code| region::find(&code).ok_or_else(|| bad("region"))).transpose()?,
            sort: if self.sort == "most" { Sort::Most } else { Sort::Newest },
            words: given(&self.q),
            after: given(&self.after).map(|text| cursor(text).ok_or_else(|| bad("after"))).transpose()?,
        })
    }

    fn address(&self) -> String {
        let fields: &[(&str, &str)] = &[
            ("q", &self.q),
            ("category", &self.category),
            ("status", &self.status),
            ("from", &self.from),
            ("until", &self.until),
            ("region", &self.region),
            ("sort", &self.sort),
            ("after", &self.after),
        ];
        address("/hours", fields)
    }

    /// The way to the first and the next page; the latter after this.
    fn pager(&self, next: Option<String>) -> Pager {
        let at = |after: String| Asked { after, ..self.clone() }.address();
        Pager { first: at(String::new()), is_first: self.after.is_empty(), next: next.map(at) }
    }

    fn categories(&self, c: &Chrome) -> Vec<Choice> {
        let choice = |name: &str, label: String| Choice { value: name.into(), label, is_chosen: self.category == name };
        let each = Category::ALL.into_iter().map(|one| choice(one.name(), c.named("activity-category", one.name())));
        std::iter::once(choice("", c.t("disclosure-any"))).chain(each).collect()
    }

    /// All provinces; below the chosen division its own children, above it the way up.
    fn regions(&self, c: &Chrome) -> Vec<Choice> {
        let chosen = region::find(&self.region);
        let above = chosen.map(region::path).unwrap_or_default();
        let below = match chosen {
            Some(one) if one.level() == Level::County => region::children(region::parent(one)),
            one => region::children(one),
        };
        let mut choices =
            vec![Choice { value: String::new(), label: c.t("disclosure-any"), is_chosen: chosen.is_none() }];
        let mut seen = Vec::new();
        for (code, name) in above.into_iter().chain(below) {
            if !seen.contains(&code) {
                seen.push(code);
                let is_chosen = chosen == Some(code);
                choices.push(Choice { value: code.to_string(), label: name.to_owned(), is_chosen });
            }
        }
        choices
    }
}

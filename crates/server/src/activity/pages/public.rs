//! Activities for people: the public list with search and filters, and one activity in full.

use crate::activity::views::{self, Card, Query, Shown, When};
use crate::{
    enrolment,
    kernel::{
        db::Conn,
        failure::{Answer, DoorRefusal},
        office::Office,
        web::{Cached, Chrome, Pager, Section, Visit, address, page},
    },
};
use askama::Template;
use axum::{
    Router,
    extract::{Path, Query as Params},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{activity::Category, enrolment::State, kernel::ActivityId};
use serde::Deserialize;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/activities", get(list)).route("/activities/{id}", get(show))
}

/// What the list was asked for, as it stands in the address; a form sends empty fields along.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    category: String,
    region: String,
    when: String,
    after: String,
}

/// A filter that can be chosen.
struct Choice {
    href: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "activity/list.html")]
struct ListPage {
    c: Chrome,
    asked: Asked,
    categories: Vec<Choice>,
    times: Vec<Choice>,
    cards: Vec<Card>,
    pager: Pager,
    /// The address without any filter, when there is one.
    all: Option<String>,
}

async fn list(visit: Visit, Params(asked): Params<Asked>) -> Answer<Response> {
    let (query, now) = (asked.query()?, visit.now);
    let (cards, next) = visit.office.view(move |conn| views::list(conn, &query, now)).await?;
    let c = visit.chrome(Section::Activities);
    let pager = asked.pager(next.map(|(start, id)| format!("{start}.{id}")));
    let is_filtered = !(asked.q.is_empty() && asked.category.is_empty() && asked.region.is_empty());
    let all = is_filtered.then(|| Asked { when: asked.when.clone(), ..Asked::default() }.address());
    let (categories, times) = (asked.categories(&c), asked.times(&c));
    let page = page(&ListPage { c, asked, categories, times, cards, pager, all })?;
    // One second: the cards show places that are being taken.
    Ok((axum::Extension(Cached(1)), page).into_response())
}

impl Asked {
    fn query(&self) -> Answer<Query> {
        let bad = |field: &str| DoorRefusal::BadForm { field: field.into() };
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let cursor = |text: &str| {
            let (start, id) = text.split_once('.')?;
            Some((start.parse().ok()?, id.parse().ok()?))
        };
        let category = |name: String| Category::parse(&name).ok_or_else(|| bad("category"));
        Ok(Query {
            category: given(&self.category).map(category).transpose()?,
            region: given(&self.region),
            organisation: None,
            words: given(&self.q),
            when: if self.when == "past" { When::Past } else { When::Coming },
            after: given(&self.after).map(|text| cursor(&text).ok_or_else(|| bad("after"))).transpose()?,
        })
    }

    /// The address that asks for this; what is empty is left out.
    fn address(&self) -> String {
        let fields: &[(&str, &str)] = &[
            ("q", &self.q),
            ("category", &self.category),
            ("region", &self.region),
            ("when", &self.when),
            ("after", &self.after),
        ];
        address("/activities", fields)
    }

    /// The way to the first and the next page; the latter after this.
    fn pager(&self, next: Option<String>) -> Pager {
        let at = |after: String| Asked { after, ..self.clone() }.address();
        Pager { first: at(String::new()), is_first: self.after.is_empty(), next: next.map(at) }
    }

    fn categories(&self, c: &Chrome) -> Vec<Choice> {
        let choice = |name: &str, label: String| Choice {
            href: Asked { category: name.to_owned(), after: String::new(), ..self.clone() }.address(),
            label,
            is_chosen: self.category == name,
        };
        let each = Category::ALL.into_iter().map(|one| choice(one.name(), c.named("activity-category", one.name())));
        std::iter::once(choice("", c.t("activity-category-all"))).chain(each).collect()
    }

    fn times(&self, c: &Chrome) -> Vec<Choice> {
        let choice = |name: &str, key: &str| Choice {
            href: Asked { when: name.to_owned(), after: String::new(), ..self.clone() }.address(),
            label: c.t(key),
            is_chosen: (self.when == "past") == (name == "past"),
        };
        vec![choice("", "activity-coming"), choice("past", "activity-past")]
    }
}

#[derive(Template)]
#[template(path = "activity/detail.html")]
struct DetailPage {
    c: Chrome,
    a: Shown,
    /// The description, a paragraph per line.
    paragraphs: Vec<String>,
    /// The viewer's own enrolment, by the name of its state.
    standing: Option<&'static str>,
}

async fn show(visit: Visit, Path(id): Path<ActivityId>) -> Answer<Response> {
    let (now, who) = (visit.now, visit.viewer.as_ref().and_then(|viewer| viewer.volunteer));
    let look = move |conn: &mut Conn| {
        let standing = who.map(|who| enrolment::standing(conn, id, who)).transpose()?.flatten();
        Ok((views::shown(conn, id, now)?, standing.map(State::name)))
    };
    let (a, standing) = visit.office.view(look).await?;
    let paragraphs = lines(&a.description);
    let page = page(&DetailPage { c: visit.chrome(Section::Activities), a, paragraphs, standing })?;
    Ok((axum::Extension(Cached(1)), page).into_response())
}

pub(super) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

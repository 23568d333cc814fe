//! Routes × roles: every route answers every role as the table says, at the own organisation and around it.

use super::{
    rows::{API, Row},
    stage::{Cast, Props, Stage, Who},
};
use crate::{story, world::World};
use std::collections::BTreeSet;

/// The method, the path and the body of a try.
pub fn call(door: &str, row: &Row, props: &Props<'_, '_>) -> (String, String, String) {
    let (method, route) = row.route.split_once(' ').unwrap();
    let path = if row.path.is_empty() { route } else { row.path };
    let (query, body) = if method == "GET" { (row.body, "") } else { ("", row.body) };
    (method.to_owned(), props.fill(&format!("{door}{path}{query}")), props.fill(body))
}

/// What the document lists, as `METHOD /path`.
pub fn documented() -> BTreeSet<String> {
    let document: serde_json::Value = serde_json::from_str(&goodhours::app::document().unwrap()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            routes.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    routes
}

async fn tried(w: &World, row: &Row, cast: &Cast<'_, '_>) -> Vec<u16> {
    let mut statuses = Vec::new();
    for who in Who::ALL {
        let props = cast.props(who);
        let (method, path, body) = call("/api/v1", row, &props);
        let reply = w.call(props.person(), &method, &path, &body).await;
        super::dress::assert_dressed(&reply, row.route);
        statuses.push(reply.status);
    }
    statuses
}

// rules: ORG-08, ORG-09
#[test]
fn every_route_of_the_api_has_its_row_of_rights() {
    let rows: BTreeSet<String> = API.iter().map(|row| row.route.to_owned()).collect();
    assert_eq!(rows.len(), API.len(), "a route has two rows");
    let routes = documented();
    let missing: Vec<_> = routes.difference(&rows).collect();
    let stale: Vec<_> = rows.difference(&routes).collect();
    assert!(missing.is_empty() && stale.is_empty(), "without a row: {missing:#?}\nwithout a route: {stale:#?}");
}

// rules: ORG-08, ORG-09
story!(every_route_of_the_api_answers_every_role_as_its_row_says, w, {
    let stage = Stage::set(&w).await;
    let mut wrong = String::new();
    for row in API {
        let cast = stage.cast();
        let statuses = tried(&w, row, &cast).await;
        if statuses != row.cells {
            wrong.push_str(&format!("{}\n  said {:?}\n  got  {statuses:?}\n", row.route, row.cells));
        }
    }
    assert!(wrong.is_empty(), "{:?}\n{wrong}", w.office.db.engine());
});

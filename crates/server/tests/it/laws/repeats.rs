//! Repeats: whatever changes something, sent again under the same key, changes nothing more and answers the same. And whatever
//! only looks changes nothing at all.

use super::{
    rights::call,
    rows::{API, Row},
    stage::{Cast, Stage, Who},
    tables::counts,
};
use crate::{
    story,
    world::{Person, Reply, World},
};

/// Somebody whom the row lets in, and what they ask.
fn let_in<'c>(row: &Row, cast: &'c Cast<'_, '_>) -> Option<(super::stage::Props<'c, 'c>, (String, String, String))> {
    let at = row.cells.iter().position(|status| (200..300).contains(status))?;
    let props = cast.props(Who::ALL[at]);
    let call = call("/api/v1", row, &props);
    Some((props, call))
}

/// What is never the same twice: every login is a session of its own, every code is sent anew, and who logged out is nobody.
const NEVER_TWICE: [&str; 2] = ["POST /sms-codes", "DELETE /sessions/current"];

async fn sent(w: &World, who: Option<&Person>, (method, path, body): &(String, String, String)) -> Reply {
    w.keyed(who, method, path, body, Some("the-same-key")).await
}

// rules: API-03
story!(every_change_repeated_under_its_key_changes_nothing_and_answers_the_same, w, {
    let stage = Stage::set(&w).await;
    let mut wrong = String::new();
    for row in API.iter().filter(|row| !row.route.starts_with("GET") && !NEVER_TWICE.contains(&row.route)) {
        let cast = stage.cast();
        let Some((props, call)) = let_in(row, &cast) else { continue };
        let (who, before) = (props.person(), counts(&w));
        let first = sent(&w, who, &call).await;
        let between = counts(&w);
        let again = sent(&w, who, &call).await;
        let after = counts(&w);
        if (first.status, &first.text) != (again.status, &again.text) {
            wrong.push_str(&format!(
                "{}: {} {}\n  then {} {}\n",
                row.route, first.status, first.text, again.status, again.text
            ));
        }
        if between != after || !(200..300).contains(&first.status) {
            wrong.push_str(&format!(
                "{}: {} {}\n{}",
                row.route,
                first.status,
                first.text,
                difference(&between, &after)
            ));
        }
        drop(before);
    }
    assert!(wrong.is_empty(), "{:?}\n{wrong}", w.office.db.engine());
});

// rules: API-03
story!(looking_changes_nothing, w, {
    let stage = Stage::set(&w).await;
    let mut wrong = String::new();
    // The outbox delivers what waits before it is read; nothing may wait.
    w.get(None, "/api/v1/outbox?to=13800138000").await.is(200);
    for row in API.iter().filter(|row| row.route.starts_with("GET")) {
        let cast = stage.cast();
        for who in Who::ALL {
            let props = cast.props(who);
            let (method, path, body) = call("/api/v1", row, &props);
            let before = counts(&w);
            w.call(props.person(), &method, &path, &body).await;
            wrong.push_str(&difference(&before, &counts(&w)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
});

type Counts = std::collections::BTreeMap<String, i64>;

fn difference(before: &Counts, after: &Counts) -> String {
    let changed = before.iter().filter(|(table, n)| after[*table] != **n);
    changed.map(|(table, n)| format!("  {table}: {n} rows, then {}\n", after[table])).collect()
}

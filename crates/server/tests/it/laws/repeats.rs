//! Repeats: whatever changes something, sent again under the same key, changes nothing more and answers the same. And whatever
//! only looks changes nothing at all.

use super::{
    page_rows::PAGES,
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

/// What is never the same twice: every login is a session of its own, every code is sent anew, every secret is another, and who logged
/// out is nobody.
const NEVER_TWICE: [&str; 6] = [
    "POST /passkey-challenges",
    "POST /sms-codes",
    "POST /email-codes",
    "POST /me/contacts/{kind}/codes",
    "DELETE /sessions/current",
    "POST /platform/clients/{id}/secrets",
];

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
    // The first look at the signing keys makes them.
    w.page(None, "/.well-known/jwks.json").await;
    let doors = API.iter().map(|row| ("/api/v1", row)).chain(PAGES.iter().map(|row| ("", row)));
    for (door, row) in doors.filter(|(_, row)| row.route.starts_with("GET")) {
        let cast = stage.cast();
        for who in Who::ALL {
            // Whatever the try needs is there before anything is counted.
            let props = cast.props(who);
            let (method, path, body) = call(door, row, &props);
            let person = props.person();
            let before = counts(&w);
            match door {
                "" => w.visit(person, &method, &path, &body, "zh-CN").await,
                _ => w.call(person, &method, &path, &body).await,
            };
            let changed = difference(&before, &counts(&w));
            if !changed.is_empty() {
                wrong.push_str(&format!("{} by {who:?}:\n{changed}", row.route));
            }
        }
    }
    assert!(wrong.is_empty(), "{:?}\n{wrong}", w.office.db.engine());
});

type Counts = std::collections::BTreeMap<String, i64>;

fn difference(before: &Counts, after: &Counts) -> String {
    let changed = before.iter().filter(|(table, n)| after[*table] != **n);
    changed.map(|(table, n)| format!("  {table}: {n} rows, then {}\n", after[table])).collect()
}

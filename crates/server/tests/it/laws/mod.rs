//! Laws over everything: routes × roles, pages × locales, repeats, reads that change nothing, headers, and the tables of both
//! engines. A route or page that is new fails here until somebody writes down what it answers to whom.

mod bad_world;
mod document;
mod dress;
mod migrations;
mod page_rows;
mod pages;
mod races;
mod repeats;
mod rights;
mod rows;
mod stage;
mod tables;

pub use document::sources;

/// The name of every table.
pub fn table_names() -> Vec<String> {
    tables::declared().into_keys().collect()
}

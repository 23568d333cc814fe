//! The web: who visits, how failures look, how pages are dressed, which headers every answer carries.

mod appearance;
mod assets;
mod cache;
mod chrome;
mod contract;
mod cookies;
mod drawn;
mod face;
mod form;
mod guard;
mod manifest;
mod pager;
mod problem;
mod qr;
mod trouble;
mod upload;
mod visit;
mod zero;

pub use appearance::routes as appearance_routes;
pub use assets::routes as asset_routes;
pub use cache::{Cached, PageCache, shelve};
pub use chrome::{Chrome, Section};
pub use contract::completed;
pub use cookies::{Cookies, session_cookie};
pub use drawn::drawn_routes;
pub use face::{dress, encode};
pub use form::{Body, Form, Key};
pub use guard::guard;
pub use manifest::routes as manifest_routes;
pub use pager::{Pager, address};
pub use problem::{Problem, problem_routes};
pub use qr::qr;
pub use trouble::{Told, Trouble};
pub use upload::{Upload, upload_limit};
pub use visit::{Claimed, Known, Theme, Visit};
pub use zero::no_zeros;

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::kernel::failure::{Answer, Failure};

/// A page that was rendered.
pub fn page(template: &impl Template) -> Answer<Response> {
    Ok(Html(template.render().map_err(Failure::fault)?).into_response())
}

/// After a change: look at the result (POST, redirect, GET).
pub fn see(path: impl AsRef<str>) -> Response {
    Redirect::to(path.as_ref()).into_response()
}

/// Only paths on our own origin may be redirected to: one slash, and nothing that a browser reads as another host.
pub fn own_path(raw: &str) -> Option<&str> {
    let sound = raw.starts_with('/')
        && !raw.starts_with("//")
        && !raw.contains(['\\', '\r', '\n', '\t'])
        && raw.chars().all(|c| !c.is_control())
        && !raw.to_ascii_lowercase().starts_with("/%2f")
        && !raw.to_ascii_lowercase().starts_with("/%5c");
    sound.then_some(raw)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    // rules: ENT-01
    #[test]
    fn a_way_back_never_leads_to_another_host() {
        assert_eq!(own_path("/activities/7?from=qr"), Some("/activities/7?from=qr"));
        for foreign in ["//evil.example", "/\\evil.example", "https://evil.example", "/%2f%2fevil", "/a\tb", "evil", ""]
        {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
    }
}

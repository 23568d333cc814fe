//! The page of who looked at one's identity data.

use super::{
    api::SHOWN_MAX,
    looks::{Look, looks},
};
use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Chrome, Section, Visit, page},
};
use askama::Template;
use axum::{Router, response::Response, routing::get};

/// The page of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/me/access-log", get(show))
}

#[derive(Template)]
#[template(path = "audit/access-log.html")]
struct AccessLogPage {
    c: Chrome,
    looks: Vec<Look>,
}

impl AccessLogPage {
    /// Who it was, as far as it is told.
    fn who(&self, look: &Look) -> String {
        let by = self.c.named("access-log-by", look.by);
        match look.role {
            Some(role) => format!("{} {}", self.c.named("org-role", role), look.who),
            None => format!("{by} {}", look.who),
        }
    }
}

async fn show(visit: Visit) -> Answer<Response> {
    let account = visit.login()?.account;
    let looks = visit.office.view(move |conn| looks(conn, account, SHOWN_MAX)).await?;
    page(&AccessLogPage { c: visit.chrome(Section::Mine), looks })
}

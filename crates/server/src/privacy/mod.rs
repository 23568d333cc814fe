//! What is done with personal data (ACC-15): one public page of purposes, data, times and recipients. Its times are the retention
//! schedule that the code itself follows. What people accept at registration is an agreement, and not here. Route: `/privacy`.

use crate::kernel::{
    failure::Answer,
    office::Office,
    web::{Chrome, Section, Visit, page},
};
use askama::Template;
use axum::{Router, response::Response, routing::get};
use domain::{
    closing::COOL_OFF_DAYS,
    retention::{BACKUP_DAYS_MAX, Data},
};

/// The page of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/privacy", get(show))
}

#[derive(Template)]
#[template(path = "privacy/privacy.html")]
struct PrivacyPage {
    c: Chrome,
    contact: String,
    sends_mail: bool,
}

/// A line of the table.
struct Line {
    name: &'static str,
    keep: String,
}

impl PrivacyPage {
    /// Every kind of data, with how long it is kept.
    fn lines(&self) -> Vec<Line> {
        let line = |data: &Data| {
            let keep = data.keep();
            let key = format!("privacy-keep-{}", keep.name());
            Line { name: data.name(), keep: self.c.with(&key, "count", keep.count()) }
        };
        Data::ALL.iter().map(line).collect()
    }
}

async fn show(visit: Visit) -> Answer<Response> {
    let means = &visit.office.means;
    let (contact, sends_mail) = (means.settings.publisher.privacy_contact.clone(), means.mailer.get().is_some());
    page(&PrivacyPage { c: visit.chrome(Section::None), contact, sends_mail })
}
